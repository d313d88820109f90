//! The tree that JSON and YAML parse to: every value and every key knows its bytes.

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

/// Deepest nesting that is read: real input stays under 30, and a recursive reader must not run out of stack.
pub const MAX_DEPTH: usize = 128;

impl<'a> Node<'a> {
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

    /// The same value without spans. Of keys written twice the last one stays, as everywhere in `serde_json`.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => serde_json::from_str(text).unwrap_or(serde_json::Value::Null),
            Value::String(text) => text.as_ref().into(),
            Value::Array(elements) => elements.iter().map(Node::to_json).collect(),
            Value::Object(members) => members.iter().map(|member| (member.key.to_string(), member.value.to_json())).collect(),
        }
    }
}
