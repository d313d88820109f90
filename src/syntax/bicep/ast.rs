//! The tree of a Bicep file.
//!
//! The span of each node includes the spans of its children. Parts missing from a broken file have an empty span and an empty text, or
//! are an `Error`; [`File::diagnostics`] then contains what was expected.

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

/// Bytes in the parsed text, end exclusive.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span as a range for slicing the text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Written as a range, because trees are long.
impl fmt::Debug for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}..{}", self.start, self.end)
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct File<'a> {
    /// Its statements in source order.
    pub statements: Vec<Statement<'a>>,
    /// Its syntax errors in source order.
    pub diagnostics: Vec<Diagnostic>,
}

/// An identifier; empty if it is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Name<'a> {
    pub span: Span,
    pub text: &'a str,
}
