//! Skips text that cannot be parsed.

use super::lists::Entry;
use super::{Parser, shown};
use crate::syntax::bicep::ast::Span;
use crate::syntax::bicep::token::Kind;

impl Parser<'_> {
    /// Consumes the closing bracket. Text before it is skipped, and makes the parsed entry unreliable.
    pub(super) fn close_around<T: Entry>(&mut self, close: Kind, inner: &mut T) {
        if !self.at(close) {
            self.report(shown(close));
            let skipped = self.skip(false);
            inner.lose(skipped);
        }
        self.close(close);
    }

    /// Skips to the end of the line, with `commas` to a comma, or to a bracket that closes more than was opened here. Brackets opened here
    /// are skipped with their content, as are those that close nothing. Returns the skipped span.
    pub(super) fn skip(&mut self, commas: bool) -> Span {
        let start = self.current.span.start;
        self.skip_tokens(commas);
        if self.taken > start { self.since(start) } else { self.nothing() }
    }

    fn skip_tokens(&mut self, commas: bool) {
        let mut skipped = Skipped::default();
        loop {
            let kind = self.current.kind;
            if kind == Kind::Newline {
                skipped.leave_strings();
            }
            let inside = !skipped.open.is_empty();
            match kind {
                Kind::End => {
                    self.unclosed |= inside;
                    return;
                }
                Kind::Newline if !inside || self.holes > 0 => return,
                Kind::Comma if commas && !inside => return,
                _ if kind.closes() => {
                    if !skipped.close(kind) && self.closes_something(kind) {
                        return;
                    }
                }
                _ if self.at_statement() => return,
                _ => skipped.open.extend(kind.closer()),
            }
            skipped.count(kind);
            self.advance();
        }
    }
}

/// The brackets opened in skipped text. They are counted per kind, so that a bracket that closes none of them requires no search.
#[derive(Default)]
struct Skipped {
    open: Vec<Kind>,
    counts: [usize; 4],
}

#[expect(clippy::indexing_slicing, reason = "`slot` returns less than the number of counts")]
impl Skipped {
    fn slot(close: Kind) -> Option<usize> {
        match close {
            Kind::RightBrace => Some(0),
            Kind::RightParenthesis => Some(1),
            Kind::RightSquare => Some(2),
            Kind::StringEnd | Kind::StringMiddle => Some(3),
            _ => None,
        }
    }

    /// Counts an opening bracket.
    fn count(&mut self, kind: Kind) {
        if let Some(slot) = kind.closer().and_then(Self::slot) {
            self.counts[slot] += 1;
        }
    }

    /// Closes the innermost bracket of this kind and those within it. Returns whether there is one.
    fn close(&mut self, kind: Kind) -> bool {
        let Some(slot) = Self::slot(kind).filter(|&slot| self.counts[slot] > 0) else { return false };
        while let Some(top) = self.open.pop() {
            let found = Self::slot(top);
            if found == Some(slot) && kind == Kind::StringMiddle {
                self.open.push(top); // the next hole of the same string
                return true;
            }
            if let Some(found) = found {
                self.counts[found] -= 1;
            }
            if found == Some(slot) {
                return true;
            }
        }
        true
    }

    /// Closes all strings, because none continues on the next line.
    fn leave_strings(&mut self) {
        while self.counts[3] > 0 {
            self.close(Kind::StringEnd);
        }
    }
}
