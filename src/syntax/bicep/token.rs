//! What the lexer gives to the parser.

use super::ast::{BinaryOperator, Span};

/// A piece of text that belongs together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
    /// In strings: the text between the quotes or braces.
    pub content: Span,
    /// In strings: it has escapes to resolve.
    pub escaped: bool,
    /// In strings: the end is missing.
    pub unterminated: bool,
}

/// What a [`Token`] is. Words of the grammar are names: what they mean depends on where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The end of the file.
    End,
    /// One or more line breaks, with the blanks and comments between and behind them.
    Newline,
    Name,
    True,
    False,
    Null,
    Integer,
    String,
    StringStart,
    StringMiddle,
    StringEnd,
    LeftBrace,
    RightBrace,
    LeftParenthesis,
    RightParenthesis,
    LeftSquare,
    RightSquare,
    At,
    Comma,
    Dot,
    Ellipsis,
    Colon,
    DoubleColon,
    Question,
    Hat,
    Pipe,
    Assign,
    Arrow,
    Not,
    Coalesce,
    Or,
    And,
    Equal,
    NotEqual,
    EqualIgnoringCase,
    NotEqualIgnoringCase,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    /// A character that means nothing here.
    Unknown,
}

impl Kind {
    /// The operator and its precedence; a higher one binds tighter.
    ///
    /// Source: `TokenTypeHelper.cs` of Azure/bicep, 2026.
    pub fn binary_operator(self) -> Option<(BinaryOperator, u8)> {
        Some(match self {
            Kind::Coalesce => (BinaryOperator::Coalesce, 1),
            Kind::Or => (BinaryOperator::Or, 2),
            Kind::And => (BinaryOperator::And, 3),
            Kind::Equal => (BinaryOperator::Equal, 4),
            Kind::NotEqual => (BinaryOperator::NotEqual, 4),
            Kind::EqualIgnoringCase => (BinaryOperator::EqualIgnoringCase, 4),
            Kind::NotEqualIgnoringCase => (BinaryOperator::NotEqualIgnoringCase, 4),
            Kind::Less => (BinaryOperator::Less, 5),
            Kind::LessOrEqual => (BinaryOperator::LessOrEqual, 5),
            Kind::Greater => (BinaryOperator::Greater, 5),
            Kind::GreaterOrEqual => (BinaryOperator::GreaterOrEqual, 5),
            Kind::Plus => (BinaryOperator::Add, 6),
            Kind::Minus => (BinaryOperator::Subtract, 6),
            Kind::Star => (BinaryOperator::Multiply, 7),
            Kind::Slash => (BinaryOperator::Divide, 7),
            Kind::Percent => (BinaryOperator::Modulo, 7),
            _ => return None,
        })
    }

    /// What closes this bracket.
    pub fn closer(self) -> Option<Kind> {
        match self {
            Kind::LeftBrace => Some(Kind::RightBrace),
            Kind::LeftParenthesis => Some(Kind::RightParenthesis),
            Kind::LeftSquare => Some(Kind::RightSquare),
            Kind::StringStart => Some(Kind::StringEnd),
            _ => None,
        }
    }

    /// Whether this closes a bracket, or the hole of a string.
    pub fn closes(self) -> bool {
        matches!(self, Kind::RightBrace | Kind::RightParenthesis | Kind::RightSquare | Kind::StringMiddle | Kind::StringEnd)
    }

    /// Whether a string begins here.
    pub fn begins_string(self) -> bool {
        matches!(self, Kind::String | Kind::StringStart)
    }
}
