//! Expressions: conditionals, operators and the terms between them.

use super::ast::{BinaryOperator, Expr, ExprKind, Name, UnaryOperator};
use super::cursor::{Parser, Read};
use crate::parts::Parts;
use crate::text::Text;
use std::sync::Arc;

impl<'a> Parser<'a> {
    /// Parses an expression that starts here.
    pub(super) fn expression(&mut self) -> Read<Expr> {
        self.nested(Self::conditional)
    }

    /// Parses a text that is one expression.
    pub(super) fn whole_expression(&mut self) -> Option<Expr> {
        self.newlines = false;
        self.space();
        let expr = self.expression().ok()?;
        self.space();
        if self.at < self.text.len() {
            self.unexpected("the end of the expression");
            return None;
        }
        Some(expr)
    }

    fn conditional(&mut self) -> Read<Expr> {
        let condition = self.operation(0)?;
        self.space();
        if !self.eat(b'?') {
            return Ok(condition);
        }
        let height = self.height;
        self.space();
        let then = self.expression()?;
        let height = height.max(self.height);
        self.space();
        self.expect(b':', "`:` of a conditional")?;
        self.space();
        let otherwise = self.expression()?;
        let bytes = self.between(condition.bytes.start, otherwise.bytes.end);
        self.grow(bytes.start, height.max(self.height) + 1)?;
        Ok(Expr { bytes, kind: ExprKind::Conditional(Box::new([condition, then, otherwise])) })
    }

    /// Parses operators that bind at least as tightly as `least`, and their operands.
    fn operation(&mut self, least: u8) -> Read<Expr> {
        let mut left = self.term()?;
        loop {
            self.space();
            let Some((operator, tightness, length)) = self.binary_operator().filter(|found| found.1 >= least) else {
                return Ok(left);
            };
            let height = self.height;
            self.at += length;
            self.space();
            let right = self.operation(tightness + 1)?;
            let bytes = self.between(left.bytes.start, right.bytes.end);
            self.grow(bytes.start, height.max(self.height) + 1)?;
            left = Expr { bytes, kind: ExprKind::Binary(operator, Box::new([left, right])) };
        }
    }

    /// The operator here, its precedence, and its length.
    #[inline]
    fn binary_operator(&self) -> Option<(BinaryOperator, u8, usize)> {
        let next = self.peek_at(1);
        Some(match self.peek()? {
            b'|' if next == Some(b'|') => (BinaryOperator::Or, 0, 2),
            b'&' if next == Some(b'&') => (BinaryOperator::And, 1, 2),
            b'=' if next == Some(b'=') => (BinaryOperator::Equal, 2, 2),
            b'!' if next == Some(b'=') => (BinaryOperator::NotEqual, 2, 2),
            b'<' if next == Some(b'=') => (BinaryOperator::LessOrEqual, 3, 2),
            b'<' => (BinaryOperator::Less, 3, 1),
            b'>' if next == Some(b'=') => (BinaryOperator::GreaterOrEqual, 3, 2),
            b'>' => (BinaryOperator::Greater, 3, 1),
            b'+' => (BinaryOperator::Add, 4, 1),
            b'-' => (BinaryOperator::Subtract, 4, 1),
            b'*' => (BinaryOperator::Multiply, 5, 1),
            b'/' => (BinaryOperator::Divide, 5, 1),
            b'%' => (BinaryOperator::Modulo, 5, 1),
            _ => return None,
        })
    }

    /// Parses a value and the traversal after it.
    fn term(&mut self) -> Read<Expr> {
        let start = self.at;
        self.height = 0;
        let value = match self.peek() {
            Some(b'"') => self.quoted()?,
            Some(b'0'..=b'9') => {
                let number = self.number()?;
                let kind = ExprKind::Number(self.share(number));
                self.expr(start, kind)
            }
            Some(b'[') => self.tuple()?,
            Some(b'{') => self.object()?,
            Some(b'(') => self.parenthesised()?,
            Some(b'-') => return self.unary(UnaryOperator::Negate),
            Some(b'!') if self.peek_at(1) != Some(b'=') => return self.unary(UnaryOperator::Not),
            Some(b'<') if self.heredoc_opens().is_some() => self.heredoc()?,
            _ => match self.word() {
                Some(word) => self.named(start, word)?,
                None => return Err(self.unexpected("a value")),
            },
        };
        self.traversal(value)
    }

    fn unary(&mut self, operator: UnaryOperator) -> Read<Expr> {
        let start = self.at;
        self.at += 1;
        self.space();
        let operand = self.nested(Self::term)?;
        let bytes = self.between(start, operand.bytes.end);
        self.grow(start, self.height + 1)?;
        Ok(Expr { bytes, kind: ExprKind::Unary(operator, Box::new(operand)) })
    }

    /// An expression from `start` to the current position.
    pub(super) fn expr(&self, start: usize, kind: ExprKind) -> Expr {
        Expr { bytes: self.span(start), kind }
    }

    fn parenthesised(&mut self) -> Read<Expr> {
        let start = self.at;
        self.at += 1;
        let inner = self.within(b'(', false, |parser| {
            parser.space();
            let inner = parser.expression()?;
            parser.space();
            parser.expect(b')', "`)`")?;
            Ok(inner)
        })?;
        Ok(self.expr(start, inner.kind))
    }

    /// A variable, a call or a literal, whose first name was parsed.
    fn named(&mut self, start: usize, word: &'a str) -> Read<Expr> {
        let end = self.at;
        self.space();
        if self.peek() == Some(b'(') || self.starts_with("::") {
            return self.call(start, word, end);
        }
        let kind = match word {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "null" => ExprKind::Null,
            _ => ExprKind::Variable(self.share(word)),
        };
        Ok(Expr { bytes: self.between(start, end), kind })
    }

    fn call(&mut self, start: usize, word: &'a str, end: usize) -> Read<Expr> {
        let mut name = Name { text: self.share(word), bytes: self.between(start, end) };
        while self.starts_with("::") {
            self.at += 2;
            self.space();
            let Some(next) = self.word() else { return Err(self.unexpected("the name of a function")) };
            name = Name { text: format!("{}::{next}", name.text).into(), bytes: self.span(start) };
            self.space();
        }
        self.expect(b'(', "`(`")?;
        let (arguments, expands) = self.within(b'(', false, Self::arguments)?;
        Ok(self.expr(start, ExprKind::Call { name, arguments, expands }))
    }

    fn arguments(&mut self) -> Read<(Vec<Expr>, bool)> {
        let mut arguments = Vec::new();
        let mut height = 0;
        let mut expands = false;
        loop {
            self.space();
            if self.eat(b')') {
                break;
            }
            arguments.push(self.expression()?);
            height = height.max(self.height);
            self.space();
            if self.eat(b',') {
                continue;
            }
            if self.starts_with("...") {
                self.at += 3;
                self.space();
                expands = true;
            }
            self.expect(b')', if expands { "`)`" } else { "`,` or `)`" })?;
            break;
        }
        self.grow(self.at, height + 1)?;
        Ok((arguments, expands))
    }

    /// Parses a number as written: digits, a fraction, an exponent.
    pub(super) fn number(&mut self) -> Read<&'a str> {
        let start = self.at;
        let (mut points, mut exponents) = (0, 0);
        loop {
            match self.peek() {
                Some(b'0'..=b'9') => self.at += 1,
                Some(b'.') => {
                    // A point without a digit after it is an operator: `x.0.name`, `f(1...)`.
                    if !self.goes_on_with_number() {
                        break;
                    }
                    points += 1 + exponents;
                    self.at += 1;
                }
                Some(b'e' | b'E') if self.exponent() > 0 => {
                    exponents += 1;
                    self.at += self.exponent();
                }
                _ => break,
            }
        }
        let number = self.text.part(start..self.at);
        if points > 1 || exponents > 1 {
            self.report(start..self.at, Text::new("`{number}` is not a number").with("number", number));
            return Err(super::cursor::Failed);
        }
        Ok(number)
    }

    fn goes_on_with_number(&self) -> bool {
        match self.peek_at(1) {
            Some(b'0'..=b'9') => true,
            Some(b'e' | b'E') => match self.peek_at(2) {
                Some(b'+' | b'-') => self.peek_at(3).is_some_and(|byte| byte.is_ascii_digit()),
                byte => byte.is_some_and(|byte| byte.is_ascii_digit()),
            },
            _ => false,
        }
    }

    /// Length of `e`, a sign and the first digit of an exponent, if one starts here.
    fn exponent(&self) -> usize {
        let length = if matches!(self.peek_at(1), Some(b'+' | b'-')) { 3 } else { 2 };
        if self.peek_at(length - 1).is_some_and(|byte| byte.is_ascii_digit()) { length } else { 0 }
    }
}

/// The text of a string without interpolations.
pub(super) fn text_of(expr: &Expr) -> Option<Arc<str>> {
    if let ExprKind::String(text) = &expr.kind { Some(Arc::clone(text)) } else { None }
}
