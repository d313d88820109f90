//! Display paths, and the folders that referenced files must be inside of.

use crate::eval::EvalError;
use crate::source::{LoadError, is_within, load_bytes};
use crate::text::Text;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Maximum size of a file for a function of a configuration.
const MAX_FILE_BYTES: u64 = 4 << 20;

/// Folder and name of a path with `/`.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((".", path))
}

/// The display path of a relative path in a folder.
pub(super) fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| *part != ".").collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// The folder that all files referenced from this folder must be inside of: the repository, else the working directory, else the folder
/// itself.
pub(super) fn boundary(folder: &Path, working_directory: &Path) -> PathBuf {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let working_directory = working_directory.canonicalize().unwrap_or_else(|_| working_directory.to_owned());
    let repository = folder.ancestors().find(|above| above.join(".git").exists());
    match repository {
        Some(repository) => repository.to_owned(),
        None if folder.starts_with(&working_directory) => working_directory,
        None => folder,
    }
}

/// Whether a path exists and, after following links, is inside one of these folders, but not in git's own folder.
pub(super) fn lies_in(path: &Path, boundaries: &BTreeSet<PathBuf>) -> bool {
    // There may be as many boundaries as folders, so this looks up each parent folder.
    let boundary = |path: &Path| path.ancestors().find(|above| boundaries.contains(*above)).map(Path::to_owned);
    path.canonicalize().is_ok_and(|path| boundary(&path).is_some_and(|boundary| is_within(&path, &boundary)))
}

/// The content of a file for a function such as `file` or `loadTextContent`. `path` is the path as it is written.
pub(super) fn contents(full: &Path, path: &str) -> Result<Vec<u8>, EvalError> {
    load_bytes(full, MAX_FILE_BYTES).map_err(|error| {
        EvalError::new(match error {
            LoadError::TooLarge { .. } => Text::new("the file `{path}` is too large").with("path", path),
            _ => Text::new("the file `{path}` does not exist").with("path", path),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_joined_by_name() {
        assert_eq!(join(".", "./modules/app"), "modules/app");
        assert_eq!(join("env/prod", "../../modules/app"), "modules/app");
        assert_eq!(join("env", ".."), ".");
        assert_eq!(join(".", "../app"), "../app");
        assert_eq!(join("../a", "../../b"), "../../b");
        assert_eq!(join("/tmp/x", "../y"), "/tmp/y");
    }
}
