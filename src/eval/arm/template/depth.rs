//! The nesting depth of values. A recursive walk must not overflow the stack, and the JSON parser limits nesting.

use super::engine::Engine;
use crate::eval::{Data, EvalError, Value};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// The maximum depth of a value: real ones stay below 20.
const MAX_DEPTH: usize = 100;

/// The measured depth of lists and objects. They are shared, and each is measured once.
#[derive(Default)]
pub(super) struct Depths {
    /// By address, with the value, which keeps the address valid.
    known: RefCell<HashMap<usize, (usize, Value)>>,
}

impl Depths {
    /// The depth of a value; `None` if it is deeper than `most`.
    fn measure(&self, value: &Value, most: usize) -> Option<usize> {
        let address = match &value.data {
            Data::List(elements) | Data::Set(elements) => Arc::as_ptr(elements).cast::<()>() as usize,
            Data::Object(object) => Arc::as_ptr(object).cast::<()>() as usize,
            _ => return Some(0),
        };
        if let Some((depth, _)) = self.known.borrow().get(&address) {
            return Some(*depth).filter(|depth| *depth <= most);
        }
        let below = most.checked_sub(1)?;
        let mut deepest = 0;
        match &value.data {
            Data::List(elements) | Data::Set(elements) => {
                for element in elements.iter() {
                    deepest = deepest.max(self.measure(element, below)?);
                }
            }
            Data::Object(object) => {
                for (_, member) in object.members() {
                    deepest = deepest.max(self.measure(member, below)?);
                }
            }
            _ => {}
        }
        self.known.borrow_mut().insert(address, (deepest + 1, value.clone()));
        Some(deepest + 1)
    }
}

impl Engine<'_> {
    /// # Errors
    /// [`EvalError`] when the value is too deep.
    pub(super) fn shallow(&self, value: Value) -> Result<Value, EvalError> {
        match self.depths.measure(&value, MAX_DEPTH) {
            Some(_) => Ok(value),
            None => Err(EvalError::new("the value is nested too deep")),
        }
    }
}
