//! API Management policies that are text inside an ARM resource, in any format that declares or exports it. Each element that validates
//! tokens becomes a resource, as in a separate policy file.
//!
//! Source: Azure Resource Manager, `Microsoft.ApiManagement/service/policies` and related types, 2022-08-01 to 2024-05-01.

use super::app_configuration::api_policy::{ELEMENTS, elements};
use super::literals::offsets;
use crate::parts::Parts;
use crate::resource::{Completeness, Forks, Kind, Origin, Place, Problem, Resource, Sink, Writer};
use crate::source::{Sources, Span};
use crate::syntax::json::{Scan, parse};
use crate::syntax::tree::{Bytes, Node, Value};
use memchr::memmem;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// A sink that examines the resources on their way to another sink.
pub(super) struct Embedded<'k> {
    sink: &'k mut dyn Sink,
    sources: &'k Sources,
}

impl<'k> Embedded<'k> {
    pub fn new(sink: &'k mut dyn Sink, sources: &'k Sources) -> Self {
        Self { sink, sources }
    }
}

impl Sink for Embedded<'_> {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        self.sink.resource(resource, members);
        if is_policy(&resource.kind) {
            read(resource, self.sources, self.sink);
        }
    }
    fn problem(&mut self, problem: Problem) {
        self.sink.problem(problem);
    }
    fn completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        self.sink.completeness(kind, scope, completeness);
    }
    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let sources = self.sources;
        self.sink.fork(&mut |forks| work(&EmbeddedForks { forks, sources }));
    }
}

struct EmbeddedForks<'k> {
    forks: &'k dyn Forks,
    sources: &'k Sources,
}

impl Forks for EmbeddedForks<'_> {
    fn write(&self, number: usize, write: &mut dyn FnMut(&mut dyn Sink)) {
        self.forks.write(number, &mut |sink| write(&mut Embedded { sink, sources: self.sources }));
    }
    fn discard(&self, first: usize) {
        self.forks.discard(first);
    }
}

/// Whether a resource contains a policy of a service, API, operation, product or workspace, or a policy fragment.
fn is_policy(kind: &Kind) -> bool {
    let Kind::Other(name) = kind else { return false };
    let name = name.to_ascii_lowercase();
    name.starts_with("microsoft.apimanagement/service/") && (name.ends_with("/policies") || name.ends_with("/policyfragments"))
}

/// Emits the elements of the policy in a resource.
fn read(resource: &Resource<'_>, sources: &Sources, sink: &mut dyn Sink) {
    let Ok(root) = parse(&resource.json) else { return };
    let property = |name: &str| root.pointer(&format!("/properties/{name}")).or_else(|| root.pointer(&format!("/{name}")));
    let Some(value) = property("value") else { return };
    let place = resource.place(resource.json.part(&value.bytes));
    let is_link = property("format").and_then(Node::as_str).is_some_and(|format| format.to_ascii_lowercase().ends_with("-link"));
    let policy = Policy { resource, root: &root };
    match &value.value {
        Value::String(text) if is_link || text.trim_start().starts_with("http") => {
            policy.unknown(&place, "it is a link to the policy, whose content was not fetched", sink);
        }
        Value::String(text) if has_element(text) && !is_file_of_its_own(text, &place, sources) => {
            policy.known(text, &place, sources, sink);
        }
        Value::Object(members) => {
            let reason = members.iter().find(|member| member.key == "$unknown").and_then(|member| member.value.as_str());
            if let Some(reason) = reason {
                policy.unknown(&place, reason, sink);
            }
        }
        _ => {}
    }
}

fn has_element(text: &str) -> bool {
    ELEMENTS.iter().any(|element| memmem::find(text.as_bytes(), element.as_bytes()).is_some())
}

/// Whether a text was loaded from a file (`loadTextContent`, `file`) that is also read directly, with exact places.
fn is_file_of_its_own(text: &str, place: &Place, sources: &Sources) -> bool {
    let is_it = |path: &str| path.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && end.eq_ignore_ascii_case("xml"));
    place.origin == Origin::Computed && sources.iter().any(|(_, source)| is_it(&source.path) && source.text().is_ok_and(|own| own == text))
}

/// A resource that contains a policy.
struct Policy<'p> {
    resource: &'p Resource<'p>,
    root: &'p Node<'p>,
}

impl Policy<'_> {
    /// Emits each element of a policy text.
    fn known(&self, text: &str, whole: &Place, sources: &Sources, sink: &mut dyn Sink) {
        let (start, end) = (whole.span.start as usize, whole.span.end as usize);
        let written = sources.get(whole.span.file).piece(start, end).ok();
        let offsets = written.and_then(|written| offsets(text, written.text.get(..end - start)?));
        let at = |offset: usize| offsets.as_ref()?.get(offset).map(|offset| start + offset);
        let place = |bytes: &Bytes| match at(bytes.start).zip(at(bytes.end)) {
            Some((from, to)) => Place { span: Span::new(whole.span.file, from, to), ..whole.clone() },
            None => whole.clone(),
        };
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        elements(text, &mut |element| {
            let number = numbers.entry(element.name).or_default();
            let name = if *number == 0 { element.name.to_owned() } else { format!("{}[{number}]", element.name) };
            *number += 1;
            let at = place(&element.tag);
            self.give(&name, &at, |writer| element.write(text, &place, writer), sink);
        });
    }

    /// Emits a policy whose text is unknown.
    fn unknown(&self, place: &Place, reason: &str, sink: &mut dyn Sink) {
        self.give("policy", place, |writer| writer.key("element").unknown(place.clone(), reason), sink);
    }

    fn give(&self, name: &str, at: &Place, write: impl FnOnce(&mut Writer), sink: &mut dyn Sink) {
        let mut writer = Writer::default();
        writer.object(at.clone(), write);
        let holder = self.resource.address.as_deref().or_else(|| self.root.pointer("/id").and_then(Node::as_str)).unwrap_or_default();
        let written = Resource::written(Kind::ApiManagementPolicy, self.resource.format, at.span, writer);
        let address = Some(Cow::Owned(format!("{holder}#{name}")));
        let (root, deployment) = (Arc::clone(&self.resource.root), Arc::clone(&self.resource.deployment));
        let (calls, only_if) = (self.resource.calls.clone(), self.resource.only_if.clone());
        Resource { address, root, deployment, calls, only_if, ..written }.give(sink);
    }
}
