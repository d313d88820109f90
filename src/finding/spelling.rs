//! A JSON value in the notation of a file, which the text at its place shows: HCL, JSON, Bicep, PowerShell, YAML, TOML, dotenv and
//! properties quote strings in the same ways, or not at all.

use crate::parts::Parts;
use serde_json::Value;
use std::ops::Range;

/// Ends of names of files in which a string has no quotes.
const BARE: &[&str] = &["yaml", "yml", "env", "properties", "xml"];

/// Ends of names of files in which strings have single quotes.
const SINGLE: &[&str] = &["bicep", "bicepparam", "ps1", "psd1", "psm1"];

/// The new value in the spelling of the old one; nothing where the old one is no plain literal, or the new one cannot be spelled like it.
pub(super) fn spelled_like(old: &str, json: &str, path: &str) -> Option<String> {
    let new: Value = serde_json::from_str(json).ok()?;
    // A placeholder is for a person to fill in.
    if new.as_str().is_some_and(|text| text.contains('<') || text.chars().any(char::is_control)) {
        return None;
    }
    let extension = path.rsplit(['.', '/']).next().unwrap_or_default();
    // `.env.local`, `local.env`
    let is_bare = BARE.contains(&extension) || path.rsplit('/').next().unwrap_or_default().starts_with(".env");
    if let Some(quote) = quote_of(old) {
        let inner = old.part(1..old.len() - 1);
        return match &new {
            Value::String(text) => quoted(quote, text, extension),
            // A switch in quotes stays in quotes.
            Value::Bool(_) | Value::Number(_) if is_scalar(inner) => Some(format!("{quote}{}{quote}", cased(&new.to_string(), inner))),
            _ => None,
        };
    }
    let is_word = is_scalar(old) || old == "null";
    let own_quote = if SINGLE.contains(&extension) { '\'' } else { '"' };
    match &new {
        Value::Bool(value) if old.starts_with('$') && is_scalar(old.after(1)) => Some(format!("${value}")),
        Value::Bool(_) | Value::Number(_) if is_word => Some(cased(&new.to_string(), old)),
        Value::String(text) if is_bare => (is_bare_word(old) && is_bare_word(text)).then(|| text.clone()),
        Value::String(text) if is_word && !old.starts_with('$') => quoted(own_quote, text, extension),
        _ => None,
    }
}

/// A text between quotes, with the escapes of its language.
fn quoted(quote: char, text: &str, extension: &str) -> Option<String> {
    let is_plain = !text.contains(['"', '\'', '\\', '$', '`', '%', '{']);
    match (quote, extension) {
        _ if is_plain => Some(format!("{quote}{text}{quote}")),
        ('"', "json") => Some(Value::from(text).to_string()),
        ('"', "tf" | "tofu") if !text.contains("${") && !text.contains("%{") => Some(Value::from(text).to_string()),
        ('\'', "bicep") if !text.contains("${") => Some(format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))),
        ('\'', "ps1") => Some(format!("'{}'", text.replace('\'', "''"))),
        _ => None,
    }
}

/// `true`, `False`, `30`
fn is_scalar(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") || text.parse::<i64>().is_ok()
}

/// Python and `Microsoft365DSC` write `True`.
fn cased(new: &str, old: &str) -> String {
    match old.as_bytes() {
        [b'T' | b'F', b'R' | b'A', ..] => new.to_ascii_uppercase(),
        [b'T' | b'F', ..] => new.before(1).to_ascii_uppercase() + new.after(1),
        _ => new.to_owned(),
    }
}

/// The quote around a text that is nothing but one quoted string, without anything that is computed in it.
fn quote_of(text: &str) -> Option<char> {
    let quote = text.chars().next().filter(|char| matches!(char, '"' | '\''))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut escaped = false;
    let ends_early = inner.chars().any(|char| {
        let ends = char == quote && !escaped;
        escaped = char == '\\' && !escaped;
        ends
    });
    (!ends_early && !inner.contains('\n') && !inner.contains("${") && !inner.starts_with('[')).then_some(quote)
}

/// Whether a text means itself without quotes.
fn is_bare_word(text: &str) -> bool {
    let is_of_word = |char: char| char.is_ascii_alphanumeric() || "._-:/@*+".contains(char);
    !text.is_empty() && text.chars().all(is_of_word) && !text.starts_with(['-', '*', '@', ':']) && !text.ends_with(':')
}

/// The bytes of an element of a list with the comma or the line that belongs to it; nothing where the element is no quoted string, or
/// what is around it is no list.
pub(super) fn removal(text: &str, element: Range<usize>) -> Option<Range<usize>> {
    quote_of(text.get(element.clone())?)?;
    let (before, after) = (text.before(element.start), text.after(element.end));
    let (left, right) = (before.trim_end(), after.trim_start());
    let is_first = left.ends_with(['[', '(']);
    let is_last = right.starts_with([']', ')']);
    if let Some(rest) = right.strip_prefix(',') {
        // What comes next takes its place.
        return (is_first || left.ends_with(',')).then(|| element.start..text.len() - rest.trim_start().len());
    }
    if is_last && is_first {
        return Some(element);
    }
    if let Some(rest) = left.strip_suffix(',').filter(|_| is_last) {
        return Some(rest.len()..element.end);
    }
    // In Bicep each element may have a line of its own.
    let line_start = before.rfind('\n')? + 1;
    let line_end = element.end + after.find('\n')? + 1;
    let is_alone = before.after(line_start).trim().is_empty() && text.part(element.end..line_end).trim().is_empty();
    let is_in_list = is_first || is_last || left.ends_with(['\'', '"']);
    (is_alone && is_in_list).then_some(line_start..line_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_spelled_like_the_one_it_replaces() {
        for (old, new, path, expected) in [
            ("\"AzureADMultipleOrgs\"", "\"AzureADMyOrg\"", "main.tf", Some("\"AzureADMyOrg\"")),
            ("'AzureADMultipleOrgs'", "\"AzureADMyOrg\"", "main.bicep", Some("'AzureADMyOrg'")),
            ("null", "\"AzureADMyOrg\"", "main.bicep", Some("'AzureADMyOrg'")),
            ("null", "\"AzureADMyOrg\"", "main.tf.json", Some("\"AzureADMyOrg\"")),
            ("common", "\"0b7d\"", "app/application.yml", Some("0b7d")),
            ("common", "\"0b7d\"", "app/.env.local", Some("0b7d")),
            ("common", "\"a: b\"", "app/application.yml", None),
            ("var.audience", "\"AzureADMyOrg\"", "main.tf", None),
            ("\"a${b}\"", "\"c\"", "main.tf", None),
            ("<<EOT\na\nEOT", "\"c\"", "main.tf", None),
            ("\"a \\\"b\\\"\"", "\"c \\\"d\\\"\"", "main.tf", Some("\"c \\\"d\\\"\"")),
            ("\"a\"", "\"c\\\"d\"", "config.toml", None),
            ("'a'", "\"it's\"", "main.bicep", Some("'it\\'s'")),
            ("'a'", "\"it's\"", "tenant.ps1", Some("'it''s'")),
            ("'a' + 'b'", "\"c\"", "tenant.ps1", None),
            ("\"[parameters('a')]\"", "\"c\"", "main.json", None),
            ("\"a\"", "\"<tenant-id>\"", "main.tf", None),
            ("false", "true", "main.tf", Some("true")),
            ("$true", "false", "tenant.ps1", Some("$false")),
            ("'False'", "true", "tenant.ps1", Some("'True'")),
            ("\"false\"", "true", "appsettings.json", Some("\"true\"")),
            ("False", "true", "settings.py", Some("True")),
            ("50", "20", "main.tf", Some("20")),
            ("\"everyone\"", "true", "main.tf", None),
            ("var.on", "true", "main.tf", None),
        ] {
            assert_eq!(spelled_like(old, new, path).as_deref(), expected, "{old} -> {new} in {path}");
        }
    }

    #[test]
    fn an_element_leaves_with_its_comma_or_its_line() {
        for (text, element, expected) in [
            ("x = [\"a\", \"b\"]", "\"a\"", Some("x = [\"b\"]")),
            ("x = [\"a\", \"b\"]", "\"b\"", Some("x = [\"a\"]")),
            ("x = [\"a\"]", "\"a\"", Some("x = []")),
            ("[\n  \"a\",\n  \"b\"\n]", "\"b\"", Some("[\n  \"a\"\n]")),
            ("[\n  'a'\n  'b'\n]\n", "'b'", Some("[\n  'a'\n]\n")),
            ("[\n  'a'\n]\n", "'a'", Some("[\n  \n]\n")),
            ("Owners = @('a', 'b')", "'b'", Some("Owners = @('a')")),
            ("Owners = 'a'", "'a'", None),
            ("x = [a.id, \"b\"]", "a.id", None),
        ] {
            let start = text.find(element).unwrap();
            let left = removal(text, start..start + element.len()).map(|bytes| format!("{}{}", &text[..bytes.start], &text[bytes.end..]));
            assert_eq!(left.as_deref(), expected, "{element} in {text}");
        }
    }
}
