//! Strings, and the pieces of strings with holes.

use super::{Lexer, Open, STRING_STOP, is, span};
use crate::parts::Parts;
use crate::syntax::bicep::Diagnostic;
use crate::syntax::bicep::parser::statement_starts;
use crate::syntax::bicep::token::{Kind, Token};
use crate::text::Text;
use memchr::memchr2;

/// The number of quotes that delimit a multi-line string.
const QUOTES: usize = 3;

/// The valid escapes, for messages.
const ESCAPES: &str = r"`\\`, `\'`, `\n`, `\r`, `\t`, `\$` or `\u{…}`";

impl Lexer<'_> {
    pub(super) fn string(&mut self, start: usize) -> Token {
        if self.bytes.after(start).starts_with(b"'''") {
            return self.lines_piece(start, start + QUOTES, 0, Kind::StringStart, Kind::String);
        }
        self.line_piece(start, start + 1, Kind::StringStart, Kind::String)
    }

    /// `$'''`, `$$'''` …; a `$` that opens no string is an unknown character.
    pub(super) fn dollars(&mut self, start: usize) -> Token {
        let dollars = self.bytes.after(start).iter().take_while(|&&byte| byte == b'$').count();
        if self.bytes.after(start + dollars).starts_with(b"'''") {
            return self.lines_piece(start, start + dollars + QUOTES, dollars, Kind::StringStart, Kind::String);
        }
        self.at = start + dollars;
        self.token(Kind::Unknown, start)
    }

    /// Reads a single-line string from `content` up to its end or a hole.
    pub(super) fn line_piece(&mut self, start: usize, content: usize, hole: Kind, whole: Kind) -> Token {
        let mut escaped = false;
        self.at = content;
        loop {
            while self.peek(0).is_some_and(|byte| !is(byte, STRING_STOP)) {
                self.at += 1;
            }
            let end = self.at;
            let (kind, length, unterminated) = match (self.peek(0), self.peek(1)) {
                (Some(b'\''), _) => (whole, 1, false),
                (Some(b'$'), Some(b'{')) => {
                    self.open.push(Open::Hole);
                    (hole, 2, false)
                }
                (Some(b'$'), _) => {
                    self.at += 1;
                    continue;
                }
                (Some(b'\\'), _) => {
                    escaped = true;
                    self.escape();
                    continue;
                }
                _ => {
                    let found = if end == self.bytes.len() { "the end of the file" } else { "the end of the line" };
                    let message = Text::new("expected `'` at the end of the string, found {found}").with("found", found);
                    self.diagnostics.push(Diagnostic { span: span(start, end), message });
                    (whole, 0, true)
                }
            };
            self.at += length;
            let token = self.token(kind, start);
            return Token { content: span(content, end), escaped, unterminated, ..token };
        }
    }

    fn escape(&mut self) {
        let start = self.at;
        self.at += 1;
        let valid = match self.peek(0) {
            Some(b'n' | b'r' | b't' | b'\\' | b'\'' | b'$') => {
                self.at += 1;
                true
            }
            Some(b'u') => {
                self.at += 1;
                let braces = self.peek(0) == Some(b'{');
                let digits = self.at + 1;
                if braces {
                    self.at = digits;
                    while self.peek(0).is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        self.at += 1;
                    }
                }
                let character = self.text.get(digits..self.at).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                let closed = self.peek(0) == Some(b'}');
                if braces && closed {
                    self.at += 1;
                }
                // The compiler accepts surrogates, which are not characters: they read as the replacement character.
                braces && closed && character.is_some_and(|code| code <= u32::from(char::MAX))
            }
            // The string ends here, which is reported separately.
            None | Some(b'\n' | b'\r') => true,
            Some(_) => {
                self.at += self.text.after(self.at).chars().next().map_or(0, char::len_utf8);
                false
            }
        };
        if !valid {
            let message = Text::new("expected {expected}, found `{found}`")
                .with("expected", ESCAPES)
                .with("found", excerpt(self.text.part(start..self.at)));
            self.diagnostics.push(Diagnostic { span: span(start, self.at), message });
        }
    }

    /// Reads a multi-line string from `content`, in which `dollars` dollars and a brace open a hole; 0 for a string without holes.
    pub(super) fn lines_piece(&mut self, start: usize, content: usize, dollars: usize, hole: Kind, whole: Kind) -> Token {
        // The first line break belongs to the opening quotes.
        let first = self.bytes.after(content).strip_prefix(b"\r").unwrap_or(self.bytes.after(content));
        let begins = self.bytes.len() - first.strip_prefix(b"\n").unwrap_or(first).len();
        let text = if whole == Kind::String { begins } else { content };
        self.at = content;
        while let Some(length) = memchr2(b'\'', b'$', self.bytes.after(self.at)) {
            let run = self.at + length;
            let Some(&mark) = self.bytes.get(run) else { break };
            let count = self.bytes.after(run).iter().take_while(|&&byte| byte == mark).count();
            self.at = run + count;
            let (kind, end) = if mark == b'\'' && count >= QUOTES {
                (whole, self.at - QUOTES) // quotes before the last three belong to the text
            } else if mark == b'$' && dollars > 0 && count >= dollars && self.peek(0) == Some(b'{') {
                self.open.push(Open::LinesHole(dollars));
                self.at += 1;
                (hole, self.at - 1 - dollars)
            } else {
                continue;
            };
            let token = self.token(kind, start);
            return Token { content: span(text.min(end), end), ..token };
        }
        self.unclosed = true;
        self.open.clear();
        self.at = if self.recover { self.next_statement(content) } else { self.bytes.len() };
        let message: Text = "expected `'''` at the end of the string, found the end of the file".into();
        self.diagnostics.push(Diagnostic { span: span(start, content), message });
        let token = self.token(whole, start);
        Token { content: span(text.min(self.at), self.at), unterminated: true, ..token }
    }

    /// The line break before the next line that looks like a statement, or the end of the file.
    fn next_statement(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(length) = memchr2(b'\n', b'\r', self.bytes.after(at)) {
            at += length + 1;
            if statement_starts(self.bytes, at) {
                return at - 1;
            }
        }
        self.bytes.len()
    }
}

/// The start of a source text, short enough for a message.
pub(in crate::syntax::bicep) fn excerpt(text: &str) -> &str {
    text.char_indices().nth(20).map_or(text, |(end, _)| text.before(end))
}
