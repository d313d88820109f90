//! JSON as Newtonsoft's .NET library reads and writes it: single quotes, bare keys, comments and trailing commas are accepted.

use super::members;
use super::text::push_number;
use crate::eval::{Data, EvalError, Fuel, Number, TextBuilder, Unknown, Value};
use crate::parts::Parts;
use crate::syntax::tree::MAX_DEPTH;
use std::fmt::Write;
use std::sync::Arc;

/// How quotes are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    Kept,
    /// `format` replaces them by single quotes, also inside strings.
    Replaced,
}

/// Appends the JSON of a value. Unknown parts, and objects in unknown order, are written as unknown text.
///
/// # Errors
/// [`EvalError`] when the fuel runs out, or the value is nested deeper than [`Value::DEEPEST`].
pub(super) fn write(value: &Value, quotes: Quotes, text: &mut TextBuilder, fuel: &Fuel) -> Result<(), EvalError> {
    Writer { quotes, text, fuel }.value(value, 0)
}

struct Writer<'w> {
    quotes: Quotes,
    text: &'w mut TextBuilder,
    fuel: &'w Fuel,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) -> Result<(), EvalError> {
        self.text.push(text, self.fuel)
    }

    fn value(&mut self, value: &Value, depth: usize) -> Result<(), EvalError> {
        Value::check_depth(depth)?;
        match &value.data {
            Data::Null => self.push("null"),
            Data::Bool(value) => self.push(if *value { "true" } else { "false" }),
            Data::Number(number) => push_number(*number, self.text, self.fuel),
            Data::Text(text) => self.quoted(text),
            // The known start of the text is useless: its JSON starts with a quote, if it is text at all.
            Data::Unknown(unknown) => self.unknown(Unknown::new(unknown.reason.clone())),
            Data::List(elements) | Data::Set(elements) => {
                self.push("[")?;
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        self.push(",")?;
                    }
                    self.value(element, depth + 1)?;
                }
                self.push("]")
            }
            Data::Object(object) => {
                self.push("{")?;
                match members::in_order(value) {
                    Some(members) => self.members(&members, depth)?,
                    None => self.unknown(Unknown::new("the order of the members of the object is not known"))?,
                }
                if let Some(rest) = &object.rest {
                    self.unknown(Unknown::new(rest.reason.clone()))?;
                }
                self.push("}")
            }
        }
    }

    fn members(&mut self, members: &[(&Arc<str>, &Value)], depth: usize) -> Result<(), EvalError> {
        for (index, (key, member)) in members.iter().enumerate() {
            if index > 0 {
                self.push(",")?;
            }
            self.quoted(key)?;
            self.push(":")?;
            self.value(member, depth + 1)?;
        }
        Ok(())
    }

    fn unknown(&mut self, unknown: Unknown) -> Result<(), EvalError> {
        self.text.push_unknown(&unknown.into(), self.fuel)
    }

    fn quoted(&mut self, text: &str) -> Result<(), EvalError> {
        self.fuel.take_text(text.len())?;
        let quoted = quote(text);
        match self.quotes {
            Quotes::Kept => self.push(&quoted),
            Quotes::Replaced => self.push(&quoted.replace('"', "'")),
        }
    }
}

fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\0'..='\u{1f}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(letter)); // writing to a string cannot fail
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Parses JSON text.
///
/// # Errors
/// [`EvalError`] when it is not JSON, is nested deeper than [`MAX_DEPTH`], or the fuel runs out.
pub fn read(text: &str, fuel: &Fuel) -> Result<Value, EvalError> {
    fuel.take_text(text.len())?;
    let mut reader = Reader { rest: text.strip_prefix('\u{feff}').unwrap_or(text), fuel };
    let value = reader.value(0)?;
    reader.blank();
    if reader.rest.is_empty() { Ok(value) } else { Err(invalid()) }
}

fn invalid() -> EvalError {
    EvalError::new("the string is not JSON")
}

struct Reader<'r> {
    rest: &'r str,
    fuel: &'r Fuel,
}

impl<'r> Reader<'r> {
    /// Skips white space and comments.
    fn blank(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let end = match self.rest.as_bytes() {
                [b'/', b'/', ..] => self.rest.find('\n').unwrap_or(self.rest.len()),
                [b'/', b'*', ..] => self.rest.after(2).find("*/").map_or(self.rest.len(), |end| end + 4),
                _ => return,
            };
            self.rest = self.rest.after(end);
        }
    }

    fn next_is(&mut self, sign: char) -> bool {
        self.blank();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn value(&mut self, depth: usize) -> Result<Value, EvalError> {
        self.fuel.take(Fuel::ELEMENT)?;
        if depth > MAX_DEPTH {
            return Err(EvalError::new("the JSON is nested too deep to be read"));
        }
        self.blank();
        match self.rest.as_bytes().first().ok_or_else(invalid)? {
            b'"' | b'\'' => Ok(Value::text(self.string()?)),
            b'[' => {
                self.rest = self.rest.after(1);
                let mut elements = Vec::new();
                while !self.next_is(']') {
                    elements.push(self.value(depth + 1)?);
                    if !self.next_is(',') && !self.rest.starts_with(']') {
                        return Err(invalid());
                    }
                }
                Ok(Value::list(elements))
            }
            b'{' => {
                self.rest = self.rest.after(1);
                let mut members: Vec<(Arc<str>, Value)> = Vec::new();
                while !self.next_is('}') {
                    let key = if self.rest.starts_with(['"', '\'']) { self.string()? } else { self.word()?.to_owned() };
                    if !self.next_is(':') {
                        return Err(invalid());
                    }
                    members.push((key.into(), self.value(depth + 1)?));
                    if !self.next_is(',') && !self.rest.starts_with('}') {
                        return Err(invalid());
                    }
                }
                Ok(Value::object(members))
            }
            _ => match self.word()? {
                "null" => Ok(Value::null()),
                "true" => Ok(Value::bool(true)),
                "false" => Ok(Value::bool(false)),
                word => {
                    let number = word.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit());
                    Number::parse(word).filter(|_| number).map(|number| Value::made(Data::Number(number))).ok_or_else(invalid)
                }
            },
        }
    }

    fn word(&mut self) -> Result<&'r str, EvalError> {
        let end = self.rest.find(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '$' | '-' | '+' | '.'));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        if word.is_empty() { Err(invalid()) } else { Ok(word) }
    }

    fn string(&mut self) -> Result<String, EvalError> {
        let mut letters = self.rest.chars();
        let quote = letters.next().ok_or_else(invalid)?;
        let mut text = String::new();
        loop {
            match letters.next().ok_or_else(invalid)? {
                letter if letter == quote => break,
                '\\' => match letters.next().ok_or_else(invalid)? {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    'b' => text.push('\u{8}'),
                    'f' => text.push('\u{c}'),
                    'u' => {
                        let (letter, rest) = escaped(letters.as_str()).ok_or_else(invalid)?;
                        text.push(letter);
                        letters = rest.chars();
                    }
                    letter @ ('"' | '\'' | '\\' | '/') => text.push(letter),
                    _ => return Err(invalid()),
                },
                letter => text.push(letter),
            }
        }
        self.fuel.take_text(text.len())?;
        self.rest = letters.as_str();
        Ok(text)
    }
}

/// The character after `\u`, which may be a pair of surrogates, and the remaining text.
fn escaped(text: &str) -> Option<(char, &str)> {
    let first = unit(text)?;
    let rest = text.after(4);
    if let Some(letter) = char::from_u32(first.into()) {
        return Some((letter, rest));
    }
    let second = unit(rest.strip_prefix("\\u")?)?;
    let letter = char::decode_utf16([first, second]).next()?.ok()?;
    Some((letter, rest.after(6)))
}

fn unit(text: &str) -> Option<u16> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}
