//! Values as text.

use super::json;
use crate::eval::{Data, EvalError, Fuel, Number, TextBuilder, Unknown, Value};
use crate::text::Text;

/// The text of an interpolated Bicep string: its parts as `format` of templates renders them.
///
/// An unknown part makes the result unknown, but its start and end stay known.
///
/// # Errors
/// [`EvalError`] when the fuel runs out, or a part is nested too deep.
pub fn interpolate(parts: &[Value], fuel: &Fuel) -> Result<Value, EvalError> {
    if let [only] = parts
        && let Data::Text(_) = only.data
    {
        return Ok(only.clone());
    }
    let mut joined = TextBuilder::default();
    for part in parts {
        joined.part(part);
        show(part, &mut joined, fuel)?;
    }
    Ok(joined.finish())
}

/// Appends a value as `format` renders it: lists and objects as JSON with single quotes.
pub(super) fn show(value: &Value, text: &mut TextBuilder, fuel: &Fuel) -> Result<(), EvalError> {
    match &value.data {
        Data::List(_) | Data::Set(_) | Data::Object(_) => json::write(value, json::Quotes::Replaced, text, fuel),
        _ => scalar(value, text, fuel),
    }
}

/// The text of a value, as `string` of templates renders it.
///
/// # Errors
/// [`EvalError`] when the fuel runs out, or the value is nested too deep.
pub fn to_text(value: &Value, fuel: &Fuel) -> Result<Value, EvalError> {
    let mut text = TextBuilder::default();
    match &value.data {
        Data::Text(_) => return Ok(value.clone()),
        Data::List(_) | Data::Set(_) | Data::Object(_) => json::write(value, json::Quotes::Kept, &mut text, fuel)?,
        _ => scalar(value, &mut text, fuel)?,
    }
    Ok(text.finish())
}

/// Appends a scalar, as .NET writes it.
pub(super) fn scalar(value: &Value, text: &mut TextBuilder, fuel: &Fuel) -> Result<(), EvalError> {
    match &value.data {
        Data::Null => Ok(()),
        Data::Bool(value) => text.push(if *value { "True" } else { "False" }, fuel),
        Data::Number(number) => push_number(*number, text, fuel),
        Data::Text(value) => text.push(value, fuel),
        Data::Unknown(unknown) => text.push_unknown(unknown, fuel),
        Data::List(_) | Data::Set(_) | Data::Object(_) => {
            Err(EvalError::new(Text::new("a string is required, not {found}").with("found", value.kind_name())))
        }
    }
}

/// Appends a number; the exponents that .NET writes for very large and very small ones differ by its version.
pub(super) fn push_number(number: Number, text: &mut TextBuilder, fuel: &Fuel) -> Result<(), EvalError> {
    match number {
        Number::Real(real) if real.abs() >= 1e15 || real.abs() < 1e-4 => {
            text.push_unknown(&Unknown::new("a number that is written with an exponent").into(), fuel)
        }
        _ => text.push(&number.to_string(), fuel),
    }
}
