//! The texts of files that are open in an editor, which are read instead of the files on disk.

use super::{LoadError, MAX_FILE_BYTES, Source, load};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

/// The texts of open files by their paths, without links and `..`. Empty for a run on the command line.
#[derive(Debug, Clone, Default)]
pub struct Buffers(HashMap<PathBuf, String>);

impl Buffers {
    pub fn insert(&mut self, path: PathBuf, text: String) {
        self.0.insert(path, text);
    }

    pub fn remove(&mut self, path: &Path) {
        self.0.remove(path);
    }

    pub fn get(&self, path: &Path) -> Option<&String> {
        self.0.get(path)
    }

    pub fn get_mut(&mut self, path: &Path) -> Option<&mut String> {
        self.0.get_mut(path)
    }

    pub fn contains(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    /// Reads a file, from the editor if it is open there.
    ///
    /// # Errors
    /// [`LoadError`] if it could not be read.
    pub fn load(&self, path: &Path, shown: &str) -> Result<Source, LoadError> {
        let open = if self.0.is_empty() { None } else { self.0.get(&clean(path)) };
        match open {
            Some(text) if text.len() as u64 > MAX_FILE_BYTES => Err(LoadError::TooLarge { bytes: text.len() as u64 }),
            Some(text) => Ok(Source::new(shown, text.as_str())),
            None => load(path, shown),
        }
    }
}

/// A path without `.` and `..`.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean
}
