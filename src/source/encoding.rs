//! Bytes to text: UTF-8 with or without byte order mark, UTF-16 in both byte orders (Windows PowerShell writes it), and UTF-32.

use super::legacy::{CP932, Legacy, probable, shift_jis};
use crate::parts::Parts;
use crate::text::{Text, Words};
use std::borrow::Cow;

/// Why bytes are not text, and which part of them can be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct DecodeError {
    pub reason: Words,
    /// The encoding that the file probably has.
    pub legacy: Option<Legacy>,
    /// The text in Shift_JIS, if that is valid.
    pub shift_jis: Option<String>,
    /// The bytes as text, in which invalid ones are read as Latin-1.
    pub lossy: String,
    /// Offset of the place in `lossy`.
    pub offset: usize,
}

impl DecodeError {
    pub fn text(&self) -> Text {
        let Some(legacy) = self.legacy else { return Text::new("not text: {reason}").with("reason", self.reason.clone()) };
        Text::new("not text: {reason}; it is probably {encoding}: {advice}")
            .with("reason", self.reason.clone())
            .with("encoding", legacy.name)
            .with("advice", legacy.advice())
    }
}

/// How a file writes its characters as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Little,
    Utf16Big,
    Utf32Little,
    Utf32Big,
}

impl Encoding {
    /// The encoding of a file, and the length of its byte order mark.
    fn of(bytes: &[u8]) -> (Self, usize) {
        match bytes {
            [0xff, 0xfe, 0, 0, ..] => (Self::Utf32Little, 4),
            [0, 0, 0xfe, 0xff, ..] => (Self::Utf32Big, 4),
            [0xff, 0xfe, ..] => (Self::Utf16Little, 2),
            [0xfe, 0xff, ..] => (Self::Utf16Big, 2),
            // JSON begins with an ASCII character: a NUL beside it is the other half of a UTF-16 unit.
            [b'{' | b'[', 0, ..] => (Self::Utf16Little, 0),
            [0, b'{' | b'[', ..] => (Self::Utf16Big, 0),
            [0xef, 0xbb, 0xbf, ..] => (Self::Utf8, 3),
            _ => (Self::Utf8, 0),
        }
    }
}

/// The text of a file. UTF-8 is not copied. A file whose lines end with a carriage return alone has line feeds instead.
///
/// # Errors
/// [`DecodeError`] when the bytes are none of UTF-8, UTF-16 and UTF-32.
pub fn decode(bytes: Vec<u8>) -> Result<String, DecodeError> {
    decoded(bytes).map(with_line_feeds)
}

fn with_line_feeds(text: String) -> String {
    if has_old_line_ends(&text) { text.replace('\r', "\n") } else { text }
}

fn has_old_line_ends(text: &str) -> bool {
    memchr::memchr(b'\r', text.as_bytes()).is_some() && memchr::memchr(b'\n', text.as_bytes()).is_none()
}

/// The bytes of a text in the encoding of a file, with its byte order mark and line ends.
pub(super) fn encode_like(text: &str, file: &[u8]) -> Vec<u8> {
    let (encoding, mark) = Encoding::of(file);
    let is_old = decoded(file.to_vec()).is_ok_and(|written| has_old_line_ends(&written));
    let text = if is_old { Cow::Owned(text.replace('\n', "\r")) } else { Cow::Borrowed(text) };
    let mut bytes = file.before(mark).to_vec();
    match encoding {
        Encoding::Utf8 => bytes.extend_from_slice(text.as_bytes()),
        Encoding::Utf16Little => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        Encoding::Utf16Big => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
        Encoding::Utf32Little => bytes.extend(text.chars().flat_map(|character| u32::from(character).to_le_bytes())),
        Encoding::Utf32Big => bytes.extend(text.chars().flat_map(|character| u32::from(character).to_be_bytes())),
    }
    bytes
}

fn decoded(mut bytes: Vec<u8>) -> Result<String, DecodeError> {
    let (encoding, mark) = Encoding::of(&bytes);
    match encoding {
        Encoding::Utf16Little => return utf16(bytes.after(mark), u16::from_le_bytes),
        Encoding::Utf16Big => return utf16(bytes.after(mark), u16::from_be_bytes),
        Encoding::Utf32Little => return utf32(bytes.after(mark), u32::from_le_bytes),
        Encoding::Utf32Big => return utf32(bytes.after(mark), u32::from_be_bytes),
        Encoding::Utf8 => drop(bytes.drain(..mark)),
    }
    // A NUL near the start reveals a binary file without reading all of it; elsewhere the JSON parser rejects it.
    if memchr::memchr(0, bytes.before(bytes.len().min(1024))).is_some() {
        let lossy = lossy(&bytes);
        let offset = lossy.find('\0').unwrap_or(0);
        return Err(DecodeError { reason: "it contains NUL bytes".into(), lossy, offset, ..DecodeError::default() });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(offset).copied().unwrap_or_default();
        let reason = Text::new("the byte {byte} is not valid UTF-8 here").with("byte", format!("0x{byte:02x}")).into();
        let shift_jis = shift_jis(error.as_bytes()).map(with_line_feeds);
        // UTF-8 beyond ASCII before it shows that only this place is wrong.
        let is_utf8 = || !error.as_bytes().before(offset).is_ascii();
        let legacy = if shift_jis.is_some() { Some(CP932) } else { probable(error.as_bytes()).filter(|_| !is_utf8()) };
        DecodeError { reason, legacy, shift_jis, lossy: lossy(error.as_bytes()), offset }
    })
}

/// UTF-8 in which invalid bytes are those of Latin-1, the encoding of older editors. Control characters are replaced.
fn lossy(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| if byte < 0xa0 { char::REPLACEMENT_CHARACTER } else { char::from(byte) }));
    }
    text
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Result<String, DecodeError> {
    let mut text = String::with_capacity(bytes.len() / 4);
    let mut wrong = None;
    for unit_bytes in bytes.chunks(4) {
        let character = <[u8; 4]>::try_from(unit_bytes).ok().and_then(|bytes| char::from_u32(unit(bytes)));
        if character.is_none() {
            wrong.get_or_insert(text.len());
        }
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    match wrong {
        None => Ok(text),
        Some(offset) => Err(DecodeError { reason: "invalid UTF-32 unit".into(), lossy: text, offset, ..DecodeError::default() }),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (pairs, rest) = bytes.as_chunks();
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut wrong = None;
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        if character.is_err() {
            wrong.get_or_insert((text.len(), "unpaired UTF-16 surrogate"));
        }
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !rest.is_empty() {
        wrong.get_or_insert((text.len(), "incomplete UTF-16 unit at the end"));
    }
    match wrong {
        None => Ok(text),
        Some((offset, reason)) => Err(DecodeError { reason: reason.into(), lossy: text, offset, ..DecodeError::default() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_powershell_gives_the_same_text() {
        let text = "{\"displayName\":\"経費 😀\"}\r\n";
        let with_bom = |mark: &[u8], units: &mut dyn Iterator<Item = u8>| mark.iter().copied().chain(units).collect::<Vec<_>>();
        let little = || text.encode_utf16().flat_map(u16::to_le_bytes);
        let big = || text.encode_utf16().flat_map(u16::to_be_bytes);
        for bytes in [
            text.as_bytes().to_vec(),
            with_bom(&[0xef, 0xbb, 0xbf], &mut text.bytes()),
            with_bom(&[0xff, 0xfe], &mut little()),
            with_bom(&[0xfe, 0xff], &mut big()),
            little().collect(),
            big().collect(),
            with_bom(&[0xff, 0xfe, 0, 0], &mut text.chars().flat_map(|char| u32::from(char).to_le_bytes())),
            with_bom(&[0, 0, 0xfe, 0xff], &mut text.chars().flat_map(|char| u32::from(char).to_be_bytes())),
        ] {
            assert_eq!(decode(bytes.clone()).as_deref(), Ok(text));
            assert_eq!(encode_like(text, &bytes), bytes);
        }
    }

    #[test]
    fn a_broken_byte_has_its_place_and_the_rest_can_be_shown() {
        let error = decode(b"{\n \"\xc3\xa9\": \xff}".to_vec()).unwrap_err();
        assert_eq!((error.offset, error.lossy.as_str()), (9, "{\n \"é\": ÿ}"));
        assert_eq!(error.to_string(), "not text: the byte 0xff is not valid UTF-8 here");
    }

    #[test]
    fn an_old_line_end_is_one() {
        assert_eq!(decode(b"a\rb\r".to_vec()).as_deref(), Ok("a\nb\n"));
        assert_eq!(decode(b"a\rb\r\n".to_vec()).as_deref(), Ok("a\rb\r\n"));
        assert_eq!(encode_like("a\nc\n", b"a\rb\r"), b"a\rc\r");
    }

    #[test]
    fn half_a_unit_and_a_lone_surrogate_are_no_text() {
        let half = decode(vec![0xff, 0xfe, b'{', 0, b'}']).unwrap_err();
        assert_eq!((half.offset, half.lossy.as_str()), (1, "{"));
        let lone = decode(vec![0xff, 0xfe, b'[', 0, 0x00, 0xd8, b']', 0]).unwrap_err();
        assert_eq!((lone.offset, lone.lossy.as_str()), (1, "[\u{fffd}]"));
    }

    #[test]
    fn a_binary_file_is_no_text() {
        assert_eq!(decode(b"\x7fELF\0\0\0".to_vec()).unwrap_err().reason.english(), "it contains NUL bytes");
    }
}
