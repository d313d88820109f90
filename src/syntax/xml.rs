//! Tags and texts of the XML of API Management policies.
//!
//! C# expressions (`@(…)`, `@{…}`) are embedded unescaped, with quotes and `<` inside, so it is not well-formed XML. Only the five
//! predefined entities are resolved. Broken parts are skipped; nothing here recurses.

use super::tree::Bytes;
use crate::parts::Parts;
use memchr::{memchr, memmem};
use std::borrow::Cow;

#[derive(Debug)]
pub struct Tag<'t> {
    pub name: &'t str,
    pub bytes: Bytes,
    pub role: Role,
    /// Names and bytes of the values of its attributes, without quotes.
    pub attributes: Vec<(&'t str, Bytes)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Opens,
    Closes,
    Empty,
}

#[derive(Debug)]
pub enum Piece<'t> {
    Tag(Tag<'t>),
    /// Text between tags, without surrounding white space.
    Text(Bytes),
}

/// Iterates over the pieces of a document.
#[derive(Debug)]
pub struct Pieces<'t> {
    text: &'t str,
    at: usize,
    /// The number of bytes read while searching for the end of unclosed expressions.
    wasted: usize,
}

impl<'t> Pieces<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, wasted: 0 }
    }

    fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    fn starts(&self, with: &str) -> bool {
        self.bytes().after(self.at).starts_with(with.as_bytes())
    }

    /// Advances after the next occurrence of `end`, or to the end of the text.
    fn after(&mut self, end: &str) {
        let found = memmem::find(self.bytes().after(self.at), end.as_bytes());
        self.at = found.map_or(self.text.len(), |found| self.at + found + end.len());
    }

    /// Text up to the next tag. Expressions may contain tags.
    fn run(&mut self) -> Option<Bytes> {
        let start = self.at;
        while let Some(&byte) = self.bytes().get(self.at) {
            match byte {
                b'<' => break,
                b'@' => self.at = self.end_of_expression().unwrap_or(self.at + 1),
                _ => self.at += 1,
            }
        }
        trimmed(self.text, start..self.at)
    }

    fn end_of_expression(&mut self) -> Option<usize> {
        if self.wasted > MAX_WASTED || self.bytes().get(self.at) != Some(&b'@') {
            return None;
        }
        let end = end_of_expression(self.bytes(), self.at);
        if end.is_none() {
            self.wasted += MAX_EXPRESSION.min(self.text.len() - self.at);
        }
        end
    }

    fn tag(&mut self) -> Option<Tag<'t>> {
        let start = self.at;
        self.at += 1;
        let closes = self.bytes().get(self.at) == Some(&b'/');
        self.at += usize::from(closes);
        let name = self.name();
        if name.is_empty() {
            return None; // a `<` that starts no tag
        }
        let mut attributes = Vec::new();
        let mut role = if closes { Role::Closes } else { Role::Opens };
        loop {
            self.white();
            match *self.bytes().get(self.at)? {
                b'>' => {
                    self.at += 1;
                    return Some(Tag { name, bytes: start..self.at, role, attributes });
                }
                b'<' => return None, // the tag is not closed
                b'/' => {
                    self.at += 1;
                    role = Role::Empty;
                }
                _ => {
                    let name = self.name();
                    match self.value() {
                        Some(value) => attributes.push((name, value)),
                        None if name.is_empty() => self.at = self.text.ceil_char_boundary(self.at + 1),
                        None => {}
                    }
                }
            }
        }
    }

    fn name(&mut self) -> &'t str {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':') || !byte.is_ascii();
        let length = self.bytes().after(self.at).iter().take_while(|byte| is_name(byte)).count();
        self.at += length;
        self.text.part(self.at - length..self.at)
    }

    fn white(&mut self) {
        self.at += self.bytes().after(self.at).iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    /// The value of an attribute, whose `=` is next.
    fn value(&mut self) -> Option<Bytes> {
        self.white();
        if self.bytes().get(self.at) != Some(&b'=') {
            return None;
        }
        self.at += 1;
        self.white();
        let quote = *self.bytes().get(self.at).filter(|byte| matches!(byte, b'"' | b'\''))?;
        self.at += 1;
        let start = self.at;
        self.white();
        // Quotes in an expression do not end the value. A value that only looks like an expression ends at the first quote.
        let expression = self.end_of_expression().filter(|end| {
            let after = self.bytes().after(*end);
            let white = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            after.get(white) == Some(&quote)
        });
        let from = expression.unwrap_or(start);
        let end = memchr(quote, self.bytes().after(from)).map_or(self.text.len(), |length| from + length);
        self.at = (end + 1).min(self.text.len());
        Some(start..end)
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        while self.at < self.text.len() {
            if self.starts("<!--") {
                self.after("-->");
            } else if self.starts("<![CDATA[") {
                let start = self.at + "<![CDATA[".len();
                self.after("]]>");
                let end = self.at.saturating_sub("]]>".len()).max(start).min(self.text.len());
                if let Some(bytes) = trimmed(self.text, start.min(end)..end) {
                    return Some(Piece::Text(bytes));
                }
            } else if self.starts("<!") || self.starts("<?") {
                self.after(">");
            } else if self.starts("<") {
                if let Some(tag) = self.tag() {
                    return Some(Piece::Tag(tag));
                }
            } else if let Some(bytes) = self.run() {
                return Some(Piece::Text(bytes));
            }
        }
        None
    }
}

fn trimmed(text: &str, bytes: Bytes) -> Option<Bytes> {
    let piece = text.get(bytes.clone())?;
    let start = bytes.start + (piece.len() - piece.trim_start().len());
    let length = piece.trim().len();
    (length > 0).then_some(start..start + length)
}

/// The maximum length of an expression, far above that of real ones.
const MAX_EXPRESSION: usize = 64 << 10;

/// The maximum number of bytes read per file while searching for the end of unclosed expressions, to bound the time for hostile text.
const MAX_WASTED: usize = 1 << 20;

/// Offset after the expression (`@(…)`, `@{…}`) that starts at `at`. Brackets are counted, except in C# strings.
fn end_of_expression(bytes: &[u8], at: usize) -> Option<usize> {
    let (open, close) = match bytes.get(at..)? {
        [b'@', b'(', ..] => (b'(', b')'),
        [b'@', b'{', ..] => (b'{', b'}'),
        _ => return None,
    };
    let within = bytes.before(bytes.len().min(at + MAX_EXPRESSION));
    let mut depth = 0usize;
    let mut next = at + 1;
    while let Some(&byte) = within.get(next) {
        match byte {
            b'"' => next = end_of_string(within, next, within.before(next).ends_with(b"@"))?,
            // A C# character literal: `'"'`, `'\''`.
            b'\'' if bytes.get(next + 1) == Some(&b'\\') && bytes.get(next + 3) == Some(&b'\'') => next += 4,
            b'\'' if bytes.get(next + 2) == Some(&b'\'') => next += 3,
            _ => {
                depth += usize::from(byte == open);
                if byte == close {
                    depth -= 1; // the first bracket is the opening one
                }
                next += 1;
                if depth == 0 {
                    return Some(next);
                }
            }
        }
    }
    None
}

fn end_of_string(bytes: &[u8], start: usize, is_verbatim: bool) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match *bytes.get(at)? {
            b'"' if is_verbatim && bytes.get(at + 1) == Some(&b'"') => at += 2,
            b'"' => return Some(at + 1),
            b'\\' if !is_verbatim => at += 2,
            b'\n' if !is_verbatim => return None,
            _ => at += 1,
        }
    }
}

/// A text with the five predefined entities resolved.
pub fn resolved(text: &str) -> Cow<'_, str> {
    const ENTITIES: [(&str, &str); 5] = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.before(at));
        rest = rest.after(at);
        let entity = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
        let (length, meaning) = entity.map_or((1, "&"), |(entity, meaning)| (entity.len(), *meaning));
        out.push_str(meaning);
        rest = rest.after(length);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let piece = |piece: Piece<'_>| match piece {
            Piece::Text(bytes) => text[bytes].to_owned(),
            Piece::Tag(tag) => {
                let attributes: Vec<String> =
                    tag.attributes.iter().map(|(name, value)| format!(" {name}={}", &text[value.clone()])).collect();
                format!("{:?} {}{}", tag.role, tag.name, attributes.concat())
            }
        };
        Pieces::new(text).map(piece).collect()
    }

    #[test]
    fn expressions_are_left_as_they_are() {
        let text = r#"<?xml version="1.0"?><!-- <a> --><a b="@(x.Get("q", '"') < 1 ? @"c:\" : "\")")" c = 'd'> @{ if (a < b) { return "}"; } }<e/></a>"#;
        assert_eq!(
            shown(text),
            [r#"Opens a b=@(x.Get("q", '"') < 1 ? @"c:\" : "\")") c=d"#, r#"@{ if (a < b) { return "}"; } }"#, "Empty e", "Closes a"]
        );
    }

    #[test]
    fn broken_parts_are_skipped() {
        assert_eq!(shown("a < b <c x=1 y z='2'>@(d</c>"), ["a", "b", "Opens c z=2", "@(d", "Closes c"]);
        assert_eq!(shown("<a b=\"@(c\"><d"), ["Opens a b=@(c"]);
        assert_eq!(shown("<![CDATA[ <x> ]]><![CDATA["), ["<x>"]);
        assert!(shown("<![CDATA[").is_empty());
    }

    #[test]
    fn five_entities_are_resolved_once() {
        assert_eq!(resolved("&amp;lt; &lt;&gt;&quot;&apos; &#65; &ü"), "&lt; <>\"' &#65; &ü");
    }
}
