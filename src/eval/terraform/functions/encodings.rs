//! Base64, character encodings and URLs.

use super::signature::{ANY, Call, Function, TEXT};
use crate::eval::encoding::{from_base64, to_base64};
use crate::eval::{EvalError, Value};
use data_encoding::HEXUPPER;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64decode", &[TEXT], |call| {
        let bytes = unbase64(call, 0)?;
        call.made(String::from_utf8(bytes).map_err(|_| EvalError::new("the decoded base64 is not UTF-8"))?)
    }),
    Function::new("base64encode", &[TEXT], |call| {
        call.fuel().take_text(call.text(0).len())?;
        call.made(to_base64(call.text(0).as_bytes()))
    }),
    Function::new("base64gzip", &[ANY.unknown()], |_| Ok(Value::unknown("compression is not supported"))),
    Function::new("textdecodebase64", &[TEXT, TEXT], |call| {
        let Some(encoding) = Encoding::named(call.text(1)) else { return Ok(Value::unknown(NOT_HERE)) };
        let text = encoding.decode(&unbase64(call, 0)?);
        call.made(text.ok_or_else(|| EvalError::new("the string is not valid in this encoding"))?)
    }),
    Function::new("textencodebase64", &[TEXT, TEXT], |call| {
        let Some(encoding) = Encoding::named(call.text(1)) else { return Ok(Value::unknown(NOT_HERE)) };
        call.fuel().take_text(call.text(0).len().saturating_mul(4))?;
        let bytes = encoding.encode(call.text(0));
        call.made(to_base64(&bytes.ok_or_else(|| EvalError::new("the string has characters that the encoding cannot represent"))?))
    }),
    Function::new("urlencode", &[TEXT], |call| call.made(urlencode(call.text(0)))),
];

const NOT_HERE: &str = "the character encoding is not supported";

/// Decodes an argument. Line breaks in it are ignored, as in Go.
fn unbase64(call: &Call<'_>, index: usize) -> Result<Vec<u8>, EvalError> {
    let text = call.text(index);
    call.fuel().take_text(text.len())?;
    from_base64(text, &['\r', '\n']).ok_or_else(|| EvalError::new("the string is not base64"))
}

fn urlencode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            _ => encoded.extend(["%", &HEXUPPER.encode(&[byte])]),
        }
    }
    encoded
}

/// The supported encodings; PowerShell requires UTF-16.
#[derive(Clone, Copy)]
enum Encoding {
    Ascii,
    Latin1,
    Utf8,
    /// With a byte order mark.
    Utf16,
    Utf16Be,
    Utf16Le,
}

impl Encoding {
    /// The encoding with this name in the IANA registry.
    fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "us-ascii" => Some(Self::Ascii),
            "iso-8859-1" | "latin1" => Some(Self::Latin1),
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-16be" => Some(Self::Utf16Be),
            "utf-16le" => Some(Self::Utf16Le),
            _ => None,
        }
    }

    fn encode(self, text: &str) -> Option<Vec<u8>> {
        let up_to = |last: char| text.chars().map(|letter| u8::try_from(letter).ok().filter(|_| letter <= last)).collect();
        match self {
            Self::Ascii => up_to('\u{7f}'),
            Self::Latin1 => up_to('\u{ff}'),
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Utf16 => Some([0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()),
            Self::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Self::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        }
    }

    fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Ascii => bytes.is_ascii().then(|| bytes.iter().copied().map(char::from).collect()),
            Self::Latin1 => Some(bytes.iter().copied().map(char::from).collect()),
            Self::Utf8 => String::from_utf8(bytes.to_vec()).ok(),
            Self::Utf16 => match bytes {
                [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
                [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
                _ => utf16(bytes, u16::from_be_bytes),
            },
            Self::Utf16Be => utf16(bytes, u16::from_be_bytes),
            Self::Utf16Le => utf16(bytes, u16::from_le_bytes),
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    Some(String::from_utf16_lossy(&units))
}
