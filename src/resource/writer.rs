//! Writes a resource's JSON together with its source map.

use super::{Origin, Place, scope};
use crate::source::Span;
use crate::syntax::tree::{Node, Value};
use crate::syntax::{Reference, Unknown};
use crate::text::Words;
use std::sync::Arc;

/// JSON text under construction. Every value is written with its place.
#[derive(Debug, Default)]
pub struct Writer {
    json: String,
    places: Vec<(u32, Place)>,
    /// Whether the next value is the first of its object or array.
    first: bool,
    /// The root that addresses in references belong to: [`super::Resource::root`].
    pub(super) root: Arc<str>,
    /// The deployment that they belong to: [`super::Resource::deployment`].
    pub(super) deployment: Arc<str>,
    /// The spelling of keys in a format that ignores their case; `None` for a key that is not known.
    spelling: Option<Spelling>,
}

/// The known spelling of a key in any case.
pub type Spelling = fn(&str) -> Option<&'static str>;

impl Writer {
    /// A writer for a resource of this root of infrastructure as code.
    pub fn in_root(root: &Arc<str>) -> Self {
        Self { root: Arc::clone(root), ..Self::default() }
    }

    /// The same writer for a resource of one of several deployments of the root.
    #[must_use]
    pub fn in_deployment(self, deployment: &Arc<str>) -> Self {
        Self { deployment: Arc::clone(deployment), ..self }
    }

    /// Writes the keys from here on in this spelling.
    pub fn spell(&mut self, spelling: Spelling) {
        self.spelling = Some(spelling);
    }

    /// The text, and the places of its values by offset.
    pub fn finish(self) -> (String, Vec<(u32, Place)>) {
        (self.json, self.places)
    }

    /// Writes an object, whose members `write` adds with [`Writer::key`].
    pub fn object(&mut self, place: Place, write: impl FnOnce(&mut Self)) {
        self.bracketed(place, '{', '}', write);
    }

    /// Writes an array, whose elements `write` adds with [`Writer::element`].
    pub fn array(&mut self, place: Place, write: impl FnOnce(&mut Self)) {
        self.bracketed(place, '[', ']', write);
    }

    fn bracketed(&mut self, place: Place, open: char, close: char, write: impl FnOnce(&mut Self)) {
        self.note(place);
        self.json.push(open);
        self.first = true;
        write(self);
        self.json.push(close);
        self.first = false;
    }

    /// Begins a member; the next call writes its value.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.element();
        push_string(&mut self.json, self.spelling.and_then(|spelling| spelling(key)).unwrap_or(key));
        self.json.push(':');
        self
    }

    /// Begins an element; the next call writes it.
    pub fn element(&mut self) -> &mut Self {
        if !std::mem::take(&mut self.first) {
            self.json.push(',');
        }
        self
    }

    /// Copies a value from a source. `span` maps a node to its place.
    pub fn node(&mut self, node: &Node<'_>, span: &impl Fn(&Node<'_>) -> Span) {
        let place = Place::new(span(node), Origin::Literal);
        match &node.value {
            Value::Array(elements) => self.array(place, |writer| {
                for element in elements {
                    writer.element().node(element, span);
                }
            }),
            Value::Object(members) => self.object(place, |writer| {
                for member in members {
                    writer.key(&member.key).node(&member.value, span);
                }
            }),
            Value::String(text) => self.string(place, text),
            Value::Number(text) => self.literal(place, text),
            Value::Bool(value) => self.literal(place, if *value { "true" } else { "false" }),
            Value::Null => self.literal(place, "null"),
            Value::Unknown(expression) => self.unknown_in_part(place, &expression.unknown),
        }
    }

    pub fn string(&mut self, place: Place, text: &str) {
        self.note(place);
        push_string(&mut self.json, text);
    }

    /// Writes a piece of JSON: a default, a number.
    pub fn literal(&mut self, place: Place, json: &str) {
        self.note(place);
        self.json.push_str(json);
    }

    /// Writes an unknown value with the reason.
    pub fn unknown(&mut self, place: Place, reason: impl Into<Words>) {
        let reason = reason.into();
        self.note(place);
        self.json.push_str(UNKNOWN);
        push_string(&mut self.json, reason.english());
        if let Words::Clause(clause) = &reason {
            self.json.push_str(r#","clause":"#);
            self.json.push_str(&serde_json::to_string(clause).expect("it consists of strings"));
        }
        self.json.push('}');
    }

    /// Writes a partly known value with the reason.
    pub fn unknown_in_part(&mut self, place: Place, unknown: &Unknown) {
        self.unknown(place, unknown.reason.clone());
        self.json.pop();
        self.members([("startsWith", &*unknown.starts_with), ("middle", &*unknown.middle), ("endsWith", &*unknown.ends_with)]);
        if let Some(reference) = &unknown.reference {
            self.reference(reference);
        }
        if let Some(part) = unknown.part.as_deref() {
            self.json.push_str(r#","part":{"before":"#);
            push_string(&mut self.json, &part.before);
            self.members([("after", &*part.after)]);
            self.reference(&part.of);
            self.json.push('}');
        }
        self.json.push('}');
    }

    /// Writes what an attribute is one of, as further members of an unknown value.
    fn reference(&mut self, reference: &Reference) {
        let scope = scope(&self.root, &self.deployment).into_owned();
        let provider = reference.provider.as_deref().unwrap_or_default();
        self.members([
            ("reference", &*reference.address),
            ("attribute", &*reference.attribute),
            ("scope", &*scope),
            ("provider", provider),
        ]);
    }

    /// Writes further members of an unknown value, without those that are empty.
    fn members<const N: usize>(&mut self, members: [(&str, &str); N]) {
        for (key, text) in members.into_iter().filter(|(_, text)| !text.is_empty()) {
            self.json.push(',');
            push_string(&mut self.json, key);
            self.json.push(':');
            push_string(&mut self.json, text);
        }
    }

    fn note(&mut self, place: Place) {
        let offset = u32::try_from(self.json.len()).expect("a resource is smaller than its file");
        self.places.push((offset, place));
    }
}

/// The beginning of an unknown value in a translated resource; the reason follows as a string, then the known parts.
pub(crate) const UNKNOWN: &str = "{\"$unknown\":";

fn push_string(json: &mut String, text: &str) {
    json.push_str(&serde_json::to_string(text).expect("a string is always JSON"));
}
