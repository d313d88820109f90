//! The evaluated values of the attributes on a line, with the places that they come from.

use crate::load::Loaded;
use crate::model::reason_of_unknown;
use crate::parts::Parts;
use crate::reader;
use crate::resource::{Completeness, Forks, Kind, Origin, Place, Problem, Resource, Sink, SourceMap, forked};
use crate::secrets::Marked;
use crate::source::{FileId, Span};
use crate::syntax::json::{Scan, parse};
use crate::syntax::tree::{Node, Value};
use crate::text::Words;
use std::ops::Range;

/// Values that are collected for one line: a declaration can have many instances.
const MOST: usize = 100;

/// An evaluated value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Evaluated {
    /// Where it is used.
    pub span: Span,
    /// The last name in its path in the object.
    pub name: String,
    /// As text, or why it is not known.
    pub value: Result<String, Words>,
    /// Where it is written, if that is elsewhere.
    pub origin: Option<Span>,
}

/// The values that are used in a part of a file that infrastructure as code declares.
pub(super) fn values(loaded: &Loaded, file: FileId, bytes: Range<usize>) -> Vec<Evaluated> {
    let marked = loaded.project.marked(&loaded.sources);
    let new = |_: &str| Values { file, bytes: bytes.clone(), marked: &marked, found: Vec::new() };
    let mut found: Vec<Evaluated> = Vec::new();
    reader::read_all(&loaded.sources, &loaded.project, &|_| 0, &new, &mut |part: Values<'_>| {
        for value in part.found.into_iter().take(MOST.saturating_sub(found.len())) {
            if !found.contains(&value) {
                found.push(value);
            }
        }
    });
    found
}

struct Values<'m> {
    file: FileId,
    bytes: Range<usize>,
    marked: &'m Marked,
    found: Vec<Evaluated>,
}

impl Values<'_> {
    fn is_here(&self, place: &Place) -> bool {
        let Place { span, origin, .. } = place;
        *origin != Origin::Default && span.file == self.file && self.bytes.contains(&(span.start as usize))
    }

    /// The values below a node.
    fn add(&mut self, resource: &Resource<'_>, node: &Node<'_>, pointer: &str, object: &serde_json::Value) {
        if self.found.len() >= MOST {
            return;
        }
        let unknown = node.get("$unknown").and_then(Node::as_str);
        match &node.value {
            Value::Object(members) if unknown.is_none() => {
                for member in members {
                    let key = member.key.replace('~', "~0").replace('/', "~1");
                    self.add(resource, &member.value, &format!("{pointer}/{key}"), object);
                }
            }
            Value::Array(elements) => {
                for (number, element) in elements.iter().enumerate() {
                    self.add(resource, element, &format!("{pointer}/{number}"), object);
                }
            }
            _ => {
                let place = resource.place(resource.json.part(&node.bytes));
                if !self.is_here(&place) {
                    return;
                }
                let known = || match object.pointer(pointer) {
                    Some(serde_json::Value::String(text)) => text.clone(),
                    other => other.map(ToString::to_string).unwrap_or_default(),
                };
                let mut value = match unknown {
                    Some(_) => Err(reason_of_unknown(resource.json.part(&node.bytes))),
                    None => Ok(known()),
                };
                if let Ok(text) = &mut value {
                    self.marked.mask(text);
                }
                let name = pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default().to_owned();
                let origin = place.provenance.steps().last().map(|step| step.at);
                self.found.push(Evaluated { span: place.span, name, value, origin });
            }
        }
    }
}

impl Sink for Values<'_> {
    fn resource(&mut self, resource: &Resource<'_>, _: &Scan<'_>) {
        // An export contains its values as they are.
        let SourceMap::Written(places) = &resource.map else { return };
        if !places.iter().any(|(_, place)| self.is_here(place)) {
            return;
        }
        let Ok(node) = parse(&resource.json) else { return };
        let mut object = node.to_json();
        self.marked.mask_json("", &mut object);
        self.add(resource, &node, "", &object);
    }

    fn problem(&mut self, _: Problem) {}

    fn completeness(&mut self, _: &Kind, _: &str, _: Completeness) {}

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let new = || Self { file: self.file, bytes: self.bytes.clone(), marked: self.marked, found: Vec::new() };
        let parts = forked(new, work);
        self.found.extend(parts.into_iter().flat_map(|part| part.found));
    }
}
