//! Evaluates expressions of Bicep and ARM templates: literals, operators, loops, lambdas, calls and chains of members.
//!
//! The meaning of names comes from [`Names`], implemented for Bicep files and for templates, whose expressions are parsed into the same
//! tree. An error makes only the member, element or argument in which it occurs unknown.

mod access;
mod collections;
mod functions;
mod operators;
mod site;
#[cfg(test)]
mod tests;

pub use collections::{TOO_MANY, loop_names};
pub use site::{Names, Site};

use super::interpolate;
use crate::eval::defaults::Defaults;
use crate::eval::{Data, EvalError, Fuel, Number, Unknown, Value};
use crate::source::Span;
use crate::syntax::bicep::ast::{Expression, ExpressionKind, StringPart, StringValue};
use std::cell::Cell;
use std::sync::Arc;

type Result<T = Value> = std::result::Result<T, EvalError>;

/// How deep expressions may depend on each other. Real templates stay below a hundred; the stack of the evaluating thread is sized for
/// this limit.
const MAX_DEPTH: usize = 2_000;

/// Evaluates all expressions of a deployment within one common budget.
#[derive(Debug)]
pub struct Evaluator {
    fuel: Fuel,
    depth: Cell<usize>,
    defaults: Defaults,
}

impl Evaluator {
    pub fn new(fuel: Fuel) -> Self {
        Self { fuel, depth: Cell::new(0), defaults: Defaults::default() }
    }

    pub fn fuel(&self) -> &Fuel {
        &self.fuel
    }

    /// The defaults of the deployment's own parameters: its caller may pass other values.
    pub fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// Evaluates an expression.
    ///
    /// # Errors
    /// [`EvalError`] where the language rejects the expression.
    pub fn evaluate(&self, expression: &Expression<'_>, site: &Site<'_>) -> Result {
        self.fuel.take(1)?;
        if self.depth.get() >= MAX_DEPTH {
            return Err(EvalError::new("it depends on too many other expressions"));
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.evaluate_kind(expression, site);
        self.depth.set(self.depth.get() - 1);
        value
    }

    /// Evaluates an expression inside a larger one: an error makes it unknown.
    pub fn evaluate_or_unknown(&self, expression: &Expression<'_>, site: &Site<'_>) -> Value {
        self.evaluate(expression, site).unwrap_or_else(|fault| faulty(&fault, site.span(expression.span)))
    }

    fn evaluate_kind(&self, expression: &Expression<'_>, site: &Site<'_>) -> Result {
        let at = site.span(expression.span);
        let literal = |data| Ok(Value::literal(data, at));
        match &expression.kind {
            ExpressionKind::Null => literal(Data::Null),
            ExpressionKind::Bool(value) => literal(Data::Bool(*value)),
            ExpressionKind::Integer(number) => literal(Data::Number(Number::Whole((*number).into()))),
            ExpressionKind::String(StringValue::Plain(text)) => {
                self.fuel.take_text(text.len())?;
                literal(Data::Text(text.as_ref().into()))
            }
            ExpressionKind::String(StringValue::Interpolated(parts)) => Ok(self.text(parts, site)?.placed(at)),
            ExpressionKind::Object(object) => Ok(Value::literal(Data::Object(Arc::new(self.object(object, site)?)), at)),
            ExpressionKind::Array(items) => Ok(self.array(items, site)?.placed(at)),
            ExpressionKind::For(of) => Ok(self.for_expression(of, site)?.placed(at)),
            ExpressionKind::Parenthesized(inner) => self.evaluate(inner, site),
            ExpressionKind::Name(name) => self.whole_name(name, at, site),
            ExpressionKind::Access(access) => self.access(access, at, site),
            ExpressionKind::Call(call) => Ok(self.call(call, site)?.placed(at)),
            ExpressionKind::Unary(operator, operand) => Ok(self.unary(*operator, operand, site)?.placed(at)),
            ExpressionKind::Binary(binary) => Ok(self.binary(binary, site)?.placed(at)),
            ExpressionKind::Conditional(conditional) => Ok(self.conditional(conditional, site)?.placed(at)),
            ExpressionKind::Lambda(_) => Err(EvalError::new("expected a value, found a lambda")),
            ExpressionKind::Error => Err(EvalError::new("it has a syntax error")),
        }
    }

    /// An interpolated string. An unknown hole leaves the text around it known.
    fn text(&self, parts: &[StringPart<'_>], site: &Site<'_>) -> Result {
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            values.push(match part {
                StringPart::Text { value, .. } => Value::text(value.as_ref()),
                StringPart::Hole { value, .. } => self.evaluate_or_unknown(value, site),
            });
        }
        let text = interpolate(&values, &self.fuel)?;
        // Only text around the hole makes the result a different text.
        Ok(if values.len() == 1 { text } else { Value { at: None, ..text } })
    }

    /// Evaluates a string that is a name: a key or a type.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel runs out.
    pub fn string(&self, string: &StringValue<'_>, site: &Site<'_>) -> Result {
        match string {
            StringValue::Plain(text) => Ok(Value::text(text.as_ref())),
            StringValue::Interpolated(parts) => self.text(parts, site),
        }
    }
}

/// An unknown value whose reason is this error.
pub fn faulty(fault: &EvalError, at: Span) -> Value {
    Value { at: Some(at), ..Value::unknown(fault.message.clone()) }
}

/// A value that is unknown because another one is.
fn because(unknown: &Unknown) -> Value {
    Value::unknown(unknown.reason.clone())
}
