//! Exports that are compressed with gzip or Zstandard.

use super::{LoadError, MAX_FILE_BYTES, Source, stream};
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The extensions after that of the file inside.
const EXTENSIONS: [&str; 2] = ["gz", "zst"];

/// The extensions of files that may be compressed. Nobody compresses code.
const INSIDE: [&str; 4] = ["csv", "json", "jsonl", "ndjson"];

/// How many times its size a file may expand to. Exports expand to 10 to 60 times.
pub(super) const MAX_RATIO: u64 = 200;

/// What a small file may expand to in any case.
pub(super) const MIN_LIMIT: u64 = 64 << 20;

/// The name of the file inside a compressed export: `users.json` of `users.json.gz`.
pub(crate) fn inside(name: &str) -> Option<&str> {
    let (inside, extension) = name.rsplit_once('.')?;
    (is_one_of(&EXTENSIONS, extension) && may_be_packed(inside)).then_some(inside)
}

/// Whether a file of this name may be compressed, or in an archive.
pub(crate) fn may_be_packed(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| is_one_of(&INSIDE, extension))
}

fn is_one_of(list: &[&str], extension: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// The pattern of the ends of the names of compressed exports.
pub(crate) fn end_pattern() -> String {
    format!(r"\.({})\.({})", INSIDE.join("|"), EXTENSIONS.join("|"))
}

/// What a file of this size may expand to.
pub(super) fn limit(bytes: u64) -> u64 {
    bytes.saturating_mul(MAX_RATIO).clamp(MIN_LIMIT, MAX_FILE_BYTES)
}

/// Reads a compressed export under the displayed path.
///
/// # Errors
/// [`LoadError`] if it could not be read, or expands to more bytes than the limit.
pub(super) fn load(path: &Path, limit: u64, shown: &str) -> Result<Source, LoadError> {
    let file = BufReader::new(File::open(path)?);
    let is_gzip = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let source =
        if is_gzip { stream::read(MultiGzDecoder::new(file), limit, shown) } else { stream::read(Frames::new(file), limit, shown) };
    source?.ok_or(LoadError::Expands { limit })
}

/// The content of all Zstandard frames in a row: programs that compress in parallel, and `cat`, write several.
pub(super) struct Frames<R> {
    from: R,
    decoder: FrameDecoder,
    /// Whether the decoder is in a frame.
    is_open: bool,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, decoder: FrameDecoder::new(), is_open: false }
    }

    /// Reads the header of the next frame. One with data for other programs is skipped.
    fn open(&mut self) -> io::Result<()> {
        match self.decoder.init(&mut self.from) {
            Ok(()) => self.is_open = true,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                io::copy(&mut self.from.by_ref().take(length.into()), &mut io::sink())?;
            }
            Err(error) => return Err(io::Error::other(error)),
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.is_open && self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            self.is_open = self.is_open && !self.decoder.is_finished();
            if self.is_open {
                self.decoder.decode_blocks(&mut self.from, BlockDecodingStrategy::UptoBlocks(1)).map_err(io::Error::other)?;
            } else if self.from.fill_buf()?.is_empty() {
                return Ok(0);
            } else {
                self.open()?;
            }
        }
    }
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
            assert!(matches!(load(&path, 2_999, "a.json"), Err(LoadError::Expands { limit: 2_999 })), "{}", path.display());
            assert_eq!(load(&path, 3_000, "a.json").unwrap().text().unwrap(), text);
        }
        assert_eq!([limit(0), limit(1 << 20), limit(u64::MAX)], [MIN_LIMIT, 200 << 20, MAX_FILE_BYTES]);
    }

    /// A frame for other programs has one of 16 numbers, and its length.
    #[test]
    fn every_frame_is_read() {
        let frame = |text: &str| ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
        let skipped = [&0x184d_2a5f_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"abc"].concat();
        let file = [&*skipped, &frame("[1,"), &frame(""), &skipped, &frame("2]")].concat();
        let mut text = String::new();
        Frames::new(&*file).read_to_string(&mut text).unwrap();
        assert_eq!(text, "[1,2]");
        assert!(Frames::new(&file[..file.len() - 1]).read_to_string(&mut text).is_err(), "the last frame is cut");
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
