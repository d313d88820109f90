//! Operators and conditions.

use super::{Evaluator, Result, Site, because};
use crate::eval::EvalContext;
use crate::eval::arm::{call, equals, equals_ignoring_case};
use crate::eval::{Data, EvalError, Number, Value};
use crate::syntax::bicep::ast::{Binary, BinaryOperator, Conditional, Expression, UnaryOperator};
use crate::text::Text;

impl Evaluator {
    /// Calls a function that is known to exist in the library.
    pub(super) fn library(&self, name: &str, arguments: &[Value], site: &Site<'_>) -> Result {
        let context = EvalContext { fuel: &self.fuel, files: site.names.files(), scope: site.names.scope() };
        call(name, arguments, &context)
            .unwrap_or_else(|| Err(EvalError::new(Text::new("there is no function `{name}`").with("name", name))))
    }

    pub(super) fn unary(&self, operator: UnaryOperator, operand: &Expression<'_>, site: &Site<'_>) -> Result {
        let value = self.evaluate(operand, site)?;
        if let Some(unknown) = value.as_unknown() {
            return Ok(because(unknown));
        }
        let data = match (operator, &value.data) {
            (UnaryOperator::Not, Data::Bool(value)) => Data::Bool(!value),
            (UnaryOperator::Minus, Data::Number(Number::Whole(number))) => Data::Number(Number::Whole(-number)),
            (UnaryOperator::Minus, Data::Number(Number::Real(number))) => Data::Number(Number::Real(-number)),
            (UnaryOperator::Not, _) => {
                return Err(EvalError::new(Text::new("true or false is required, not {found}").with("found", value.kind_name())));
            }
            (UnaryOperator::Minus, _) => {
                return Err(EvalError::new(Text::new("a number is required, not {found}").with("found", value.kind_name())));
            }
        };
        Ok(Value { provenance: value.provenance, ..Value::made(data) })
    }

    pub(super) fn binary(&self, binary: &Binary<'_>, site: &Site<'_>) -> Result {
        let mut value = self.evaluate(&binary.first, site);
        for operand in &binary.rest {
            value = self.operation(operand.operator, value, &operand.value, site);
        }
        value
    }

    fn operation(&self, operator: BinaryOperator, left: Result, right: &Expression<'_>, site: &Site<'_>) -> Result {
        let function = match operator {
            BinaryOperator::Coalesce => return self.coalesce(left?, right, site),
            // One side can decide the result even if the other one fails.
            BinaryOperator::Or => return self.logical(left, right, true, site),
            BinaryOperator::And => return self.logical(left, right, false, site),
            BinaryOperator::Equal | BinaryOperator::NotEqual | BinaryOperator::EqualIgnoringCase | BinaryOperator::NotEqualIgnoringCase => {
                return self.comparison(operator, &left?, right, site);
            }
            BinaryOperator::Less => "less",
            BinaryOperator::LessOrEqual => "lessOrEquals",
            BinaryOperator::Greater => "greater",
            BinaryOperator::GreaterOrEqual => "greaterOrEquals",
            BinaryOperator::Add => "add",
            BinaryOperator::Subtract => "sub",
            BinaryOperator::Multiply => "mul",
            BinaryOperator::Divide => "div",
            BinaryOperator::Modulo => "mod",
        };
        // The result gets the provenance of the first operand that has one.
        self.library(function, &[left?, self.evaluate(right, site)?], site)
    }

    fn comparison(&self, operator: BinaryOperator, left: &Value, right: &Expression<'_>, site: &Site<'_>) -> Result {
        let right = self.evaluate(right, site)?;
        let provenance = if left.provenance.is_empty() { right.provenance.clone() } else { left.provenance.clone() };
        let (equal, wanted) = match operator {
            BinaryOperator::Equal => (equals(left, &right, &self.fuel)?, true),
            BinaryOperator::NotEqual => (equals(left, &right, &self.fuel)?, false),
            BinaryOperator::EqualIgnoringCase => (equals_ignoring_case(left, &right, &self.fuel)?, true),
            _ => (equals_ignoring_case(left, &right, &self.fuel)?, false),
        };
        if let Some(equal) = equal {
            return Ok(Value { provenance, ..Value::bool(equal == wanted) });
        }
        let unknown = left.first_unknown(&self.fuel)?.or(right.first_unknown(&self.fuel)?);
        Ok(unknown.map_or_else(|| Value::unknown("the values cannot be compared"), |unknown| because(&unknown)))
    }

    /// The right operand if the left one is null. An unknown value may be null, unless it is partly known text.
    fn coalesce(&self, left: Value, right: &Expression<'_>, site: &Site<'_>) -> Result {
        if left.is_null() {
            return self.evaluate(right, site);
        }
        if let Some(unknown) = left.as_unknown()
            && unknown.starts_with.is_empty()
            && unknown.ends_with.is_empty()
            && !self.evaluate(right, site).is_ok_and(|right| right.is_null())
        {
            return Ok(because(unknown));
        }
        Ok(left)
    }

    /// `&&` and `||`: one side may decide, whatever the other one is.
    fn logical(&self, left: Result, right: &Expression<'_>, deciding: bool, site: &Site<'_>) -> Result {
        if let Ok(left) = &left
            && left.as_bool() == Some(deciding)
        {
            return Ok(Value { provenance: left.provenance.clone(), ..Value::bool(deciding) });
        }
        let right = self.evaluate(right, site);
        if let Ok(right) = &right
            && right.as_bool() == Some(deciding)
            && left.as_ref().is_ok_and(|left| left.as_unknown().is_some())
        {
            return Ok(Value { provenance: right.provenance.clone(), ..Value::bool(deciding) });
        }
        let (left, right) = (left?, right?);
        for side in [&left, &right] {
            if let Some(unknown) = side.as_unknown() {
                return Ok(because(unknown));
            }
            if side.as_bool().is_none() {
                return Err(EvalError::new(Text::new("true or false is required, not {found}").with("found", side.kind_name())));
            }
        }
        let provenance = if left.provenance.is_empty() { right.provenance.clone() } else { left.provenance };
        Ok(Value { provenance, ..Value::made(right.data) })
    }

    /// The value of the first branch whose condition is true. If that is unknown but all possible values are equal, it is that value.
    pub(super) fn conditional(&self, conditional: &Conditional<'_>, site: &Site<'_>) -> Result {
        let mut undecided = None;
        let mut possible: Vec<Value> = Vec::new();
        let mut last = Some(&conditional.otherwise);
        for branch in &conditional.branches {
            let condition = self.evaluate(&branch.condition, site)?;
            match (condition.as_unknown(), condition.as_bool()) {
                (Some(unknown), _) => {
                    possible.push(self.evaluate_or_unknown(&branch.value, site));
                    undecided.get_or_insert_with(|| unknown.clone());
                }
                (None, Some(true)) => {
                    last = Some(&branch.value);
                    break;
                }
                (None, Some(false)) => {}
                (None, None) => {
                    return Err(EvalError::new(Text::new("true or false is required, not {found}").with("found", condition.kind_name())));
                }
            }
        }
        let Some(undecided) = undecided else { return last.map_or_else(|| Ok(Value::null()), |value| self.evaluate(value, site)) };
        possible.extend(last.map(|value| self.evaluate_or_unknown(value, site)));
        let (first, others) = possible.split_first().expect("each condition has a value");
        for other in others {
            if equals(first, other, &self.fuel)? != Some(true) {
                return Ok(because(&undecided));
            }
        }
        Ok(first.clone())
    }
}
