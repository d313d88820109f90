//! JSON as Go writes it: keys are sorted, and characters special in HTML are escaped.

use super::signature::{ANY, Call, Function, TEXT};
use crate::eval::json::from_tree;
use crate::eval::{Data, EvalError, Fuel, Value};
use std::fmt::Write;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("jsondecode", &[TEXT], decode),
    Function::new("jsonencode", &[ANY.nullable()], |call| Ok(Value::text(encode(call.value(0), call.fuel())?))),
];

/// The JSON text of a fully known value.
pub(super) fn encode(value: &Value, fuel: &Fuel) -> Result<String, EvalError> {
    let mut text = String::new();
    write(value, fuel, 0, &mut text)?;
    Ok(text)
}

fn write(value: &Value, fuel: &Fuel, depth: usize, text: &mut String) -> Result<(), EvalError> {
    fuel.take(1)?;
    Value::check_depth(depth)?;
    match &value.data {
        Data::Null | Data::Unknown(_) => text.push_str("null"),
        Data::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Data::Number(number) => text.push_str(&number.to_string()),
        Data::Text(value) => {
            fuel.take_text(value.len())?;
            write_text(value, text);
        }
        Data::List(elements) | Data::Set(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(element, fuel, depth + 1, text)?;
            }
            text.push(']');
        }
        Data::Object(object) => {
            text.push('{');
            for (index, (key, member)) in object.members().iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                fuel.take_text(key.len())?;
                write_text(key, text);
                text.push(':');
                write(member, fuel, depth + 1, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

/// A JSON string, as Go's `json.Marshal` writes it.
pub(super) fn write_text(value: &str, text: &mut String) {
    text.push('"');
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter)); // writing to a string cannot fail
            }
            _ => text.push(letter),
        }
    }
    text.push('"');
}

fn decode(call: &Call<'_>) -> Result<Value, EvalError> {
    let text = call.text(0);
    call.fuel().take_text(text.len())?;
    let node = crate::syntax::json::parse(text).map_err(|_| EvalError::new("the string is not JSON"))?;
    from_tree(&node, call.fuel())
}
