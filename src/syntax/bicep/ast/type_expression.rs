//! Types, as `type`, `param`, `output`, `var` and `func` name them.

use super::{Decorator, Expression, Name, Span, StringLiteral, StringValue, UnaryOperator};

/// A type and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeExpression<'a> {
    /// Its bytes: brackets included, and the `|` before the first member of a union.
    pub span: Span,
    pub kind: TypeKind<'a>,
}

/// What a [`TypeExpression`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind<'a> {
    Name(&'a str),
    Generic {
        /// What takes the arguments.
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
    /// `resource 'type@version'`, in parameters and outputs; an output may leave its type to its value.
    Resource(Option<StringLiteral<'a>>),
    /// Something that could not be read.
    Error,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TypeProperty<'a> {
    /// From the first decorator to the end of the type.
    pub span: Span,
    pub decorators: Vec<Decorator<'a>>,
    pub key: TypeKey<'a>,
    /// The type of its value.
    pub value: TypeExpression<'a>,
}

/// The key of a [`TypeProperty`].
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKey<'a> {
    Name(Name<'a>),
    String(StringLiteral<'a>),
    /// `*`: all keys that are not named.
    Any(Span),
}

/// A type in a tuple.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeItem<'a> {
    /// From the first decorator to the end of the type.
    pub span: Span,
    pub decorators: Vec<Decorator<'a>>,
    pub value: TypeExpression<'a>,
}

/// `base[]`, `base.member`, `base?`: flat, as an expression's [`super::Access`].
#[derive(Debug, Clone, PartialEq)]
pub struct TypeAccess<'a> {
    /// What the chain starts at.
    pub base: TypeExpression<'a>,
    /// One or more steps from there.
    pub steps: Vec<TypeStep<'a>>,
}

/// A step of a [`TypeAccess`].
#[derive(Debug, Clone, PartialEq)]
pub struct TypeStep<'a> {
    pub span: Span,
    pub kind: TypeStepKind<'a>,
}

/// What a [`TypeStep`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeStepKind<'a> {
    /// `[]`: an array of it.
    Array,
    /// `[*]`: the type of its elements.
    Elements,
    /// `[0]`: the type of one element of a tuple.
    Index(Box<Expression<'a>>),
    /// `.name`: the type of a property.
    Member(Name<'a>),
    /// `.name<…>`: a type of a namespace that takes arguments.
    Generic {
        /// What takes the arguments.
        name: Name<'a>,
        arguments: Vec<TypeExpression<'a>>,
    },
    /// `.*`: the type of the properties that are not named.
    AnyMember,
    /// `?`: it or `null`.
    Nullable,
    /// `!`: it without `null`.
    NotNull,
    /// A step without a name.
    Error,
}
