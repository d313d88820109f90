//! A plan together with its configuration: the plan contains the values, the configuration contains the places where they are written.

use super::configured::root_of;
use crate::parts::Parts;
use crate::reader::folders::split;
use crate::resource::{Collector, Kind, Origin, Place, Resource, Sink, SourceMap};
use crate::source::{Source, Span};
use crate::syntax::json::parse;
use crate::syntax::tree::{Node, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The part of a file that is examined to recognize a plan.
const HEAD_BYTES: usize = 4 << 10;

/// The resources that the configurations of an input declare.
#[derive(Debug, Default)]
pub(in crate::reader) struct Overlay {
    roots: BTreeMap<String, Root>,
    /// Positions in `roots`, by address and kind.
    by_address: HashMap<(String, Kind), Vec<(String, usize)>>,
    /// The same by addresses without keys: the plan contains each instance, even if the configuration leaves their number unknown.
    by_bare_address: HashMap<(String, Kind), Vec<(String, usize)>>,
}

/// A plan file, with the resources that the configurations of the input declare.
#[derive(Debug, Clone, Copy)]
pub(in crate::reader) struct Plan<'o> {
    pub path: &'o str,
    pub overlay: &'o Overlay,
}

impl Plan<'_> {
    /// The root of its resources: the configuration that it was probably created from, or else the file.
    pub(super) fn root(self) -> Arc<str> {
        let mut roots = self.overlay.roots.keys();
        match (roots.next(), roots.next()) {
            (Some(only), None) => root_of(only),
            _ => self
                .overlay
                .roots
                .keys()
                .filter(|root| holds(root, self.path))
                .max_by_key(|root| depth(root))
                .map_or_else(|| self.path.into(), |root| root_of(root)),
        }
    }
}

/// Whether a plan is in the folder of a root module, or below.
fn holds(root: &str, plan: &str) -> bool {
    let folder = split(plan).0;
    root == "." || folder == root || folder.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
}

/// How far a folder is below the working directory, for comparison.
fn depth(root: &str) -> usize {
    if root == "." { 0 } else { root.len() }
}

/// The resources that one configuration declares.
#[derive(Debug)]
struct Root {
    declared: Collector,
    /// Which of the resources a plan contains.
    judged: Vec<AtomicBool>,
}

/// Whether a file looks like a plan.
pub(in crate::reader) fn is_plan(source: &Source) -> bool {
    source.piece(0, HEAD_BYTES).is_ok_and(|piece| {
        let end = piece.text.floor_char_boundary(HEAD_BYTES.min(piece.text.len()));
        let head = piece.text.before(end);
        head.contains("\"terraform_version\"") && head.contains("\"format_version\"")
    })
}

impl Overlay {
    /// Adds the resources that the configuration in this folder declares.
    pub(in crate::reader) fn add(&mut self, root: &str, declared: Collector) {
        for (index, resource) in declared.resources.iter().enumerate() {
            let address = resource.address.as_deref().unwrap_or_default().to_owned();
            let bare = without_keys(&address);
            self.by_bare_address.entry((bare, resource.kind.clone())).or_default().push((root.to_owned(), index));
            self.by_address.entry((address, resource.kind.clone())).or_default().push((root.to_owned(), index));
        }
        let judged = declared.resources.iter().map(|_| AtomicBool::new(false)).collect();
        self.roots.insert(root.to_owned(), Root { declared, judged });
    }

    /// Emits the resources of the configuration in this folder that no plan contains. Returns whether it was read.
    pub(in crate::reader) fn rest(&self, root: &str, sink: &mut dyn Sink) -> bool {
        let Some(Root { declared, judged }) = self.roots.get(root) else { return false };
        declared.problems.iter().for_each(|problem| sink.problem(problem.clone()));
        for (resource, is_judged) in declared.resources.iter().zip(judged) {
            if !is_judged.load(Ordering::Relaxed)
                && let Ok(members) = resource.members()
            {
                sink.resource(resource, &members);
            }
        }
        true
    }

    /// Moves a resource of a plan to the place where it is written, if that is known. Returns the place of a literal value that differs from
    /// the planned one: then the plan was not created from this configuration, and both are read.
    pub(super) fn lay(&self, planned: &mut Resource<'_>, plan: &str) -> Option<Span> {
        let address = planned.address.as_deref().unwrap_or_default();
        let key = |address: String| (address, planned.kind.clone());
        let bare = || self.by_bare_address.get(&key(without_keys(address))).filter(|all| self.is_without_keys(all));
        let all = self.by_address.get(&key(address.to_owned())).or_else(bare);
        let (resource, is_judged) = all.and_then(|all| self.nearest(all, plan))?;
        let (Ok(values), Ok(written)) = (parse(&planned.json), parse(&resource.json)) else { return None };
        if let Some(contradiction) = contradiction(resource, &values, &written) {
            return Some(contradiction);
        }
        let mut laid = Laid { resource, places: Vec::new() };
        laid.walk(&values, Some(&written), &Place::new(resource.span, Origin::Computed));
        planned.map = SourceMap::Written(laid.places);
        planned.span = resource.span;
        planned.calls.clone_from(&resource.calls);
        is_judged.store(true, Ordering::Relaxed);
        None
    }

    fn is_without_keys(&self, all: &[(String, usize)]) -> bool {
        let address = |(root, index): &(String, usize)| self.roots.get(root)?.declared.resources.get(*index)?.address.as_deref();
        all.iter().all(|at| address(at).is_some_and(|address| !address.contains('[')))
    }

    /// The configuration that a plan was created from, out of those that declare an address: the only one, or the one whose folder contains
    /// the plan most closely.
    fn nearest(&self, all: &[(String, usize)], plan: &str) -> Option<(&Resource<'static>, &AtomicBool)> {
        let of_several = || all.iter().filter(|(root, _)| holds(root, plan)).max_by_key(|(root, _)| depth(root));
        let (root, index) = if let [only] = all { Some(only) } else { of_several() }?;
        let Root { declared, judged } = self.roots.get(root)?;
        Some((declared.resources.get(*index)?, judged.get(*index)?))
    }
}

/// The first literal value of a resource that differs from the planned one. Elements of lists are not compared, because a plan sorts sets.
fn contradiction(resource: &Resource<'_>, planned: &Node<'_>, written: &Node<'_>) -> Option<Span> {
    let differs = match (&planned.value, &written.value) {
        (Value::Object(_), Value::Object(members)) => {
            let of_plan: HashMap<&str, &Node<'_>> = planned.members().iter().map(|member| (&*member.key, &member.value)).collect();
            let both = members.iter().filter_map(|member| Some((*of_plan.get(&*member.key)?, &member.value)));
            return both.into_iter().find_map(|(planned, written)| contradiction(resource, planned, written));
        }
        (Value::String(planned), Value::String(written)) => !planned.eq_ignore_ascii_case(written),
        (Value::Bool(planned), Value::Bool(written)) => planned != written,
        _ => false,
    };
    let place = resource.place(resource.json.part(&written.bytes));
    (differs && place.origin == Origin::Literal).then_some(place.span)
}

/// An address without the keys of instances: `module.apps.azuread_application.this`.
pub(super) fn without_keys(address: &str) -> String {
    let mut bare = String::with_capacity(address.len());
    let (mut in_key, mut in_quotes, mut escaped) = (false, false, false);
    for character in address.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_quotes => escaped = true,
            '"' if in_key => in_quotes = !in_quotes,
            '[' if !in_key => in_key = true,
            ']' if in_key && !in_quotes => in_key = false,
            other if !in_key => bare.push(other),
            _ => {}
        }
    }
    bare
}

/// The places of a plan's values under construction.
struct Laid<'o> {
    resource: &'o Resource<'static>,
    places: Vec<(u32, Place)>,
}

impl Laid<'_> {
    /// Records the place of a value and its inner values: where each is written, else the place of its holder.
    fn walk(&mut self, value: &Node<'_>, written: Option<&Node<'_>>, holder: &Place) {
        let place = written.map_or_else(|| holder.clone(), |written| self.resource.place(self.resource.json.part(&written.bytes)));
        let offset = u32::try_from(value.bytes.start).expect("a resource is smaller than its file");
        self.places.push((offset, place.clone()));
        let holder = place.with_origin(Origin::Computed);
        match &value.value {
            Value::Object(members) => {
                let written: HashMap<&str, &Node<'_>> =
                    written.map_or(&[][..], Node::members).iter().map(|member| (&*member.key, &member.value)).collect();
                for member in members {
                    self.walk(&member.value, written.get(&*member.key).copied(), &holder);
                }
            }
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.walk(element, written.and_then(|written| written.elements().get(index)), &holder);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instance_keys_are_removed() {
        let bare = without_keys(r#"module.a["x.y]\"[z"].azuread_application.this[0]"#);
        assert_eq!(bare, "module.a.azuread_application.this");
    }
}
