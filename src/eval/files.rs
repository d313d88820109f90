//! The files that a configuration reads while it is evaluated.

use super::EvalError;

/// The files that file functions may read. Who implements it keeps them inside of the root of the configuration.
pub trait Files {
    /// The bytes of a file.
    ///
    /// # Errors
    /// [`EvalError`] when there is none, or it lies outside.
    fn read(&self, path: &str) -> Result<Vec<u8>, EvalError>;
    /// Whether there is such a file.
    ///
    /// # Errors
    /// [`EvalError`] when it lies outside.
    fn exists(&self, path: &str) -> Result<bool, EvalError>;
    /// The paths of all files below a folder, relative to it, with `/`, sorted.
    ///
    /// # Errors
    /// [`EvalError`] when it lies outside, or holds too many.
    fn below(&self, folder: &str) -> Result<Vec<String>, EvalError>;
}
