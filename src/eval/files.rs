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

/// For evaluations that read no files, such as ARM templates: Bicep embeds the content of files when it compiles.
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<Vec<u8>, EvalError> {
        Err(EvalError::new("templates read no files"))
    }

    fn exists(&self, _: &str) -> Result<bool, EvalError> {
        Err(EvalError::new("templates read no files"))
    }

    fn below(&self, _: &str) -> Result<Vec<String>, EvalError> {
        Err(EvalError::new("templates read no files"))
    }
}
