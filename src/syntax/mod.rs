//! Text to trees with spans. No Entra knowledge here, and no files: every parser takes a text and gives offsets into it.

pub mod arm_expression;
pub mod bicep;
pub mod dsc;
pub mod hcl;
pub mod json;
pub mod membership_rule;
pub mod tree;
pub mod yaml;
