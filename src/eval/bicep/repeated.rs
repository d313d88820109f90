//! The repetitions of a resource or call: loops and conditions.

use super::evaluator::{Evaluator, Instance};
use super::names::Here;
use crate::eval::arm::expression::{Site, TOO_MANY, loop_names};
use crate::eval::{Unknown, Value};
use crate::source::Span;
use crate::syntax::bicep::ast::Body;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// One of the repetitions of a resource or a call.
#[derive(Debug, Clone, Default)]
pub(super) struct Repeated {
    /// Its index; `None` without a loop, or if the repetitions are unknown.
    pub index: Option<usize>,
    /// The values of the loop's variables: the item and the index.
    values: Vec<Value>,
}

/// The repetitions of a resource or a call.
#[derive(Debug)]
pub(super) struct Repetitions {
    pub each: Vec<Repeated>,
    /// How they are distinguished.
    pub by: RepeatedBy,
}

/// How repetitions are distinguished.
#[derive(Debug, Clone)]
pub(super) enum RepeatedBy {
    Nothing,
    Index,
    /// The number of repetitions is unknown.
    Unknown(Arc<Unknown>),
}

/// The suffix in addresses.
impl fmt::Display for Repeated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.index.map_or(Ok(()), |index| write!(f, "[{index}]"))
    }
}

impl Repeated {
    /// Evaluates an expression in the repeated body.
    pub(super) fn site<T>(&self, body: &Body<'_>, here: &Here<'_, '_>, compute: &mut dyn FnMut(&Site<'_>) -> T) -> T {
        let names = body.header.as_ref().map(loop_names).unwrap_or_default();
        Site::new(here).with(&names, &self.values, compute)
    }
}

impl Repetitions {
    fn unknown(unknown: Arc<Unknown>) -> Self {
        let values = vec![Value::unknown(unknown.reason.clone()); 2];
        Self { each: vec![Repeated { index: None, values }], by: RepeatedBy::Unknown(unknown) }
    }
}

impl<'c> Evaluator<'c> {
    /// The repetitions of a resource, or of a call.
    pub(super) fn repetitions(&self, instance: &Rc<Instance<'c>>, is_call: bool, index: usize) -> Rc<Repetitions> {
        let key = (is_call, index);
        if let Some(known) = instance.repetitions.borrow().get(&key) {
            // Still being computed: the number of repetitions depends on itself.
            let Some((repetitions, read)) = known else {
                return Rc::new(Repetitions::unknown(Arc::new(Unknown::new("it depends on itself"))));
            };
            self.defaults().note(*read);
            return repetitions.clone();
        }
        instance.repetitions.borrow_mut().insert(key, None);
        let (body, header, inside) = if is_call {
            let call = instance.template.call_at(index);
            (call.body, call.header, None)
        } else {
            let resource = instance.template.resource_at(index);
            (resource.body, resource.header, resource.parent)
        };
        let (repetitions, read) = self.defaults().recording(|| self.repeat(body, header, &Here { evaluator: self, instance, inside }));
        let repetitions = Rc::new(repetitions);
        instance.repetitions.borrow_mut().insert(key, Some((repetitions.clone(), read)));
        repetitions
    }

    fn repeat(&self, body: &Body<'_>, header: Span, here: &Here<'_, 'c>) -> Repetitions {
        let Some(of) = &body.header else { return Repetitions { each: vec![Repeated::default()], by: RepeatedBy::Nothing } };
        match self.expressions.visit(of, &Site::new(here)) {
            Ok(Ok(items)) => {
                let repeated = |(index, item)| Repeated { index: Some(index), values: vec![item, Value::whole(index)] };
                Repetitions { each: items.into_iter().enumerate().map(repeated).collect(), by: RepeatedBy::Index }
            }
            Ok(Err(unknown)) => Repetitions::unknown(unknown),
            Err(fault) => {
                if fault.message.templates().next() == Some(TOO_MANY) {
                    self.problem(header, fault.message.clone());
                }
                Repetitions::unknown(Arc::new(Unknown::new(fault.message)))
            }
        }
    }

    /// Whether a body may be deployed: it may unless its condition is known to be false.
    pub(super) fn condition(&self, body: &Body<'_>, site: &Site<'_>) -> bool {
        let condition = body.condition.as_ref().map(|condition| self.expressions.evaluate(condition, site));
        !matches!(condition, Some(Ok(condition)) if condition.as_bool() == Some(false))
    }
}
