//! Where an expression stands, and what names mean there.

use super::Result;
use crate::eval::Scope;
use crate::eval::{Files, Value};
use crate::source::Span;
use crate::syntax::bicep::ast::{self, Call, Step};

/// What names and functions mean that are not the language's own.
pub trait Names {
    /// The place in the sources of bytes of the expression.
    fn span(&self, bytes: ast::Span) -> Span;

    /// The files that functions read.
    fn files(&self) -> &dyn Files;

    /// Where the template is deployed to, if that is known.
    fn scope(&self) -> Option<Scope>;

    /// What a name means, and how many of the steps behind it belong to it. Nothing where it has no meaning here.
    ///
    /// # Errors
    /// [`EvalError`](crate::eval::EvalError) stands in the result, where the language would refuse it.
    fn name(&self, name: &str, steps: &[Step<'_>], site: &Site<'_>) -> Option<Result<(Value, usize)>>;

    /// What a function gives that is not of the library, or goes before it: `parameters('x')` of templates, functions of the author.
    /// Its arguments are not evaluated yet.
    ///
    /// # Errors
    /// [`EvalError`](crate::eval::EvalError) stands in the result, where the language would refuse it.
    fn call(&self, call: &Call<'_>, site: &Site<'_>) -> Option<Result>;
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub struct Site<'s> {
    /// What names mean there.
    pub names: &'s dyn Names,
    /// Names that loops, lambdas and functions bind, innermost first.
    pub bound: Option<&'s Bound<'s>>,
}

/// A name that is bound, and those around it.
#[derive(Clone, Copy)]
pub struct Bound<'s> {
    pub name: &'s str,
    pub value: &'s Value,
    /// The names around it.
    pub around: Option<&'s Self>,
}

impl<'s> Site<'s> {
    /// Outside of loops and lambdas.
    pub fn new(names: &'s dyn Names) -> Self {
        Self { names, bound: None }
    }

    /// The place in the sources of bytes of the expression.
    pub fn span(&self, bytes: ast::Span) -> Span {
        self.names.span(bytes)
    }

    /// The value that is bound to a name.
    pub fn bound(&self, name: &str) -> Option<&'s Value> {
        std::iter::successors(self.bound, |bound| bound.around).find(|bound| bound.name == name).map(|bound| bound.value)
    }

    /// Computes something where these names have these values besides; a name without a value is not bound.
    pub fn with<T>(&self, names: &[&str], values: &[Value], compute: &mut dyn FnMut(&Site<'_>) -> T) -> T {
        match (names, values) {
            ([name, names @ ..], [value, values @ ..]) => {
                let bound = Bound { name, value, around: self.bound };
                Site { names: self.names, bound: Some(&bound) }.with(names, values, compute)
            }
            _ => compute(self),
        }
    }
}
