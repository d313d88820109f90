//! `format`: the composite format strings of .NET, as far as their result is the same in every culture.
//!
//! Source: Microsoft Learn, ".NET: Composite formatting".

use super::signature::{Call, Function, MANY};
use crate::eval::arm::{text, units};
use crate::eval::{Data, EvalError, Fuel, Number, TextBuilder, Unknown, Value};
use crate::parts::Parts;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[Function::new("format", 1, MANY, format).unknown()];

fn format(call: &Call<'_>) -> Result<Value, EvalError> {
    let fuel = call.fuel();
    let (template, arguments) = (call.value(0), call.arguments.after(1));
    if let Some(unknown) = template.as_unknown() {
        // The text before the first hole is the same for every format string.
        return Ok(super::signature::because(unknown));
    }
    let mut rest = template.as_text().ok_or_else(|| super::signature::required("a string", template))?;
    let mut text = TextBuilder::default();
    while let Some(at) = rest.find(['{', '}']) {
        text.push(rest.before(at), fuel)?;
        let brace = rest.part(at..at + 1);
        rest = rest.after(at + 1);
        if let Some(after) = rest.strip_prefix(brace) {
            text.push(brace, fuel)?;
            rest = after;
            continue;
        }
        let (hole, after) = rest.split_once('}').filter(|_| brace == "{").ok_or_else(malformed)?;
        rest = after;
        fill(&Hole::read(hole)?, arguments, &mut text, fuel)?;
    }
    text.push(rest, fuel)?;
    Ok(text.finish())
}

fn malformed() -> EvalError {
    EvalError::new("the format string is malformed")
}

/// A format item in braces.
struct Hole<'h> {
    index: usize,
    /// The minimum width; a negative number pads on the right.
    width: i32,
    format: &'h str,
}

impl<'h> Hole<'h> {
    fn read(text: &'h str) -> Result<Self, EvalError> {
        let (head, format) = text.split_once(':').unwrap_or((text, ""));
        let (index, width) = head.split_once(',').unwrap_or((head, "0"));
        let plain = index.starts_with(|first: char| first.is_ascii_digit()) && !width.trim().starts_with('+');
        let index = index.trim_end_matches(' ').parse().ok().filter(|_| plain).ok_or_else(malformed)?;
        Ok(Self { index, width: width.trim_matches(' ').parse().map_err(|_| malformed())?, format })
    }
}

fn fill(hole: &Hole<'_>, arguments: &[Value], text: &mut TextBuilder, fuel: &Fuel) -> Result<(), EvalError> {
    let argument = arguments.get(hole.index).ok_or_else(|| EvalError::new("the format string refers to a missing argument"))?;
    if hole.width == 0 && (hole.format.is_empty() || !is_formatted(argument)) {
        return text::show(argument, text, fuel);
    }
    let mut shown = TextBuilder::default();
    match argument.data {
        Data::Number(number) if !hole.format.is_empty() => match formatted(number, hole.format, fuel)? {
            Some(number) => shown.push(&number, fuel)?,
            None => shown.push_unknown(&Arc::new(Unknown::new("the number format depends on the culture")), fuel)?,
        },
        // Whether the format changes the value depends on its type.
        Data::Unknown(ref unknown) => shown.push_unknown(&Arc::new(Unknown::new(unknown.reason.clone())), fuel)?,
        _ => text::show(argument, &mut shown, fuel)?,
    }
    let shown = shown.finish();
    let Some(known) = shown.as_text() else {
        let reason = shown.as_unknown().map_or_else(Default::default, |unknown| unknown.reason.clone());
        return text.push_unknown(&Arc::new(Unknown::new(reason)), fuel);
    };
    let missing = usize::try_from(hole.width.unsigned_abs()).unwrap_or(usize::MAX).saturating_sub(units::length(known));
    fuel.take_text(missing)?;
    let padding = " ".repeat(missing);
    let (before, after) = if hole.width < 0 { ("", &*padding) } else { (&*padding, "") };
    for part in [before, known, after] {
        text.push(part, fuel)?;
    }
    Ok(())
}

/// Whether a format has an effect: it has none on text, `true` and `null`.
fn is_formatted(value: &Value) -> bool {
    match &value.data {
        Data::Number(_) => true,
        Data::Unknown(unknown) => unknown.starts_with.is_empty() && unknown.ends_with.is_empty(),
        _ => false,
    }
}

/// An integer in one of the formats `D3`, `F2`, `N0`, `X8` and `000`; `None` if .NET's result depends on the culture or its version.
fn formatted(number: Number, format: &str, fuel: &Fuel) -> Result<Option<String>, EvalError> {
    let Some(number) = number.as_whole().and_then(|number| i64::try_from(number).ok()) else { return Ok(None) };
    let (kind, digits) = format.split_at(format.chars().next().map_or(0, char::len_utf8));
    let precision = match digits {
        "" => None,
        _ => match digits.parse::<u16>() {
            Ok(precision) if digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(usize::from(precision)),
            _ => return Ok(zeros(number, format)),
        },
    };
    fuel.take_text(precision.unwrap_or(0))?;
    let sign = if number < 0 { "-" } else { "" };
    let absolute = number.unsigned_abs();
    let width = precision.unwrap_or(0);
    let fraction = |precision: usize| if precision > 0 { format!(".{}", "0".repeat(precision)) } else { String::new() };
    Ok(match (kind, precision) {
        ("D" | "d", _) => Some(format!("{sign}{absolute:0width$}")),
        ("X", _) => Some(format!("{number:0width$X}")),
        ("x", _) => Some(format!("{number:0width$x}")),
        ("F" | "f", Some(precision)) => Some(format!("{sign}{absolute}{}", fraction(precision))),
        ("N" | "n", Some(precision)) => Some(format!("{sign}{}{}", grouped(absolute), fraction(precision))),
        ("G" | "g", None) => Some(number.to_string()),
        ("0", _) => zeros(number, format),
        _ => None,
    })
}

/// A format of zeros alone, whose number is the minimum number of digits.
fn zeros(number: i64, format: &str) -> Option<String> {
    let width = format.len();
    let sign = if number < 0 { "-" } else { "" };
    format.bytes().all(|byte| byte == b'0').then(|| format!("{sign}{:0width$}", number.unsigned_abs()))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
