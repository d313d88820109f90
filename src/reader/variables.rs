//! Values of variables that the command line gives.

use std::path::PathBuf;

/// What the command line says of variables.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    /// Names and values of `--var`.
    pub words: Vec<(String, String)>,
    pub files: Vec<PathBuf>,
}
