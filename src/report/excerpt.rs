//! Short excerpts of sources, as the text that `miette` draws.
//!
//! Exports are often one line of many megabytes. Stock `miette` prints whole lines, and panics when one is longer than 65,535
//! characters. It is therefore given a text that is assembled from what a reader needs: for each label its line and one line of context
//! before and after, and of a long line a window around the label. Each excerpt answers with its own file, line and column, and a
//! span across two excerpts is out of bounds, so that `miette` draws them one below the other.

use super::escape::{WHOLE, is_command, is_deceptive, push_visible, terminal};
use super::place;
use crate::parts::Parts;
use crate::secrets::Marked;
use crate::source::{FileId, Source, Sources, Span};
use miette::{LabeledSpan, MietteError, SourceCode, SourceSpan, SpanContents};
use std::ops::Range;

/// How much of a line is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Bytes of a line that is shown whole.
    line: usize,
    /// Characters shown of a long line before a label.
    before: usize,
    /// Characters shown of a long line from the start of a label; a longer label marks its first characters only.
    after: usize,
}

/// Columns for the number of a line and the frame.
const GUTTER: usize = 9;

impl Room {
    /// Where lines may be as long as they are.
    pub const WIDE: Self = Self { line: 140, before: 30, after: 60 };

    /// On a terminal with this number of columns.
    pub fn of(columns: usize) -> Self {
        let line = columns.saturating_sub(GUTTER).clamp(30, Self::WIDE.line);
        Self { line, before: Self::WIDE.before.min(line / 4), after: Self::WIDE.after.min(line / 2) }
    }
}

/// Lines of a label that is marked whole.
const LABEL_LINES: usize = 6;

/// Maximum number of labels, because a rule may add one for each of a thousand keys.
const LABELS: usize = 12;

/// A piece of one line of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    line: usize,
    bytes: Range<usize>,
    cut_before: bool,
    cut_after: bool,
}

/// A label on its way into an excerpt.
#[derive(Debug)]
struct Mark {
    text: String,
    primary: bool,
    bytes: Range<usize>,
    /// Where the label begins in its source, counted from 0.
    line: usize,
    column: usize,
}

/// Neighbouring lines of one source with the labels on them.
#[derive(Debug)]
struct Draft {
    file: FileId,
    pieces: Vec<Piece>,
    marks: Vec<Mark>,
}

/// Excerpts of sources with labels.
#[derive(Debug, Default)]
pub(super) struct Excerpts {
    text: String,
    parts: Vec<Excerpt>,
    /// Labels that are not drawn.
    pub left_out: usize,
}

#[derive(Debug)]
struct Excerpt {
    name: String,
    /// Line of the first byte, counted from 0.
    line: usize,
    lines: usize,
    span: Range<usize>,
    marks: Vec<Drawn>,
}

/// An excerpt as lines.
#[derive(Debug)]
pub(super) struct Page<'e> {
    pub name: &'e str,
    /// Line and column of the first label.
    pub place: (usize, usize),
    pub lines: Vec<PageLine<'e>>,
}

/// A line of an excerpt.
#[derive(Debug)]
pub(super) struct PageLine<'e> {
    pub number: usize,
    /// Parts of the text, and whether a label marks them.
    pub parts: Vec<(&'e str, bool)>,
    /// The labels that begin in this line.
    pub labels: Vec<&'e str>,
}

impl Excerpt {
    /// The line with this index, whose text begins at an offset of the stitched text.
    fn line_with<'e>(&'e self, index: usize, text: &'e str, start: usize) -> PageLine<'e> {
        let end = start + text.len();
        let mut parts = Vec::new();
        let mut labels = Vec::new();
        let mut written = start;
        for mark in &self.marks {
            let (from, to) = (mark.label.offset(), mark.label.offset() + mark.label.len());
            labels.extend(mark.label.label().filter(|_| (start..=end).contains(&from)));
            let (from, to) = (from.clamp(written, end), to.clamp(written, end));
            if from < to {
                parts.push((text.part(written - start..from - start), false));
                parts.push((text.part(from - start..to - start), true));
                written = to;
            }
        }
        parts.push((text.after(written - start), false));
        parts.retain(|(text, _)| !text.is_empty());
        PageLine { number: self.line + index + 1, parts, labels }
    }
}

/// A label in the stitched text.
#[derive(Debug)]
struct Drawn {
    label: LabeledSpan,
    line: usize,
    column: usize,
}

/// How much of a large source is read around a label: more than an excerpt shows.
const REACH: usize = 16 << 10;

impl Excerpts {
    /// Excerpts around labels, the first of which is the primary one. Texts of labels must already be escaped.
    pub fn new(sources: &Sources, marked: &Marked, room: Room, labels: impl IntoIterator<Item = (Span, String)>) -> Self {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut excerpts = Self::default();
        for (index, (span, text)) in labels.into_iter().enumerate() {
            if index >= LABELS {
                excerpts.left_out += 1;
                continue;
            }
            let draft = Draft::new(sources, room, span, text, index == 0);
            let rest = drafts.iter_mut().try_fold(draft, |draft, before| before.take(draft));
            drafts.extend(rest);
        }
        for draft in drafts {
            excerpts.stitch(sources.get(draft.file), marked, draft);
        }
        excerpts
    }

    /// The labels, for `miette`.
    pub fn labels(&self) -> impl Iterator<Item = LabeledSpan> {
        self.parts.iter().flat_map(|excerpt| excerpt.marks.iter().map(|mark| mark.label.clone()))
    }

    /// The excerpts as lines with marked parts, for formats that do not draw.
    pub fn pages(&self) -> impl Iterator<Item = Page<'_>> {
        self.parts.iter().map(|excerpt| {
            let mut start = excerpt.span.start;
            let lines = self.text.part(&excerpt.span).split_inclusive('\n').enumerate().map(|(index, text)| {
                let line = excerpt.line_with(index, text.trim_end_matches('\n'), start);
                start += text.len();
                line
            });
            let place = excerpt.marks.first().map_or((excerpt.line + 1, 1), |mark| (mark.line + 1, mark.column + 1));
            Page { name: &excerpt.name, place, lines: lines.collect() }
        })
    }

    /// Appends the escaped lines of an excerpt, and places the labels in them.
    fn stitch(&mut self, source: &Source, marked: &Marked, mut draft: Draft) {
        let start = self.text.len();
        draft.marks.sort_by_key(|mark| mark.bytes.start);
        let mut places = vec![(None, None); draft.marks.len()];
        for piece in &draft.pieces {
            let around = source.around(piece.bytes.start, piece.bytes.end, REACH);
            let shown = piece.bytes.start - around.start..piece.bytes.end - around.start;
            let hidden = marked.find_in_source(&around.text, &shown);
            if piece.cut_before {
                self.text.push('…');
            }
            let ends = [(piece.bytes.end, None)];
            let characters = around.text.get(shown).unwrap_or_default().char_indices();
            for (at, character) in characters.map(|(at, character)| (piece.bytes.start + at, Some(character))).chain(ends) {
                for (mark, place) in draft.marks.iter().zip(&mut places) {
                    // A mark's end may be the start of the next line's: each place is where it is met first.
                    let here = Some(self.text.len());
                    place.0 = place.0.or(here.filter(|_| mark.bytes.start == at));
                    place.1 = place.1.or(here.filter(|_| mark.bytes.end == at));
                }
                if let Some(character) = character {
                    let at = at - around.start;
                    self.push(&around.text, at, character, hidden.iter().any(|secret| secret.contains(&at)));
                }
            }
            self.text.push_str(if piece.cut_after { "…\n" } else { "\n" });
        }
        let marks = draft.marks.into_iter().zip(places).filter_map(|(mark, place)| {
            let (start, end) = (place.0?, place.1?);
            let label = Some(mark.text).filter(|text| !text.is_empty());
            let span = SourceSpan::from((start, end.saturating_sub(start)));
            let label =
                if mark.primary { LabeledSpan::new_primary_with_span(label, span) } else { LabeledSpan::new_with_span(label, span) };
            Some(Drawn { label, line: mark.line, column: mark.column })
        });
        self.parts.push(Excerpt {
            name: terminal(&source.path, WHOLE),
            line: draft.pieces.first().map_or(0, |piece| piece.line),
            lines: draft.pieces.len(),
            span: start..self.text.len(),
            marks: marks.collect(),
        });
        self.text.push('\n'); // no two excerpts touch
    }

    fn push(&mut self, text: &str, at: usize, character: char, hidden: bool) {
        match character {
            _ if hidden => self.text.push('•'),
            '\t' => self.text.push('\t'), // drawn as blanks
            '#' if is_command(text, at) => self.text.push_str("<U+0023>"),
            _ if is_deceptive(character) => push_visible(&mut self.text, character),
            _ => self.text.push(character),
        }
    }
}

impl Draft {
    /// The excerpt of one label.
    fn new(sources: &Sources, room: Room, span: Span, text: String, primary: bool) -> Self {
        let source = sources.get(span.file);
        let around = source.around(span.start as usize, span.start as usize, REACH);
        let mut bytes = place::bytes(&around, span);
        let position = source.position(span.start);
        let (line, column) = (position.line as usize - 1, position.column.0 as usize - 1);
        let mut pieces = match short_lines(&around.text, room, &bytes, line) {
            Some(pieces) => pieces,
            None => vec![window(&around.text, room, &mut bytes, line)],
        };
        // What is marked ends where its last line ends: a line break is nothing to underline.
        let end = bytes.end.max(bytes.start + 1);
        if let Some(last) = pieces.iter().rev().find(|piece| piece.bytes.start < end) {
            bytes.end = bytes.end.min(last.bytes.end);
            bytes.start = bytes.start.min(bytes.end);
        }
        // From here on places are those of the source.
        for bytes in pieces.iter_mut().map(|piece| &mut piece.bytes).chain([&mut bytes]) {
            *bytes = bytes.start + around.start..bytes.end + around.start;
        }
        Self { file: span.file, pieces, marks: vec![Mark { text, primary, bytes, line, column }] }
    }

    /// Takes the labels of another excerpt into this one, where the two touch; else gives it back.
    fn take(&mut self, mut other: Self) -> Option<Self> {
        let same_start = |mark: &Mark| other.marks.iter().any(|its| its.bytes.start == mark.bytes.start);
        // Two labels that begin at one place cannot be drawn on one line: the second would point beside it.
        if self.file != other.file || self.marks.iter().any(same_start) {
            return Some(other);
        }
        let Some(pieces) = union(&self.pieces, &other.pieces) else { return Some(other) };
        self.pieces = pieces;
        self.marks.append(&mut other.marks);
        self.marks.sort_by_key(|mark| mark.bytes.start);
        // Likewise one label within another: the outer one marks what comes before the inner.
        let next_starts: Vec<usize> = self.marks.iter().skip(1).map(|mark| mark.bytes.start).collect();
        for (outer, inner) in self.marks.iter_mut().map(|mark| &mut mark.bytes).zip(next_starts) {
            let one_line = self.pieces.iter().any(|piece| piece.bytes.start <= outer.start && outer.end <= piece.bytes.end);
            if one_line {
                outer.end = outer.end.min(inner);
            }
        }
        None
    }
}

/// The lines of a label and one around them, if all of the label's are short and few.
fn short_lines(text: &str, room: Room, bytes: &Range<usize>, line: usize) -> Option<Vec<Piece>> {
    let start = short_line(text, room, bytes.start)?;
    let before = start.start.checked_sub(1).and_then(|at| short_line(text, room, at));
    let mut lines = vec![start];
    // An end at the start of a line belongs to the line before.
    while let Some(next) = lines.last().map(|last| after_break(text, last.end)) {
        match next {
            Some(next) if next < bytes.end && lines.len() < LABEL_LINES => lines.push(short_line(text, room, next)?),
            Some(next) if next < bytes.end => return None,
            next => {
                // What comes after the last line break is no line.
                lines.extend(next.filter(|next| *next < text.len()).and_then(|next| short_line(text, room, next)));
                break;
            }
        }
    }
    let first = line - usize::from(before.is_some());
    let pieces = before.into_iter().chain(lines).zip(first..);
    Some(pieces.map(|(bytes, line)| Piece { line, bytes, cut_before: false, cut_after: false }).collect())
}

/// The line around a byte without its line break, if it is short.
fn short_line(text: &str, room: Room, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let earliest = at.saturating_sub(room.line);
    let start = match memchr::memrchr(b'\n', bytes.part(earliest..at)) {
        Some(newline) => earliest + newline + 1,
        None if earliest == 0 => 0,
        None => return None,
    };
    let latest = (start + room.line + 2).min(bytes.len());
    let end = match memchr::memchr(b'\n', bytes.part(at.min(latest)..latest)) {
        Some(newline) => at + newline,
        None if latest == bytes.len() => latest,
        None => return None,
    };
    let has_return = end < bytes.len() && bytes.part(start..end).ends_with(b"\r");
    let end = end - usize::from(has_return);
    (end - start <= room.line).then_some(start..end)
}

/// The start of the line after the one that ends here; nothing at the end of the text.
fn after_break(text: &str, end: usize) -> Option<usize> {
    match text.as_bytes().get(end..)? {
        [b'\r', b'\n', ..] => Some(end + 2),
        [b'\n', ..] => Some(end + 1),
        _ => None,
    }
}

/// The part of a long line that is around the start of a label; the label is cut to it.
fn window(text: &str, room: Room, label: &mut Range<usize>, line: usize) -> Piece {
    let before = text.before(label.start).char_indices().rev().take_while(|(_, character)| *character != '\n').take(room.before);
    let start = before.last().map_or(label.start, |(at, _)| at);
    let shown = |from: usize, limit: usize| {
        let characters = text.after(from).char_indices().take_while(|(_, character)| *character != '\n').take(limit);
        characters.last().map_or(from, |(at, character)| from + at + character.len_utf8())
    };
    let limit = shown(label.start, room.after);
    label.end = label.end.min(limit);
    let end = if label.end < limit { shown(label.end, room.after / 2).max(limit) } else { limit };
    let break_after = |at: usize| matches!(text.as_bytes().after(at), [] | [b'\n', ..] | [b'\r', b'\n', ..]);
    let end = if end > start && text.before(end).ends_with('\r') && text.after(end).starts_with('\n') { end - 1 } else { end };
    label.end = label.end.min(end).max(label.start.min(end));
    label.start = label.start.min(label.end);
    Piece { line, bytes: start..end, cut_before: start > 0 && !text.before(start).ends_with('\n'), cut_after: !break_after(end) }
}

/// All pieces of two excerpts, if they are neighbours: lines without a gap, and of one line nothing left out between.
fn union(left: &[Piece], right: &[Piece]) -> Option<Vec<Piece>> {
    let mut all: Vec<Piece> = left.iter().chain(right).cloned().collect();
    all.sort_by_key(|piece| (piece.line, piece.bytes.start));
    let mut pieces: Vec<Piece> = Vec::with_capacity(all.len());
    for piece in all {
        let Some(last) = pieces.last_mut().filter(|last| last.line + 1 >= piece.line) else {
            if pieces.is_empty() {
                pieces.push(piece);
                continue;
            }
            return None;
        };
        if last.line < piece.line {
            pieces.push(piece);
        } else if last.bytes.end < piece.bytes.start {
            return None;
        } else if piece.bytes.end > last.bytes.end {
            last.bytes.end = piece.bytes.end;
            last.cut_after = piece.cut_after;
        }
    }
    Some(pieces)
}

/// What `miette` reads: an excerpt, or the beginning of one label.
struct Contents<'e> {
    data: &'e [u8],
    span: SourceSpan,
    name: &'e str,
    line: usize,
    column: usize,
    lines: usize,
}

impl<'e> SpanContents<'e> for Contents<'e> {
    fn data(&self) -> &'e [u8] {
        self.data
    }

    fn span(&self) -> &SourceSpan {
        &self.span
    }

    fn name(&self) -> Option<&str> {
        Some(self.name)
    }

    fn line(&self) -> usize {
        self.line
    }

    fn column(&self) -> usize {
        self.column
    }

    fn line_count(&self) -> usize {
        self.lines
    }
}

impl SourceCode for Excerpts {
    /// `miette` asks with context lines for what it draws, and without for the place that it prints above.
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let excerpt = self.parts.iter().find(|excerpt| excerpt.span.start <= span.offset() && end <= excerpt.span.end);
        let excerpt = excerpt.ok_or(MietteError::OutOfBounds)?;
        let mark = excerpt.marks.iter().find(|mark| mark.label.inner() == span).filter(|_| before + after == 0);
        let (line, column) = mark.map_or((excerpt.line, 0), |mark| (mark.line, mark.column));
        let bytes = if mark.is_some() { span.offset()..end } else { excerpt.span.clone() };
        Ok(Box::new(Contents {
            data: self.text.as_bytes().part(&bytes),
            span: (bytes.start, bytes.len()).into(),
            name: &excerpt.name,
            line,
            column,
            lines: excerpt.lines,
        }))
    }
}
