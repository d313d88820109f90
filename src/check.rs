//! The main job: from loaded files and a policy to an outcome.

use crate::finding::Finding;
use crate::judge::judge;
use crate::load::Loaded;
use crate::metadata::Severity;
use crate::outcome::Outcome;
use crate::policy::{Policy, Run};
use crate::rules::{Rule, Settings};
use crate::source::Sources;
use jiff::civil::Date;

/// On what terms files are checked.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Today, for what expires.
    pub today: Date,
    /// The rules to run; empty for all that the policy leaves on.
    pub only: Vec<&'static Rule>,
    /// The lowest severity that fails the run, where it is not the policy's.
    pub fail_on: Option<Severity>,
    /// What is undecided fails the run too.
    pub deny_undecided: bool,
}

/// Judges what was loaded, and applies the policy. `policy_files` are the policy file and those of its inventories, in
/// which findings may stand; nothing where there is no policy file.
pub fn check(loaded: Loaded, policy: &Policy, policy_files: Sources, terms: &CheckOptions) -> Outcome {
    let Loaded { mut sources, problems, skipped, project, whole_folder } = loaded;
    let first = sources.next_id(); // they are no input: their place is behind it, and they get it when all is judged
    let settings = Settings { inventories: policy.inventories(first), ..policy.settings(terms.today, &terms.only) };
    let mut judged = judge(&sources, &project, &settings, policy.tenant_names().len(), &|path| policy.tenant_of(path));
    judged.problems.extend(problems);
    let files = sources.iter().filter(|(id, _)| !project.is_dependency(*id)).count() + skipped.len();
    let resources = judged.resources;
    let whole_input = whole_folder && !project.is_one_of_several();
    let policy_file = (!policy_files.is_empty()).then_some(first);
    sources.append(policy_files);
    let run = Run { sources: &sources, policy_file, today: terms.today, whole_input, ran: &settings.rules };
    let mut applied = policy.apply(judged, &run);
    // A module is judged as a whole, and told about where somebody asked.
    let is_asked = |finding: &Finding| finding.labels().any(|label| !project.is_dependency(label.span.file));
    applied.findings.retain(|finding| is_asked(finding));
    applied.accepted.retain(|accepted| is_asked(&accepted.finding));
    applied.undecided.retain(|undecided| undecided.span.is_none_or(|span| !project.is_dependency(span.file)));
    rayon::spawn(move || drop(project)); // it is large, and nobody has to wait for that
    Outcome {
        findings: applied.findings,
        accepted: applied.accepted,
        undecided: applied.undecided,
        problems: applied.problems,
        files,
        resources,
        tenants: policy.tenant_names().to_vec(),
        rules: settings.rules.iter().map(|rule| &rule.metadata).collect(),
        fail_on: terms.fail_on.unwrap_or(policy.fail_on()),
        deny_undecided: terms.deny_undecided,
        sources,
    }
}
