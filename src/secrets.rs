//! Masks secrets in everything that leaves the program: excerpts, texts of findings, and the objects that `inspect` prints.
//!
//! A value is a secret by the name of its key (`clientSecret`), by the name beside it (`{"name": "DB_PASSWORD", "value": …}`), by its shape
//! (a private key, a token, the key in a connection string), or because infrastructure as code marks it as sensitive. This protects
//! what is printed; it does not search for secrets.

use crate::parts::Parts;
use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

/// What is printed instead of a secret.
const MASK: &str = "•••";

/// Suffixes of the names of secrets, in lower case, without `-`, `_`, `.` and `:`.
const NAMES: &[&str] =
    &["secret", "secrettext", "secretvalue", "password", "passwd", "pwd", "passphrase", "key", "token", "pfx", "sas", "sig", "credential"];

/// Parts of the names of secrets.
const PARTS: &[&str] = &["connectionstring", "clientsecret", "privatekey", "accesskey", "sharedaccess", "apikey"];

/// How far before an excerpt a key is looked for: longer than any secret but a certificate.
const REACH: usize = 8 * 1024;

/// How far before an excerpt a secret with a known shape may begin: longer than a private key.
const SHAPE_REACH: usize = 4 * 1024;

/// The shortest value that is masked wherever it occurs because it is marked as sensitive. Shorter ones occur in other words.
const MIN_MARKED: usize = 6;

/// A form of secrets. Where a group matches, it is the secret.
struct Shape {
    /// Texts of which one occurs in every such secret. Without any, the pattern is not compiled, which takes longer than most runs.
    signs: &'static [&'static str],
    pattern: &'static str,
    compiled: OnceLock<Regex>,
}

impl Shape {
    const fn new(signs: &'static [&'static str], pattern: &'static str) -> Self {
        Self { signs, pattern, compiled: OnceLock::new() }
    }

    fn find(&self, text: &str) -> Vec<Range<usize>> {
        if !self.signs.iter().any(|sign| text.contains(sign)) {
            return Vec::new();
        }
        let pattern = self.compiled.get_or_init(|| Regex::new(self.pattern).expect("the patterns are valid"));
        pattern.captures_iter(text).filter_map(|found| Some(found.get(1).or(found.get(0))?.range())).collect()
    }
}

static SHAPES: [Shape; 5] = [
    Shape::new(&["eyJ"], r"(?-u)eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)?"),
    Shape::new(&["PRIVATE KEY"], r"(?-u)-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\s\\]*"),
    Shape::new(&["Q~"], r"(?-u)[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}"),
    Shape::new(
        &["Key=", "key=", "ignature=", "assword", "wd="],
        r"(?i-u)(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)\s*=\s*([!#-&(-:=-~][!#-&(-:<-~]{2,})",
    ),
    Shape::new(&["sig="], r"(?-u)[?&]sig=([A-Za-z0-9%+/=_-]{16,})"),
];

/// The key of the settings of an app, and the name of the configuration that consists of them. They are secrets under any name.
const APP_SETTINGS: &str = "appSettings";

/// How far a name may be from the value beside it.
const BESIDE: usize = 200;

/// Whether a value is a secret according to the name of its key.
pub fn is_secret_name(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_lowercase()).collect();
    NAMES.iter().any(|secret| name.ends_with(secret)) || PARTS.iter().any(|part| name.contains(part))
}

/// Whether a setting of an app is one that rules read.
fn is_read_setting(name: &str) -> bool {
    name == "WEBSITE_AUTH_AAD_ALLOWED_TENANTS"
}

/// Masks a value whatever it is; a placeholder for an unknown one stays.
fn mask_whole(value: &mut Value) {
    if value.is_string() {
        *value = MASK.into();
    }
}

/// The places of secrets with a known shape in a text.
fn shaped(text: &str) -> impl Iterator<Item = Range<usize>> {
    SHAPES.iter().flat_map(move |shape| shape.find(text)).chain(passwords_in_urls(text))
}

/// The passwords in URLs such as `https://user:password@host`.
fn passwords_in_urls(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("://").filter_map(move |(at, separator)| {
        let start = at + separator.len();
        let host = text.after(start).split(['/', '?', '#', '"', '\'', '`', '\\', ' ', '\n', '\r', '\t', '<', '>']).next()?;
        let (user, _) = host.rsplit_once('@')?;
        let (name, password) = user.split_once(':')?;
        let from = start + name.len() + 1;
        (!password.is_empty()).then(|| from..from + password.len())
    })
}

/// The values that infrastructure as code marks as sensitive, which are masked wherever they occur.
#[derive(Debug, Clone, Default)]
pub struct Marked(Vec<AhoCorasick>);

impl FromIterator<String> for Marked {
    fn from_iter<I: IntoIterator<Item = String>>(values: I) -> Self {
        let values: BTreeSet<String> = values.into_iter().filter(|value| value.len() >= MIN_MARKED).collect();
        // One search for all of them: a template may mark as many values as it has lines.
        let search = (!values.is_empty()).then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&values));
        Self(search.and_then(Result::ok).into_iter().collect())
    }
}

impl Marked {
    /// Adds the marked values of another input.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The places of marked values in a text.
    fn find(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().flat_map(move |search| search.find_iter(text)).map(|found| found.range())
    }

    /// Masks the secrets in a text that is not the value of a key.
    pub fn mask(&self, text: &mut String) {
        let mut secrets: Vec<Range<usize>> = shaped(text).chain(self.find(text)).collect();
        secrets.sort_by_key(|secret| secret.start);
        let mut masked: Vec<Range<usize>> = Vec::new();
        for secret in secrets {
            match masked.last_mut().filter(|last| secret.start < last.end) {
                Some(last) => last.end = last.end.max(secret.end),
                None => masked.push(secret),
            }
        }
        for secret in masked.into_iter().rev() {
            text.replace_range(secret, MASK);
        }
    }

    /// Masks the secrets in a JSON value under a key.
    pub fn mask_json(&self, key: &str, value: &mut Value) {
        match value {
            Value::String(text) if is_secret_name(key) && !text.is_empty() => MASK.clone_into(text),
            Value::String(text) => self.mask(text),
            Value::Array(elements) if key.eq_ignore_ascii_case(APP_SETTINGS) => {
                let settings = elements.iter_mut().filter(|setting| !setting["name"].as_str().is_some_and(is_read_setting));
                settings.filter_map(|setting| setting.get_mut("value")).for_each(mask_whole);
            }
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.mask_json(key, element)),
            Value::Object(members) => {
                let name = members.get("name").and_then(Value::as_str).unwrap_or_default();
                if name.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(APP_SETTINGS)) {
                    let settings = members.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten();
                    settings.filter(|(name, _)| !is_read_setting(name)).for_each(|(_, value)| mask_whole(value));
                }
                let named = ["name", "Name", "key"].iter().find_map(|key| members.get(*key)?.as_str()).unwrap_or_default().to_owned();
                for (key, member) in members {
                    let key = if key.eq_ignore_ascii_case("value") { &named } else { key };
                    self.mask_json(key, member);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The bytes of secrets in the source text, as far as they lie in `window`.
    pub fn find_in_source(&self, text: &str, window: &Range<usize>) -> Vec<Range<usize>> {
        let mut secrets = by_key(text, window);
        let start = text.floor_char_boundary(window.start.saturating_sub(SHAPE_REACH));
        let around = text.part(start..text.ceil_char_boundary(window.end.saturating_add(BESIDE).min(text.len())));
        let others = shaped(around).chain(self.find(around)).map(|secret| secret.start + start..secret.end + start);
        secrets.extend(others.filter(|secret| secret.end > window.start && secret.start < window.end));
        secrets
    }
}

/// The values of secret keys in `text`, and the values beside the name of a secret, as far as they lie in `window`.
fn by_key(text: &str, window: &Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut secrets = Vec::new();
    let reach = window.start.saturating_sub(REACH);
    let end = text.ceil_char_boundary(window.end.saturating_add(BESIDE).min(text.len()));
    let mut at = memchr::memchr(b'\n', bytes.part(reach..window.start)).map_or(reach, |newline| reach + newline);
    // The last name and the last value that stand beside another.
    let (mut named, mut valued): (Option<Range<usize>>, Option<Range<usize>>) = (None, None);
    while let Some(step) = memchr::memchr2(b':', b'=', bytes.part(at..end)) {
        let sign = at + step;
        at = sign + 1;
        let name = name_before(text.part(text.floor_char_boundary(sign.saturating_sub(64))..sign));
        let is_name = name.eq_ignore_ascii_case("name") || name.eq_ignore_ascii_case("key");
        let is_value = name.eq_ignore_ascii_case("value");
        let is_secret = !is_name && is_secret_name(name);
        if !(is_name || is_value || is_secret) {
            continue;
        }
        let value = lines_of(text, sign, at).unwrap_or_else(|| value(bytes, at, end));
        if is_secret {
            at = value.end.min(end).max(at);
            secrets.push(value);
            continue;
        }
        let (own, other) = if is_name { (&mut named, &valued) } else { (&mut valued, &named) };
        *own = Some(value.clone());
        let is_near = |other: &&Range<usize>| value.start.abs_diff(other.end) <= BESIDE;
        if let Some(other) = other.as_ref().filter(is_near) {
            let (name, value) = if is_name { (value, other.clone()) } else { (other.clone(), value) };
            if text.get(name).is_some_and(is_secret_name) {
                secrets.push(value);
            }
        } else if is_name && name.eq_ignore_ascii_case("key") {
            secrets.push(value);
        }
    }
    secrets.retain(|value| value.end > window.start && value.start < window.end && !value.is_empty());
    secrets
}

/// The key that ends a text, without quotes.
fn name_before(before: &str) -> &str {
    let before = before.trim_end_matches([' ', '\t']).trim_end_matches(['"', '\'', '\\']);
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    before.rsplit(|character: char| !is_part(character)).next().unwrap_or(before)
}

/// The lines of a block scalar in YAML (`|`, `>`) or of a heredoc in Terraform (`<<EOT`) that begins after the sign.
fn lines_of(text: &str, sign: usize, from: usize) -> Option<Range<usize>> {
    let rest = text.after(from);
    // A line of JSON may be very long.
    if !rest.trim_start_matches([' ', '\t']).starts_with(['|', '>', '<']) {
        return None;
    }
    let head = rest.lines().next()?;
    let mark = head.trim();
    let start = from + head.len();
    let body = text.after(start).strip_prefix('\r').unwrap_or(text.after(start)).strip_prefix('\n')?;
    let start = text.len() - body.len();
    if let Some(end) = mark.strip_prefix("<<") {
        let end = end.trim_start_matches('-');
        let lines = body.split_inclusive('\n').take_while(|line| line.trim() != end).map(str::len).sum::<usize>();
        return (!end.is_empty()).then_some(start..start + lines);
    }
    let is_block = mark.starts_with(['|', '>']) && mark.len() <= 3;
    let line_start = text.before(sign).rfind('\n').map_or(0, |newline| newline + 1);
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let own = indent(text.part(line_start..sign));
    let lines = body.split_inclusive('\n').take_while(|line| line.trim().is_empty() || indent(line) > own).map(str::len).sum::<usize>();
    is_block.then_some(start..start + lines)
}

/// The value after a `:` or `=`: what is between quotes, or a bare word that is more than a constant.
fn value(bytes: &[u8], from: usize, end: usize) -> Range<usize> {
    let blank = bytes.part(from..end).iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\\')).count();
    let start = from + blank;
    let until = |start: usize, ends: fn(u8) -> bool| {
        let mut escaped = false;
        let length = bytes.part(start..end).iter().take_while(|&&byte| {
            let stop = byte == b'\n' || (!escaped && ends(byte));
            escaped = byte == b'\\' && !escaped;
            !stop
        });
        start..start + length.count()
    };
    match bytes.before(end).get(start) {
        Some(b'"') => until(start + 1, |byte| byte == b'"'),
        Some(b'\'') => until(start + 1, |byte| byte == b'\''),
        Some(b'[' | b'{') | None => start..start,
        Some(_) => {
            let word = until(start, |byte| matches!(byte, b' ' | b'\t' | b'\r' | b',' | b';' | b'}' | b']' | b'"' | b'\''));
            let written = bytes.part(&word);
            let is_constant = matches!(written, b"null" | b"true" | b"false") || written.iter().all(u8::is_ascii_digit);
            if is_constant { start..start } else { word }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> Vec<&str> {
        let mut found = Marked::default().find_in_source(text, &(0..text.len()));
        found.sort_by_key(|secret| secret.start);
        found.dedup();
        found.into_iter().map(|secret| &text[secret]).collect()
    }

    #[test]
    fn values_of_secret_keys_are_found_in_every_format() {
        assert_eq!(masked(r#"{"clientSecret": "a\"b", "displayName": "c"}"#), [r#"a\"b"#]);
        assert_eq!(masked("client_secret = \"s\"\nname = \"n\""), ["s"]);
        assert_eq!(masked("spring.client-secret=s3cr3t\nx=y"), ["s3cr3t"]);
        assert_eq!(masked(r#"{"c":"Server=x;Password=hunter2;Timeout=3"}"#), ["hunter2"]);
        assert_eq!(masked(r#"{"key":null,"passwordCredentials":[{"secretText":null}],"tokenVersion":2,"key":"MII"}"#), ["MII"]);
    }

    #[test]
    fn a_secret_that_reaches_into_the_window_is_found() {
        let text = format!(r#"{{"secretText":"{}","x":1}}"#, "s".repeat(5000));
        let found = Marked::default().find_in_source(&text, &(4000..text.len()));
        assert_eq!(found.len(), 1);
        assert!(text[found[0].clone()].bytes().all(|byte| byte == b's'));
    }

    #[test]
    fn names_beside_a_value_shapes_and_blocks_show_secrets() {
        assert_eq!(masked("{ \"name\": \"DB_PASSWORD\", \"value\": \"hunter2\" }"), ["hunter2"]);
        assert_eq!(masked("{\n  value: 'hunter2'\n  name: 'PASSWORD'\n}"), ["hunter2"]);
        assert_eq!(masked("{ name: 'TENANT', value: 'common' }"), Vec::<&str>::new());
        assert_eq!(masked("x: Endpoint=sb://a/;SharedAccessKey=abc123="), ["abc123="]);
        assert_eq!(masked("url = \"https://user:hunter2@x/\""), ["hunter2"]);
        assert_eq!(masked("password: |\n  first\n  second\nname: x\n"), ["  first\n  second\n"]);
        assert_eq!(masked("  password = <<EOT\nfirst\nEOT\n  name = 1"), ["first\n"]);
    }

    #[test]
    fn a_marked_value_is_masked_everywhere() {
        let marked: Marked = ["hunter2-hunter2".to_owned(), "abc".to_owned()].into_iter().collect();
        let mut text = "app `hunter2-hunter2` of abc".to_owned();
        marked.mask(&mut text);
        assert_eq!(text, "app `•••` of abc");
        // Two secrets that share a part.
        let marked: Marked = ["secret=hunter2".to_owned(), "abcdef-hunter2".to_owned()].into_iter().collect();
        let mut text = "https://x:secret=hunter2-and-more@host abcdef-hunter2".to_owned();
        marked.mask(&mut text);
        assert_eq!(text, "https://x:•••@host •••");
    }

    #[test]
    fn values_of_objects_are_masked() {
        let mut value = serde_json::json!({
            "secretText": "a", "keyId": "b", "passwordCredentials": [{ "displayName": "c", "secretText": null }],
            "appSettings": [{ "name": "STRIPE", "value": "d" }, { "name": "WEBSITE_AUTH_AAD_ALLOWED_TENANTS", "value": "e" }],
            "settings": [{ "name": "DB_PASSWORD", "value": "d" }, { "name": "TENANT_ID", "value": "e" }],
            "administratorLoginPassword": "f",
        });
        Marked::default().mask_json("", &mut value);
        assert_eq!(
            value,
            serde_json::json!({
                "secretText": "•••", "keyId": "b", "passwordCredentials": [{ "displayName": "c", "secretText": null }],
                "appSettings": [{ "name": "STRIPE", "value": "•••" }, { "name": "WEBSITE_AUTH_AAD_ALLOWED_TENANTS", "value": "e" }],
                "settings": [{ "name": "DB_PASSWORD", "value": "•••" }, { "name": "TENANT_ID", "value": "e" }],
                "administratorLoginPassword": "•••",
            })
        );
    }
}
