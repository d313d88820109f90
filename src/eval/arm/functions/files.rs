//! Functions that read files when Bicep is compiled.

use super::json_path::select;
use super::signature::{Call, Function};
use super::wildcards::{Signs, fits};
use crate::eval::arm::json;
use crate::eval::encoding::{Encoding, to_base64};
use crate::eval::json::from_tree;
use crate::eval::{EvalError, Fuel, Value};
use crate::parts::Parts;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("loadDirectoryFileInfo", 1, 2, folder),
    Function::new("loadFileAsBase64", 1, 1, |call| {
        let bytes = bytes(call)?;
        call.fuel().take_text(bytes.len().saturating_mul(2))?;
        call.made(to_base64(&bytes))
    }),
    Function::new("loadJsonContent", 1, 3, |call| {
        let content = json::read(&content(call, 2)?, call.fuel()).map_err(|_| EvalError::new("the file is not JSON"))?;
        part(call, content)
    }),
    Function::new("loadTextContent", 1, 2, |call| {
        let content = content(call, 1)?;
        call.made(content)
    }),
    Function::new("loadYamlContent", 1, 3, |call| {
        let text = content(call, 2)?;
        call.fuel().take_text(text.len())?;
        let node = crate::syntax::yaml::parse(&text).map_err(|_| EvalError::new("the file is not YAML, or uses unsupported features"))?;
        part(call, from_tree(&node, call.fuel())?)
    }),
];

fn bytes(call: &Call<'_>) -> Result<Vec<u8>, EvalError> {
    let bytes = call.context.files.read(call.text(0)?)?;
    call.fuel().take_text(bytes.len())?;
    Ok(bytes)
}

/// The text of the file, in the encoding named by the argument at an index.
fn content(call: &Call<'_>, encoding: usize) -> Result<String, EvalError> {
    let encoding = match call.get(encoding) {
        Some(_) => Encoding::named(call.text(encoding)?).ok_or_else(|| EvalError::new("Bicep has no such encoding"))?,
        None => Encoding::Utf8,
    };
    Ok(encoding.read(&bytes(call)?))
}

/// The part of the content that the path in the second argument selects.
fn part(call: &Call<'_>, content: Value) -> Result<Value, EvalError> {
    match call.get(1) {
        Some(path) if !path.is_null() => {
            let path = call.text(1)?;
            call.fuel().take_text(path.len())?;
            select(content, path)
        }
        _ => Ok(content),
    }
}

/// The files in a folder, without those in its subfolders.
fn folder(call: &Call<'_>) -> Result<Value, EvalError> {
    let folder = call.text(0)?;
    let pattern = if call.get(1).is_some_and(|pattern| !pattern.is_null()) { call.text(1)? } else { "*" };
    let below = call.context.files.below(folder)?;
    let parts = folder.split('/').filter(|part| !part.is_empty() && *part != ".");
    let prefix: String = parts.flat_map(|part| [part, "/"]).collect();
    let mut found = Vec::new();
    for name in below.iter().filter(|path| !path.contains('/')) {
        call.fuel().take_text(prefix.len() + name.len().saturating_mul(1 + pattern.len()))?;
        if !fits(pattern, name, Signs::StarAndMark) {
            continue;
        }
        call.fuel().take(4 * Fuel::ELEMENT)?;
        let text = |name: &str, text: String| (Arc::from(name), Value::text(text));
        let extension = name.rfind('.').map_or("", |at| name.after(at));
        found.push(Value::object([
            text("relativePath", format!("{prefix}{name}")),
            text("baseName", name.clone()),
            text("extension", extension.to_owned()),
        ]));
    }
    Ok(Value::list(found))
}
