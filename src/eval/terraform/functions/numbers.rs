//! Numbers.

use super::signature::{ANY, Call, Function, NUMBER, elements, number};
use crate::eval::terraform::{Type, add};
use crate::eval::{Data, EvalError, Fuel, Number, Value};
use crate::text::Text;
use std::cmp::Ordering;

pub(super) const FUNCTIONS: &[Function] =
    &[
        Function::new("abs", &[NUMBER], |call| {
            if call.number(0) < Number::Whole(0) { negated(call.number(0)) } else { Ok(call.value(0).clone()) }
        }),
        Function::new("ceil", &[NUMBER], |call| rounded(call, f64::ceil)),
        Function::new("floor", &[NUMBER], |call| rounded(call, f64::floor)),
        Function::new("log", &[NUMBER, NUMBER], |call| made(call.number(0).as_real().ln() / call.number(1).as_real().ln())),
        Function::new("max", &[], |call| outermost(call, Ordering::Greater)).rest(NUMBER),
        Function::new("min", &[], |call| outermost(call, Ordering::Less)).rest(NUMBER),
        Function::new("parseint", &[ANY, NUMBER], parseint),
        Function::new("pow", &[NUMBER, NUMBER], |call| made(power(call.number(0).as_real(), call.number(1).as_real()))),
        Function::new("range", &[], range).rest(NUMBER),
        Function::new("signum", &[NUMBER], |call| Ok(Value::whole(call.whole(0)?.signum()))),
        Function::new("sum", &[ANY], sum),
    ];

fn made(number: f64) -> Result<Value, EvalError> {
    finite(Number::real(number))
}

fn finite(number: Option<Number>) -> Result<Value, EvalError> {
    let number = number.ok_or_else(|| EvalError::new("the result is not a finite number"))?;
    Ok(Value::made(Data::Number(number)))
}

fn negated(number: Number) -> Result<Value, EvalError> {
    finite(match number {
        Number::Whole(whole) => whole.checked_neg().map(Number::Whole),
        Number::Real(real) => Number::real(-real),
    })
}

fn rounded(call: &Call<'_>, round: fn(f64) -> f64) -> Result<Value, EvalError> {
    match call.number(0) {
        Number::Whole(_) => Ok(call.value(0).clone()),
        Number::Real(real) => made(round(real)),
    }
}

/// Repeated squaring, as in Go: the result is the same on every system.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole, positive and small")]
fn power(base: f64, exponent: f64) -> f64 {
    /// A larger exponent yields zero or no finite number, or the base is 1.
    const MOST: f64 = 9_007_199_254_740_992.0;
    if exponent.fract() != 0.0 || exponent.abs() > MOST {
        return base.powf(exponent);
    }
    let mut left = exponent.abs() as u64;
    let (mut square, mut power) = (base, 1.0);
    while left > 0 {
        if left % 2 == 1 {
            power *= square;
        }
        square *= square;
        left /= 2;
    }
    if exponent < 0.0 { 1.0 / power } else { power }
}

fn outermost(call: &Call<'_>, wanted: Ordering) -> Result<Value, EvalError> {
    let better = |a: &Value, b: &Value| number(a).partial_cmp(&number(b)) == Some(wanted);
    let best = call.arguments.iter().reduce(|best, next| if better(next, best) { next } else { best });
    best.cloned().ok_or_else(|| EvalError::new("at least one number is required"))
}

/// In bases up to 36 both cases are the same digits; above, upper case comes after lower case, as in Go.
fn parseint(call: &Call<'_>) -> Result<Value, EvalError> {
    let Some(text) = call.value(0).as_text() else {
        return Err(EvalError::new(Text::new("a string is required, not {found}").with("found", call.value(0).kind_name())));
    };
    let base = call.whole(1)?;
    if !(2..=62).contains(&base) {
        return Err(EvalError::new("the base must be an integer from 2 to 62"));
    }
    call.fuel().take_text(text.len())?;
    let none = || EvalError::new(Text::new("the string is not an integer in base {base}").with("base", base.to_string()));
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() {
        return Err(none());
    }
    let value = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'z' => Some(byte - b'a' + 10),
        b'A'..=b'Z' if base <= 36 => Some(byte - b'A' + 10),
        b'A'..=b'Z' => Some(byte - b'A' + 36),
        _ => None,
    };
    let mut whole = Some(0_i128);
    let mut real = 0_f64; // beyond 38 digits
    for byte in digits.bytes() {
        let digit = value(byte).filter(|digit| i128::from(*digit) < base).ok_or_else(none)?;
        whole = whole.and_then(|whole| whole.checked_mul(base)?.checked_add(i128::from(digit)));
        real = real.mul_add(Number::Whole(base).as_real(), f64::from(digit));
    }
    let number = whole.map_or_else(|| Number::real(real), |whole| Some(Number::Whole(whole)));
    let number = number.ok_or_else(|| EvalError::new("the number is too large"))?;
    if negative { negated(number) } else { Ok(Value::made(Data::Number(number))) }
}

fn range(call: &Call<'_>) -> Result<Value, EvalError> {
    const LONGEST: usize = 1024;
    let zero = Number::Whole(0);
    let one = |negative| Number::Whole(if negative { -1 } else { 1 });
    let (start, end, step) = match call.arguments.len() {
        1 => (zero, call.number(0), one(call.number(0) < zero)),
        2 => (call.number(0), call.number(1), one(call.number(1) < call.number(0))),
        3 => (call.number(0), call.number(1), call.number(2)),
        _ => return Err(EvalError::new("one, two or three arguments are required")),
    };
    if step >= zero && end < start {
        return Err(EvalError::new("the end must be greater than the start when the step is not negative"));
    }
    if step < zero && end > start {
        return Err(EvalError::new("the end must be less than the start when the step is negative"));
    }
    let before_end = |number: Number| if step < zero { number > end } else { number < end };
    let mut numbers = Vec::new();
    let mut next = start;
    while before_end(next) {
        if numbers.len() >= LONGEST {
            return Err(EvalError::new("a range has at most 1024 values"));
        }
        call.fuel().take(Fuel::ELEMENT)?;
        numbers.push(Value::made(Data::Number(next)));
        next = add(next, step).ok_or_else(|| EvalError::new("the range is not finite"))?;
    }
    Ok(Value::list(numbers))
}

fn sum(call: &Call<'_>) -> Result<Value, EvalError> {
    let elements = elements(call.value(0), call.fuel())?;
    let mut total = None;
    for element in &elements {
        let element = Type::Number.convert(element, call.fuel())?;
        if element.is_null() {
            return Err(EvalError::new("only numbers can be summed, not null"));
        }
        total = match total {
            None => Some(number(&element)),
            Some(total) => Some(add(total, number(&element)).ok_or_else(|| EvalError::new("the sum is not a finite number"))?),
        };
    }
    total.map(|total| Value::made(Data::Number(total))).ok_or_else(|| EvalError::new("an empty list has no sum"))
}
