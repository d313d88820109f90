//! The changes of files as a unified diff.

use super::Style;
use super::escape::{WHOLE, is_command, is_deceptive, push_visible, terminal};
use crate::fix::Fixes;
use crate::outcome::Outcome;
use crate::parts::Parts;
use crate::secrets::Marked;
use similar::{ChangeTag, TextDiff};
use std::io::{self, Write};

/// Lines around a change.
const CONTEXT: usize = 3;

/// Writes what the edits change. Secrets are masked, and characters that are invisible or that a terminal or CI log interprets are
/// escaped.
///
/// # Errors
/// Those of `out`.
pub fn diff(outcome: &Outcome, fixes: &Fixes<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = |color: &'static str| if style.color { (color, "\x1b[0m") } else { ("", "") };
    for file in fixes.files.keys() {
        let source = outcome.sources.get(*file);
        let Some((old, new)) = fixes.texts(source, *file) else { continue };
        let (old, new) = (shown(old, &outcome.marked), shown(&new, &outcome.marked));
        let path = terminal(&source.path, WHOLE);
        let (bold, end) = paint("\x1b[1m");
        writeln!(out, "{bold}--- a/{path}\n+++ b/{path}{end}")?;
        for hunk in TextDiff::from_lines(&old, &new).unified_diff().context_radius(CONTEXT).iter_hunks() {
            let (cyan, end) = paint("\x1b[36m");
            writeln!(out, "{cyan}{}{end}", hunk.header())?;
            for change in hunk.iter_changes() {
                let (sign, (color, end)) = match change.tag() {
                    ChangeTag::Delete => ('-', paint("\x1b[31m")),
                    ChangeTag::Insert => ('+', paint("\x1b[32m")),
                    ChangeTag::Equal => (' ', ("", "")),
                };
                writeln!(out, "{color}{sign}{}{end}", change.value().trim_end_matches('\n'))?;
                if change.missing_newline() {
                    writeln!(out, "\\ No newline at end of file")?;
                }
            }
        }
    }
    Ok(())
}

/// A text in which secrets are masked and every character is visible; with the same lines.
fn shown(text: &str, marked: &Marked) -> String {
    let mut secrets = marked.find_in_source(text, &(0..text.len()));
    secrets.sort_by_key(|secret| secret.start);
    let mut secrets = secrets.into_iter().peekable();
    let mut shown = String::with_capacity(text.len());
    let mut hidden = 0;
    for (at, character) in text.char_indices() {
        while let Some(secret) = secrets.next_if(|secret| secret.start <= at) {
            hidden = hidden.max(secret.end);
        }
        match character {
            '\n' | '\t' => shown.push(character),
            '\r' if text.after(at).starts_with("\r\n") => shown.push(character),
            _ if at < hidden => shown.push('•'),
            '#' | ':' if is_command(text, at) => {
                shown.push_str(if character == '#' { "<U+0023>" } else { "<U+003A>" });
            }
            _ if is_deceptive(character) => push_visible(&mut shown, character),
            _ => shown.push(character),
        }
    }
    shown
}
