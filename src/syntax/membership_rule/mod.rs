//! The rules of dynamic groups, and the device filters of Conditional Access: text to a tree with spans.
//!
//! What properties the language has is part of it, as the service refuses a rule that names another one; who can set them is not:
//! that is for the model.
//!
//! Source: Microsoft Learn, "Manage rules for dynamic membership groups in Microsoft Entra ID" (2024-12), "Configure dynamic
//! membership groups with the memberOf attribute" (2026-01), "Conditional Access: Filter for devices" (2025-04).

mod ast;
mod vocabulary;

pub use ast::*;
pub use vocabulary::{Object, PropertyKind};

use super::tree::Bytes;

/// Where a rule is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `membershipRule` of a group or an administrative unit.
    Group,
    /// `deviceFilter` of a Conditional Access policy: devices only.
    DeviceFilter,
}

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RuleError {
    /// Bytes of what is wrong, in the text of the rule; empty at its end.
    pub at: Bytes,
    /// What was found, and what was expected.
    pub message: String,
}

/// Parses a rule.
///
/// # Errors
/// [`RuleError`] for the first mistake.
pub fn parse(text: &str, dialect: Dialect) -> Result<Rule<'_>, RuleError> {
    let _ = (text, dialect);
    unimplemented!("comes with the parser")
}
