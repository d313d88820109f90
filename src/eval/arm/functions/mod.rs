//! The functions of templates and of Bicep, those that look at values only.
//!
//! `parameters`, `variables`, `copyIndex`, `lambda`, `lambdaVariables`, `nameof` and the like are the evaluator's; those that take a lambda
//! are in [`lambdas`], as functions of Rust.
//!
//! What is wrong is never guessed: where the result depends on the deployment, or on something that Microsoft does not document and
//! nobody has measured, it is unknown.

mod arrays;
mod collections;
mod dates;
mod deployment;
mod encodings;
mod files;
mod format;
mod hashes;
mod json_path;
pub mod lambdas;
mod logic;
mod networks;
mod numbers;
mod objects;
mod resources;
mod sets;
mod signature;
mod strings;
mod times;
mod uris;
mod wildcards;

use crate::eval::{EvalContext, EvalError, Value};
use signature::Function;

/// All functions, by groups; each group sorted by name.
const GROUPS: &[&[Function]] = &[
    arrays::FUNCTIONS,
    collections::FUNCTIONS,
    dates::FUNCTIONS,
    encodings::FUNCTIONS,
    files::FUNCTIONS,
    format::FUNCTIONS,
    hashes::FUNCTIONS,
    logic::FUNCTIONS,
    networks::FUNCTIONS,
    numbers::FUNCTIONS,
    objects::FUNCTIONS,
    resources::FUNCTIONS,
    sets::FUNCTIONS,
    strings::FUNCTIONS,
    uris::FUNCTIONS,
];

/// Calls a function, whose name has no case. Nothing where there is none of this name, or where it is the evaluator's own.
///
/// Arguments that cannot be known make the result unknown, unless the function can do without them. A result that was made has no
/// place, and the way of the first argument that came on one.
///
/// # Errors
/// A [`EvalError`] stands in the result, where Resource Manager would refuse the call, or where the fuel ends.
pub fn call(name: &str, arguments: &[Value], context: &EvalContext<'_>) -> Option<Result<Value, EvalError>> {
    let found = GROUPS.iter().flat_map(|group| group.iter()).find(|function| function.name.eq_ignore_ascii_case(name));
    match found {
        Some(function) => Some(function.call(arguments, context)),
        None => deployment::call(name, arguments, context.fuel),
    }
}

#[cfg(test)]
mod tests;
