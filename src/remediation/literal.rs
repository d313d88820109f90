//! A value of JSON in the spelling of a language.

use crate::parts::Parts;
use serde_json::Value;

/// The syntax of objects and strings in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Hcl,
    Bicep,
    Json,
    PowerShell,
}

/// Maximum length of a value on one line.
const WIDTH: usize = 100;

/// The value in the language, on one line if it is short.
pub(super) fn literal(language: Language, value: &Value) -> String {
    let line = on_a_line(language, value);
    if line.len() <= WIDTH { line } else { on_lines(language, value, 0) }
}

fn on_a_line(language: Language, value: &Value) -> String {
    let each = |texts: Vec<String>| texts.join(", ");
    match value {
        Value::Object(members) => {
            let members = each(members.iter().map(|(name, value)| member(language, name, &on_a_line(language, value))).collect());
            format!("{{ {members} }}")
        }
        Value::Array(elements) => {
            let elements = each(elements.iter().map(|element| on_a_line(language, element)).collect());
            if language == Language::PowerShell { format!("@({elements})") } else { format!("[{elements}]") }
        }
        Value::String(text) => string(language, text),
        Value::Bool(value) if language == Language::PowerShell => format!("${value}"),
        other => other.to_string(),
    }
}

fn on_lines(language: Language, value: &Value, depth: usize) -> String {
    let line = on_a_line(language, value);
    let (open, close, lines): (_, _, Vec<String>) = match value {
        Value::Object(members) if line.len() > WIDTH => {
            let inner = |(name, value): (&String, &Value)| member(language, name, &on_lines(language, value, depth + 1));
            ("{", "}", members.iter().map(inner).collect())
        }
        Value::Array(elements) if line.len() > WIDTH => {
            ("[", "]", elements.iter().map(|element| on_lines(language, element, depth + 1)).collect())
        }
        _ => return line,
    };
    // HCL separates elements of a list but not members of an object; Bicep separates neither.
    let comma = language == Language::Json || language == Language::Hcl && open == "[";
    let indent = "  ".repeat(depth + 1);
    let separator = if comma { ",\n" } else { "\n" };
    let lines: Vec<String> = lines.into_iter().map(|line| format!("{indent}{line}")).collect();
    format!("{open}\n{}\n{}{close}", lines.join(separator), "  ".repeat(depth))
}

/// A property and its value (JSON). Only the last part of the name is written, at the place of the object.
pub(super) fn line(language: Language, name: &str, json: &str) -> String {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    // Such a name is one: `@odata.type`.
    let last = name.find(".@").map_or_else(|| name.rsplit('.').next().unwrap_or(name), |at| name.after(at + 1));
    member(language, last, &literal(language, &value))
}

/// A member of an object.
pub(super) fn member(language: Language, name: &str, value: &str) -> String {
    let is_word = name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
    let name = if is_word && language != Language::Json { name.to_owned() } else { string(language, name) };
    let sign = if matches!(language, Language::Json | Language::Bicep) { ": " } else { " = " };
    name + sign + value
}

fn string(language: Language, text: &str) -> String {
    match language {
        Language::Json => Value::from(text).to_string(),
        Language::Hcl => Value::from(text).to_string().replace("${", "$${").replace("%{", "%%{"),
        Language::Bicep => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n").replace("${", "\\${")),
        Language::PowerShell => format!("'{}'", text.replace('\'', "''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_language_has_its_spelling() {
        let value = json!({ "isEnabled": true, "@odata.type": "it's ${x}", "list": ["a", 1] });
        for (language, expected) in [
            (Language::Hcl, r#"{ isEnabled = true, "@odata.type" = "it's $${x}", list = ["a", 1] }"#),
            (Language::Bicep, r"{ isEnabled: true, '@odata.type': 'it\'s \${x}', list: ['a', 1] }"),
            (Language::Json, r#"{ "isEnabled": true, "@odata.type": "it's ${x}", "list": ["a", 1] }"#),
            (Language::PowerShell, "{ isEnabled = $true, '@odata.type' = 'it''s ${x}', list = @('a', 1) }"),
        ] {
            assert_eq!(literal(language, &value), expected);
        }
    }

    #[test]
    fn a_long_value_has_a_line_for_each_member() {
        let value = json!({ "first": "a".repeat(60), "second": { "third": "b".repeat(60) } });
        let (a, b) = ("a".repeat(60), "b".repeat(60));
        assert_eq!(literal(Language::Hcl, &value), format!("{{\n  first = \"{a}\"\n  second = {{ third = \"{b}\" }}\n}}"));
        assert_eq!(literal(Language::Json, &value), format!("{{\n  \"first\": \"{a}\",\n  \"second\": {{ \"third\": \"{b}\" }}\n}}"));
    }
}
