//! Functions that strings, arrays and objects share.

use super::signature::{Call, Function, because, elements, partly, required, text};
use crate::eval::arm::{case, equals, members, text as shown, units};
use crate::eval::{Data, EvalError, Fuel, TextBuilder, Value};
use crate::parts::Parts;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("concat", 1, super::signature::MANY, concat).unknown(),
    Function::new("contains", 2, 2, contains).unknown(),
    Function::new("empty", 1, 1, empty).unknown(),
    Function::new("first", 1, 1, first).unknown(),
    Function::new("indexOf", 2, 2, |call| index_of(call, End::First)).unknown(),
    Function::new("last", 1, 1, last).unknown(),
    Function::new("lastIndexOf", 2, 2, |call| index_of(call, End::Last)).unknown(),
    Function::new("length", 1, 1, length).unknown(),
    Function::new("skip", 2, 2, skip).unknown(),
    Function::new("take", 2, 2, take).unknown(),
];

/// Concatenates arrays or text.
fn concat(call: &Call<'_>) -> Result<Value, EvalError> {
    if call.arguments.iter().any(|argument| matches!(argument.data, Data::List(_) | Data::Set(_))) {
        if let Some(unknown) = call.arguments.iter().find_map(Value::as_unknown) {
            return Ok(because(unknown));
        }
        let mut all = Vec::new();
        for argument in call.arguments {
            all.append(&mut elements(argument, call.fuel())?);
        }
        return Ok(Value::list(all));
    }
    let mut joined = TextBuilder::default();
    for argument in call.arguments {
        shown::scalar(argument, &mut joined, call.fuel())?;
    }
    Ok(joined.finish())
}

/// The comparison of text is case-sensitive, that of keys is not. Source: `EvaluationTests.cs` of Bicep.
fn contains(call: &Call<'_>) -> Result<Value, EvalError> {
    let (container, wanted) = (call.value(0), call.value(1));
    match &container.data {
        Data::Unknown(unknown) => {
            let part = wanted.as_text().unwrap_or_default();
            call.fuel().take_text(unknown.starts_with.len() + unknown.ends_with.len())?;
            let is_there = !part.is_empty() && (unknown.starts_with.contains(part) || unknown.ends_with.contains(part));
            Ok(if is_there { Value::bool(true) } else { because(unknown) })
        }
        Data::List(_) | Data::Set(_) => {
            let mut decided = Some(false);
            for element in container.elements().into_iter().flatten() {
                match equals(&element, wanted, call.fuel())? {
                    Some(true) => return Ok(Value::bool(true)),
                    Some(false) => {}
                    None => decided = None,
                }
            }
            decided.map_or_else(|| call.undecided(), |found| Ok(Value::bool(found)))
        }
        _ if wanted.as_unknown().is_some() => call.undecided(),
        Data::Object(object) => match (members::key(object, call.text(1)?, call.fuel())?, &object.rest) {
            (None, Some(rest)) => Ok(because(rest)),
            (key, _) => Ok(Value::bool(key.is_some())),
        },
        Data::Text(container) => {
            call.fuel().take_text(container.len())?;
            Ok(Value::bool(container.contains(call.text(1)?)))
        }
        _ => Err(required("a string, an array or an object", container)),
    }
}

fn empty(call: &Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::bool(match &call.value(0).data {
        Data::Null => true,
        Data::Text(text) => text.is_empty(),
        Data::List(elements) | Data::Set(elements) => elements.is_empty(),
        Data::Object(object) => match &object.rest {
            Some(rest) if object.members().is_empty() => return Ok(because(rest)),
            _ => object.members().is_empty(),
        },
        Data::Unknown(unknown) if unknown.starts_with.is_empty() && unknown.ends_with.is_empty() => return Ok(because(unknown)),
        Data::Unknown(_) => false,
        Data::Bool(_) | Data::Number(_) => return Err(required("a string, an array or an object", call.value(0))),
    }))
}

/// For a character of two UTF-16 units, the first unit alone is not text.
fn unit(letter: Option<char>) -> Value {
    match letter {
        None => Value::text(""),
        Some(letter) if letter.len_utf16() == 1 => Value::text(letter.to_string()),
        Some(_) => Value::unknown("it is half of a character"),
    }
}

fn first(call: &Call<'_>) -> Result<Value, EvalError> {
    let value = call.value(0);
    match &value.data {
        Data::Null => Ok(Value::null()),
        Data::Text(text) => Ok(unit(text.chars().next())),
        Data::List(_) | Data::Set(_) => Ok(value.element(0).unwrap_or_else(Value::null)),
        Data::Unknown(unknown) if unknown.starts_with.is_empty() => Ok(because(unknown)),
        Data::Unknown(unknown) => Ok(unit(unknown.starts_with.chars().next())),
        _ => Err(required("a string or an array", value)),
    }
}

fn last(call: &Call<'_>) -> Result<Value, EvalError> {
    let value = call.value(0);
    match &value.data {
        Data::Null => Ok(Value::null()),
        Data::Text(text) => Ok(unit(text.chars().next_back())),
        Data::List(_) | Data::Set(_) => Ok(value.elements().and_then(|mut elements| elements.next_back()).unwrap_or_else(Value::null)),
        Data::Unknown(unknown) if unknown.ends_with.is_empty() => Ok(because(unknown)),
        Data::Unknown(unknown) => Ok(unit(unknown.ends_with.chars().next_back())),
        _ => Err(required("a string or an array", value)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

/// The search in text ignores case, the search in an array is case-sensitive.
fn index_of(call: &Call<'_>, end: End) -> Result<Value, EvalError> {
    let (container, wanted) = (call.value(0), call.value(1));
    match &container.data {
        Data::Null => Ok(Value::whole(-1)),
        Data::Unknown(unknown) => Ok(because(unknown)),
        Data::List(elements) | Data::Set(elements) => {
            for step in 0..elements.len() {
                let index = if end == End::First { step } else { elements.len() - 1 - step };
                let Some(element) = elements.get(index) else { break };
                match equals(element, wanted, call.fuel())? {
                    Some(true) => return Ok(Value::whole(index)),
                    Some(false) => {}
                    None => return call.undecided(),
                }
            }
            Ok(Value::whole(-1))
        }
        Data::Text(container) => match wanted.as_unknown() {
            Some(unknown) => Ok(because(unknown)),
            None => text_index(container, text(wanted)?, end, call.fuel()),
        },
        _ => Err(required("a string or an array", container)),
    }
}

fn text_index(container: &str, wanted: &str, end: End, fuel: &Fuel) -> Result<Value, EvalError> {
    fuel.take_text(container.len() + wanted.len())?;
    if wanted.is_empty() && end == End::Last {
        return Ok(Value::unknown("the position of the last empty string depends on the version of .NET"));
    }
    let (container, wanted) = (case::upper(container), case::upper(wanted));
    let found = if end == End::First { container.find(&wanted) } else { container.rfind(&wanted) };
    Ok(found.map_or_else(|| Value::whole(-1), |at| Value::whole(units::length(container.before(at)))))
}

fn length(call: &Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::whole(match &call.value(0).data {
        Data::Null => 0,
        Data::Text(text) => {
            call.fuel().take_text(text.len())?;
            units::length(text)
        }
        Data::List(elements) | Data::Set(elements) => elements.len(),
        Data::Object(object) => match &object.rest {
            Some(rest) => return Ok(because(rest)),
            None => object.members().len(),
        },
        Data::Unknown(unknown) => return Ok(because(unknown)),
        Data::Bool(_) | Data::Number(_) => return Err(required("a string, an array or an object", call.value(0))),
    }))
}

/// The number of elements to take or skip; a negative number counts as zero.
fn count(call: &Call<'_>) -> Result<usize, EvalError> {
    Ok(usize::try_from(call.whole(1)?.max(0)).unwrap_or(usize::MAX))
}

fn skip(call: &Call<'_>) -> Result<Value, EvalError> {
    let value = call.value(0);
    if let Some(unknown) = call.value(1).as_unknown() {
        return Ok(because(unknown));
    }
    let count = count(call)?;
    match &value.data {
        Data::Null => Ok(Value::null()),
        Data::Unknown(unknown) => Ok(match units::length(&unknown.starts_with) {
            whole if count < whole => match units::part(&unknown.starts_with, count, whole, call.fuel())?.as_text() {
                Some(known) => partly(unknown, known, ""),
                None => because(unknown),
            },
            _ => because(unknown),
        }),
        Data::Text(text) => {
            let whole = units::length(text);
            units::part(text, count.min(whole), whole, call.fuel())
        }
        Data::List(_) | Data::Set(_) => Ok(Value::list(call.elements(0)?.into_iter().skip(count).collect::<Vec<_>>())),
        _ => Err(required("a string or an array", value)),
    }
}

fn take(call: &Call<'_>) -> Result<Value, EvalError> {
    let value = call.value(0);
    if let Some(unknown) = call.value(1).as_unknown() {
        return Ok(because(unknown));
    }
    let count = count(call)?;
    match &value.data {
        Data::Null => Ok(Value::null()),
        Data::Unknown(unknown) if units::length(&unknown.starts_with) < count => Ok(partly(unknown, &*unknown.starts_with, "")),
        // An unknown argument must be known to be text, because an empty result is `''` for text and `[]` for an array.
        Data::Unknown(unknown) if unknown.starts_with.is_empty() => Ok(because(unknown)),
        Data::Unknown(unknown) => units::part(&unknown.starts_with, 0, count, call.fuel()),
        Data::Text(text) => units::part(text, 0, count.min(units::length(text)), call.fuel()),
        Data::List(_) | Data::Set(_) => Ok(Value::list(call.elements(0)?.into_iter().take(count).collect::<Vec<_>>())),
        _ => Err(required("a string or an array", value)),
    }
}
