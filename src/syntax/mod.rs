//! Text to trees with spans. No Entra knowledge here, and no files: every parser takes a text and gives offsets into it.

pub mod arm_expression;
pub mod assignments;
pub mod bicep;
pub mod dsc;
pub mod hcl;
pub mod javascript;
pub mod json;
pub mod membership_rule;
pub mod placeholders;
pub mod properties;
pub mod tree;
mod unknown;
pub mod xml;
pub mod yaml;

pub use unknown::{Reference, Unknown};
