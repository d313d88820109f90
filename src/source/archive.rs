//! Zip archives of exports: their files are read in place, as if the archive were a folder.
//!
//! What an archive claims is checked before anything is expanded, so that a zip bomb costs no more than its list of files.

use super::compressed::{Frames, MAX_RATIO, MIN_LIMIT, limit};
use super::legacy::shift_jis;
use super::load::regular;
use super::pieces::LARGE;
use super::{LoadError, Source, stream};
use flate2::bufread::DeflateDecoder;
use rawzip::{
    CompressionMethod, ErrorKind, FileReader, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord,
};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// How many files an archive may contain.
const MAX_FILES: u64 = 500_000;

/// What all files that are read may expand to, together.
const MAX_BYTES: u64 = 16 << 30;

/// What those of them may expand to that are kept in memory.
const MAX_HELD: u64 = 2 << 30;

/// The length of the header before the content of a file, without its name and other parts of variable length.
const HEADER_BYTES: u64 = 30;

const NO_ARCHIVE: &str = "not a zip archive, or a damaged one";
const TOO_MANY: &str = "the archive contains more than 500,000 files: extract those to check";
const EXPANDS: &str = "the files in the archive expand to more than 16 GiB, or to more than 200 times its size";
const HELD: &str = "the files below 16 MiB in the archive expand to more than 2 GiB: extract the archive";
const OVERLAP: &str = "files in the archive overlap, as in a zip bomb";
const ENCRYPTED: &str = "the file is encrypted: extract the archive with its password";
const METHOD: &str = "the compression method of the file is not supported: extract the archive";
const NESTED: &str = "an archive in an archive is not read: extract it";
const LINK: &str = "a link in an archive is not followed";
const OUTSIDE: &str = "the name of the file leads out of the archive";
const NAME: &str = "the name of the file contains control characters, or is not valid UTF-8";
const SAME_NAME: &str = "the archive contains several files of this name";
const FILE_EXPANDS: &str = "the file expands to more than 4 GiB, or to more than 200 times its size";
const DAMAGED: &str = "the file in the archive is damaged: its content does not have its length and checksum";

/// Characters beyond ASCII of the encoding that the format prescribes for names that are not marked as UTF-8.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Whether a file of this name is an archive.
pub(crate) fn is_archive(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("zip"))
}

/// An archive, with its list of files.
pub(crate) struct Archive {
    zip: ZipArchive<FileReader>,
    /// Without folders, sorted by their paths, without duplicates.
    pub files: Vec<Member>,
}

/// A file in an archive.
#[derive(Debug)]
pub(crate) struct Member {
    /// Where it is in the archive, with `/`.
    pub path: String,
    pub content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Wanted(Packed),
    /// It is wanted, and cannot be read for this reason.
    Refused(&'static str),
    NotWanted,
}

/// Where the content of a file is.
#[derive(Debug)]
pub(crate) struct Packed {
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
}

impl Archive {
    /// Reads the list of files. `is_wanted` returns for a path in the archive whether its file is to be read.
    ///
    /// # Errors
    /// [`LoadError`] if it is no archive, or what is wanted exceeds a limit.
    pub fn open(path: &Path, is_wanted: &dyn Fn(&str) -> bool) -> Result<Self, LoadError> {
        let bytes = regular(path)?;
        let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let zip = ZipArchive::from_file(File::open(path)?, &mut buffer).map_err(unreadable)?;
        let mut files = Vec::new();
        let mut sizes = Sizes::default();
        let mut entries = zip.entries(&mut buffer);
        let mut count = 0;
        while let Some(entry) = entries.next_entry().map_err(unreadable)? {
            count += 1;
            if count > MAX_FILES {
                return Err(refused(TOO_MANY));
            }
            let Some(member) = Member::new(&entry, is_wanted) else { continue };
            if let Content::Wanted(_) = member.content {
                sizes.add(&entry);
            }
            files.push(member);
        }
        // Before zip64, the number had 16 bits.
        if count % (1 << 16) != zip.entries_hint() % (1 << 16) {
            return Err(refused(NO_ARCHIVE));
        }
        sizes.check(bytes)?;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        // Programs differ in which of them they extract.
        files.dedup_by(|later, first| {
            let is_same = later.path == first.path;
            if is_same && !matches!(first.content, Content::NotWanted) {
                first.content = Content::Refused(SAME_NAME);
            }
            is_same
        });
        Ok(Self { zip, files })
    }

    /// Reads a file under the displayed path.
    ///
    /// # Errors
    /// [`LoadError`] if it is damaged, or not text.
    pub fn load(&self, packed: &Packed, shown: &str) -> Result<Source, LoadError> {
        let entry = self.zip.get_entry(packed.place).map_err(|_| refused(DAMAGED))?;
        let from = BufReader::new(entry.reader());
        let content: Box<dyn Read + '_> = match packed.method {
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(from)),
            CompressionMethod::ZSTD => Box::new(Frames::new(from)),
            _ => Box::new(from),
        };
        // Length and checksum are verified at the end.
        match stream::read(entry.verifying_reader(content), packed.place.uncompressed_size_hint(), shown) {
            Ok(Some(source)) => Ok(source),
            Ok(None) => Err(refused(DAMAGED)),
            Err(LoadError::Io(error)) if error.raw_os_error().is_none() => Err(refused(DAMAGED)),
            Err(error) => Err(error),
        }
    }
}

impl Member {
    /// A file in the list of an archive; nothing for a folder.
    fn new(entry: &ZipFileHeaderRecord<'_>, is_wanted: &dyn Fn(&str) -> bool) -> Option<Self> {
        let name = name(entry.file_path().as_ref(), entry.flags().is_utf8());
        let is_valid = name.is_some();
        // Windows PowerShell writes `\`.
        let name = name.unwrap_or_else(|| String::from_utf8_lossy(entry.file_path().as_ref()).into_owned()).replace('\\', "/");
        if name.ends_with('/') {
            return None;
        }
        let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        let path = parts.join("/");
        let reason = if !is_wanted(&path) {
            return Some(Self { path, content: Content::NotWanted });
        } else if !is_valid || name.contains(char::is_control) {
            Some(NAME)
        } else if name.starts_with('/') || parts.contains(&"..") {
            Some(OUTSIDE)
        } else {
            refusal(entry, &path)
        };
        let packed = Packed { place: entry.wayfinder(), method: entry.compression_method() };
        Some(Self { path, content: reason.map_or(Content::Wanted(packed), Content::Refused) })
    }
}

/// Why a file cannot be read.
fn refusal(entry: &ZipFileHeaderRecord<'_>, path: &str) -> Option<&'static str> {
    let is_supported =
        matches!(entry.compression_method(), CompressionMethod::STORE | CompressionMethod::DEFLATE | CompressionMethod::ZSTD);
    if is_archive(path) {
        Some(NESTED)
    } else if entry.mode().is_symlink() {
        Some(LINK)
    } else if entry.flags().is_encrypted() || entry.flags().is_masked() {
        Some(ENCRYPTED)
    } else if !is_supported {
        Some(METHOD)
    } else if entry.uncompressed_size_hint() > limit(entry.compressed_size_hint()) {
        Some(FILE_EXPANDS)
    } else {
        None
    }
}

/// The name of a file: in UTF-8, in Shift_JIS as Windows in Japanese writes it, or else as the format prescribes. Nothing if it claims to be
/// UTF-8 and is not.
fn name(bytes: &[u8], is_utf8: bool) -> Option<String> {
    if let Ok(name) = std::str::from_utf8(bytes) {
        return Some(name.to_owned());
    }
    let character = |byte: &u8| match byte.checked_sub(0x80) {
        Some(number) => CODE_PAGE_437.chars().nth(number.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
        None => char::from(*byte),
    };
    (!is_utf8).then(|| shift_jis(bytes).unwrap_or_else(|| bytes.iter().map(character).collect()))
}

/// What the files to read claim to be.
#[derive(Default)]
struct Sizes {
    all: u64,
    /// Those that are kept in memory.
    held: u64,
    /// Where they are in the archive, at least.
    places: Vec<(u64, u64)>,
}

impl Sizes {
    fn add(&mut self, entry: &ZipFileHeaderRecord<'_>) {
        let bytes = entry.uncompressed_size_hint();
        self.all = self.all.saturating_add(bytes);
        if bytes < LARGE {
            self.held = self.held.saturating_add(bytes);
        }
        let start = entry.local_header_offset();
        self.places.push((start, start.saturating_add(HEADER_BYTES).saturating_add(entry.compressed_size_hint())));
    }

    /// # Errors
    /// [`LoadError`] if an archive of this size may not contain that.
    fn check(mut self, archive: u64) -> Result<(), LoadError> {
        if self.all > archive.saturating_mul(MAX_RATIO).clamp(MIN_LIMIT, MAX_BYTES) {
            return Err(refused(EXPANDS));
        }
        if self.held > MAX_HELD {
            return Err(refused(HELD));
        }
        self.places.sort_unstable();
        let overlaps = self.places.windows(2).any(|pair| matches!(pair, [(_, end), (next, _)] if end > next));
        if overlaps { Err(refused(OVERLAP)) } else { Ok(()) }
    }
}

fn refused(reason: &'static str) -> LoadError {
    LoadError::Packed { reason, others: 0 }
}

fn unreadable(error: rawzip::Error) -> LoadError {
    match error.into_kind() {
        ErrorKind::IO(error) if error.raw_os_error().is_some() => LoadError::Io(error),
        _ => refused(NO_ARCHIVE),
    }
}
