//! The simple paths of `JSONPath`: names and indices, without wildcards, filters and descent.

use super::signature::because;
use crate::eval::{EvalError, Value};
use crate::parts::Parts;

/// The part of a value that a path selects. A path that is not simple makes the result unknown.
///
/// # Errors
/// [`EvalError`] when the path selects nothing.
pub(super) fn select(value: Value, path: &str) -> Result<Value, EvalError> {
    let Some(steps) = steps(path) else { return Ok(Value::unknown("a path of this kind is not supported")) };
    steps.into_iter().try_fold(value, |value, step| {
        if let Some(unknown) = value.as_unknown() {
            return Ok(because(unknown));
        }
        let found = match step {
            Step::Name(name) => value.member(name),
            Step::Index(index) => value.element(index),
        };
        found.ok_or_else(|| EvalError::new("the file has nothing at this path"))
    })
}

enum Step<'p> {
    Name(&'p str),
    Index(usize),
}

fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    let mut steps = Vec::new();
    let mut first = rest.len() == path.len();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (step, after) = if let Some(name) = inner.strip_prefix(['\'', '"']) {
                let quote = inner.chars().next()?;
                let (name, after) = name.split_once(quote).filter(|(name, _)| !name.contains('\\'))?;
                (Step::Name(name), after)
            } else {
                let end = inner.find(']')?;
                (Step::Index(inner.before(end).parse().ok()?), inner.after(end))
            };
            steps.push(step);
            rest = after.strip_prefix(']')?;
        } else {
            let dotted = rest.strip_prefix('.');
            let name = dotted.or(first.then_some(rest))?;
            let end = name.find(['.', '[']).unwrap_or(name.len());
            if end == 0 || name.before(end).contains(['*', '?', '(', ')', '@', '\'', '"', ' ', ',', ':']) {
                return None;
            }
            steps.push(Step::Name(name.before(end)));
            rest = name.after(end);
        }
        first = false;
    }
    Some(steps)
}
