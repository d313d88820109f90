//! Every edit can be applied: afterwards the finding is gone, and all files still parse.

use crate::{edits, root, run};
use libtest_mimic::{Failed, Trial};
use std::fs;
use std::path::Path;
use tenantlint::finding::{Finding, Replacement};
use tenantlint::outcome::Outcome;

/// The edits of the findings on each example. Those of cases are applied when the cases are checked.
pub fn trials() -> Vec<Trial> {
    let examples = root().join("examples");
    let mut names: Vec<String> = examples.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let trial = |name: String| {
        let examples = examples.clone();
        Trial::test(format!("edits_of_examples::{name}"), move || {
            every_edit_resolves_its_finding(&examples, &name, &run(&examples, &name)).map_err(Failed::from)
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
                let problems: Vec<&str> = after.problems.iter().map(|problem| &*problem.message).collect();
                return Err(format!("{}: the edit {texts:?} leaves {left} of {had} findings, problems {problems:?}", finding.rule.id));
            }
        }
    }
    Ok(())
}
