//! Bytes to text: UTF-8 with or without byte order mark, UTF-16 in both byte orders (Windows PowerShell writes it).

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Not UTF-8 from this byte on. Line and column count from 1, the column in characters.
    #[error("not text: the byte 0x{byte:02x} is no valid UTF-8 here")]
    Utf8 {
        /// The first byte that does not fit.
        byte: u8,
        /// Its line.
        line: u32,
        /// Its column.
        column: u32,
    },
    /// A UTF-16 text with half a character, or with a surrogate that has no partner.
    #[error("not text: the UTF-16 unit {unit} is no valid character")]
    Utf16 {
        /// Index of the unit behind the byte order mark.
        unit: usize,
    },
    /// The text holds a NUL, which no format of ours has.
    #[error("not text: it holds NUL bytes")]
    Binary,
}

impl DecodeError {
    /// Line and column of the place, where known.
    pub fn position(&self) -> (u32, u32) {
        match *self {
            Self::Utf8 { line, column, .. } => (line, column),
            Self::Utf16 { .. } | Self::Binary => (1, 1),
        }
    }
}

/// The text of a file. UTF-8 is taken over without a copy.
///
/// # Errors
/// [`DecodeError`] when the bytes are neither UTF-8 nor UTF-16.
pub fn decode(mut bytes: Vec<u8>) -> Result<String, DecodeError> {
    match *bytes.as_slice() {
        [0xff, 0xfe, ..] => return utf16(&bytes[2..], u16::from_le_bytes),
        [0xfe, 0xff, ..] => return utf16(&bytes[2..], u16::from_be_bytes),
        // JSON begins with an ASCII character: a NUL beside it is the other half of a UTF-16 unit.
        [b'{' | b'[', 0, ..] => return utf16(&bytes, u16::from_le_bytes),
        [0, b'{' | b'[', ..] => return utf16(&bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, ..] => {
            bytes.drain(..3);
        }
        _ => {}
    }
    // A NUL near the start tells a binary file without reading all of it; elsewhere JSON refuses it anyway.
    if bytes.iter().take(1024).any(|&byte| byte == 0) {
        return Err(DecodeError::Binary);
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let before = String::from_utf8_lossy(&bytes[..valid]);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        DecodeError::Utf8 {
            byte: bytes[valid],
            line: count(before.matches('\n').count() + 1),
            column: count(before[line_start..].chars().count() + 1),
        }
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let pairs = bytes.chunks_exact(2);
    let rest = pairs.remainder();
    let mut text = String::with_capacity(bytes.len() / 2);
    for (index, character) in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))).enumerate() {
        text.push(character.map_err(|_| DecodeError::Utf16 { unit: index })?);
    }
    if rest.is_empty() { Ok(text) } else { Err(DecodeError::Utf16 { unit: bytes.len() / 2 }) }
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
        ] {
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_broken_byte_has_its_line_and_column() {
        let error = decode(b"{\n \"\xc3\xa9\": \xff}".to_vec()).unwrap_err();
        assert_eq!(error.position(), (2, 7));
        assert!(matches!(error, DecodeError::Utf8 { byte: 0xff, .. }));
    }

    #[test]
    fn half_a_unit_and_a_lone_surrogate_are_no_text() {
        assert_eq!(decode(vec![0xff, 0xfe, b'{', 0, b'}']), Err(DecodeError::Utf16 { unit: 1 }));
        assert_eq!(decode(vec![0xff, 0xfe, 0x00, 0xd8, b'}', 0]), Err(DecodeError::Utf16 { unit: 0 }));
    }

    #[test]
    fn a_binary_file_is_no_text() {
        assert_eq!(decode(b"\x7fELF\0\0\0".to_vec()), Err(DecodeError::Binary));
    }
}
