//! Functions for objects, and safe access.

use super::signature::{Call, Function, MANY, because, members, required, text, whole};
use crate::eval::arm::{case, member};
use crate::eval::{Data, EvalError, Fuel, Object, Unknown, Value};
use crate::parts::Parts;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("createObject", 0, MANY, create).unknown(),
    Function::new("indexFromEnd", 2, 2, |call| at(call.value(0), call.value(1), From::End, Missing::EvalError, call.fuel())).unknown(),
    Function::new("items", 1, 1, items).unknown(),
    Function::new("objectKeys", 1, 1, keys).unknown(),
    Function::new("shallowMerge", 1, 1, shallow_merge).unknown(),
    Function::new("tryGet", 2, MANY, |call| try_get(call, From::Start)).unknown(),
    Function::new("tryIndexFromEnd", 2, MANY, |call| try_get(call, From::End)).unknown(),
];

/// An object with these members, which is open if something about it is unknown.
pub(super) fn object(members: impl IntoIterator<Item = (Arc<str>, Value)>, rest: Option<Arc<Unknown>>) -> Value {
    let object = Object::new(members);
    Value::made(Data::Object(Arc::new(match rest {
        Some(rest) => object.open(rest),
        None => object,
    })))
}

fn create(call: &Call<'_>) -> Result<Value, EvalError> {
    let (pairs, []) = call.arguments.as_chunks() else {
        return Err(EvalError::new("an object requires a value for each key"));
    };
    call.fuel().take(call.arguments.len().saturating_mul(Fuel::ELEMENT))?;
    let (mut created, mut rest) = (Vec::new(), None);
    for [key, value] in pairs {
        match key.as_unknown() {
            Some(unknown) => rest = rest.or(Some(unknown.clone())),
            None => created.push((text(key)?.into(), value.clone())),
        }
    }
    let count = created.len();
    let object = object(created, rest);
    let kept = object.members().map_or(0, |members| members.len());
    if kept < count { Err(EvalError::new("the object has a duplicate key")) } else { Ok(object) }
}

/// Members, or why they are unknown.
type Sorted = Result<Vec<(Arc<str>, Value)>, Value>;

/// The members of a fully known object, ordered by their case-insensitive keys.
fn sorted(call: &Call<'_>) -> Result<Sorted, EvalError> {
    let value = call.value(0);
    match &value.data {
        Data::Unknown(unknown) => return Ok(Err(because(unknown))),
        Data::Object(object) => {
            if let Some(rest) = &object.rest {
                return Ok(Err(because(rest)));
            }
        }
        _ => {}
    }
    let mut members = members(value, call.fuel())?;
    for (key, _) in &members {
        // The element made for each member: an object of two members, or text.
        call.fuel().take(2 * Fuel::ELEMENT)?;
        call.fuel().take_text(key.len())?;
    }
    members.sort_by_cached_key(|(key, _)| case::upper(key));
    Ok(Ok(members))
}

fn items(call: &Call<'_>) -> Result<Value, EvalError> {
    let members = match sorted(call)? {
        Ok(members) => members,
        Err(unknown) => return Ok(unknown),
    };
    let (key_name, value_name): (Arc<str>, Arc<str>) = ("key".into(), "value".into());
    let item = |(key, value): (Arc<str>, Value)| Value::object([(key_name.clone(), Value::text(key)), (value_name.clone(), value)]);
    Ok(Value::list(members.into_iter().map(item).collect::<Vec<_>>()))
}

fn keys(call: &Call<'_>) -> Result<Value, EvalError> {
    Ok(sorted(call)?
        .map_or_else(|unknown| unknown, |members| Value::list(members.into_iter().map(|(key, _)| Value::text(key)).collect::<Vec<_>>())))
}

/// If several objects have a member, the last one wins as a whole.
fn shallow_merge(call: &Call<'_>) -> Result<Value, EvalError> {
    if let Some(unknown) = call.value(0).as_unknown() {
        return Ok(because(unknown));
    }
    super::sets::merge(&call.elements(0)?, super::sets::Depth::Shallow, call.fuel())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Start,
    End,
}

/// The result if nothing is found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Null,
    EvalError,
}

/// `tryGet(value, 'a', 'b')` is `value.?a.b`: only the first access may find nothing.
fn try_get(call: &Call<'_>, from: From) -> Result<Value, EvalError> {
    let mut found = at(call.value(0), call.value(1), from, Missing::Null, call.fuel())?;
    for key in call.arguments.after(2) {
        if found.is_null() {
            return Ok(found);
        }
        // `{ value: 1, fromEnd: true }` is an index that counts from the end.
        let index = member(key, "value", call.fuel())?;
        let from_end = member(key, "fromEnd", call.fuel())?.and_then(|from_end| from_end.as_bool());
        let from = if from_end == Some(true) { From::End } else { From::Start };
        found = at(&found, index.as_ref().unwrap_or(key), from, Missing::EvalError, call.fuel())?;
    }
    Ok(found)
}

fn at(value: &Value, key: &Value, from: From, missing: Missing, fuel: &Fuel) -> Result<Value, EvalError> {
    if let Some(unknown) = value.as_unknown().or(key.as_unknown()) {
        return Ok(because(unknown));
    }
    let found = match (&value.data, &key.data) {
        (Data::Object(_), Data::Text(name)) => member(value, name, fuel)?,
        (Data::List(elements) | Data::Set(elements), Data::Number(_)) => {
            let index = usize::try_from(whole(key)?).ok();
            let index = if from == From::End {
                index.filter(|index| *index > 0).and_then(|index| elements.len().checked_sub(index))
            } else {
                index
            };
            index.and_then(|index| value.element(index))
        }
        (_, Data::Text(_) | Data::Number(_)) => None,
        _ => return Err(required("the name of a member or an index", key)),
    };
    match (found, missing) {
        (Some(found), _) => Ok(found),
        (None, Missing::Null) => Ok(Value::null()),
        (None, Missing::EvalError) => Err(EvalError::new("the value has no such member or element")),
    }
}
