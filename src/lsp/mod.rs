//! The language server: what a run finds, in an editor and from texts that are not saved yet.
//!
//! The server keeps the texts of open files and checks a folder as the command line does, with these texts instead of those on disk
//! ([`crate::source::Buffers`]). [`stdio`] reads and writes messages, [`server`] answers those of the client, and each answer has its own file.
//! One thread answers, so an answer is always about one state of the texts; a check starts when no further message is waiting.
//!
//! Sources: Language Server Protocol 3.17.

mod actions;
mod client;
mod completion;
mod diagnostics;
mod entry;
mod hover;
mod server;
mod stdio;
mod text;
mod uri;
mod values;

pub use stdio::serve_stdio;

use crate::language::Language;
use crate::load::Loaded;
use crate::outcome::Outcome;
use crate::policy::PolicyErrors;
use crate::rules::Rule;
use crate::source::Buffers;
use crate::text::Text;
use std::path::{Path, PathBuf};

/// What is checked together: a folder of the workspace, or a file outside of all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The folder at which displayed paths start.
    pub folder: PathBuf,
    /// The file, if only this one is checked.
    pub file: Option<PathBuf>,
}

impl Root {
    fn contains(&self, path: &Path) -> bool {
        self.file.as_ref().map_or_else(|| path.starts_with(&self.folder), |file| file == path)
    }
}

/// How a root is checked, as the command line does it.
pub trait Session {
    /// # Errors
    /// [`Failure`] if nothing was checked.
    fn check(&self, root: &Root, buffers: &Buffers) -> Result<Outcome, Failure>;
    /// The files of a root; nothing if they cannot be loaded.
    fn load(&self, root: &Root, buffers: &Buffers) -> Option<Loaded>;
    /// The page of a rule, as Markdown.
    fn page(&self, rule: &'static Rule, language: Language) -> String;
    /// The language of an editor, which may send its locale.
    fn language(&self, locale: Option<&str>) -> Language;
}

/// Why nothing was checked.
#[derive(Debug)]
pub enum Failure {
    /// The policy file has mistakes.
    Policy(PolicyErrors),
    /// Something else, as a sentence.
    Other(Text),
}
