//! Templates: quoted strings, heredocs, and texts that are templates as a whole, split into pieces.

use super::ast::{Expr, ExprKind, Part};
use super::cursor::{Failed, Parser, Read};
use super::pieces::{Piece, Pieces};
use crate::parts::Parts;
use crate::text::Text;
use memchr::memchr3;
use std::borrow::Cow;

impl<'a> Parser<'a> {
    pub(super) fn quoted(&mut self) -> Read<Expr> {
        let start = self.at;
        let mut end = start + 1;
        loop {
            match self.bytes.get(end) {
                Some(b'"') => {
                    self.at = end + 1;
                    self.height = 0;
                    let kind = ExprKind::String(self.share(self.text.part(start + 1..end)));
                    return Ok(self.expr(start, kind));
                }
                Some(b'\\' | b'\n' | b'\r') | None => break,
                Some(b'$' | b'%') if self.bytes.after(end + 1).iter().take(2).any(|&byte| byte == b'{') => break,
                Some(_) => end += 1,
            }
        }
        self.at += 1;
        self.open.push(b'"');
        let pieces = self.quoted_pieces()?;
        self.open.pop();
        let kind = self.assemble(start, pieces)?;
        Ok(self.expr(start, kind))
    }

    /// Parses a string up to its closing quote.
    fn quoted_pieces(&mut self) -> Read<Pieces<'a>> {
        let mut pieces = Pieces::default();
        let mut literal = Cow::Borrowed("");
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| !matches!(byte, b'"' | b'\\' | b'$' | b'%' | b'\n' | b'\r')) {
                self.at += 1;
            }
            append(&mut literal, self.text.part(start..self.at));
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    pieces.literal(literal);
                    return Ok(pieces);
                }
                Some(b'\\') => self.escape(literal.to_mut()),
                Some(b'$' | b'%') => {
                    if self.literal_sign(&mut literal) {
                        continue;
                    }
                    pieces.literal(std::mem::take(&mut literal));
                    if self.sequence(&mut pieces).is_err() {
                        // A quote instead of the end of the interpolation ends the string.
                        if self.eat(b'"') {
                            return Ok(pieces);
                        }
                        return Err(Failed);
                    }
                }
                _ => return Err(self.unexpected("the end of a string")),
            }
        }
    }

    /// Consumes a `$` or `%` that starts no sequence, or that is doubled before a bracket as an escape.
    fn literal_sign(&mut self, literal: &mut Cow<'a, str>) -> bool {
        let sign = self.peek();
        match (self.peek_at(1), self.peek_at(2)) {
            (Some(b'{'), _) => return false,
            (next, Some(b'{')) if next == sign => {
                append(literal, self.text.part(self.at..self.at + 1));
                append(literal, "{");
                self.at += 3;
            }
            _ => {
                append(literal, self.text.part(self.at..self.at + 1));
                self.at += 1;
            }
        }
        true
    }

    /// Consumes a backslash and the escaped character. An unknown escape yields the character itself.
    fn escape(&mut self, literal: &mut String) {
        let start = self.at;
        self.at += 1;
        let digits = match self.peek() {
            Some(b'n') => return self.escaped(literal, '\n'),
            Some(b'r') => return self.escaped(literal, '\r'),
            Some(b't') => return self.escaped(literal, '\t'),
            Some(b'"') => return self.escaped(literal, '"'),
            Some(b'\\') => return self.escaped(literal, '\\'),
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => {
                if let Some(character) = self.text.after(self.at).chars().next().filter(|character| !matches!(character, '\n' | '\r')) {
                    self.escaped(literal, character);
                }
                let found = self.text.part(start..self.at);
                self.report(start..self.at, Text::new("unknown escape `{found}` in a string").with("found", found));
                return;
            }
        };
        self.at += 1;
        let found = self.bytes.after(self.at).iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let number = u32::from_str_radix(self.text.part(self.at..self.at + found), 16).ok().filter(|_| found == digits);
        self.at += found;
        match number.map(char::from_u32) {
            Some(Some(character)) => literal.push(character),
            Some(None) => {
                self.report(start..self.at, Text::new("`{value}` is not a character").with("value", self.text.part(start..self.at)));
            }
            None => {
                self.unexpected(if digits == 4 { "four hexadecimal digits" } else { "eight hexadecimal digits" });
            }
        }
    }

    fn escaped(&mut self, literal: &mut String, character: char) {
        literal.push(character);
        // The escaped characters have the same length as their replacements.
        self.at += character.len_utf8();
    }

    /// Parses `${…}` or `%{…}`. A broken one is skipped; an unclosed one ends the template.
    fn sequence(&mut self, pieces: &mut Pieces<'a>) -> Read<()> {
        let start = self.at;
        let interpolates = self.peek() == Some(b'$');
        self.at += 2;
        let strips = self.eat(b'~');
        if strips {
            pieces.strip_end();
        }
        let newlines = std::mem::replace(&mut self.newlines, false);
        self.open.push(b'$');
        let base = self.open.len();
        self.space();
        let inner = self.at;
        let piece = if interpolates { self.expression().map(Piece::Interpolation) } else { self.directive(start) };
        let read = piece.and_then(|piece| {
            let height = self.height;
            self.space();
            let strips = self.peek() == Some(b'~') && self.peek_at(1) == Some(b'}');
            self.at += usize::from(strips);
            self.expect(b'}', "`}`")?;
            pieces.sequence(piece, height, strips);
            Ok(())
        });
        self.newlines = newlines;
        let recovered = if read.is_err() { self.skip_sequence(base, start, inner, pieces) } else { Ok(()) };
        self.open.truncate(base - 1);
        recovered
    }

    /// Skips a broken sequence, which becomes an error among the pieces.
    fn skip_sequence(&mut self, base: usize, start: usize, inner: usize, pieces: &mut Pieces<'a>) -> Read<()> {
        let in_quotes = base.checked_sub(2).and_then(|outer| self.open.get(outer)) == Some(&b'"');
        if !in_quotes {
            self.stay_in_line(start);
        }
        let closed = if in_quotes && self.peek() == Some(b'"') { Err(Failed) } else { self.recover(base, start) };
        pieces.sequence(Piece::Interpolation(self.broken(inner)), 0, false);
        self.at += usize::from(closed.is_ok());
        closed
    }

    /// Parses the inside of `%{…}`.
    fn directive(&mut self, start: usize) -> Read<Piece<'a>> {
        self.height = 0;
        let keyword_at = self.at;
        let piece = match self.word() {
            Some("if") => {
                self.space();
                Piece::If(self.expression()?, self.span(start))
            }
            Some("else") => Piece::Else(self.span(start)),
            Some("endif") => Piece::EndIf(self.span(start)),
            Some("for") => {
                let (key, value, list) = self.for_names()?;
                Piece::For { key: key.map(|key| key.text), value: value.text, list, bytes: self.span(start) }
            }
            Some("endfor") => Piece::EndFor(self.span(start)),
            _ => {
                self.at = keyword_at;
                return Err(self.unexpected("`if`, `else`, `endif`, `for` or `endfor`"));
            }
        };
        Ok(piece)
    }

    /// Whether a heredoc starts here: `<<NAME` or `<<-NAME` and the end of the line.
    pub(super) fn heredoc_opens(&self) -> Option<()> {
        let dash = usize::from(self.peek_at(2) == Some(b'-'));
        let name = self.starts_with("<<").then_some(self.at + 2 + dash)?;
        let end = super::cursor::end_of_word(self.text, name)?;
        self.bytes.after(end).strip_prefix(b"\r").unwrap_or(self.bytes.after(end)).starts_with(b"\n").then_some(())
    }

    /// Parses the opening line of a heredoc: whether indentation is removed, and the marker that ends it.
    pub(super) fn heredoc_head(&mut self) -> Option<(bool, &'a str)> {
        self.at += 2;
        let flush = self.eat(b'-');
        let marker = self.word()?;
        self.eat(b'\r');
        self.eat(b'\n');
        Some((flush, marker))
    }

    /// Offset after the marker of a heredoc, if this line is its last: the marker and white space.
    pub(super) fn heredoc_ends(&self, marker: &str) -> Option<usize> {
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | 0x0b | 0x0c);
        let start = self.at + self.bytes.after(self.at).iter().take_while(blank).count();
        let rest = self.bytes.after(start).strip_prefix(marker.as_bytes())?;
        let last = matches!(rest.iter().find(|byte| !blank(byte)), None | Some(b'\n'));
        last.then_some(start + marker.len())
    }

    pub(super) fn heredoc(&mut self) -> Read<Expr> {
        let start = self.at;
        let Some((flush, marker)) = self.heredoc_head() else { return Err(self.unexpected("the name of a heredoc")) };
        let mut pieces = self.lines(Some(marker))?;
        if flush {
            pieces.unindent();
        }
        let kind = self.assemble(start, pieces)?;
        Ok(self.expr(start, kind))
    }

    /// Parses a text that is a template as a whole.
    pub(super) fn template(&mut self) -> Read<Vec<Part>> {
        let pieces = self.lines(None)?;
        self.parts(pieces)
    }

    /// Parses a text that is a template as a whole, as one expression.
    pub(super) fn whole_template(&mut self) -> Option<Expr> {
        let start = self.at;
        let kind = self.lines(None).and_then(|pieces| self.assemble(start, pieces)).ok()?;
        Some(self.expr(start, kind))
    }

    /// Reads lines up to the one with the marker, or to the end of the text. Each line starts a new piece, as in Terraform, so `~` strips
    /// only within its line.
    fn lines(&mut self, marker: Option<&str>) -> Read<Pieces<'a>> {
        let mut pieces = Pieces::default();
        let mut literal = Cow::Borrowed("");
        let mut begins_line = true;
        loop {
            if let Some(end) = marker.filter(|_| begins_line).and_then(|marker| self.heredoc_ends(marker)) {
                self.at = end;
                return Ok(pieces);
            }
            begins_line = false;
            let start = self.at;
            let found = memchr3(b'\n', b'$', b'%', self.bytes.after(start));
            self.at = found.map_or(self.bytes.len(), |length| start + length);
            match self.peek() {
                Some(b'\n') => {
                    self.at += 1;
                    append(&mut literal, self.text.part(start..self.at));
                    pieces.literal(std::mem::take(&mut literal));
                    begins_line = true;
                }
                Some(_) => {
                    append(&mut literal, self.text.part(start..self.at));
                    if !self.literal_sign(&mut literal) {
                        pieces.literal(std::mem::take(&mut literal));
                        let _ = self.sequence(&mut pieces);
                    }
                }
                None => {
                    append(&mut literal, self.text.after(start));
                    pieces.literal(literal);
                    return match marker {
                        None => Ok(pieces),
                        Some(_) if self.lost => Err(Failed),
                        Some(marker) => Err(self.unexpected(Text::new("`{marker}` at the end of a heredoc").with("marker", marker))),
                    };
                }
            }
        }
    }

    /// The result of the pieces: a string, or a template.
    fn assemble(&mut self, start: usize, pieces: Pieces<'a>) -> Read<ExprKind> {
        match pieces.into_text() {
            Ok(text) => {
                self.height = 0;
                Ok(ExprKind::String(self.share(&text)))
            }
            Err(pieces) => {
                let parts = self.parts(pieces)?;
                self.grow(start, self.height + 1)?;
                Ok(ExprKind::Template(parts))
            }
        }
    }
}

/// Appends text; the first one is borrowed, not copied.
fn append<'a>(literal: &mut Cow<'a, str>, text: &'a str) {
    if literal.is_empty() {
        *literal = Cow::Borrowed(text);
    } else {
        literal.to_mut().push_str(text);
    }
}
