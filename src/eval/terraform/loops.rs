//! Loops: `for` expressions and dynamic blocks.

use super::evaluator::{Evaluator, faulty};
use super::expression::{Result, because, text};
use super::operators::truth;
use super::scope::{Bound, Scope};
use crate::eval::{Data, EvalError, Fuel, Unknown, Value};
use crate::syntax::hcl::{Block, ExprKind, For};
use crate::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

impl<'c> Evaluator<'c> {
    pub(super) fn for_expression(&self, of: &For, scope: &Scope<'_, 'c>) -> Result {
        let list = self.evaluate(&of.list, scope)?;
        let elements = match visit(&list)? {
            Ok(elements) => elements,
            Err(unknown) => return Ok(because(&unknown)),
        };
        let mut results: Vec<Value> = Vec::new();
        let mut members: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
        for (key, element) in elements {
            self.fuel.take(Fuel::ELEMENT)?;
            let outer = of.key.as_ref().map(|name| Bound { name: &name.text, value: &key, around: scope.bound });
            let bound = Bound { name: &of.value.text, value: &element, around: outer.as_ref().or(scope.bound) };
            let inner = Scope { bound: Some(&bound), ..scope.clone() };
            if let Some(condition) = &of.condition {
                let condition = self.evaluate(condition, &inner)?;
                match condition.as_unknown() {
                    Some(unknown) => return Ok(because(unknown)),
                    None if !truth(&condition)? => continue,
                    None => {}
                }
            }
            let Some(result_key) = &of.result_key else {
                results.push(self.evaluate_or_unknown(&of.result, &inner));
                continue;
            };
            let result_key = self.evaluate(result_key, &inner)?;
            if let Some(unknown) = result_key.as_unknown() {
                return Ok(because(unknown));
            }
            let result_key = text(&result_key)?;
            let values = members.entry(result_key).or_default();
            if !of.groups && !values.is_empty() {
                return Err(EvalError::new("two elements have the same key"));
            }
            values.push(self.evaluate_or_unknown(&of.result, &inner));
        }
        if of.result_key.is_none() {
            return Ok(Value::list(results));
        }
        let members = members.into_iter().map(|(key, mut values)| {
            let value = if of.groups { Value::list(values) } else { values.pop().expect("each key has a value") };
            (key, value)
        });
        Ok(Value::object(members))
    }

    /// The blocks that a dynamic block generates.
    pub(super) fn dynamic(&self, block: &Block, scope: &Scope<'_, 'c>, elements: &mut Vec<Value>) {
        let content = block.body.blocks("content").next();
        let Some((content, name)) = content.zip(block.labels.first()) else { return };
        let at = scope.span(&content.header());
        let list = match block.body.attribute("for_each") {
            Some(list) => self.evaluate(&list.value, scope),
            None => Err(EvalError::new("the dynamic block has no `for_each`")),
        };
        let visited = list.and_then(|list| visit(&list));
        let visited = match visited {
            Ok(Ok(visited)) => visited,
            Ok(Err(unknown)) => return elements.push(Value { at: Some(at), ..because(&unknown) }),
            Err(fault) => return elements.push(faulty(&fault, at)),
        };
        let iterator = match block.body.attribute("iterator").map(|iterator| &iterator.value.kind) {
            Some(ExprKind::Variable(iterator) | ExprKind::String(iterator)) => iterator,
            _ => &name.text,
        };
        for (key, value) in visited {
            if self.fuel.take(1).is_err() {
                return;
            }
            let object = Value::object([("key".into(), key), ("value".into(), value)]);
            let bound = Bound { name: iterator, value: &object, around: scope.bound };
            elements.push(self.block(&content.body, at, &Scope { bound: Some(&bound), ..scope.clone() }));
        }
    }
}

/// The keys and values of a collection, or why they are unknown.
#[expect(clippy::type_complexity, reason = "a fault, or why it is not known, or what is visited")]
pub(super) fn visit(list: &Value) -> Result<std::result::Result<Vec<(Value, Value)>, Arc<Unknown>>> {
    let numbered = |(index, value): (usize, Value)| (Value::whole(index as i128), value);
    let named = |(key, value): (&Arc<str>, Value)| {
        (Value { at: value.at, provenance: value.provenance.clone(), referenced: value.referenced, ..Value::text(key.clone()) }, value)
    };
    match &list.data {
        Data::Unknown(unknown) => Ok(Err(unknown.clone())),
        Data::Object(object) => Ok(match &object.rest {
            Some(unknown) => Err(unknown.clone()),
            None => Ok(list.members().into_iter().flatten().map(named).collect()),
        }),
        Data::List(_) => Ok(Ok(list.elements().into_iter().flatten().enumerate().map(numbered).collect())),
        // The key of a set's element is the element.
        Data::Set(_) => Ok(Ok(list.elements().into_iter().flatten().map(|value| (value.clone(), value)).collect())),
        _ => Err(EvalError::new(Text::new("it is {found}, not a collection").with("found", list.kind_name()))),
    }
}
