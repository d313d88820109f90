//! Lists in brackets: where reading goes on after an error.

use super::{Parser, begins_name, continues_name};
use crate::syntax::bicep::ast::{
    ArrayItem, Body, Expression, ExpressionKind, ImportItem, Name, ObjectItem, Span, TypeExpression, TypeItem, TypeKind, TypeProperty,
    TypedName,
};
use crate::syntax::bicep::token::Kind;

/// An entry of a list, behind which there may be something that cannot be read.
pub(super) trait Entry {
    /// Gives up what was read, all up to `end`, because what follows puts it in doubt.
    fn lose(&mut self, end: u32);
}

impl Entry for Expression<'_> {
    fn lose(&mut self, end: u32) {
        *self = Self { span: Span { start: self.span.start, end }, kind: ExpressionKind::Error };
    }
}

impl Entry for TypeExpression<'_> {
    fn lose(&mut self, end: u32) {
        *self = Self { span: Span { start: self.span.start, end }, kind: TypeKind::Error };
    }
}

impl Entry for ArrayItem<'_> {
    fn lose(&mut self, end: u32) {
        match self {
            ArrayItem::Value(value) => value.lose(end),
            ArrayItem::Spread(spread) => {
                spread.span.end = end;
                spread.value.lose(end);
            }
        }
    }
}

impl Entry for ObjectItem<'_> {
    fn lose(&mut self, end: u32) {
        match self {
            ObjectItem::Property(property) => {
                property.span.end = end;
                property.value.lose(end);
            }
            ObjectItem::Spread(spread) => {
                spread.span.end = end;
                spread.value.lose(end);
            }
            ObjectItem::Error(span) => span.end = end,
            // What follows on the same line says nothing of a resource that was read whole.
            ObjectItem::Resource(_) => {}
        }
    }
}

impl Entry for TypeProperty<'_> {
    fn lose(&mut self, end: u32) {
        self.span.end = end;
        self.value.lose(end);
    }
}

impl Entry for TypeItem<'_> {
    fn lose(&mut self, end: u32) {
        self.span.end = end;
        self.value.lose(end);
    }
}

impl Entry for Name<'_> {
    fn lose(&mut self, _: u32) {}
}

/// Parameters of a lambda or function, or what stands in parentheses: what cannot be read stands behind the last one.
impl<T: Entry> Entry for Vec<T> {
    fn lose(&mut self, end: u32) {
        if let Some(last) = self.last_mut() {
            last.lose(end);
        }
    }
}

impl Entry for TypedName<'_> {
    fn lose(&mut self, end: u32) {
        self.span.end = end;
        self.type_expression.lose(end);
    }
}

impl Entry for Body<'_> {
    fn lose(&mut self, end: u32) {
        self.span.end = end;
    }
}

impl Entry for ImportItem<'_> {
    fn lose(&mut self, end: u32) {
        self.span.end = end;
    }
}

impl Parser<'_> {
    /// Reads entries that are separated by line breaks or commas, up to and with `close`. `item` reads one entry and may
    /// give none; `expected` names one.
    pub(super) fn entries<T: Entry>(&mut self, close: Kind, expected: &str, item: impl Fn(&mut Self) -> Option<T>) -> Vec<T> {
        let mut entries: Vec<T> = Vec::new();
        self.newlines();
        while !self.ends(close) {
            let count = entries.len();
            entries.extend(item(self));
            match self.current.kind {
                _ if self.ends(close) => {}
                Kind::Newline => {
                    self.newlines();
                    if close == Kind::RightSquare && self.at_property() {
                        break; // the bracket was never closed: lose the array, not the object around it
                    }
                }
                Kind::Comma => {
                    self.advance();
                    if self.at(Kind::Newline) {
                        // The compiler refuses it too: in several lines the line breaks separate.
                        self.report(expected);
                        self.newlines();
                    }
                }
                _ => {
                    self.report("`,` or the end of the line");
                    if close == Kind::RightBrace && self.at_property() {
                        continue; // only the comma is missing
                    }
                    let before = self.current.span.start;
                    self.skip(true);
                    if self.current.span.start == before {
                        break; // a bracket that is not ours
                    }
                    if let [.., last] = &mut entries[count..] {
                        last.lose(self.taken);
                    }
                }
            }
        }
        self.close(close);
        entries
    }

    /// Reads arguments, separated by commas, with the brackets around them; line breaks may stand behind commas and at either end.
    pub(super) fn arguments<T: Entry>(&mut self, close: Kind, argument: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut arguments = Vec::new();
        self.open();
        self.newlines();
        while !self.ends(close) {
            arguments.push(argument(self));
            match self.current.kind {
                _ if self.ends(close) => {}
                Kind::Comma => {
                    self.advance();
                    self.newlines();
                    if self.at(close) {
                        self.report("an argument");
                    }
                }
                Kind::Newline => {
                    if property_starts(self.behind()) {
                        break; // the bracket was never closed: lose the call, not the object around it
                    }
                    self.newlines();
                    if !self.ends(close) {
                        self.report("`,`");
                    }
                }
                _ => {
                    self.report("`,`");
                    let before = self.current.span.start;
                    self.skip(true);
                    if self.current.span.start == before {
                        break; // a bracket that is not ours
                    }
                    if let Some(last) = arguments.last_mut() {
                        last.lose(self.taken);
                    }
                }
            }
        }
        self.close(close);
        arguments
    }

    /// Whether a property begins here.
    pub(super) fn at_property(&self) -> bool {
        self.at(Kind::Name) && colon_starts(self.behind())
    }
}

/// Whether the text begins with the name and the colon of a property.
pub(super) fn property_starts(text: &str) -> bool {
    let name = text.bytes().take_while(|&byte| continues_name(byte)).count();
    text.bytes().next().is_some_and(begins_name) && colon_starts(&text[name..])
}

fn colon_starts(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\t']);
    text.starts_with(':') && !text.starts_with("::")
}
