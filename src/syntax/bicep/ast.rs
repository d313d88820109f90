//! The tree of a Bicep file.
//!
//! In each node the span takes in the spans of everything below it. What is missing in a broken file has an empty span and an
//! empty text, or is an `Error`; [`File::diagnostics`] then says what was expected.

mod expression;
mod statement;
mod type_expression;

pub use expression::{
    Access, ArrayItem, Binary, BinaryOperator, Branch, Call, Conditional, Expression, ExpressionKind, For, Key, Lambda, Loop, Object,
    ObjectItem, Operand, Property, Spread, Step, StepKind, StringLiteral, StringPart, StringValue, UnaryOperator,
};
pub use statement::{
    Assert, Body, Declaration, Decorator, Extends, Extension, ExtensionConfig, Function, Import, ImportItem, Imported, Metadata, Module,
    Output, Parameter, ParameterValue, Resource, Statement, TargetScope, Test, TypeDeclaration, TypedName, Using, UsingSource, Variable,
};
pub use type_expression::{TypeAccess, TypeExpression, TypeItem, TypeKey, TypeKind, TypeProperty, TypeStep, TypeStepKind};

use super::Diagnostic;
use std::fmt;
use std::ops::Range;

/// Bytes in the text that was parsed, end exclusive.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span as a range, by which a text can be cut.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether nothing stands there.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// As a range: trees are long enough to read.
impl fmt::Debug for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}..{}", self.start, self.end)
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct File<'a> {
    /// Its statements in the order of the text.
    pub statements: Vec<Statement<'a>>,
    /// What is wrong with it, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// An identifier that names something. Empty where it is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Name<'a> {
    pub span: Span,
    pub text: &'a str,
}
