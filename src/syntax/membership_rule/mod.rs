//! The rules of dynamic groups, and the device filters of Conditional Access: text to a tree with spans.
//!
//! What properties the language has is part of it, as the service refuses a rule that names another one; who can set them is not:
//! that is for the model.
//!
//! Source: Microsoft Learn, "Manage rules for dynamic membership groups in Microsoft Entra ID" (2024-12), "Configure dynamic
//! membership groups with the memberOf attribute" (2026-01), "Conditional Access: Filter for devices" (2025-04).

mod ast;
mod collection;
mod lexer;
mod operand;
mod parser;
mod pattern;
mod value;
mod vocabulary;

#[cfg(test)]
mod tests;

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

/// As many characters a rule can have: the service takes no longer one.
///
/// Source: "Manage rules for dynamic membership groups in Microsoft Entra ID"; the same for filters.
pub const MAX_CHARACTERS: usize = 3072;

/// Deepest nesting of parentheses and `-not` that is read: rules that people write stay under 10, and whoever walks the tree must not run
/// out of stack.
pub const MAX_DEPTH: usize = 100;

/// Parses a rule.
///
/// What the documentation allows or shows is read: operators with a hyphen, with the dash that an editor made of it, or with none; names
/// and keywords in any case; either quote, the quotes of a word processor, and quotes that are escaped. What it forbids is an error: a
/// property that rules do not have, an operator or a value that a property does not take, users beside devices, and `memberOf` or direct
/// reports beside anything else.
///
/// Offsets are those of bytes in `text`, which is the rule itself and no string of another language: see
/// [`json_offset`](super::json::json_offset). Time is linear in the length of `text`, and a rule that is longer than
/// [`MAX_CHARACTERS`] is not looked at.
///
/// # Errors
/// [`RuleError`] for the first mistake.
///
/// # Example
/// ```
/// use tenantlint::syntax::membership_rule::{Dialect, parse};
/// let text = r#"(user.department -eq "Sales") -and -not (user.userType -eq "Guest")"#;
/// assert!(parse(text, Dialect::Group).is_ok());
/// let error = parse("user.department is \"Sales\"", Dialect::Group).unwrap_err();
/// assert_eq!((error.at, &*error.message), (16..18, "expected an operator such as `-eq`, found `is`"));
/// ```
pub fn parse(text: &str, dialect: Dialect) -> Result<Rule<'_>, RuleError> {
    if let Some((excess, _)) = text.char_indices().nth(MAX_CHARACTERS) {
        let message = format!("the rule is longer than {MAX_CHARACTERS} characters");
        return Err(RuleError { at: excess..text.len(), message });
    }
    parser::Parser::new(text, dialect)?.rule()
}
