//! Lists in brackets, which resume after a syntax error.

use super::{Parser, begins_name, continues_name, shown};
use crate::parts::Parts;
use crate::syntax::bicep::ast::{
    ArrayItem, Body, Expression, ExpressionKind, ImportItem, Name, ObjectItem, Span, TypeExpression, TypeItem, TypeKind, TypeProperty,
    TypedName,
};
use crate::syntax::bicep::token::Kind;

/// An entry of a list, possibly followed by text that cannot be parsed.
pub(super) trait Entry {
    /// Discards the entry, because the skipped text after it makes it unreliable.
    fn lose(&mut self, skipped: Span);

    /// A placeholder for entries that may be missing, if the list has one.
    fn missing(_: Span) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

/// The span of a discarded entry: that of the skipped text if nothing was parsed.
fn lost(read: Span, skipped: Span) -> Span {
    Span { start: if read.is_empty() { skipped.start } else { read.start }, end: skipped.end }
}

impl Entry for Expression<'_> {
    fn lose(&mut self, skipped: Span) {
        *self = Self { span: lost(self.span, skipped), kind: ExpressionKind::Error };
    }

    fn missing(span: Span) -> Option<Self> {
        Some(Self { span, kind: ExpressionKind::Error })
    }
}

impl Entry for TypeExpression<'_> {
    fn lose(&mut self, skipped: Span) {
        *self = Self { span: lost(self.span, skipped), kind: TypeKind::Error };
    }

    fn missing(span: Span) -> Option<Self> {
        Some(Self { span, kind: TypeKind::Error })
    }
}

impl Entry for ArrayItem<'_> {
    fn lose(&mut self, skipped: Span) {
        match self {
            ArrayItem::Value(value) => value.lose(skipped),
            ArrayItem::Spread(spread) => {
                spread.span.end = skipped.end;
                spread.value.lose(skipped);
            }
        }
    }

    fn missing(span: Span) -> Option<Self> {
        Expression::missing(span).map(ArrayItem::Value)
    }
}

impl Entry for ObjectItem<'_> {
    fn lose(&mut self, skipped: Span) {
        match self {
            ObjectItem::Property(property) => {
                property.span.end = skipped.end;
                property.value.lose(skipped);
            }
            ObjectItem::Spread(spread) => {
                spread.span.end = skipped.end;
                spread.value.lose(skipped);
            }
            ObjectItem::Error(span) => span.end = skipped.end,
            // Text after it on the same line does not affect a complete resource.
            ObjectItem::Resource(_) => {}
        }
    }

    fn missing(span: Span) -> Option<Self> {
        Some(ObjectItem::Error(span))
    }
}

impl Entry for TypeProperty<'_> {
    fn lose(&mut self, skipped: Span) {
        self.span.end = skipped.end;
        self.value.lose(skipped);
    }
}

impl Entry for TypeItem<'_> {
    fn lose(&mut self, skipped: Span) {
        self.span = lost(self.span, skipped);
        self.value.lose(skipped);
    }
}

impl Entry for Name<'_> {
    fn lose(&mut self, _: Span) {}
}

/// Parameters of a lambda or function, or parenthesized expressions: the error follows after the last one.
impl<T: Entry> Entry for Vec<T> {
    fn lose(&mut self, skipped: Span) {
        if let Some(last) = self.last_mut() {
            last.lose(skipped);
        }
    }
}

impl Entry for TypedName<'_> {
    fn lose(&mut self, skipped: Span) {
        self.span.end = skipped.end;
        self.type_expression.lose(skipped);
    }
}

impl Entry for Body<'_> {
    fn lose(&mut self, skipped: Span) {
        self.span = lost(self.span, skipped);
    }
}

impl Entry for ImportItem<'_> {
    fn lose(&mut self, skipped: Span) {
        self.span.end = skipped.end;
    }
}

impl Parser<'_> {
    /// Parses entries separated by line breaks or commas, including the closing bracket `close`. `item` parses an optional entry;
    /// `expected` describes one.
    pub(super) fn entries<T: Entry>(&mut self, close: Kind, expected: &str, item: impl Fn(&mut Self) -> Option<T>) -> Vec<T> {
        let mut entries: Vec<T> = Vec::new();
        self.newlines();
        while !self.ends(close) && !self.never_closed(close) {
            let count = entries.len();
            entries.extend(item(self));
            if !self.ends(close) && !matches!(self.current.kind, Kind::Newline | Kind::Comma) {
                self.report("`,` or the end of the line");
                if close == Kind::RightBrace && self.at_property() {
                    continue; // only the comma is missing
                }
                if !self.skip_after(entries.get_mut(count..).unwrap_or_default()) {
                    break;
                }
            }
            if self.ends(close) {
                break;
            }
            if self.take(Kind::Comma) {
                if self.at(Kind::Newline) {
                    // The compiler also rejects it: in a list of several lines the line breaks separate.
                    self.report(expected);
                    self.newlines();
                }
                continue;
            }
            self.newlines();
        }
        self.close_list(close, &mut entries);
        entries
    }

    /// Parses arguments, separated by commas, with their brackets; line breaks are allowed after commas and at either end.
    pub(super) fn arguments<T: Entry>(&mut self, close: Kind, argument: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut arguments = Vec::new();
        self.open();
        self.argument_lines();
        while !self.ends(close) && !self.at(Kind::Newline) {
            arguments.push(argument(self));
            if !self.ends(close) && !matches!(self.current.kind, Kind::Newline | Kind::Comma) {
                self.report("`,`");
                let last = arguments.len() - 1;
                if !self.skip_after(arguments.get_mut(last..).unwrap_or_default()) {
                    break;
                }
            }
            if self.take(Kind::Comma) {
                self.argument_lines();
                if self.at(close) {
                    self.report("an argument");
                }
            } else if self.at(Kind::Newline) {
                self.argument_lines();
                if !self.ends(close) {
                    self.report(if self.at(Kind::Newline) { shown(close) } else { "`,`" });
                }
            }
        }
        self.close_list(close, &mut arguments);
        arguments
    }

    /// Consumes the closing bracket. If it is missing, entries may be missing as well.
    fn close_list<T: Entry>(&mut self, close: Kind, entries: &mut Vec<T>) {
        let end = self.nothing();
        if !self.close(close) {
            entries.extend(T::missing(end));
        }
    }

    /// Skips text that cannot be parsed after an entry, which is discarded. Nothing is skipped before a bracket of an outer list.
    fn skip_after<T: Entry>(&mut self, entry: &mut [T]) -> bool {
        let skipped = self.skip(true);
        if let (false, Some(last)) = (skipped.is_empty(), entry.last_mut()) {
            last.lose(skipped);
        }
        !skipped.is_empty()
    }

    /// Skips line breaks within parentheses. If a property follows, the parentheses were not closed: the line break is left, so that
    /// the call is lost and not the object around it.
    pub(super) fn argument_lines(&mut self) {
        self.newlines_before(|text| !property_starts(text));
    }

    /// Whether an array was not closed, because a property follows: it loses the array, not the object around it.
    fn never_closed(&self, close: Kind) -> bool {
        close == Kind::RightSquare && self.at_property()
    }

    pub(super) fn at_property(&self) -> bool {
        self.at(Kind::Name) && colon_starts(self.after())
    }
}

/// Whether the text starts with the name and the colon of a property.
pub(super) fn property_starts(text: &str) -> bool {
    let name = text.bytes().take_while(|&byte| continues_name(byte)).count();
    text.bytes().next().is_some_and(begins_name) && colon_starts(text.after(name))
}

fn colon_starts(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\t']);
    text.starts_with(':') && !text.starts_with("::")
}
