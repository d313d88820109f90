//! Values in commands that a person pastes into a shell: a value chosen by an attacker must never run.

use crate::model::ObjectId;
use std::fmt::Write as _;

/// An id that is safe in a command.
pub fn shell_safe(id: Option<&str>, placeholder: &str) -> String {
    let is_safe = |id: &&str| {
        let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_./".contains(char);
        // An option begins with a hyphen. No id of Graph or ARM is longer.
        !id.is_empty() && !id.starts_with('-') && id.len() <= 1000 && id.chars().all(is_plain)
    };
    id.filter(is_safe).unwrap_or(placeholder).to_owned()
}

/// The id of an object in a command, if the service assigned it.
pub fn guid_or(id: ObjectId, placeholder: &str) -> String {
    if id.is_guid() { id.to_string() } else { placeholder.to_owned() }
}

/// JSON that is safe between single quotes.
pub(super) fn shell_json(value: &serde_json::Value) -> String {
    let mut safe = String::new();
    for char in value.to_string().chars() {
        match char {
            '\'' | '\u{7f}'.. => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    // Writing to a `String` cannot fail.
                    let _ = write!(safe, "\\u{unit:04x}");
                }
            }
            _ => safe.push(char),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_no_id_that_a_shell_would_run() {
        for id in ["0b0c2f0e-1111-4222-8333-444455556666", "/subscriptions/a/providers/B.C/d", "41W1zT6z1U-kJxf62svfp1HFE8pM_hxDun"] {
            assert_eq!(shell_safe(Some(id), "<id>"), id);
        }
        for id in ["", "a b", "a;b", "$(b)", "`b`", "a'b", "a\nb", "--scope", "é", "a|b", "a&b"] {
            assert_eq!(shell_safe(Some(id), "<id>"), "<id>", "{id}");
        }
        assert_eq!(shell_safe(None, "<id>"), "<id>");
    }

    #[test]
    fn a_body_cannot_leave_its_quotes() {
        let body = serde_json::json!({ "name": "it's \u{202e}é😀\n" });
        assert_eq!(shell_json(&body), r#"{"name":"it\u0027s \u202e\u00e9\ud83d\ude00\n"}"#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shell_json(&body)).unwrap(), body);
    }
}
