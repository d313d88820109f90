//! Signs that a file is an export although it is not well-formed JSON: its path, its keys, and the files beside it.
//!
//! Most JSON files in a repository are unrelated, and many of these are templates or contain comments, so an error in one of them is no
//! error of the input. An export that cannot be read must not be skipped silently.

use super::export_keys::has_signs;
use super::exporter;
use super::neighbors::Neighbors;
use crate::parts::Parts;
use crate::resource::Problem;
use crate::source::{Source, Span};
use crate::syntax::json::skip_white;
use crate::text::Text;
use std::sync::OnceLock;

/// Texts at which JSON that a tool generates from a template ends.
const TEMPLATE_MARKS: &[&str] = &["{{", "{%", "{#", "<%", "${", "$(", "#{", "__"];

/// The signs of one file.
#[derive(Debug)]
pub struct Signs<'f> {
    text: &'f str,
    source: &'f Source,
    neighbors: &'f Neighbors<'f>,
    own: OnceLock<bool>,
}

impl<'f> Signs<'f> {
    /// For a file with this text, or that starts with it.
    pub fn new(text: &'f str, source: &'f Source, neighbors: &'f Neighbors<'f>) -> Self {
        Self { text, source, neighbors, own: OnceLock::new() }
    }

    /// Whether the file is probably an export, whatever its content: the user named it, or it is where exports are.
    pub fn is_expected(&self) -> bool {
        self.source.named || exporter::by_path(&self.source.path).is_some() || self.neighbors.are_exports(&self.source.path)
    }

    /// Whether the file itself shows that it is an export.
    fn is_export(&self) -> bool {
        *self.own.get_or_init(|| exporter::by_path(&self.source.path).is_some() || has_signs(self.text))
    }

    /// The problem of a syntax error at an offset of `text`; `None` if the file is probably unrelated. `is_known` means that a part of the
    /// file was already read.
    pub fn problem(&self, text: &str, offset: usize, is_known: bool, span: Span, message: impl Into<Text>) -> Option<Problem> {
        let is_template = is_template(text, offset);
        let is_ours = is_known || self.is_export() || (!is_template && !has_comments(text, offset) && self.is_expected());
        match is_ours {
            true if is_template => {
                Some(Problem::warning(span, "a template of tenant objects, which can only be read after it is rendered"))
            }
            true => Some(Problem::error(span, message)),
            false => None,
        }
    }
}

/// Whether JSON ends at something that "JSON with comments" allows: a comment, or a comma before a closing bracket.
fn has_comments(text: &str, offset: usize) -> bool {
    let rest = text.as_bytes().after(offset.min(text.len()));
    let before = text.before(text.floor_char_boundary(offset)).trim_end();
    rest.starts_with(b"//")
        || rest.starts_with(b"/*")
        || before.ends_with(',') && rest.first().is_some_and(|byte| matches!(byte, b'}' | b']'))
}

/// Whether JSON ends at an expression of a template.
fn is_template(text: &str, offset: usize) -> bool {
    let bytes = text.as_bytes();
    let is_at = |at: usize| TEMPLATE_MARKS.iter().any(|mark| bytes.after(at.min(bytes.len())).starts_with(mark.as_bytes()));
    is_at(offset) || offset > 0 && is_at(offset - 1) || is_placeholder(text, offset)
}

/// Whether JSON ends at a name in angle brackets, `<GroupIds>`. A web page, which starts with one, is not a template.
fn is_placeholder(text: &str, offset: usize) -> bool {
    let Some((before, rest)) = text.split_at_checked(offset) else { return false };
    let Some((name, _)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) else { return false };
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, ' ' | '_' | '-' | '.');
    !name.is_empty() && name.chars().all(is_name) && !before.trim_start().is_empty()
}

/// Whether a line is the error message of a command that was to write JSON.
pub fn is_command_error(line: &str) -> bool {
    let is_cmdlet = |name: &str| ["-Mg", "-Az", "-Entra"].iter().any(|module| name.contains(module)) && !name.contains(' ');
    line.starts_with("ERROR:") || line.split_once(':').is_some_and(|(name, _)| is_cmdlet(name.trim_end()))
}

/// Lines of other text before the JSON, such as the banner of a module or a warning. All of the text if no JSON follows, and empty if `text`
/// begins like JSON.
pub fn banner(text: &str) -> &str {
    let is_log = |rest: &str| rest.strip_prefix('[').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()));
    let is_banner = text.starts_with(|first: char| first.is_ascii_uppercase() || first == '\u{1b}') || is_log(text);
    if !is_banner {
        return "";
    }
    let mut ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
    let end = ends.find(|&at| text.after(at).starts_with(['{', '[']) && !is_log(text.after(at)));
    text.before(end.unwrap_or(text.len()))
}

/// Lines of other text after JSON that ends at an offset, such as a warning or the prompt of a shell, up to the next line of JSON. Empty if
/// the text may be a part of malformed JSON.
pub fn trailer(text: &str, end: usize) -> &str {
    let (gap, rest) = text.after(end).split_at(skip_white(text, end) - end);
    if !gap.contains('\n') || rest.starts_with(['{', '"', '\'', ',', ']', '}', ':', ';', '/', '<', '&', '=']) {
        return "";
    }
    if rest.starts_with('[') {
        return banner(rest);
    }
    let mut ends = memchr::memchr_iter(b'\n', rest.as_bytes()).map(|end| end + 1);
    rest.before(ends.find(|&at| rest.after(at).starts_with(['{', '['])).unwrap_or(rest.len()))
}

/// Whether a file that is not valid text is probably unrelated; `text` is its readable part.
pub fn is_unrelated(path: &str, text: &str) -> bool {
    exporter::by_path(path).is_none() && !has_signs(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_begins_after_a_banner() {
        for (text, at) in [
            ("WARNING: x\n[{}]", 11),
            ("Welcome To Microsoft Graph!\r\n\r\n{}", 31),
            ("[INFO] x\n[WARN] y\n[]", 18),
            ("\u{1b}[33mWARNING\u{1b}[0m\n[", 17),
            ("ERROR: x", 8),
            ("{\n[]", 0),
            ("[\n{}", 0),
            ("// x\n{}", 0),
            ("true\n{}", 0),
            ("X\n  {}", 6),
        ] {
            assert_eq!(banner(text).len(), at, "{text}");
        }
    }

    #[test]
    fn other_text_follows_after_json() {
        for (text, expected) in [
            ("{}\nWARNING: x\n", "WARNING: x\n"),
            ("{}\r\nPS C:\\> ", "PS C:\\> "),
            ("[]\nme@host:~$ az\n[{}]\nx", "me@host:~$ az\n"),
            ("{}\n[WARN] x\n{}", "[WARN] x\n"),
            ("{} x", ""),
            ("{}\n, {}", ""),
            ("{}\n]", ""),
            ("{}\n\"a\": 1", ""),
            ("{}\n// x", ""),
            ("{}\n[1, 2", ""),
            ("{}\n", ""),
        ] {
            assert_eq!(trailer(text, 2), expected, "{text}");
        }
    }

    #[test]
    fn names_in_angle_brackets_are_placeholders() {
        for (text, offset, expected) in [
            ("[<GroupIds>]", 1, true),
            ("{\"id\": <tenant id>}", 7, true),
            ("<html>", 0, false),
            ("[<", 1, false),
            ("[<a href=\"x\">", 1, false),
        ] {
            assert_eq!(is_template(text, offset), expected, "{text}");
        }
    }

    #[test]
    fn commands_report_errors_in_these_forms() {
        for line in ["ERROR: (AuthorizationFailed) The client", "Get-MgUser_List : Insufficient privileges", "Get-AzRoleAssignment: x"] {
            assert!(is_command_error(line), "{line}");
        }
        for line in ["WARNING: x", "Use Get-MgUser: x", "error", ""] {
            assert!(!is_command_error(line), "{line}");
        }
    }
}
