//! Values from JSON and YAML files that a configuration reads.

use super::{Data, EvalError, Fuel, Number, Value};
use crate::syntax::tree::{Member, Node, Value as Tree};
use std::sync::Arc;

/// The value of a tree. It has no span, because the tree belongs to a different text than the configuration.
///
/// # Errors
/// [`EvalError`] when the fuel runs out, or a number is too large.
pub fn from_tree(node: &Node<'_>, fuel: &Fuel) -> Result<Value, EvalError> {
    fuel.take(Fuel::ELEMENT)?;
    Ok(match &node.value {
        Tree::Null => Value::null(),
        Tree::Unknown(expression) => Value::made(Data::Unknown(Arc::new(expression.unknown.clone()))),
        Tree::Bool(value) => Value::bool(*value),
        Tree::Number(text) => {
            let number = Number::parse(text).ok_or_else(|| EvalError::new("a number in the JSON is too large"))?;
            Value::made(Data::Number(number))
        }
        Tree::String(text) => {
            fuel.take_text(text.len())?;
            Value::text(&**text)
        }
        Tree::Array(elements) => Value::list(elements.iter().map(|element| from_tree(element, fuel)).collect::<Result<Vec<_>, _>>()?),
        Tree::Object(members) => {
            let member = |member: &Member<'_>| {
                fuel.take_text(member.key.len())?;
                Ok((Arc::from(&*member.key), from_tree(&member.value, fuel)?))
            };
            Value::object(members.iter().map(member).collect::<Result<Vec<_>, EvalError>>()?)
        }
    })
}
