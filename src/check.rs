//! From loaded files and a policy to an outcome.

use crate::baseline::{Compared, Coverage};
use crate::finding::Finding;
use crate::judge::{Tenants, judge};
use crate::load::Loaded;
use crate::metadata::Severity;
use crate::outcome::{Hidden, Outcome};
use crate::places;
use crate::policy::{Policy, Run};
use crate::reader::Unread;
use crate::rules::{Rule, Settings};
use crate::source::Sources;
use jiff::civil::Date;
use rayon::prelude::*;

/// Options of a run.
#[derive(Debug, Clone)]
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
}

impl CheckOptions {
    /// Those of a run without flags.
    pub fn new(today: Date) -> Self {
        Self { today, only: Vec::new(), fail_on: None, severity: None, deny_undecided: false, suppressions: true }
    }
}

/// Checks what was loaded, and applies the policy. `policy_files` are the policy file and its inventories, which can have findings
/// of their own; empty if there is no policy file.
pub fn check(loaded: Loaded, policy: &Policy, policy_files: Sources, terms: &CheckOptions) -> Outcome {
    let Loaded { mut sources, problems, skipped, project, folders } = loaded;
    let first = sources.next_id(); // they are not input, so they are appended after it once everything is checked
    let settings = Settings { inventories: policy.inventories(first), ..policy.settings(terms.today, &terms.only) };
    let tenants = Tenants {
        count: policy.tenant_names().len(),
        of: &|path| policy.tenant_of(path),
        complete: &|path| policy.complete_kinds(path, &folders),
    };
    let mut judged = judge(&sources, &project, &settings, &tenants);
    judged.problems.extend(problems);
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
    let is_read = judged.problems.iter().all(|problem| problem.is_warning);
    let whole_input = !folders.is_empty() && !project.is_one_of_several();
    let policy_file = (!policy_files.is_empty()).then_some(first);
    sources.append(policy_files);
    let run =
        Run { sources: &sources, policy_file, today: terms.today, whole_input, ran: &settings.rules, suppressions: terms.suppressions };
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
    applied.problems.iter_mut().for_each(|problem| mask(&mut problem.message));
    let coverage = Coverage {
        today: terms.today,
        tenants: policy.tenant_names(),
        ran: settings.rules.iter().map(|rule| rule.id).collect(),
        undecided: &applied.undecided,
        is_read,
    };
    let (Compared { new: mut findings, known, changes }, has_baseline) = match policy.baseline() {
        Some(baseline) => (baseline.compare(applied.findings, &coverage), true),
        None => (Compared { new: applied.findings, ..Compared::default() }, false),
    };
    let fail_on = terms.fail_on.unwrap_or(policy.fail_on());
    let hidden = Hidden::below(&mut findings, terms.severity, fail_on);
    rayon::spawn(move || drop(project)); // it is large, so it is freed in the background
    Outcome {
        findings: places::merge(findings, &applied.accepted),
        accepted: places::merge_instances(applied.accepted),
        known: places::merge_instances(known),
        baseline: has_baseline.then_some(changes),
        undecided: applied.undecided,
        problems: applied.problems,
        files,
        unread,
        resources,
        tenants: policy.tenant_names().to_vec(),
        rules: settings.rules.iter().map(|rule| &rule.metadata).collect(),
        today: terms.today,
        hidden,
        fail_on,
        deny_undecided: terms.deny_undecided,
        is_comparison: false,
        policy: policy.in_use(),
        marked,
        sources,
    }
}
