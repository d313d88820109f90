//! Terraform's expressions: types, functions, evaluation.

mod decimal;
mod equals;
pub mod functions;
mod order;
mod types;
mod unify;

pub use decimal::add;
pub use equals::equals;
pub use order::{set, text_of};
pub use types::{Attribute, Type};
pub use unify::{type_of, unify};
