//! Skipping of what cannot be read.

use super::lists::Entry;
use super::{Parser, shown};
use crate::syntax::bicep::ast::Span;
use crate::syntax::bicep::token::Kind;

impl Parser<'_> {
    /// Takes the bracket that closes. What stands before it is skipped, and puts what was read in doubt.
    pub(super) fn close_around<T: Entry>(&mut self, close: Kind, inner: &mut T) {
        if !self.at(close) {
            self.report(shown(close));
            let skipped = self.skip(false);
            inner.lose(skipped);
        }
        self.close(close);
    }

    /// Skips what cannot be read: to the end of the line, with `commas` to a comma, or to a bracket that closes more than was
    /// opened here. Brackets that are opened here are skipped with all that stands in them, and those that close nothing too.
    /// Gives what was skipped.
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

/// The brackets that were opened in what is skipped. How many of each is counted, so that one that closes none of them costs no search.
#[derive(Default)]
struct Skipped {
    open: Vec<Kind>,
    counts: [usize; 4],
}

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

    /// Counts a bracket, if this is one that opens.
    fn count(&mut self, kind: Kind) {
        if let Some(slot) = kind.closer().and_then(Self::slot) {
            self.counts[slot] += 1;
        }
    }

    /// Closes the innermost bracket of this kind and those within it. Whether there is one.
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

    /// Closes all strings, for none goes on in the next line.
    fn leave_strings(&mut self) {
        while self.counts[3] > 0 {
            self.close(Kind::StringEnd);
        }
    }
}
