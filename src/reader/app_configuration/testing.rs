//! Reads a text as a file of some name, for tests.

use crate::reader::{Project, Reading, Variables, read_all};
use crate::resource::{Collector, Completeness, Kind, Problem, Resource};
use crate::source::{FileId, Source, Sources, Span};
use std::collections::BTreeMap;
use std::path::Path;

/// The result of reading one file.
#[derive(Debug)]
pub(in crate::reader) struct Read {
    pub text: String,
    pub resources: Vec<Resource<'static>>,
    pub problems: Vec<Problem>,
    /// By kind and scope.
    pub completeness: BTreeMap<(Kind, String), Completeness>,
    pub reading: Option<Reading>,
}

/// Reads a text under a name.
pub(in crate::reader) fn read(name: &str, text: &str) -> Read {
    let mut sources: Sources = [Source::new(name, text)].into_iter().collect();
    let project = Project::load(&mut sources, Path::new("."), Variables::default(), &mut Vec::new());
    let mut given = Collector::default();
    let readings = read_all(&sources, &project, &|_| 0, &|_| Collector::default(), &mut |part| given.join(part));
    let text = sources.get(FileId(0)).text().unwrap().to_owned();
    let reading = readings.into_iter().next().map(|(_, reading)| reading);
    Read { text, resources: given.resources, problems: given.problems, completeness: given.completeness, reading }
}

impl Read {
    /// The objects of the resources; of unknown values, without what only translations need.
    pub fn objects(&self) -> Vec<serde_json::Value> {
        fn plain(value: &mut serde_json::Value) {
            match value {
                serde_json::Value::Object(members) => {
                    members.remove("clause");
                    members.values_mut().for_each(plain);
                }
                serde_json::Value::Array(elements) => elements.iter_mut().for_each(plain),
                _ => {}
            }
        }
        let mut objects: Vec<_> = self.resources.iter().map(|resource| serde_json::from_str(&resource.json).unwrap()).collect();
        objects.iter_mut().for_each(plain);
        objects
    }

    /// The object of the only resource.
    pub fn object(&self) -> serde_json::Value {
        assert_eq!(self.resources.len(), 1, "{self:?}");
        self.objects().remove(0)
    }

    /// The source text under a span.
    pub fn under(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// The source text under the value at a pointer in the resource with this index.
    pub fn at(&self, index: usize, pointer: &str) -> &str {
        let resource = &self.resources[index];
        let node = crate::syntax::json::parse(&resource.json).unwrap();
        let bytes = node.pointer(pointer).unwrap_or_else(|| panic!("{pointer} in {}", resource.json)).bytes.clone();
        self.under(resource.place(&resource.json[bytes]).span)
    }

    /// Messages of the problems with the text under each.
    pub fn problems(&self) -> Vec<(&str, &str)> {
        self.problems.iter().map(|problem| (self.under(problem.span), &*problem.message.render(str::to_owned).leak())).collect()
    }
}

/// Reads every prefix of a text, alone and followed by unexpected characters: nothing panics, and every span is inside the text.
pub(in crate::reader) fn cut_everywhere(name: &str, text: &str) {
    for (end, _) in text.char_indices() {
        for tail in ["", "\"", "'{(", "\u{0}ü"] {
            let read = read(name, &format!("{}{tail}", &text[..end]));
            for resource in &read.resources {
                read.under(resource.span);
                resource.members().unwrap();
            }
            read.problems();
        }
    }
}
