//! Tokens that the lexer passes to the parser.

use super::ast::{BinaryOperator, Span};

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
    /// For strings: the text between the quotes or braces.
    pub content: Span,
    /// For strings: the text contains escapes.
    pub escaped: bool,
    /// For strings: the end is missing.
    pub unterminated: bool,
}

/// Keywords of the grammar are names, because their meaning depends on the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The end of the file.
    End,
    /// One or more line breaks, with the blanks and comments between and after them.
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
    /// A character without meaning here.
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

    /// The closing bracket of this one.
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

    pub fn begins_string(self) -> bool {
        matches!(self, Kind::String | Kind::StringStart)
    }
}
