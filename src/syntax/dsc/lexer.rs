//! Produces tokens one at a time.

use super::strings::{Quote, skip_string};
use crate::parts::Parts;
use crate::syntax::tree::Bytes;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a command, or an unquoted word.
    Word,
    Variable,
    Number,
    String(Quote),
    ArrayOpen,
    HashOpen,
    Open,
    BraceOpen,
    Close,
    BraceClose,
    Equals,
    Comma,
    /// A line break, or `;`.
    Separator,
    Other,
    End,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub bytes: Bytes,
}

/// It is copied to look ahead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexer<'a> {
    pub text: &'a str,
    pub at: usize,
    /// The number of unclosed strings.
    pub unclosed: usize,
}

/// An unclosed string ends with its line. Lexing stops after this many of them, because the end of each was searched in the whole
/// remaining text.
const MAX_UNCLOSED: usize = 20;

impl Lexer<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// Skips blanks, comments, and line breaks escaped by a backtick.
    fn skip_trivia(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            match (self.byte(self.at), self.byte(self.at + 1)) {
                (b' ' | b'\t' | b'\r' | 0x0c, _) => self.at += 1,
                // An escaped line break, or a no-break space.
                (b'`', b'\n') | (0xc2, 0xa0) => self.at += 2,
                (b'`', b'\r') => self.at += if self.byte(self.at + 2) == b'\n' { 3 } else { 2 },
                (b'<', b'#') => {
                    let end = memchr::memmem::find(bytes.after(self.at + 2), b"#>");
                    self.at = end.map_or(bytes.len(), |end| self.at + 2 + end + 2);
                }
                (b'#', _) => {
                    let end = memchr::memchr(b'\n', bytes.after(self.at));
                    self.at = end.map_or(bytes.len(), |end| self.at + end);
                }
                _ => break,
            }
            self.at = self.at.min(bytes.len());
        }
    }

    pub(super) fn next(&mut self) -> Token {
        self.skip_trivia();
        let start = self.at;
        let Some(first) = self.text.after(start).chars().next() else { return Token { kind: Kind::End, bytes: start..start } };
        let (kind, end) = self.token(first, start);
        self.at = end;
        Token { kind, bytes: start..end }
    }

    fn token(&mut self, first: char, start: usize) -> (Kind, usize) {
        if let Some(quote) = Quote::at(self.text.after(start)) {
            let end = skip_string(self.text, start, quote).unwrap_or_else(|| self.end_of_unclosed(start));
            return (Kind::String(quote), end);
        }
        let after = start + first.len_utf8();
        match (first, self.byte(after)) {
            ('\n' | ';', _) => (Kind::Separator, after),
            ('@', b'(') => (Kind::ArrayOpen, after + 1),
            ('@', b'{') => (Kind::HashOpen, after + 1),
            ('$', b'(') => (Kind::Open, after + 1),
            ('(' | '[', _) => (Kind::Open, after),
            (')' | ']', _) => (Kind::Close, after),
            ('{', _) => (Kind::BraceOpen, after),
            ('}', _) => (Kind::BraceClose, after),
            ('=', _) => (Kind::Equals, after),
            (',', _) => (Kind::Comma, after),
            ('$', _) => (Kind::Variable, self.variable(after)),
            ('0'..='9', _) => self.number(start),
            _ if is_word(first) => (Kind::Word, self.word(after)),
            _ => (Kind::Other, after),
        }
    }

    fn end_of_unclosed(&mut self, start: usize) -> usize {
        self.unclosed += 1;
        let line = memchr::memchr(b'\n', self.text.as_bytes().after(start)).filter(|_| self.unclosed <= MAX_UNCLOSED);
        line.map_or(self.text.len(), |line| start + line)
    }

    /// The end of a variable whose name starts at `start`, including member accesses.
    fn variable(&self, start: usize) -> usize {
        let mut end = end_of_variable(self.text, start);
        while self.byte(end) == b'.' && self.text.after(end + 1).starts_with(is_word) {
            end = self.word_without_dots(end + 1);
        }
        end
    }

    fn word_without_dots(&self, start: usize) -> usize {
        let rest = self.text.after(start);
        start + rest.find(|character: char| !is_word(character) && !character.is_ascii_digit()).unwrap_or(rest.len())
    }

    fn word(&self, start: usize) -> usize {
        let goes_on =
            |character: char| is_word(character) || character.is_ascii_digit() || matches!(character, '-' | '.' | '\\' | '/' | ':');
        let rest = self.text.after(start);
        start + rest.find(|character: char| !goes_on(character)).unwrap_or(rest.len())
    }

    /// Digits, a fraction, an exponent; followed by anything else it is a word.
    fn number(&self, start: usize) -> (Kind, usize) {
        let digits = |mut at: usize| {
            while self.byte(at).is_ascii_digit() {
                at += 1;
            }
            at
        };
        let mut end = digits(start);
        if self.byte(end) == b'.' && self.byte(end + 1).is_ascii_digit() {
            end = digits(end + 1);
        }
        let word = self.word(end);
        if word > end { (Kind::Word, word) } else { (Kind::Number, end) }
    }
}

/// The end of the name of a variable, which starts after its `$`: `name`, `scope:name`, `{any text}`, or one special character.
pub(super) fn end_of_variable(text: &str, start: usize) -> usize {
    let rest = text.after(start);
    if rest.starts_with('{') {
        return memchr::memchr2(b'}', b'\n', rest.as_bytes()).map_or(text.len(), |end| start + end + 1);
    }
    let end = rest.find(|character: char| !is_word(character) && !character.is_ascii_digit()).unwrap_or(rest.len());
    // `$using:name` has a scope, but `"$name: "` in a string is only the name.
    match rest.after(end).strip_prefix(':') {
        Some(after) if end > 0 && after.starts_with(is_word) => end_of_variable(text, start + end + 1),
        _ => start + end,
    }
}

pub(super) fn is_word(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}
