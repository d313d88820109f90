//! Files inside of the repository, and paths.

use super::hashes;
use super::signature::{Call, Function, Parameter, TEXT};
use crate::eval::encoding::to_base64;
use crate::eval::terraform::set;
use crate::eval::{Data, EvalError, Value};
use crate::parts::Parts;
use data_encoding::HEXLOWER;
use globset::{GlobBuilder, GlobSet};

const PATH: &[Parameter] = &[TEXT];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("abspath", PATH, |_| Ok(Value::unknown("`abspath` depends on where Terraform runs"))),
    Function::new("basename", PATH, |call| call.made(basename(call.text(0)))),
    Function::new("dirname", PATH, |call| {
        let path = call.text(0);
        call.made(clean(path.before(path.rfind('/').map_or(0, |slash| slash + 1))))
    }),
    Function::new("file", PATH, |call| {
        let bytes = read(call)?;
        call.made(String::from_utf8(bytes).map_err(|_| EvalError::new("the file is not UTF-8"))?)
    }),
    Function::new("filebase64", PATH, |call| digest(call, to_base64)),
    Function::new("filebase64sha256", PATH, |call| digest(call, |bytes| to_base64(&hashes::sha256(bytes)))),
    Function::new("filebase64sha512", PATH, |call| digest(call, |bytes| to_base64(&hashes::sha512(bytes)))),
    Function::new("fileexists", PATH, |call| Ok(Value::bool(call.context.files.exists(call.text(0))?))),
    Function::new("filemd5", PATH, |call| digest(call, |bytes| HEXLOWER.encode(&hashes::md5(bytes)))),
    Function::new("fileset", &[TEXT, TEXT], fileset),
    Function::new("filesha1", PATH, |call| digest(call, |bytes| HEXLOWER.encode(&hashes::sha1(bytes)))),
    Function::new("filesha256", PATH, |call| digest(call, |bytes| HEXLOWER.encode(&hashes::sha256(bytes)))),
    Function::new("filesha512", PATH, |call| digest(call, |bytes| HEXLOWER.encode(&hashes::sha512(bytes)))),
    Function::new("pathexpand", PATH, |call| {
        if call.text(0).starts_with('~') {
            return Ok(Value::unknown("`~` depends on where Terraform runs"));
        }
        Ok(call.value(0).clone())
    }),
];

fn read(call: &Call<'_>) -> Result<Vec<u8>, EvalError> {
    let bytes = call.context.files.read(call.text(0))?;
    call.fuel().take_text(bytes.len())?;
    Ok(bytes)
}

fn digest(call: &Call<'_>, digest: fn(&[u8]) -> String) -> Result<Value, EvalError> {
    let bytes = read(call)?;
    call.made(digest(&bytes))
}

/// Files below a folder whose path matches a pattern: `*`, `?`, `[…]` within a name, `**` over folders, `{a,b}` alternatives.
fn fileset(call: &Call<'_>) -> Result<Value, EvalError> {
    let pattern = clean(call.text(1));
    let mut glob = GlobBuilder::new(&pattern);
    let glob = glob.literal_separator(true).backslash_escape(true).build();
    // A set returns an error where a single matcher panics: braces may be nested deeper than a regular expression allows.
    let glob =
        glob.and_then(|glob| GlobSet::builder().add(glob).build()).map_err(|_| EvalError::new("the pattern of `fileset` is invalid"))?;
    let mut found = Vec::new();
    for path in call.context.files.below(call.text(0))? {
        call.fuel().take_text(path.len())?;
        if glob.is_match(&path) {
            found.push(Value::text(path));
        }
    }
    Ok(Value::made(Data::Set(set(found, call.fuel())?)))
}

/// The part after the last slash.
fn basename(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" if path.is_empty() => ".",
        "" => "/",
        trimmed => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

/// The shortest equivalent path: without empty parts, `.`, and `..` that can be resolved.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}
