//! The files that a configuration reads while it is evaluated.

use super::Fault;

/// The files that file functions may read. Who implements it keeps them inside of the root of the configuration.
pub trait Files {
    /// The bytes of a file.
    ///
    /// # Errors
    /// [`Fault`] when there is none, or it lies outside.
    fn read(&self, path: &str) -> Result<Vec<u8>, Fault>;
    /// Whether there is such a file.
    ///
    /// # Errors
    /// [`Fault`] when it lies outside.
    fn exists(&self, path: &str) -> Result<bool, Fault>;
    /// The paths of all files below a folder, relative to it, with `/`, sorted.
    ///
    /// # Errors
    /// [`Fault`] when it lies outside, or holds too many.
    fn below(&self, folder: &str) -> Result<Vec<String>, Fault>;
}
