//! Files as text: loading, encodings, spans and positions, and the search for files.
//!
//! Nothing here knows what a file means. A [`Source`] is text with a path; a [`Span`] is a place in it;
//! a [`Position`] is that place as people and editors count it.

mod discovery;
mod encoding;
mod lines;
mod load;

pub(crate) use discovery::shown;
pub use discovery::{Found, Input, discover};
pub use encoding::{DecodeError, decode};
pub use lines::{CharColumn, LineIndex, Position, Utf16Column};
pub use load::{LoadError, MAX_FILE_BYTES, load, load_stream};

use std::sync::OnceLock;

/// Index of a [`Source`] in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in a source: byte offsets into its text as read (BOM dropped, UTF-16 decoded), end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span of the bytes `start..end`. Sources are smaller than 4 GiB, so every offset fits.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let offset = |bytes: usize| u32::try_from(bytes).expect("a source is smaller than MAX_FILE_BYTES");
        Self { file, start: offset(start), end: offset(end) }
    }
}

/// One file's text.
#[derive(Debug)]
pub struct Source {
    /// Where it was found, relative to the working directory where possible, with `/`.
    pub path: String,
    /// The text: UTF-8 without byte order mark.
    pub text: String,
    /// The user named this very file, instead of a folder above it.
    pub named: bool,
    lines: OnceLock<LineIndex>,
}

impl Source {
    /// A source of this text, under the path that people shall see.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), named: false, lines: OnceLock::new() }
    }

    /// Marks the file as one that the user named.
    #[must_use]
    pub fn named(mut self, named: bool) -> Self {
        self.named = named;
        self
    }

    /// Line and columns of a byte offset. The line index is made at the first call: one pass over the text.
    pub fn position(&self, offset: u32) -> Position {
        self.lines.get_or_init(|| LineIndex::new(&self.text)).position(&self.text, offset as usize)
    }
}

/// All sources of a run.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a source and tells its id.
    pub fn add(&mut self, source: Source) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("no run reads four billion files"));
        self.files.push(source);
        id
    }

    /// The source of this id.
    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// All sources with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Position of the first byte of a span.
    pub fn start(&self, span: Span) -> Position {
        self.get(span.file).position(span.start)
    }

    /// Position after the last byte of a span.
    pub fn end(&self, span: Span) -> Position {
        self.get(span.file).position(span.end)
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &str {
        &self.get(span.file).text[span.start as usize..span.end as usize]
    }
}
