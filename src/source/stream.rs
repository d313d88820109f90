//! Streams as sources: standard input, and what is compressed. Large ones are kept in a temporary file, so that memory is bounded.

use super::pieces::{LARGE, Pieces};
use super::{LoadError, Source, decode};
use std::io::{self, Read, Seek};

/// Reads a stream of at most `limit` bytes under the displayed path; nothing if it is longer.
///
/// # Errors
/// [`LoadError`] if it cannot be read, or is not text.
pub(super) fn read(stream: impl Read, limit: u64, shown: &str) -> Result<Option<Source>, LoadError> {
    let mut stream = stream.take(limit + 1);
    let mut head = Vec::new();
    stream.by_ref().take(LARGE).read_to_end(&mut head)?;
    if head.len() as u64 > limit {
        return Ok(None);
    }
    if (head.len() as u64) < LARGE {
        return Ok(Some(Source::new(shown, decode(head)?)));
    }
    // It has no name, and is gone when the source is.
    let mut file = tempfile::tempfile().map_err(LoadError::Temporary)?;
    let bytes = copy(head.as_slice().chain(stream), &mut file)?;
    if bytes > limit {
        return Ok(None);
    }
    if let Some(pieces) = Pieces::of(file.try_clone()?, bytes)? {
        return Ok(Some(Source::in_pieces(shown, pieces)));
    }
    file.rewind()?;
    let mut whole = Vec::new();
    file.read_to_end(&mut whole)?;
    Ok(Some(Source::new(shown, decode(whole)?)))
}

/// Copies everything. Reading fails because of the input, and writing because of the folder for temporary files.
fn copy(mut from: impl Read, to: &mut impl io::Write) -> Result<u64, LoadError> {
    let mut buffer = vec![0; 256 << 10];
    let mut bytes = 0;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok(bytes),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        to.write_all(buffer.get(..read).unwrap_or_default()).map_err(LoadError::Temporary)?;
        bytes += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_up_to_its_limit() {
        let large = "[".to_owned() + &" ".repeat(usize::try_from(LARGE).unwrap()) + "]";
        for (text, is_in_pieces) in [("[]", false), (&*large, true)] {
            let bytes = text.len() as u64;
            let source = super::read(text.as_bytes(), bytes, "a.json").unwrap().expect("within the limit");
            assert_eq!((source.is_in_pieces(), source.text().unwrap() == text), (is_in_pieces, true));
            assert!(super::read(text.as_bytes(), bytes - 1, "a.json").unwrap().is_none());
        }
        // Only UTF-8 can be read in pieces.
        let utf16: Vec<u8> = large.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(super::read(&*utf16, u64::MAX - 1, "a.json").unwrap().unwrap().text().unwrap(), large);
    }
}
