//! The files that a configuration reads while it is evaluated.

use super::EvalError;

/// The files that file functions may read. Implementations confine access to the root of the configuration.
pub trait Files {
    /// # Errors
    /// [`EvalError`] when it does not exist, or is outside of the root.
    fn read(&self, path: &str) -> Result<Vec<u8>, EvalError>;
    /// # Errors
    /// [`EvalError`] when it is outside of the root.
    fn exists(&self, path: &str) -> Result<bool, EvalError>;
    /// The paths of all files below a folder, relative to it, with `/`, sorted.
    ///
    /// # Errors
    /// [`EvalError`] when it is outside of the root, or contains too many files.
    fn below(&self, folder: &str) -> Result<Vec<String>, EvalError>;
}
