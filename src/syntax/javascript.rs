//! Object literals in JavaScript and TypeScript. Nothing is executed: values that are not literals are unknown.
//!
//! One pass over the text with a stack of open brackets. Every `{` may start an object; it is one as long as its content looks like one.
//! A broken script, or other text, yields fewer objects. A text after `||` or `??` is the value of the expression: it applies if the
//! variable before it is not set.

use super::Unknown;
use super::escapes::unescaped;
use super::tree::{Bytes, Expression, MAX_DEPTH, Member, Node, Value};
use crate::parts::Parts;
use crate::text::Text;
use std::borrow::Cow;

/// Finds the object literals of a script, inner ones before outer ones, and passes each to `take`.
pub fn objects<'t>(text: &'t str, take: &mut dyn FnMut(&Node<'t>)) {
    let mut walk = Walk { text, stack: Vec::new(), open: [0; 4], take };
    walk.run();
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Round,
    Square,
    Curly,
    /// `${` in a template; the literal started at this offset, and its first unknown at the second.
    Template(usize, usize),
}

impl Open {
    fn index(self) -> usize {
        match self {
            Self::Round => 0,
            Self::Square => 1,
            Self::Curly => 2,
            Self::Template(..) => 3,
        }
    }
}

/// A level of brackets while it is parsed.
struct Level<'t> {
    open: Open,
    start: usize,
    /// For an object: it still looks like one.
    is_object: bool,
    /// For an object: the key of the current member, and whether its colon was consumed.
    key: Option<(Cow<'t, str>, Bytes)>,
    has_colon: bool,
    /// The current value, and whether it consists of more than one token.
    value: Option<Node<'t>>,
    is_closed: bool,
    /// The value if the one before `||` or `??` is not set.
    fallback: Fallback<'t>,
    members: Vec<Member<'t>>,
    elements: Vec<Node<'t>>,
}

/// The operand after `||` or `??`.
#[derive(Default)]
enum Fallback<'t> {
    /// There is no such operator, or more than one text after it.
    #[default]
    None,
    /// The operator was consumed.
    Expected,
    /// It is a nonempty text: an empty one means that the variable must be set.
    Text(Node<'t>),
}

impl<'t> Level<'t> {
    fn new(open: Open, start: usize) -> Self {
        Self {
            open,
            start,
            is_object: open == Open::Curly,
            key: None,
            has_colon: false,
            value: None,
            is_closed: false,
            fallback: Fallback::None,
            members: Vec::new(),
            elements: Vec::new(),
        }
    }

    /// Consumes a token that is a value, or a part of one.
    fn take(&mut self, value: Node<'t>, is_name: Option<&'t str>) {
        if self.open == Open::Curly && !self.has_colon {
            match (&self.key, &value.value, is_name) {
                (None, _, Some(name)) => self.key = Some((name.into(), value.bytes)),
                (None, Value::String(text) | Value::Number(text), _) => self.key = Some((text.clone(), value.bytes)),
                // `[name]: …` is a member with an unknown key.
                (None, Value::Array(_), _) => self.key = Some((REST.into(), value.bytes)),
                // `get name() {…}`, `name() {…}`
                (Some(_), ..) if matches!(is_name, Some("in" | "of" | "const" | "let" | "var" | "return" | "function")) => {
                    self.is_object = false;
                }
                (Some(_), ..) => self.is_closed = true,
                (None, ..) => self.is_object = false,
            }
            return;
        }
        match &mut self.value {
            None => self.value = Some(value),
            // A type follows: `"…" as const`.
            Some(_) if matches!(is_name, Some("as" | "satisfies")) => self.is_closed = true,
            Some(_) if self.is_closed => {}
            Some(first) => {
                *first = expression(first.bytes.start..value.bytes.end);
                self.fallback = match (&self.fallback, &value.value) {
                    (Fallback::Expected, Value::String(text) | Value::Number(text)) if !text.is_empty() => Fallback::Text(value),
                    _ => Fallback::None,
                };
            }
        }
    }

    /// An operator combines the adjacent values into an expression.
    fn operator(&mut self, at: usize, byte: u8) {
        if self.open == Open::Curly && !self.has_colon {
            match byte {
                b';' => self.is_object = false,
                b'.' => {} // `...rest`
                _ if self.key.is_none() => self.is_object = false,
                _ => self.is_closed = true,
            }
            return;
        }
        // TypeScript's `name!` has no effect.
        if byte == b'!' && self.value.is_some() || self.is_closed {
            return;
        }
        let start = self.value.as_ref().map_or(at, |value| value.bytes.start);
        self.value = Some(expression(start..at + 1));
        self.fallback = Fallback::None;
    }

    /// `||` or `??`: the operand before it is a separate value, and the operand after it applies if that is not set.
    fn or(&mut self, at: usize, byte: u8) {
        let is_behind_value = self.value.is_some() && !self.is_closed;
        self.operator(at, byte);
        if is_behind_value {
            self.fallback = Fallback::Expected;
        }
    }

    /// The end of a member or an element.
    fn end(&mut self) {
        let value = match std::mem::take(&mut self.fallback) {
            // Like the default of a variable in other languages, it counts as the value.
            Fallback::Text(text) => Some(default(text)),
            Fallback::None | Fallback::Expected => self.value.take(),
        };
        self.value = None;
        if self.open == Open::Curly {
            if let Some((key, key_bytes)) = self.key.take() {
                // Without a colon it is `name`, `name() {…}` or `...rest`: a value defined in another place.
                let value = value.filter(|_| self.has_colon).unwrap_or_else(|| expression(key_bytes.clone()));
                self.members.push(Member { key, key_bytes, value });
            }
        } else {
            self.elements.extend(value);
        }
        (self.has_colon, self.is_closed) = (false, false);
    }

    fn close(mut self, end: usize) -> Node<'t> {
        self.end();
        let bytes = self.start..end;
        match self.open {
            Open::Curly if self.is_object => {
                // The last of duplicate keys wins.
                let mut members: Vec<Member<'t>> = Vec::with_capacity(self.members.len());
                let mut seen = std::collections::HashSet::new();
                for member in self.members.into_iter().rev() {
                    if seen.insert(member.key.clone()) {
                        members.push(member);
                    }
                }
                members.reverse();
                Node { bytes, value: Value::Object(members) }
            }
            Open::Square => Node { bytes, value: Value::Array(self.elements) },
            _ => expression(bytes),
        }
    }
}

/// The key of members defined in another place: `...rest`, `[name]: …`.
pub const REST: &str = "...";

fn expression<'t>(bytes: Bytes) -> Node<'t> {
    Node::unknown(bytes, Unknown::new(NOT_RUN))
}

/// An expression with this text if its variable is not set.
fn default(text: Node<'_>) -> Node<'_> {
    let default = text.text().map(|known| (text.bytes.clone(), known.to_owned().into()));
    Node { bytes: text.bytes, value: Value::Unknown(Box::new(Expression { unknown: Unknown::new(NOT_RUN), default })) }
}

const NOT_RUN: &str = "an expression, and scripts are not executed";

struct Walk<'t, 'k> {
    text: &'t str,
    stack: Vec<Level<'t>>,
    /// The number of open levels of each kind, so that an unmatched closing bracket requires no search.
    open: [usize; 4],
    take: &'k mut dyn FnMut(&Node<'t>),
}

impl<'t> Walk<'t, '_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        // Whether a value precedes, so that `/` divides.
        let mut is_behind_value = false;
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            let mut value_before = false;
            match byte {
                b'/' if bytes.get(at + 1) == Some(&b'/') => at = line_end(bytes, at),
                b'/' if bytes.get(at + 1) == Some(&b'*') => {
                    at = memchr::memmem::find(bytes.after(at + 2), b"*/").map_or(bytes.len(), |end| at + 2 + end + 2);
                }
                _ if byte.is_ascii_whitespace() => at += 1,
                b'"' | b'\'' => {
                    at = string_end(bytes, at);
                    self.value(string(self.text, start, at), None);
                    value_before = true;
                }
                b'`' => {
                    at = self.template(start, start + 1, None);
                    value_before = true;
                }
                b'{' => self.push(Open::Curly, at, &mut at),
                b'[' => self.push(Open::Square, at, &mut at),
                b'(' => self.push(Open::Round, at, &mut at),
                b'}' if self.stack.last().is_some_and(|level| matches!(level.open, Open::Template(..))) => {
                    let level = self.stack.pop();
                    self.open[3] -= 1;
                    let Some(Open::Template(literal, unknown)) = level.map(|level| level.open) else { break };
                    at = self.template(literal, at + 1, Some(unknown));
                    value_before = true;
                }
                b'}' | b']' | b')' => {
                    at += 1;
                    self.pop(byte, at);
                    value_before = true;
                }
                b',' => {
                    at += 1;
                    self.level(Level::end);
                }
                b':' => {
                    at += 1;
                    self.level(|level| match level.open {
                        Open::Curly if level.key.is_some() && !level.has_colon && !level.is_closed => level.has_colon = true,
                        _ => level.operator(start, b':'),
                    });
                }
                b'|' | b'?' if bytes.get(at + 1) == Some(&byte) => {
                    at += 2;
                    self.level(|level| level.or(start, byte));
                }
                b'/' if !is_behind_value => {
                    at = regex_end(bytes, at);
                    self.value(expression(start..at), None);
                    value_before = true;
                }
                b'.' if bytes.after(at).starts_with(b"...") => {
                    at += 3;
                    self.level(|level| {
                        if level.open == Open::Curly && level.key.is_none() {
                            (level.key, level.is_closed) = (Some((REST.into(), start..start + 3)), true);
                        } else {
                            level.operator(start, b'.');
                        }
                    });
                }
                _ if is_name(byte) => {
                    at += bytes.after(at).iter().take_while(|byte| is_name(**byte)).count();
                    let name = self.text.part(start..at);
                    self.value(word(name, start..at), Some(name));
                    value_before = !matches!(name, "return" | "typeof" | "case" | "of" | "in");
                }
                _ => {
                    at += 1;
                    self.level(|level| level.operator(start, byte));
                }
            }
            let is_blank = byte.is_ascii_whitespace() || byte == b'/' && !value_before;
            is_behind_value = if is_blank { is_behind_value } else { value_before };
        }
    }

    fn level(&mut self, change: impl FnOnce(&mut Level<'t>)) {
        if let Some(level) = self.stack.last_mut() {
            change(level);
        }
    }

    fn value(&mut self, value: Node<'t>, name: Option<&'t str>) {
        self.level(|level| level.take(value, name));
    }

    #[expect(clippy::indexing_slicing, reason = "there is a count for each kind")]
    fn push(&mut self, open: Open, start: usize, at: &mut usize) {
        *at = start + 1;
        self.open[open.index()] += 1;
        self.stack.push(Level::new(open, start));
    }

    /// Closes the level of this bracket, and unclosed levels inside of it.
    #[expect(clippy::indexing_slicing, reason = "there is a count for each kind")]
    fn pop(&mut self, bracket: u8, end: usize) {
        let wanted = match bracket {
            b')' => Open::Round,
            b']' => Open::Square,
            _ => Open::Curly,
        };
        if self.open[wanted.index()] == 0 {
            return;
        }
        while let Some(level) = self.stack.pop() {
            let open = level.open;
            self.open[open.index()] -= 1;
            if open == wanted {
                let value = level.close(end);
                if matches!(value.value, Value::Object(_)) {
                    (self.take)(&value);
                }
                // A tree of unlimited depth would overflow the stack even on drop.
                let value = if self.stack.len() > MAX_DEPTH { expression(value.bytes) } else { value };
                return self.value(value, None);
            }
        }
    }

    /// Reads a template whose text continues at `at`: to its end, or to the next `${`. `unknown` is the offset of the first of these.
    fn template(&mut self, literal: usize, at: usize, unknown: Option<usize>) -> usize {
        let bytes = self.text.as_bytes();
        let from = at;
        let mut at = at;
        loop {
            let Some(step) = bytes.get(at..).and_then(|rest| memchr::memchr3(b'`', b'\\', b'$', rest)) else { return bytes.len() };
            at += step;
            match bytes.get(at) {
                Some(b'`') => break,
                Some(b'\\') => at += 2,
                _ if bytes.get(at + 1) == Some(&b'{') => {
                    self.push(Open::Template(literal, unknown.unwrap_or(at)), at + 1, &mut at);
                    return at;
                }
                _ => at += 1,
            }
        }
        let end = at + 1;
        let value = match unknown {
            None => Node::string(literal..end, unescaped(self.text.part(literal + 1..at), true)),
            Some(unknown) => {
                let (start, rest) = (self.text.part(literal + 1..unknown), self.text.part(from..at));
                let unknown = Unknown::new("a template literal, and scripts are not executed");
                Node::unknown(literal..end, unknown.between(unescaped(start, true), unescaped(rest, true)))
            }
        };
        self.value(value, None);
        end
    }
}

/// Why `undefined` is unknown.
pub const UNDEFINED: &str = "`undefined` is not a literal, and scripts are not executed";

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

fn word(name: &str, bytes: Bytes) -> Node<'_> {
    let value = match name {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ if name.starts_with(|first: char| first.is_ascii_digit()) => Value::Number(name.into()),
        "undefined" => Unknown::new(UNDEFINED).into(),
        _ => {
            let shown: String = name.chars().take(64).collect();
            Unknown::new(Text::new("`{shown}` is not a literal, and scripts are not executed").with("shown", shown)).into()
        }
    };
    Node { bytes, value }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', bytes.after(at)).map_or(bytes.len(), |length| at + length)
}

/// Offset after a quoted string; an unclosed one ends with its line.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes.get(start);
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            _ if Some(byte) == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn string(text: &str, start: usize, end: usize) -> Node<'_> {
    let end = text.ceil_char_boundary(end.min(text.len()));
    let mut inner = text.part(start..end).chars();
    let quote = inner.next();
    match quote.and_then(|quote| inner.as_str().strip_suffix(quote)) {
        Some(inner) => Node::string(start..end, unescaped(inner, true)),
        None => expression(start..end), // it is not closed
    }
}

/// Offset after a regular expression; after the `/` if none ends on this line.
fn regex_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    let mut is_in_class = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'[' => is_in_class = true,
            b']' => is_in_class = false,
            b'/' if !is_in_class => return at + 1,
            b'\n' => break,
            _ => {}
        }
        at += 1;
    }
    start + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The objects of a script as JSON, `?` for unknown values.
    fn shown(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        objects(text, &mut |object| found.push(json(object).to_string()));
        found
    }

    fn json(value: &Node<'_>) -> serde_json::Value {
        match &value.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(on) => (*on).into(),
            Value::Number(text) | Value::String(text) => text.as_ref().into(),
            Value::Array(elements) => elements.iter().map(json).collect(),
            Value::Object(members) => members.iter().map(|member| (member.key.to_string(), json(&member.value))).collect(),
            Value::Unknown(expression) => match &expression.default {
                Some((_, text)) => text.as_ref().into(),
                None => format!("{}?{}", expression.unknown.starts_with, expression.unknown.ends_with).into(),
            },
        }
    }

    #[test]
    fn object_literals_are_found_at_any_place() {
        for (text, expected) in [
            ("const a: Config = { b: 'c', \"d\": `e`, f: [true, null, 1,], };", r#"{"b":"c","d":"e","f":[true,null,"1"]}"#),
            (
                "new X({ a: `https://h/${t ? '}' : `x`}/v${2}.0`, b: process.env.B, c: f('x', {}) });",
                r#"{"a":"https://h/?.0","b":"?","c":"?"}"#,
            ),
            ("x = { a: 'b' as const, c: d!, 'e': \"f\" satisfies string, g }", r#"{"a":"b","c":"?","e":"f","g":"?"}"#),
            (
                "x = { m() { return 1; }, async n(a, b) {}, get o() { return { p: 1 } }, q: 'r' }",
                r#"{"m":"?","async":"?","get":"?","q":"r"}"#,
            ),
            ("x = { ...base, a: 'b', a: 'c' }", r#"{"...":"?","a":"c"}"#),
            (
                "x = { a: process.env.A || 'b', c: d ?? \"e\" as const, f: g || h || `i`, j: k || 'l' + m, n: o || p, q: r || 's' ? t : 'u', v: ('w' || x) }",
                r#"{"a":"b","c":"e","f":"i","j":"?","n":"?","q":"?","v":"?"}"#,
            ),
            ("x = { a: process.env.A || '' }", r#"{"a":"?"}"#),
            ("x = { [k]: 1, a: 'b' }", r#"{"...":"1","a":"b"}"#),
            ("x = { a: /['\"{]/g.test(s), b: 4 / 2 / 1, c: 'd' + 'e', f: !0 } // { g: 1 }", r#"{"a":"?","b":"?","c":"?","f":"?"}"#),
            ("x = <p>Don't</p>;\ny = { a: 'b' /* { */ }", r#"{"a":"b"}"#),
            ("x = { a: 'it\\'s \\u00fc\\x41' }", "{\"a\":\"it's üA\"}"),
        ] {
            assert_eq!(shown(text).last().unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn blocks_are_not_objects() {
        for text in ["function f() { const x = 1; return x; }", "if (a) { b = 'c'; }", "class A { b = 'c'; d() {} }", ") ] } `${"] {
            assert!(shown(text).iter().all(|object| object == "{}"), "{text}: {:?}", shown(text));
        }
    }

    #[test]
    fn hostile_scripts_do_no_harm() {
        for piece in ["{", "{a:", "(", "[", "`${", "{a:[", "/", "'", "\"\\", "`", "...", "{)", "(}", "a:{b:'c'},"] {
            let text = piece.repeat(50_000);
            objects(&text, &mut |_| {});
            objects(&format!("{text}{}", "}".repeat(50_000)), &mut |_| {});
        }
    }
}
