//! Types.

use super::Parser;
use crate::syntax::bicep::ast::{
    Decorator, Expression, Name, TypeAccess, TypeExpression, TypeItem, TypeKey, TypeKind, TypeProperty, TypeStep, TypeStepKind,
    UnaryOperator,
};
use crate::syntax::bicep::token::Kind;

impl<'a> Parser<'a> {
    /// Parses the type of a parameter, variable or output, which may also be `resource 'type@version'`.
    pub(super) fn declared_type(&mut self) -> TypeExpression<'a> {
        if !self.at_word("resource") || self.after().trim_start_matches([' ', '\t']).starts_with('<') {
            return self.type_expression();
        }
        let start = self.advance().span.start;
        let resource_type = self.current.kind.begins_string().then(|| self.string().0);
        TypeExpression { span: self.since(start), kind: TypeKind::Resource(resource_type) }
    }

    /// Parses a type. If none starts here, reports that and consumes nothing.
    pub(super) fn type_expression(&mut self) -> TypeExpression<'a> {
        self.deeper(Self::union).unwrap_or_else(|| self.no_type())
    }

    pub(super) fn no_type(&self) -> TypeExpression<'a> {
        TypeExpression { span: self.nothing(), kind: TypeKind::Error }
    }

    fn union(&mut self) -> TypeExpression<'a> {
        let leading = self.pipe();
        let first = self.nullable();
        if leading.is_none() && !self.at_pipe() {
            return first;
        }
        let start = leading.unwrap_or(first.span.start);
        let mut members = vec![first];
        while self.pipe().is_some() {
            members.push(self.nullable());
        }
        TypeExpression { span: self.since(start), kind: TypeKind::Union(members) }
    }

    /// Whether a `|` is next, possibly on the next line.
    fn at_pipe(&self) -> bool {
        self.at(Kind::Pipe) || self.next_line(|text| text.starts_with('|') && !text.starts_with("||"))
    }

    /// Consumes a `|`, and returns its offset.
    fn pipe(&mut self) -> Option<u32> {
        self.at_pipe().then(|| {
            self.newlines();
            self.advance().span.start
        })
    }

    /// Parses a type and the marks after it.
    fn nullable(&mut self) -> TypeExpression<'a> {
        let base = self.unary_type();
        let mut steps = Vec::new();
        loop {
            let kind = match self.current.kind {
                Kind::Question => TypeStepKind::Nullable,
                Kind::Not => TypeStepKind::NotNull,
                _ => return self.chain(base, steps),
            };
            steps.push(TypeStep { span: self.advance().span, kind });
        }
    }

    fn unary_type(&mut self) -> TypeExpression<'a> {
        let operator = match self.current.kind {
            Kind::Not => UnaryOperator::Not,
            Kind::Minus => UnaryOperator::Minus,
            _ => return self.type_access(),
        };
        let start = self.advance().span.start;
        let value = self.type_access();
        TypeExpression { kind: TypeKind::Unary(operator, Box::new(value)), span: self.since(start) }
    }

    fn type_access(&mut self) -> TypeExpression<'a> {
        let base = self.primary_type();
        let mut steps = Vec::new();
        loop {
            let start = self.current.span.start;
            let kind = match self.current.kind {
                Kind::LeftSquare => self.type_index(),
                Kind::Dot => self.type_member(),
                _ => return self.chain(base, steps),
            };
            steps.push(TypeStep { span: self.since(start), kind });
        }
    }

    /// Adds steps after a type, to its existing chain if it has one.
    fn chain(&self, base: TypeExpression<'a>, steps: Vec<TypeStep<'a>>) -> TypeExpression<'a> {
        if steps.is_empty() {
            return base;
        }
        let span = self.since(base.span.start);
        let access = match base.kind {
            TypeKind::Access(mut access) => {
                access.steps.extend(steps);
                access
            }
            kind => Box::new(TypeAccess { base: TypeExpression { span: base.span, kind }, steps }),
        };
        TypeExpression { span, kind: TypeKind::Access(access) }
    }

    fn type_index(&mut self) -> TypeStepKind<'a> {
        self.open();
        let kind = match self.current.kind {
            Kind::RightSquare => TypeStepKind::Array,
            Kind::Star => {
                self.advance();
                TypeStepKind::Elements
            }
            _ => {
                let mut index = Box::new(self.expression());
                self.close_around(Kind::RightSquare, &mut *index);
                return TypeStepKind::Index(index);
            }
        };
        self.close(Kind::RightSquare);
        kind
    }

    fn type_member(&mut self) -> TypeStepKind<'a> {
        self.advance();
        if self.take(Kind::Star) {
            return TypeStepKind::AnyMember;
        }
        let name = self.name("the name of a property");
        if name.span.is_empty() {
            return TypeStepKind::Error;
        }
        if self.at(Kind::Less) {
            return TypeStepKind::Generic { name, arguments: self.type_arguments() };
        }
        TypeStepKind::Member(name)
    }

    fn type_arguments(&mut self) -> Vec<TypeExpression<'a>> {
        self.arguments(Kind::Greater, Self::type_expression)
    }

    fn primary_type(&mut self) -> TypeExpression<'a> {
        let span = self.current.span;
        let kind = match self.current.kind {
            Kind::Name => {
                self.advance();
                let name = Name { span, text: self.text(span) };
                let kind = if self.at(Kind::Less) {
                    TypeKind::Generic { name, arguments: self.type_arguments() }
                } else {
                    TypeKind::Name(name.text)
                };
                return TypeExpression { span: self.since(span.start), kind };
            }
            Kind::String | Kind::StringStart => {
                let (string, whole) = self.string();
                let kind = if whole { TypeKind::String(string.value) } else { TypeKind::Error };
                return TypeExpression { span: string.span, kind };
            }
            Kind::LeftBrace => {
                self.open();
                let properties = self.entries(Kind::RightBrace, "a property", Self::type_property);
                return TypeExpression { span: self.since(span.start), kind: TypeKind::Object(properties) };
            }
            Kind::LeftSquare => {
                self.open();
                let items = self.entries(Kind::RightSquare, "a type", |parser| Some(parser.type_item()));
                return TypeExpression { span: self.since(span.start), kind: TypeKind::Tuple(items) };
            }
            Kind::LeftParenthesis => {
                self.open();
                let mut inner = self.type_expression();
                self.close_around(Kind::RightParenthesis, &mut inner);
                return TypeExpression { span: self.since(span.start), kind: TypeKind::Parenthesized(Box::new(inner)) };
            }
            Kind::Null => TypeKind::Null,
            Kind::True => TypeKind::Bool(true),
            Kind::False => TypeKind::Bool(false),
            Kind::Integer => self.integer().map_or(TypeKind::Error, TypeKind::Integer),
            // Bicep's decompiler writes `?` for a type that it could not determine.
            Kind::Question => TypeKind::Name(self.text(span)),
            _ => {
                self.report("a type");
                return self.no_type();
            }
        };
        self.advance();
        TypeExpression { span, kind }
    }

    fn type_property(&mut self) -> Option<TypeProperty<'a>> {
        let start = self.current.span.start;
        let decorators = self.decorators();
        let key = match self.current.kind {
            Kind::Star => TypeKey::Any(self.advance().span),
            Kind::Name => TypeKey::Name(self.name("a property")),
            kind if kind.begins_string() => TypeKey::String(self.string().0),
            _ => {
                self.report("a property");
                self.skip(true);
                return None;
            }
        };
        let value = if self.expect(Kind::Colon, "`:`") { self.type_expression() } else { self.no_type() };
        Some(TypeProperty { span: self.since(start), decorators, key, value })
    }

    fn type_item(&mut self) -> TypeItem<'a> {
        let start = self.current.span.start;
        let decorators = self.decorators();
        let value = self.type_expression();
        TypeItem { span: self.since(value.span.start.min(start)), decorators, value }
    }

    /// Parses decorators, each on its own line. In a single-line tuple the compiler's formatter puts commas after them.
    pub(super) fn decorators(&mut self) -> Vec<Decorator<'a>> {
        let mut decorators = Vec::new();
        while self.at(Kind::At) {
            let start = self.advance().span.start;
            let value = self.decorator_call();
            decorators.push(Decorator { span: self.since(start), value });
            if self.at(Kind::Comma) && self.open.last() == Some(&Kind::RightSquare) {
                self.advance();
            } else if !self.at(Kind::Newline) {
                self.report("the end of the line");
                // A declaration on the same line is an error but can be parsed.
                if !matches!(self.current.kind, Kind::Name | Kind::At) {
                    self.skip(false);
                }
            }
            self.newlines();
        }
        decorators
    }

    fn decorator_call(&mut self) -> Expression<'a> {
        if self.at(Kind::Name) {
            return self.deeper(Self::access).unwrap_or_else(|| self.no_expression());
        }
        self.report("the name of a decorator");
        self.no_expression()
    }
}
