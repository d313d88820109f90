//! Bytes to text: UTF-8 with or without byte order mark, UTF-16 in both byte orders (Windows PowerShell writes it).

/// Why bytes are not text, and which part of them can be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not text: {reason}")]
pub struct DecodeError {
    pub reason: String,
    /// The bytes as text, with U+FFFD for invalid ones.
    pub lossy: String,
    /// Offset of the place in `lossy`.
    pub offset: usize,
}

/// The text of a file. UTF-8 is not copied.
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
    // A NUL near the start reveals a binary file without reading all of it; elsewhere the JSON parser rejects it.
    if memchr::memchr(0, &bytes[..bytes.len().min(1024)]).is_some() {
        return Err(DecodeError { reason: "it contains NUL bytes".to_owned(), lossy: String::new(), offset: 0 });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let reason = format!("the byte 0x{:02x} is not valid UTF-8 here", error.as_bytes()[offset]);
        DecodeError { reason, lossy: String::from_utf8_lossy(error.as_bytes()).into_owned(), offset }
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let pairs = bytes.chunks_exact(2);
    let rest = pairs.remainder();
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut wrong = None;
    for character in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
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
        Some((offset, reason)) => Err(DecodeError { reason: reason.to_owned(), lossy: text, offset }),
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
        ] {
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_broken_byte_has_its_place_and_the_rest_can_be_shown() {
        let error = decode(b"{\n \"\xc3\xa9\": \xff}".to_vec()).unwrap_err();
        assert_eq!((error.offset, error.lossy.as_str()), (9, "{\n \"é\": \u{fffd}}"));
        assert_eq!(error.to_string(), "not text: the byte 0xff is not valid UTF-8 here");
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
        assert_eq!(decode(b"\x7fELF\0\0\0".to_vec()).unwrap_err().reason, "it contains NUL bytes");
    }
}
