//! Byte offsets to lines and columns.
//!
//! Exports are often one line of hundreds of megabytes, so an index of line starts alone would count characters from
//! the start of the file for every finding. The index therefore contains a checkpoint for each block of text: the line
//! there, and how far into that line the block begins, in bytes, characters and UTF-16 units.

use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Bytes between two checkpoints: small enough to walk in a microsecond, large enough that the index is a rounding error.
const BLOCK: usize = 2 * 1024;

/// Bytes that one thread takes at a time: a multiple of [`BLOCK`].
const PIECE: usize = 512 * BLOCK;

/// A column in characters, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharColumn(pub u32);

/// A column in UTF-16 units, as editors and SARIF count, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf16Column(pub u32);

/// A column in bytes of UTF-8, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf8Column(pub u32);

/// The position of a byte in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub line: u32,
    pub column: CharColumn,
    /// Column in UTF-16 units.
    pub utf16: Utf16Column,
    /// Column in bytes.
    pub utf8: Utf8Column,
}

/// Checkpoints of one text. Built in one pass; it takes 16 bytes for each 2 KiB.
#[derive(Debug)]
pub struct LineIndex {
    checkpoints: Vec<Progress>,
}

/// The state at a byte of a text: newlines before it, and the length of the line so far.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    newlines: u32,
    chars: u32,
    utf16: u32,
    bytes: u32,
}

impl Progress {
    /// What the bytes `block` add. `block` may begin and end inside a character: each is counted at its first byte.
    fn of(block: &[u8]) -> Self {
        // Large exports are one line: one search shows that a block has no newline.
        let (newlines, tail) = match memchr::memrchr(b'\n', block) {
            None => (0, block),
            Some(last) => {
                let (lines, tail) = block.split_at(last + 1);
                (memchr::memchr_iter(b'\n', lines).count(), tail)
            }
        };
        let (chars, utf16) = if tail.is_ascii() {
            (tail.len(), tail.len())
        } else {
            let chars = tail.len() - count_of(tail, |byte| byte & 0xc0 == 0x80);
            // A character outside the basic multilingual plane takes four bytes in UTF-8 and two units in UTF-16.
            (chars, chars + count_of(tail, |byte| byte >= 0xf0))
        };
        let count = |number: usize| u32::try_from(number).expect("a source is smaller than MAX_FILE_BYTES");
        Self { newlines: count(newlines), chars: count(chars), utf16: count(utf16), bytes: count(tail.len()) }
    }

    /// The position after the text so far.
    fn position(self) -> Position {
        Position {
            line: self.newlines + 1,
            column: CharColumn(self.chars + 1),
            utf16: Utf16Column(self.utf16 + 1),
            utf8: Utf8Column(self.bytes + 1),
        }
    }

    fn then(self, next: Self) -> Self {
        let line = if next.newlines == 0 { self } else { Self::default() };
        Self {
            newlines: self.newlines + next.newlines,
            chars: line.chars + next.chars,
            utf16: line.utf16 + next.utf16,
            bytes: line.bytes + next.bytes,
        }
    }
}

/// How many bytes are such. Sums of bytes stay in a byte for 255 of them, which lets the loop run on vectors.
fn count_of(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    bytes.chunks(255).map(|some| usize::from(some.iter().map(|&byte| u8::from(is_such(byte))).sum::<u8>())).sum()
}

impl LineIndex {
    /// The index of a text of this length; `bytes` gives the bytes between two offsets, where they are not in the notes.
    pub fn new<'t>(length: usize, notes: &Notes, bytes: &(impl Fn(usize, usize) -> Cow<'t, [u8]> + Sync)) -> Self {
        let end_of = |piece: usize| length.min((piece + 1) * PIECE);
        let known = |piece: usize| (piece * PIECE / BLOCK..end_of(piece).div_ceil(BLOCK)).map(|block| notes.get(block));
        let missing: Vec<usize> = (0..length.div_ceil(PIECE)).filter(|&piece| known(piece).any(|block| block.is_none())).collect();
        let count = |piece: usize| (piece, bytes(piece * PIECE, end_of(piece)).chunks(BLOCK).map(Progress::of).collect::<Vec<_>>());
        let counted: Vec<_> = missing.into_par_iter().map(count).collect();
        let mut counted = counted.into_iter().peekable();
        let mut checkpoints = Vec::with_capacity(length.div_ceil(BLOCK) + 1);
        let mut progress = Progress::default();
        checkpoints.push(progress);
        let mut go_on = |block| {
            progress = progress.then(block);
            checkpoints.push(progress);
        };
        for piece in 0..length.div_ceil(PIECE) {
            match counted.next_if(|(number, _)| *number == piece) {
                Some((_, blocks)) => blocks.into_iter().for_each(&mut go_on),
                None => known(piece).flatten().for_each(&mut go_on),
            }
        }
        Self { checkpoints }
    }

    /// The positions of two offsets in the same text, the second at or after the first; `bytes` is called once if they are near.
    pub fn positions<'t>(&self, start: usize, end: usize, bytes: &impl Fn(usize, usize) -> Cow<'t, [u8]>) -> [Position; 2] {
        let block = (start / BLOCK).min(self.checkpoints.len() - 1);
        let from = block * BLOCK;
        let is_near = end - start <= BLOCK;
        let read = bytes(from, if is_near { end } else { start });
        // A file that was deleted has no bytes.
        let (before, between) = read.split_at(read.len().min(start - from));
        let at_start = self.checkpoints.get(block).copied().unwrap_or_default().then(Progress::of(before));
        let at_end = if is_near { at_start.then(Progress::of(between)).position() } else { self.positions(end, end, bytes)[0] };
        [at_start.position(), at_end]
    }
}

/// What is known of the blocks of a large file before its index is made: noted when a piece of it is read anyway.
#[derive(Debug, Default)]
pub struct Notes(Vec<AtomicU64>);

impl Notes {
    /// No notes on a text of this length.
    pub fn new(length: usize) -> Self {
        Self((0..length / BLOCK).map(|_| AtomicU64::new(0)).collect())
    }

    /// Notes the blocks that are whole in the bytes from `from` on.
    pub fn note(&self, from: usize, bytes: &[u8]) {
        let first = from.div_ceil(BLOCK);
        let Some(whole) = bytes.get(first * BLOCK - from..) else { return };
        for (block, bytes) in whole.chunks_exact(BLOCK).enumerate() {
            if let Some(note) = self.0.get(first + block)
                && note.load(Relaxed) == 0
            {
                let Progress { newlines, chars, utf16, bytes } = Progress::of(bytes);
                // Each is at most BLOCK, and the bit above them marks a note.
                let counts = [newlines, chars, utf16, bytes].into_iter().fold(1, |counts, count| counts << 15 | u64::from(count));
                note.store(counts, Relaxed);
            }
        }
    }

    fn get(&self, block: usize) -> Option<Progress> {
        let note = self.0.get(block)?.load(Relaxed);
        let part = |shift: u32| u32::try_from(note >> shift & 0x7fff).expect("15 bits");
        (note != 0).then(|| Progress { newlines: part(45), chars: part(30), utf16: part(15), bytes: part(0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, word for word: the index must agree with it at every character.
    fn slow(text: &str, offset: usize) -> [u32; 4] {
        let line_start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &text[line_start..offset];
        let count = |n: usize| u32::try_from(n).unwrap();
        [text[..offset].matches('\n').count(), line.chars().count(), line.encode_utf16().count(), line.len()]
            .map(|before| count(before + 1))
    }

    #[test]
    fn agrees_with_the_definition_at_every_character() {
        let mut text = String::new();
        for part in 0..3000 {
            text.push_str(["a", "é", "経", "😀", "\n", "\r\n", "long enough to cross a block"][part * 7 % 11 % 7]);
        }
        text.push_str(&"😀x".repeat(BLOCK));
        let bytes = |from: usize, to: usize| Cow::Borrowed(&text.as_bytes()[from..to.min(text.len())]);
        let notes = Notes::new(text.len());
        for from in [5, BLOCK + 1, 7 * BLOCK] {
            notes.note(from, &text.as_bytes()[from..from + 4 * BLOCK + 7]);
        }
        let all_noted = Notes::new(text.len() / BLOCK * BLOCK);
        all_noted.note(0, text.as_bytes());
        let index = LineIndex::new(text.len(), &notes, &bytes);
        let unnoted = LineIndex::new(text.len(), &Notes::default(), &bytes);
        assert_eq!(format!("{index:?}"), format!("{unnoted:?}"));
        assert!(all_noted.0.iter().enumerate().all(|(block, _)| all_noted.get(block).is_some()));
        for (offset, _) in text.char_indices().step_by(13).chain([(text.len(), ' ')]) {
            let found = index.positions(offset, (offset + 5).min(text.len()), &bytes)[0];
            assert_eq!([found.line, found.column.0, found.utf16.0, found.utf8.0], slow(&text, offset), "offset {offset}");
        }
    }
}
