//! Strings. A grapheme cluster counts as one character.

use super::case;
use super::signature::{Call, Function, NUMBER, TEXT, TEXTS, elements};
use crate::eval::{EvalError, Fuel, Value};
use crate::parts::Parts;
use unicode_segmentation::UnicodeSegmentation;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("chomp", &[TEXT], |call| call.made(call.text(0).trim_end_matches(['\r', '\n']))),
    Function::new("endswith", &[TEXT, TEXT], |call| Ok(Value::bool(call.text(0).ends_with(call.text(1))))),
    Function::new("indent", &[NUMBER, TEXT], indent),
    Function::new("join", &[TEXT], join).rest(TEXTS),
    Function::new("lower", &[TEXT], |call| call.made(call.text(0).chars().map(case::lower).collect::<String>())),
    Function::new("split", &[TEXT, TEXT], split),
    Function::new("startswith", &[TEXT, TEXT], |call| Ok(Value::bool(call.text(0).starts_with(call.text(1))))),
    Function::new("strcontains", &[TEXT, TEXT], |call| Ok(Value::bool(call.text(0).contains(call.text(1))))),
    Function::new("strrev", &[TEXT], |call| call.made(call.text(0).graphemes(true).rev().collect::<String>())),
    Function::new("substr", &[TEXT, NUMBER, NUMBER], substr),
    Function::new("title", &[TEXT], |call| call.made(case::title(call.text(0)))),
    Function::new("trim", &[TEXT, TEXT], trim),
    Function::new("trimprefix", &[TEXT, TEXT], |call| {
        let text = call.text(0);
        call.made(text.strip_prefix(call.text(1)).unwrap_or(text))
    }),
    Function::new("trimspace", &[TEXT], |call| call.made(call.text(0).trim())),
    Function::new("trimsuffix", &[TEXT, TEXT], |call| {
        let text = call.text(0);
        call.made(text.strip_suffix(call.text(1)).unwrap_or(text))
    }),
    Function::new("upper", &[TEXT], |call| call.made(call.text(0).chars().map(case::upper).collect::<String>())),
];

/// Inserts spaces after each line break.
fn indent(call: &Call<'_>) -> Result<Value, EvalError> {
    let spaces = usize::try_from(call.whole(0)?).map_err(|_| EvalError::new("the number of spaces must be neither negative nor huge"))?;
    let text = call.text(1);
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    call.fuel().take_text(text.len().saturating_add(lines.saturating_mul(spaces)))?;
    if lines == 0 {
        return Ok(Value::text(text));
    }
    Ok(Value::text(text.replace('\n', &format!("\n{}", " ".repeat(spaces)))))
}

fn join(call: &Call<'_>) -> Result<Value, EvalError> {
    let separator = call.text(0);
    let mut joined = String::new();
    let mut first = true;
    if call.arguments.len() < 2 {
        return Err(EvalError::new("at least one list is required"));
    }
    for list in call.arguments.after(1) {
        for element in elements(list, call.fuel())? {
            let text = element.as_text().ok_or_else(|| EvalError::new("a list with null in it cannot be joined"))?;
            call.fuel().take_text(separator.len() + text.len())?;
            if !std::mem::replace(&mut first, false) {
                joined.push_str(separator);
            }
            joined.push_str(text);
        }
    }
    Ok(Value::text(joined))
}

fn split(call: &Call<'_>) -> Result<Value, EvalError> {
    let (separator, text) = (call.text(0), call.text(1));
    call.fuel().take_text(text.len())?;
    let mut parts = Vec::new();
    let mut push = |part: &str| {
        call.fuel().take(Fuel::ELEMENT)?;
        call.fuel().take_text(part.len())?;
        parts.push(Value::text(part));
        Ok(())
    };
    if separator.is_empty() {
        // Splits between all characters, as defined by Unicode.
        let mut buffer = [0; 4];
        text.chars().try_for_each(|letter| push(letter.encode_utf8(&mut buffer)))?;
    } else {
        text.split(separator).try_for_each(push)?;
    }
    Ok(Value::list(parts))
}

fn substr(call: &Call<'_>) -> Result<Value, EvalError> {
    let (text, offset, length) = (call.text(0), call.whole(1)?, call.whole(2)?);
    call.fuel().take_text(text.len())?;
    // The start of each character, and the end.
    let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
    let count = starts.len() - 1;
    let at = |index: i128| usize::try_from(index).ok().and_then(|index| starts.get(index)).copied().unwrap_or(text.len());
    let start = if offset < 0 { (offset + i128::try_from(count).unwrap_or(i128::MAX)).max(0) } else { offset };
    // Terraform returns the whole rest for a negative offset and length zero.
    let all = length < 0 || length == 0 && offset < 0;
    let end = if all { text.len() } else { at(start.saturating_add(length)) };
    call.made(text.part(at(start)..end.max(at(start))))
}

fn trim(call: &Call<'_>) -> Result<Value, EvalError> {
    let (text, letters) = (call.text(0), call.text(1));
    call.fuel().take(text.len().saturating_mul(1 + letters.len() / 16))?;
    call.made(text.trim_matches(|letter| letters.contains(letter)))
}
