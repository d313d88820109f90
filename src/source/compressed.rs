//! Exports that are compressed with gzip or Zstandard.

use super::LoadError;
use super::MAX_FILE_BYTES;
use super::pieces::LARGE;
use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

/// The extensions after that of the file inside.
const EXTENSIONS: [&str; 2] = ["gz", "zst"];

/// The extensions of files that may be compressed. Nobody compresses code.
const INSIDE: [&str; 4] = ["csv", "json", "jsonl", "ndjson"];

/// How many times its size a file may expand to. Exports expand to 10 to 60 times.
const MAX_RATIO: u64 = 200;

/// What a small file may expand to in any case.
const MIN_LIMIT: u64 = 64 << 20;

/// The name of the file inside a compressed export: `users.json` of `users.json.gz`.
pub(crate) fn inside(name: &str) -> Option<&str> {
    let (inside, extension) = name.rsplit_once('.')?;
    let (_, own) = inside.rsplit_once('.')?;
    let is = |list: &[&str], one: &str| list.iter().any(|known| known.eq_ignore_ascii_case(one));
    (is(&EXTENSIONS, extension) && is(&INSIDE, own)).then_some(inside)
}

/// The pattern of the ends of the names of compressed exports.
pub(crate) fn end_pattern() -> String {
    format!(r"\.({})\.({})", INSIDE.join("|"), EXTENSIONS.join("|"))
}

/// The content of a compressed export.
pub(super) enum Content {
    Small(Vec<u8>),
    /// A temporary file without a name, and its length.
    Large(File, u64),
}

/// What a file of this size may expand to.
pub(super) fn limit(bytes: u64) -> u64 {
    bytes.saturating_mul(MAX_RATIO).clamp(MIN_LIMIT, MAX_FILE_BYTES)
}

/// Reads a compressed export.
///
/// # Errors
/// [`LoadError`] if it could not be read, or expands to more bytes than the limit.
pub(super) fn expand(path: &Path, limit: u64) -> Result<Content, LoadError> {
    let file = BufReader::new(File::open(path)?);
    let is_gzip = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let decoder: Box<dyn Read> =
        if is_gzip { Box::new(MultiGzDecoder::new(file)) } else { Box::new(StreamingDecoder::new(file).map_err(io::Error::other)?) };
    let mut content = decoder.take(limit + 1);
    let mut head = Vec::new();
    content.by_ref().take(LARGE).read_to_end(&mut head)?;
    if head.len() as u64 > limit {
        return Err(LoadError::Expands { limit });
    }
    if (head.len() as u64) < LARGE {
        return Ok(Content::Small(head));
    }
    let mut whole = tempfile::tempfile()?;
    let length = io::copy(&mut head.as_slice().chain(content), &mut whole)?;
    if length > limit {
        return Err(LoadError::Expands { limit });
    }
    whole.rewind()?;
    Ok(Content::Large(whole, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_expands_to_far_more_than_an_export_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[ ]".repeat(1_000);
        let gzip = folder.path().join("a.json.gz");
        let mut encoder = flate2::write::GzEncoder::new(File::create(&gzip).unwrap(), flate2::Compression::best());
        io::copy(&mut text.as_bytes(), &mut encoder).unwrap();
        encoder.finish().unwrap();
        let zstandard = folder.path().join("a.json.zst");
        ruzstd::encoding::compress(text.as_bytes(), File::create(&zstandard).unwrap(), ruzstd::encoding::CompressionLevel::Fastest);
        for path in [gzip, zstandard] {
            assert!(matches!(expand(&path, 2_999), Err(LoadError::Expands { limit: 2_999 })), "{}", path.display());
            let Content::Small(content) = expand(&path, 3_000).unwrap() else { panic!("a small file") };
            assert_eq!(content, text.as_bytes());
        }
        assert_eq!([limit(0), limit(1 << 20), limit(u64::MAX)], [MIN_LIMIT, 200 << 20, MAX_FILE_BYTES]);
    }

    #[test]
    fn exports_may_be_compressed_and_code_may_not() {
        assert_eq!(inside("users.json.gz"), Some("users.json"));
        assert_eq!(inside("Users.JSON.ZST"), Some("Users.JSON"));
        for name in ["main.tf.gz", "users.json", "json.gz", "users.gz", "a.tar.gz"] {
            assert_eq!(inside(name), None, "{name}");
        }
    }
}
