//! Base64, data URIs and JSON.

use super::signature::{Call, Function, required};
use super::uris::decode;
use crate::eval::arm::{json, to_text};
use crate::eval::encoding::{from_base64, to_base64};
use crate::eval::{Data, EvalError, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64", 1, 1, |call| call.made(to_base64(call.text(0)?.as_bytes()))),
    Function::new("base64ToJson", 1, 1, |call| json::read(&unbase64(call.text(0)?)?, call.fuel())),
    Function::new("base64ToString", 1, 1, |call| call.made(unbase64(call.text(0)?)?)),
    Function::new("dataUri", 1, 1, data_uri),
    Function::new("dataUriToString", 1, 1, data_uri_to_string),
    Function::new("json", 1, 1, |call| match call.value(0).data {
        Data::Null => Ok(Value::object([])),
        _ => json::read(call.text(0)?, call.fuel()),
    }),
];

/// Decodes base64 as .NET does: white space is ignored, and invalid UTF-8 becomes U+FFFD.
fn unbase64(text: &str) -> Result<String, EvalError> {
    let bytes = from_base64(text, &[' ', '\t', '\r', '\n']).ok_or_else(|| EvalError::new("the string is not base64"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn data_uri(call: &Call<'_>) -> Result<Value, EvalError> {
    let value = call.value(0);
    let kind = match &value.data {
        Data::Null => return Err(required("a value", value)),
        Data::Text(_) => "text/plain",
        _ => "application/json",
    };
    let content = to_text(value, call.fuel())?;
    let start = format!("data:{kind};charset=utf8;base64,");
    match content.as_unknown() {
        Some(unknown) => Ok(super::signature::partly(unknown, start, "")),
        None => call.made(start + &to_base64(content.as_text().unwrap_or_default().as_bytes())),
    }
}

fn data_uri_to_string(call: &Call<'_>) -> Result<Value, EvalError> {
    let invalid = || EvalError::new("the string is not a data URI");
    let text = call.text(0)?;
    let (_, rest) = text.split_at_checked(5).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("data:")).ok_or_else(invalid)?;
    let (kind, content) = rest.split_once(',').ok_or_else(invalid)?;
    let mut parts = kind.split(';');
    parts.next();
    let parts: Vec<&str> = parts.collect();
    if parts.iter().any(|part| part.trim().is_empty()) {
        return Err(invalid());
    }
    let charset = parts.first().and_then(|part| part.split_at_checked(8)).filter(|(key, _)| key.eq_ignore_ascii_case("charset="));
    if charset.is_some_and(|(_, charset)| !charset.eq_ignore_ascii_case("utf-8")) {
        return Err(EvalError::new("a data URI is read in UTF-8 only"));
    }
    if parts.last().is_some_and(|part| part.eq_ignore_ascii_case("base64")) {
        return call.made(unbase64(content)?);
    }
    call.made(decode(content))
}
