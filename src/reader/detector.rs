//! How a format declares the files that belong to it.

use super::code::LoadedFiles;
use super::neighbors::Neighbors;
use super::terraform::Overlay;
use crate::parts::Parts;
use crate::resource::{Collector, Format, Sink};
use crate::source::{FileId, Source, Span, inside};
use crate::text::Text;
use std::borrow::Cow;

/// The detected format of a file, and what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// `None` if no format recognizes the file.
    pub format: Option<Format>,
    pub reason: Text,
    /// Declarations of infrastructure as code that were not evaluated: they exist with no set of values in the input.
    pub not_evaluated: Vec<Span>,
    /// Although no format recognizes the file, nothing in it is lost: code loads it, or there is a newer version.
    pub is_covered: bool,
}

impl Reading {
    pub(super) fn of(format: Format, reason: &'static str) -> Self {
        Self::new(Some(format), reason)
    }

    pub(crate) fn new(format: Option<Format>, reason: impl Into<Text>) -> Self {
        Self { format, reason: reason.into(), not_evaluated: Vec::new(), is_covered: false }
    }

    pub(super) fn none(reason: impl Into<Text>) -> Self {
        Self::new(None, reason)
    }
}

/// One format, or several that the text distinguishes. `FORMATS` lists all detectors.
pub(super) trait Detector: Sync {
    /// Whether to open a file of this name.
    fn wants(&self, name: &FileName) -> bool;

    /// Whether a file with this text may have the format. A search that is fast enough for every file of a name that others share.
    fn may_hold(&self, _text: &str) -> bool {
        true
    }

    /// Reads a file that `wants` accepted.
    fn read(&self, file: &File<'_>, sink: &mut dyn Sink) -> Claim;

    /// Whether an accepted file that is not valid text probably has another format; `text` is the readable part.
    fn is_foreign(&self, _path: &str, _text: &str) -> bool {
        false
    }
}

/// Why a file that code loads is not read by itself.
pub(super) const LOADED: &str = "input of Terraform or Bicep code, which loads it; not read as an export";

/// Whether a file has this format.
#[derive(Debug)]
pub(super) enum Claim {
    /// It has, or it cannot have any other format.
    Taken(Reading),
    /// It has not. The reason is reported if no other format accepts the file.
    Passed(Option<Text>),
}

impl Claim {
    /// Declines the file if nothing was found in it.
    pub(super) fn if_any(reading: Reading) -> Self {
        if reading.format.is_some() { Self::Taken(reading) } else { Self::Passed(Some(reading.reason)) }
    }
}

/// A file that is read independently of others.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'f> {
    pub id: FileId,
    pub source: &'f Source,
    /// The resources that Terraform configurations in the input declare.
    pub overlay: &'f Overlay,
    /// The files beside it.
    pub neighbors: &'f Neighbors<'f>,
    /// The files that infrastructure as code loads.
    pub loaded: &'f LoadedFiles,
}

impl File<'_> {
    /// Declines a file of tenant objects that are the input of infrastructure as code, and not an export. `read` reads the file.
    pub(super) fn declined(&self, read: &dyn Fn(&mut dyn Sink) -> Reading) -> Option<Claim> {
        let path = &self.source.path;
        if !self.loaded.contains(path) {
            return None;
        }
        let mut found = Collector::default();
        read(&mut found);
        let is_input = if found.resources.is_empty() {
            found.problems.iter().all(|problem| problem.is_warning)
        } else {
            self.loaded.input_of(path, &found.resources).is_some()
        };
        is_input.then(|| Claim::Passed(Some(LOADED.into())))
    }
}

/// A file name, by which detectors accept files.
#[derive(Debug)]
pub(super) struct FileName {
    /// The whole name in lower case.
    name: Cow<'static, str>,
    /// The position of the last dot.
    dot: Option<usize>,
}

impl FileName {
    /// A name for input that can only be JSON.
    pub(super) const JSON: Self = Self { name: Cow::Borrowed(".json"), dot: Some(0) };

    /// The last segment of a path, without the extension of a compressed export.
    pub(super) fn of(path: &str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let name = inside(name).unwrap_or(name).to_ascii_lowercase();
        FileName { dot: name.rfind('.'), name: name.into() }
    }

    /// The part before the last dot.
    pub(super) fn stem(&self) -> &str {
        self.name.before(self.dot.unwrap_or(self.name.len()))
    }

    /// Whether the part after the last dot is one of these.
    pub(super) fn has_extension(&self, extensions: &[&str]) -> bool {
        self.dot.is_some_and(|dot| extensions.contains(&self.name.after(dot + 1)))
    }

    /// Whether the name ends with a dot and one of these, or is one of these that contains a dot: `tf`, `tfdeploy.hcl`.
    pub(super) fn has_end(&self, ends: &[&str]) -> bool {
        let is_end =
            |end: &&str| self.name.strip_suffix(*end).is_some_and(|rest| rest.ends_with('.') || rest.is_empty() && end.contains('.'));
        ends.iter().any(is_end)
    }

    /// Whether files of this name are read at all.
    pub(super) fn is_read(&self) -> bool {
        self.has_extension(super::EXTENSIONS) || self.is_environment()
    }

    /// Whether it is YAML and not the policy file.
    pub(super) fn is_yaml(&self) -> bool {
        self.has_extension(&["yaml", "yml"]) && !self.name.trim_start_matches('.').starts_with("tenantlint.")
    }

    /// The environment whose settings the file contains, by the conventions of the frameworks; `None` if they apply to all environments:
    /// `appsettings.development.json` (ASP.NET Core), `local.settings.json` (Azure Functions), `application-dev.yml` (Spring),
    /// `.env.production`, `staging.env`.
    pub(super) fn environment(&self) -> Option<&str> {
        let stem = self.stem();
        let name = if let Some(mode) = self.name.strip_prefix(".env.") {
            mode.strip_suffix(".local").unwrap_or(mode)
        } else if self.has_extension(&["env"]) {
            stem
        } else if self.has_extension(&["json"]) {
            stem.strip_prefix("appsettings.").or_else(|| stem.strip_suffix(".settings"))?
        } else if self.has_extension(&["yaml", "yml", "properties"]) {
            stem.strip_prefix("application-").or_else(|| stem.strip_prefix("bootstrap-"))?
        } else {
            return None;
        };
        Some(name).filter(|name| !name.is_empty())
    }

    /// Whether it contains environment variables: `.env`, `prod.env`, `.env.local`.
    pub(super) fn is_environment(&self) -> bool {
        self.has_extension(&["env"]) || self.name.starts_with(".env.")
    }
}

/// The file names of a format whose files are read together, as [`Project`](super::Project) finds them.
pub(super) struct Together(pub &'static [&'static str]);

impl Detector for Together {
    fn wants(&self, name: &FileName) -> bool {
        name.has_end(self.0)
    }

    fn read(&self, _: &File<'_>, _: &mut dyn Sink) -> Claim {
        Claim::Passed(None)
    }
}

#[cfg(test)]
mod tests {
    use super::FileName;

    #[test]
    fn the_name_of_a_file_names_its_environment() {
        for (path, expected) in [
            ("src/appsettings.json", None),
            ("src/appsettings.Development.json", Some("development")),
            ("src/appsettings.EU.Production.json", Some("eu.production")),
            ("func/local.settings.json", Some("local")),
            ("application.yml", None),
            ("application-dev.yaml", Some("dev")),
            ("bootstrap-prod.properties", Some("prod")),
            (".env", None),
            (".env.local", Some("local")),
            (".env.development.local", Some("development")),
            ("deploy/staging.env", Some("staging")),
            ("authConfig.js", None),
            ("oauth2-proxy.cfg", None),
        ] {
            assert_eq!(FileName::of(path).environment(), expected, "{path}");
        }
    }
}
