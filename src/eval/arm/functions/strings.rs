//! Text.

use super::signature::{Call, Function, because, partly, required, text};
use super::wildcards::{Signs, fits};
use crate::eval::arm::{case, equals, to_text, units};
use crate::eval::{Data, EvalError, Fuel, TextBuilder, Value};
use crate::parts::Parts;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("endsWith", 2, 2, |call| starts_or_ends(call, Side::End)).unknown(),
    Function::new("join", 2, 2, join).unknown(),
    Function::new("like", 2, 2, like),
    Function::new("padLeft", 2, 3, pad_left),
    Function::new("replace", 3, 3, replace),
    Function::new("split", 2, 2, split),
    Function::new("startsWith", 2, 2, |call| starts_or_ends(call, Side::Start)).unknown(),
    Function::new("string", 1, 1, |call| to_text(call.value(0), call.fuel())).unknown(),
    Function::new("substring", 2, 3, substring).unknown(),
    Function::new("toLower", 1, 1, |call| change_case(call, case::lower)).unknown(),
    Function::new("toUpper", 1, 1, |call| change_case(call, case::upper)).unknown(),
    Function::new("trim", 1, 1, |call| call.made(call.text(0)?.trim())),
];

#[derive(Clone, Copy)]
enum Side {
    Start,
    End,
}

/// The comparison ignores case.
fn starts_or_ends(call: &Call<'_>, side: Side) -> Result<Value, EvalError> {
    if let Some(unknown) = call.value(1).as_unknown() {
        return Ok(because(unknown));
    }
    let wanted = call.text(1)?;
    call.fuel().take_text(wanted.len())?;
    let is_there = |text: &str| {
        let part = match side {
            Side::Start => text.get(..wanted.len()),
            Side::End => text.len().checked_sub(wanted.len()).and_then(|start| text.get(start..)),
        };
        part.is_some_and(|part| case::same(part, wanted))
    };
    let Some(unknown) = call.value(0).as_unknown() else { return Ok(Value::bool(is_there(call.text(0)?))) };
    let known = match side {
        Side::Start => &unknown.starts_with,
        Side::End => &unknown.ends_with,
    };
    // The shorter of the two decides: `/subscriptions/…` starts with `/sub`, and does not start with `/providers/`.
    let shorter = known.len().min(wanted.len());
    let differs = match side {
        Side::Start => known.get(..shorter).zip(wanted.get(..shorter)).is_some_and(|(known, wanted)| !case::same(known, wanted)),
        Side::End => known
            .get(known.len() - shorter..)
            .zip(wanted.get(wanted.len() - shorter..))
            .is_some_and(|(known, wanted)| !case::same(known, wanted)),
    };
    Ok(if is_there(known) {
        Value::bool(true)
    } else if differs {
        Value::bool(false)
    } else {
        because(unknown)
    })
}

fn join(call: &Call<'_>) -> Result<Value, EvalError> {
    let (list, separator) = (call.value(0), call.value(1));
    if let Some(unknown) = list.as_unknown() {
        return Ok(because(unknown));
    }
    let mut joined = TextBuilder::default();
    for (index, element) in call.elements(0)?.iter().enumerate() {
        let parts = if index > 0 { [Some(separator), Some(element)] } else { [None, Some(element)] };
        for part in parts.into_iter().flatten() {
            match part.as_unknown() {
                Some(unknown) => joined.push_unknown(unknown, call.fuel())?,
                None => joined.push(text(part)?, call.fuel())?,
            }
        }
    }
    Ok(joined.finish())
}

/// Whether a text matches a pattern with stars. Other wildcards and case sensitivity are not documented.
fn like(call: &Call<'_>) -> Result<Value, EvalError> {
    let (text, pattern) = (call.text(0)?, call.text(1)?);
    call.fuel().take(text.len().saturating_mul(1 + pattern.len()) / 4)?;
    let fits = fits(pattern, text, Signs::Star);
    let fits_without_case = super::wildcards::fits(&case::upper(pattern), &case::upper(text), Signs::Star);
    if fits != fits_without_case || pattern.contains(['?', '[', '\\']) {
        return Ok(Value::unknown("how `like` compares this is not documented"));
    }
    Ok(Value::bool(fits))
}

fn pad_left(call: &Call<'_>) -> Result<Value, EvalError> {
    let text = match &call.value(0).data {
        Data::Number(_) => call.whole(0)?.to_string(),
        _ => call.text(0)?.to_owned(),
    };
    let width = usize::try_from(call.whole(1)?).map_err(|_| EvalError::new("the length must be neither negative nor huge"))?;
    let padding = match call.get(2) {
        Some(padding) if !padding.is_null() => {
            let mut letters = self::text(padding)?.chars();
            let single = letters.next().filter(|letter| letters.next().is_none() && letter.len_utf16() == 1);
            single.ok_or_else(|| EvalError::new("the padding must be a single character"))?
        }
        _ => ' ',
    };
    let missing = width.saturating_sub(units::length(&text));
    call.fuel().take_text(missing.saturating_mul(padding.len_utf8()))?;
    call.made(std::iter::repeat_n(padding, missing).chain(text.chars()).collect::<String>())
}

/// The documentation and Microsoft's published code disagree on case sensitivity (the linter of Azure Policy ignores case): if case
/// matters, the result is unknown.
fn replace(call: &Call<'_>) -> Result<Value, EvalError> {
    let (text, old, new) = (call.text(0)?, call.text(1)?, call.text(2)?);
    if old.is_empty() {
        return Err(EvalError::new("the text that is replaced must not be empty"));
    }
    call.fuel().take_text(text.len())?;
    let count = text.matches(old).count();
    if count != case::upper(text).matches(&case::upper(old)).count() {
        return Ok(Value::unknown("whether `replace` regards case is not documented"));
    }
    call.fuel().take_text(count.saturating_mul(new.len()))?;
    call.made(text.replace(old, new))
}

fn split(call: &Call<'_>) -> Result<Value, EvalError> {
    if call.value(0).is_null() {
        return Ok(Value::list([]));
    }
    let text = call.text(0)?;
    let separators: Vec<String> = match call.value(1).elements() {
        Some(elements) => elements.map(|element| self::text(&element).map(str::to_owned)).collect::<Result<_, _>>()?,
        None => vec![call.text(1)?.to_owned()],
    };
    call.fuel().take(separators.len().saturating_mul(1 + text.len() / 4))?;
    let mut parts = Vec::new();
    let mut push = |part: &str| {
        call.fuel().take(Fuel::ELEMENT)?;
        call.fuel().take_text(part.len())?;
        parts.push(Value::text(part));
        Ok::<_, EvalError>(())
    };
    let (mut start, mut at) = (0, 0);
    while let Some(letter) = text.after(at).chars().next() {
        // The first separator that matches here, as in .NET; an empty one separates nothing.
        match separators.iter().find(|separator| !separator.is_empty() && text.after(at).starts_with(&***separator)) {
            Some(separator) => {
                push(text.part(start..at))?;
                at += separator.len();
                start = at;
            }
            None => at += letter.len_utf8(),
        }
    }
    push(text.after(start))?;
    Ok(Value::list(parts))
}

fn substring(call: &Call<'_>) -> Result<Value, EvalError> {
    for argument in call.arguments.after(1) {
        if let Some(unknown) = argument.as_unknown() {
            return Ok(because(unknown));
        }
    }
    let index = |index: usize| usize::try_from(call.whole(index)?).map_err(|_| EvalError::new("an index or a length must not be negative"));
    let start = index(1)?;
    let length = call.get(2).map(|_| index(2)).transpose()?;
    let (text, unknown) = match call.value(0).as_unknown() {
        Some(unknown) => (&*unknown.starts_with, Some(unknown)),
        None => (call.text(0)?, None),
    };
    call.fuel().take_text(text.len())?;
    let whole = units::length(text);
    let end = length.map_or(whole, |length| start.saturating_add(length));
    match unknown {
        Some(unknown) if length.is_none() || end > whole => Ok(match units::part(text, start.min(whole), whole, call.fuel())?.as_text() {
            Some(known) if start <= whole => partly(unknown, known, ""),
            _ => because(unknown),
        }),
        None if start > whole || end > whole => Err(EvalError::new("the range is outside of the string")),
        _ => units::part(text, start, end, call.fuel()),
    }
}

fn change_case(call: &Call<'_>, change: fn(&str) -> String) -> Result<Value, EvalError> {
    match &call.value(0).data {
        Data::Unknown(unknown) => {
            call.fuel().take_text(unknown.starts_with.len() + unknown.ends_with.len())?;
            Ok(partly(unknown, change(&unknown.starts_with), change(&unknown.ends_with)))
        }
        Data::Text(_) | Data::Null => call.made(change(call.text(0)?)),
        _ => Err(required("a string", call.value(0))),
    }
}

/// Whether two values are equal, or unknown for the reason found in them.
pub(super) fn equality(call: &Call<'_>) -> Result<Value, EvalError> {
    match equals(call.value(0), call.value(1), call.fuel())? {
        Some(equal) => Ok(Value::bool(equal)),
        None => call.undecided(),
    }
}
