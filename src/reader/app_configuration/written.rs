//! What stands in a configuration, whatever language it is written in: one tree for JSON, YAML, scripts, properties and variables.

use crate::resource::{Origin, Partly};
use crate::syntax::tree::{Bytes, Node, Value};
use std::borrow::Cow;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Written<'t> {
    pub bytes: Bytes,
    pub what: What<'t>,
    /// How it came about.
    pub origin: Origin,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum What<'t> {
    Null,
    Switch(bool),
    /// A text, or a number as it was written.
    Text(Cow<'t, str>),
    List(Vec<Written<'t>>),
    /// Members in the order of the text.
    Object(Vec<Entry<'t>>),
    /// What only the running app knows.
    Unknown(Unknown),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Entry<'t> {
    pub key: Cow<'t, str>,
    pub key_bytes: Bytes,
    pub value: Written<'t>,
}

/// Why a value cannot be known, and what is known of its text all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Unknown {
    pub reason: String,
    /// How its text starts.
    pub starts_with: String,
    /// How its text ends.
    pub ends_with: String,
}

impl Unknown {
    /// Nothing is known but why.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    /// Of `text` the bytes from `start` to `end` are not known.
    pub fn within(text: &str, start: usize, end: usize, reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), starts_with: text[..start].to_owned(), ends_with: text[end..].to_owned() }
    }

    /// As the wire has it.
    pub fn partly(&self) -> Partly<'_> {
        Partly { starts_with: &self.starts_with, ends_with: &self.ends_with, ..Partly::default() }
    }
}

impl<'t> Written<'t> {
    /// A value that stands there as it is.
    pub fn new(bytes: Bytes, what: What<'t>) -> Self {
        Self { bytes, what, origin: Origin::Literal }
    }

    /// A text that stands there as it is.
    pub fn text(bytes: Bytes, text: impl Into<Cow<'t, str>>) -> Self {
        Self::new(bytes, What::Text(text.into()))
    }

    /// A default that the library documents, at the place of what has it.
    pub fn default(bytes: Bytes, what: What<'t>) -> Self {
        Self { origin: Origin::Default, ..Self::new(bytes, what) }
    }

    /// The same place, for what was made of the value.
    pub fn computed(&self, what: What<'t>) -> Self {
        Self { bytes: self.bytes.clone(), what, origin: Origin::Computed }
    }

    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let What::Text(text) = &self.what { Some(text) } else { None }
    }

    /// Whether nothing is written: `null`, or an empty text.
    pub fn is_empty(&self) -> bool {
        matches!(self.what, What::Null) || self.as_text().is_some_and(|text| text.trim().is_empty())
    }

    /// The elements of a list; none for anything else.
    pub fn elements(&self) -> &[Self] {
        if let What::List(elements) = &self.what { elements } else { &[] }
    }

    /// The members of an object; none for anything else.
    pub fn entries(&self) -> &[Entry<'t>] {
        if let What::Object(entries) = &self.what { entries } else { &[] }
    }

    /// The member of this name.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The member that these names lead to.
    pub fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The text that is known, or how it starts: what a URL can be told by.
    pub fn start(&self) -> Option<&str> {
        match &self.what {
            What::Text(text) => Some(text),
            What::Unknown(unknown) if !unknown.starts_with.is_empty() => Some(&unknown.starts_with),
            _ => None,
        }
    }

    /// The bytes of the source in which a part of the text stands; nothing where the text is not in the source as it is (escapes).
    pub fn within(&self, part: Bytes) -> Option<Bytes> {
        let start = match self.bytes.len().checked_sub(self.as_text()?.len())? {
            0 => self.bytes.start,
            2 => self.bytes.start + 1, // quotes
            _ => return None,
        };
        Some(start + part.start..start + part.end)
    }

    /// The parts of a text between commas, semicolons and white space, each at its place.
    pub fn parts(&self) -> Vec<Self> {
        let Some(text) = self.as_text() else { return Vec::new() };
        let is_separator = |character: char| matches!(character, ',' | ';') || character.is_whitespace();
        let parts = text.split(is_separator).filter(|part| !part.is_empty());
        parts
            .map(|part| {
                let at = part.as_ptr() as usize - text.as_ptr() as usize;
                let bytes = self.within(at..at + part.len()).unwrap_or_else(|| self.bytes.clone());
                Self::text(bytes, part.to_owned())
            })
            .collect()
    }

    /// The switch, where it is one or its name.
    pub fn switch(&self) -> Option<bool> {
        match &self.what {
            What::Switch(on) => Some(*on),
            What::Text(text) => match text.trim() {
                text if text.eq_ignore_ascii_case("true") || text == "1" => Some(true),
                text if text.eq_ignore_ascii_case("false") || text == "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The switch turned round: of what is switched off where this is on.
    pub fn turned_round(&self) -> Self {
        match self.switch() {
            Some(on) => self.computed(What::Switch(!on)),
            None => self.clone(),
        }
    }
}

impl<'t> From<Node<'t>> for Written<'t> {
    fn from(node: Node<'t>) -> Self {
        let what = match node.value {
            Value::Null => What::Null,
            Value::Bool(on) => What::Switch(on),
            Value::Number(text) | Value::String(text) => What::Text(text),
            Value::Array(elements) => What::List(elements.into_iter().map(Self::from).collect()),
            Value::Object(members) => {
                let entry = |member: crate::syntax::tree::Member<'t>| Entry {
                    key: member.key,
                    key_bytes: member.key_bytes,
                    value: member.value.into(),
                };
                What::Object(members.into_iter().map(entry).collect())
            }
        };
        Self::new(node.bytes, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_text_know_their_places() {
        let source = r#"x: "a, ü;b""#;
        let value = Written::text(3..source.len(), "a, ü;b");
        assert_eq!(value.parts().iter().map(|part| &source[part.bytes.clone()]).collect::<Vec<_>>(), ["a", "ü", "b"]);
        let escaped = Written::text(3..source.len(), "a b");
        assert!(escaped.parts().iter().all(|part| part.bytes == (3..source.len())));
    }

    #[test]
    fn switches_may_be_texts() {
        for (text, expected) in [("True", Some(false)), ("0", Some(true)), ("yes", None)] {
            assert_eq!(Written::text(0..1, text).turned_round().switch(), expected, "{text}");
        }
    }
}
