//! The changes of files as a unified diff. The edits are known, so no difference has to be searched for.

use super::Style;
use super::escape::{WHOLE, is_command, is_deceptive, push_visible, terminal};
use crate::finding::Replacement;
use crate::fix::Fixes;
use crate::outcome::Outcome;
use crate::parts::Parts;
use std::io::{self, Write};
use std::ops::Range;

/// Lines around a change.
const CONTEXT: usize = 3;

/// Writes what the edits change. Secrets are masked, and characters that are invisible or that a terminal or CI log interprets are
/// escaped.
///
/// # Errors
/// Those of `out`.
pub fn diff(outcome: &Outcome, fixes: &Fixes<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for (file, edits) in &fixes.files {
        let source = outcome.sources.get(*file);
        let Ok(text) = source.text() else { continue };
        let (path, (bold, end)) = (terminal(&source.path, WHOLE), paint("\x1b[1m", style));
        writeln!(out, "{bold}--- a/{path}\n+++ b/{path}{end}")?;
        let text = Shown::new(text, outcome.marked.find_in_source(text, &(0..text.len())));
        let edits: Vec<&Replacement> = edits.values().collect();
        // How many lines later the next hunk begins in the new text.
        let mut shift = 0;
        for hunk in edits.chunk_by(|one, next| text.last_line(one) + 2 * CONTEXT >= text.first_line(next)) {
            shift += text.write_hunk(hunk, shift, style, &mut out)?;
        }
    }
    out.flush()
}

/// The start and the end of a text in a color.
fn paint(color: &'static str, style: &Style) -> (&'static str, &'static str) {
    if style.color { (color, "\x1b[0m") } else { ("", "") }
}

fn line_starts(text: &str) -> Vec<usize> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1).filter(|end| *end < text.len());
    std::iter::once(0).chain(ends).collect()
}

/// The text of a file, as it is shown.
struct Shown<'t> {
    text: &'t str,
    /// Where each line starts.
    lines: Vec<usize>,
    /// By their start, without overlaps.
    secrets: Vec<Range<usize>>,
}

impl<'t> Shown<'t> {
    fn new(text: &'t str, mut secrets: Vec<Range<usize>>) -> Self {
        secrets.sort_by_key(|secret| secret.start);
        let mut hidden: Vec<Range<usize>> = Vec::new();
        for secret in secrets {
            match hidden.last_mut().filter(|last| secret.start < last.end) {
                Some(last) => last.end = last.end.max(secret.end),
                None => hidden.push(secret),
            }
        }
        Self { text, lines: line_starts(text), secrets: hidden }
    }

    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    fn first_line(&self, edit: &Replacement) -> usize {
        self.line_at(edit.span.start as usize)
    }

    fn last_line(&self, edit: &Replacement) -> usize {
        self.line_at(edit.span.end as usize)
    }

    /// Writes the lines around edits that are close to each other, and returns how many lines they add.
    fn write_hunk(&self, edits: &[&Replacement], shift: isize, style: &Style, out: &mut dyn Write) -> io::Result<isize> {
        let (Some(first), Some(last)) = (edits.first(), edits.last()) else { return Ok(0) };
        let from = self.first_line(first).saturating_sub(CONTEXT);
        let to = (self.last_line(last) + 1 + CONTEXT).min(self.lines.len());
        let mut lines: Vec<(char, String)> = Vec::new();
        let mut next = from;
        for edits in edits.chunk_by(|one, next| self.last_line(one) >= self.first_line(next)) {
            let (old, new, changed) = self.changed(edits);
            lines.extend(self.lines_of(next..changed.start));
            // An edit may end where the next line begins, and leave it as it is.
            let is_same = |(old, new): &(&&str, &&str)| old == new;
            let (old, new): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
            let before = old.iter().zip(&new).take_while(is_same).count();
            let (rest, new) = (old.after(before), new.after(before));
            let after = rest.iter().rev().zip(new.iter().rev()).take_while(is_same).count();
            let signed = |sign: char, lines: &[&str]| lines.iter().map(|line| (sign, (*line).to_owned())).collect::<Vec<_>>();
            lines.extend(signed(' ', old.before(before)));
            lines.extend(signed('-', rest.before(rest.len() - after)));
            lines.extend(signed('+', new.before(new.len() - after)));
            lines.extend(signed(' ', rest.after(rest.len() - after)));
            next = changed.end;
        }
        lines.extend(self.lines_of(next..to));
        let count = |without: char| lines.iter().filter(|(sign, _)| *sign != without).count();
        let (old_lines, new_lines) = (count('+'), count('-'));
        let (cyan, reset) = paint("\x1b[36m", style);
        writeln!(out, "{cyan}@@ -{},{old_lines} +{},{new_lines} @@{reset}", from + 1, (from + 1).saturating_add_signed(shift))?;
        for (sign, line) in lines {
            let (color, reset) = match sign {
                '-' => paint("\x1b[31m", style),
                '+' => paint("\x1b[32m", style),
                _ => ("", ""),
            };
            let text = line.strip_suffix('\n');
            writeln!(out, "{color}{sign}{}{reset}", text.unwrap_or(&line))?;
            if text.is_none() {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
        Ok(new_lines.cast_signed() - old_lines.cast_signed())
    }

    /// The lines that edits touch, before and after, and which lines these are.
    fn changed(&self, edits: &[&Replacement]) -> (String, String, Range<usize>) {
        let lines = edits.first().map_or(0, |edit| self.first_line(edit))..edits.last().map_or(0, |edit| self.last_line(edit) + 1);
        let (start, end) = (self.offset(lines.start), self.offset(lines.end));
        let (mut new, mut next) = (String::new(), start);
        for Replacement { span, text } in edits {
            new += &self.part(next..span.start as usize);
            new += text;
            next = span.end as usize;
        }
        (self.part(start..end), new + &self.part(next..end), lines)
    }

    fn lines_of(&self, lines: Range<usize>) -> impl Iterator<Item = (char, String)> {
        lines.map(|line| (' ', self.part(self.offset(line)..self.offset(line + 1))))
    }

    /// Where a line starts, or the end of the text.
    fn offset(&self, line: usize) -> usize {
        self.lines.get(line).copied().unwrap_or(self.text.len())
    }

    /// A part of the text with the same lines, in which secrets are masked and every character is visible.
    fn part(&self, bytes: Range<usize>) -> String {
        let mut shown = String::with_capacity(bytes.len());
        let mut secrets = self.secrets.after(self.secrets.partition_point(|secret| secret.end <= bytes.start)).iter().peekable();
        for (at, character) in self.text.part(&bytes).char_indices() {
            let at = at + bytes.start;
            while secrets.next_if(|secret| secret.end <= at).is_some() {}
            let is_hidden = secrets.peek().is_some_and(|secret| secret.contains(&at));
            match character {
                '\n' | '\t' => shown.push(character),
                '\r' if self.text.after(at).starts_with("\r\n") => shown.push(character),
                _ if is_hidden => shown.push('•'),
                '#' if is_command(self.text, at) => shown.push_str("<U+0023>"),
                ':' if is_command(self.text, at) => shown.push_str("<U+003A>"),
                _ if is_deceptive(character) => push_visible(&mut shown, character),
                _ => shown.push(character),
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn hunks_have_the_lines_of_both_texts() {
        let text: String = (1..=30).flat_map(|number| ["line ".to_owned(), number.to_string(), "\n".to_owned()]).collect();
        let edit = |old: &str, new: &str| {
            let start = text.find(old).unwrap();
            Replacement { span: Span::new(FileId(0), start, start + old.len()), text: new.to_owned() }
        };
        let secret = text.find("29").unwrap();
        let shown = Shown::new(&text, vec![secret..secret + 1, secret..secret + 2]);
        let mut out = Vec::new();
        let edits = [edit("line 2\n", ""), edit("7\n", "seven\n")];
        let edits: Vec<&Replacement> = edits.iter().collect();
        let shift = shown.write_hunk(&edits, 0, &Style::default(), &mut out).unwrap();
        shown.write_hunk(&[&edit("30", "thirty")], shift, &Style::default(), &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        @@ -1,11 +1,10 @@
         line 1
        -line 2
         line 3
         line 4
         line 5
         line 6
        -line 7
        +line seven
         line 8
         line 9
         line 10
         line 11
        @@ -27,4 +26,4 @@
         line 27
         line 28
         line ••
        -line 30
        +line thirty
        ");
    }
}
