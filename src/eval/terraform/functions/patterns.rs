//! Regular expressions. Go's RE2 and the crate `regex` agree on nearly all syntax; the differences are translated.

use super::signature::{Call, Function, TEXT, because};
use crate::eval::{EvalError, Fuel, Value};
use crate::parts::Parts;
use regex::{CaptureMatches, Captures, Regex, RegexBuilder};
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("regex", &[TEXT, TEXT], |call| {
        let pattern = compile(call.text(0), call.fuel())?;
        let mut found = Matches::new(&pattern, call.text(1), call.fuel());
        let shape = Shape::of(&pattern)?;
        let captures = found.next()?.ok_or_else(|| EvalError::new("the pattern matches no part of the string"))?;
        shape.value(&captures, call.fuel())
    }),
    Function::new("regexall", &[TEXT, TEXT], |call| {
        let pattern = compile(call.text(0), call.fuel())?;
        let mut found = Matches::new(&pattern, call.text(1), call.fuel());
        let shape = Shape::of(&pattern)?;
        let mut all = Vec::new();
        while let Some(captures) = found.next()? {
            all.push(shape.value(&captures, call.fuel())?);
        }
        Ok(Value::list(all))
    }),
    Function::new("replace", &[TEXT, TEXT.unknown(), TEXT], replace),
];

/// `/pattern/` is a regular expression, any other text is searched literally.
fn replace(call: &Call<'_>) -> Result<Value, EvalError> {
    if let Some(unknown) = call.value(1).as_unknown() {
        return Ok(because(unknown));
    }
    let (text, sought, replacement) = (call.text(0), call.text(1), call.text(2));
    let pattern = sought.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let Some(pattern) = pattern else {
        let places = if sought.is_empty() { text.chars().count() + 1 } else { text.matches(sought).count() };
        call.fuel().take_text(text.len().saturating_add(places.saturating_mul(replacement.len())))?;
        return Ok(Value::text(text.replace(sought, replacement)));
    };
    let pattern = compile(pattern, call.fuel())?;
    let mut found = Matches::new(&pattern, text, call.fuel());
    let mut replaced = String::new();
    let mut end = 0;
    while let Some(captures) = found.next()? {
        let whole = captures.get_match();
        // `$1$1…` may repeat the whole text for every two bytes.
        call.fuel().take_text(whole.start() - end + replacement.len().saturating_mul(1 + whole.len()))?;
        replaced.push_str(text.part(end..whole.start()));
        captures.expand(replacement, &mut replaced);
        end = whole.end();
    }
    call.fuel().take_text(text.len() - end)?;
    replaced.push_str(text.after(end));
    Ok(Value::text(replaced))
}

struct Matches<'t> {
    found: CaptureMatches<'t, 't>,
    /// An upper bound of the bytes after the last match.
    left: usize,
    fuel: &'t Fuel,
}

impl<'t> Matches<'t> {
    fn new(pattern: &'t Regex, text: &'t str, fuel: &'t Fuel) -> Self {
        Self { found: pattern.captures_iter(text), left: text.len(), fuel }
    }

    fn next(&mut self) -> Result<Option<Captures<'t>>, EvalError> {
        // One search may read the whole remaining text, with several states for each byte.
        self.fuel.take(Fuel::ELEMENT + self.left / 4)?;
        let captures = self.found.next();
        if let Some(captures) = &captures {
            self.left = self.left.saturating_sub(captures.get_match().len());
        }
        Ok(captures)
    }
}

/// The result of a match.
enum Shape {
    /// Its text: the pattern has no groups.
    Text,
    /// A list of what the groups matched.
    List,
    /// An object of what the named groups matched.
    Object(Vec<Arc<str>>),
}

impl Shape {
    fn of(pattern: &Regex) -> Result<Self, EvalError> {
        let groups: Vec<Option<Arc<str>>> = pattern.capture_names().skip(1).map(|name| name.map(Arc::from)).collect();
        if groups.is_empty() {
            return Ok(Self::Text);
        }
        let count = groups.len();
        let names: Vec<Arc<str>> = groups.into_iter().flatten().collect();
        match names.len() {
            0 => Ok(Self::List),
            all if all == count => Ok(Self::Object(names)),
            _ => Err(EvalError::new("either all groups of a pattern have names or none")),
        }
    }

    fn value(&self, captures: &Captures<'_>, fuel: &Fuel) -> Result<Value, EvalError> {
        let part = |part: Option<regex::Match<'_>>| match part {
            None => Ok(Value::null()),
            Some(part) => {
                fuel.take_text(part.len())?;
                Ok(Value::text(part.as_str()))
            }
        };
        Ok(match self {
            Self::Text => part(captures.get(0))?,
            Self::List => Value::list(captures.iter().skip(1).map(part).collect::<Result<Vec<_>, _>>()?),
            Self::Object(names) => {
                let member = |name: &Arc<str>| Ok((name.clone(), part(captures.name(name))?));
                Value::object(names.iter().map(member).collect::<Result<Vec<_>, EvalError>>()?)
            }
        })
    }
}

fn compile(pattern: &str, fuel: &Fuel) -> Result<Regex, EvalError> {
    /// The maximum size of a compiled pattern in bytes, and the fuel for compiling it. Nearly all have the first size; a pattern beyond the
    /// second is not found in real configurations.
    const SIZES: [(usize, usize); 2] = [(1 << 15, 1_000), (1 << 20, 100_000)];
    let translated = translate(pattern);
    for (size, cost) in SIZES {
        fuel.take(cost + pattern.len())?;
        match RegexBuilder::new(&translated).size_limit(size).nest_limit(100).build() {
            Ok(compiled) => return Ok(compiled),
            Err(regex::Error::CompiledTooBig(_)) => {}
            Err(_) => break,
        }
    }
    Err(EvalError::new("the pattern is not a supported regular expression"))
}

/// Translates Go's syntax to that of the crate `regex`: `\d`, `\w`, `\s` and `\b` are limited to ASCII, brackets do not nest, a brace
/// that starts no count is literal, `\Q…\E` quotes.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        let after = rest.after(letter.len_utf8());
        rest = match letter {
            '\\' => escape(after, false, &mut out),
            '[' => class(after, &mut out),
            '{' if !begins_count(after) => {
                out.push_str("\\{");
                after
            }
            _ => {
                out.push(letter);
                after
            }
        };
    }
    out
}

fn begins_count(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let least = digits(text);
    let tail = text.after(least);
    let tail = tail.strip_prefix(',').map_or(tail, |most| most.after(digits(most)));
    least > 0 && tail.starts_with('}')
}

/// Translates the text after a backslash, and returns the remaining text.
fn escape<'p>(after: &'p str, in_class: bool, out: &mut String) -> &'p str {
    let Some(letter) = after.chars().next() else {
        out.push('\\');
        return after;
    };
    let rest = after.after(letter.len_utf8());
    if let ('p' | 'P' | 'x', Some((name, rest))) = (letter, rest.strip_prefix('{').and_then(|rest| rest.split_once('}'))) {
        out.push('\\');
        out.push(letter);
        out.extend(["{", name, "}"]);
        return rest;
    }
    let class = match letter {
        'd' | 'D' => "0-9",
        'w' | 'W' => "0-9A-Za-z_",
        's' | 'S' => r"\t\n\x0C\r\x20",
        _ => "",
    };
    match letter {
        'Q' => {
            let (quoted, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
            out.push_str(&regex::escape(quoted));
            return rest;
        }
        'd' | 'w' | 's' if in_class => out.push_str(class),
        'd' | 'w' | 's' => out.extend(["[", class, "]"]),
        'D' | 'W' | 'S' => out.extend(["[^", class, "]"]),
        'b' if !in_class => out.push_str(r"(?-u:\b)"),
        '<' | '>' => out.push(letter), // literal in Go, word boundaries otherwise
        _ => out.extend(['\\', letter]),
    }
    rest
}

/// Translates the text after an opening bracket up to the closing one, and returns the remaining text.
fn class<'p>(after: &'p str, out: &mut String) -> &'p str {
    out.push('[');
    let mut rest = after;
    if let Some(negated) = rest.strip_prefix('^') {
        out.push('^');
        rest = negated;
    }
    if let Some(bracket) = rest.strip_prefix(']') {
        out.push_str("\\]");
        rest = bracket;
    }
    while let Some(letter) = rest.chars().next() {
        let after = rest.after(letter.len_utf8());
        rest = match letter {
            ']' => {
                out.push(']');
                return after;
            }
            '\\' => escape(after, true, out),
            '[' if after.starts_with(':') && after.contains(":]") => {
                let (name, rest) = after.split_once(":]").unwrap_or((after, ""));
                out.extend(["[", name, ":]"]);
                rest
            }
            '[' | '&' | '~' => {
                out.extend(['\\', letter]);
                after
            }
            _ => {
                out.push(letter);
                after
            }
        };
    }
    rest
}
