//! Bytes, base64 and the character encodings that configuration names.

use data_encoding::BASE64;

/// Encodes bytes as base64 with padding.
pub fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Decodes base64 with padding; the unused bits of the last byte may be set. The characters in `blanks` are skipped.
pub fn from_base64(text: &str, blanks: &[char]) -> Option<Vec<u8>> {
    let bytes: Vec<u8> = text.bytes().filter(|byte| !blanks.contains(&char::from(*byte))).collect();
    // The decoder accepts several padded texts in sequence, so padding inside the text is rejected here.
    if bytes.iter().skip_while(|byte| **byte != b'=').any(|byte| *byte != b'=') {
        return None;
    }
    let mut lenient = BASE64.specification();
    lenient.check_trailing_bits = false;
    lenient.encoding().expect("standard base64 is a base64").decode(&bytes).ok()
}

/// A character encoding; PowerShell writes UTF-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Ascii,
    Latin1,
    Utf8,
    /// `utf-16`, little-endian unless a byte order mark specifies otherwise.
    Utf16,
    Utf16BigEndian,
}

impl Encoding {
    /// The encoding with this name in the IANA registry.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "us-ascii" => Some(Self::Ascii),
            "iso-8859-1" | "latin1" => Some(Self::Latin1),
            "utf-8" => Some(Self::Utf8),
            "utf-16" | "utf-16le" => Some(Self::Utf16),
            "utf-16be" => Some(Self::Utf16BigEndian),
            _ => None,
        }
    }

    /// Decodes bytes. A byte order mark overrides the name, and invalid input becomes U+FFFD, as when .NET reads files.
    pub fn read(self, bytes: &[u8]) -> String {
        let (encoding, bytes) = match bytes {
            [0xef, 0xbb, 0xbf, rest @ ..] => (Self::Utf8, rest),
            [0xff, 0xfe, rest @ ..] => (Self::Utf16, rest),
            [0xfe, 0xff, rest @ ..] => (Self::Utf16BigEndian, rest),
            _ => (self, bytes),
        };
        match encoding {
            Self::Ascii => bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { char::REPLACEMENT_CHARACTER }).collect(),
            Self::Latin1 => bytes.iter().copied().map(char::from).collect(),
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Utf16 => utf16(bytes, u16::from_le_bytes),
            Self::Utf16BigEndian => utf16(bytes, u16::from_be_bytes),
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    let mut text = String::from_utf16_lossy(&units);
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_overrides_the_name() {
        assert_eq!(Encoding::Utf8.read(b"\xff\xfeh\0i\0"), "hi");
        assert_eq!(Encoding::Ascii.read(b"\xef\xbb\xbf\xc3\xa9"), "é");
        assert_eq!(Encoding::Utf16BigEndian.read(b"\0h\0i"), "hi");
        assert_eq!(Encoding::Latin1.read(b"\xe9"), "é");
        assert_eq!(Encoding::Ascii.read(b"a\xe9"), "a\u{fffd}");
        assert_eq!(Encoding::Utf16.read(b"h\0i"), "h\u{fffd}");
    }

    #[test]
    fn base64_is_read_as_strictly_as_it_is_asked_for() {
        assert_eq!(from_base64("YW\nI=", &['\n']), Some(b"ab".to_vec()));
        assert_eq!(from_base64("YW\nI=", &[]), None);
        assert_eq!(from_base64("YWJ=", &[]), Some(b"ab".to_vec()), "the last bits are not looked at");
        assert_eq!(from_base64("YWI", &[]), None, "the padding is missing");
        assert_eq!(from_base64("YQ==YQ==", &[]), None, "padding is allowed at the end only");
    }
}
