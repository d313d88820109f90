//! Terraform's expressions: types, functions, evaluation.

pub mod functions;
mod types;

pub use types::Type;
