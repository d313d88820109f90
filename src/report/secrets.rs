//! Masks secrets near a label.
//!
//! An excerpt shows what is around the evidence, and in a state file or an app's settings that may be a secret. A value is
//! masked if the name of its key is that of a secret. This only protects excerpts; it does not search for secrets.

use std::ops::Range;

/// Suffixes of the names of secrets, in lower case, without `-` and `_`.
const NAMES: &[&str] =
    &["secret", "secrettext", "secretvalue", "password", "passwd", "pwd", "passphrase", "connectionstring", "key", "token", "pfx"];

/// How far before an excerpt a key is looked for: longer than any secret but a certificate.
const REACH: usize = 8 * 1024;

/// The bytes of secret values in `text`, as far as they lie in `window`.
pub(super) fn find(text: &str, window: &Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut secrets = Vec::new();
    let reach = window.start.saturating_sub(REACH);
    // A value ends at the end of its line.
    let mut at = memchr::memrchr(b'\n', &bytes[reach..window.start]).map_or(reach, |newline| reach + newline);
    while let Some(step) = memchr::memchr2(b':', b'=', &bytes[at..window.end]) {
        let sign = at + step;
        at = sign + 1;
        if !is_secret(&bytes[sign.saturating_sub(64)..sign]) {
            continue;
        }
        let value = value(bytes, at, window.end);
        at = value.end.max(at);
        if value.end > window.start && !value.is_empty() {
            secrets.push(value);
        }
    }
    secrets
}

/// Whether the text before a `:` or `=` ends with the name of a secret.
fn is_secret(before: &[u8]) -> bool {
    let name: Vec<u8> = before
        .iter()
        .rev()
        .skip_while(|byte| matches!(byte, b' ' | b'\t'))
        .skip_while(|byte| matches!(byte, b'"' | b'\'' | b'\\'))
        .filter(|byte| !matches!(byte, b'_' | b'-'))
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .map(u8::to_ascii_lowercase)
        .collect();
    NAMES.iter().any(|secret| name.len() >= secret.len() && secret.bytes().rev().eq(name[..secret.len()].iter().copied()))
}

/// The value after a `:` or `=`: what is between quotes, or a bare word that is more than a constant.
fn value(bytes: &[u8], from: usize, end: usize) -> Range<usize> {
    let blank = bytes[from..end].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\\')).count();
    let start = from + blank;
    let until = |start: usize, ends: fn(u8) -> bool| {
        let mut escaped = false;
        let length = bytes[start..end].iter().take_while(|&&byte| {
            let stop = byte == b'\n' || (!escaped && ends(byte));
            escaped = byte == b'\\' && !escaped;
            !stop
        });
        start..start + length.count()
    };
    match bytes[..end].get(start) {
        Some(b'"') => until(start + 1, |byte| byte == b'"'),
        Some(b'\'') => until(start + 1, |byte| byte == b'\''),
        Some(b'[' | b'{') | None => start..start,
        Some(_) => {
            let word = until(start, |byte| matches!(byte, b' ' | b'\t' | b'\r' | b',' | b';' | b'}' | b']' | b'"' | b'\''));
            let constant = matches!(&bytes[word.clone()], b"null" | b"true" | b"false");
            if constant || bytes[word.clone()].iter().all(u8::is_ascii_digit) { start..start } else { word }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> Vec<&str> {
        find(text, &(0..text.len())).into_iter().map(|secret| &text[secret]).collect()
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
        let found = find(&text, &(4000..text.len()));
        assert_eq!(found.len(), 1);
        assert!(text[found[0].clone()].bytes().all(|byte| byte == b's'));
    }
}
