//! Every edit can be applied: afterwards the finding is gone, and all files still parse.

use crate::{edits, plain, root, run};
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tenantlint::finding::{Finding, Replacement};
use tenantlint::fix::Fixes;
use tenantlint::outcome::Outcome;

/// The edits of the findings on each example. Those of cases are applied when the cases are checked.
pub fn trials() -> Vec<Trial> {
    let examples = root().join("examples");
    let mut names: Vec<String> = examples.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let trial = |name: String| {
        let examples = examples.clone();
        Trial::test(format!("edits_of_examples::{name}"), move || {
            every_edit_resolves_its_finding(&examples, &name, &run(&examples, &name)).map_err(Failed::from)?;
            let changed = tempfile::tempdir().unwrap();
            copy(&examples.join(&name), &changed.path().join(&name));
            fixing_is_final(changed.path(), &name).map_err(Failed::from)
        })
    };
    names.into_iter().map(trial).collect()
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
        return;
    }
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// Checks the input with these replacements.
fn applied(folder: &Path, input: &str, outcome: &Outcome, mut replacements: Vec<Replacement>) -> Outcome {
    let changed = tempfile::tempdir().unwrap();
    copy(&folder.join(input), &changed.path().join(input));
    // From the last to the first, so that offsets stay valid.
    replacements.sort_by_key(|replacement| std::cmp::Reverse((replacement.span.file.0, replacement.span.start)));
    for Replacement { span, text } in replacements {
        let path = changed.path().join(&outcome.sources.get(span.file).path);
        let written = fs::read_to_string(&path).unwrap();
        // Spans do not count the byte order mark.
        let mark = written.len() - written.trim_start_matches('\u{feff}').len();
        let (start, end) = (span.start as usize + mark, span.end as usize + mark);
        fs::write(&path, format!("{}{text}{}", &written[..start], &written[end..])).unwrap();
    }
    run(changed.path(), input)
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    one.rule.id == other.rule.id && one.subject == other.subject && one.pointer == other.pointer
}

/// Applies each step of each finding on an input.
pub fn every_edit_resolves_its_finding(folder: &Path, input: &str, before: &Outcome) -> Result<(), String> {
    for finding in &before.findings {
        for step in &finding.remediation.steps {
            let replacements = edits(step, before);
            if replacements.is_empty() {
                continue;
            }
            let texts: Vec<String> =
                replacements.iter().map(|edit| format!("{} -> {}", before.sources.text(edit.span), edit.text)).collect();
            let after = applied(folder, input, before, replacements);
            let count = |outcome: &Outcome| outcome.findings.iter().filter(|other| is_same(finding, other)).count();
            let (left, had) = (count(&after), count(before));
            if left >= had || after.problems.len() > before.problems.len() {
                let problems: Vec<String> = after.problems.iter().map(|problem| problem.message.to_string()).collect();
                return Err(format!("{}: the edit {texts:?} leaves {left} of {had} findings, problems {problems:?}", finding.rule.id));
            }
        }
    }
    Ok(())
}

/// Applies the edits of an input together, first the safe ones and then all. Afterwards their findings are gone, no edit is left, all files
/// still parse, and nothing of at least their severity is found that was not found before.
pub fn fixing_is_final(folder: &Path, input: &str) -> Result<(), String> {
    let mut before = run(folder, input);
    for with_unsafe in [false, true] {
        let mut fixes = Fixes::new(&before, with_unsafe);
        fixes.write(&before, &[folder.to_owned()]);
        if let Some(rejected) = fixes.rejected.first() {
            return Err(format!("{}: the edit is rejected: {}", rejected.finding.rule.id, rejected.reason));
        }
        if fixes.fixed.is_empty() {
            continue;
        }
        let after = run(folder, input);
        let names = |outcome: &Outcome| outcome.findings.iter().map(|finding| finding.fingerprint()).collect::<BTreeSet<_>>();
        let (had, has) = (names(&before), names(&after));
        if let Some(left) = fixes.fixed.iter().find(|fixed| has.contains(&fixed.finding.fingerprint())) {
            return Err(format!("{}: the finding remains after its edit", left.finding.rule.id));
        }
        let severity = fixes.fixed.iter().map(|fixed| fixed.finding.severity).min();
        let is_new = |finding: &Finding| Some(finding.severity) >= severity && !had.contains(&finding.fingerprint());
        if let Some(new) = after.findings.iter().find(|finding| is_new(finding)) {
            return Err(format!("{}: appears after edits: {}", new.rule.id, plain(&new.title)));
        }
        let again = Fixes::new(&after, with_unsafe);
        if let Some(left) = again.fixed.first() {
            return Err(format!("{}: has an edit after all edits were applied", left.finding.rule.id));
        }
        if after.problems.len() > before.problems.len() {
            return Err(format!("the edits lead to problems: {:?}", after.problems));
        }
        before = after;
    }
    Ok(())
}
