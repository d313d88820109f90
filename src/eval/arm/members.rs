//! Members of objects, whose names have no case.

use super::case;
use crate::eval::{Data, EvalError, Fuel, Object, Value};
use std::sync::Arc;

/// The member of this name, without regard to case. One that an open object may have is unknown.
///
/// # Errors
/// [`EvalError`] when the fuel ends.
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
/// [`EvalError`] when the fuel ends.
pub(super) fn key(object: &Object, name: &str, fuel: &Fuel) -> Result<Option<Arc<str>>, EvalError> {
    fuel.take(1)?;
    if object.get(name).is_some() {
        return Ok(Some(name.into()));
    }
    fuel.take(object.members().len())?;
    Ok(object.members().iter().map(|(key, _)| key).find(|key| case::same(key, name)).cloned())
}

/// The members in the order in which they were written; nothing where that is not known.
///
/// An [`Object`] keeps its members by their keys, and Resource Manager in the order of the text. An object that stands in the source as
/// it is has members whose places tell the order; of one that was made the order is lost, unless it has one member only.
pub(super) fn in_order(value: &Value) -> Option<Vec<(&Arc<str>, &Value)>> {
    let Data::Object(object) = &value.data else { return None };
    let mut members: Vec<_> = object.members().iter().map(|(key, member)| (key, member)).collect();
    if members.len() > 1 {
        let file = members.first()?.1.at?.file;
        if value.computed || members.iter().any(|(_, member)| member.at.is_none_or(|at| at.file != file)) {
            return None;
        }
        members.sort_by_key(|(_, member)| member.at);
        if members.windows(2).any(|pair| pair[0].1.at.map(|at| at.start) == pair[1].1.at.map(|at| at.start)) {
            return None;
        }
    }
    Some(members)
}
