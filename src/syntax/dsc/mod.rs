//! `PowerShell` Desired State Configuration: the blocks of resources in a script, and the values that are written out in them.
//!
//! Of the rest of the language no more is read than where strings, comments and brackets end. What would have to be run is unknown.
//!
//! Source: Microsoft Learn, "DSC configurations", `about_Quoting_Rules`, `about_Special_Characters`.

mod lexer;
mod parser;
mod strings;
#[cfg(test)]
mod tests;

use super::tree::{Bytes, Member};
use std::borrow::Cow;

/// A resource: `AADGroup 'Admins' { DisplayName = 'Admins' }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<'a> {
    pub name: &'a str,
    /// What this one is called: the text of the string, or what stands there instead.
    pub instance: Cow<'a, str>,
    pub header: Bytes,
    /// Its properties, in the order of the text.
    pub members: Vec<Member<'a>>,
}

/// Something that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub bytes: Bytes,
    /// What was found, and what was expected.
    pub message: String,
}

/// The blocks of a script, and what could not be read in them.
#[derive(Debug, Default, PartialEq)]
pub struct Parsed<'a> {
    /// The blocks, in the order of the text.
    pub blocks: Vec<Block<'a>>,
    /// At most [`MAX_PROBLEMS`] of them.
    pub problems: Vec<Problem>,
}

/// How deep values are read: real ones stay under 10, and a recursive reader must not run out of stack.
pub const MAX_DEPTH: usize = 64;

/// How many problems are told: behind these more would tell nothing new.
pub const MAX_PROBLEMS: usize = 20;

/// Reads the blocks of a script whose type is one of those that are asked for. Time is linear in the length of the text.
pub fn parse<'a>(text: &'a str, is_asked: &dyn Fn(&str) -> bool) -> Parsed<'a> {
    parser::Parser::new(text, is_asked).parse()
}
