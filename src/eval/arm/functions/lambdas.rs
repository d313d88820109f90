//! The functions that take a lambda. The evaluator passes each lambda as a Rust closure, which receives all arguments that the language
//! offers (the element and its index) and uses as many as the lambda has parameters.
//!
//! Source: Microsoft Learn, "Lambda functions for Bicep".

use super::objects::object;
use super::signature::{because, elements, members, on_the_way_of, required, text};
use crate::eval::{EvalError, Fuel, Unknown, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// A lambda: its result for these arguments.
pub type Lambda<'l> = &'l mut dyn FnMut(&[Value]) -> Result<Value, EvalError>;

/// Calls a lambda. Each call consumes fuel, which bounds nested lambdas.
fn apply(lambda: Lambda<'_>, arguments: &[Value], fuel: &Fuel) -> Result<Value, EvalError> {
    fuel.take(1 + arguments.len())?;
    lambda(arguments)
}

fn made(result: Value, of: &Value) -> Value {
    on_the_way_of(result, std::slice::from_ref(of))
}

/// `filter(array, element => …)` or `filter(array, (element, index) => …)`.
///
/// # Errors
/// [`EvalError`] when it is not an array, when the lambda fails or does not return a boolean, or when the fuel runs out.
pub fn filter(array: &Value, predicate: Lambda<'_>, fuel: &Fuel) -> Result<Value, EvalError> {
    if let Some(unknown) = array.as_unknown() {
        return Ok(because(unknown));
    }
    let mut kept = Vec::new();
    for (index, element) in elements(array, fuel)?.into_iter().enumerate() {
        let keeps = apply(predicate, &[element.clone(), Value::whole(index)], fuel)?;
        match keeps.as_unknown() {
            // Whether the element is in the result is unknown, and so is the length of the result.
            Some(unknown) => return Ok(made(because(unknown), array)),
            None if keeps.as_bool().ok_or_else(|| required("true or false", &keeps))? => kept.push(element),
            None => {}
        }
    }
    Ok(made(Value::list(kept), array))
}

/// `map(array, element => …)` or `map(array, (element, index) => …)`.
///
/// # Errors
/// [`EvalError`] when it is not an array, when the lambda fails, or when the fuel runs out.
pub fn map(array: &Value, change: Lambda<'_>, fuel: &Fuel) -> Result<Value, EvalError> {
    if let Some(unknown) = array.as_unknown() {
        return Ok(because(unknown));
    }
    let elements = elements(array, fuel)?.into_iter().enumerate();
    let changed = elements.map(|(index, element)| apply(change, &[element, Value::whole(index)], fuel));
    Ok(made(Value::list(changed.collect::<Result<Vec<_>, _>>()?), array))
}

/// `mapValues(object, value => …)`.
///
/// # Errors
/// [`EvalError`] when it is not an object, when the lambda fails, or when the fuel runs out.
pub fn map_values(of: &Value, change: Lambda<'_>, fuel: &Fuel) -> Result<Value, EvalError> {
    if let Some(unknown) = of.as_unknown() {
        return Ok(because(unknown));
    }
    let changed = members(of, fuel)?.into_iter().map(|(key, value)| Ok((key, apply(change, &[value], fuel)?)));
    let changed = changed.collect::<Result<Vec<_>, EvalError>>()?;
    Ok(made(object(changed, rest(of)), of))
}

fn rest(value: &Value) -> Option<Arc<Unknown>> {
    if let crate::eval::Data::Object(object) = &value.data { object.rest.clone() } else { None }
}

/// `reduce(array, initial, (result, element) => …)` or with `(result, element, index) => …`.
///
/// # Errors
/// [`EvalError`] when it is not an array, when the lambda fails, or when the fuel runs out.
pub fn reduce(array: &Value, initial: &Value, combine: Lambda<'_>, fuel: &Fuel) -> Result<Value, EvalError> {
    if let Some(unknown) = array.as_unknown() {
        return Ok(because(unknown));
    }
    let elements = elements(array, fuel)?.into_iter().enumerate();
    elements.into_iter().try_fold(initial.clone(), |result, (index, element)| apply(combine, &[result, element, Value::whole(index)], fuel))
}

/// `sort(array, (a, b) => …)`, where the lambda returns whether `a` comes before `b`. The sort is stable.
///
/// # Errors
/// [`EvalError`] when it is not an array, when the lambda fails or does not return a boolean, or when the fuel runs out.
pub fn sort(array: &Value, before: Lambda<'_>, fuel: &Fuel) -> Result<Value, EvalError> {
    if let Some(unknown) = array.as_unknown() {
        return Ok(because(unknown));
    }
    // A merge sort instead of `sort_by`: a comparison may fail, be unknown or be inconsistent.
    let mut runs: Vec<Vec<Value>> = elements(array, fuel)?.into_iter().map(|element| vec![element]).collect();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut pairs = runs.into_iter();
        while let Some(first) = pairs.next() {
            merged.push(match pairs.next() {
                None => first,
                Some(second) => match merge(first, second, before, fuel)? {
                    Ok(run) => run,
                    Err(unknown) => return Ok(made(unknown, array)),
                },
            });
        }
        runs = merged;
    }
    Ok(made(Value::list(runs.pop().unwrap_or_default()), array))
}

/// Merges two sorted runs; the inner error is the reason why their order is unknown.
fn merge(first: Vec<Value>, second: Vec<Value>, before: Lambda<'_>, fuel: &Fuel) -> Result<Result<Vec<Value>, Value>, EvalError> {
    let mut merged = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.into_iter().peekable(), second.into_iter().peekable());
    while let (Some(one), Some(other)) = (first.peek(), second.peek()) {
        let sooner = apply(before, &[other.clone(), one.clone()], fuel)?;
        if let Some(unknown) = sooner.as_unknown() {
            return Ok(Err(because(unknown)));
        }
        let sooner = sooner.as_bool().ok_or_else(|| required("true or false", &sooner))?;
        merged.extend(if sooner { second.next() } else { first.next() });
    }
    merged.extend(first.chain(second));
    Ok(Ok(merged))
}

/// `toObject(array, element => key)` or `toObject(array, element => key, element => value)`.
///
/// # Errors
/// [`EvalError`] when it is not an array, when a lambda fails, when a key is not a string, or when the fuel runs out.
pub fn to_object(array: &Value, key: Lambda<'_>, mut value: Option<Lambda<'_>>, fuel: &Fuel) -> Result<Value, EvalError> {
    if let Some(unknown) = array.as_unknown() {
        return Ok(because(unknown));
    }
    let (mut keyed, mut rest) = (Vec::new(), None);
    for (index, element) in elements(array, fuel)?.into_iter().enumerate() {
        let arguments = [element, Value::whole(index)];
        let name = apply(key, &arguments, fuel)?;
        if let Some(unknown) = name.as_unknown() {
            rest = rest.or(Some(unknown.clone()));
            continue;
        }
        let [element, _] = &arguments;
        let value = match &mut value {
            Some(value) => apply(*value, &arguments, fuel)?,
            None => element.clone(),
        };
        keyed.push((text(&name)?.into(), value));
    }
    Ok(made(object(keyed, rest), array))
}

/// `groupBy(array, element => key)` or `groupBy(array, element => key, element => value)`: lists by their key.
///
/// # Errors
/// [`EvalError`] when it is not an array, when a lambda fails, when a key is not a string, or when the fuel runs out.
pub fn group_by(array: &Value, key: Lambda<'_>, mut value: Option<Lambda<'_>>, fuel: &Fuel) -> Result<Value, EvalError> {
    if let Some(unknown) = array.as_unknown() {
        return Ok(because(unknown));
    }
    let mut groups: HashMap<Arc<str>, Vec<Value>> = HashMap::new();
    for (index, element) in elements(array, fuel)?.into_iter().enumerate() {
        let arguments = [element, Value::whole(index)];
        let name = apply(key, &arguments, fuel)?;
        // The element may be in any of the groups.
        if let Some(unknown) = name.as_unknown() {
            return Ok(made(because(unknown), array));
        }
        let [element, _] = &arguments;
        let value = match &mut value {
            Some(value) => apply(*value, &arguments, fuel)?,
            None => element.clone(),
        };
        groups.entry(text(&name)?.into()).or_default().push(value);
    }
    let groups = groups.into_iter().map(|(key, group)| (key, Value::list(group)));
    Ok(made(object(groups, None), array))
}
