//! The functions of templates and of Bicep that depend on values alone.
//!
//! The evaluator implements `parameters`, `variables`, `copyIndex`, `lambda`, `lambdaVariables`, `nameof` and the like; the functions that
//! take a lambda are Rust functions in [`lambdas`].
//!
//! No result is guessed: it is unknown if it depends on the deployment, or on behavior that Microsoft does not document and that has not
//! been measured.

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
mod roles;
mod sets;
mod signature;
mod strings;
mod times;
mod uris;
mod wildcards;

use crate::eval::{EvalContext, EvalError, Value};
use signature::Function;

/// All functions, by groups; each group is sorted by name.
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

/// Calls a function; names are case-insensitive. `None` if there is no such function, or if the evaluator implements it.
///
/// Unknown arguments make the result unknown, unless the function can do without them. A computed result has no span, and gets the
/// provenance of the first argument that has one.
///
/// # Errors
/// The result is an [`EvalError`] if Resource Manager rejects the call, or if the fuel runs out.
pub fn call(name: &str, arguments: &[Value], context: &EvalContext<'_>) -> Option<Result<Value, EvalError>> {
    let found = GROUPS.iter().flat_map(|group| group.iter()).find(|function| function.name.eq_ignore_ascii_case(name));
    match found {
        Some(function) => Some(function.call(arguments, context)),
        None => deployment::call(name, arguments, context.fuel),
    }
}

#[cfg(test)]
mod tests;
