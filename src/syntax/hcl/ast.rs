//! The tree of an HCL file: bodies of attributes and blocks, and expressions. Every node knows its bytes.

use crate::syntax::tree::Bytes;
use std::sync::Arc;

/// What stands between the brackets of a block, or in a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// `name = value`, in the order of the text. A name written twice is there twice.
    pub attributes: Vec<Attribute>,
    /// Blocks, in the order of the text.
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
    /// What it is: `resource`, `variable`.
    pub kind: Name,
    /// Its labels, quotes left out.
    pub labels: Vec<Name>,
    /// What stands in it.
    pub body: Body,
    /// From the kind to the closing bracket.
    pub bytes: Bytes,
}

/// A name and where it stands; of one in quotes the bytes have the quotes.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub text: Arc<str>,
    pub bytes: Bytes,
}

/// An expression and where it stands: brackets, quotes and parentheses included.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub bytes: Bytes,
    pub kind: ExprKind,
}

/// What an [`Expr`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    Null,
    Bool(bool),
    /// A number as it was written.
    Number(Arc<str>),
    /// A string or heredoc without interpolations, escapes resolved, heredoc indentation taken away.
    String(Arc<str>),
    /// A string or heredoc with interpolations or directives. One that is a single interpolation (`"${x}"`) is one
    /// [`Part::Interpolation`], and gives the value itself and not a string.
    Template(Vec<Part>),
    Tuple(Vec<Expr>),
    /// `{ a = b }`, in the order of the text; keys may repeat.
    Object(Vec<Item>),
    /// `name`: a variable, or the root of a traversal such as `var`.
    Variable(Arc<str>),
    /// `x.name`; a legacy index (`x.0`) is an [`Index`](ExprKind::Index).
    Attribute(Box<Expr>, Name),
    Index(Box<Expr>, Box<Expr>),
    /// `x.*.a.b` or `x[*].a[0]`: what stands behind the star is applied to each element. In `each`, the element is
    /// [`ExprKind::Element`]. An attribute splat takes attributes (and legacy indexes) only: what else follows it applies to
    /// the list that it gives.
    Splat {
        list: Box<Expr>,
        /// What is made of each element.
        each: Box<Expr>,
    },
    /// The element of the innermost splat.
    Element,
    /// `name(a, b...)`; a provider's function has its whole name, `provider::azurerm::x`.
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
    /// What could not be read stood here; a problem says why.
    Error,
}

/// `key = value` in an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The key: a bare name is a [`ExprKind::String`]; `(expression)` is that expression.
    pub key: Expr,
    pub value: Expr,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text, escapes resolved, and white space that `~` strips taken away.
    Literal(Arc<str>),
    Interpolation(Expr),
    If {
        condition: Expr,
        /// What stands where it holds.
        then: Vec<Part>,
        /// What stands where it does not.
        otherwise: Vec<Part>,
    },
    /// `%{for key, value in list}…%{endfor}`
    For {
        /// The name of the key or index.
        key: Option<Arc<str>>,
        /// The name of the value.
        value: Arc<str>,
        list: Expr,
        /// What stands for each element.
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
    /// The key of each member, where an object is made.
    pub result_key: Option<Expr>,
    /// Each element or value.
    pub result: Expr,
    /// Values of one key are gathered into a list: `...`.
    pub groups: bool,
    /// Which elements are taken.
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

/// Something that could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HclError {
    pub bytes: Bytes,
    /// What was expected, and what was found.
    pub message: String,
}

/// What parsing gives: as much of the tree as could be read, and what could not be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    pub body: Body,
    /// What could not be read, in the order of the text.
    pub errors: Vec<HclError>,
}

impl Body {
    /// The attribute of this name; of one written twice the first.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| &*attribute.name.text == name)
    }

    /// The blocks of this kind.
    pub fn blocks<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| &*block.kind.text == kind)
    }
}

impl Block {
    /// The bytes of the header: from the kind to the last label; in JSON, where others may stand between them, the last label.
    pub fn header(&self) -> Bytes {
        self.kind.bytes.start.max(self.bytes.start)..self.labels.last().map_or(self.kind.bytes.end, |label| label.bytes.end)
    }
}
