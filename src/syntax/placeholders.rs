//! Placeholders (`${NAME}`) that are replaced when the application runs, and their defaults.
//!
//! A default applies if the variable is not set, like that of a Terraform variable, so it counts as the value. An empty default means that
//! the variable must be set, so the value is unknown.
//!
//! Sources: Spring Framework, "Placeholder resolution"; POSIX shell, "Parameter Expansion", which dotenv-expand and envsubst follow.

use super::Unknown;
use super::tree::{Expression, Member, Node, Value};
use crate::parts::Parts;
use crate::text::Text;
use std::ops::Range;

/// The syntax of a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Spring,
    Shell,
}

/// Maximum nesting of placeholders in defaults: real ones contain one more variable.
const MAX_DEPTH: usize = 4;

impl Style {
    /// The default in the text between the brackets.
    fn default(self, inner: &str) -> Option<&str> {
        let is_name = |name: char| name.is_ascii_alphanumeric() || name == '_' || self == Self::Spring && matches!(name, '.' | '-');
        let after = inner.trim_start_matches(is_name);
        let default = match self {
            Self::Spring => after.strip_prefix(':'),
            Self::Shell => after.strip_prefix(":-").or_else(|| after.strip_prefix('-')),
        };
        default.filter(|default| !default.is_empty() && after.len() < inner.len())
    }
}

/// A value with its placeholders as expressions, with a known default if each placeholder has one.
///
/// Time is linear in its text; it recurses as deep as the value, which its parser bounds.
pub fn filled<'t>(node: Node<'t>, style: Style) -> Node<'t> {
    let value = match node.value {
        Value::String(ref text) if text.contains("${") => {
            let default = known(text, style, MAX_DEPTH).map(|known| {
                let bytes = lone_default(text, style).and_then(|bytes| node.within(bytes));
                (bytes.unwrap_or_else(|| node.bytes.clone()), known.into())
            });
            Value::Unknown(Box::new(Expression { unknown: unknown(text), default }))
        }
        Value::Array(elements) => Value::Array(elements.into_iter().map(|element| filled(element, style)).collect()),
        Value::Object(members) => {
            let member = |member: Member<'t>| Member { value: filled(member.value, style), ..member };
            Value::Object(members.into_iter().map(member).collect())
        }
        other => other,
    };
    Node { value, ..node }
}

/// The text with all defaults; `None` if one is missing.
fn known(text: &str, style: Style, depth: usize) -> Option<String> {
    let mut known = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once("${") {
        known.push_str(before);
        let end = end_of(inner)?;
        known.push_str(&self::known(style.default(inner.before(end))?, style, depth.checked_sub(1)?)?);
        rest = inner.after(end + 1);
    }
    known.push_str(rest);
    Some(known)
}

/// Offset of the closing bracket of a placeholder, whose text starts here.
fn end_of(inner: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let mut depth = 0usize;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' if bytes.before(at).ends_with(b"$") => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The place of the default, if the text is one placeholder and nothing else.
fn lone_default(text: &str, style: Style) -> Option<Range<usize>> {
    let mut bytes = 0..text.len();
    while let Some(inner) = text.part(&bytes).strip_prefix("${") {
        let default = style.default(inner.before(end_of(inner).filter(|end| end + 1 == inner.len())?))?;
        bytes = bytes.end - 1 - default.len()..bytes.end - 1;
    }
    (!text.part(&bytes).contains("${")).then_some(bytes)
}

/// The known start and end of a text with placeholders.
fn unknown(text: &str) -> Unknown {
    let start = text.find("${").unwrap_or_default();
    let end = text.rfind('}').map_or(text.len(), |end| (end + 1).max(start));
    let shown: String = text.part(start..end).chars().take(80).collect();
    Unknown::new(Text::new("`{shown}` is set where the application runs").with("shown", shown)).between(text.before(start), text.after(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_apply() {
        for (text, style, expected) in [
            ("${T:common}", Style::Spring, Some("common")),
            ("https://h/${T:common}/v2.0", Style::Spring, Some("https://h/common/v2.0")),
            ("${a.b-c:${T:${U:x}}}", Style::Spring, Some("x")),
            ("${U:https://h:1/}", Style::Spring, Some("https://h:1/")),
            ("${T}", Style::Spring, None),
            ("${T:}", Style::Spring, None),
            ("${T:a}${U}", Style::Spring, None),
            ("${T:a", Style::Spring, None),
            ("${:a}", Style::Spring, None),
            ("${T:-common}", Style::Shell, Some("common")),
            ("${T-a}/${U:-b}", Style::Shell, Some("a/b")),
            ("${T:?no}", Style::Shell, None),
            ("${T:+a}", Style::Shell, None),
            ("${A:${B:${C:${D:${E:x}}}}}", Style::Spring, None),
        ] {
            assert_eq!(known(text, style, MAX_DEPTH).as_deref(), expected, "{text}");
        }
        for (text, expected) in [("${T:common}", Some("common")), ("${T:${U:x}}", Some("x")), ("a${T:b}", None), ("${T:a}${U:b}", None)] {
            assert_eq!(lone_default(text, Style::Spring).map(|bytes| &text[bytes]), expected, "{text}");
        }
    }

    #[test]
    fn hostile_placeholders_do_no_harm() {
        for piece in ["${", "${a:", "}", "${a:b}", "${a:${"] {
            let text = piece.repeat(20_000);
            known(&text, Style::Spring, MAX_DEPTH);
            lone_default(&text, Style::Spring);
        }
    }
}
