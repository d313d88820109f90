//! Expressions, loosest operators first.

use super::Parser;
use super::lists::property_starts;
use crate::syntax::bicep::ast::{
    Access, Binary, Branch, Call, Conditional, Expression, ExpressionKind, Lambda, Name, Operand, Span, Step, StepKind, UnaryOperator,
};
use crate::syntax::bicep::token::Kind;
use crate::text::Text;

/// Words at the start of a line that cannot be the value of the lambda before it.
///
/// Source: `LanguageConstants.DeclarationKeywords` of Azure/bicep, 2026.
const DECLARATIONS: &[&str] = &["assert", "import", "metadata", "param", "var", "resource", "output", "module", "type"];

impl<'a> Parser<'a> {
    /// Parses an expression. If none starts here, reports that and consumes nothing.
    pub(super) fn expression(&mut self) -> Expression<'a> {
        self.deeper(Self::conditional).unwrap_or_else(|| self.no_expression())
    }

    fn conditional(&mut self) -> Expression<'a> {
        let mut condition = self.binary(0);
        let start = condition.span.start;
        let mut branches = Vec::new();
        while self.at_question() {
            self.newlines();
            self.advance();
            let value = self.expression();
            self.newlines_before(|text| text.starts_with(':') && !text.starts_with("::"));
            let colon = self.expect(Kind::Colon, "`:`");
            branches.push(Branch { condition, value });
            condition = if colon { self.binary(0) } else { self.no_expression() };
            if !colon {
                break;
            }
        }
        if branches.is_empty() {
            return condition;
        }
        let kind = ExpressionKind::Conditional(Box::new(Conditional { branches, otherwise: condition }));
        Expression { span: self.since(start), kind }
    }

    /// Whether a `?` is next, possibly on the next line.
    fn at_question(&self) -> bool {
        self.at(Kind::Question) || self.next_line(|text| text.starts_with('?') && !text.starts_with("??"))
    }

    /// Parses operators that bind tighter than `precedence`, and their operands.
    fn binary(&mut self, precedence: u8) -> Expression<'a> {
        let mut first = self.unary();
        while let Some((_, level)) = self.current.kind.binary_operator().filter(|&(_, level)| level > precedence) {
            let start = first.span.start;
            let mut rest = Vec::new();
            while let Some((operator, _)) = self.current.kind.binary_operator().filter(|&(_, other)| other == level) {
                let operator_span = self.advance().span;
                rest.push(Operand { operator, operator_span, value: self.binary(level) });
            }
            first = Expression { kind: ExpressionKind::Binary(Box::new(Binary { first, rest })), span: self.since(start) };
        }
        first
    }

    fn unary(&mut self) -> Expression<'a> {
        let operator = match self.current.kind {
            Kind::Not => UnaryOperator::Not,
            Kind::Minus => UnaryOperator::Minus,
            _ => return self.access(),
        };
        let start = self.advance().span.start;
        let value = self.access();
        Expression { kind: ExpressionKind::Unary(operator, Box::new(value)), span: self.since(start) }
    }

    /// Parses a value and the steps after it.
    pub(super) fn access(&mut self) -> Expression<'a> {
        let base = self.primary();
        let mut steps = Vec::new();
        loop {
            let start = self.current.span.start;
            let kind = match self.current.kind {
                Kind::Dot => self.member(),
                Kind::LeftSquare => self.index(),
                Kind::DoubleColon => {
                    self.advance();
                    let name = self.name("the name of a resource");
                    if name.span.is_empty() { StepKind::Error } else { StepKind::Nested(name) }
                }
                Kind::Not => {
                    self.advance();
                    StepKind::NotNull
                }
                _ if steps.is_empty() => return base,
                _ => break,
            };
            steps.push(Step { span: self.since(start), kind });
        }
        Expression { span: self.since(base.span.start), kind: ExpressionKind::Access(Box::new(Access { base, steps })) }
    }

    fn member(&mut self) -> StepKind<'a> {
        self.advance();
        let safe = self.take(Kind::Question);
        let name = self.name("the name of a property or function");
        if name.span.is_empty() {
            return StepKind::Error;
        }
        if !self.at(Kind::LeftParenthesis) {
            return StepKind::Member { name, safe };
        }
        if safe {
            self.report_here("expected a property after `.?`, found a call".into());
        }
        StepKind::Call(Call { name, arguments: self.call_arguments() })
    }

    fn index(&mut self) -> StepKind<'a> {
        self.open();
        let safe = self.take(Kind::Question);
        let from_end = self.take(Kind::Hat);
        let mut index = Box::new(self.expression());
        self.close_around(Kind::RightSquare, &mut *index);
        StepKind::Index { index, safe, from_end }
    }

    fn call_arguments(&mut self) -> Vec<Expression<'a>> {
        self.arguments(Kind::RightParenthesis, Self::expression)
    }

    fn primary(&mut self) -> Expression<'a> {
        let span = self.current.span;
        let kind = match self.current.kind {
            Kind::Name => return self.name_call_or_lambda(),
            Kind::LeftParenthesis => return self.parenthesized(),
            Kind::LeftBrace | Kind::LeftSquare => {
                if !self.literals {
                    self.report_here("expected a value, found an object or array, which is not allowed in a string".into());
                }
                if self.at(Kind::LeftSquare) {
                    return self.array_or_for();
                }
                let object = self.object(false);
                return Expression { span: object.span, kind: ExpressionKind::Object(object) };
            }
            Kind::String | Kind::StringStart => {
                let (string, whole) = self.string();
                let kind = if whole { ExpressionKind::String(string.value) } else { ExpressionKind::Error };
                return Expression { span: string.span, kind };
            }
            Kind::Null => ExpressionKind::Null,
            Kind::True => ExpressionKind::Bool(true),
            Kind::False => ExpressionKind::Bool(false),
            Kind::Integer => self.integer().map_or(ExpressionKind::Error, ExpressionKind::Integer),
            _ => {
                self.report("a value");
                return self.no_expression();
            }
        };
        self.advance();
        Expression { span, kind }
    }

    /// The next integer, which is not consumed.
    pub(super) fn integer(&mut self) -> Option<u64> {
        let digits = self.text(self.current.span);
        let integer = digits.parse().ok();
        if integer.is_none() {
            self.report(Text::new("an integer up to {limit}").with("limit", u64::MAX.to_string()));
        }
        integer
    }

    fn name_call_or_lambda(&mut self) -> Expression<'a> {
        let span = self.advance().span;
        let name = Name { span, text: self.text(span) };
        let kind = match self.current.kind {
            Kind::LeftParenthesis => ExpressionKind::Call(Call { name, arguments: self.call_arguments() }),
            Kind::Arrow => self.lambda(vec![name]),
            _ => ExpressionKind::Name(name.text),
        };
        Expression { span: self.since(span.start), kind }
    }

    /// Parses `( … )`; an arrow after it makes its content the parameters of a lambda.
    fn parenthesized(&mut self) -> Expression<'a> {
        let start = self.open();
        let mut items = Vec::new();
        self.argument_lines();
        while !self.ends(Kind::RightParenthesis) && !self.at(Kind::Newline) {
            items.push(self.expression());
            self.argument_lines();
            if !self.take(Kind::Comma) {
                break;
            }
            self.argument_lines();
        }
        let closed = self.at(Kind::RightParenthesis);
        self.close_around(Kind::RightParenthesis, &mut items);
        if self.at(Kind::Arrow) {
            let parameters = items.into_iter().map(|item| self.parameter(&item)).collect();
            let kind = self.lambda(parameters);
            return Expression { span: self.since(start), kind };
        }
        let span = self.since(start);
        let kind = match items.pop() {
            Some(item) if items.is_empty() => ExpressionKind::Parenthesized(Box::new(item)),
            _ => {
                if closed {
                    self.report_at(span, "expected one value in parentheses".into());
                }
                ExpressionKind::Error
            }
        };
        Expression { span, kind }
    }

    /// The parameter of a lambda, which was parsed as an expression.
    fn parameter(&mut self, item: &Expression<'a>) -> Name<'a> {
        match item.kind {
            ExpressionKind::Name(text) => return Name { span: item.span, text },
            ExpressionKind::Error => {}
            _ => self.report_at(item.span, "expected the name of a parameter".into()),
        }
        let start = item.span.start;
        Name { span: Span { start, end: start }, text: "" }
    }

    /// Parses the arrow and the value of a lambda.
    fn lambda(&mut self, parameters: Vec<Name<'a>>) -> ExpressionKind<'a> {
        self.arrow();
        ExpressionKind::Lambda(Box::new(Lambda { parameters, value: self.entry_value() }))
    }

    /// Consumes `=>`, after which the value may be on the next line.
    pub(super) fn arrow(&mut self) {
        self.expect(Kind::Arrow, "`=>`");
        self.newlines_before(|text| {
            let word = text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').next();
            !word.is_some_and(|word| DECLARATIONS.contains(&word)) && !property_starts(text)
        });
    }
}
