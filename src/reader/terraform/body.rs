//! A value of a plan or state beside what the plan says of it: what is unknown, what is sensitive.

use super::table::AFTER_APPLY;
use crate::source::{FileId, Span};
use crate::syntax::tree::{Node, Value};
use crate::wire::{Origin, Place, Writer};
use std::collections::HashMap;

/// Why a value is not known whose key stands twice.
const TWICE: &str = "its key, or a key around it, is written twice";

/// Why a sensitive value is not told.
const SENSITIVE: &str = "marked as sensitive";

/// A value of `after` or `values`, with the same place in `after_unknown` and `after_sensitive`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Given<'n, 't> {
    pub value: Option<&'n Node<'t>>,
    pub unknown: Option<&'n Node<'t>>,
    pub sensitive: Option<&'n Node<'t>>,
    /// The file, and where in it the nodes' bytes begin to count.
    pub base: Option<(FileId, usize)>,
    /// Its key, or a key around it, is written twice: which of the two holds is not certain.
    pub ambiguous: bool,
}

impl<'n, 't> Given<'n, 't> {
    /// The attribute of this name.
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

    /// The blocks of a list; a block that is no list counts as one.
    pub(super) fn elements(self) -> impl Iterator<Item = Self> {
        let nodes: &'n [Node<'t>] = match self.value {
            Some(node) if matches!(node.value, Value::Object(_)) => std::slice::from_ref(node),
            Some(node) => node.elements(),
            None => &[],
        };
        let at = |marks: Option<&'n Node<'t>>, index: usize| match marks {
            Some(node) if is_true(node) => Some(node),
            Some(node) => node.elements().get(index),
            None => None,
        };
        nodes.iter().enumerate().map(move |(index, value)| Self {
            value: Some(value),
            unknown: at(self.unknown, index),
            sensitive: at(self.sensitive, index),
            base: self.base,
            ambiguous: self.ambiguous,
        })
    }

    /// Why the value cannot be known, where that is so.
    pub(super) fn unknown_because(self) -> Option<&'static str> {
        let after_apply = || self.unknown.is_some_and(is_true).then_some(AFTER_APPLY);
        self.ambiguous.then_some(TWICE).or_else(after_apply)
    }

    fn is_sensitive(self) -> bool {
        self.sensitive.is_some_and(is_true)
    }

    /// Whether there is a value other than null.
    pub(super) fn is_set(self) -> bool {
        self.value.is_some_and(|node| !node.is_null())
    }

    /// A string that is known.
    pub(super) fn text(self) -> Option<&'n str> {
        self.value.and_then(Node::as_str)
    }

    /// Where the value stands: else where it is said to be unknown, else the header.
    pub(super) fn place(self, header: Place) -> Place {
        match (self.value.or(self.unknown), self.base) {
            (Some(node), Some(base)) => Place { span: span(base, node), origin: Origin::Literal },
            _ => header,
        }
    }
}

/// The span of a node.
pub(super) fn span((file, base): (FileId, usize), node: &Node<'_>) -> Span {
    Span::new(file, base + node.bytes.start, base + node.bytes.end)
}

fn is_true(node: &Node<'_>) -> bool {
    node.value == Value::Bool(true)
}

/// Writes a value as it is, and in it what is unknown or sensitive as such.
pub(super) fn merge(given: Given<'_, '_>, writer: &mut Writer) {
    let Some(base) = given.base else { return };
    let Some(node) = given.value.or(given.unknown) else { return };
    let place = Place { span: span(base, node), origin: Origin::Literal };
    if let Some(reason) = given.unknown_because() {
        return writer.unknown(place, reason);
    }
    if given.is_sensitive() {
        return writer.unknown(place, SENSITIVE);
    }
    match &node.value {
        Value::Object(_) => writer.object(place, |writer| members(given, writer)),
        Value::Array(_) => writer.array(place, |writer| {
            for element in given.elements() {
                merge(element, writer.element());
            }
        }),
        _ => writer.node(node, &|node| span(base, node)),
    }
}

/// Writes the members of an object, and those that are unknown and so not in it. Time is linear: an object may have any number.
pub(super) fn members(given: Given<'_, '_>, writer: &mut Writer) {
    let (values, unknown, sensitive) = (by_key(given.value), by_key(given.unknown), by_key(given.sensitive));
    let inner = |key: &str| Given {
        value: values.get(key).map(|(node, _)| *node),
        unknown: mark(given.unknown, &unknown, key),
        sensitive: mark(given.sensitive, &sensitive, key),
        base: given.base,
        ambiguous: given.ambiguous || [&values, &unknown, &sensitive].iter().any(|keys| keys.get(key).is_some_and(|(_, twice)| *twice)),
    };
    for member in given.value.map_or(&[][..], Node::members) {
        // Of a key written twice one is written, as unknown.
        if std::ptr::eq(values[&*member.key].0, &raw const member.value) {
            merge(inner(&member.key), writer.key(&member.key));
        }
    }
    for member in given.unknown.map_or(&[][..], Node::members) {
        if is_true(&member.value) && !values.contains_key(&*member.key) && std::ptr::eq(unknown[&*member.key].0, &raw const member.value) {
            merge(inner(&member.key), writer.key(&member.key));
        }
    }
}

type ByKey<'n, 't> = HashMap<&'n str, (&'n Node<'t>, bool)>;

/// What is marked of a member: all of the object, or the member itself.
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
