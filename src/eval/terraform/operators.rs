//! Operators and conditions.

use super::decimal::{add, multiply};
use super::equals::equals;
use super::evaluator::Evaluator;
use super::expression::{Result, because};
use super::scope::Scope;
use super::unify::{type_of, unify};
use crate::eval::{Data, EvalError, Number, Value};
use crate::syntax::hcl::{BinaryOperator, Expr, ExprKind, UnaryOperator};
use crate::text::Text;

impl<'c> Evaluator<'c> {
    pub(super) fn conditional(&self, [condition, then, otherwise]: &[Expr; 3], scope: &Scope<'_, 'c>) -> Result {
        let condition = self.evaluate(condition, scope)?;
        if let Some(unknown) = condition.as_unknown() {
            // If both branches have the same value, the condition does not matter.
            if let (Ok(then), Ok(otherwise)) = (self.evaluate(then, scope), self.evaluate(otherwise, scope))
                && equals(&then, &otherwise, &self.fuel)? == Some(true)
            {
                return Ok(then);
            }
            return Ok(because(unknown));
        }
        let (taken, other) = if truth(&condition)? { (then, otherwise) } else { (otherwise, then) };
        let value = self.evaluate(taken, scope)?;
        // Both branches have one type: a number is converted if the other branch is a string. Without a common type Terraform fails, and
        // the intended branch is used here.
        if is_plainly(&value, other) {
            return Ok(value);
        }
        let Ok(other) = self.evaluate(other, scope) else { return Ok(value) };
        match unify([type_of(&value, &self.fuel)?, type_of(&other, &self.fuel)?], &self.fuel)? {
            Some(common) => common.convert(&value, &self.fuel),
            None => Ok(value),
        }
    }

    pub(super) fn unary(&self, operator: UnaryOperator, operand: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let value = self.evaluate(operand, scope)?;
        if let Some(unknown) = value.as_unknown() {
            return Ok(because(unknown));
        }
        let data = match operator {
            UnaryOperator::Not => Data::Bool(!truth(&value)?),
            UnaryOperator::Negate => Data::Number(negate(number(&value)?).ok_or_else(too_large)?),
        };
        Ok(Value { provenance: value.provenance, ..Value::made(data) })
    }

    pub(super) fn binary(&self, operator: BinaryOperator, [left, right]: &[Expr; 2], scope: &Scope<'_, 'c>) -> Result {
        let left = self.evaluate(left, scope)?;
        if let BinaryOperator::And | BinaryOperator::Or = operator {
            return self.logical(operator, &left, right, scope);
        }
        let right = self.evaluate(right, scope)?;
        let provenance = if left.provenance.is_empty() { right.provenance.clone() } else { left.provenance.clone() };
        if let BinaryOperator::Equal | BinaryOperator::NotEqual = operator {
            if let Some(equal) = equals(&left, &right, &self.fuel)? {
                return Ok(Value { provenance, ..Value::bool(equal == (operator == BinaryOperator::Equal)) });
            }
            let unknown = left.first_unknown(&self.fuel)?.or(right.first_unknown(&self.fuel)?);
            return Ok(unknown.map_or_else(|| Value::unknown("the values cannot be compared"), |unknown| because(&unknown)));
        }
        if let Some(unknown) = left.as_unknown().or(right.as_unknown()) {
            return Ok(because(unknown));
        }
        let (left, right) = (number(&left)?, number(&right)?);
        let compared = |is: fn(std::cmp::Ordering) -> bool| Ok(Data::Bool(left.partial_cmp(&right).is_some_and(is)));
        let data = match operator {
            BinaryOperator::Less => compared(std::cmp::Ordering::is_lt),
            BinaryOperator::LessOrEqual => compared(std::cmp::Ordering::is_le),
            BinaryOperator::Greater => compared(std::cmp::Ordering::is_gt),
            BinaryOperator::GreaterOrEqual => compared(std::cmp::Ordering::is_ge),
            _ => arithmetic(operator, left, right).map(Data::Number),
        };
        Ok(Value { provenance, ..Value::made(data?) })
    }

    /// `&&` and `||`: one side may decide, whatever the other one is.
    fn logical(&self, operator: BinaryOperator, left: &Value, right: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let deciding = operator == BinaryOperator::Or;
        if left.as_unknown().is_none() && truth(left)? == deciding {
            return Ok(Value::bool(deciding));
        }
        let right = self.evaluate(right, scope)?;
        if right.as_unknown().is_none() && truth(&right)? == deciding {
            return Ok(Value::bool(deciding));
        }
        match left.as_unknown().or(right.as_unknown()) {
            Some(unknown) => Ok(because(unknown)),
            None => Ok(Value::bool(!deciding)),
        }
    }
}

pub(super) fn truth(value: &Value) -> Result<bool> {
    match &value.data {
        Data::Bool(value) => Ok(*value),
        Data::Text(text) if &**text == "true" => Ok(true),
        Data::Text(text) if &**text == "false" => Ok(false),
        _ => Err(EvalError::new(Text::new("true or false is expected, not {found}").with("found", value.kind_name()))),
    }
}

fn number(value: &Value) -> Result<Number> {
    match &value.data {
        Data::Number(number) => Ok(*number),
        Data::Text(text) => Number::parse(text).ok_or_else(|| EvalError::new("a number is expected")),
        _ => Err(EvalError::new(Text::new("a number is expected, not {found}").with("found", value.kind_name()))),
    }
}

/// Whether a value and an expression have one simple type, as seen without evaluation.
fn is_plainly(value: &Value, other: &Expr) -> bool {
    matches!(
        (&value.data, &other.kind),
        (Data::Text(_), ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Bool(_))
            | (Data::Number(_), ExprKind::Number(_))
            | (Data::Bool(_), ExprKind::Bool(_))
            | (_, ExprKind::Null)
    )
}

fn too_large() -> EvalError {
    EvalError::new("the number is too large")
}

fn negate(number: Number) -> Option<Number> {
    match number {
        Number::Whole(whole) => whole.checked_neg().map(Number::Whole),
        Number::Real(real) => Number::real(-real),
    }
}

fn arithmetic(operator: BinaryOperator, left: Number, right: Number) -> Result<Number> {
    let is_zero = right.as_real() == 0.0;
    if let (Number::Whole(left), Number::Whole(right)) = (left, right) {
        let whole = match operator {
            BinaryOperator::Add => left.checked_add(right),
            BinaryOperator::Subtract => left.checked_sub(right),
            BinaryOperator::Multiply => left.checked_mul(right),
            BinaryOperator::Divide if !is_zero && left % right == 0 => left.checked_div(right),
            BinaryOperator::Modulo if !is_zero => left.checked_rem(right),
            _ => None,
        };
        if let Some(whole) = whole {
            return Ok(Number::Whole(whole));
        }
    }
    match operator {
        BinaryOperator::Add => return add(left, right).ok_or_else(too_large),
        BinaryOperator::Multiply => return multiply(left, right).ok_or_else(too_large),
        BinaryOperator::Subtract => return negate(right).and_then(|right| add(left, right)).ok_or_else(too_large),
        _ => {}
    }
    let (left, right) = (left.as_real(), right.as_real());
    let real = match operator {
        _ if is_zero => return Err(EvalError::new("division by zero")),
        BinaryOperator::Divide => left / right,
        _ => left % right,
    };
    Number::real(real).ok_or_else(too_large)
}
