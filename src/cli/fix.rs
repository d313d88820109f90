//! `check --fix`, `--diff` and `--script`: what to change, and the changes themselves.

use super::{Error, InputArgs};
use crate::check::{CheckOptions, check};
use crate::fix::{Fixes, Reason, Rejected};
use crate::language::Language;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::report::{self, Style, counted_in, say};
use crate::source::Sources;
use clap::{ArgGroup, Args};
use std::collections::{BTreeSet, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Arguments of `check` that change files, or write what to change.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true)))]
pub(super) struct FixArgs {
    /// Apply the safe edits to infrastructure as code and settings of apps, then report what remains
    #[arg(long)]
    fix: bool,
    /// With `--fix` or `--diff`: also apply edits after which users may lose access, such as making an app single-tenant
    #[arg(long, requires = "fixing")]
    unsafe_fixes: bool,
    /// Print the edits as a unified diff instead of the report, and change nothing
    #[arg(long)]
    pub diff: bool,
    /// Write the commands and requests that resolve findings in exports as a bash script, which saves the old values and asks before each
    /// step; tenantlint never runs it
    #[arg(long, value_name = "FILE")]
    pub script: Option<PathBuf>,
}

/// Edits that overlap others are applied in a further pass, if their findings remain.
const MAX_PASSES: usize = 10;

/// What `--fix` has done.
#[derive(Debug, Default)]
pub(super) struct Fixed {
    /// The fingerprints of the findings whose edits were applied.
    findings: Vec<String>,
    /// The changed files.
    files: BTreeSet<String>,
    /// The edits that were not applied in the last pass: the place with the rule, and the reason.
    rejected: Vec<[String; 2]>,
    not_safe: usize,
}

impl FixArgs {
    /// Applies the edits, if that is asked for.
    pub(super) fn apply(
        &self,
        input: &InputArgs,
        policy: &Policy,
        policy_files: &Sources,
        options: &CheckOptions,
    ) -> Result<Option<Fixed>, Error> {
        if (self.fix || self.diff) && input.paths.iter().any(|path| path.as_os_str() == "-") {
            return Err(Error::FixStdin);
        }
        if !self.fix || self.diff {
            return Ok(None);
        }
        let mut fixed = Fixed::default();
        let working_directory = std::env::current_dir()?;
        for _ in 0..MAX_PASSES {
            let loaded = input.load()?;
            let roots: Vec<PathBuf> = std::iter::once(&working_directory).chain(&loaded.folders).cloned().collect();
            let outcome = check(loaded, policy, policy_files.copied(), options);
            let mut edits = Fixes::new(&outcome, self.unsafe_fixes);
            edits.write(&outcome, &roots);
            fixed.findings.extend(edits.fixed.iter().map(|fixed| fixed.finding.fingerprint()));
            fixed.files.extend(edits.files.keys().map(|file| outcome.sources.get(*file).path.clone()));
            fixed.rejected = rejected(&outcome, &edits);
            fixed.not_safe = edits.not_safe;
            let is_overlap = edits.rejected.iter().any(|rejected| matches!(rejected.reason, Reason::Overlap));
            if edits.files.is_empty() || !is_overlap {
                break;
            }
        }
        Ok(Some(fixed))
    }

    /// Prints what `--fix` would do.
    pub(super) fn print_diff(&self, outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        let fixes = Fixes::new(outcome, self.unsafe_fixes);
        report::diff(outcome, &fixes, style, out)?;
        let summary = Fixed {
            findings: fixes.fixed.iter().map(|fixed| fixed.finding.fingerprint()).collect(),
            files: fixes.files.keys().map(|file| outcome.sources.get(*file).path.clone()).collect(),
            rejected: rejected(outcome, &fixes),
            not_safe: fixes.not_safe,
        };
        summary.print(["would fix nothing: no edit applies", "would fix {findings} in {files}"], style.language);
        Ok(())
    }

    /// Writes the script.
    pub(super) fn write_script(&self, outcome: &Outcome, options: &CheckOptions) -> Result<(), Error> {
        let Some(path) = &self.script else { return Ok(()) };
        let mut file = create(path)?;
        report::script(outcome, options.today, &mut file).map_err(|source| Error::Write { path: path.clone(), source })
    }
}

/// Creates a file for output, or empties it. A link is not followed, because in a checked-out repository it may lead anywhere.
pub(super) fn create(path: &Path) -> Result<File, Error> {
    open(path, OpenOptions::new().write(true).create(true).truncate(true))
}

/// Opens a file for output after what is there, as [`create`] does.
pub(super) fn append(path: &Path) -> Result<File, Error> {
    open(path, OpenOptions::new().append(true).create(true))
}

fn open(path: &Path, options: &OpenOptions) -> Result<File, Error> {
    if path.symlink_metadata().is_ok_and(|about| about.is_symlink()) && !path.starts_with("/dev") {
        return Err(Error::WriteThroughLink { path: path.to_owned() });
    }
    options.open(path).map_err(|source| Error::Write { path: path.to_owned(), source })
}

impl Fixed {
    /// Reports on standard error what was done. A finding that `outcome` still contains was not fixed.
    pub(super) fn report(mut self, outcome: &Outcome, language: Language) {
        let left: HashSet<String> = outcome.findings.iter().map(|finding| finding.fingerprint()).collect();
        self.findings.retain(|fixed| !left.contains(fixed));
        self.print(["fixed nothing: no edit applies", "fixed {findings} in {files}"], language);
    }

    fn print(&self, [nothing, some]: [&'static str; 2], language: Language) {
        let counted = |number, what| counted_in(language, number, what);
        let values = [("findings", counted(self.findings.len(), "finding")), ("files", counted(self.files.len(), "file"))];
        let mut lines = vec![say(language, if self.findings.is_empty() { nothing } else { some }, &values)];
        lines.extend(self.rejected.iter().map(|[place, reason]| {
            let values = [("place", place.clone()), ("reason", reason.clone())];
            say(language, "not applied: {place}: {reason}", &values)
        }));
        if self.not_safe > 0 {
            let left = counted(self.not_safe, "finding");
            lines.push(say(language, "{findings} with unsafe edits left: review with `--diff --unsafe-fixes`", &[("findings", left)]));
        }
        for line in lines {
            let _ = writeln!(io::stderr(), "{}", report::harmless(&line));
        }
    }
}

fn rejected(outcome: &Outcome, fixes: &Fixes<'_>) -> Vec<[String; 2]> {
    let line = |Rejected { finding, span, reason }: &Rejected<'_>| {
        let (path, place) = (&outcome.sources.get(span.file).path, outcome.sources.start(*span));
        [format!("{path}:{}:{}: {}", place.line, place.column.0, finding.rule.id), reason.to_string()]
    };
    fixes.rejected.iter().map(line).collect()
}
