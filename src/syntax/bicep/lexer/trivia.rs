//! Trivia between tokens: blanks, comments, line breaks, and pragmas.

use super::{Lexer, span};
use crate::parts::Parts;
use crate::syntax::bicep::Diagnostic;
use crate::text::Text;
use memchr::{memchr2, memmem};

impl Lexer<'_> {
    /// Skips the blanks and comments of this line.
    pub(super) fn blanks(&mut self) {
        loop {
            match self.peek(0) {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'/') if self.comment() => {}
                _ => return,
            }
        }
    }

    /// Skips line breaks, and the blanks, comments and pragmas between and after them.
    pub(super) fn lines(&mut self) {
        let mut at_line_start = true;
        loop {
            match self.peek(0) {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\n' | b'\r') => {
                    self.at += 1;
                    at_line_start = true;
                }
                Some(b'/') if self.comment() => at_line_start = false,
                Some(b'#') if at_line_start && self.pragma() => at_line_start = false,
                _ => return,
            }
        }
    }

    /// Skips a comment, if one starts here.
    fn comment(&mut self) -> bool {
        let start = self.at;
        let rest = self.bytes.after(start);
        self.at = match self.peek(1) {
            Some(b'/') => start + memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
            Some(b'*') => memmem::find(rest.after(2), b"*/").map_or_else(|| self.open_comment(), |length| start + length + 4),
            _ => return false,
        };
        true
    }

    /// Reports that the comment here is not closed, and returns the end of the file.
    #[cold]
    fn open_comment(&mut self) -> usize {
        let message: Text = "expected `*/`, found the end of the file".into();
        self.diagnostics.push(Diagnostic { span: span(self.at, self.at + 2), message });
        self.bytes.len()
    }

    /// Skips a pragma, if one starts here. Any other `#` is left as an unknown character.
    fn pragma(&mut self) -> bool {
        let start = self.at;
        let rest = self.text.after(start);
        let word = rest.find(|character: char| !matches!(character, '#' | '-' | 'a'..='z')).map_or(rest, |end| rest.before(end));
        if !matches!(word, "#disable-next-line" | "#disable-diagnostics" | "#restore-diagnostics") {
            return false;
        }
        self.at += word.len();
        let end = self.at;
        let mut has_codes = false;
        loop {
            while let Some(b' ' | b'\t') = self.peek(0) {
                self.at += 1;
            }
            let code = self.at;
            while self.peek(0).is_some_and(|byte| super::continues_name(byte) || byte == b'-') {
                self.at += 1;
            }
            if code == self.at {
                break;
            }
            has_codes = true;
        }
        if !has_codes {
            let message = Text::new("expected the code of a diagnostic after `{word}`").with("word", word);
            self.diagnostics.push(Diagnostic { span: span(start, end), message });
        }
        true
    }
}
