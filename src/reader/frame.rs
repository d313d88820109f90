//! JSON objects in the shape of Graph or ARM, passed to a sink unchanged.

use crate::resource::{Format, Kind, Problem, Resource, Sink, SourceMap};
use crate::source::{FileId, Span};
use crate::syntax::json::{Duplicate, Scan};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// The position of the text in its file. After `cut`, the file has `by` bytes more than the text.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    pub file: FileId,
    /// The first offset in the text that is shifted.
    pub cut: usize,
    pub by: usize,
}

impl Frame {
    /// The text is the whole file.
    pub fn whole(file: FileId) -> Self {
        Self { file, cut: 0, by: 0 }
    }

    pub fn offset(self, at: usize) -> usize {
        if at >= self.cut { at + self.by } else { at }
    }

    /// A span of `text`, limited to the text and to character boundaries.
    pub fn span(self, text: &str, start: usize, end: usize) -> Span {
        let start = text.floor_char_boundary(start.min(text.len()));
        let end = text.ceil_char_boundary(end.clamp(start, text.len()));
        Span::new(self.file, self.offset(start), self.offset(start) + end - start)
    }

    /// The place of bytes of a text that begins at `start`.
    pub fn moved(self, start: usize, bytes: &Range<usize>) -> Span {
        let start = self.offset(start + bytes.start);
        Span::new(self.file, start, start + bytes.len())
    }

    /// Reports a key that is written twice in the object that begins at `object`.
    pub fn written_twice(self, object: usize, twice: &Duplicate) -> Problem {
        Problem::duplicate_key(self.moved(object, &twice.bytes), &twice.key)
    }

    /// Passes the object at `start` of the text to the sink unchanged.
    pub fn give<'t>(self, start: usize, json: &'t str, members: &Scan<'t>, what: What, sink: &mut dyn Sink) {
        let What { kind, format, address } = what;
        let mut ambiguous = Vec::new();
        for twice in &members.duplicates {
            sink.problem(self.written_twice(start, twice));
            ambiguous.push(members.around(twice).to_owned());
        }
        ambiguous.dedup();
        let offset = self.offset(start);
        let resource = Resource {
            kind,
            address: address.map(Cow::Owned),
            root: Arc::default(),
            deployment: Arc::default(),
            format,
            span: Span::new(self.file, offset, offset + json.len()),
            json: json.into(),
            map: SourceMap::Identity { file: self.file, offset },
            calls: Vec::new(),
            only_if: Vec::new(),
            is_update: false,
            ambiguous,
        };
        sink.resource(&resource, members);
    }
}

/// The detected type of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct What {
    pub kind: Kind,
    pub format: Format,
    /// The path of the relation to another object, if the JSON does not name that object.
    pub address: Option<String>,
}

impl From<(Kind, Format)> for What {
    fn from((kind, format): (Kind, Format)) -> Self {
        Self { kind, format, address: None }
    }
}
