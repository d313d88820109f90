//! Expressions.

use super::{Name, Span, Statement};
use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq)]
pub struct Expression<'a> {
    /// Its bytes, including quotes and brackets.
    pub span: Span,
    pub kind: ExpressionKind<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind<'a> {
    Null,
    Bool(bool),
    /// `42`; a sign before it is an operator.
    Integer(u64),
    /// `'text'`, `'text ${hole}'`, `'''lines'''`, `$'''lines ${hole}'''`
    String(StringValue<'a>),
    /// `name`: a variable, parameter, resource, namespace …
    Name(&'a str),
    Object(Object<'a>),
    Array(Vec<ArrayItem<'a>>),
    /// `[for item in items: value]`
    For(Box<For<'a>>),
    Parenthesized(Box<Expression<'a>>),
    /// `name(…)`; a function of a namespace or of a resource is a [`StepKind::Call`].
    Call(Call<'a>),
    Access(Box<Access<'a>>),
    Unary(UnaryOperator, Box<Expression<'a>>),
    /// `first + second - third`
    Binary(Box<Binary<'a>>),
    /// `condition ? value : otherwise`
    Conditional(Box<Conditional<'a>>),
    /// `item => value`, `(item, index) => value`
    Lambda(Box<Lambda<'a>>),
    /// A syntax error, from which nothing may be concluded.
    Error,
}

/// A string in a position that requires one: a path, the type of a resource, a key. Empty if it is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct StringLiteral<'a> {
    /// Its bytes, including quotes.
    pub span: Span,
    pub value: StringValue<'a>,
}

impl StringLiteral<'_> {
    /// Its text, if it has no holes.
    pub fn plain(&self) -> Option<&str> {
        if let StringValue::Plain(text) = &self.value { Some(text) } else { None }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum StringValue<'a> {
    /// A text without holes, with escapes resolved and the first line break of `'''` removed.
    Plain(Cow<'a, str>),
    /// Texts and holes in source order; empty texts are omitted.
    Interpolated(Vec<StringPart<'a>>),
}

/// A part of a string with holes.
#[derive(Debug, Clone, PartialEq)]
pub enum StringPart<'a> {
    Text {
        /// Its bytes in the source.
        span: Span,
        /// Its text, with escapes resolved.
        value: Cow<'a, str>,
    },
    Hole {
        /// From `$` to `}`.
        span: Span,
        value: Expression<'a>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Object<'a> {
    /// Its bytes, including braces.
    pub span: Span,
    /// Its items in source order.
    pub items: Vec<ObjectItem<'a>>,
}

impl<'a> Object<'a> {
    /// Its properties, without those that a spread adds.
    pub fn properties(&self) -> impl Iterator<Item = &Property<'a>> {
        self.items.iter().filter_map(|item| if let ObjectItem::Property(property) = item { Some(property) } else { None })
    }

    /// The first property with this key.
    pub fn property(&self, key: &str) -> Option<&Property<'a>> {
        self.properties().find(|property| property.key.plain() == Some(key))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum ObjectItem<'a> {
    Property(Property<'a>),
    Spread(Spread<'a>),
    /// A resource declared inside its parent.
    Resource(Box<Statement<'a>>),
    /// A syntax error, or the position of a missing closing brace: there may be more properties.
    Error(Span),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Property<'a> {
    /// From the key to the end of the value.
    pub span: Span,
    pub key: Key<'a>,
    pub value: Expression<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Key<'a> {
    Name(Name<'a>),
    String(StringLiteral<'a>),
}

impl Key<'_> {
    /// Its text, if it has no holes.
    pub fn plain(&self) -> Option<&str> {
        match self {
            Key::Name(name) => Some(name.text),
            Key::String(string) => string.plain(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Spread<'a> {
    pub span: Span,
    /// The object or array whose parts are inserted.
    pub value: Expression<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ArrayItem<'a> {
    Value(Expression<'a>),
    Spread(Spread<'a>),
}

/// `[for item in items: value]`
#[derive(Debug, Clone, PartialEq)]
pub struct For<'a> {
    pub header: Loop<'a>,
    pub value: Expression<'a>,
}

/// `for item in items`, `for (item, index) in items`
#[derive(Debug, Clone, PartialEq)]
pub struct Loop<'a> {
    /// From `for` to the end of the collection.
    pub span: Span,
    /// The variable of the item.
    pub item: Name<'a>,
    /// The variable of the index, from 0.
    pub index: Option<Name<'a>>,
    /// The collection.
    pub items: Expression<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Call<'a> {
    pub name: Name<'a>,
    pub arguments: Vec<Expression<'a>>,
}

/// `base.member[index]::nested!`: flat, because a missing value at a safe step (`.?`, `[?]`) ends the whole chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Access<'a> {
    pub base: Expression<'a>,
    /// One or more steps.
    pub steps: Vec<Step<'a>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Step<'a> {
    /// The bytes of this step alone, from the dot or bracket on. The chain up to here is `base.span.start..step.span.end`.
    pub span: Span,
    pub kind: StepKind<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum StepKind<'a> {
    Member {
        name: Name<'a>,
        /// With `?`: `null` if there is no such property.
        safe: bool,
    },
    Index {
        index: Box<Expression<'a>>,
        /// With `?`: `null` if there is no such element.
        safe: bool,
        /// With `^`: counted from the end, which is 1.
        from_end: bool,
    },
    Call(Call<'a>),
    /// `::name`: a resource declared inside this one.
    Nested(Name<'a>),
    /// `!`: the author asserts that the value is not `null`.
    NotNull,
    /// A step without a name.
    Error,
}

/// An operator before its operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    Not,
    Minus,
}

/// Operators of one precedence, applied from left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Binary<'a> {
    pub first: Expression<'a>,
    /// One or more operators, each with its right operand.
    pub rest: Vec<Operand<'a>>,
}

/// An operator and its right operand.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand<'a> {
    pub operator: BinaryOperator,
    pub operator_span: Span,
    pub value: Expression<'a>,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `??`: the right operand if the left one is `null`.
    Coalesce,
    Or,
    And,
    Equal,
    NotEqual,
    /// `=~`: equality ignoring case.
    EqualIgnoringCase,
    NotEqualIgnoringCase,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// `condition ? value : otherwise`; further conditions in `otherwise` are flattened.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditional<'a> {
    /// One or more conditions with their values; the first true condition counts.
    pub branches: Vec<Branch<'a>>,
    /// The value if no condition is true.
    pub otherwise: Expression<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Branch<'a> {
    pub condition: Expression<'a>,
    /// The value if the condition is true.
    pub value: Expression<'a>,
}

/// `(item, index) => value`
#[derive(Debug, Clone, PartialEq)]
pub struct Lambda<'a> {
    pub parameters: Vec<Name<'a>>,
    pub value: Expression<'a>,
}
