//! The values of a rule: texts, numbers, times, lists and named constants.

use super::ast::{Literal, Shift, Value};
use super::lexer::TokenKind;
use super::parser::{Parser, Read};

impl<'a> Parser<'a> {
    /// A value, or a list of values.
    pub(super) fn value(&mut self) -> Read<Literal<'a>> {
        if self.token.kind != TokenKind::Mark('[') {
            return self.single("text in quotes, a number, `true`, `false`, `null` or a list in `[` and `]`");
        }
        let start = self.token.bytes.start;
        let mut elements = Vec::new();
        while elements.is_empty() || self.token.kind == TokenKind::Mark(',') {
            self.bump()?;
            elements.push(self.single("text in quotes, a number, `true` or `false`")?);
        }
        if self.token.kind != TokenKind::Mark(']') {
            return Err(self.unexpected("`,` or `]`"));
        }
        self.bump()?;
        Ok(Literal { bytes: start..self.end(), value: Value::List(elements) })
    }

    fn single(&mut self, expected: &str) -> Read<Literal<'a>> {
        let start = self.token.bytes.start;
        let value = match &mut self.token.kind {
            TokenKind::Text(text) => Some(Value::Text(std::mem::take(text))),
            TokenKind::Digits(digits) => number_or_date(digits),
            TokenKind::Word(word) => named(word),
            _ => None,
        };
        let Some(mut value) = value else {
            return Err(self.unexpected(expected));
        };
        self.bump()?;
        if value == Value::Now(None) {
            value = Value::Now(self.shift()?);
        }
        Ok(Literal { bytes: start..self.end(), value })
    }

    /// `-plus p1d`, `-minus p30d`
    fn shift(&mut self) -> Read<Option<Shift<'a>>> {
        let is_past = self.is_operator("minus");
        if !is_past && !self.is_operator("plus") {
            return Ok(None);
        }
        self.bump()?;
        match self.token.kind {
            TokenKind::Word(duration) if is_duration(duration) => {
                self.bump()?;
                Ok(Some(Shift { is_past, duration }))
            }
            _ => Err(self.unexpected("a duration such as `p1d`")),
        }
    }
}

/// The value of a named constant. Many rules use PowerShell's spelling of `null`.
fn named(word: &str) -> Option<Value<'static>> {
    let name = word.strip_prefix('$').unwrap_or(word);
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    match () {
        () if is("null") => Some(Value::Null),
        () if is("true") => Some(Value::Bool(true)),
        () if is("false") => Some(Value::Bool(false)),
        () if word.eq_ignore_ascii_case("system.now") => Some(Value::Now(None)),
        () => None,
    }
}

/// `5`, `-1.5`, `2020-06-10`, `2020-06-10T18:13:20Z`
fn number_or_date(digits: &str) -> Option<Value<'_>> {
    let unsigned = digits.trim_start_matches(super::vocabulary::is_hyphen);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(unsigned) || unsigned.split_once('.').is_some_and(|(whole, fraction)| is_number(whole) && is_number(fraction)) {
        return Some(Value::Number(digits));
    }
    let is_date = digits.get(..10).is_some_and(|date| date.parse::<jiff::civil::Date>().is_ok());
    (is_date && matches!(digits.as_bytes().get(10), None | Some(b'T' | b't'))).then_some(Value::Date(digits))
}

fn is_duration(word: &str) -> bool {
    word.strip_prefix(['p', 'P']).is_some_and(|rest| rest.bytes().any(|byte| byte.is_ascii_digit()) && word.is_ascii())
}
