//! The files of inventories: next to the policy file, and never outside its repository.

use crate::message::Text;
use crate::policy::error::PolicyError;
use crate::policy::validate::cut;
use crate::source::{Buffers, DecodeError, FileId, LoadError, Source, shown};
use crate::syntax::tree::{Bytes, Node};
use crate::text::Words;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// Largest inventory file that is read: enough for a quarter of a million guests with every key. All of it is kept in
/// memory as a tree, which is about ten times as large.
const MAX_BYTES: u64 = 64 << 20;

/// The format of an inventory file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Yaml,
    Json,
    Csv,
}

impl Notation {
    fn of(path: &str) -> Option<Self> {
        let extension = Path::new(path).extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
        match extension.as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Reads the files that a policy file names, and keeps them for the report.
#[derive(Debug)]
pub(in crate::policy) struct Files<'f> {
    /// The folder of the policy file.
    pub folder: &'f Path,
    pub working_directory: &'f Path,
    pub buffers: &'f Buffers,
    /// Those read so far; number 0 is the policy file itself, which is not among them.
    pub read: Vec<Source>,
}

impl<'f> Files<'f> {
    pub(in crate::policy) fn new(folder: &'f Path, working_directory: &'f Path, buffers: &'f Buffers) -> Self {
        Self { folder, working_directory, buffers, read: Vec::new() }
    }

    /// The next file to be read will have this number.
    pub(in crate::policy) fn next_id(&self) -> FileId {
        FileId(u32::try_from(self.read.len() + 1).expect("each is named in a policy file, which is smaller than that"))
    }

    /// Finds and reads the file that `place` in the policy file names.
    ///
    /// # Errors
    /// The mistake in the policy file, or in the file itself if its bytes are not text. The file is still kept for the report.
    pub(super) fn open(&mut self, name: &str, place: &Node<'_>) -> Result<(Notation, Source), PolicyError> {
        let error = |message: &'static str| PolicyError::new(&place.bytes, Text::new(message).with("file", cut(name)));
        let Some(notation) = Notation::of(name) else {
            return Err(error("`{file}` is not an inventory file").help("name a file that ends with `.yaml`, `.yml`, `.json` or `.csv`"));
        };
        let path = self.inside(name, &place.bytes)?;
        let about = |reason: Text| {
            PolicyError::new(&place.bytes, Text::new("cannot use `{file}`: {reason}").with("file", cut(name)).with("reason", reason))
        };
        match std::fs::metadata(&path) {
            Ok(metadata) if metadata.len() > MAX_BYTES => {
                let reason = Text::new("it has {bytes} bytes; {limit} MiB is the limit").with("bytes", metadata.len().to_string());
                let reason = reason.with("limit", (MAX_BYTES >> 20).to_string());
                return Err(about(reason).help("declare guests by their `domains`, or split the inventory by tenant"));
            }
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(about("the file does not exist".into()).help("paths are relative to the policy file"));
            }
            Err(error) => return Err(about(Words::from(error.to_string()).into())),
        }
        let shown = shown(&path, &canonical(self.working_directory));
        match self.buffers.load(&path, &shown) {
            Ok(source) => Ok((notation, source)),
            Err(LoadError::Decode(error)) => Err(self.undecoded(shown, *error)),
            Err(error) => Err(about(error.text())),
        }
    }

    fn undecoded(&mut self, shown: String, error: DecodeError) -> PolicyError {
        let mut mistake = PolicyError::new(&(error.offset..error.offset), error.text());
        mistake.span.file = self.next_id();
        self.read.push(Source::new(shown, error.lossy));
        mistake
    }

    /// The path of a file that is inside the repository, by name and after following every link.
    pub(in crate::policy) fn inside(&self, name: &str, place: &Bytes) -> Result<PathBuf, PolicyError> {
        let error = |message: &'static str| PolicyError::new(place, Text::new(message).with("file", cut(name)));
        let relative = Path::new(name);
        if relative.components().any(|component| matches!(component, Component::Prefix(_) | Component::RootDir)) {
            return Err(error("`{file}` is not relative to the policy file").help("write a path relative to the folder of the policy file"));
        }
        let folder = canonical(self.folder);
        let root = folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(&folder);
        let path = by_name(&folder, relative);
        let outside = || error("`{file}` is outside the repository").help("keep inventories in the folder of the policy file");
        let path = path.filter(|path| path.starts_with(root)).ok_or_else(outside)?;
        match path.canonicalize() {
            Ok(real) if real.starts_with(root) => Ok(real),
            Ok(_) => Err(outside()),
            Err(_) => Ok(path), // an error is reported when the file is opened
        }
    }
}

fn canonical(folder: &Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// A path below a folder, `.` and `..` resolved by name; nothing where it leads above the root of all.
fn by_name(folder: &Path, relative: &Path) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for component in relative.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !path.pop() {
                    return None;
                }
            }
            other => path.push(other),
        }
    }
    Some(path)
}
