//! The summary of a run.

use super::merged::is_under_path;
use crate::finding::Finding;
use crate::metadata::{Metadata, Severity};
use crate::outcome::{AcceptedBy, Outcome, PolicyInUse};
use crate::source::Excluded;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// Severities, the highest first.
pub(super) const SEVERITIES: [Severity; 5] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

/// Numbers of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    /// Findings that are not accepted.
    pub findings: usize,
    /// Findings at or above the threshold.
    pub failing: usize,
    /// Findings by severity.
    pub by_severity: BySeverity,
    /// Findings that the allow-list or comments in code accept.
    pub accepted: usize,
    /// Findings that the baseline contains.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub known: usize,
    /// Entries of the baseline whose findings no longer exist.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub gone: usize,
    /// Settings that are undecided.
    pub undecided_settings: usize,
    /// Rules that are undecided for lack of input.
    pub undecided_rules: usize,
    /// Places in the input that could not be read.
    pub problems: usize,
    /// Parts of the input that are incomplete: pages not fetched, access denied.
    pub warnings: usize,
    /// Files in the input.
    pub files: usize,
    /// Files among them that may contain data of the tenant and were skipped, because their format is not supported.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub skipped: usize,
    /// Files and folders that `--exclude` matches.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub excluded: usize,
    /// Resources that were checked.
    pub resources: usize,
}

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub(super) struct BySeverity {
    pub critical: usize,
    pub high: usize,
    pub medium: usize,
    pub low: usize,
    pub info: usize,
}

impl BySeverity {
    /// The number of findings with a severity.
    pub fn of(self, severity: Severity) -> usize {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
            Severity::Info => self.info,
        }
    }

    /// The numbers that are not zero, the highest severity first: `1 high, 2 low`.
    pub fn list(self) -> String {
        let there = SEVERITIES.into_iter().filter(|severity| self.of(*severity) > 0);
        there.map(|severity| format!("{} {}", self.of(severity), severity.name())).collect::<Vec<_>>().join(", ")
    }
}

/// The findings of a rule with the same severity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub severity: Severity,
    pub rule: &'static Metadata,
    pub count: usize,
}

/// The number of findings of each rule and severity: the highest severity first, then the most findings.
pub(super) fn by_rule(outcome: &Outcome) -> Vec<Row> {
    let mut rows: HashMap<(Severity, &str), Row> = HashMap::new();
    for finding in &outcome.findings {
        let Finding { severity, rule, .. } = **finding;
        rows.entry((severity, rule.id)).or_insert(Row { severity, rule, count: 0 }).count += 1;
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.sort_by_key(|row| (Reverse(row.severity), Reverse(row.count), row.rule.id));
    rows
}

impl Summary {
    /// The numbers of an outcome.
    pub fn new(outcome: &Outcome) -> Self {
        let count = |severity| outcome.findings.iter().filter(|finding| finding.severity == severity).count();
        let warnings = outcome.problems.iter().filter(|problem| problem.is_warning).count();
        let undecided_settings = outcome.undecided.iter().filter(|undecided| undecided.subject.is_some()).count();
        // A rule may lack several properties.
        let rules = outcome.undecided.iter().filter(|undecided| undecided.subject.is_none());
        let undecided_rules: HashSet<_> = rules.map(|undecided| (undecided.tenant, undecided.rule.id)).collect();
        Self {
            findings: outcome.findings.len(),
            failing: outcome.findings.iter().filter(|finding| outcome.fails(finding)).count(),
            by_severity: BySeverity {
                critical: count(Severity::Critical),
                high: count(Severity::High),
                medium: count(Severity::Medium),
                low: count(Severity::Low),
                info: count(Severity::Info),
            },
            accepted: outcome.accepted.len(),
            known: outcome.known.len(),
            gone: outcome.baseline.as_ref().map_or(0, |changes| changes.gone.len()),
            undecided_settings,
            undecided_rules: undecided_rules.len(),
            problems: outcome.problems.len() - warnings,
            warnings,
            files: outcome.files,
            skipped: outcome.unread,
            excluded: outcome.excluded.len(),
            resources: outcome.resources,
        }
    }

    /// The lines of the summary; `quote` escapes a path and marks it as one. What is undecided is neither a finding nor clean.
    pub fn lines(&self, outcome: &Outcome, quote: impl Fn(&str) -> String) -> Vec<String> {
        let mut lines = Vec::new();
        if self.findings > 0 {
            let severities = self.by_severity.list();
            let threshold = match self.failing {
                0 => format!("; none at or above `{}`", outcome.fail_on.name()),
                failing => format!("; {failing} at or above `{}`", outcome.fail_on.name()),
            };
            lines.push(format!("{}: {severities}{threshold}", counted(self.findings, "finding")));
        } else if self.resources > 0 {
            let all = self.undecided_settings + self.undecided_rules + self.problems == 0;
            let new = if self.known > 0 { "no new findings" } else { "no findings" };
            lines.push(if all { new.to_owned() } else { format!("{new} in what was decided") });
        }
        if outcome.hidden.findings > 0 {
            let failing = match outcome.hidden.failing {
                0 => String::new(),
                failing => format!(", {failing} of which fail the run"),
            };
            lines.push(format!("{} below `--severity` not shown{failing}", counted(outcome.hidden.findings, "finding")));
        }
        match outcome.findings.iter().filter(|finding| is_under_path(outcome, finding)).count() {
            0 => {}
            1 => lines.push("1 of them is shown under the path that it is part of".to_owned()),
            parts => lines.push(format!("{parts} of them are shown under the paths that they are part of")),
        }
        if self.accepted > 0 {
            let by_comments = outcome.accepted.iter().filter(|accepted| accepted.by == AcceptedBy::Comment).count();
            let by = match (self.accepted - by_comments, by_comments) {
                (_, 0) => "by the allow-list".to_owned(),
                (0, _) => "by comments in code".to_owned(),
                (entries, comments) => format!("{entries} by the allow-list, {comments} by comments in code"),
            };
            lines.push(format!("{} accepted {by}", counted(self.accepted, "finding")));
        }
        if self.known > 0 {
            lines.push(format!("{} in the baseline", counted(self.known, "known finding")));
        }
        match self.gone {
            0 => {}
            1 => lines.push("1 entry of the baseline is gone: `tenantlint baseline --update` removes it".to_owned()),
            gone => lines.push(format!("{gone} entries of the baseline are gone: `tenantlint baseline --update` removes them")),
        }
        let undecided: Vec<_> = [(self.undecided_settings, "setting", ""), (self.undecided_rules, "rule", " without input")]
            .into_iter()
            .filter(|(number, ..)| *number > 0)
            .map(|(number, what, more)| format!("{}{more}", counted(number, what)))
            .collect();
        if !undecided.is_empty() {
            let denied = if outcome.deny_undecided { ", which fails the run" } else { "" };
            lines.push(format!("undecided: {}{denied}", undecided.join(", ")));
        }
        match self.warnings {
            0 => {}
            warnings => lines.push(format!("{} about the input", counted(warnings, "warning"))),
        }
        match self.problems {
            _ if outcome.is_unrecognized => {} // the last line says so
            0 => {}
            1 => lines.push("1 part of the input could not be read and was not checked".to_owned()),
            problems => lines.push(format!("{problems} parts of the input could not be read and were not checked")),
        }
        if self.skipped > 0 {
            let files = counted(self.skipped, "file");
            lines.push(format!("{files} skipped that may contain data of the tenant: `tenantlint inputs` lists them"));
        }
        lines.extend(excluded(&outcome.excluded));
        lines.extend(policy(&outcome.policy, quote));
        lines.push(if self.resources == 0 {
            format!("no resources found in {}: run `tenantlint inputs` to see why", counted(self.files, "file"))
        } else {
            format!("checked {} in {}", counted(self.resources, "resource"), counted(self.files, "file"))
        });
        lines
    }
}

/// What the command line excludes. The files in an excluded folder are not counted.
fn excluded(paths: &[Excluded]) -> Option<String> {
    let folders = paths.iter().filter(|path| path.is_folder).count();
    let numbers = [(paths.len() - folders, "file"), (folders, "folder")];
    let listed: Vec<_> = numbers.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| counted(number, what)).collect();
    (!listed.is_empty()).then(|| format!("{} excluded by `--exclude` and not checked", listed.join(" and ")))
}

/// The policy files, and what they switch off.
fn policy(policy: &PolicyInUse, quote: impl Fn(&str) -> String) -> Option<String> {
    /// More names would hide the rest of the summary.
    const NAMED: usize = 5;
    let names = |ids: &[&str]| {
        let more = ids.len().checked_sub(NAMED).filter(|more| *more > 0).map(|more| format!("{more} more"));
        ids.iter().take(NAMED).map(|id| format!("`{id}`")).chain(more).collect::<Vec<_>>().join(", ")
    };
    let (first, below) = policy.files.split_first()?;
    let mut line = format!("policy: {}", quote(first));
    for path in below {
        let _ = write!(line, ", tightened by {}", quote(path));
    }
    if !policy.disabled.is_empty() {
        let _ = write!(line, "; disables {}", names(&policy.disabled));
    }
    if !policy.lowered.is_empty() {
        let _ = write!(line, "; lowers the severity of {}", names(&policy.lowered));
    }
    Some(line)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// `1 finding`, `2 findings`.
pub(crate) fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
