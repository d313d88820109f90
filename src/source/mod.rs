//! Files as text: loading, encodings, spans and positions, and the search for files.
//!
//! Nothing here interprets a file. A [`Source`] is text with a path; a [`Span`] is a place in it;
//! a [`Position`] is that place in lines and columns.

mod archive;
mod buffers;
mod compressed;
mod dates;
mod discovery;
mod encoding;
mod exclude;
mod git_index;
mod legacy;
mod lines;
mod load;
mod pieces;
mod provenance;
mod rewrite;
mod stream;

use crate::parts::Parts;
pub(crate) use archive::{Archive, Content, is_archive};
pub use buffers::Buffers;
pub(crate) use buffers::clean;
pub(crate) use compressed::{end_pattern, inside, may_be_packed};
pub(crate) use dates::{dates, digits, is_later};
pub(crate) use discovery::shown;
pub use discovery::{Excluded, Found, Input, NotSearched, discover};
pub use encoding::{DecodeError, decode};
pub use exclude::{Exclude, ExcludeError};
pub(crate) use git_index::is_within;
pub use legacy::Legacy;
pub use lines::{CharColumn, LineIndex, Notes, Position, Utf8Column, Utf16Column};
pub use load::{LoadError, MAX_FILE_BYTES, load, load_bytes, load_stream};

pub use provenance::{Provenance, Step};
pub use rewrite::{RewriteError, rewrite};

use pieces::Pieces;
use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Index of a [`Source`] in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in a source: byte offsets into its text as read (BOM dropped, UTF-16 decoded), end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
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

/// One file's text: kept in memory, or for a large file read from disk in pieces.
#[derive(Debug)]
pub struct Source {
    /// Where it was found, relative to the working directory where possible, with `/`.
    pub path: String,
    /// Whether the user named this file itself, instead of a folder above it.
    pub named: bool,
    /// Whether the user named this file, and it is the only one of its folder in the input, or others of the folder are not in it.
    pub alone: bool,
    /// The file could not be read as text: readers skip it, and its text is only used to show the place.
    pub unreadable: bool,
    /// The encoding of an older program that it was probably written in.
    pub legacy: Option<Legacy>,
    /// Where it was found, if the search for the input found it; nothing for standard input and for files that only readers need.
    pub disk: Option<PathBuf>,
    pieces: Option<Pieces>,
    text: OnceLock<String>,
    lines: OnceLock<LineIndex>,
    /// What is known about lines from reading pieces.
    notes: Notes,
    /// The positions of an earlier report, instead of a text.
    recorded: Vec<Position>,
}

/// A part of a source's text.
#[derive(Debug)]
pub struct Piece<'s> {
    /// The text: UTF-8 without byte order mark.
    pub text: Cow<'s, str>,
    /// Offset of its first byte in the source.
    pub start: usize,
    /// Whether the text ends with it.
    pub is_last: bool,
}

impl Source {
    /// A source of this text, under the displayed path.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let held = Self {
            path: path.into(),
            named: false,
            alone: false,
            unreadable: false,
            legacy: None,
            disk: None,
            pieces: None,
            text: OnceLock::new(),
            lines: OnceLock::new(),
            notes: Notes::default(),
            recorded: Vec::new(),
        };
        held.text.get_or_init(|| text.into());
        held
    }

    /// A source that is read in pieces.
    fn in_pieces(path: &str, pieces: Pieces) -> Self {
        Self { notes: Notes::new(pieces.len()), pieces: Some(pieces), text: OnceLock::new(), ..Self::new(path, "") }
    }

    /// A file that could not be read, with the text that can be shown.
    pub fn unreadable(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { unreadable: true, ..Self::new(path, text) }
    }

    /// A file of which only positions are known, ascending, from an earlier report: the offset of each is its number in this list.
    pub fn recorded(path: impl Into<String>, positions: Vec<Position>) -> Self {
        Self { recorded: positions, ..Self::unreadable(path, "") }
    }

    /// The same text under another displayed path.
    #[must_use]
    pub fn renamed(mut self, path: String) -> Self {
        self.path = path;
        self
    }

    /// Marks the file as one that the user named.
    #[must_use]
    pub fn named(mut self, named: bool) -> Self {
        self.named = named;
        self
    }

    /// Marks the file as one whose folder is not completely in the input.
    #[must_use]
    pub fn alone(mut self, alone: bool) -> Self {
        self.alone = alone;
        self
    }

    /// Adds the encoding of an older program.
    #[must_use]
    pub fn in_legacy(mut self, legacy: Option<Legacy>) -> Self {
        self.legacy = legacy;
        self
    }

    /// Adds where the search for the input found the file.
    #[must_use]
    pub fn found_at(mut self, path: PathBuf) -> Self {
        self.disk = Some(path);
        self
    }

    /// Whether the text is on disk only, so that it should be read by [`Source::piece`].
    pub fn is_in_pieces(&self) -> bool {
        self.text.get().is_none()
    }

    /// Length of the text in bytes.
    pub fn len(&self) -> usize {
        match (self.text.get(), &self.pieces) {
            (Some(text), _) => text.len(),
            (None, Some(pieces)) => pieces.len(),
            (None, None) => 0,
        }
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The whole text. For a large file it is read now, and kept from then on.
    ///
    /// # Errors
    /// [`LoadError`], for a large file only.
    pub fn text(&self) -> Result<&str, LoadError> {
        if let Some(text) = self.text.get() {
            return Ok(text);
        }
        let bytes = self.pieces.as_ref().map_or_else(|| Ok(Vec::new()), Pieces::read_all)?;
        let text = decode(bytes)?;
        Ok(self.text.get_or_init(|| text))
    }

    /// The text from `from` on, which must begin a character: at least to `to` or to the end. Text in memory is returned unchanged.
    ///
    /// # Errors
    /// [`LoadError`], for a large file only.
    pub fn piece(&self, from: usize, to: usize) -> Result<Piece<'_>, LoadError> {
        let mut bytes = Vec::new();
        match self.unheld() {
            Some(pieces) => {
                let (text, is_last) = self.read(pieces, from, to, &mut bytes)?;
                Ok(Piece { text: Cow::Owned(text.to_owned()), start: from, is_last })
            }
            None => self.rest(from),
        }
    }

    /// The same, read into this buffer.
    ///
    /// # Errors
    /// [`LoadError`], for a large file only.
    pub fn piece_in<'b>(&'b self, from: usize, to: usize, buffer: &'b mut Vec<u8>) -> Result<Piece<'b>, LoadError> {
        match self.unheld() {
            Some(pieces) => {
                let (text, is_last) = self.read(pieces, from, to, buffer)?;
                Ok(Piece { text: Cow::Borrowed(text), start: from, is_last })
            }
            None => self.rest(from),
        }
    }

    /// The file, if its text is not in memory.
    fn unheld(&self) -> Option<&Pieces> {
        self.pieces.as_ref().filter(|_| self.text.get().is_none())
    }

    /// All of the text in memory, from `from` on.
    fn rest(&self, from: usize) -> Result<Piece<'_>, LoadError> {
        Ok(Piece { text: Cow::Borrowed(self.text()?.after(from.min(self.len()))), start: from, is_last: true })
    }

    /// Replaces the content of the buffer, and returns whether the text ends with it.
    fn read<'b>(&self, pieces: &Pieces, from: usize, to: usize, bytes: &'b mut Vec<u8>) -> Result<(&'b str, bool), LoadError> {
        pieces.read(from, to, bytes)?;
        self.notes.note(from, bytes);
        let is_last = from + bytes.len() >= pieces.len();
        if !is_last {
            // The last character may be cut; its bytes are read again with the next piece.
            let whole = bytes.len() - bytes.iter().rev().take(4).position(|byte| byte & 0xc0 != 0x80).map_or(0, |after| after + 1);
            bytes.truncate(whole);
        }
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Ok((text, is_last)),
            Err(_) => Err(self.text().err().unwrap_or_else(|| io::Error::other("the file changed while it was read").into())),
        }
    }

    /// The text around a place, to show it: at least `reach` bytes on both sides if there are as many, and its offset.
    pub fn around(&self, start: usize, end: usize, reach: usize) -> Piece<'_> {
        let mut from = start.saturating_sub(reach).min(self.len());
        if let (None, Some(pieces)) = (self.text.get(), &self.pieces) {
            let mut before = Vec::new();
            let _ = pieces.read(from, from + 4, &mut before); // what cannot be read is said when the piece is
            from += before.iter().position(|byte| byte & 0xc0 != 0x80).unwrap_or(0);
        } else {
            from = 0;
        }
        let nothing = Piece { text: Cow::Borrowed(""), start: from, is_last: true };
        self.piece(from, end.saturating_add(reach)).unwrap_or(nothing)
    }

    /// Line and columns of a byte offset. The line index is built at the first call, in one pass over the text.
    pub fn position(&self, offset: u32) -> Position {
        self.positions(offset, offset)[0]
    }

    /// Line and columns of two byte offsets, as of the start and the end of a span.
    pub fn positions(&self, start: u32, end: u32) -> [Position; 2] {
        if let [.., last] = &*self.recorded {
            return [start, end].map(|offset| *self.recorded.get(offset as usize).unwrap_or(last));
        }
        let start = (start as usize).min(self.len());
        let end = (end as usize).clamp(start, self.len());
        let bytes = |from: usize, to: usize| match (self.text.get(), &self.pieces) {
            (Some(text), _) => Cow::Borrowed(text.as_bytes().part(from..to.min(text.len()))),
            (None, Some(pieces)) => Cow::Owned(pieces.again(from, to)), // a place in a file that is gone is shown as its start
            (None, None) => Cow::Borrowed(&[][..]),
        };
        self.lines.get_or_init(|| LineIndex::new(self.len(), &self.notes, &bytes)).positions(start, end, &bytes)
    }
}

/// A folder that contains files by their displayed paths.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Where it is, absolute.
    pub path: PathBuf,
    /// To which displayed paths are relative.
    pub working_directory: PathBuf,
}

impl Folder {
    /// Whether a file is in it, at any depth.
    pub fn contains(&self, path: &str) -> bool {
        !path.is_empty() && !shown(&self.working_directory.join(path), &self.path).starts_with("..")
    }
}

/// All sources of a run.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    /// What is read instead of files on disk.
    buffers: Buffers,
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(files: I) -> Self {
        Self { files: files.into_iter().collect(), ..Self::default() }
    }
}

impl IntoIterator for Sources {
    type Item = Source;
    type IntoIter = std::vec::IntoIter<Source>;

    fn into_iter(self) -> Self::IntoIter {
        self.files.into_iter()
    }
}

impl Sources {
    /// No sources; files that are open in an editor are read from there.
    pub fn over(buffers: Buffers) -> Self {
        Self { buffers, ..Self::default() }
    }

    /// Reads a file without adding it, from the editor if it is open there.
    ///
    /// # Errors
    /// [`LoadError`] if it could not be read.
    pub fn load(&self, path: &Path, shown: &str) -> Result<Source, LoadError> {
        self.buffers.load(path, shown)
    }

    /// Adds a source and returns its id.
    pub fn add(&mut self, source: Source) -> FileId {
        let id = self.next_id();
        self.files.push(source);
        id
    }

    /// The id of the source that is added next.
    pub fn next_id(&self) -> FileId {
        FileId(u32::try_from(self.files.len()).expect("no run reads four billion files"))
    }

    /// Appends all sources of another run.
    pub fn append(&mut self, other: Self) {
        self.files.extend(other.files);
    }

    /// The same small files once more, for another run.
    #[must_use]
    pub fn copied(&self) -> Self {
        self.files.iter().map(|file| Source::new(&*file.path, file.text().unwrap_or_default())).collect()
    }

    /// Marks all files as the whole input, although the user named single files.
    pub fn are_whole(&mut self) {
        self.files.iter_mut().for_each(|source| source.alone = false);
    }

    /// The source with this id.
    #[expect(clippy::indexing_slicing, reason = "ids are those of `add`, and nothing is removed")]
    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// All sources with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The number of sources.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no sources.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Position of the first byte of a span.
    pub fn start(&self, span: Span) -> Position {
        self.get(span.file).position(span.start)
    }

    /// The text under a span; nothing if it cannot be read again.
    pub fn text(&self, span: Span) -> String {
        let (start, end) = (span.start as usize, span.end as usize);
        // A piece may end in the middle of a character, and then ends before it.
        let piece = self.get(span.file).around(start, end, 4);
        piece.text.get(start - piece.start..end - piece.start).unwrap_or_default().to_owned()
    }
}
