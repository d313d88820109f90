//! Arrays.

use super::signature::{Call, Function, MANY, because, elements, required, whole};
use crate::eval::{Data, EvalError, Fuel, Number, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("array", 1, 1, |call| {
        let value = call.value(0);
        Ok(if matches!(value.data, Data::List(_) | Data::Set(_)) { value.clone() } else { Value::list([value.clone()]) })
    })
    .partly(),
    Function::new("createArray", 0, MANY, |call| {
        call.fuel().take(call.arguments.len().saturating_mul(Fuel::ELEMENT))?;
        Ok(Value::list(call.arguments))
    })
    .unknown(),
    Function::new("flatten", 1, 1, flatten).partly(),
    Function::new("max", 1, MANY, |call| extreme(call, |one, other| one > other)),
    Function::new("min", 1, MANY, |call| extreme(call, |one, other| one < other)),
    Function::new("range", 2, 2, range),
];

fn flatten(call: &Call<'_>) -> Result<Value, EvalError> {
    let mut flat = Vec::new();
    for inner in call.elements(0)? {
        if let Some(unknown) = inner.as_unknown() {
            return Ok(because(unknown));
        }
        flat.append(&mut elements(&inner, call.fuel())?);
    }
    Ok(Value::list(flat))
}

fn extreme(call: &Call<'_>, better: fn(Number, Number) -> bool) -> Result<Value, EvalError> {
    let given = match call.arguments {
        [only] if only.elements().is_some() => call.elements(0)?,
        arguments => arguments.to_vec(),
    };
    let mut best: Option<(Number, Value)> = None;
    for value in given {
        let Data::Number(number) = value.data else { return Err(required("a number", &value)) };
        if best.as_ref().is_none_or(|(best, _)| better(number, *best)) {
            best = Some((number, value));
        }
    }
    best.map(|(_, value)| value).ok_or_else(|| EvalError::new("at least one number is required"))
}

fn range(call: &Call<'_>) -> Result<Value, EvalError> {
    /// Source: Bicep functions, `range`: the most elements, and the largest possible element.
    const MOST: i64 = 10_000;
    let (start, count) = (whole(call.value(0))?, whole(call.value(1))?);
    if !(0..=MOST).contains(&count) {
        return Err(EvalError::new("a range has between 0 and 10,000 elements"));
    }
    let end = i32::try_from(start).ok().and_then(|_| start.checked_add(count)).filter(|end| end - 1 <= i64::from(i32::MAX));
    let end = end.ok_or_else(|| EvalError::new("a range must stay within the numbers of 32 bits"))?;
    call.fuel().take(usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(Fuel::ELEMENT))?;
    Ok(Value::list((start..end).map(Value::whole).collect::<Vec<_>>()))
}
