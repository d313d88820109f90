//! The place of an expression and the meaning of names there.

use super::Result;
use crate::eval::Scope;
use crate::eval::{Files, Value};
use crate::source::Span;
use crate::syntax::bicep::ast::{self, Call, Step};

/// The meaning of names and functions that are not built in.
pub trait Names {
    /// The span in the sources of a span in the expression.
    fn span(&self, bytes: ast::Span) -> Span;

    fn files(&self) -> &dyn Files;

    /// The target scope of the template, if it is known.
    fn scope(&self) -> Option<Scope>;

    /// The value of a name, and how many of the following steps belong to it. `None` if it has no meaning here.
    ///
    /// # Errors
    /// The result is an [`EvalError`](crate::eval::EvalError) where the language rejects the name.
    fn name(&self, name: &str, steps: &[Step<'_>], site: &Site<'_>) -> Option<Result<(Value, usize)>>;

    /// The result of a function that is not in the library or overrides it: `parameters('x')` of templates, user-defined functions.
    /// The arguments are not evaluated yet.
    ///
    /// # Errors
    /// The result is an [`EvalError`](crate::eval::EvalError) where the language rejects the call.
    fn call(&self, call: &Call<'_>, site: &Site<'_>) -> Option<Result>;
}

#[derive(Clone, Copy)]
pub struct Site<'s> {
    pub names: &'s dyn Names,
    /// Names that loops, lambdas and functions bind, innermost first.
    pub bound: Option<&'s Bound<'s>>,
}

/// A bound name, and the names bound around it.
#[derive(Clone, Copy)]
pub struct Bound<'s> {
    pub name: &'s str,
    pub value: &'s Value,
    pub around: Option<&'s Self>,
}

impl<'s> Site<'s> {
    /// A place outside of loops and lambdas.
    pub fn new(names: &'s dyn Names) -> Self {
        Self { names, bound: None }
    }

    /// The span in the sources of a span in the expression.
    pub fn span(&self, bytes: ast::Span) -> Span {
        self.names.span(bytes)
    }

    pub fn bound(&self, name: &str) -> Option<&'s Value> {
        std::iter::successors(self.bound, |bound| bound.around).find(|bound| bound.name == name).map(|bound| bound.value)
    }

    /// Computes a result with these additional names bound to these values; a name without a value is not bound.
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
