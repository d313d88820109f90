//! Sets: equality of elements, and the order in which Terraform visits them.
//!
//! Text sorts by its bytes, numbers by their size, `false` before `true`, null last. Other elements sort by a text that Terraform's
//! value library makes of them (`setRules.Less` of zclconf/go-cty), which has ten digits of each number.

use super::decimal::Decimal;
use crate::eval::{Data, EvalError, Fuel, Number, Value};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Arc;

/// The set of these elements, each once, in order. The first of equal ones is kept, with its span.
///
/// All of them must be known, and of one type.
///
/// # Errors
/// [`EvalError`] when the fuel runs out, or a value is nested too deep.
pub fn set(elements: impl IntoIterator<Item = Value>, fuel: &Fuel) -> Result<Arc<[Value]>, EvalError> {
    let mut seen = HashSet::new();
    let mut keyed = Vec::new();
    for element in elements {
        if seen.insert(text_of(&element, fuel)?) {
            let mut rough = String::new();
            if matches!(element.data, Data::List(_) | Data::Set(_) | Data::Object(_)) {
                write_text(&element, fuel, 0, false, &mut rough)?;
            }
            keyed.push((rough, element));
        }
    }
    fuel.take(keyed.len().saturating_mul(1 + keyed.len().checked_ilog2().unwrap_or(0) as usize))?; // comparisons
    keyed.sort_by(|(a_text, a), (b_text, b)| compare(a, b).then_with(|| a_text.cmp(b_text)));
    Ok(keyed.into_iter().map(|(_, element)| element).collect())
}

/// A text that two values share exactly when they are equal.
///
/// # Errors
/// [`EvalError`] when the fuel runs out, or a value is nested too deep.
pub fn text_of(value: &Value, fuel: &Fuel) -> Result<String, EvalError> {
    let mut text = String::new();
    write_text(value, fuel, 0, true, &mut text)?;
    Ok(text)
}

/// The order of two elements, as far as it does not depend on their texts.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (&a.data, &b.data) {
        (Data::Bool(a), Data::Bool(b)) => a.cmp(b),
        (Data::Number(a), Data::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
        (Data::Text(a), Data::Text(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}

fn rank(value: &Value) -> u8 {
    match value.data {
        Data::Bool(_) => 0,
        Data::Number(_) => 1,
        Data::Text(_) => 2,
        Data::List(_) | Data::Set(_) | Data::Object(_) => 3,
        Data::Null => 4,
        Data::Unknown(_) => 5,
    }
}

fn write_text(value: &Value, fuel: &Fuel, depth: usize, exact: bool, text: &mut String) -> Result<(), EvalError> {
    fuel.take(1)?;
    Value::check_depth(depth)?;
    match &value.data {
        Data::Null => text.push('~'),
        Data::Unknown(_) => text.push('?'),
        Data::Bool(value) => text.push(if *value { 'T' } else { 'F' }),
        Data::Number(number) if exact => text.push_str(&number.to_string()),
        Data::Number(number) => text.push_str(&short(*number)),
        Data::Text(value) => {
            fuel.take_text(value.len())?;
            let _ = write!(text, "{value:?}"); // writing to a string cannot fail
        }
        Data::List(elements) | Data::Set(elements) => {
            text.push('[');
            for element in elements.iter() {
                write_text(element, fuel, depth + 1, exact, text)?;
                text.push(';');
            }
            text.push(']');
        }
        Data::Object(object) => {
            text.push('{');
            for (key, member) in object.members() {
                fuel.take_text(key.len())?;
                let _ = write!(text, "{key:?}:");
                write_text(member, fuel, depth + 1, exact, text)?;
                text.push(';');
            }
            text.push('}');
        }
    }
    Ok(())
}

fn short(number: Number) -> String {
    let decimal = Decimal::of(number);
    let sign = if decimal.negative { "-" } else { "" };
    sign.to_owned() + &decimal.general(Some(10))
}
