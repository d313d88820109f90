//! Terraform's configurations: modules, expressions, types and functions.
//!
//! Nothing is computed before somebody asks for it, and everything once. `terraform console` is the oracle of the tests.

mod equals;
mod evaluator;
mod expression;
pub mod functions;
mod module;
mod scope;
mod type_expression;
mod types;

pub use equals::equals;
pub use evaluator::{Environment, Evaluator, Given, Instance, Planned};
pub use module::{Declaration, In, Module, ModuleFile};
pub use types::{Attribute, Type};
