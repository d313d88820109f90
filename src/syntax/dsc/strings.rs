//! Strings: their ends and their values.

use super::lexer::{end_of_variable, is_word};
use super::parser::unknown;
use crate::parts::Parts;
use crate::syntax::tree::Value;
use std::borrow::Cow;

/// The quoting style of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    Single,
    Double,
    SingleLines,
    DoubleLines,
}

/// Typographic quotation marks, which `PowerShell` treats as plain ones.
const SINGLES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
const DOUBLES: [char; 4] = ['"', '\u{201c}', '\u{201d}', '\u{201e}'];

/// Maximum nesting of strings within strings when searching for an end: `"$( "$( … )" )"`.
const MAX_NESTING: usize = 32;

impl Quote {
    /// The opening quote of a text.
    pub(super) fn at(text: &str) -> Option<Self> {
        let first = text.chars().next()?;
        if SINGLES.contains(&first) {
            return Some(Self::Single);
        }
        if DOUBLES.contains(&first) {
            return Some(Self::Double);
        }
        let after = text.strip_prefix('@')?;
        let second = after.chars().next()?;
        // The opening of a here-string is followed by nothing but its line break.
        let opens = || after.after(second.len_utf8()).trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        match second {
            _ if SINGLES.contains(&second) && opens() => Some(Self::SingleLines),
            _ if DOUBLES.contains(&second) && opens() => Some(Self::DoubleLines),
            _ => None,
        }
    }

    fn marks(self) -> &'static [char] {
        if matches!(self, Self::Single | Self::SingleLines) { &SINGLES } else { &DOUBLES }
    }
}

/// The end of the string that starts at `start`, if it is closed.
pub(super) fn skip_string(text: &str, start: usize, quote: Quote) -> Option<usize> {
    skip(text, start, quote, 0)
}

fn skip(text: &str, start: usize, quote: Quote, depth: usize) -> Option<usize> {
    match quote {
        Quote::SingleLines | Quote::DoubleLines => {
            let mut at = start;
            while let Some(line) = memchr::memchr(b'\n', text.as_bytes().after(at)) {
                at += line + 1;
                let mut rest = text.after(at).chars();
                if rest.next().is_some_and(|mark| quote.marks().contains(&mark)) && rest.next() == Some('@') {
                    return Some(text.len() - rest.as_str().len());
                }
            }
            None
        }
        Quote::Single | Quote::Double => {
            let mut at = start + text.after(start).chars().next().map_or(0, char::len_utf8);
            while let Some(character) = text.after(at).chars().next() {
                let after = at + character.len_utf8();
                at = match character {
                    '`' if quote == Quote::Double => after + text.after(after).chars().next().map_or(0, char::len_utf8),
                    '$' if quote == Quote::Double && text.after(after).starts_with('(') => skip_code(text, after + 1, depth + 1),
                    _ if quote.marks().contains(&character) => match text.after(after).chars().next() {
                        Some(next) if quote.marks().contains(&next) => after + next.len_utf8(),
                        _ => return Some(after),
                    },
                    _ => after,
                };
            }
            None
        }
    }
}

/// The end of code in a string, which starts after its bracket. If it is nested too deep, the bracket is text.
fn skip_code(text: &str, start: usize, depth: usize) -> usize {
    if depth > MAX_NESTING {
        return start;
    }
    let (mut at, mut open) = (start, 1u32);
    while let Some(character) = text.after(at).chars().next() {
        if let Some(quote) = Quote::at(text.after(at)) {
            at = skip(text, at, quote, depth).unwrap_or(text.len());
            continue;
        }
        at += character.len_utf8();
        match character {
            '(' => open += 1,
            ')' if open == 1 => return at,
            ')' => open -= 1,
            _ => {}
        }
    }
    at
}

/// The value of a string. `text` is its source, including the quotes; `None` if it is not closed.
pub(super) fn value(text: &str, quote: Quote) -> Option<Value<'_>> {
    let inner = inner(text, quote)?;
    Some(match quote {
        Quote::SingleLines => Value::String(inner.into()),
        Quote::Single => Value::String(unescaped_single(inner)),
        Quote::Double | Quote::DoubleLines => expandable(inner, quote == Quote::DoubleLines),
    })
}

fn inner(text: &str, quote: Quote) -> Option<&str> {
    let is_mark = |character: char| quote.marks().contains(&character);
    match quote {
        Quote::Single | Quote::Double => {
            let inner = text.strip_prefix(is_mark)?;
            let inner = inner.strip_suffix(is_mark)?;
            Some(inner)
        }
        Quote::SingleLines | Quote::DoubleLines => {
            let inner = text.strip_prefix('@')?.strip_prefix(is_mark)?;
            let inner = inner.strip_suffix('@')?.strip_suffix(is_mark)?;
            let inner = inner.after(inner.find('\n')? + 1);
            // The line break before the closing mark is not part of the text.
            Some(inner.strip_suffix('\n').map_or(inner, |inner| inner.strip_suffix('\r').unwrap_or(inner)))
        }
    }
}

fn unescaped_single(inner: &str) -> Cow<'_, str> {
    if !inner.contains(SINGLES) {
        return inner.into();
    }
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(character) = rest.next() {
        text.push(character);
        if SINGLES.contains(&character) {
            rest.next(); // the second quote of the escape
        }
    }
    text.into()
}

/// A string that may contain variables and code.
fn expandable(inner: &str, has_lines: bool) -> Value<'_> {
    let mut text = String::with_capacity(inner.len());
    // The first variable, and the text before it.
    let mut hole: Option<(&str, String)> = None;
    let mut at = 0;
    while let Some(character) = inner.after(at).chars().next() {
        let after = at + character.len_utf8();
        let next = inner.after(after).chars().next();
        at = match (character, next) {
            ('`', Some(escaped)) => {
                text.push(unescaped(escaped));
                after + escaped.len_utf8()
            }
            ('$', Some(next)) if is_word(next) || matches!(next, '{' | '(' | '_' | '?' | '^' | '$') || next.is_ascii_digit() => {
                let end = match next {
                    '(' => skip_code(inner, after + 1, 0),
                    '?' | '^' | '$' => after + 1,
                    _ => end_of_variable(inner, after),
                };
                let starts_with = std::mem::take(&mut text);
                hole.get_or_insert((inner.part(at..end), starts_with));
                end
            }
            (mark, Some(next)) if !has_lines && DOUBLES.contains(&mark) && DOUBLES.contains(&next) => {
                text.push(mark);
                after + next.len_utf8()
            }
            _ => {
                text.push(character);
                after
            }
        };
    }
    match hole {
        Some((variable, before)) => unknown(variable).between(before, text).into(),
        None => Value::String(text.into()),
    }
}

/// The character that a backtick escape denotes.
fn unescaped(escaped: char) -> char {
    match escaped {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'e' => '\u{1b}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        other => other,
    }
}
