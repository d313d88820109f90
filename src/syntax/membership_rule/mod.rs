//! Rules of dynamic groups, and device filters of Conditional Access: text to a tree with spans.
//!
//! The set of properties is part of the language, because the service rejects other names; who can set them is part of the model.
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
use crate::text::Text;

/// Where a rule is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `membershipRule` of a group or an administrative unit.
    Group,
    /// `deviceFilter` of a Conditional Access policy: devices only.
    DeviceFilter,
}

/// Why a text is not a valid rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RuleError {
    /// Bytes of the error in the text of the rule; empty at its end.
    pub at: Bytes,
    /// What was expected, and what was found.
    pub message: Text,
}

/// The maximum number of characters of a rule in the service.
///
/// Source: "Manage rules for dynamic membership groups in Microsoft Entra ID"; the same for filters.
pub const MAX_CHARACTERS: usize = 3072;

/// Maximum nesting of parentheses and `-not`: real rules stay below 10, and a recursive walk over the tree must not overflow the stack.
pub const MAX_DEPTH: usize = 100;

/// Parses a rule.
///
/// Accepts what the documentation allows or shows: operators with a hyphen, with a typographic dash, or without either; names and
/// keywords in any case; single, double and typographic quotes, and escaped quotes. What it forbids is an error: an unsupported
/// property, an operator or a value that a property does not accept, a mix of users and devices, and `memberOf` or direct reports in
/// combination with other conditions.
///
/// Offsets are bytes in `text`, which is the rule itself and not a string of another language: see
/// [`json_offset`](super::json::json_offset). Time is linear in the length of `text`, and a rule longer than [`MAX_CHARACTERS`] is not
/// parsed.
///
/// # Errors
/// [`RuleError`] for the first error.
///
/// # Example
/// ```
/// use tenantlint::syntax::membership_rule::{Dialect, parse};
/// let text = r#"(user.department -eq "Sales") -and -not (user.userType -eq "Guest")"#;
/// assert!(parse(text, Dialect::Group).is_ok());
/// let error = parse("user.department is \"Sales\"", Dialect::Group).unwrap_err();
/// assert_eq!((error.at, error.message.to_string().as_str()), (16..18, "expected an operator such as `-eq`, found `is`"));
/// ```
pub fn parse(text: &str, dialect: Dialect) -> Result<Rule<'_>, RuleError> {
    if let Some((excess, _)) = text.char_indices().nth(MAX_CHARACTERS) {
        let message = Text::new("the rule is longer than {limit} characters").with("limit", MAX_CHARACTERS.to_string());
        return Err(RuleError { at: excess..text.len(), message });
    }
    parser::Parser::new(text, dialect)?.rule()
}
