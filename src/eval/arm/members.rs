//! Members of objects, whose names are case-insensitive.

use super::case;
use crate::eval::{Data, EvalError, Fuel, Object, Value};
use std::sync::Arc;

/// The member of this name, ignoring case. A missing member of an open object is unknown.
///
/// # Errors
/// [`EvalError`] when the fuel runs out.
pub fn member(value: &Value, name: &str, fuel: &Fuel) -> Result<Option<Value>, EvalError> {
    let Data::Object(object) = &value.data else { return Ok(None) };
    match key(object, name, fuel)? {
        Some(key) => Ok(value.member(&key)),
        None => Ok(value.member(name)),
    }
}

/// The key of this name as the object spells it.
///
/// # Errors
/// [`EvalError`] when the fuel runs out.
pub(super) fn key(object: &Object, name: &str, fuel: &Fuel) -> Result<Option<Arc<str>>, EvalError> {
    fuel.take(1)?;
    if object.get(name).is_some() {
        return Ok(Some(name.into()));
    }
    fuel.take(object.members().len())?;
    Ok(object.members().iter().map(|(key, _)| key).find(|key| case::same(key, name)).cloned())
}

/// The members in the order in which they were written; `None` if that is unknown.
///
/// An [`Object`] sorts its members by key, but Resource Manager keeps the order of the text. The spans of members of a written object
/// show their order; a computed object has lost it, unless it has only one member.
pub(super) fn in_order(value: &Value) -> Option<Vec<(&Arc<str>, &Value)>> {
    let Data::Object(object) = &value.data else { return None };
    let mut members: Vec<_> = object.members().iter().map(|(key, member)| (key, member)).collect();
    if members.len() > 1 {
        let file = members.first()?.1.at?.file;
        if value.computed || members.iter().any(|(_, member)| member.at.is_none_or(|at| at.file != file)) {
            return None;
        }
        members.sort_by_key(|(_, member)| member.at);
        let start = |member: &Value| member.at.map(|at| at.start);
        if members.windows(2).any(|pair| matches!(pair, [(_, one), (_, next)] if start(one) == start(next))) {
            return None;
        }
    }
    Some(members)
}
