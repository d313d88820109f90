//! Terraform's built-in functions, those that need no clock, no network and no chance.
//!
//! `can`, `try`, `templatefile` and `templatestring` look at expressions and not at values: the evaluator has them.
//!
//! Source: Terraform 1.11, "Built-in Functions"; `terraform console` is the oracle of the tests.

use crate::eval::{Fault, Fuel, Value};

/// What a function may use besides its arguments.
pub struct Surroundings<'c> {
    /// What bounds the evaluation.
    pub fuel: &'c Fuel,
    /// Reads a file that the configuration names, where it may: inside of the root of the configuration. Relative paths begin
    /// at the working directory of Terraform, which is the root module's folder.
    pub files: &'c dyn Files,
}

pub use crate::eval::Files;

/// Calls a function. Nothing where Terraform has no function of this name, or none that can be computed here.
///
/// Arguments that cannot be known make the result unknown, unless the function can do without them.
pub fn call(name: &str, arguments: &[Value], surroundings: &Surroundings<'_>) -> Option<Result<Value, Fault>> {
    let _ = (name, arguments, surroundings);
    None
}
