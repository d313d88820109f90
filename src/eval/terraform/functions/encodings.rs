//! Base64, character encodings and URLs.

use super::signature::{ANY, Call, Function, TEXT};
use crate::eval::encoding::{from_base64, to_base64};
use crate::eval::{EvalError, Value};
use crate::parts::Parts;
use crate::text::Text;
use data_encoding::{HEXLOWER_PERMISSIVE, HEXUPPER};
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64decode", &[TEXT], |call| {
        let bytes = unbase64(call, 0)?;
        call.made(String::from_utf8(bytes).map_err(|_| EvalError::new("the decoded base64 is not UTF-8"))?)
    }),
    Function::new("base64encode", &[TEXT], |call| {
        call.fuel().take_text(call.text(0).len())?;
        call.made(to_base64(call.text(0).as_bytes()))
    }),
    Function::new("base64gunzip", &[TEXT], |call| {
        let compressed = unbase64(call, 0)?;
        let limit = MAX_UNZIPPED.min(compressed.len().saturating_mul(MAX_RATIO));
        call.fuel().take_text(limit)?;
        let bytes = gunzip(&compressed, limit)?;
        call.made(String::from_utf8(bytes).map_err(|_| EvalError::new("the decompressed text is not UTF-8"))?)
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
    Function::new("urldecode", &[TEXT], |call| {
        call.fuel().take_text(call.text(0).len())?;
        call.made(urldecode(call.text(0)).ok_or_else(|| EvalError::new("the string is not URL-encoded"))?)
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

/// Maximum size of decompressed text: a small text can contain gigabytes.
const MAX_UNZIPPED: usize = 4 << 20;

/// The maximum ratio of the DEFLATE format.
const MAX_RATIO: usize = 1032;

/// Decompresses a file in gzip format (RFC 1952) with one member.
fn gunzip(bytes: &[u8], limit: usize) -> Result<Vec<u8>, EvalError> {
    let invalid = || EvalError::new("the decoded base64 is not gzip");
    let compressed = deflated(bytes).ok_or_else(invalid)?;
    decompress_to_vec_with_limit(compressed, limit).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => {
            EvalError::new(Text::new("the decompressed text is longer than {limit} bytes").with("limit", limit.to_string()))
        }
        _ => invalid(),
    })
}

/// The compressed data, which follow a header of variable length. The checksum and length after them are not compared.
fn deflated(bytes: &[u8]) -> Option<&[u8]> {
    const CHECKSUM: u8 = 1 << 1;
    const EXTRA: u8 = 1 << 2;
    const TEXTS: [u8; 2] = [1 << 3, 1 << 4];
    let (header, mut rest) = bytes.split_at_checked(10)?;
    let [0x1f, 0x8b, 8, flags, ..] = *header else { return None };
    if flags & EXTRA != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    // The name of the file and a comment, each with a zero byte at the end.
    for _ in TEXTS.iter().filter(|text| flags & **text != 0) {
        let end = rest.iter().position(|byte| *byte == 0)?;
        rest = rest.after(end + 1);
    }
    if flags & CHECKSUM != 0 { rest.get(2..) } else { Some(rest) }
}

/// Decodes a part of a query: `+` is a space. `None` if an escape is incomplete or the result is not UTF-8.
fn urldecode(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'+' => decoded.push(b' '),
            b'%' => {
                let (digits, after) = rest.split_at_checked(2)?;
                decoded.extend(HEXLOWER_PERMISSIVE.decode(digits).ok()?);
                rest = after;
            }
            _ => decoded.push(byte),
        }
    }
    String::from_utf8(decoded).ok()
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
