//! The steps after a value: `.name`, `.0`, `[index]`, and splats.

use super::ast::{Expr, ExprKind};
use super::cursor::{Failed, Parser, Read};
use crate::text::Text;

impl Parser<'_> {
    /// Parses the steps after a value, whose height is [`Parser::height`].
    pub(super) fn traversal(&mut self, mut value: Expr) -> Read<Expr> {
        loop {
            self.space();
            value = match self.peek() {
                Some(b'.') if !self.starts_with("...") => {
                    let marker = self.at;
                    self.at += 1;
                    self.space();
                    if self.eat(b'*') { self.attribute_splat(value, marker)? } else { self.member(value)? }
                }
                Some(b'[') => {
                    let marker = self.at;
                    self.at += 1;
                    self.space();
                    if self.eat(b'*') { self.full_splat(value, marker)? } else { self.index(value)? }
                }
                _ => return Ok(value),
            };
        }
    }

    /// Parses the name or the legacy index after a point.
    fn member(&mut self, value: Expr) -> Read<Expr> {
        let at = self.at;
        let start = value.bytes.start;
        let kind = if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            let number = self.number()?;
            if number.contains('.') {
                self.report(
                    at..self.at,
                    Text::new("expected an index, found `{number}`: write `[0][1]` for two of them").with("number", number),
                );
                return Err(Failed);
            }
            let kind = ExprKind::Number(self.share(number));
            ExprKind::Index(Box::new(value), Box::new(self.expr(at, kind)))
        } else {
            ExprKind::Attribute(Box::new(value), self.name("the name of an attribute")?)
        };
        self.grow(start, self.height + 1)?;
        Ok(self.expr(start, kind))
    }

    fn index(&mut self, value: Expr) -> Read<Expr> {
        let height = self.height;
        let index = self.within(b'[', false, |parser| {
            parser.space();
            let index = parser.expression()?;
            parser.space();
            parser.expect(b']', "`]`")?;
            Ok(index)
        })?;
        self.grow(value.bytes.start, height.max(self.height) + 1)?;
        Ok(self.expr(value.bytes.start, ExprKind::Index(Box::new(value), Box::new(index))))
    }

    /// Parses names and legacy indexes after `.*`.
    fn attribute_splat(&mut self, list: Expr, marker: usize) -> Read<Expr> {
        let height = std::mem::replace(&mut self.height, 0);
        let mut each = self.expr(marker, ExprKind::Element);
        loop {
            let end = self.at;
            self.space();
            if self.peek() != Some(b'.') || self.starts_with("...") {
                self.at = end;
                break;
            }
            self.at += 1;
            self.space();
            each = self.member(each)?;
        }
        self.splat(list, each, height)
    }

    /// Parses any steps after `[*`.
    fn full_splat(&mut self, list: Expr, marker: usize) -> Read<Expr> {
        let height = std::mem::replace(&mut self.height, 0);
        self.space();
        self.expect(b']', "`]`")?;
        let element = self.expr(marker, ExprKind::Element);
        let each = self.nested(|parser| parser.traversal(element))?;
        self.splat(list, each, height)
    }

    fn splat(&mut self, list: Expr, each: Expr, height: usize) -> Read<Expr> {
        let bytes = self.between(list.bytes.start, each.bytes.end);
        self.grow(bytes.start, height.max(self.height) + 1)?;
        Ok(Expr { bytes, kind: ExprKind::Splat { list: Box::new(list), each: Box::new(each) } })
    }
}
