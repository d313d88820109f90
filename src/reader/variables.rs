//! Values of variables that the command line sets.

use std::path::PathBuf;

/// Values of variables from the command line.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    /// Names and values of `--var`.
    pub words: Vec<(String, String)>,
    pub files: Vec<PathBuf>,
}
