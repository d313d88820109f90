//! Expressions of Bicep and of templates to values: literals, operators, loops, lambdas, calls, and chains of members.
//!
//! What names mean is told by who evaluates: [`Names`] of a Bicep file, or of a template, whose expressions are read into the same
//! tree. A fault makes the member, element or argument unknown in which it stands, and loses none of the others.

mod access;
mod collections;
mod functions;
mod operators;
mod site;
#[cfg(test)]
mod tests;

pub use collections::loop_names;
pub use site::{Names, Site};

use super::interpolate;
use crate::eval::{Data, EvalError, Fuel, Number, Unknown, Value};
use crate::source::Span;
use crate::syntax::bicep::ast::{Expression, ExpressionKind, StringPart, StringValue};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::Arc;

/// What an operation gives.
type Result<T = Value> = std::result::Result<T, EvalError>;

/// How deep expressions may depend on each other. Real templates stay under a hundred; the stack of the thread that evaluates is
/// made for this.
const MAX_DEPTH: usize = 2_000;

/// Evaluates expressions. One for all expressions of a deployment: it holds what bounds them together.
#[derive(Debug)]
pub struct Evaluator {
    fuel: Fuel,
    depth: Cell<usize>,
    /// Defaults of parameters of the deployment itself: whoever deploys may give another value.
    defaults: RefCell<HashSet<Span>>,
}

impl Evaluator {
    /// An evaluator that may use this much.
    pub fn new(fuel: Fuel) -> Self {
        Self { fuel, depth: Cell::new(0), defaults: RefCell::default() }
    }

    /// What bounds the evaluation.
    pub fn fuel(&self) -> &Fuel {
        &self.fuel
    }

    /// Takes note that a value is the default of a parameter that the deployment itself was not given.
    pub fn note_default(&self, value: &Value) {
        self.defaults.borrow_mut().extend(value.at);
    }

    /// Whether a condition rules out that something is deployed: it is false, and not only because of a default that whoever
    /// deploys may change.
    pub fn rules_out(&self, condition: &Value) -> bool {
        let defaults = self.defaults.borrow();
        let places = condition.provenance.steps().map(|step| step.at).chain(condition.at);
        condition.as_bool() == Some(false) && !places.into_iter().any(|at| defaults.contains(&at))
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// [`EvalError`] where the language would refuse it.
    pub fn evaluate(&self, expression: &Expression<'_>, site: &Site<'_>) -> Result {
        self.fuel.take(1)?;
        if self.depth.get() >= MAX_DEPTH {
            return Err(EvalError::new("it depends on too many others"));
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.evaluate_kind(expression, site);
        self.depth.set(self.depth.get() - 1);
        value
    }

    /// The value of an expression in something larger: a fault makes it unknown.
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
            ExpressionKind::Lambda(_) => Err(EvalError::new("a lambda stands where a value is required")),
            ExpressionKind::Error => Err(EvalError::new("it could not be read")),
        }
    }

    /// Text with holes. One that cannot be known leaves the text around it known.
    fn text(&self, parts: &[StringPart<'_>], site: &Site<'_>) -> Result {
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            values.push(match part {
                StringPart::Text { value, .. } => Value::text(value.as_ref()),
                StringPart::Hole { value, .. } => self.evaluate_or_unknown(value, site),
            });
        }
        let text = interpolate(&values, &self.fuel)?;
        // Only what stands beside the hole makes it another text.
        Ok(if values.len() == 1 { text } else { Value { at: None, ..text } })
    }

    /// The text of a string that names something: a key, a type.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel ends.
    pub fn string(&self, string: &StringValue<'_>, site: &Site<'_>) -> Result {
        match string {
            StringValue::Plain(text) => Ok(Value::text(text.as_ref())),
            StringValue::Interpolated(parts) => self.text(parts, site),
        }
    }
}

/// A fault as a value: it is unknown, and this is the reason.
pub fn faulty(fault: &EvalError, at: Span) -> Value {
    Value { at: Some(at), ..Value::unknown(fault.message.clone()) }
}

/// What cannot be known because something else cannot.
fn because(unknown: &Unknown) -> Value {
    Value::unknown(unknown.reason.clone())
}
