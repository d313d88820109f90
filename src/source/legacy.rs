//! Encodings of older programs, in which every text in ASCII looks like UTF-8. Windows uses one of them by default, depending on its language.

use crate::text::Text;
use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS};

/// An encoding that a file probably has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Legacy {
    /// Its name, as people know it.
    pub name: &'static str,
    /// Its name for `iconv`.
    pub iconv: &'static str,
}

impl Legacy {
    /// How to write such a file as UTF-8.
    pub fn advice(self) -> Text {
        let advice =
            "write it as UTF-8 with `Out-File -Encoding utf8` in PowerShell, or convert it with `iconv -f {encoding} -t UTF-8 FILE > NEW`";
        Text::new(advice).with("encoding", self.iconv)
    }
}

pub(super) const CP932: Legacy = Legacy { name: "Shift_JIS (cp932)", iconv: "CP932" };
const EUC: Legacy = Legacy { name: "EUC-JP", iconv: "EUC-JP" };
const WINDOWS_1252: Legacy = Legacy { name: "Windows-1252", iconv: "CP1252" };

/// The text of bytes that are Shift_JIS as Windows writes it (cp932); nothing if a byte is not valid there, or if the result is no Japanese.
pub(super) fn shift_jis(bytes: &[u8]) -> Option<String> {
    japanese(bytes, SHIFT_JIS)
}

/// The probable encoding of bytes that are neither UTF-8 nor Shift_JIS; nothing for other data than text.
pub(super) fn probable(bytes: &[u8]) -> Option<Legacy> {
    let is_binary = |byte: &u8| matches!(byte, 0..=8 | 0x0b..=0x1f | 0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    if japanese(bytes, EUC_JP).is_some() {
        return Some(EUC);
    }
    // Western texts have few letters beyond ASCII beside each other, whereas other encodings have words of them.
    let (mut few, mut words) = (0_usize, 0_usize);
    for run in bytes.split(u8::is_ascii) {
        match run.len() {
            0 => {}
            1 | 2 => few += 1,
            _ => words += 1,
        }
    }
    (few > words && !bytes.iter().any(is_binary)).then_some(WINDOWS_1252)
}

/// The text, if all bytes are valid in this encoding and the characters beyond ASCII are written as in Japanese.
///
/// The bytes of many texts in other languages are valid as well: in Shift_JIS, `\u{e9}r` in Windows-1252 is one character. But such
/// characters are in the middle of Latin words.
fn japanese(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    if text.contains(|character: char| character.is_control() && !matches!(character, '\t' | '\n' | '\r')) {
        return None;
    }
    let mut rest = &*text;
    while let Some(start) = rest.find(|character: char| !character.is_ascii()) {
        let (before, run) = rest.split_at(start);
        let (run, after) = run.split_at(run.find(|character: char| character.is_ascii()).unwrap_or(run.len()));
        let is_in_word =
            [before.chars().next_back(), after.chars().next()].into_iter().flatten().any(|letter| letter.is_ascii_alphabetic());
        // In Windows-1252, a single narrow katakana is a sign or a capital letter.
        let is_single = run.chars().nth(1).is_none();
        if !is_single || !(is_in_word || run.starts_with(|character| matches!(character, '\u{ff61}'..='\u{ff9f}'))) {
            return Some(text.into_owned());
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn japanese_is_recognized() {
        for text in ["\"表\"", "\"経費システム\"", "\"ﾃｽﾄ\"", "Contoso 東", "部門A", "a\r\n申請\t"] {
            assert_eq!(shift_jis(&bytes(text, SHIFT_JIS)).as_deref(), Some(text));
        }
        assert_eq!(probable(&bytes("\"経費システム\"", EUC_JP)), Some(EUC));
    }

    #[test]
    fn other_texts_and_other_data_are_not_japanese() {
        for text in ["Gérard", "\"Müller\"", "Größe", "© 2020", "École", "“it’s”", "à la carte", "naïve façade"] {
            let bytes = bytes(text, encoding_rs::WINDOWS_1252);
            assert_eq!(shift_jis(&bytes), None, "{text}");
            assert_eq!(probable(&bytes), Some(WINDOWS_1252), "{text}");
        }
        for bytes in [&b"\x89PNG\r\n\x1a\n"[..], b"\x1f\x8b\x08\x00\xff", b"\x93\xfa\x01", b"\x93"] {
            assert_eq!(shift_jis(bytes), None, "{bytes:?}");
        }
        assert_eq!(probable(b"\x89PNG\r\n\x1a\n"), None);
    }
}
