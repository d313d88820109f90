//! Dates.

use super::signature::{Call, Function};
use super::times::{calendar, read, read_duration, write};
use crate::eval::{EvalError, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("dateTimeAdd", 2, 3, add),
    Function::new("dateTimeFromEpoch", 1, 1, |call| {
        let date = calendar(call.whole(0)?, 0).ok_or_else(outside)?;
        call.made(write(date, ISO).unwrap_or_default())
    }),
    Function::new("dateTimeToEpoch", 1, 1, |call| Ok(Value::whole(read(call.text(0)?).ok_or_else(invalid)?.seconds))),
];

/// The date format of Resource Manager. Source: the examples of `dateTimeAdd`.
const ISO: &str = "yyyy-MM-dd'T'HH:mm:ss'Z'";

fn invalid() -> EvalError {
    EvalError::new("the string is not an ISO 8601 date and time")
}

fn outside() -> EvalError {
    EvalError::new("the date lies outside of the years 1 to 9999")
}

fn add(call: &Call<'_>) -> Result<Value, EvalError> {
    let base = read(call.text(0)?).ok_or_else(invalid)?;
    let (seconds, nanoseconds) = read_duration(call.text(1)?).ok_or_else(|| EvalError::new("the string is not an ISO 8601 duration"))?;
    let total = i64::from(base.nanoseconds) + i64::from(nanoseconds);
    let seconds = base.seconds.checked_add(seconds).and_then(|sum| sum.checked_add(total.div_euclid(1_000_000_000))).ok_or_else(outside)?;
    let nanoseconds = i32::try_from(total.rem_euclid(1_000_000_000)).map_err(|_| outside())?;
    let date = calendar(seconds, nanoseconds).ok_or_else(outside)?;
    let format = match call.get(2) {
        Some(format) if !format.is_null() => super::signature::text(format)?,
        _ if !base.is_utc || !base.has_zone || nanoseconds != 0 => {
            return Ok(Value::unknown("the format of the date depends on the deployment"));
        }
        _ => ISO,
    };
    call.fuel().take_text(format.len().saturating_mul(4))?;
    match write(date, format) {
        // Resource Manager parses the result as a date again and writes it with a zone (Azure/bicep, issue 15697).
        Some(written) if read(&written).is_some_and(|read| !read.has_zone) && written.len() > 10 => {
            Ok(Value::unknown("the format of a date without a zone depends on the deployment"))
        }
        Some(written) => call.made(written),
        None => Ok(Value::unknown("the date format is not supported")),
    }
}
