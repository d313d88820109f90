//! Large files, read a piece at a time, so that memory is bounded by the piece and not by the file.

use super::LoadError;
use std::fs::File;
use std::io;
use std::path::Path;

/// A file from this size on is read in pieces where its reader can do so.
pub(super) const LARGE: u64 = 16 << 20;

/// A file that is open for reading anywhere in it.
#[derive(Debug)]
pub(super) struct Pieces {
    file: File,
    bytes: usize,
}

impl Pieces {
    /// Opens a file of plain UTF-8 in which every offset is an offset of the text: without byte order mark, not UTF-16.
    /// Nothing where it is not sure to be one.
    pub(super) fn open(path: &Path, bytes: u64) -> Result<Option<Self>, LoadError> {
        let pieces = Self { file: File::open(path)?, bytes: usize::try_from(bytes).map_err(|_| LoadError::TooLarge { bytes })? };
        let mut head = Vec::new();
        pieces.read(0, 2, &mut head)?;
        let is_plain = matches!(*head.as_slice(), [b'[' | b'{' | b' ' | b'\t' | b'\n' | b'\r', next] if next != 0);
        Ok(is_plain.then_some(pieces))
    }

    pub(super) fn len(&self) -> usize {
        self.bytes
    }

    /// The bytes from `from` to `to`, or to the end of the file, in place of what the buffer holds.
    pub(super) fn read(&self, from: usize, to: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.resize(to.min(self.bytes).saturating_sub(from), 0);
        // A file that shrank meanwhile is an error, never half a text.
        read_exact_at(&self.file, buffer, from as u64).inspect_err(|_| buffer.clear())
    }

    /// All bytes.
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
