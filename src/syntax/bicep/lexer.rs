//! Produces tokens one at a time, without an allocation per token.
//!
//! A string with holes is split into pieces (`'a ${`, `} b ${`, `} c'`), so the lexer tracks which `}` ends a hole.

mod strings;
mod trivia;

use crate::parts::Parts;
pub(super) use strings::excerpt;

use super::Diagnostic;
use super::ast::Span;
use super::token::{Kind, Token};

/// What a `}` closes while a string with holes is open.
#[derive(Debug, Clone, Copy)]
enum Open {
    Brace,
    /// `${` of a single-line string.
    Hole,
    /// `${` of a multi-line string that was opened with this many `$`.
    LinesHole(usize),
}

pub(super) struct Lexer<'a> {
    pub text: &'a str,
    bytes: &'a [u8],
    at: usize,
    open: Vec<Open>,
    /// An unclosed string ends at the next statement, not at the end of the file.
    recover: bool,
    /// A multi-line string was not closed.
    pub unclosed: bool,
    pub diagnostics: Vec<Diagnostic>,
}

const NAME_START: u8 = 1;
const NAME: u8 = 2;
/// Bytes that may end or interrupt a single-line string.
const STRING_STOP: u8 = 4;

/// The classes of each byte. A table is fast, because most bytes of a file are looked up.
#[expect(clippy::indexing_slicing, reason = "there is a class for each byte")]
static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0u8;
    while byte.is_ascii() {
        class[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => NAME_START | NAME,
            b'0'..=b'9' => NAME,
            b'\'' | b'\\' | b'$' | b'\n' | b'\r' => STRING_STOP,
            _ => 0,
        };
        byte += 1;
    }
    class
};

#[inline]
#[expect(clippy::indexing_slicing, reason = "there is a class for each byte")]
fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

/// Whether a name can start with this byte.
pub(super) fn begins_name(byte: u8) -> bool {
    is(byte, NAME_START)
}

/// Whether a name can continue with this byte.
pub(super) fn continues_name(byte: u8) -> bool {
    is(byte, NAME)
}

/// A span in the text, whose length was checked before.
#[inline]
pub(super) fn span(start: usize, end: usize) -> Span {
    let offset = |at| u32::try_from(at).expect("texts over 4 GiB are rejected earlier");
    Span { start: offset(start), end: offset(end) }
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str, recover: bool) -> Self {
        let mut lexer = Self {
            text,
            bytes: text.as_bytes(),
            at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
            open: Vec::new(),
            recover,
            unclosed: false,
            diagnostics: Vec::new(),
        };
        lexer.lines();
        lexer
    }

    #[inline]
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    pub fn next(&mut self) -> Token {
        self.blanks();
        let start = self.at;
        let Some(byte) = self.peek(0) else { return self.token(Kind::End, start) };
        if is(byte, NAME_START) {
            return self.name();
        }
        let kind = match byte {
            b'\n' | b'\r' => {
                self.open.clear(); // no hole continues on the next line
                self.lines();
                return self.token(Kind::Newline, start);
            }
            b'\'' => return self.string(start),
            b'0'..=b'9' => {
                while let Some(b'0'..=b'9') = self.peek(0) {
                    self.at += 1;
                }
                return self.token(Kind::Integer, start);
            }
            b'{' => {
                if !self.open.is_empty() {
                    self.open.push(Open::Brace);
                }
                Kind::LeftBrace
            }
            b'}' => match self.open.pop() {
                None | Some(Open::Brace) => Kind::RightBrace,
                Some(Open::Hole) => return self.line_piece(start, start + 1, Kind::StringMiddle, Kind::StringEnd),
                Some(Open::LinesHole(dollars)) => return self.lines_piece(start, start + 1, dollars, Kind::StringMiddle, Kind::StringEnd),
            },
            b'$' => return self.dollars(start),
            _ => return self.punctuation(byte, start),
        };
        self.at += 1;
        self.token(kind, start)
    }

    fn punctuation(&mut self, byte: u8, start: usize) -> Token {
        let (kind, length) = match (byte, self.peek(1)) {
            (b'(', _) => (Kind::LeftParenthesis, 1),
            (b')', _) => (Kind::RightParenthesis, 1),
            (b'[', _) => (Kind::LeftSquare, 1),
            (b']', _) => (Kind::RightSquare, 1),
            (b'@', _) => (Kind::At, 1),
            (b',', _) => (Kind::Comma, 1),
            (b'.', Some(b'.')) if self.peek(2) == Some(b'.') => (Kind::Ellipsis, 3),
            (b'.', _) => (Kind::Dot, 1),
            (b':', Some(b':')) => (Kind::DoubleColon, 2),
            (b':', _) => (Kind::Colon, 1),
            (b'?', Some(b'?')) => (Kind::Coalesce, 2),
            (b'?', _) => (Kind::Question, 1),
            (b'^', _) => (Kind::Hat, 1),
            (b'|', Some(b'|')) => (Kind::Or, 2),
            (b'|', _) => (Kind::Pipe, 1),
            (b'&', Some(b'&')) => (Kind::And, 2),
            (b'=', Some(b'=')) => (Kind::Equal, 2),
            (b'=', Some(b'~')) => (Kind::EqualIgnoringCase, 2),
            (b'=', Some(b'>')) => (Kind::Arrow, 2),
            (b'=', _) => (Kind::Assign, 1),
            (b'!', Some(b'=')) => (Kind::NotEqual, 2),
            (b'!', Some(b'~')) => (Kind::NotEqualIgnoringCase, 2),
            (b'!', _) => (Kind::Not, 1),
            (b'<', Some(b'=')) => (Kind::LessOrEqual, 2),
            (b'<', _) => (Kind::Less, 1),
            (b'>', Some(b'=')) => (Kind::GreaterOrEqual, 2),
            (b'>', _) => (Kind::Greater, 1),
            (b'+', _) => (Kind::Plus, 1),
            (b'-', _) => (Kind::Minus, 1),
            (b'*', _) => (Kind::Star, 1),
            (b'/', _) => (Kind::Slash, 1),
            (b'%', _) => (Kind::Percent, 1),
            _ => (Kind::Unknown, self.text.after(start).chars().next().map_or(1, char::len_utf8)),
        };
        self.at += length;
        self.token(kind, start)
    }

    fn name(&mut self) -> Token {
        let start = self.at;
        while self.peek(0).is_some_and(|byte| is(byte, NAME)) {
            self.at += 1;
        }
        let kind = match self.bytes.part(start..self.at) {
            b"true" => Kind::True,
            b"false" => Kind::False,
            b"null" => Kind::Null,
            _ => Kind::Name,
        };
        self.token(kind, start)
    }

    /// A token from `start` to the current position.
    #[inline]
    fn token(&self, kind: Kind, start: usize) -> Token {
        Token { kind, span: span(start, self.at), content: Span::default(), escaped: false, unterminated: false }
    }
}
