//! Spans as files, lines and columns.

use crate::source::{Position, Source, Sources, Span};
use std::ops::Range;

/// A span as people find it.
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
        Self { path: &source.path, start: source.position(span.start), end: source.position(span.end.max(span.start)) }
    }
}

/// The bytes of a span that are in the text, whole characters only. A span that a reader got wrong shall not end a report.
pub(super) fn bytes(source: &Source, span: Span) -> Range<usize> {
    let boundary = |offset: u32| {
        let offset = (offset as usize).min(source.text.len());
        (0..=offset).rev().find(|at| source.text.is_char_boundary(*at)).unwrap_or(0)
    };
    let start = boundary(span.start);
    start..boundary(span.end).max(start)
}
