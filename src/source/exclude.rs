//! The files and folders that the command line excludes from the input.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;
use std::sync::Arc;

/// Globs with the syntax and the precedence of a `.gitignore` file in the working directory.
#[derive(Debug, Clone)]
pub struct Exclude {
    globs: Arc<Gitignore>,
}

impl Default for Exclude {
    fn default() -> Self {
        Self { globs: Arc::new(Gitignore::empty()) }
    }
}

/// Why a glob cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExcludeError {
    /// It is empty or a comment, which would exclude nothing.
    #[error("expected a glob, such as `tests/fixtures` or `*.example.json`")]
    Nothing,
    /// It is no glob.
    #[error("not a valid glob: {0}")]
    Invalid(String),
}

impl Exclude {
    /// Paths that match these globs.
    ///
    /// # Errors
    /// [`ExcludeError`] if one of them is not valid.
    pub fn new<'g>(globs: impl IntoIterator<Item = &'g str>) -> Result<Self, ExcludeError> {
        let invalid = |error: ignore::Error| ExcludeError::Invalid(error.to_string());
        let mut builder = GitignoreBuilder::new("");
        for glob in globs {
            // A path as a shell completes it; `.gitignore` would match nothing with it.
            let glob = glob.strip_prefix("./").unwrap_or(glob);
            if glob.trim().is_empty() || glob.starts_with('#') {
                return Err(ExcludeError::Nothing);
            }
            builder.add_line(None, glob).map_err(invalid)?;
        }
        Ok(Self { globs: Arc::new(builder.build().map_err(invalid)?) })
    }

    /// Whether there are no globs.
    pub fn is_empty(&self) -> bool {
        self.globs.is_empty()
    }

    /// Whether a file or folder, by its displayed path, is left out by itself.
    pub fn matches(&self, shown: &str, is_folder: bool) -> bool {
        self.globs.matched(shown, is_folder).is_ignore()
    }

    /// Whether a path, or a folder above it, is left out.
    pub fn covers(&self, shown: &str, is_folder: bool) -> bool {
        let above = || Path::new(shown).ancestors().skip(1).filter_map(Path::to_str).filter(|path| !path.is_empty());
        self.matches(shown, is_folder) || (!self.is_empty() && above().any(|folder| self.matches(folder, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_are_those_of_gitignore() {
        for (globs, path, is_covered) in [
            (&["fixtures"][..], "fixtures/a.json", true),
            (&["fixtures"], "tests/fixtures/in/a.json", true),
            (&["/fixtures"], "tests/fixtures/a.json", false),
            (&["tests/fixtures"], "tests/fixtures/a.json", true),
            (&["./tests/fixtures/"], "tests/fixtures/a.json", true),
            (&["tests/fixtures"], "other/tests/fixtures/a.json", false),
            (&["**/fixtures/*.json"], "tests/fixtures/a.json", true),
            (&["a.json/"], "a.json", false),
            (&["*.json"], "x/a.json", true),
            (&["*.json", "!keep.json"], "x/keep.json", false),
            (&["x", "!x/keep.json"], "x/keep.json", true), // as in git: nothing in an excluded folder is looked at
            (&["../x"], "../x/a.json", true),
            (&["tmp"], "../x/a.json", false),
            (&["A.json"], "a.json", false),
            (&["*"], "a", true),
            (&[], "a", false),
        ] {
            let exclude = Exclude::new(globs.iter().copied()).unwrap();
            assert_eq!(exclude.covers(path, false), is_covered, "{globs:?} {path}");
        }
    }

    #[test]
    fn a_glob_that_excludes_nothing_or_is_malformed_is_an_error() {
        for glob in ["", "  ", "# x", "./", "{a"] {
            assert!(Exclude::new([glob]).is_err(), "{glob}");
        }
    }
}
