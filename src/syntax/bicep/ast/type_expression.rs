//! Types in `type`, `param`, `output`, `var` and `func` declarations.

use super::{Decorator, Expression, Name, Span, StringLiteral, StringValue, UnaryOperator};

#[derive(Debug, Clone, PartialEq)]
pub struct TypeExpression<'a> {
    /// Its bytes, including brackets and the `|` before the first member of a union.
    pub span: Span,
    pub kind: TypeKind<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind<'a> {
    Name(&'a str),
    Generic {
        /// The generic type.
        name: Name<'a>,
        arguments: Vec<TypeExpression<'a>>,
    },
    Null,
    Bool(bool),
    Integer(u64),
    String(StringValue<'a>),
    Unary(UnaryOperator, Box<TypeExpression<'a>>),
    /// `{ key: type }`
    Object(Vec<TypeProperty<'a>>),
    /// `[ type, type ]`: a tuple.
    Tuple(Vec<TypeItem<'a>>),
    Union(Vec<TypeExpression<'a>>),
    Parenthesized(Box<TypeExpression<'a>>),
    Access(Box<TypeAccess<'a>>),
    /// `resource 'type@version'`, in parameters and outputs; an output may infer its type from its value.
    Resource(Option<StringLiteral<'a>>),
    /// A syntax error.
    Error,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TypeProperty<'a> {
    /// From the first decorator to the end of the type.
    pub span: Span,
    pub decorators: Vec<Decorator<'a>>,
    pub key: TypeKey<'a>,
    pub value: TypeExpression<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TypeKey<'a> {
    Name(Name<'a>),
    String(StringLiteral<'a>),
    /// `*`: all other keys.
    Any(Span),
}

#[derive(Debug, Clone, PartialEq)]
pub struct TypeItem<'a> {
    /// From the first decorator to the end of the type.
    pub span: Span,
    pub decorators: Vec<Decorator<'a>>,
    pub value: TypeExpression<'a>,
}

/// `base[]`, `base.member`, `base?`: flat, like an expression's [`super::Access`].
#[derive(Debug, Clone, PartialEq)]
pub struct TypeAccess<'a> {
    pub base: TypeExpression<'a>,
    /// One or more steps.
    pub steps: Vec<TypeStep<'a>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TypeStep<'a> {
    pub span: Span,
    pub kind: TypeStepKind<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TypeStepKind<'a> {
    /// `[]`: an array of the base type.
    Array,
    /// `[*]`: the type of its elements.
    Elements,
    /// `[0]`: the type of one element of a tuple.
    Index(Box<Expression<'a>>),
    /// `.name`: the type of a property.
    Member(Name<'a>),
    /// `.name<…>`: a generic type of a namespace.
    Generic {
        /// The generic type.
        name: Name<'a>,
        arguments: Vec<TypeExpression<'a>>,
    },
    /// `.*`: the type of all other properties.
    AnyMember,
    /// `?`: the type or `null`.
    Nullable,
    /// `!`: the type without `null`.
    NotNull,
    /// A step without a name.
    Error,
}
