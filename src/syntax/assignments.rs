//! Line-based assignments: `.env` files, and the subset of TOML used for oauth2-proxy.
//!
//! Sources: dotenv, README; TOML 1.0. Other lines are skipped.

use super::Unknown;
use super::placeholders::{Style, filled};
use super::tree::{Member, Node, Value};
use crate::parts::Parts;
use crate::text::Text;
use std::borrow::Cow;

/// Parses a `.env` file into its variables; the last of several assignments wins.
pub fn dotenv(text: &str) -> Node<'_> {
    assignments(text, &mut |cursor| cursor.shell_value())
}

/// Parses the keys of a TOML file before its first table.
pub fn toml(text: &str) -> Node<'_> {
    let end = text.starts_with('[').then_some(0).or_else(|| text.find("\n[")).unwrap_or(text.len());
    assignments(text.before(end), &mut |cursor| cursor.toml_value())
}

fn assignments<'t>(text: &'t str, value: &mut dyn FnMut(&mut Cursor<'t>) -> Node<'t>) -> Node<'t> {
    let mut cursor = Cursor { text, at: 0 };
    let mut members: Vec<Member<'t>> = Vec::new();
    let mut known = std::collections::HashMap::new();
    while cursor.at < text.len() {
        if let Some((key, key_bytes)) = cursor.key() {
            let value = value(&mut cursor);
            let member = Member { key: Cow::Borrowed(key), key_bytes, value };
            let index = *known.entry(key).or_insert(members.len());
            match members.get_mut(index) {
                Some(known) => *known = member,
                None => members.push(member),
            }
        }
        cursor.line();
    }
    Node { bytes: 0..text.len(), value: Value::Object(members) }
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().after(self.at)
    }

    fn skip(&mut self, bytes: &[u8]) {
        self.at += self.rest().iter().take_while(|byte| bytes.contains(byte)).count();
    }

    fn line(&mut self) {
        self.at += memchr::memchr(b'\n', self.rest()).map_or(self.rest().len(), |length| length + 1);
    }

    /// The key of an assignment, including its `=`.
    fn key(&mut self) -> Option<(&'t str, std::ops::Range<usize>)> {
        self.skip(b" \t");
        if self.rest().starts_with(b"export ") {
            self.at += "export ".len();
            self.skip(b" \t");
        }
        let start = self.at;
        let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b':');
        self.at += self.rest().iter().take_while(|byte| is_key(byte)).count();
        let end = self.at;
        self.skip(b" \t");
        if start == end || self.rest().first() != Some(&b'=') {
            return None;
        }
        self.at += 1;
        self.skip(b" \t");
        Some((self.text.part(start..end), start..end))
    }

    /// Text in one kind of quotes, which may span lines; `None` if it is not closed.
    fn quoted(&mut self, quote: u8, has_escapes: bool) -> Option<std::ops::Range<usize>> {
        let start = self.at + 1;
        let mut at = start;
        while let Some(&byte) = self.text.as_bytes().get(at) {
            match byte {
                b'\\' if has_escapes => at += 2,
                _ if byte == quote => {
                    self.at = at + 1;
                    return Some(start..at);
                }
                _ => at += 1,
            }
        }
        None
    }

    fn shell_value(&mut self) -> Node<'t> {
        let quote = self.rest().first().copied().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
        let quoted = quote.and_then(|quote| self.quoted(quote, quote == b'"'));
        let bytes = quoted.unwrap_or_else(|| {
            let end = self.at + memchr::memchr(b'\n', self.rest()).unwrap_or(self.rest().len());
            let line = self.text.part(self.at..end);
            // A comment follows after white space.
            let comment = [line.starts_with('#').then_some(0), line.find(" #"), line.find("\t#")].into_iter().flatten().min();
            let value = line.before(comment.unwrap_or(line.len())).trim_end();
            self.at..self.at + value.len()
        });
        let text = self.text.part(&bytes);
        let value = Node::string(bytes, text);
        let Some(unknown) = substitution(text).filter(|_| quote != Some(b'\'')) else { return value };
        let filled = filled(value.clone(), Style::Shell);
        if filled.text().is_some_and(|text| substitution(text).is_none()) {
            return filled;
        }
        Node::unknown(value.bytes, unknown)
    }

    fn toml_value(&mut self) -> Node<'t> {
        if self.rest().first() != Some(&b'[') {
            return self.toml_scalar();
        }
        let start = self.at;
        self.at += 1;
        let mut elements = Vec::new();
        loop {
            self.skip(b" \t\r\n,");
            match self.rest().first() {
                Some(b'#') => self.line(),
                Some(b']') => {
                    self.at += 1;
                    return Node { bytes: start..self.at, value: Value::Array(elements) };
                }
                Some(b'"' | b'\'') => elements.push(self.toml_scalar()),
                // A list of other values, or one that is not closed.
                _ => return Node::unknown(start..self.at, Unknown::new("no list of texts")),
            }
        }
    }

    fn toml_scalar(&mut self) -> Node<'t> {
        let quote = self.rest().first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
        if let Some(bytes) = quote.and_then(|quote| self.quoted(quote, quote == b'"')) {
            let text = self.text.part(&bytes);
            let text = if text.contains('\\') && quote == Some(b'"') {
                text.replace("\\\"", "\"").replace("\\\\", "\\").into()
            } else {
                text.into()
            };
            return Node { bytes, value: Value::String(text) };
        }
        let start = self.at;
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r' | b'#' | b',' | b']');
        self.at += self.rest().iter().take_while(|byte| !is_end(byte)).count().max(usize::from(quote.is_some()));
        let text = self.text.part(start..self.at).trim_end();
        let value = match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text.into()),
        };
        Node { bytes: start..start + text.len(), value }
    }
}

/// The parts of a text that stay known around the substitution of a variable or a command.
fn substitution(text: &str) -> Option<Unknown> {
    let is_start = |at: &usize| text.after(at + 1).starts_with(|next: char| matches!(next, '{' | '(' | '_') || next.is_ascii_alphabetic());
    let start = memchr::memchr_iter(b'$', text.as_bytes()).find(is_start)?;
    let rest = text.after(start + 1);
    let end = match rest.chars().next() {
        Some('{') => text.rfind('}').map(|end| end + 1),
        Some('(') => text.rfind(')').map(|end| end + 1),
        // The text after the name is known, up to a second substitution.
        _ => rest
            .find(|next: char| next != '_' && !next.is_ascii_alphanumeric())
            .map(|length| start + 1 + length)
            .filter(|end| !text.after(*end).contains('$')),
    };
    let end = end.filter(|end| *end > start).unwrap_or(text.len());
    let shown: String = text.part(start..end).chars().take(64).collect();
    Some(
        Unknown::new(Text::new("`{shown}` is set where the application runs").with("shown", shown))
            .between(text.before(start), text.after(end)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<'t>(text: &'t str, value: &Node<'t>) -> Vec<(String, String)> {
        let text = |value: &Node<'_>| format!("{:?}={}", value.value, &text[value.bytes.clone()]);
        value.members().iter().map(|member| (member.key.to_string(), text(&member.value))).collect()
    }

    #[test]
    fn variables_are_read_as_dotenv_reads_them() {
        let text = "# c\nexport A=1 # one\nB = 'x # $Y'\nC=\"ü\nv\"\nD=\nnothing\nA=2#3\nE=a${X}b\nF=$X/y\nG=\"open\n";
        let read = dotenv(text);
        let values: Vec<_> = read.members().iter().map(|member| (&*member.key, &text[member.value.bytes.clone()])).collect();
        assert_eq!(values, [("A", "2#3"), ("B", "x # $Y"), ("C", "ü\nv"), ("D", ""), ("E", "a${X}b"), ("F", "$X/y"), ("G", "\"open")]);
        let Value::Unknown(unknown) = &read.get("F").unwrap().value else { panic!() };
        assert_eq!((&*unknown.unknown.starts_with, &*unknown.unknown.ends_with), ("", "/y"));
        assert_eq!(read.get("B").unwrap().text(), Some("x # $Y"));
    }

    #[test]
    fn toml_is_read_up_to_the_first_table() {
        let text = "a = \"x\" # c\nb = [ 'y', # c\n \"ü\", ]\nc = true\nd = 1\ne = [\"open\nf=[1]\n[t]\ng = 1\n";
        let read = toml(text);
        assert_eq!(read.get("a").unwrap().text(), Some("x"));
        assert_eq!(read.get("b").unwrap().elements().iter().map(|value| &text[value.bytes.clone()]).collect::<Vec<_>>(), ["y", "ü"]);
        assert_eq!(read.get("c").unwrap().value, Value::Bool(true));
        assert!(read.get("g").is_none(), "{:?}", shown(text, &read));
        for piece in ["a=[", "a=\"", "a='", "=", "a=[\"", "[", "a=$(", "a=${"] {
            let text = format!("\n{}", piece.repeat(20_000));
            assert!(toml(&text).bytes.end <= text.len() && dotenv(&text).bytes.end <= text.len());
        }
    }
}
