//! `PowerShell` Desired State Configuration: the resource blocks of a script, and their literal values.
//!
//! The rest of the language is parsed only to find the ends of strings, comments and brackets. Values that require execution are unknown.
//!
//! Source: Microsoft Learn, "DSC configurations", `about_Quoting_Rules`, `about_Special_Characters`.

mod lexer;
mod parser;
mod strings;
#[cfg(test)]
mod tests;

use super::tree::{Bytes, Member, Node};
use crate::text::Text;
use std::borrow::Cow;

/// A resource: `AADGroup 'Admins' { DisplayName = 'Admins' }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<'a> {
    pub name: &'a str,
    /// The instance name: the text of the string, or the source of another expression.
    pub instance: Cow<'a, str>,
    pub header: Bytes,
    /// Its properties, in source order.
    pub members: Vec<Member<'a>>,
}

/// A syntax error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub bytes: Bytes,
    /// What was expected, and what was found.
    pub message: Text,
}

/// The blocks of a script, and the syntax errors in them.
#[derive(Debug, Default, PartialEq)]
pub struct Parsed<'a> {
    /// The blocks, in source order.
    pub blocks: Vec<Block<'a>>,
    /// At most [`MAX_PROBLEMS`] of them.
    pub problems: Vec<Problem>,
}

/// Maximum nesting of values: real ones stay below 10, and a recursive parser must not overflow the stack.
pub const MAX_DEPTH: usize = 64;

/// Maximum number of reported problems: further ones add little information.
pub const MAX_PROBLEMS: usize = 20;

/// Parses the blocks of a script whose type satisfies `is_asked`. Time is linear in the length of the text.
pub fn parse<'a>(text: &'a str, is_asked: &dyn Fn(&str) -> bool) -> Parsed<'a> {
    parser::Parser::new(text, is_asked).parse()
}

/// Parses the hash table of a data file (`.psd1`), and the syntax errors in it. `None` if there is no hash table.
pub fn parse_data(text: &str) -> (Option<Node<'_>>, Vec<Problem>) {
    parser::Parser::new(text, &|_| false).parse_data()
}
