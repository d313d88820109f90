//! Files that no format recognizes although they may contain data of the tenant. `check` counts them, and `inputs` lists them.
//!
//! A repository has thousands of other files. So a file counts only if its text names Microsoft Entra, or if it is a table, a database or an
//! archive in a folder of exports.

use super::Reading;
use super::detector::FileName;
use super::folders::split;
use super::words::Words;
use crate::parts::Parts;
use crate::resource::{Format, Problem};
use crate::source::{FileId, Source, Sources};
use std::collections::HashSet;

/// Words of tenant data and of sign-in configurations.
static SIGNS: Words = Words::new(&[
    "@odata.context",
    "login.microsoftonline.",
    "roleDefinitionId",
    "RoleDefinitionId",
    "signInAudience",
    "SignInAudience",
    "userPrincipalName",
    "UserPrincipalName",
]);

/// The part of a file that is searched for signs.
const HEAD_BYTES: usize = 64 << 10;

/// Extensions of data that may be an export in a format that is not supported.
const DATA: &[&str] =
    &["7z", "clixml", "db", "gz", "html", "mof", "numbers", "ods", "parquet", "pdf", "sqlite", "tsv", "txt", "xls", "xlsx", "zip"];

/// The files of a run that may contain data of the tenant and are not read.
#[derive(Debug, Default)]
pub struct Unread {
    /// Their paths, in the order of the readings.
    pub paths: Vec<String>,
}

impl Unread {
    /// Finds these files. A file with a problem was reported. `others` are the paths of files that were not opened.
    pub fn find<'p>(
        sources: &'p Sources,
        readings: &[(FileId, Reading)],
        problems: &[Problem],
        others: impl Iterator<Item = &'p str>,
    ) -> Self {
        let path = |id: &FileId| sources.get(*id).path.as_str();
        let is_export = |reading: &Reading| reading.format.is_some_and(Format::is_exported);
        let exports: HashSet<&str> = readings.iter().filter(|(_, reading)| is_export(reading)).map(|(id, _)| split(path(id)).0).collect();
        let reported: HashSet<FileId> = problems.iter().map(|problem| problem.span.file).collect();
        let is_missed = |(id, reading): &&(FileId, Reading)| {
            reading.format.is_none() && !reading.is_covered && !reported.contains(id) && has_signs(sources.get(*id))
        };
        let opened = readings.iter().filter(is_missed).map(|(id, _)| path(id));
        let others = others.filter(|path| exports.contains(split(path).0) && FileName::of(path).has_extension(DATA));
        Self { paths: opened.chain(others).map(str::to_owned).collect() }
    }
}

fn has_signs(source: &Source) -> bool {
    source.piece(0, HEAD_BYTES).is_ok_and(|head| SIGNS.occur_in(head.text.before(head.text.floor_char_boundary(HEAD_BYTES))))
}
