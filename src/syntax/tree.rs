//! The tree of data in JSON, YAML and the literals of other languages: every value and every key has its bytes.
//!
//! A tree borrows from its text, and keeps the order and duplicates of its keys. A value computed from several texts, with a provenance,
//! is an `eval::Value`.

use super::Unknown;
use std::borrow::Cow;
use std::ops::Range;

/// Bytes in the parsed text, end exclusive.
pub type Bytes = Range<usize>;

#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    /// Its bytes, including quotes and brackets.
    pub bytes: Bytes,
    pub value: Value<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    /// A number as written.
    Number(Cow<'a, str>),
    /// A string, with escapes resolved.
    String(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    /// Members in source order.
    Object(Vec<Member<'a>>),
    /// A value known only at run time: a variable, a call, a text with placeholders. JSON and YAML have none.
    Unknown(Box<Expression<'a>>),
}

/// An expression that is not evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression<'a> {
    pub unknown: Unknown,
    /// Its text if no other one is set (`a ?? 'b'`, `${A:-b}`), and its bytes.
    pub default: Option<(Bytes, Cow<'a, str>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Member<'a> {
    /// The key, with escapes resolved.
    pub key: Cow<'a, str>,
    /// Bytes of the key, including quotes.
    pub key_bytes: Bytes,
    pub value: Node<'a>,
}

impl From<Unknown> for Value<'_> {
    fn from(unknown: Unknown) -> Self {
        Self::Unknown(Box::new(Expression { unknown, default: None }))
    }
}

/// Maximum nesting: real input stays below 30, and a recursive parser must not overflow the stack.
pub const MAX_DEPTH: usize = 128;

impl<'a> Node<'a> {
    pub fn string(bytes: Bytes, text: impl Into<Cow<'a, str>>) -> Self {
        Self { bytes, value: Value::String(text.into()) }
    }

    /// An expression without a default.
    pub fn unknown(bytes: Bytes, unknown: Unknown) -> Self {
        Self { bytes, value: unknown.into() }
    }

    /// The value of the member of this name, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.member(key).map(|member| &member.value)
    }

    /// The member of this name with its key.
    pub fn member(&self, key: &str) -> Option<&Member<'a>> {
        self.members().iter().find(|member| member.key == key)
    }

    /// The members of an object; empty for other values.
    pub fn members(&self) -> &[Member<'a>] {
        if let Value::Object(members) = &self.value { members } else { &[] }
    }

    /// The elements of an array; empty for other values.
    pub fn elements(&self) -> &[Node<'a>] {
        if let Value::Array(elements) = &self.value { elements } else { &[] }
    }

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

    /// The bytes of its text, or of its default.
    pub fn text_bytes(&self) -> &Bytes {
        match &self.value {
            Value::Unknown(expression) => expression.default.as_ref().map_or(&self.bytes, |(bytes, _)| bytes),
            _ => &self.bytes,
        }
    }

    /// The bytes in the source of a part of the text; `None` if the text differs from the source (escapes).
    pub fn within(&self, part: Bytes) -> Option<Bytes> {
        let bytes = self.text_bytes();
        let start = match bytes.len().checked_sub(self.text()?.len())? {
            0 => bytes.start,
            2 => bytes.start + 1, // quotes
            _ => return None,
        };
        Some(start + part.start..start + part.end)
    }

    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The node at a JSON pointer (RFC 6901); with `deepest`, the last existing node on the path.
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

    /// The node at a JSON pointer.
    pub fn pointer(&self, pointer: &str) -> Option<&Node<'a>> {
        self.walk(pointer, false)
    }

    /// The node at a JSON pointer, or its nearest existing ancestor.
    pub fn nearest(&self, pointer: &str) -> &Node<'a> {
        self.walk(pointer, true).unwrap_or(self)
    }

    /// The same value without spans. The last of duplicate keys wins, as in `serde_json`; unknown values are null.
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
