//! Escapes after a backslash, which JavaScript and Java properties have in common.

use crate::parts::Parts;
use std::borrow::Cow;

/// Text with its escapes resolved. `\x` with two digits is an escape in JavaScript only; a line that continues on the next one
/// loses the indentation there in properties only.
pub(super) fn unescaped(text: &str, is_javascript: bool) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut after = escape.chars();
        let character = after.next();
        rest = after.as_str();
        let hex = |length: usize| {
            let code = rest.get(..length).and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
            code.map(|code| (code, rest.after(length)))
        };
        let code = match character {
            Some('u') => Some(hex(4)),
            Some('x') if is_javascript => Some(hex(2)),
            _ => None,
        };
        match (code, character) {
            (Some(code), _) => {
                if let Some((code, after)) = code {
                    out.push(code);
                    rest = after;
                }
            }
            (None, Some('n')) => out.push('\n'),
            (None, Some('t')) => out.push('\t'),
            (None, Some('\r' | '\n')) if is_javascript => {}
            (None, Some('\r' | '\n')) => rest = rest.trim_start(),
            (None, Some(other)) => out.push(other),
            (None, None) => {}
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
