//! What a format declares so that files in it are found and read.

use super::terraform::Overlay;
use crate::resource::{Format, Sink};
use crate::source::{FileId, Source};
use std::borrow::Cow;

/// What a file was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The format; nothing where the file is none of ours.
    pub format: Option<Format>,
    pub reason: Cow<'static, str>,
}

impl Reading {
    pub(super) fn of(format: Format, reason: &'static str) -> Self {
        Self { format: Some(format), reason: Cow::Borrowed(reason) }
    }

    pub(super) fn none(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { format: None, reason: reason.into() }
    }
}

/// A format, or several that are told apart by the text. `FORMATS` lists all of them.
pub(super) trait Detector: Sync {
    /// Whether a file of this name is worth opening.
    fn wants(&self, name: &FileName) -> bool;

    /// Reads a file whose name it wants.
    fn read(&self, file: &File<'_>, sink: &mut dyn Sink) -> Claim;

    /// Whether a file whose name it wants, and which is no text, is probably in another format; `text` is what can be read of it.
    fn is_foreign(&self, _text: &str) -> bool {
        false
    }
}

/// Whether a file is in a format.
#[derive(Debug)]
pub(super) enum Claim {
    /// It is, or it can be in no other.
    Taken(Reading),
    /// It is not. The reason is for the case that no other format takes it.
    Passed(Option<Cow<'static, str>>),
}

impl Claim {
    /// Passes a file on if the reading found nothing in it.
    pub(super) fn if_any(reading: Reading) -> Self {
        if reading.format.is_some() { Self::Taken(reading) } else { Self::Passed(Some(reading.reason)) }
    }
}

/// A file that is read on its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'f> {
    pub id: FileId,
    pub source: &'f Source,
    /// What the Terraform configurations beside it declare.
    pub overlay: &'f Overlay,
}

/// The name of a file, by which detectors want it.
#[derive(Debug)]
pub(super) struct FileName {
    /// All of it, in lower case.
    name: Cow<'static, str>,
    /// Where the last dot is.
    dot: Option<usize>,
}

impl FileName {
    /// The name of a file that is JSON, if it is anything.
    pub(super) const JSON: Self = Self { name: Cow::Borrowed(".json"), dot: Some(0) };

    /// The name at the end of a path.
    pub(super) fn of(path: &str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
        FileName { dot: name.rfind('.'), name: name.into() }
    }

    /// What is before the last dot.
    pub(super) fn stem(&self) -> &str {
        &self.name[..self.dot.unwrap_or(self.name.len())]
    }

    /// Whether what is after the last dot is one of these.
    pub(super) fn has_extension(&self, extensions: &[&str]) -> bool {
        self.dot.is_some_and(|dot| extensions.contains(&&self.name[dot + 1..]))
    }

    /// Whether it is YAML, other than the policy file.
    pub(super) fn is_yaml(&self) -> bool {
        self.has_extension(&["yaml", "yml"]) && !self.name.trim_start_matches('.').starts_with("tenantlint.")
    }

    /// Whether it contains variables of an environment: `.env`, `prod.env`, `.env.local`.
    pub(super) fn is_environment(&self) -> bool {
        self.has_extension(&["env"]) || self.name.starts_with(".env.")
    }
}

/// A format whose files are read together, as [`Project`](super::Project) finds them: what they are called.
pub(super) struct Together(pub &'static [&'static str]);

impl Detector for Together {
    fn wants(&self, name: &FileName) -> bool {
        name.has_extension(self.0)
    }

    fn read(&self, _: &File<'_>, _: &mut dyn Sink) -> Claim {
        Claim::Passed(None)
    }
}
