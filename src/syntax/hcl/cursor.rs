//! The position of the parser in its text: white space, comments, names, and errors about unexpected text.

use super::ast::{Expr, ExprKind, HclError, Name};
use super::names::Names;
use crate::parts::Parts;
use crate::syntax::tree::Bytes;
use crate::text::Text;
use crate::text::Words;
use memchr::{memchr, memmem};
use std::sync::Arc;

/// Maximum nesting of blocks, brackets, templates, conditionals and unary operators. Terraform's own examples stay below 20; a `rayon`
/// thread has 2 MB of stack, of which one level takes some kilobytes in a debug build.
pub(super) const MAX_DEPTH: usize = 64;

/// Maximum height of an expression. A chain of operators (`1 + 1 + 1 …`, `a.b.c …`) nests as deep as it is long without brackets, and
/// every walk over the tree (drop, comparison, evaluation) recurses that deep.
pub(super) const MAX_HEIGHT: usize = 256;

/// Maximum number of errors per text: further ones add little information.
pub(super) const MAX_ERRORS: usize = 20;

/// The bracket of a block among the open ones: it closes like that of an object.
pub(super) const BLOCK: u8 = b'B';

/// Parsing failed here, which has been reported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failed;

pub(super) type Read<T> = Result<T, Failed>;

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// Whether a newline ends a construct here; in parentheses and brackets it is white space.
    pub(super) newlines: bool,
    /// Open brackets, innermost last: `(`, `[`, `{`, `$` of a template sequence, `"`, [`BLOCK`].
    pub(super) open: Vec<u8>,
    pub(super) depth: usize,
    /// Height of the last parsed expression.
    pub(super) height: usize,
    pub(super) tallest: usize,
    /// Skipping stopped only at the end of the file, so another error would add no information.
    pub(super) lost: bool,
    pub(super) errors: Vec<HclError>,
    pub(super) names: Names,
    /// The span of all nodes if the text is that of a JSON string: escapes make finer offsets wrong.
    pub(super) place: Option<Bytes>,
}

impl<'a> Parser<'a> {
    /// A parser at the start of a text; a byte order mark is skipped.
    pub(super) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            bytes: text.as_bytes(),
            at,
            newlines: true,
            open: Vec::new(),
            depth: 0,
            height: 0,
            tallest: MAX_HEIGHT,
            lost: false,
            errors: Vec::new(),
            names: Names::for_length(text.len()),
            place: None,
        }
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    #[inline]
    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.bytes.after(self.at).starts_with(text.as_bytes())
    }

    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Skips white space and comments, and newlines where they are white space.
    #[inline]
    pub(super) fn space(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\n') if !self.newlines => self.at += 1,
                Some(b'\r') if !self.newlines && self.peek_at(1) == Some(b'\n') => self.at += 2,
                Some(b'#' | b'/') if self.comment() => {}
                _ => return,
            }
        }
    }

    /// Skips white space, comments and newlines.
    pub(super) fn blank(&mut self) {
        let newlines = std::mem::replace(&mut self.newlines, false);
        self.space();
        self.newlines = newlines;
    }

    /// Skips a comment, if one starts here. A line comment ends before its newline.
    pub(super) fn comment(&mut self) -> bool {
        match (self.peek(), self.peek_at(1)) {
            (Some(b'#'), _) | (Some(b'/'), Some(b'/')) => {
                self.at = memchr(b'\n', self.bytes.after(self.at)).map_or(self.bytes.len(), |length| self.at + length);
                true
            }
            (Some(b'/'), Some(b'*')) => {
                if let Some(length) = memmem::find(self.bytes.after(self.at + 2), b"*/") {
                    self.at += length + 4;
                } else {
                    self.report(self.at..self.at + 2, "expected `*/`, found the end of the file".into());
                    self.at = self.bytes.len();
                    self.lost = true;
                }
                true
            }
            _ => false,
        }
    }

    #[inline]
    pub(super) fn at_newline(&self) -> bool {
        match self.peek() {
            Some(b'\n') => true,
            Some(b'\r') => self.peek_at(1) == Some(b'\n'),
            _ => false,
        }
    }

    /// Parses a name: letters, digits, `_` and `-`, not a digit or `-` at its start.
    #[inline]
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at = end_of_word(self.text, start)?;
        Some(self.text.part(start..self.at))
    }

    #[inline]
    pub(super) fn at_word(&self) -> bool {
        begins_word(self.text, self.at)
    }

    /// Whether the next word is exactly this one.
    pub(super) fn at_keyword(&self, keyword: &str) -> bool {
        self.starts_with(keyword) && end_of_word(self.text, self.at) == Some(self.at + keyword.len())
    }

    /// Parses a name, which is required here.
    pub(super) fn name(&mut self, expected: &str) -> Read<Name> {
        let start = self.at;
        match self.word() {
            Some(word) => Ok(Name { text: self.names.share(word), bytes: self.span(start) }),
            None => Err(self.unexpected(expected)),
        }
    }

    /// The bytes from `start` to the current position.
    #[inline]
    pub(super) fn span(&self, start: usize) -> Bytes {
        self.between(start, self.at)
    }

    #[inline]
    pub(super) fn between(&self, start: usize, end: usize) -> Bytes {
        match &self.place {
            None => start..end,
            Some(place) => place.clone(),
        }
    }

    /// A syntax error from `start` to the current position, without trailing white space.
    pub(super) fn broken(&self, start: usize) -> Expr {
        let end = start + self.text.part(start..self.at.max(start)).trim_end().len();
        Expr { bytes: self.between(start, end), kind: ExprKind::Error }
    }

    /// Parses one level deeper, within the limit.
    #[inline]
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= MAX_DEPTH {
            let character = self.text.after(self.at).chars().next().map_or(0, char::len_utf8);
            self.report(self.at..self.at + character, Text::new("nested deeper than {limit} levels").with("limit", MAX_DEPTH.to_string()));
            return Err(Failed);
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Parses the content of brackets, of which the opening one was consumed. After a failure, [`Parser::open`] shows what was open.
    #[inline]
    pub(super) fn within<T>(&mut self, bracket: u8, newlines: bool, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.open.push(bracket);
        let outside = std::mem::replace(&mut self.newlines, newlines);
        let result = read(self);
        self.newlines = outside;
        if result.is_ok() {
            self.open.pop();
        }
        result
    }

    /// Records the height of the expression just parsed, and fails if it is too large.
    #[inline]
    pub(super) fn grow(&mut self, start: usize, height: usize) -> Read<()> {
        self.height = height;
        if height <= self.tallest {
            return Ok(());
        }
        self.report(start..self.at, Text::new("more than {limit} operators in one expression").with("limit", MAX_HEIGHT.to_string()));
        Err(Failed)
    }

    /// Consumes a byte, which is required here.
    #[inline]
    pub(super) fn expect(&mut self, byte: u8, expected: &str) -> Read<()> {
        if self.eat(byte) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// Text shared with equal text of this file.
    #[inline]
    pub(super) fn share(&mut self, text: &str) -> Arc<str> {
        self.names.share(text)
    }

    /// Reports unexpected text.
    #[cold]
    pub(super) fn unexpected(&mut self, expected: impl Into<Words>) -> Failed {
        let character = self.text.after(self.at).chars().next();
        let found = match character {
            None if self.place.is_some() => "the end of the string".to_owned(),
            None => "the end of the file".to_owned(),
            Some(_) if self.at_newline() => "the end of the line".to_owned(),
            Some(character) if character.is_control() => format!("the character U+{:04X}", character as u32),
            Some(character) => format!("`{character}`"),
        };
        let length = if self.at_newline() { 0 } else { character.map_or(0, char::len_utf8) };
        self.lost |= character.is_none();
        self.report(
            self.at..self.at + length,
            Text::new("expected {expected}, found {found}").with("expected", expected).with("found", found),
        );
        Failed
    }

    #[cold]
    pub(super) fn report(&mut self, bytes: Bytes, message: Text) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(HclError { bytes: self.between(bytes.start, bytes.end), message });
        }
    }
}

/// Bytes that continue a name.
#[expect(clippy::indexing_slicing, reason = "there is an element for each byte")]
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte.is_ascii() {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        byte += 1;
    }
    table
};

/// Whether a name starts at this offset.
#[inline]
fn begins_word(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphabetic() || *byte == b'_',
        Some(_) => text.after(at).chars().next().is_some_and(char::is_alphabetic),
        None => false,
    }
}

/// Offset after the name that starts at this offset.
#[expect(clippy::indexing_slicing, reason = "there is an element for each byte")]
#[inline]
pub(super) fn end_of_word(text: &str, start: usize) -> Option<usize> {
    if !begins_word(text, start) {
        return None;
    }
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        while bytes.get(at).is_some_and(|&byte| IN_WORD[usize::from(byte)]) {
            at += 1;
        }
        match bytes.get(at) {
            Some(byte) if !byte.is_ascii() => match text.after(at).chars().next() {
                Some(character) if character.is_alphanumeric() => at += character.len_utf8(),
                _ => return Some(at),
            },
            _ => return Some(at),
        }
    }
}
