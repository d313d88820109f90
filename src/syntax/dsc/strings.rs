//! Strings: where they end, and what they say.

use super::lexer::{end_of_variable, is_word};
use super::parser::unknown;
use crate::syntax::tree::Value;
use std::borrow::Cow;

/// How a string is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    Single,
    Double,
    SingleLines,
    DoubleLines,
}

/// Quotation marks that word processors put in, and `PowerShell` takes for plain ones.
const SINGLES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
const DOUBLES: [char; 4] = ['"', '\u{201c}', '\u{201d}', '\u{201e}'];

/// How deep strings are looked into for where they end: `"$( "$( … )" )"`.
const MAX_NESTING: usize = 32;

impl Quote {
    /// The quote that a text begins with.
    pub(super) fn at(text: &str) -> Option<Self> {
        let first = text.chars().next()?;
        if SINGLES.contains(&first) {
            return Some(Self::Single);
        }
        if DOUBLES.contains(&first) {
            return Some(Self::Double);
        }
        let behind = text.strip_prefix('@')?;
        let second = behind.chars().next()?;
        // Behind the opening of a string over lines nothing stands but its line break.
        let opens = || behind[second.len_utf8()..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
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

/// The end of the string that begins at `start`, where it has one.
pub(super) fn skip_string(text: &str, start: usize, quote: Quote) -> Option<usize> {
    skip(text, start, quote, 0)
}

fn skip(text: &str, start: usize, quote: Quote, depth: usize) -> Option<usize> {
    match quote {
        Quote::SingleLines | Quote::DoubleLines => {
            let mut at = start;
            while let Some(line) = memchr::memchr(b'\n', &text.as_bytes()[at..]) {
                at += line + 1;
                let mut rest = text[at..].chars();
                if rest.next().is_some_and(|mark| quote.marks().contains(&mark)) && rest.next() == Some('@') {
                    return Some(text.len() - rest.as_str().len());
                }
            }
            None
        }
        Quote::Single | Quote::Double => {
            let mut at = start + text[start..].chars().next().map_or(0, char::len_utf8);
            while let Some(character) = text[at..].chars().next() {
                let behind = at + character.len_utf8();
                at = match character {
                    '`' if quote == Quote::Double => behind + text[behind..].chars().next().map_or(0, char::len_utf8),
                    '$' if quote == Quote::Double && text[behind..].starts_with('(') => skip_code(text, behind + 1, depth + 1),
                    _ if quote.marks().contains(&character) => match text[behind..].chars().next() {
                        Some(next) if quote.marks().contains(&next) => behind + next.len_utf8(),
                        _ => return Some(behind),
                    },
                    _ => behind,
                };
            }
            None
        }
    }
}

/// The end of code in a string, which begins behind its bracket. Where it is nested too deeply, the bracket is text.
fn skip_code(text: &str, start: usize, depth: usize) -> usize {
    if depth > MAX_NESTING {
        return start;
    }
    let (mut at, mut open) = (start, 1u32);
    while let Some(character) = text[at..].chars().next() {
        if let Some(quote) = Quote::at(&text[at..]) {
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

/// What a string says. `text` is all of it, its quotes included; nothing where it does not end.
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
            let inner = &inner[inner.find('\n')? + 1..];
            // The line break before the closing mark is none of the text.
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
            rest.next(); // its twin
        }
    }
    text.into()
}

/// A string in which variables and code may stand.
fn expandable(inner: &str, has_lines: bool) -> Value<'_> {
    let mut text = String::with_capacity(inner.len());
    // The first variable, and the text before it.
    let mut hole: Option<(&str, String)> = None;
    let mut at = 0;
    while let Some(character) = inner[at..].chars().next() {
        let behind = at + character.len_utf8();
        let next = inner[behind..].chars().next();
        at = match (character, next) {
            ('`', Some(escaped)) => {
                text.push(unescaped(escaped));
                behind + escaped.len_utf8()
            }
            ('$', Some(next)) if is_word(next) || matches!(next, '{' | '(' | '_' | '?' | '^' | '$') || next.is_ascii_digit() => {
                let end = match next {
                    '(' => skip_code(inner, behind + 1, 0),
                    '?' | '^' | '$' => behind + 1,
                    _ => end_of_variable(inner, behind),
                };
                let starts_with = std::mem::take(&mut text);
                hole.get_or_insert((&inner[at..end], starts_with));
                end
            }
            (mark, Some(next)) if !has_lines && DOUBLES.contains(&mark) && DOUBLES.contains(&next) => {
                text.push(mark);
                behind + next.len_utf8()
            }
            _ => {
                text.push(character);
                behind
            }
        };
    }
    match hole {
        Some((variable, before)) => unknown(variable).between(before, text).into(),
        None => Value::String(text.into()),
    }
}

/// What stands behind a backtick.
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
