//! Expressions.

use super::{Name, Span, Statement};
use std::borrow::Cow;

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression<'a> {
    /// Its bytes: quotes and brackets included.
    pub span: Span,
    pub kind: ExpressionKind<'a>,
}

/// What an [`Expression`] is.
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
    /// Something that could not be read. Nothing may be concluded of it.
    Error,
}

/// A string that stands where the grammar asks for one: a path, the type of a resource, a key. Empty where it is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct StringLiteral<'a> {
    /// Its bytes, quotes included.
    pub span: Span,
    pub value: StringValue<'a>,
}

impl StringLiteral<'_> {
    /// Its text, where it has no holes.
    pub fn plain(&self) -> Option<&str> {
        if let StringValue::Plain(text) = &self.value { Some(text) } else { None }
    }
}

/// The value of a string.
#[derive(Debug, Clone, PartialEq)]
pub enum StringValue<'a> {
    /// A text without holes, escapes resolved, the first line break of `'''` dropped.
    Plain(Cow<'a, str>),
    /// Texts and holes in their order; empty texts are left out.
    Interpolated(Vec<StringPart<'a>>),
}

/// A part of a string that has holes.
#[derive(Debug, Clone, PartialEq)]
pub enum StringPart<'a> {
    Text {
        /// Its bytes as written.
        span: Span,
        /// Its text, escapes resolved.
        value: Cow<'a, str>,
    },
    Hole {
        /// From `$` to `}`.
        span: Span,
        /// What is put there.
        value: Expression<'a>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Object<'a> {
    /// Its bytes, braces included.
    pub span: Span,
    /// What stands in it, in the order of the text.
    pub items: Vec<ObjectItem<'a>>,
}

impl<'a> Object<'a> {
    /// Its properties, without those that a spread adds.
    pub fn properties(&self) -> impl Iterator<Item = &Property<'a>> {
        self.items.iter().filter_map(|item| if let ObjectItem::Property(property) = item { Some(property) } else { None })
    }

    /// The first property whose key is this text.
    pub fn property(&self, key: &str) -> Option<&Property<'a>> {
        self.properties().find(|property| property.key.plain() == Some(key))
    }
}

/// What can stand in an object.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectItem<'a> {
    Property(Property<'a>),
    Spread(Spread<'a>),
    /// A resource that is declared within its parent.
    Resource(Box<Statement<'a>>),
    /// Something that could not be read, or the place where the brace that closes is missing: there may be more properties.
    Error(Span),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Property<'a> {
    /// From the key to the end of the value.
    pub span: Span,
    pub key: Key<'a>,
    pub value: Expression<'a>,
}

/// The key of a property.
#[derive(Debug, Clone, PartialEq)]
pub enum Key<'a> {
    Name(Name<'a>),
    String(StringLiteral<'a>),
}

impl Key<'_> {
    /// Its text, where it has no holes.
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
    /// The object or array whose parts are put here.
    pub value: Expression<'a>,
}

/// What can stand in an array.
#[derive(Debug, Clone, PartialEq)]
pub enum ArrayItem<'a> {
    Value(Expression<'a>),
    Spread(Spread<'a>),
}

/// `[for item in items: value]`
#[derive(Debug, Clone, PartialEq)]
pub struct For<'a> {
    /// What it goes over.
    pub header: Loop<'a>,
    /// The value for each item.
    pub value: Expression<'a>,
}

/// `for item in items`, `for (item, index) in items`
#[derive(Debug, Clone, PartialEq)]
pub struct Loop<'a> {
    /// From `for` to the end of what it goes over.
    pub span: Span,
    /// The variable that holds the item.
    pub item: Name<'a>,
    /// The variable that holds the index, from 0.
    pub index: Option<Name<'a>>,
    /// What it goes over.
    pub items: Expression<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Call<'a> {
    pub name: Name<'a>,
    pub arguments: Vec<Expression<'a>>,
}

/// `base.member[index]::nested!`: flat, because what a safe step (`.?`, `[?]`) finds missing ends the whole chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Access<'a> {
    /// What the chain starts at.
    pub base: Expression<'a>,
    /// One or more steps from there.
    pub steps: Vec<Step<'a>>,
}

/// A step of an [`Access`].
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'a> {
    /// Its own bytes: from the dot or bracket on. All up to here is `base.span.start..step.span.end`.
    pub span: Span,
    pub kind: StepKind<'a>,
}

/// What a [`Step`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind<'a> {
    Member {
        name: Name<'a>,
        /// With `?`: `null` where there is no such property.
        safe: bool,
    },
    Index {
        /// A number or the name of a property.
        index: Box<Expression<'a>>,
        /// With `?`: `null` where there is no such element.
        safe: bool,
        /// With `^`: counted from the end, which is 1.
        from_end: bool,
    },
    Call(Call<'a>),
    /// `::name`: a resource that is declared within this one.
    Nested(Name<'a>),
    /// `!`: the author says that it is not `null`.
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
    /// One or more operators, each with what stands right of it.
    pub rest: Vec<Operand<'a>>,
}

/// An operator and what stands right of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand<'a> {
    pub operator: BinaryOperator,
    pub operator_span: Span,
    /// What stands right of it.
    pub value: Expression<'a>,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `??`: the right one where the left one is `null`.
    Coalesce,
    Or,
    And,
    Equal,
    NotEqual,
    /// `=~`: equal but for the case of letters.
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

/// `condition ? value : otherwise`, with further conditions in `otherwise` laid flat.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditional<'a> {
    /// One or more conditions, each with its value; the first that holds counts.
    pub branches: Vec<Branch<'a>>,
    /// The value where none holds.
    pub otherwise: Expression<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Branch<'a> {
    pub condition: Expression<'a>,
    /// The value where it holds.
    pub value: Expression<'a>,
}

/// `(item, index) => value`
#[derive(Debug, Clone, PartialEq)]
pub struct Lambda<'a> {
    pub parameters: Vec<Name<'a>>,
    pub value: Expression<'a>,
}
