//! Texts in other languages that are written as literals: where each byte of the text is in the literal.

use crate::parts::Parts;

/// The position of each byte of a text in its literal, and the end of the text: a quoted string with escapes, or a multi-line string whose
/// indentation the language removes. `None` if the two do not match.
pub(super) fn offsets(text: &str, written: &str) -> Option<Vec<usize>> {
    let bytes = written.as_bytes();
    let has_escapes = written.starts_with('"') || written.starts_with('\'') && !written.starts_with("'''");
    let mut at = match written {
        _ if written.starts_with("'''") => 3,
        _ if has_escapes => 1,
        // A heredoc: the text begins on the next line.
        _ if written.starts_with("<<") => memchr::memchr(b'\n', bytes)? + 1,
        _ => return None,
    };
    let mut offsets = Vec::with_capacity(text.len() + 1);
    for byte in text.bytes() {
        // White space matches any amount of white space.
        if byte.is_ascii_whitespace() {
            offsets.push(at);
            continue;
        }
        let (own, length) = loop {
            match bytes.get(at..)? {
                [white, ..] if white.is_ascii_whitespace() => at += 1,
                [b'\\', b'n' | b'r' | b't', ..] if has_escapes => at += 2,
                rest @ [b'\\', ..] if has_escapes => break escape(rest)?,
                [own, ..] => break (*own, 1),
                [] => return None,
            }
        };
        if own != byte {
            return None;
        }
        offsets.push(at);
        at += length;
    }
    offsets.push(at);
    Some(offsets)
}

/// The ASCII character of an escape, and the length of the escape.
fn escape(bytes: &[u8]) -> Option<(u8, usize)> {
    let hex = |digits: &[u8]| u8::try_from(u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?).ok().filter(u8::is_ascii);
    match bytes {
        [_, b'u', b'{', digits @ ..] => {
            let length = memchr::memchr(b'}', digits).filter(|length| *length < 8)?;
            Some((hex(digits.before(length))?, length + 4))
        }
        [_, b'u', digits @ ..] => Some((hex(digits.get(..4)?)?, 6)),
        [_, other, ..] => Some((*other, 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_has_its_place_in_the_literal() {
        for (text, written, expected) in [
            ("<a b=\"c\">\n d", r#""<a b=\"c\">\n d""#, Some("c")),
            ("<a b=\"c\">", "'<a b=\"c\">'", Some("c")),
            ("<a b=\"c\">", r#""\u003ca b=\u0022c\u0022\u003e""#, Some("c")),
            ("<a b=\"c\">", "'\\u{3c}a b=\"c\">'", Some("c")),
            ("<a b=\"c\">\n", "'''\n  <a b=\"c\">\n'''", Some("c")),
            ("<x>\n  <a b=\"c\">\n", "<<-XML\n    <x>\n      <a b=\"c\">\n  XML\n", Some("c")),
            ("<a b=\"c\">", "loadTextContent('x')", None),
            ("<a b=\"c\">", "'other'", None),
            ("<a b=\"c\">", "'", None),
            ("<a b=\"c\">", r#""\u"#, None),
        ] {
            let at = text.find("c\"").unwrap();
            let found = offsets(text, written).map(|offsets| &written[offsets[at]..offsets[at + 1]]);
            assert_eq!(found, expected, "{written}");
        }
    }
}
