//! Booleans and comparisons.

use super::signature::{Call, Function, MANY, because, required, text, whole};
use super::strings::equality;
use crate::eval::arm::{equals, order};
use crate::eval::{Data, EvalError, Value};
use crate::parts::Parts;
use crate::text::Text;
use std::cmp::Ordering;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("and", 2, MANY, |call| any_is(call, false)).unknown(),
    Function::new("any", 1, 1, |call| Ok(call.value(0).clone())).unknown(),
    Function::new("bool", 1, 1, to_bool),
    Function::new("coalesce", 1, MANY, |call| Ok(coalesce(call))).unknown(),
    Function::new("equals", 2, 2, equality).unknown(),
    Function::new("fail", 1, 1, |call| Err(EvalError::new(Text::new("the configuration fails: {value}").with("value", call.text(0)?)))),
    Function::new("false", 0, 0, |_| Ok(Value::bool(false))),
    Function::new("greater", 2, 2, |call| compare(call, Ordering::is_gt)),
    Function::new("greaterOrEquals", 2, 2, |call| compare(call, Ordering::is_ge)),
    Function::new("if", 3, 3, conditional).unknown(),
    Function::new("less", 2, 2, |call| compare(call, Ordering::is_lt)),
    Function::new("lessOrEquals", 2, 2, |call| compare(call, Ordering::is_le)),
    Function::new("not", 1, 1, |call| Ok(Value::bool(!truth(call.value(0))?))),
    Function::new("null", 0, 0, |_| Ok(Value::null())),
    Function::new("or", 2, MANY, |call| any_is(call, true)).unknown(),
    Function::new("true", 0, 0, |_| Ok(Value::bool(true))),
    Function::new("xor", 2, 2, |call| Ok(Value::bool(truth(call.value(0))? != truth(call.value(1))?))),
];

fn truth(value: &Value) -> Result<bool, EvalError> {
    value.as_bool().ok_or_else(|| required("true or false", value))
}

/// One decisive argument decides, whatever the others are; otherwise all must be known.
fn any_is(call: &Call<'_>, decisive: bool) -> Result<Value, EvalError> {
    let mut unknown = None;
    for argument in call.arguments {
        match argument.as_unknown() {
            Some(found) => unknown = unknown.or(Some(found)),
            None if truth(argument)? == decisive => return Ok(Value::bool(decisive)),
            None => {}
        }
    }
    Ok(unknown.map_or_else(|| Value::bool(!decisive), |unknown| because(unknown)))
}

fn to_bool(call: &Call<'_>) -> Result<Value, EvalError> {
    let value = call.value(0);
    match &value.data {
        Data::Bool(_) => Ok(value.clone()),
        Data::Number(_) => Ok(Value::bool(whole(value)? != 0)),
        Data::Text(text) => match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Ok(Value::bool(true)),
            text if text.eq_ignore_ascii_case("false") => Ok(Value::bool(false)),
            _ => Err(EvalError::new("the string is neither `true` nor `false`")),
        },
        _ => Err(required("a string or a number", value)),
    }
}

/// The first argument that is not null. An unknown value may be null, unless it is partly known text.
fn coalesce(call: &Call<'_>) -> Value {
    let Some(first) = call.arguments.iter().position(|argument| !argument.is_null()) else { return Value::null() };
    let value = call.value(first);
    let others = call.arguments.after(first + 1);
    match value.as_unknown() {
        Some(unknown) if unknown.starts_with.is_empty() && unknown.ends_with.is_empty() && others.iter().any(|other| !other.is_null()) => {
            because(unknown)
        }
        _ => value.clone(),
    }
}

/// If the condition is unknown but both values are equal, the result is known nevertheless.
fn conditional(call: &Call<'_>) -> Result<Value, EvalError> {
    let condition = call.value(0);
    if let Some(unknown) = condition.as_unknown() {
        let same = equals(call.value(1), call.value(2), call.fuel())? == Some(true);
        return Ok(if same { call.value(1).clone() } else { because(unknown) });
    }
    Ok(call.value(if truth(condition)? { 1 } else { 2 }).clone())
}

fn compare(call: &Call<'_>, is: fn(Ordering) -> bool) -> Result<Value, EvalError> {
    let (a, b) = (call.value(0), call.value(1));
    let sorted = match (&a.data, &b.data) {
        (Data::Number(a), Data::Number(b)) => a.partial_cmp(b),
        (Data::Number(_), _) => return Err(required("a number", b)),
        _ => {
            let (a, b) = (text(a)?, text(b)?);
            call.fuel().take_text(a.len() + b.len())?;
            order(a, b)
        }
    };
    Ok(sorted.map_or_else(|| Value::unknown("the order of these strings depends on the version of .NET"), |sorted| Value::bool(is(sorted))))
}
