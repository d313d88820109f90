//! Integers of 64 bits.

use super::signature::{Call, Function, required, text};
use crate::eval::{Data, EvalError, Number, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("add", 2, 2, |call| arithmetic(call, i64::checked_add)),
    Function::new("div", 2, 2, |call| arithmetic(call, i64::checked_div)),
    Function::new("float", 1, 1, float),
    Function::new("int", 1, 1, int),
    Function::new("mod", 2, 2, |call| arithmetic(call, i64::checked_rem)),
    Function::new("mul", 2, 2, |call| arithmetic(call, i64::checked_mul)),
    Function::new("sub", 2, 2, |call| arithmetic(call, i64::checked_sub)),
];

fn arithmetic(call: &Call<'_>, operation: fn(i64, i64) -> Option<i64>) -> Result<Value, EvalError> {
    let result = operation(call.whole(0)?, call.whole(1)?);
    result.map(Value::whole).ok_or_else(|| EvalError::new("the result is not a 64-bit number"))
}

fn int(call: &Call<'_>) -> Result<Value, EvalError> {
    let value = call.value(0);
    if let Data::Number(_) = value.data {
        return Ok(Value::whole(call.whole(0)?));
    }
    let number = text(value)?.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']).parse::<i64>();
    number.map(Value::whole).map_err(|_| EvalError::new("the string is not a 64-bit integer"))
}

fn float(call: &Call<'_>) -> Result<Value, EvalError> {
    let number = match &call.value(0).data {
        Data::Number(number) => Some(*number),
        Data::Text(text) => text.trim().parse().ok().and_then(Number::real),
        _ => return Err(required("a number or a string", call.value(0))),
    };
    number.map(|number| Value::made(Data::Number(number))).ok_or_else(|| EvalError::new("the string is not a number"))
}
