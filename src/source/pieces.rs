//! Large files, read in pieces, so that memory is bounded by the piece and not by the file.

use super::LoadError;
use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Files of at least this size are read in pieces if their reader supports it.
pub(super) const LARGE: u64 = 16 << 20;

/// The part of a file in which another encoding than UTF-8 is recognized. Such a file is read as a whole.
const HEAD_BYTES: usize = 64 << 10;

/// Minimum length that is read to show a place, because the next place is often near it.
const NEAR_BYTES: usize = 2 << 10;

/// Maximum length of the cached part of the file.
const REMEMBERED_BYTES: usize = 16 << 10;

/// A file that is open for reading anywhere in it.
#[derive(Debug)]
pub(super) struct Pieces {
    file: File,
    bytes: usize,
    /// Identifies the file within a run.
    number: u64,
}

/// The part of a file that a thread read last.
struct Last {
    file: u64,
    from: usize,
    bytes: Vec<u8>,
}

thread_local! {
    static LAST: RefCell<Last> = const { RefCell::new(Last { file: 0, from: 0, bytes: Vec::new() }) };
}

impl Pieces {
    /// A file of plain UTF-8 in which every offset is an offset of the text: without byte order mark, not UTF-16.
    /// Nothing if this is not certain.
    pub(super) fn of(file: File, bytes: u64) -> Result<Option<Self>, LoadError> {
        static OPENED: AtomicU64 = AtomicU64::new(1);
        let bytes = usize::try_from(bytes).map_err(|_| LoadError::TooLarge { bytes })?;
        let pieces = Self { file, bytes, number: OPENED.fetch_add(1, Relaxed) };
        let mut head = Vec::new();
        pieces.read(0, HEAD_BYTES, &mut head)?;
        // The last character may be cut.
        let is_utf8 = std::str::from_utf8(&head).map_or_else(|error| error.error_len().is_none(), |_| true);
        let is_plain = is_utf8 && matches!(*head.as_slice(), [b'[' | b'{' | b' ' | b'\t' | b'\n' | b'\r', next, ..] if next != 0);
        Ok(is_plain.then_some(pieces))
    }

    pub(super) fn len(&self) -> usize {
        self.bytes
    }

    /// The bytes from `from` to `to`, or to the end of the file, replacing the content of the buffer.
    pub(super) fn read(&self, from: usize, to: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.resize(to.min(self.bytes).saturating_sub(from), 0);
        // A file that shrank meanwhile is an error, never half a text.
        read_exact_at(&self.file, buffer, from as u64).inspect_err(|_| buffer.clear())
    }

    /// The bytes from `from` to `to`, or to the end of the file; none if they can no longer be read.
    ///
    /// Places that are reported together are near each other, so the part that a thread read last is not read again.
    pub(super) fn again(&self, from: usize, to: usize) -> Vec<u8> {
        let to = to.min(self.bytes).max(from);
        if to - from > REMEMBERED_BYTES {
            let mut bytes = Vec::new();
            let _ = self.read(from, to, &mut bytes);
            return bytes;
        }
        LAST.with_borrow_mut(|last| {
            let is_there = |last: &Last| last.file == self.number && last.from <= from && to <= last.from + last.bytes.len();
            if !is_there(last) {
                (last.file, last.from) = (self.number, from);
                let _ = self.read(from, to.max(from + NEAR_BYTES), &mut last.bytes);
            }
            last.bytes.get(from - last.from..to - last.from).unwrap_or_default().to_vec()
        })
    }

    pub(super) fn read_all(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read(0, self.bytes, &mut bytes).map(|()| bytes)
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                buffer = &mut buffer[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that changed must not show a place at the wrong line.
    #[test]
    fn what_was_read_last_is_not_taken_for_another_place() {
        let folder = tempfile::tempdir().unwrap();
        let files = ["first", "second"].map(|name| {
            let text: String = (0..3000).flat_map(|number| ["{".to_owned(), name.to_owned(), format!("{number}}}")]).collect();
            let path = folder.path().join(name);
            std::fs::write(&path, &text).unwrap();
            (Pieces::of(File::open(&path).unwrap(), text.len() as u64).unwrap().unwrap(), text)
        });
        for (from, length) in [(0, 10), (5, 10), (4000, 0), (4000, 3000), (4100, 100), (3999, 1), (100, 30_000), (20_000, 90_000), (0, 10)]
        {
            for (file, text) in &files {
                let to = from + length;
                let expected = &text.as_bytes()[from.min(text.len())..to.min(text.len())];
                assert_eq!(file.again(from, to), expected, "{from}..{to}");
            }
        }
    }
}
