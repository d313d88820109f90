//! Records as lines of files.

use crate::outcome::{Exit, Run};
use crate::report::record::{FINDING, Finding, Summary, TENANT, Tenant};
use jiff::civil::Date;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The longest line that is read. The result of a tenant lists everything that is undecided.
const LONGEST: u64 = 256 << 20;

/// A run of a tenant, the last one last: its date, and what else distinguishes runs. Nothing if the record does not say.
pub(super) type Key = Option<(Date, Run)>;

/// A line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The number of the file among those that are merged.
    pub file: usize,
    /// The line, from 1.
    pub line: u32,
}

/// What every record says about itself.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "a record")]
pub(super) struct Head<'l> {
    #[serde(borrow)]
    schema: Cow<'l, str>,
    #[serde(default, borrow)]
    tenant: Option<Cow<'l, str>>,
    #[serde(default)]
    run: Option<Run>,
    /// Only of a result.
    #[serde(default)]
    summary: Option<Summary>,
}

/// A record.
#[derive(Debug)]
pub(super) enum Record {
    Finding(Box<Finding<'static>>),
    Result(Box<Tenant<'static>>),
}

/// Calls `each` with every line of the files that is not empty.
///
/// # Errors
/// That of a file that cannot be read.
pub(super) fn each_line(paths: &[PathBuf], mut each: impl FnMut(Place, Result<&str, String>)) -> Result<(), (PathBuf, io::Error)> {
    for (file, path) in paths.iter().enumerate() {
        read(path, |line, text| each(Place { file, line }, text)).map_err(|error| (path.clone(), error))?;
    }
    Ok(())
}

fn read(path: &Path, mut each: impl FnMut(u32, Result<&str, String>)) -> io::Result<()> {
    let mut input = BufReader::with_capacity(256 << 10, File::open(path)?);
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        if input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        if bytes.len() as u64 == LONGEST && !bytes.ends_with(b"\n") {
            input.skip_until(b'\n')?;
            each(line, Err(format!("the line is longer than {} MiB", LONGEST >> 20)));
            continue;
        }
        match std::str::from_utf8(&bytes).map(str::trim) {
            Ok("") => {}
            Ok(text) => each(line, Ok(text)),
            Err(_) => each(line, Err("the line is not UTF-8".to_owned())),
        }
    }
    Ok(())
}

impl<'l> Head<'l> {
    /// # Errors
    /// Why the line is no record.
    pub fn read(line: &'l str) -> Result<Self, String> {
        let head: Self = serde_json::from_str(line).map_err(reason)?;
        match &*head.schema {
            FINDING => Ok(head),
            TENANT if head.run.is_some() && head.summary.is_some() => Ok(head),
            TENANT => Err("`run` or `summary` is missing".to_owned()),
            other => Err(format!("`schema` is `{}`", other.chars().take(100).collect::<String>())),
        }
    }

    pub fn tenant(&self) -> &str {
        self.tenant.as_deref().unwrap_or_default()
    }

    pub fn key(&self) -> Key {
        self.run.clone().map(|run| (run.date(), run))
    }

    /// The whole record of the same line.
    ///
    /// # Errors
    /// Why the line is no record.
    pub fn whole(&self, line: &str) -> Result<Record, String> {
        let record = if self.summary.is_some() {
            serde_json::from_str(line).map(|tenant| Record::Result(Box::new(tenant)))
        } else {
            serde_json::from_str(line).map(|finding| Record::Finding(Box::new(finding)))
        };
        record.map_err(reason)
    }
}

/// Why a line is no record, without the line, which is that of the file.
#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn reason(error: serde_json::Error) -> String {
    let text = error.to_string();
    let (reason, _) = text.rsplit_once(" at line ").unwrap_or((&text, ""));
    format!("{reason}, at column {}", error.column())
}

/// A run as its result describes it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    /// The numbers; nothing if the result is missing.
    pub summary: Option<Summary>,
    /// Which of several different results it is.
    line: u64,
    /// Whether there are several different results.
    pub is_ambiguous: bool,
}

/// All runs of all tenants.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub tenants: BTreeMap<String, BTreeMap<Key, Counted>>,
}

impl Survey {
    pub fn add(&mut self, head: &Head<'_>, line: &str) {
        let runs = match self.tenants.get_mut(head.tenant()) {
            Some(runs) => runs,
            None => self.tenants.entry(head.tenant().to_owned()).or_default(),
        };
        let counted = runs.entry(head.key()).or_default();
        if head.summary.is_none() {
            return;
        }
        let hash = hash(line);
        counted.is_ambiguous |= counted.summary.is_some() && counted.line != hash;
        // The same one whichever comes first.
        if counted.summary.is_none() || counted.line < hash {
            (counted.summary, counted.line) = (head.summary, hash);
        }
    }
}

impl Counted {
    /// Whether this is the result that counts.
    pub fn is_of(&self, line: &str) -> bool {
        self.line == hash(line)
    }
}

/// A hash that is the same in each run.
pub(super) fn hash(line: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}

/// The exit code of a result.
pub(super) fn exit(code: u8) -> Option<Exit> {
    [Exit::Clean, Exit::Findings, Exit::Usage, Exit::Unreadable].into_iter().find(|exit| *exit as u8 == code)
}
