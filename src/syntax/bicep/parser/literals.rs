//! Strings, objects, arrays and loops.

use super::Parser;
use super::lists::Entry as _;
use crate::parts::Parts;
use crate::syntax::bicep::ast::{
    ArrayItem, Expression, ExpressionKind, For, Key, Loop, Name, Object, ObjectItem, Property, Span, Spread, StringLiteral, StringPart,
    StringValue,
};
use crate::syntax::bicep::token::{Kind, Token};
use std::borrow::Cow;

impl<'a> Parser<'a> {
    /// Parses a string, which must be next; `expected` describes it.
    pub(super) fn string_literal(&mut self, expected: &str) -> StringLiteral<'a> {
        if self.current.kind.begins_string() {
            return self.string().0;
        }
        self.report(expected);
        StringLiteral { span: self.nothing(), value: StringValue::Plain(Cow::Borrowed("")) }
    }

    /// Parses the string that starts here, and returns whether it was closed.
    pub(super) fn string(&mut self) -> (StringLiteral<'a>, bool) {
        let mut piece = self.advance();
        let start = piece.span.start;
        if piece.kind == Kind::String {
            let value = StringValue::Plain(self.content(&piece));
            return (StringLiteral { span: piece.span, value }, !piece.unterminated);
        }
        let mut parts = Vec::new();
        let mut whole = true;
        loop {
            if !piece.content.is_empty() {
                parts.push(StringPart::Text { span: piece.content, value: self.content(&piece) });
            }
            if piece.kind == Kind::StringEnd {
                whole &= !piece.unterminated;
                break;
            }
            let (value, next) = self.hole();
            let Some(next) = next else {
                parts.push(StringPart::Hole { span: self.since(piece.content.end), value });
                whole = false;
                break;
            };
            parts.push(StringPart::Hole { span: Span { start: piece.content.end, end: next.span.start + 1 }, value });
            piece = next;
        }
        (StringLiteral { span: self.since(start), value: StringValue::Interpolated(parts) }, whole)
    }

    /// Parses a hole, and the piece of the string after it.
    fn hole(&mut self) -> (Expression<'a>, Option<Token>) {
        let literals = std::mem::replace(&mut self.literals, false);
        self.open.push(Kind::StringEnd);
        self.holes += 1;
        let mut value = self.expression();
        let ends = |kind| matches!(kind, Kind::StringMiddle | Kind::StringEnd);
        if !ends(self.current.kind) {
            self.report("`}`");
            let skipped = self.skip(false);
            value.lose(skipped);
        }
        self.open.pop();
        self.holes -= 1;
        self.literals = literals;
        let next = ends(self.current.kind).then(|| self.advance());
        (value, next)
    }

    /// The text of a string or of a piece of one, with escapes resolved.
    fn content(&self, token: &Token) -> Cow<'a, str> {
        let text = self.text(token.content);
        if token.escaped { Cow::Owned(unescape(text)) } else { Cow::Borrowed(text) }
    }

    /// Parses the object whose brace opens here. With `resources` it may declare resources.
    pub(super) fn object(&mut self, resources: bool) -> Object<'a> {
        let start = self.open();
        let items = self.entries(Kind::RightBrace, "a property", |parser| parser.object_item(resources));
        Object { span: self.since(start), items }
    }

    /// Parses an object, which must be next.
    pub(super) fn expect_object(&mut self) -> Option<Object<'a>> {
        if self.at(Kind::LeftBrace) {
            return self.deeper(|parser| parser.object(false));
        }
        self.report("`{`");
        None
    }

    fn object_item(&mut self, resources: bool) -> Option<ObjectItem<'a>> {
        if resources && (self.at(Kind::At) || self.at_nested_resource()) {
            return Some(ObjectItem::Resource(Box::new(self.nested_resource())));
        }
        let start = self.current.span.start;
        if self.at(Kind::Ellipsis) {
            return Some(ObjectItem::Spread(self.spread()));
        }
        let Some(key) = self.key() else {
            self.report("a property");
            let skipped = self.skip(true);
            return (!skipped.is_empty()).then_some(ObjectItem::Error(skipped));
        };
        let value = if self.expect(Kind::Colon, "`:`") { self.entry_value() } else { self.no_expression() };
        Some(ObjectItem::Property(Property { span: self.since(start), key, value }))
    }

    /// Parses a name or a string, if one is next.
    pub(super) fn key(&mut self) -> Option<Key<'a>> {
        match self.current.kind {
            Kind::Name => {
                let span = self.advance().span;
                Some(Key::Name(Name { span, text: self.text(span) }))
            }
            kind if kind.begins_string() => Some(Key::String(self.string().0)),
            _ => None,
        }
    }

    fn spread(&mut self) -> Spread<'a> {
        let start = self.advance().span.start;
        let value = self.entry_value();
        Spread { span: self.since(start), value }
    }

    /// Parses the value of a property or item, where an object or array is allowed in any context.
    pub(super) fn entry_value(&mut self) -> Expression<'a> {
        let literals = std::mem::replace(&mut self.literals, true);
        let value = self.expression();
        self.literals = literals;
        value
    }

    /// Parses the array or loop whose bracket opens here.
    pub(super) fn array_or_for(&mut self) -> Expression<'a> {
        let start = self.open();
        self.newlines();
        let kind = if self.at_word("for") {
            let header = self.loop_header();
            let mut value = self.entry_value();
            self.newlines_before(|text| text.starts_with(']'));
            self.close_around(Kind::RightSquare, &mut value);
            ExpressionKind::For(Box::new(For { header, value }))
        } else {
            ExpressionKind::Array(self.entries(Kind::RightSquare, "an item", |parser| Some(parser.array_item())))
        };
        Expression { span: self.since(start), kind }
    }

    fn array_item(&mut self) -> ArrayItem<'a> {
        if self.at(Kind::Ellipsis) { ArrayItem::Spread(self.spread()) } else { ArrayItem::Value(self.entry_value()) }
    }

    /// Parses `for item in items:`, including the colon.
    pub(super) fn loop_header(&mut self) -> Loop<'a> {
        let start = self.advance().span.start;
        let (item, index) = if self.at(Kind::LeftParenthesis) {
            self.open();
            let item = self.name("the name of a variable");
            self.expect(Kind::Comma, "`,`");
            let mut index = self.name("the name of a variable");
            self.close_around(Kind::RightParenthesis, &mut index);
            (item, Some(index).filter(|index| !index.span.is_empty()))
        } else {
            (self.name("the name of a variable"), None)
        };
        let items = if self.expect_word("in") { self.entry_value() } else { self.no_expression() };
        let span = self.since(start);
        self.expect(Kind::Colon, "`:`");
        Loop { span, item, index, items }
    }
}

/// Resolves escapes. Invalid ones are kept as written, because they have been reported.
fn unescape(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        resolved.push_str(rest.before(at));
        let escape = rest.after(at);
        let (character, length) = match escape.as_bytes().get(1) {
            Some(b'n') => ('\n', 2),
            Some(b'r') => ('\r', 2),
            Some(b't') => ('\t', 2),
            Some(&byte @ (b'\\' | b'\'' | b'$')) => (char::from(byte), 2),
            Some(b'u') => code_point(escape).unwrap_or(('\\', 1)),
            _ => ('\\', 1),
        };
        resolved.push(character);
        rest = escape.after(length);
    }
    resolved + rest
}

/// The character of `\u{…}`, and the length of its source. A surrogate is not a character and reads as the replacement character.
fn code_point(escape: &str) -> Option<(char, usize)> {
    let (digits, _) = escape.strip_prefix("\\u{")?.split_once('}')?;
    let code = u32::from_str_radix(digits, 16).ok().filter(|&code| code <= u32::from(char::MAX))?;
    Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), "\\u{}".len() + digits.len()))
}
