//! Terraform's built-in functions that need no clock, network or randomness.
//!
//! `can`, `convert`, `try`, `templatefile` and `templatestring` take unevaluated expressions, so the evaluator implements them.
//!
//! Source: Terraform 1.15 and OpenTofu 1.11, "Built-in Functions"; `terraform console` is the oracle of the
//! tests (`tests/terraform/functions.tsv`).

mod case;
mod conversions;
mod csv;
mod dates;
mod encodings;
mod files;
mod format;
mod hashes;
mod json;
mod lists;
mod maps;
mod networks;
mod numbers;
mod patterns;
mod sets;
mod signature;
mod strings;
mod yaml;
mod yaml_text;

use crate::eval::{EvalContext, EvalError, Value};
use signature::Function;

/// All functions, by groups; each group is sorted by name.
const GROUPS: &[&[Function]] = &[
    conversions::FUNCTIONS,
    csv::FUNCTIONS,
    dates::FUNCTIONS,
    encodings::FUNCTIONS,
    files::FUNCTIONS,
    format::FUNCTIONS,
    hashes::FUNCTIONS,
    json::FUNCTIONS,
    lists::FUNCTIONS,
    maps::FUNCTIONS,
    networks::FUNCTIONS,
    numbers::FUNCTIONS,
    patterns::FUNCTIONS,
    sets::FUNCTIONS,
    strings::FUNCTIONS,
    yaml::FUNCTIONS,
    yaml_text::FUNCTIONS,
];

/// Calls a function. `None` if Terraform has no function of this name, or if it is not supported.
///
/// Unknown arguments make the result unknown, unless the function can do without them.
pub fn call(name: &str, arguments: &[Value], context: &EvalContext<'_>) -> Option<Result<Value, EvalError>> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    let found =
        |group: &&'static [Function]| group.binary_search_by(|function| function.name.cmp(name)).ok().and_then(|index| group.get(index));
    Some(GROUPS.iter().find_map(found)?.call(arguments, context))
}

#[cfg(test)]
mod tests;
