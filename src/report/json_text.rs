//! JSON that can be shown on a terminal and printed to a CI log.
//!
//! `serde_json` escapes control characters below U+0020. JSON allows all others raw, but U+009B is CSI for a terminal, a
//! bidirectional override reorders a line, and Azure Pipelines runs `##vso[` anywhere in a line. They are written as `\u`
//! escapes, which does not change the meaning of the JSON.

use super::escape::{is_command, is_deceptive};
use crate::parts::Parts;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, Write};

/// Writes a value as compact JSON.
pub(super) fn write(value: &impl Serialize, out: impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Safe)).map_err(io::Error::from)
}

/// Compact JSON with more escapes.
struct Safe;

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly all text is plain, and a report is mostly text.
        if fragment.bytes().all(|byte| byte.is_ascii() && byte != b'#' && byte != 0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (at, character) in fragment.char_indices() {
            let plain = match character {
                '#' => !is_command(fragment, at),
                _ => !is_deceptive(character),
            };
            if plain {
                continue;
            }
            writer.write_all(fragment.as_bytes().part(written..at))?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + character.len_utf8();
        }
        writer.write_all(fragment.as_bytes().after(written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dangerous_is_escaped_and_means_the_same() {
        let text = "a\u{1b}[1m \u{9b}1m \u{7f} \u{202e}x\u{2066} \u{2028} \u{feff} \u{e0041} ##vso[x] ##[y] # ## é😀\n";
        let mut out = Vec::new();
        write(&text, &mut out).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert!(!json.chars().any(is_deceptive), "{json}");
        assert!(json.contains("\\u0023#vso[x] \\u0023#[y] # ## é😀\\n"), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
