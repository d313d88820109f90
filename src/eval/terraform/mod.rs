//! Terraform configurations: modules, expressions, types and functions.
//!
//! All values are computed lazily and only once. `terraform console` is the oracle of the tests.

mod attributes;
mod decimal;
mod environment;
mod equals;
mod evaluator;
mod expression;
pub mod functions;
mod imports;
mod loops;
mod module;
mod names;
mod operators;
mod order;
mod providers;
mod repetitions;
mod scope;
mod templates;
mod type_expression;
mod types;
mod unify;

pub use attributes::id_below;
pub use decimal::add;
pub use environment::{Environment, Given, IdOf};
pub use equals::equals;
#[cfg(test)]
pub use evaluator::Instance;
pub use evaluator::{Evaluator, Planned};
pub use module::{CALLS, Declaration, In, Module, ModuleFile};
pub use order::{set, text_of};
pub use types::Type;
pub use unify::{type_of, unify};
