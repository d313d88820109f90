//! `inspect`: prints the resources that were read, one line of JSON for each.

use crate::language::Language;
use crate::load::Loaded;
use crate::parts::Parts;
use crate::reader;
use crate::report;
use crate::resource::{Completeness, Forks, Kind, Problem, Resource, Sink, SourceMap, forked, root_name};
use crate::secrets::Marked;
use crate::source::Sources;
use crate::syntax::json::{Scan, parse};
use crate::syntax::tree::{Node, Value};
use serde_json::{Map, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Prints a line for each resource, in the order of the sources. Returns whether everything could be read.
pub(super) fn print(
    loaded: &Loaded,
    tenant_of: &(dyn Fn(&str) -> usize + Sync),
    language: Language,
    out: &mut impl Write,
) -> io::Result<bool> {
    let sources = &loaded.sources;
    let mut problems = loaded.problems.clone();
    let mut written = Ok(());
    let marked = loaded.project.marked(sources);
    let new = |_: &str| Lines { loaded, marked: &marked, lines: Vec::new(), problems: Vec::new(), completeness: BTreeMap::new() };
    reader::read_all(sources, &loaded.project, tenant_of, &new, &mut |mut file: Lines<'_>| {
        problems.append(&mut file.problems);
        let mut lines = file.lines.iter().map(|(kind, line)| file.with_completeness(kind, line));
        written = std::mem::replace(&mut written, Ok(())).and_then(|()| lines.try_for_each(|line| writeln!(out, "{line}")));
    });
    written?;
    Ok(report(&problems, sources, language))
}

/// Prints to standard error what could not be read. Returns whether everything could be read.
pub(super) fn report(problems: &[Problem], sources: &Sources, language: Language) -> bool {
    for problem in problems {
        let (path, place) = (&sources.get(problem.span.file).path, sources.start(problem.span));
        let word = language.text(problem.level());
        // Nobody may be reading them.
        let _ = writeln!(
            io::stderr(),
            "{}",
            report::harmless(&format!(
                "{path}:{}:{}: {word}: {}",
                place.line,
                place.column.0,
                problem.message.render_in(language, str::to_owned)
            ))
        );
    }
    problems.iter().all(|problem| problem.is_warning)
}

struct Lines<'s> {
    loaded: &'s Loaded,
    marked: &'s Marked,
    /// The JSON of each resource, with its kind.
    lines: Vec<(Kind, String)>,
    problems: Vec<Problem>,
    completeness: BTreeMap<Kind, Completeness>,
}

impl Sink for Lines<'_> {
    fn resource(&mut self, resource: &Resource<'_>, _: &Scan<'_>) {
        // Dependencies of the named files are also read, but only problems in named files are reported.
        let mut places = std::iter::once(resource.span).chain(resource.calls.iter().copied());
        if places.any(|span| !self.loaded.project.is_dependency(span.file)) {
            self.lines.push((resource.kind.clone(), line(resource, &self.loaded.sources, self.marked)));
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn completeness(&mut self, kind: &Kind, _: &str, completeness: Completeness) {
        let known = self.completeness.entry(kind.clone()).or_default();
        *known = known.and(completeness);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        for part in forked(
            || Self { loaded: self.loaded, marked: self.marked, lines: Vec::new(), problems: Vec::new(), completeness: BTreeMap::new() },
            work,
        ) {
            self.join(part);
        }
    }
}

impl Lines<'_> {
    fn join(&mut self, mut part: Self) {
        self.lines.append(&mut part.lines);
        self.problems.append(&mut part.problems);
        for (kind, completeness) in part.completeness {
            self.completeness(&kind, "", completeness);
        }
    }

    /// Adds to the JSON of a resource whether the file contains all resources of its kind, which is known at the end of the file.
    fn with_completeness(&self, kind: &Kind, line: &str) -> String {
        let known = self.completeness.get(kind).copied().unwrap_or_default();
        format!("{},\"completeness\":\"{}\"}}", line.strip_suffix('}').unwrap_or(line), known.name())
    }
}

#[expect(clippy::indexing_slicing, reason = "a JSON object has a place for any key")]
fn line(resource: &Resource<'_>, sources: &Sources, marked: &Marked) -> String {
    let node = parse(&resource.json).expect("a reader gives JSON");
    let mut view = ResourceView { resource, sources, locations: Map::new(), unknown: Map::new() };
    let mut object = view.value(&node, "").unwrap_or_default();
    marked.mask_json("", &mut object);
    let position = sources.start(resource.span);
    let id = ["id", "appId", "name"].iter().find_map(|key| node.get(key).and_then(Node::as_str));
    let address = resource.address.as_deref().or(id).unwrap_or_default();
    let mut line = json!({
        "kind": resource.kind.name(),
        "address": address,
        "format": resource.format.name(),
        "file": sources.get(resource.span.file).path,
        "line": position.line,
        "column": position.column.0,
        "object": object,
        "locations": view.locations,
        "unknown": view.unknown,
    });
    if let Some(root) = root_name(&resource.root) {
        line["root"] = root.into();
    }
    if !resource.deployment.is_empty() {
        line["deployment"] = (&*resource.deployment).into();
    }
    if !resource.only_if.is_empty() {
        line["only_if"] = resource.only_if.iter().map(|parameter| &**parameter).collect();
    }
    report::safe_json(&line)
}

struct ResourceView<'r> {
    resource: &'r Resource<'r>,
    sources: &'r Sources,
    locations: Map<String, serde_json::Value>,
    unknown: Map<String, serde_json::Value>,
}

impl ResourceView<'_> {
    /// The value as JSON; for an unknown value, the known parts of its text, if any. Records the location of each leaf.
    fn value(&mut self, node: &Node<'_>, pointer: &str) -> Option<serde_json::Value> {
        let is_written = matches!(self.resource.map, SourceMap::Written(_));
        if let Some(reason) = node.get("$unknown").and_then(Node::as_str).filter(|_| is_written) {
            self.unknown.insert(pointer.to_owned(), reason.into());
            let known = |key: &str| node.get(key).and_then(Node::as_str);
            let (starts_with, ends_with) = (known("startsWith"), known("endsWith"));
            if starts_with.is_none() && ends_with.is_none() {
                return None;
            }
            self.locate(node, pointer);
            return Some(format!("{}…{}", starts_with.unwrap_or_default(), ends_with.unwrap_or_default()).into());
        }
        match &node.value {
            Value::Object(members) if !members.is_empty() => {
                let mut object = Map::new();
                for member in members {
                    let inner = format!("{pointer}/{}", member.key.replace('~', "~0").replace('/', "~1"));
                    if let Some(value) = self.value(&member.value, &inner) {
                        object.insert(member.key.to_string(), value);
                    }
                }
                Some(object.into())
            }
            Value::Array(elements) if !elements.is_empty() => {
                // An unknown element becomes null so that the others keep their index.
                let values = elements
                    .iter()
                    .enumerate()
                    .map(|(index, element)| self.value(element, &format!("{pointer}/{index}")).unwrap_or_default());
                Some(values.collect())
            }
            _ => {
                self.locate(node, pointer);
                Some(node.to_json())
            }
        }
    }

    /// Records where a value is written.
    fn locate(&mut self, node: &Node<'_>, pointer: &str) {
        let place = self.resource.place(self.resource.json.part(&node.bytes));
        let position = self.sources.start(place.span);
        let location = json!({
            "file": self.sources.get(place.span.file).path,
            "line": position.line,
            "column": position.column.0,
            "origin": place.origin.name(),
        });
        self.locations.insert(pointer.to_owned(), location);
    }
}
