//! The result of a run, before it is rendered.

use crate::baseline::{Changes, Known};
use crate::finding::{Finding, Undecided};
use crate::metadata::Metadata;
use crate::metadata::Severity;
use crate::resource::Problem;
use crate::secrets::Marked;
use crate::source::{Excluded, Folder, Sources};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What accepts a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedBy {
    /// An entry of the allow-list.
    Entry,
    /// A comment in the code.
    Comment,
}

/// A finding that an entry of the allow-list, or a comment in the code, accepts.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub finding: Box<Finding>,
    /// The reason in the entry.
    pub reason: String,
    pub reviewer: String,
    pub by: AcceptedBy,
    /// The last day of the entry; nothing if it does not expire.
    pub expires: Option<Date>,
}

/// The policy files of a run, and what they make the run report less of.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct PolicyInUse {
    /// The policy file, followed by those below it, which may only tighten it.
    pub files: Vec<String>,
    /// The files that the policy file extends.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[schemars(default)]
    pub extends: Vec<String>,
    /// The rules that they disable.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[schemars(default)]
    pub disabled: Vec<Cow<'static, str>>,
    /// The rules whose severity they lower.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[schemars(default)]
    pub lowered: Vec<Cow<'static, str>>,
}

/// Which run it was, of a tenant that is checked together with others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// The date of the export; omitted if it is not known.
    #[schemars(with = "Option<Date>")]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub export_date: Option<Date>,
    /// The date of the run.
    #[schemars(with = "Date")]
    pub check_date: Date,
    /// The version of tenantlint.
    pub tool_version: String,
    /// SHA-256 of the policy file and everything that it includes; omitted if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub policy_version: Option<String>,
}

impl Run {
    /// The date of the export, or else of the run.
    pub fn date(&self) -> Date {
        self.export_date.unwrap_or(self.check_date)
    }
}

/// What is known of the runs on several tenants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fleet {
    /// The last run of each tenant, in the order of [`Outcome::tenants`].
    pub runs: Vec<LastRun>,
    /// Each date of an export, ascending, with what was known on it.
    pub days: Vec<Day>,
    /// The findings that the run before the last one of their tenant did not have, by their numbers in the outcome.
    pub new: BTreeSet<usize>,
}

/// The last run of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    /// The run; nothing if a report that does not say was merged.
    pub run: Option<Run>,
    /// The date of the run before.
    pub before: Option<Date>,
    /// How the run ended; nothing if that is missing in what was merged.
    pub exit: Option<Exit>,
    /// Number of findings of the run before that this one does not have.
    pub gone: usize,
}

/// The last runs of all tenants up to a date.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Day {
    /// The date.
    #[schemars(with = "Date")]
    pub date: Date,
    /// Tenants with a run of this date.
    pub tenants: usize,
    /// Tenants with a run up to this date.
    pub known: usize,
    /// Their findings by severity, the highest first.
    pub findings: [usize; 5],
}

/// Findings that are not reported, because their severity is too low.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hidden {
    pub findings: usize,
    /// Those at or above the threshold.
    pub failing: usize,
    /// Their tenants and rules.
    pub rules: BTreeSet<(usize, &'static str)>,
}

impl Hidden {
    /// Removes the findings below this severity, if there is one. Those that fail the run do so all the same.
    pub fn below(findings: &mut Vec<Box<Finding>>, severity: Option<Severity>, fails: &dyn Fn(&Finding) -> bool) -> Self {
        let mut hidden = Self::default();
        if let Some(lowest) = severity {
            findings.retain(|finding| {
                let is_shown = finding.severity >= lowest;
                if !is_shown {
                    hidden.findings += 1;
                    hidden.failing += usize::from(fails(finding));
                    hidden.rules.insert((finding.tenant, finding.rule.id));
                }
                is_shown
            });
        }
        hidden
    }
}

/// A threshold that holds in a folder, besides the one of the run.
#[derive(Debug, Clone)]
pub struct FolderThreshold {
    pub folder: Folder,
    /// Findings of this severity and above fail the run.
    pub fail_on: Severity,
}

/// Whether a finding fails a run with this threshold and those of folders.
pub fn fails(finding: &Finding, fail_on: Severity, thresholds: &[FolderThreshold], sources: &Sources) -> bool {
    let path = || &sources.get(finding.primary.span.file).path;
    let is_in = |threshold: &FolderThreshold| finding.severity >= threshold.fail_on && threshold.folder.contains(path());
    finding.severity >= fail_on || thresholds.iter().any(is_in)
}

/// The result of checking an input under a policy.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact about the run")]
pub struct Outcome {
    /// The files that were read, including the policy file.
    pub sources: Sources,
    /// Findings that are neither accepted nor known: the most severe first, paths before others, then by file, place and rule.
    pub findings: Vec<Box<Finding>>,
    /// Findings that the allow-list accepts, by file, place and rule.
    pub accepted: Vec<Accepted>,
    /// Findings that the baseline contains, and those that did not change since the revision `since`, in the same order.
    pub known: Vec<Known>,
    /// The revision with which the findings are compared, if there is one.
    pub since: Option<String>,
    /// The entries of the baseline and of this run; nothing if there is no baseline.
    pub baseline: Option<Changes>,
    /// What could not be decided, in the same order; what concerns a tenant as a whole comes last.
    pub undecided: Vec<Undecided>,
    /// What could not be read, in the same order.
    pub problems: Vec<Problem>,
    /// Number of files in the input.
    pub files: usize,
    /// Number of files that may contain data of the tenant and have no supported format.
    pub unread: usize,
    /// Whether folders were checked in which no file has a supported format. A problem reports it.
    pub is_unrecognized: bool,
    /// Files and folders that the command line excludes.
    pub excluded: Vec<Excluded>,
    /// Number of resources that were checked.
    pub resources: usize,
    /// Names of the tenants; a single empty one if the policy names none.
    pub tenants: Vec<String>,
    /// The rules that ran.
    pub rules: Vec<&'static Metadata>,
    /// The date of the run.
    pub today: Date,
    /// Findings that are not among `findings`, because their severity is too low to be reported.
    pub hidden: Hidden,
    /// Findings of this severity and above fail the run.
    pub fail_on: Severity,
    /// Where lower ones fail it, too.
    pub thresholds: Vec<FolderThreshold>,
    /// Whether undecided results fail the run.
    pub deny_undecided: bool,
    /// Whether the exit code ignores findings and undecided results.
    pub exit_zero: bool,
    /// Whether the findings are what differs between two inputs.
    pub is_comparison: bool,
    /// The policy files that apply; without files if there is none.
    pub policy: PolicyInUse,
    /// The last run of each tenant and the runs before, if the outcome is merged from reports.
    pub fleet: Option<Fleet>,
    /// The run, if the outcome is that of a tenant that is checked together with others.
    pub run: Option<Run>,
    /// The values that the input marks as sensitive, which excerpts do not show.
    pub(crate) marked: Marked,
}

/// How a run ends, the same for every output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Checked; no findings at or above the threshold.
    Clean = 0,
    /// Findings at or above the threshold.
    Findings = 1,
    /// Usage or policy file error; nothing was checked.
    Usage = 2,
    /// Some input could not be read, or nothing was recognized; the rest has no findings at or above the threshold.
    Unreadable = 3,
}

impl Outcome {
    /// Why a known finding is not reported.
    pub fn why_known(&self, known: &Known) -> String {
        match (known.first_seen, &self.since) {
            (Some(day), _) => format!("in the baseline since {day}"),
            (None, _) if self.fleet.is_some() => "in the previous run".to_owned(),
            (None, revision) => format!("not changed since {}", revision.as_deref().unwrap_or_default()),
        }
    }

    /// The run on a tenant, if tenants are checked together.
    pub fn run_of(&self, tenant: usize) -> Option<&Run> {
        self.run.as_ref().or_else(|| self.fleet.as_ref()?.runs.get(tenant)?.run.as_ref())
    }

    /// The tenants that are checked together, with their runs.
    pub fn runs(&self) -> impl Iterator<Item = (usize, &Run)> {
        let tenants = if self.run.is_some() { 1 } else { self.tenants.len() };
        (0..tenants).filter_map(|tenant| Some((tenant, self.run_of(tenant)?)))
    }

    /// Whether a finding fails the run.
    pub fn fails(&self, finding: &Finding) -> bool {
        fails(finding, self.fail_on, &self.thresholds, &self.sources)
    }

    /// How the run ends.
    pub fn exit(&self) -> Exit {
        match self.verdict() {
            Exit::Findings if self.exit_zero && self.is_unreadable() => Exit::Unreadable,
            Exit::Findings if self.exit_zero => Exit::Clean,
            verdict => verdict,
        }
    }

    /// How the run ends if findings count.
    pub fn verdict(&self) -> Exit {
        if self.hidden.failing > 0
            || self.findings.iter().any(|finding| self.fails(finding))
            || (self.deny_undecided && !self.undecided.is_empty())
        {
            Exit::Findings
        } else if self.is_unreadable() {
            Exit::Unreadable
        } else {
            Exit::Clean
        }
    }

    fn is_unreadable(&self) -> bool {
        self.problems.iter().any(|problem| !problem.is_warning)
    }
}
