//! The lines that a comment above them is about: a statement, or the whole block that begins there.

use crate::parts::Parts;
use std::ops::Range;

/// Bytes of the longest block.
const LONGEST: usize = 256 << 10;

/// How strings are written where blocks are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// `"…"` and heredocs.
    Hcl,
    /// `'…'` and `'''…'''`.
    Bicep,
    /// `"…"`, `'…'` and `` `…` ``.
    Script,
    /// Blocks are indented lines.
    Yaml,
    /// Each line is a setting.
    Lines,
}

impl Syntax {
    /// By the name of the file.
    pub(super) fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("tf" | "tofu" | "hcl" | "tfvars") => Self::Hcl,
            Some("bicep" | "bicepparam") => Self::Bicep,
            Some("yaml" | "yml") => Self::Yaml,
            Some("json" | "jsonc" | "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs") => Self::Script,
            _ => Self::Lines,
        }
    }

    /// The sign that begins a comment in the file at a path; nothing if its format has no comments that end with the line.
    pub(super) fn comment(self, path: &str) -> Option<&'static str> {
        let has_end = |end: &str| path.to_ascii_lowercase().ends_with(end);
        match self {
            Self::Script if has_end(".json") => None,
            Self::Lines if ["xml", "csv", "tfstate", "jsonl", "ndjson"].iter().any(|end| has_end(end)) => None,
            Self::Bicep | Self::Script => Some("//"),
            Self::Hcl | Self::Yaml | Self::Lines => Some("#"),
        }
    }
}

/// The bytes of the statement or block after an offset, which is the start of a line.
pub(super) fn block(text: &str, from: usize, syntax: Syntax) -> Range<usize> {
    let is_comment = |line: &str| ["#", "//", ";", "*/"].iter().any(|sign| line.starts_with(sign));
    let text = text.before(text.floor_char_boundary(from.saturating_add(LONGEST)));
    let mut start = from;
    for line in text.after(from).split_inclusive('\n') {
        let trimmed = line.trim();
        // A decorator is a part of the declaration below it.
        let is_before = trimmed.is_empty() || is_comment(trimmed) || syntax == Syntax::Bicep && trimmed.starts_with('@');
        if !is_before {
            break;
        }
        start += line.len();
    }
    let end = match syntax {
        Syntax::Lines => line_end(text, start),
        Syntax::Yaml => indented(text, start),
        _ => bracketed(text, start, syntax),
    };
    from..end
}

fn line_end(text: &str, start: usize) -> usize {
    start + text.after(start).find('\n').unwrap_or(text.after(start).len())
}

/// The end of a line and of those below it that are indented further.
fn indented(text: &str, start: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let mut lines = text.after(start).split_inclusive('\n');
    let Some(first) = lines.next() else { return start };
    let mut end = start + first.len();
    let mut at = end;
    for line in lines {
        at += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let is_next_element = line.trim_start().starts_with('-');
        let spaces = line.len() - line.trim_start().len();
        if indent(line) < indent(first) || spaces == first.len() - first.trim_start().len() || is_next_element && spaces < indent(first) {
            break;
        }
        // The members of an element stand as far right as its first one.
        if indent(line) == indent(first) && !first.trim_start().starts_with('-') {
            break;
        }
        end = at;
    }
    end
}

/// The end of a line, or of the bracket that opens in it. If it never closes, that of the line.
fn bracketed(text: &str, start: usize, syntax: Syntax) -> usize {
    let first_end = line_end(text, start);
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let step = match rest.as_bytes() {
            [b'\n', ..] if depth == 0 => return at,
            [b'{' | b'[' | b'(', ..] => {
                depth += 1;
                1
            }
            [b'}' | b']' | b')', ..] => match depth.checked_sub(1) {
                // The bracket around the statement.
                None => return at,
                Some(outer) => {
                    depth = outer;
                    1
                }
            },
            _ => comment_or_string(rest, syntax),
        };
        at = text.ceil_char_boundary(at + step.max(1));
        if depth > 0 && at >= text.len() {
            return first_end;
        }
    }
    text.len()
}

/// The bytes of the comment or string that begins here; 1 if there is none.
fn comment_or_string(rest: &str, syntax: Syntax) -> usize {
    match rest.as_bytes() {
        [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
        [b'#', ..] if syntax != Syntax::Script => rest.find('\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => rest.find("*/").map_or(rest.len(), |end| end + 2),
        [b'\'', b'\'', b'\'', ..] if syntax == Syntax::Bicep => rest.after(3).find("'''").map_or(rest.len(), |end| end + 6),
        [b'<', b'<', ..] if syntax == Syntax::Hcl => heredoc(rest),
        [quote @ (b'"' | b'\'' | b'`'), ..] if is_quote(*quote, syntax) => string(rest, *quote),
        _ => 1,
    }
}

/// The start of the comment or string that contains an offset, because a line in it is no place for a comment.
pub(super) fn string_around(text: &str, offset: usize, syntax: Syntax) -> Option<usize> {
    if matches!(syntax, Syntax::Yaml | Syntax::Lines) {
        return None;
    }
    let mut at = 0;
    while at < offset {
        let end = text.ceil_char_boundary(at + comment_or_string(text.get(at..)?, syntax).max(1));
        if end > offset && end > at + 1 {
            return Some(at);
        }
        at = end;
    }
    None
}

fn is_quote(quote: u8, syntax: Syntax) -> bool {
    match syntax {
        Syntax::Hcl => quote == b'"',
        Syntax::Bicep => quote == b'\'',
        _ => true,
    }
}

/// The bytes of a string on one line.
fn string(text: &str, quote: u8) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' if quote != b'`' => return at,
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The bytes of a heredoc; 1 if there is none.
fn heredoc(text: &str) -> usize {
    let word = text.after(2).trim_start_matches('-').lines().next().unwrap_or_default().trim_end();
    if word.is_empty() || !word.chars().all(|character| character.is_alphanumeric() || character == '_') {
        return 1;
    }
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        if number > 0 && line.trim() == word {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a comment at the start of a text covers.
    fn covered(text: &str, syntax: Syntax) -> &str {
        let from = text.find('\n').unwrap() + 1;
        text.get(block(text, from, syntax)).unwrap().trim_end()
    }

    #[test]
    fn a_block_ends_at_its_bracket() {
        let text = "# x\n\nresource \"a\" \"b\" {\n  c = \"}\"\n  d = <<-E\n  }\n  E\n  # }\n}\nresource \"e\" \"f\" {\n}\n";
        assert_eq!(covered(text, Syntax::Hcl), text.get(4..text.find("\nresource \"e\"").unwrap()).unwrap());
        let text = "// x\n@description('}')\nresource a 'b' = {\n  c: '''\n}'''\n}\nparam d string\n";
        assert_eq!(covered(text, Syntax::Bicep), text.get(5..text.find("\nparam").unwrap()).unwrap());
        assert_eq!(covered("// x\n\"a\": { \"b\": \"}\" },\n\"c\": 1", Syntax::Script), "\"a\": { \"b\": \"}\" },");
    }

    #[test]
    fn a_statement_is_its_line() {
        assert_eq!(covered("# x\n  audience = \"all\"\n  other = 1\n", Syntax::Hcl).trim(), "audience = \"all\"");
        assert_eq!(covered("// x\n  audience: 'all' }\n  other: 1\n", Syntax::Bicep).trim(), "audience: 'all'");
        assert_eq!(covered("# x\nA=1\nB=2\n", Syntax::Lines), "A=1");
        assert_eq!(covered("# x\na = [\n  1\nb = 2\n", Syntax::Hcl), "a = [", "a bracket that never closes");
    }

    #[test]
    fn a_block_of_yaml_is_indented() {
        assert_eq!(covered("# x\na:\n  b: 1\n\n  c: 2\nd: 3\n", Syntax::Yaml), "a:\n  b: 1\n\n  c: 2");
        assert_eq!(covered("# x\n- a: 1\n  b: 2\n- c: 3\n", Syntax::Yaml), "- a: 1\n  b: 2");
        assert_eq!(covered("# x\n  a: 1\n  b: 2\n", Syntax::Yaml).trim(), "a: 1");
    }
}
