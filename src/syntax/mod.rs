//! Text to trees with spans. This module is independent of Entra and of files: every parser takes a text and returns offsets into it.

pub mod arm_expression;
pub(crate) mod assignments;
pub mod bicep;
pub mod csv;
pub(crate) mod dsc;
mod escapes;
pub(crate) mod hcl;
pub(crate) mod javascript;
pub mod json;
pub mod membership_rule;
pub(crate) mod placeholders;
pub(crate) mod properties;
pub mod tree;
mod unknown;
pub(crate) mod xml;
pub mod yaml;

pub use unknown::{Part, Reference, Unknown};
