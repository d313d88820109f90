//! The pieces of a template in sequence: removes white space for `~` and heredocs, and builds directives from their pieces.
//!
//! White space is stripped before the pieces are joined, as in Terraform.

use super::ast::{Expr, Part};
use super::cursor::{Failed, MAX_DEPTH, Parser, Read};
use crate::parts::Parts;
use crate::syntax::tree::Bytes;
use crate::text::Text;
use std::borrow::Cow;
use std::sync::Arc;

pub(super) enum Piece<'a> {
    /// Text with escapes resolved; in a heredoc at most one line.
    Literal(Cow<'a, str>),
    Interpolation(Expr),
    If(Expr, Bytes),
    Else(Bytes),
    EndIf(Bytes),
    For {
        key: Option<Arc<str>>,
        value: Arc<str>,
        list: Expr,
        bytes: Bytes,
    },
    EndFor(Bytes),
}

/// Pieces in source order.
#[derive(Default)]
pub(super) struct Pieces<'a> {
    pieces: Vec<Piece<'a>>,
    strips_next: bool,
    /// Height of the tallest expression in them.
    height: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn literal(&mut self, mut text: Cow<'a, str>) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.strips_next) {
            text = match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim_start()),
                Cow::Owned(text) => Cow::Owned(text.trim_start().to_owned()),
            };
        }
        self.pieces.push(Piece::Literal(text));
    }

    /// Adds an interpolation or a directive; `strips` is whether it ends with `~}`.
    pub(super) fn sequence(&mut self, piece: Piece<'a>, height: usize, strips: bool) {
        self.pieces.push(piece);
        self.height = self.height.max(height);
        self.strips_next = strips;
    }

    /// Removes the white space before the next piece.
    pub(super) fn strip_end(&mut self) {
        if let Some(Piece::Literal(text)) = self.pieces.last_mut() {
            match text {
                Cow::Borrowed(text) => *text = text.trim_end(),
                Cow::Owned(text) => text.truncate(text.trim_end().len()),
            }
        }
    }

    /// Removes the white space that all nonblank lines have in common at their start.
    pub(super) fn unindent(&mut self) {
        let mut begins_line = true;
        let mut common = usize::MAX;
        let mut indented = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let literal = if let Piece::Literal(text) = piece { Some(text) } else { None };
            if std::mem::take(&mut begins_line) {
                match literal {
                    Some(text) if text.ends_with('\n') && text.trim_start().is_empty() => {}
                    Some(text) => {
                        common = common.min(text.chars().take_while(|character| character.is_whitespace()).count());
                        indented.push(index);
                    }
                    None => common = 0,
                }
            }
            begins_line = literal.is_some_and(|text| text.ends_with('\n'));
        }
        for index in indented {
            if let Some(Piece::Literal(text)) = self.pieces.get_mut(index) {
                let length = text.chars().take(common).map(char::len_utf8).sum::<usize>();
                match text {
                    Cow::Borrowed(text) => *text = text.after(length),
                    Cow::Owned(text) => drop(text.drain(..length)),
                }
            }
        }
    }

    /// The whole text, if there is no other piece.
    pub(super) fn into_text(mut self) -> Result<Cow<'a, str>, Self> {
        if !self.pieces.iter().all(|piece| matches!(piece, Piece::Literal(_))) {
            return Err(self);
        }
        if self.pieces.len() == 1
            && let Some(Piece::Literal(text)) = self.pieces.pop()
        {
            return Ok(text);
        }
        let literals = self.pieces.iter().map(|piece| if let Piece::Literal(text) = piece { &**text } else { "" });
        Ok(Cow::Owned(literals.collect()))
    }
}

/// An open directive.
enum Directive {
    If { condition: Expr, then: Option<Vec<Part>> },
    For { key: Option<Arc<str>>, value: Arc<str>, list: Expr },
}

/// The state while directives are built.
struct Assembly {
    parts: Vec<Part>,
    /// Text whose end is not reached yet.
    literal: String,
    /// Open directives, each with the parts before it and its bytes.
    open: Vec<(Directive, Vec<Part>, Bytes)>,
}

impl Assembly {
    fn take(&mut self) -> Vec<Part> {
        if !self.literal.is_empty() {
            self.parts.push(Part::Literal(std::mem::take(&mut self.literal).into()));
        }
        std::mem::take(&mut self.parts)
    }

    fn push(&mut self, part: Part) {
        if !self.literal.is_empty() {
            self.parts.push(Part::Literal(std::mem::take(&mut self.literal).into()));
        }
        self.parts.push(part);
    }

    fn open(&mut self, directive: Directive, bytes: Bytes) {
        let before = self.take();
        self.open.push((directive, before, bytes));
    }

    /// Closes the innermost directive, if `part` accepts it.
    fn close(&mut self, part: impl FnOnce(Directive, Vec<Part>) -> Part) {
        let parts = self.take();
        let (directive, before, _) = self.open.pop().expect("the caller has checked it");
        self.parts = before;
        self.parts.push(part(directive, parts));
    }
}

impl Parser<'_> {
    /// Builds directives. The resulting height is [`Parser::height`].
    pub(super) fn parts(&mut self, pieces: Pieces<'_>) -> Read<Vec<Part>> {
        let alone = pieces.pieces.len() == 1;
        let height = pieces.height;
        let mut deepest = 0;
        let mut assembly = Assembly { parts: Vec::new(), literal: String::new(), open: Vec::new() };
        for piece in pieces.pieces {
            match piece {
                Piece::Literal(text) => assembly.literal.push_str(&text),
                Piece::Interpolation(value) => assembly.push(Part::Interpolation(value)),
                Piece::If(condition, bytes) => assembly.open(Directive::If { condition, then: None }, bytes),
                Piece::For { key, value, list, bytes } => assembly.open(Directive::For { key, value, list }, bytes),
                Piece::Else(bytes) => {
                    let parts = assembly.take();
                    match assembly.open.last_mut() {
                        Some((Directive::If { then: then @ None, .. }, ..)) => *then = Some(parts),
                        _ => return Err(self.unbalanced(bytes, "`%{else}` without `%{if}`")),
                    }
                }
                Piece::EndIf(bytes) => match assembly.open.last() {
                    Some((Directive::If { .. }, ..)) => assembly.close(ends_if),
                    _ => return Err(self.unbalanced(bytes, "`%{endif}` without `%{if}`")),
                },
                Piece::EndFor(bytes) => match assembly.open.last() {
                    Some((Directive::For { .. }, ..)) => assembly.close(ends_for),
                    _ => return Err(self.unbalanced(bytes, "`%{endfor}` without `%{for}`")),
                },
            }
            deepest = deepest.max(assembly.open.len());
            if self.depth + deepest > MAX_DEPTH {
                let bytes = assembly.open.last().map_or(self.at..self.at, |(_, _, bytes)| bytes.clone());
                return Err(self.unbalanced(bytes, Text::new("nested deeper than {limit} levels").with("limit", MAX_DEPTH.to_string())));
            }
        }
        if let Some((directive, _, bytes)) = assembly.open.last() {
            let message = match directive {
                Directive::If { .. } => "expected `%{endif}`, found the end of the template",
                Directive::For { .. } => "expected `%{endfor}`, found the end of the template",
            };
            return Err(self.unbalanced(bytes.clone(), message));
        }
        self.height = height + deepest;
        let mut parts = assembly.take();
        // Text that was stripped to nothing still makes the adjacent value a string.
        if !alone && matches!(parts[..], [Part::Interpolation(_)]) {
            parts.push(Part::Literal("".into()));
        }
        Ok(parts)
    }

    #[cold]
    fn unbalanced(&mut self, bytes: Bytes, message: impl Into<Text>) -> Failed {
        self.report(bytes, message.into());
        Failed
    }
}

fn ends_if(directive: Directive, parts: Vec<Part>) -> Part {
    match directive {
        Directive::If { condition, then: Some(then) } => Part::If { condition, then, otherwise: parts },
        Directive::If { condition, then: None } => Part::If { condition, then: parts, otherwise: Vec::new() },
        Directive::For { .. } => unreachable!("the caller has checked it"),
    }
}

fn ends_for(directive: Directive, parts: Vec<Part>) -> Part {
    match directive {
        Directive::For { key, value, list } => Part::For { key, value, list, parts },
        Directive::If { .. } => unreachable!("the caller has checked it"),
    }
}
