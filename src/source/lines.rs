//! Byte offsets to lines and columns.
//!
//! Exports are often one line of hundreds of megabytes, so an index of line starts alone would count characters from
//! the start of the file for every finding. The index therefore holds a checkpoint for each block of text: the line
//! there, and how far into that line the block begins, in bytes, characters and UTF-16 units.

use rayon::prelude::*;
use std::borrow::Cow;

/// Bytes between two checkpoints: small enough to walk in a microsecond, large enough that the index is a rounding error.
const BLOCK: usize = 2 * 1024;

/// Bytes that one thread takes at a time: a multiple of [`BLOCK`].
const PIECE: usize = 512 * BLOCK;

/// A column as people count it: characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharColumn(pub u32);

/// A column as editors and SARIF count it: UTF-16 units from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf16Column(pub u32);

/// Where a byte stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters.
    pub column: CharColumn,
    /// Column in UTF-16 units.
    pub utf16: Utf16Column,
}

/// Checkpoints of one text. Made in one pass, 12 bytes for each 2 KiB.
#[derive(Debug)]
pub struct LineIndex {
    checkpoints: Vec<Progress>,
}

/// How far a text has come at some byte: newlines before it, and the length of the line so far.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    newlines: u32,
    chars: u32,
    utf16: u32,
}

impl Progress {
    /// What the bytes `block` add. `block` may begin and end inside a character: each is counted at its first byte.
    fn of(block: &[u8]) -> Self {
        let newlines = memchr::memchr_iter(b'\n', block).count();
        let tail = memchr::memrchr(b'\n', block).map_or(block, |newline| &block[newline + 1..]);
        let (chars, utf16) = if tail.is_ascii() {
            (tail.len(), tail.len())
        } else {
            let chars = tail.len() - count_of(tail, |byte| byte & 0xc0 == 0x80);
            // A character beyond the basic plane takes four bytes in UTF-8 and two units in UTF-16.
            (chars, chars + count_of(tail, |byte| byte >= 0xf0))
        };
        let count = |number: usize| u32::try_from(number).expect("a source is smaller than MAX_FILE_BYTES");
        Self { newlines: count(newlines), chars: count(chars), utf16: count(utf16) }
    }

    fn then(self, next: Self) -> Self {
        let (chars, utf16) = if next.newlines == 0 { (self.chars, self.utf16) } else { (0, 0) };
        Self { newlines: self.newlines + next.newlines, chars: chars + next.chars, utf16: utf16 + next.utf16 }
    }
}

/// How many bytes are such. Sums of bytes stay in a byte for 255 of them, which lets the loop run on vectors.
fn count_of(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    bytes.chunks(255).map(|some| usize::from(some.iter().map(|&byte| u8::from(is_such(byte))).sum::<u8>())).sum()
}

impl LineIndex {
    /// The index of a text of this length; `bytes` gives the bytes between two offsets.
    pub fn new<'t>(length: usize, bytes: &(impl Fn(usize, usize) -> Cow<'t, [u8]> + Sync)) -> Self {
        let blocks: Vec<Progress> = (0..length.div_ceil(PIECE))
            .into_par_iter()
            .flat_map_iter(|piece| bytes(piece * PIECE, (piece + 1) * PIECE).chunks(BLOCK).map(Progress::of).collect::<Vec<_>>())
            .collect();
        let mut checkpoints = Vec::with_capacity(blocks.len() + 1);
        let mut progress = Progress::default();
        checkpoints.push(progress);
        for block in blocks {
            progress = progress.then(block);
            checkpoints.push(progress);
        }
        Self { checkpoints }
    }

    /// The position of an offset in the same text.
    pub fn position<'t>(&self, offset: usize, bytes: &impl Fn(usize, usize) -> Cow<'t, [u8]>) -> Position {
        let block = (offset / BLOCK).min(self.checkpoints.len() - 1);
        let progress = self.checkpoints[block].then(Progress::of(&bytes(block * BLOCK, offset)));
        Position { line: progress.newlines + 1, column: CharColumn(progress.chars + 1), utf16: Utf16Column(progress.utf16 + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, word for word: the index must agree with it at every character.
    fn slow(text: &str, offset: usize) -> (u32, u32, u32) {
        let line_start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &text[line_start..offset];
        let count = |n: usize| u32::try_from(n).unwrap();
        (count(text[..offset].matches('\n').count() + 1), count(line.chars().count() + 1), count(line.encode_utf16().count() + 1))
    }

    #[test]
    fn agrees_with_the_definition_at_every_character() {
        let mut text = String::new();
        for part in 0..3000 {
            text.push_str(["a", "é", "経", "😀", "\n", "\r\n", "long enough to cross a block"][part * 7 % 11 % 7]);
        }
        text.push_str(&"😀x".repeat(BLOCK));
        let bytes = |from: usize, to: usize| Cow::Borrowed(&text.as_bytes()[from..to.min(text.len())]);
        let index = LineIndex::new(text.len(), &bytes);
        for (offset, _) in text.char_indices().step_by(13).chain([(text.len(), ' ')]) {
            let found = index.position(offset, &bytes);
            assert_eq!((found.line, found.column.0, found.utf16.0), slow(&text, offset), "offset {offset}");
        }
    }
}
