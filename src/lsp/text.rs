//! Positions of the protocol: lines and columns from 0, in UTF-8 or UTF-16 units.

use crate::parts::Parts;
use crate::source::{Source, Sources, Span};
use lsp_types::{Position, Range, TextDocumentContentChangeEvent};

/// The units of columns that client and server agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    /// The range of bytes in a source.
    pub(super) fn range_in(self, source: &Source, start: u32, end: u32) -> Range {
        let [start, end] = source.positions(start, end).map(|place| {
            let column = if self == Self::Utf8 { place.utf8.0 } else { place.utf16.0 };
            Position::new(place.line - 1, column - 1)
        });
        Range::new(start, end)
    }

    pub(super) fn range(self, sources: &Sources, span: Span) -> Range {
        self.range_in(sources.get(span.file), span.start, span.end)
    }

    /// The range of bytes in a text that is not among the sources of a run.
    pub(super) fn range_of(self, text: &str, bytes: std::ops::Range<usize>) -> Range {
        let Range { start, end } = self.range_in(&Source::new("", text), to_u32(bytes.start), to_u32(bytes.end));
        Range::new(start, end)
    }

    /// The offset of a position, or of the nearest one that exists.
    pub(super) fn offset(self, text: &str, position: Position) -> usize {
        let mut start = 0;
        for _ in 0..position.line {
            match memchr::memchr(b'\n', text.as_bytes().after(start)) {
                Some(newline) => start += newline + 1,
                None => return text.len(),
            }
        }
        let line = text.after(start).lines().next().unwrap_or_default();
        let wanted = position.character as usize;
        if self == Self::Utf8 {
            return start + line.floor_char_boundary(wanted.min(line.len()));
        }
        let mut units = 0;
        for (at, character) in line.char_indices() {
            if units >= wanted {
                return start + at;
            }
            units += character.len_utf16();
        }
        start + line.len()
    }

    /// Applies a change to a text.
    pub(super) fn apply(self, text: &mut String, change: TextDocumentContentChangeEvent) {
        match change.range {
            Some(range) => {
                let start = self.offset(text, range.start);
                let end = self.offset(text, range.end).max(start);
                text.replace_range(start..end, &change.text);
            }
            None => *text = change.text,
        }
    }
}

fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_that_of_its_units_and_one_that_does_not_exist_is_the_nearest() {
        let text = "a😀b\r\n経\n";
        let offset = |encoding: Encoding, line, character| encoding.offset(text, Position::new(line, character));
        assert_eq!([0, 1, 3, 4, 9].map(|column| offset(Encoding::Utf16, 0, column)), [0, 1, 5, 6, 6]);
        assert_eq!([0, 1, 3, 5, 9].map(|column| offset(Encoding::Utf8, 0, column)), [0, 1, 1, 5, 6]);
        assert_eq!(offset(Encoding::Utf16, 1, 1), 11);
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            assert_eq!(offset(encoding, u32::MAX, u32::MAX), text.len());
            assert_eq!(offset(encoding, 1, u32::MAX), 11);
        }
    }

    #[test]
    fn a_change_with_reversed_and_huge_ranges_is_applied_somewhere() {
        let mut text = "one\ntwo\n".to_owned();
        let change = |start: (u32, u32), end: (u32, u32), text: &str| TextDocumentContentChangeEvent {
            range: Some(Range::new(Position::new(start.0, start.1), Position::new(end.0, end.1))),
            range_length: Some(u32::MAX),
            text: text.to_owned(),
        };
        Encoding::Utf16.apply(&mut text, change((0, 3), (1, 0), " "));
        assert_eq!(text, "one two\n");
        Encoding::Utf16.apply(&mut text, change((9, 9), (0, 0), "x"));
        assert_eq!(text, "one two\nx");
        Encoding::Utf16.apply(&mut text, change((0, 0), (u32::MAX, u32::MAX), ""));
        assert_eq!(text, "");
    }
}
