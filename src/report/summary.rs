//! The summary of a run.

use super::merged::is_under_path;
use super::say;
use crate::finding::Finding;
use crate::language::Language;
use crate::metadata::{Metadata, Severity};
use crate::outcome::{AcceptedBy, Exit, Fleet, Outcome, PolicyInUse};
use crate::source::Excluded;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Severities, the highest first.
pub(super) const SEVERITIES: [Severity; 5] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

/// Numbers of an outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    /// Findings that are not accepted.
    pub findings: usize,
    /// Findings at or above the threshold.
    pub failing: usize,
    /// Findings by severity.
    pub by_severity: BySeverity,
    /// Findings that the allow-list or comments in code accept.
    pub accepted: usize,
    /// Findings that the baseline contains.
    #[serde(skip_serializing_if = "is_zero", default)]
    #[schemars(default)]
    pub known: usize,
    /// Findings that did not change since the revision of `--since`.
    #[serde(skip_serializing_if = "is_zero", default)]
    #[schemars(default)]
    pub unchanged: usize,
    /// Entries of the baseline whose findings no longer exist.
    #[serde(skip_serializing_if = "is_zero", default)]
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
    #[serde(skip_serializing_if = "is_zero", default)]
    #[schemars(default)]
    pub skipped: usize,
    /// Files and folders that `--exclude` matches.
    #[serde(skip_serializing_if = "is_zero", default)]
    #[schemars(default)]
    pub excluded: usize,
    /// Resources that were checked.
    pub resources: usize,
}

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub(crate) struct BySeverity {
    pub critical: usize,
    pub high: usize,
    pub medium: usize,
    pub low: usize,
    pub info: usize,
}

impl BySeverity {
    /// The numbers, the highest severity first.
    pub fn numbers(self) -> [usize; 5] {
        SEVERITIES.map(|severity| self.of(severity))
    }

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
    pub fn list_in(self, language: Language) -> String {
        let there = SEVERITIES.into_iter().filter(|severity| self.of(*severity) > 0);
        let count = |severity: Severity| {
            let values = [("number", self.of(severity).to_string()), ("severity", severity.name().to_owned())];
            say(language, "{number} {severity}", &values)
        };
        there.map(count).collect::<Vec<_>>().join(language.comma())
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
        let unchanged = outcome.known.iter().filter(|known| known.first_seen.is_none()).count();
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
            known: outcome.known.len() - unchanged,
            unchanged,
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

    /// The findings that are accepted or known, and entries of the baseline that are gone.
    fn not_reported(&self, outcome: &Outcome, language: Language, quote: &impl Fn(&str) -> String) -> Vec<String> {
        let say = |template: &'static str, values: &[(&'static str, String)]| super::say(language, template, values);
        let counted = |number: usize, what: &str| counted_in(language, number, what);
        let mut lines = Vec::new();
        if self.accepted > 0 {
            let by_comments = outcome.accepted.iter().filter(|accepted| accepted.by == AcceptedBy::Comment).count();
            let entries = self.accepted - by_comments;
            let template = match (entries, by_comments) {
                (_, 0) => "{findings} accepted by the allow-list",
                (0, _) => "{findings} accepted by comments in code",
                _ => "{findings} accepted {entries} by the allow-list, {comments} by comments in code",
            };
            let values =
                [("findings", counted(self.accepted, "finding")), ("entries", entries.to_string()), ("comments", by_comments.to_string())];
            lines.push(say(template, &values));
        }
        if self.known > 0 {
            lines.push(say("{findings} in the baseline", &[("findings", counted(self.known, "known finding"))]));
        }
        if outcome.fleet.is_some() && self.unchanged > 0 {
            lines.push(say("{findings} of the previous run", &[("findings", counted(self.unchanged, "finding"))]));
        } else if let Some(revision) = outcome.since.as_deref().filter(|_| self.unchanged > 0) {
            let values = [("findings", counted(self.unchanged, "finding")), ("revision", quote(revision))];
            lines.push(say("{findings} did not change since {revision}", &values));
        }
        match self.gone {
            0 => {}
            1 => lines.push(say("1 entry of the baseline is gone: `tenantlint baseline --update` removes it", &[])),
            gone => {
                let template = "{count} entries of the baseline are gone: `tenantlint baseline --update` removes them";
                lines.push(say(template, &[("count", gone.to_string())]));
            }
        }
        lines
    }

    /// The lines of the summary; `quote` escapes a path and marks it as one. What is undecided is neither a finding nor clean.
    pub fn lines(&self, outcome: &Outcome, language: Language, quote: impl Fn(&str) -> String) -> Vec<String> {
        let say = |template: &'static str, values: &[(&'static str, String)]| super::say(language, template, values);
        let counted = |number: usize, what: &str| counted_in(language, number, what);
        let finding = if outcome.is_comparison { "difference" } else { "finding" };
        let mut lines = Vec::new();
        lines.extend(outcome.fleet.as_ref().map(|fleet| across(outcome, fleet, language)));
        if self.findings > 0 {
            let template = match self.failing {
                0 => "{findings}: {severities}; none at or above `{threshold}`",
                _ => "{findings}: {severities}; {failing} at or above `{threshold}`",
            };
            let values = [
                ("findings", counted(self.findings, finding)),
                ("severities", self.by_severity.list_in(language)),
                ("failing", self.failing.to_string()),
                ("threshold", outcome.fail_on.name().to_owned()),
            ];
            lines.push(say(template, &values));
        } else if self.resources > 0 {
            let all = self.undecided_settings + self.undecided_rules + self.problems == 0;
            let template = match (self.known + self.unchanged > 0, outcome.is_comparison, all) {
                (false, false, true) => "no findings",
                (false, false, false) => "no findings in what was decided",
                (false, true, true) => "no differences",
                (false, true, false) => "no differences in what was decided",
                (true, false, true) => "no new findings",
                (true, false, false) => "no new findings in what was decided",
                (true, true, true) => "no new differences",
                (true, true, false) => "no new differences in what was decided",
            };
            lines.push(say(template, &[]));
        }
        if outcome.hidden.findings > 0 {
            let template = match outcome.hidden.failing {
                0 => "{findings} below `--severity` not shown",
                _ => "{findings} below `--severity` not shown, {failing} of which fail the run",
            };
            let values = [("findings", counted(outcome.hidden.findings, finding)), ("failing", outcome.hidden.failing.to_string())];
            lines.push(say(template, &values));
        }
        match outcome.findings.iter().filter(|finding| is_under_path(outcome, finding)).count() {
            0 => {}
            1 => lines.push(say("1 of them is shown under the path that it is part of", &[])),
            parts => {
                lines.push(say("{count} of them are shown under the paths that they are part of", &[("count", parts.to_string())]));
            }
        }
        lines.extend(self.not_reported(outcome, language, &quote));
        let undecided: Vec<_> = [(self.undecided_settings, "setting"), (self.undecided_rules, "rule")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| match what {
                "rule" => say("{rules} without input", &[("rules", counted(number, what))]),
                _ => counted(number, what),
            })
            .collect();
        if !undecided.is_empty() {
            let template = if outcome.deny_undecided { "undecided: {results}, which fails the run" } else { "undecided: {results}" };
            lines.push(say(template, &[("results", undecided.join(language.comma()))]));
        }
        match self.warnings {
            0 => {}
            warnings => lines.push(say("{warnings} about the input", &[("warnings", counted(warnings, "warning"))])),
        }
        match self.problems {
            _ if outcome.is_unrecognized => {} // the last line says so
            0 => {}
            1 => lines.push(say("1 part of the input could not be read and was not checked", &[])),
            problems => {
                let template = "{count} parts of the input could not be read and were not checked";
                lines.push(say(template, &[("count", problems.to_string())]));
            }
        }
        if self.skipped > 0 {
            let template = "{files} skipped that may contain data of the tenant: `tenantlint inputs` lists them";
            lines.push(say(template, &[("files", counted(self.skipped, "file"))]));
        }
        lines.extend(excluded(&outcome.excluded, language));
        lines.extend(policy(&outcome.policy, language, &quote));
        let template = match (self.resources, outcome.is_comparison) {
            (0, _) => "no resources found in {files}: run `tenantlint inputs` to see why",
            (_, false) => "checked {resources} in {files}",
            (_, true) => "compared {resources} in {files}",
        };
        lines.push(say(template, &[("resources", counted(self.resources, "resource")), ("files", counted(self.files, "file"))]));
        lines
    }
}

/// What the command line excludes. The files in an excluded folder are not counted.
fn excluded(paths: &[Excluded], language: Language) -> Option<String> {
    let folders = paths.iter().filter(|path| path.is_folder).count();
    let (files, folders) = (paths.len() - folders, folders);
    let template = match (files, folders) {
        (0, 0) => return None,
        (_, 0) => "{files} excluded by `--exclude` and not checked",
        (0, _) => "{folders} excluded by `--exclude` and not checked",
        _ => "{files} and {folders} excluded by `--exclude` and not checked",
    };
    let values = [("files", counted_in(language, files, "file")), ("folders", counted_in(language, folders, "folder"))];
    Some(super::say(language, template, &values))
}

/// The tenants of a report that is merged from runs on many.
fn across(outcome: &Outcome, fleet: &Fleet, language: Language) -> String {
    let number = |wanted: &[Exit]| fleet.runs.iter().filter(|run| run.exit.is_none_or(|exit| wanted.contains(&exit))).count().to_string();
    let is_compared = fleet.runs.iter().any(|run| run.before.is_some());
    let values = [
        ("tenants", counted_in(language, outcome.tenants.len(), "tenant")),
        ("failing", fleet.runs.iter().filter(|run| run.exit == Some(Exit::Findings)).count().to_string()),
        ("incomplete", number(&[Exit::Usage, Exit::Unreadable])),
        ("new", fleet.new.len().to_string()),
        ("gone", fleet.runs.iter().map(|run| run.gone).sum::<usize>().to_string()),
    ];
    let template = if is_compared {
        "{tenants}: {failing} fail, {incomplete} incomplete or not checked; {new} new findings since the previous runs, {gone} gone"
    } else {
        "{tenants}: {failing} fail, {incomplete} incomplete or not checked"
    };
    super::say(language, template, &values)
}

/// The policy files, and what they switch off.
fn policy(policy: &PolicyInUse, language: Language, quote: &impl Fn(&str) -> String) -> Option<String> {
    /// More names would hide the rest of the summary.
    const NAMED: usize = 5;
    let say = |template: &'static str, value: String| super::say(language, template, &[("value", value)]);
    let names = |ids: &[Cow<'static, str>]| {
        let more = ids.len().checked_sub(NAMED).filter(|more| *more > 0);
        let more = more.map(|more| super::say(language, "{count} more", &[("count", more.to_string())]));
        ids.iter().take(NAMED).map(|id| format!("`{id}`")).chain(more).collect::<Vec<_>>().join(language.comma())
    };
    let (first, below) = policy.files.split_first()?;
    let mut line = say("policy: {value}", quote(first));
    for path in &policy.extends {
        line.push_str(&say(", which extends {value}", quote(path)));
    }
    for path in below {
        line.push_str(&say(", tightened by {value}", quote(path)));
    }
    if !policy.disabled.is_empty() {
        line.push_str(&say("; disables {value}", names(&policy.disabled)));
    }
    if !policy.lowered.is_empty() {
        line.push_str(&say("; lowers the severity of {value}", names(&policy.lowered)));
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

/// The same in a language: the template of `finding` is `{number} finding`.
pub(crate) fn counted_in(language: Language, number: usize, what: &str) -> String {
    match language.translate(&format!("{{number}} {what}")) {
        Some(template) => template.replace("{number}", &number.to_string()),
        None => counted(number, what),
    }
}
