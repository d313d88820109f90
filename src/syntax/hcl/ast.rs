//! The tree of an HCL file: bodies of attributes and blocks, and expressions. Every node has its bytes.

use crate::syntax::tree::Bytes;
use crate::text::Text;
use std::sync::Arc;

/// The content of a block or file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// `name = value`, in source order. Duplicate names are kept.
    pub attributes: Vec<Attribute>,
    /// Blocks, in source order.
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    pub name: Name,
    pub value: Expr,
}

/// `kind "label" "label" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Its type: `resource`, `variable`.
    pub kind: Name,
    /// Its labels, without quotes.
    pub labels: Vec<Name>,
    pub body: Body,
    /// From the type to the closing bracket.
    pub bytes: Bytes,
}

/// A name and its bytes, including the quotes of a quoted name.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub text: Arc<str>,
    pub bytes: Bytes,
}

/// An expression and its bytes, including brackets, quotes and parentheses.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub bytes: Bytes,
    pub kind: ExprKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    Null,
    Bool(bool),
    /// A number as written.
    Number(Arc<str>),
    /// A string or heredoc without interpolations, with escapes resolved and heredoc indentation removed.
    String(Arc<str>),
    /// A string or heredoc with interpolations or directives. A single interpolation (`"${x}"`) is one [`Part::Interpolation`], whose value
    /// is not converted to a string.
    Template(Vec<Part>),
    Tuple(Vec<Expr>),
    /// `{ a = b }`, in source order; duplicate keys are kept.
    Object(Vec<Item>),
    /// `name`: a variable, or the root of a traversal such as `var`.
    Variable(Arc<str>),
    /// `x.name`; a legacy index (`x.0`) is an [`Index`](ExprKind::Index).
    Attribute(Box<Expr>, Name),
    Index(Box<Expr>, Box<Expr>),
    /// `x.*.a.b` or `x[*].a[0]`: the steps after the star are applied to each element. In `each`, the element is
    /// [`ExprKind::Element`]. An attribute splat applies attributes (and legacy indexes) only: further steps apply to the resulting list.
    Splat {
        list: Box<Expr>,
        /// The expression for each element.
        each: Box<Expr>,
    },
    /// The element of the innermost splat.
    Element,
    /// `name(a, b...)`; a provider function has its full name, `provider::azurerm::x`.
    Call {
        name: Name,
        arguments: Vec<Expr>,
        /// The last argument is a list of arguments: `f(list...)`.
        expands: bool,
    },
    /// `condition ? then : otherwise`
    Conditional(Box<[Expr; 3]>),
    Unary(UnaryOperator, Box<Expr>),
    Binary(BinaryOperator, Box<[Expr; 2]>),
    /// `[for …]`, `{for …}`
    For(Box<For>),
    /// A syntax error, which has been reported.
    Error,
}

/// `key = value` in an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The key: a bare name is a [`ExprKind::String`]; `(expression)` is that expression.
    pub key: Expr,
    pub value: Expr,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text with escapes resolved, and without white space that `~` strips.
    Literal(Arc<str>),
    Interpolation(Expr),
    If {
        condition: Expr,
        /// The parts if the condition is true.
        then: Vec<Part>,
        /// The parts if the condition is false.
        otherwise: Vec<Part>,
    },
    /// `%{for key, value in list}…%{endfor}`
    For {
        /// The name of the key or index.
        key: Option<Arc<str>>,
        /// The name of the value.
        value: Arc<str>,
        list: Expr,
        /// The parts for each element.
        parts: Vec<Part>,
    },
}

/// `[for key, value in list : result if condition]`, `{for key, value in list : result_key => result... if condition}`
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    /// The name of the key or index.
    pub key: Option<Name>,
    /// The name of the value.
    pub value: Name,
    pub list: Expr,
    /// The key of each member, if the result is an object.
    pub result_key: Option<Expr>,
    pub result: Expr,
    /// Values with the same key are grouped into a list: `...`.
    pub groups: bool,
    /// The filter of elements.
    pub condition: Option<Expr>,
}

/// An operator before an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    Not,
    Negate,
}

/// An operator between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    Or,
    And,
    Equal,
    NotEqual,
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

/// A syntax error and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HclError {
    pub bytes: Bytes,
    /// What was expected, and what was found.
    pub message: Text,
}

/// The result of parsing: the tree as far as it could be parsed, and the syntax errors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    pub body: Body,
    /// Syntax errors, in source order.
    pub errors: Vec<HclError>,
}

impl Body {
    /// The first attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| &*attribute.name.text == name)
    }

    /// The blocks of this type.
    pub fn blocks<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| &*block.kind.text == kind)
    }
}

impl Block {
    /// The bytes of the header: from the type to the last label; in JSON, where others may come between them, the last label.
    pub fn header(&self) -> Bytes {
        self.kind.bytes.start.max(self.bytes.start)..self.labels.last().map_or(self.kind.bytes.end, |label| label.bytes.end)
    }
}
