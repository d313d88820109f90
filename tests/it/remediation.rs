//! What a remediation offers as an edit can be applied as it is: the finding is gone then, and everything can still be read.

use crate::common::{edits, root, run_input};
use std::fs;
use std::path::{Path, PathBuf};
use tenantlint::finding::{Finding, Replacement};
use tenantlint::outcome::Outcome;

/// Copies a file or a folder.
fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// The input with these replacements, judged.
fn applied(folder: &Path, input: &str, outcome: &Outcome, mut replacements: Vec<Replacement>) -> Outcome {
    let changed = tempfile::tempdir().unwrap();
    copy(&folder.join(input), &changed.path().join(input));
    // From the last to the first, so that none moves another.
    replacements.sort_by_key(|replacement| std::cmp::Reverse((replacement.span.file.0, replacement.span.start)));
    for Replacement { span, text } in replacements {
        let path = changed.path().join(&outcome.sources.get(span.file).path);
        let written = fs::read_to_string(&path).unwrap();
        // Spans count in the text without a byte order mark.
        let mark = written.len() - written.trim_start_matches('\u{feff}').len();
        let (start, end) = (span.start as usize + mark, span.end as usize + mark);
        fs::write(&path, format!("{}{text}{}", &written[..start], &written[end..])).unwrap();
    }
    run_input(changed.path(), input)
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    one.rule.id == other.rule.id && one.subject == other.subject && one.pointer == other.pointer
}

/// Applies each step of each finding on an input, and says how many there were.
fn check_input(folder: &Path, input: &str, wrong: &mut Vec<String>) -> usize {
    let before = run_input(folder, input);
    let mut count = 0;
    for finding in &before.findings {
        for step in &finding.remediation.steps {
            let replacements = edits(step, &before);
            if replacements.is_empty() {
                continue;
            }
            count += 1;
            let texts: Vec<String> =
                replacements.iter().map(|edit| format!("{} -> {}", before.sources.text(edit.span), edit.text)).collect();
            let after = applied(folder, input, &before, replacements);
            let left = |outcome: &Outcome| outcome.findings.iter().filter(|other| is_same(finding, other)).count();
            let (left, had) = (left(&after), left(&before));
            if left >= had || after.problems.len() > before.problems.len() {
                let problems: Vec<&str> = after.problems.iter().map(|problem| &*problem.message).collect();
                wrong.push(format!(
                    "{}/{input}: {}: {texts:?} leaves {left} of {had}, problems {problems:?}",
                    folder.display(),
                    finding.rule.id
                ));
            }
        }
    }
    count
}

fn entries(folder: &Path) -> Vec<(PathBuf, String)> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name != "expected.txt").map(|name| (folder.to_owned(), name)).collect();
    names.sort();
    names
}

#[test]
fn every_edit_resolves_its_finding() {
    let rules = entries(&root().join("tests/rules"));
    let mut inputs: Vec<_> = rules.iter().flat_map(|(folder, rule)| entries(&folder.join(rule))).collect();
    inputs.extend(entries(&root().join("examples")));
    let mut wrong = Vec::new();
    let count: usize = inputs.iter().map(|(folder, input)| check_input(folder, input, &mut wrong)).sum();
    assert!(wrong.is_empty(), "{} of {count} edits:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 100, "only {count} edits");
}
