//! From loaded files and a policy to an outcome.

use crate::baseline::{self, Baseline, Coverage, Known};
use crate::finding::{Finding, Undecided};
use crate::judge::{Judged, Tenants, judge};
use crate::load::Loaded;
use crate::metadata::Severity;
use crate::outcome::{Accepted, AcceptedBy, Hidden, Outcome, fails};
use crate::places;
use crate::policy::{Policy, Recognized, Reference, Run};
use crate::reader::Unread;
use crate::resource::Problem;
use crate::rules::{Rule, Settings};
use crate::secrets::Marked;
use crate::source::{Excluded, FileId, Source, Sources, Span};
use crate::text::Text;
use jiff::civil::Date;
use rayon::prelude::*;

/// Options of a run.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct CheckOptions {
    /// The date that expiry and review dates are compared with.
    pub today: Date,
    /// The rules to run; empty for all that the policy enables.
    pub only: Vec<&'static Rule>,
    /// The lowest severity that fails the run, if it differs from the policy's.
    pub fail_on: Option<Severity>,
    /// The lowest severity that is reported.
    pub severity: Option<Severity>,
    /// Whether undecided results fail the run.
    pub deny_undecided: bool,
    /// Whether comments in code accept findings.
    pub suppressions: bool,
    /// What is known from another revision; nothing if everything is reported.
    pub since: Option<Since>,
    /// Whether folders without any file of a supported format are accepted.
    pub allow_empty: bool,
    /// Whether findings and undecided results fail no run.
    pub exit_zero: bool,
}

/// What a run on another revision has found, of which only changes are reported.
#[derive(Debug, Clone)]
pub struct Since {
    /// The name of the revision.
    pub revision: String,
    pub findings: Baseline,
}

impl CheckOptions {
    /// Those of a run without flags.
    pub fn new(today: Date) -> Self {
        Self {
            today,
            only: Vec::new(),
            fail_on: None,
            severity: None,
            deny_undecided: false,
            suppressions: true,
            since: None,
            allow_empty: false,
            exit_zero: false,
        }
    }
}

/// The problem of folders in which nothing was recognized, as after a typing mistake in the path, or an export that failed.
const UNRECOGNIZED: &str = "nothing was checked, because no file here has a supported format: expected an export of a tenant \
    (`tenantlint collect` prints a script that writes one), Terraform, Bicep, ARM templates, or the sign-in configuration of apps";

/// Whether no file has a supported format. A file that could not be read might have one, and is reported itself.
fn is_unrecognized(judged: &Judged) -> bool {
    let is_empty = judged.resources == 0 && judged.complete.iter().all(Vec::is_empty);
    is_empty
        && judged.readings.iter().all(|(_, reading)| reading.format.is_none())
        && judged.problems.iter().all(|problem| problem.is_warning)
}

/// Checks what was loaded, and applies the policy. `policy_files` are the policy file and its inventories, which can have findings
/// of their own; empty if there is no policy file.
pub fn check(loaded: Loaded, policy: &Policy, policy_files: Sources, terms: &CheckOptions) -> Outcome {
    let mut checked = Checked::new(loaded, policy, policy_files, terms);
    let mut findings = std::mem::take(&mut checked.findings);
    let coverage = checked.coverage(policy, terms);
    let (mut known, mut baseline) = (Vec::new(), None);
    if let Some(recorded) = policy.baseline() {
        let compared = recorded.compare(findings, &coverage);
        (findings, known, baseline) = (compared.new, compared.known, Some(compared.changes));
    }
    if let Some(since) = &terms.since {
        let compared = since.findings.compare(findings, &Coverage { texts: Some(&checked.sources), ..coverage });
        findings = compared.new;
        known.extend(compared.known.into_iter().map(|known| Known { first_seen: None, ..known }));
    }
    let fail_on = terms.fail_on.unwrap_or(policy.fail_on());
    // A threshold on the command line holds everywhere.
    let thresholds = if terms.fail_on.is_some() { Vec::new() } else { policy.thresholds() };
    let sources = &checked.sources;
    let fails = |finding: &Finding| fails(finding, fail_on, &thresholds, sources);
    let hidden = Hidden::below(&mut findings, terms.severity, &fails);
    Outcome {
        findings: places::merge(findings, &checked.accepted),
        accepted: places::merge_instances(checked.accepted),
        known: places::merge_instances(known),
        baseline,
        since: terms.since.as_ref().map(|since| since.revision.clone()),
        undecided: checked.undecided,
        problems: checked.problems,
        files: checked.files,
        unread: checked.unread,
        is_unrecognized: checked.is_unrecognized,
        excluded: checked.excluded,
        resources: checked.resources,
        tenants: policy.tenant_names().to_vec(),
        rules: checked.rules.iter().map(|rule| &rule.metadata).collect(),
        today: terms.today,
        hidden,
        fail_on,
        thresholds,
        deny_undecided: terms.deny_undecided,
        exit_zero: terms.exit_zero,
        is_comparison: false,
        policy: policy.in_use(),
        fleet: None,
        run: None,
        marked: checked.marked,
        sources: checked.sources,
    }
}

/// Checks what was loaded of another revision, with the policy of that revision.
pub fn reference(loaded: Loaded, policy: &Policy, policy_files: Sources, terms: &CheckOptions) -> Reference {
    let mut checked = Checked::new(loaded, policy, policy_files, terms);
    let mut findings = std::mem::take(&mut checked.findings);
    let coverage = Coverage { texts: Some(&checked.sources), ..checked.coverage(policy, terms) };
    if let Some(recorded) = policy.baseline() {
        findings = recorded.compare(findings, &coverage).new;
    }
    let commented = checked.accepted.iter().filter(|accepted| accepted.by == AcceptedBy::Comment);
    Reference {
        commented: commented.map(|accepted| baseline::key(&accepted.finding, policy.tenant_names())).collect(),
        findings: Baseline::of(&findings, &coverage),
        read: checked.read,
    }
}

/// What was loaded, checked, with the policy applied, before findings are compared with known ones and merged.
struct Checked {
    findings: Vec<Box<Finding>>,
    accepted: Vec<Accepted>,
    undecided: Vec<Undecided>,
    problems: Vec<Problem>,
    read: Vec<Recognized>,
    files: usize,
    unread: usize,
    is_unrecognized: bool,
    excluded: Vec<Excluded>,
    resources: usize,
    /// Whether everything in the input could be read.
    is_read: bool,
    rules: Vec<&'static Rule>,
    marked: Marked,
    sources: Sources,
}

impl Checked {
    fn new(loaded: Loaded, policy: &Policy, policy_files: Sources, terms: &CheckOptions) -> Self {
        let folders = loaded.whole_folders();
        let Loaded { mut sources, problems, skipped, excluded, project, root, .. } = loaded;
        let first = sources.next_id(); // they are not input, so they are appended after it once everything is checked
        let settings = Settings { inventories: policy.inventories(first), ..policy.settings(terms.today, &terms.only) };
        let tenants = Tenants {
            count: policy.tenant_names().len(),
            of: &|path| policy.tenant_of(path),
            complete: &|path| policy.complete_kinds(path, &folders),
        };
        let mut judged = judge(&sources, &project, &settings, &tenants);
        judged.problems.extend(problems);
        let unrecognized = root.filter(|_| !terms.allow_empty && is_unrecognized(&judged));
        let is_unrecognized = unrecognized.is_some();
        let files = sources.iter().filter(|(id, _)| !project.is_dependency(*id)).count() + skipped.len();
        let resources = judged.resources;
        let unread = Unread::find(&sources, &judged.readings, &judged.problems, skipped.iter().map(|file| &*file.path)).paths.len();
        let marked = project.marked(&sources);
        let mask = |text: &mut String| marked.mask(text);
        let hidden = judged.findings.into_iter().map(|mut finding| {
            finding.hide_fact(&mask);
            finding
        });
        judged.findings = hidden.collect();
        let read = Recognized::of(&sources, &judged.readings);
        let whole_input = !folders.is_empty() && !project.is_one_of_several();
        let policy_file = (!policy_files.is_empty()).then_some(first);
        sources.append(policy_files);
        if let Some(root) = unrecognized {
            let file = sources.add(Source::unreadable(root, ""));
            judged.problems.push(Problem::error(Span::new(file, 0, 0), UNRECOGNIZED));
        }
        let is_read = excluded.is_empty() && judged.problems.iter().all(|problem| problem.is_warning);
        judged.problems.extend(failures(&settings.rules, &sources, first));
        let weaker = policy.weaker(first, &read, &mut sources, &mut judged.problems);
        let run = Run {
            sources: &sources,
            policy_file,
            today: terms.today,
            whole_input,
            is_named: !terms.only.is_empty(),
            ran: &settings.rules,
            suppressions: terms.suppressions,
            weaker: &weaker,
        };
        let mut applied = policy.apply(judged, &run);
        // A module is checked as a whole, but only findings that touch a named file are reported.
        let is_asked = |finding: &Finding| finding.labels().any(|label| !project.is_dependency(label.span.file));
        applied.findings.retain(|finding| is_asked(finding));
        applied.accepted.retain(|accepted| is_asked(&accepted.finding));
        applied.undecided.retain(|undecided| undecided.span.is_none_or(|span| !project.is_dependency(span.file)));
        places::merge_undecided(&mut applied.undecided);
        applied.findings.par_iter_mut().for_each(|finding| finding.each_text(&mask));
        applied.accepted.par_iter_mut().for_each(|accepted| accepted.finding.each_text(&mask));
        applied.undecided.iter_mut().for_each(|undecided| undecided.each_text(&mask));
        applied.problems.iter_mut().for_each(|problem| problem.message.each_value(&mask));
        rayon::spawn(move || drop(project)); // it is large, so it is freed in the background
        Self {
            findings: applied.findings,
            accepted: applied.accepted,
            undecided: applied.undecided,
            problems: applied.problems,
            read,
            files,
            unread,
            is_unrecognized,
            excluded,
            resources,
            is_read,
            rules: settings.rules,
            marked,
            sources,
        }
    }

    /// What the run could find.
    fn coverage<'c>(&'c self, policy: &'c Policy, terms: &CheckOptions) -> Coverage<'c> {
        Coverage {
            today: terms.today,
            tenants: policy.tenant_names(),
            ran: self.rules.iter().map(|rule| rule.id).collect(),
            known: policy.rule_set(),
            undecided: &self.undecided,
            texts: None,
            is_read: self.is_read,
        }
    }
}

/// The rules of an organization that could not be evaluated, each at its place in the policy files, of which `first` is the first one.
fn failures(rules: &[&'static Rule], sources: &Sources, first: FileId) -> Vec<Problem> {
    let problems = |rule: &'static Rule| {
        let custom = rule.check.custom()?;
        let of_revision = format!(":{}", custom.file);
        let is_it = |source: &Source| source.path == custom.file || source.path.ends_with(&of_revision);
        let file = sources.iter().find(|(id, source)| *id >= first && is_it(source)).map_or(first, |(id, _)| id);
        Some(custom.take_failures().into_iter().map(move |(bytes, reason)| {
            Problem::error(
                Span::new(file, bytes.start, bytes.end),
                Text::new("`{rule}` cannot be evaluated: {reason}").with("rule", rule.id).with("reason", reason),
            )
        }))
    };
    rules.iter().filter_map(|rule| problems(rule)).flatten().collect()
}
