//! Files from disk to [`Source`]s.

use super::compressed::{inside, limit};
use super::git_index::{is_top, is_within};
use super::pieces::{LARGE, Pieces};
use super::{DecodeError, Source, compressed, decode, stream};
use crate::text::Text;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Largest file that is read: spans are 32-bit.
pub const MAX_FILE_BYTES: u64 = u32::MAX as u64;

/// Longest path of a link that is written as a text file.
const MAX_LINK: usize = 1024;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub enum LoadError {
    /// The system refused to read it: it does not exist, or permission is denied.
    Io(#[from] io::Error),
    /// It is larger than [`MAX_FILE_BYTES`].
    TooLarge { bytes: u64 },
    /// It is compressed, and its content is far larger than that of an export.
    Expands { limit: u64 },
    /// It is a pipe, a socket or a device.
    NotRegular,
    /// It is an archive, or in one, and is not read for this reason, and neither are this many others of the archive.
    Packed { reason: &'static str, others: usize },
    /// The system refused to write a temporary file.
    Temporary(io::Error),
    /// Its bytes are not text.
    Decode(Box<DecodeError>),
}

impl From<DecodeError> for LoadError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

impl LoadError {
    pub fn text(&self) -> Text {
        match self {
            Self::Io(error) => Text::new("cannot read the file: {reason}").with("reason", error.to_string()),
            Self::TooLarge { bytes } => Text::new("the file has {bytes} bytes; the limit is 4 GiB").with("bytes", bytes.to_string()),
            Self::Expands { limit } => Text::new("the file expands to more than {limit} bytes").with("limit", limit.to_string()),
            Self::NotRegular => Text::new("not a regular file"),
            Self::Packed { reason, others: 0 } => Text::new(reason),
            Self::Packed { reason, others: 1 } => Text::new(reason).and("this also applies to one other file of the archive".into()),
            Self::Packed { reason, others } => Text::new(reason)
                .and(Text::new("this also applies to {number} other files of the archive").with("number", others.to_string())),
            Self::Temporary(error) => Text::new("cannot write a temporary file in `{folder}`: {reason}")
                .with("folder", std::env::temp_dir().display().to_string())
                .with("reason", error.to_string()),
            Self::Decode(error) => error.text(),
        }
    }

    /// The text of the file, as far as it could be decoded.
    pub fn lossy(&self) -> &str {
        if let Self::Decode(error) = self { &error.lossy } else { "" }
    }
}

/// Reads a file, a large one later and in pieces; `shown` is the displayed path.
///
/// # Errors
/// [`LoadError`] if it could not be read.
pub fn load(path: &Path, shown: &str) -> Result<Source, LoadError> {
    let bytes = regular(path)?;
    if bytes > MAX_FILE_BYTES {
        return Err(LoadError::TooLarge { bytes });
    }
    if inside(shown).is_some() {
        return compressed::load(path, limit(bytes), shown);
    }
    if bytes >= LARGE
        && let Some(pieces) = Pieces::of(File::open(path)?, bytes)?
    {
        return Ok(Source::in_pieces(shown, pieces));
    }
    let text = decode(read_to_end(File::open(path)?, bytes)?)?;
    match written_link(path, &text) {
        Some(target) => Ok(Source::new(shown, decode(load_bytes(&target, LARGE)?)?)),
        None => Ok(Source::new(shown, text)),
    }
}

/// The file that a link names which git wrote as a text file, as it does on Windows: the text is a relative path, without a line end, to a
/// file in the same repository with the same extension.
fn written_link(path: &Path, text: &str) -> Option<PathBuf> {
    let is_path = (3..=MAX_LINK).contains(&text.len())
        && text.starts_with('.')
        && text.contains('/')
        && !text.contains(|character: char| character.is_whitespace() || character.is_control());
    let target = is_path.then(|| path.parent()?.join(text).canonicalize().ok()).flatten()?;
    let folder = path.parent()?.canonicalize().ok()?;
    let top = folder.ancestors().find(|above| is_top(above))?;
    (is_within(&target, top) && target.is_file() && target.extension() == path.extension()).then_some(target)
}

/// The bytes of a regular file of at most `limit` bytes.
///
/// # Errors
/// [`LoadError`] if it could not be read.
pub fn load_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
    let bytes = regular(path)?;
    if bytes > limit {
        return Err(LoadError::TooLarge { bytes });
    }
    read_to_end(File::open(path)?, bytes)
}

/// The length of a file, if it is a regular one: opening a pipe would wait for a writer, and a device may have no end.
pub(super) fn regular(path: &Path) -> Result<u64, LoadError> {
    let about = std::fs::metadata(path)?;
    if about.is_file() { Ok(about.len()) } else { Err(LoadError::NotRegular) }
}

/// Reads a file to its end, which must not exceed [`MAX_FILE_BYTES`].
fn read_to_end(file: File, expected: u64) -> Result<Vec<u8>, LoadError> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    let read = file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)? as u64;
    if read > MAX_FILE_BYTES { Err(LoadError::TooLarge { bytes: read }) } else { Ok(bytes) }
}

/// Reads a stream (standard input) under the displayed path.
///
/// # Errors
/// [`LoadError`] if it could not be read.
pub fn load_stream(stream: impl Read, shown: &str) -> Result<Source, LoadError> {
    stream::read(stream, MAX_FILE_BYTES, shown)?.ok_or(LoadError::TooLarge { bytes: MAX_FILE_BYTES + 1 })
}
