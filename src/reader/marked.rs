//! A value of a plan or state, combined with its marks for unknown and sensitive values.

use crate::eval::{Data, Number, Object, Value};
use crate::source::{FileId, Span};
use crate::syntax::tree::{self, Node};
use std::collections::HashMap;
use std::sync::Arc;

/// The reason of an unknown value in a plan.
const AFTER_APPLY: &str = "known only after `terraform apply`";

/// The reason of a value whose key is written twice.
const TWICE: &str = "its key, or a key around it, is written twice";

/// The reason of a sensitive value that is withheld.
const SENSITIVE: &str = "marked as sensitive";

/// A value of `after` or `values`, with the matching node of `after_unknown` and `after_sensitive`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marked<'n, 't> {
    pub value: Option<&'n Node<'t>>,
    pub unknown: Option<&'n Node<'t>>,
    pub sensitive: Option<&'n Node<'t>>,
    /// The file, and the offset in it that the bytes of the nodes are relative to.
    pub base: (FileId, usize),
    /// Whether the key, or a key around it, is written twice, so that the effective value is uncertain.
    pub ambiguous: bool,
}

impl<'n, 't> Marked<'n, 't> {
    pub(super) fn get(self, name: &str) -> Self {
        let all = |node: &'n Node<'t>| if is_true(node) { Some(node) } else { node.get(name) };
        let twice = |node: &'n Node<'t>| node.members().iter().filter(|member| member.key == name).nth(1).is_some();
        Self {
            value: self.value.and_then(|node| node.get(name)),
            unknown: self.unknown.and_then(all),
            sensitive: self.sensitive.and_then(all),
            base: self.base,
            ambiguous: self.ambiguous || [self.value, self.unknown, self.sensitive].into_iter().flatten().any(twice),
        }
    }

    /// The value with its unknown and sensitive parts marked. Time is linear: an object may have any number of members.
    pub(super) fn evaluate(self) -> Value {
        let Some(node) = self.value.or(self.unknown) else { return Value::null() };
        let unknown = |reason| Value::unknown(reason).data;
        let data = if self.ambiguous {
            unknown(TWICE)
        } else if self.unknown.is_some_and(is_true) {
            unknown(AFTER_APPLY)
        } else if self.sensitive.is_some_and(is_true) {
            unknown(SENSITIVE)
        } else {
            match &node.value {
                tree::Value::Null => Data::Null,
                tree::Value::Unknown(expression) => Data::Unknown(Arc::new(expression.unknown.clone())),
                tree::Value::Bool(value) => Data::Bool(*value),
                tree::Value::Number(text) => Number::parse(text).map_or_else(|| unknown("the number is too large"), Data::Number),
                tree::Value::String(text) => Data::Text(text.as_ref().into()),
                tree::Value::Array(elements) => {
                    Data::List(elements.iter().enumerate().map(|(index, element)| self.element(index, element).evaluate()).collect())
                }
                tree::Value::Object(_) => Data::Object(Arc::new(self.members())),
            }
        };
        Value::literal(data, span(self.base, node))
    }

    fn element(self, index: usize, value: &'n Node<'t>) -> Self {
        let at = |marks: Option<&'n Node<'t>>| marks.and_then(|node| if is_true(node) { Some(node) } else { node.elements().get(index) });
        Self { value: Some(value), unknown: at(self.unknown), sensitive: at(self.sensitive), ..self }
    }

    /// The members of an object, including unknown ones, which the object itself omits.
    pub(super) fn members(self) -> Object {
        let (values, unknown, sensitive) = (by_key(self.value), by_key(self.unknown), by_key(self.sensitive));
        let inner = |key: &str| Self {
            value: values.get(key).map(|(node, _)| *node),
            unknown: mark(self.unknown, &unknown, key),
            sensitive: mark(self.sensitive, &sensitive, key),
            base: self.base,
            ambiguous: self.ambiguous || [&values, &unknown, &sensitive].iter().any(|keys| keys.get(key).is_some_and(|(_, twice)| *twice)),
        };
        let present = values.keys().copied();
        let only_unknown = unknown.iter().filter(|(key, (node, _))| is_true(node) && !values.contains_key(*key)).map(|(key, _)| *key);
        Object::new(present.chain(only_unknown).map(|key| (Arc::from(key), inner(key).evaluate())))
    }
}

pub(super) fn span((file, base): (FileId, usize), node: &Node<'_>) -> Span {
    Span::new(file, base + node.bytes.start, base + node.bytes.end)
}

fn is_true(node: &Node<'_>) -> bool {
    node.value == tree::Value::Bool(true)
}

type ByKey<'n, 't> = HashMap<&'n str, (&'n Node<'t>, bool)>;

/// The mark of a member: of the whole object, or of the member itself.
fn mark<'n, 't>(marks: Option<&'n Node<'t>>, keys: &ByKey<'n, 't>, key: &str) -> Option<&'n Node<'t>> {
    marks.filter(|node| is_true(node)).or_else(|| Some(keys.get(key)?.0))
}

/// The first value of each key, and whether the key is written twice.
fn by_key<'n, 't>(node: Option<&'n Node<'t>>) -> ByKey<'n, 't> {
    let mut keys = HashMap::new();
    for member in node.map_or(&[][..], Node::members) {
        keys.entry(&*member.key).and_modify(|(_, twice)| *twice = true).or_insert((&member.value, false));
    }
    keys
}
