//! Spans as files, lines and columns.

use crate::source::{Piece, Position, Sources, Span};
use std::ops::Range;

/// A span as a path with lines and columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Located<'o> {
    /// Path of the file.
    pub path: &'o str,
    /// Position of the first byte.
    pub start: Position,
    /// Position after the last byte.
    pub end: Position,
}

impl<'o> Located<'o> {
    pub(super) fn new(sources: &'o Sources, span: Span) -> Self {
        let source = sources.get(span.file);
        let [start, end] = source.positions(span.start, span.end);
        Self { path: &source.path, start, end }
    }
}

/// The bytes of a span in a piece of its source, whole characters only. A wrong span must not abort a report.
pub(super) fn bytes(piece: &Piece<'_>, span: Span) -> Range<usize> {
    let boundary = |offset: u32| piece.text.floor_char_boundary((offset as usize).saturating_sub(piece.start));
    let start = boundary(span.start);
    start..boundary(span.end).max(start)
}
