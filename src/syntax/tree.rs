//! The tree that data parses to, in JSON, YAML and the literals of other languages: every value and every key knows its bytes.
//!
//! A tree borrows from its text, keeps the order and the duplicates of its keys, and says nothing of other texts. What is computed out of
//! one or several of them, and came from one place to be used at another, is an `eval::Value`.

use super::Unknown;
use std::borrow::Cow;
use std::ops::Range;

/// Bytes in the text that was parsed, end exclusive.
pub type Bytes = Range<usize>;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    /// Its bytes: quotes and brackets included.
    pub bytes: Bytes,
    pub value: Value<'a>,
}

/// What a [`Node`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    /// A number as it was written.
    Number(Cow<'a, str>),
    /// A string, escapes resolved.
    String(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    /// Members in the order of the text.
    Object(Vec<Member<'a>>),
    /// What only a run tells: a variable, a call, a text with placeholders. JSON and YAML have none.
    Unknown(Box<Expression<'a>>),
}

/// An expression that is not evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression<'a> {
    pub unknown: Unknown,
    /// Its text where nobody sets another one (`a ?? 'b'`, `${A:-b}`), and where that stands.
    pub default: Option<(Bytes, Cow<'a, str>)>,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member<'a> {
    /// The key, escapes resolved.
    pub key: Cow<'a, str>,
    /// Bytes of the key, quotes included.
    pub key_bytes: Bytes,
    pub value: Node<'a>,
}

impl From<Unknown> for Value<'_> {
    fn from(unknown: Unknown) -> Self {
        Self::Unknown(Box::new(Expression { unknown, default: None }))
    }
}

/// Deepest nesting that is read: real input stays under 30, and a recursive reader must not run out of stack.
pub const MAX_DEPTH: usize = 128;

impl<'a> Node<'a> {
    /// A string that stands there.
    pub fn string(bytes: Bytes, text: impl Into<Cow<'a, str>>) -> Self {
        Self { bytes, value: Value::String(text.into()) }
    }

    /// An expression of which nothing but this is known.
    pub fn unknown(bytes: Bytes, unknown: Unknown) -> Self {
        Self { bytes, value: unknown.into() }
    }

    /// The member of this name, where this is an object that has one.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.member(key).map(|member| &member.value)
    }

    /// The member of this name with its key.
    pub fn member(&self, key: &str) -> Option<&Member<'a>> {
        self.members().iter().find(|member| member.key == key)
    }

    /// The members of an object; none for anything else.
    pub fn members(&self) -> &[Member<'a>] {
        if let Value::Object(members) = &self.value { members } else { &[] }
    }

    /// The elements of an array; none for anything else.
    pub fn elements(&self) -> &[Node<'a>] {
        if let Value::Array(elements) = &self.value { elements } else { &[] }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    /// The text of a string, of a number, or the default of an expression.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) | Value::Number(text) => Some(text),
            Value::Unknown(expression) => expression.default.as_ref().map(|(_, text)| &**text),
            _ => None,
        }
    }

    /// Where its text stands: that of a default in it.
    pub fn text_bytes(&self) -> &Bytes {
        match &self.value {
            Value::Unknown(expression) => expression.default.as_ref().map_or(&self.bytes, |(bytes, _)| bytes),
            _ => &self.bytes,
        }
    }

    /// The bytes of the source in which a part of the text stands; nothing where the text is not in the source as it is (escapes).
    pub fn within(&self, part: Bytes) -> Option<Bytes> {
        let bytes = self.text_bytes();
        let start = match bytes.len().checked_sub(self.text()?.len())? {
            0 => bytes.start,
            2 => bytes.start + 1, // quotes
            _ => return None,
        };
        Some(start + part.start..start + part.end)
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The node that a JSON pointer (RFC 6901) names; with `deepest`, the last node on the way that exists.
    fn walk(&self, pointer: &str, deepest: bool) -> Option<&Node<'a>> {
        let mut node = self;
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            let next = match &node.value {
                Value::Array(elements) => part.parse().ok().and_then(|index: usize| elements.get(index)),
                _ => node.get(&part),
            };
            match next {
                Some(next) => node = next,
                None if deepest => return Some(node),
                None => return None,
            }
        }
        Some(node)
    }

    /// The node that a JSON pointer names.
    pub fn pointer(&self, pointer: &str) -> Option<&Node<'a>> {
        self.walk(pointer, false)
    }

    /// The node that a JSON pointer names, or the nearest one above it.
    pub fn nearest(&self, pointer: &str) -> &Node<'a> {
        self.walk(pointer, true).unwrap_or(self)
    }

    /// The same value without spans. Of keys written twice the last one stays, as everywhere in `serde_json`; what is unknown is null.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null | Value::Unknown(_) => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => serde_json::from_str(text).unwrap_or(serde_json::Value::Null),
            Value::String(text) => text.as_ref().into(),
            Value::Array(elements) => elements.iter().map(Node::to_json).collect(),
            Value::Object(members) => members.iter().map(|member| (member.key.to_string(), member.value.to_json())).collect(),
        }
    }
}
