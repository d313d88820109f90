//! Every rule has a folder in `tests/rules` with inputs that it must report (`bad_*`) and must not (`good_*`): files, or folders of
//! files. `expected.txt` says what it tells of each.
//!
//! `UPDATE_EXPECTED=1` writes `expected.txt` anew: read the difference before it is committed.

use crate::common::{edits, plain, root, run_input};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use tenantlint::finding::{Finding, Line, Remediation};
use tenantlint::outcome::Outcome;
use tenantlint::rules::{RULES, Rule};
use tenantlint::source::Span;

/// `file:line:column` of a span, the file without the name of its input.
fn place(outcome: &Outcome, span: Span, input: &str) -> String {
    let position = outcome.sources.start(span);
    let path = &outcome.sources.get(span.file).path;
    let path = path.strip_prefix(input).map_or(&**path, |inner| inner.trim_start_matches('/'));
    let colon = if path.is_empty() { "" } else { ":" };
    format!("{path}{colon}{}:{}", position.line, position.column.0)
}

/// The text under a span on one short line.
fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 60 { line.chars().take(57).chain("...".chars()).collect() } else { line }
}

/// The text of a span is what an editor shows at its line and column, and where it stands in JSON it is a whole value, or a piece of a string.
fn span_is_exact(outcome: &Outcome, span: Span, folder: &Path) {
    let source = outcome.sources.get(span.file);
    let under = outcome.sources.text(span);
    let written = std::fs::read_to_string(folder.join(&source.path)).unwrap();
    let written = written.strip_prefix('\u{feff}').unwrap_or(&written);
    let position = outcome.sources.start(span);
    let line_start: usize = written.split_inclusive('\n').take(position.line as usize - 1).map(str::len).sum();
    let column: usize = written[line_start..].chars().take(position.column.0 as usize - 1).map(char::len_utf8).sum();
    assert!(!under.is_empty(), "{}: a label on nothing", source.path);
    assert!(written[line_start + column..].starts_with(&under), "{}:{}:{}", source.path, position.line, position.column.0);
    if Path::new(&source.path).extension().is_some_and(|extension| extension == "json" || extension == "jsonl") {
        let is_value = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
        // A clause of a membership rule stands within a string, and ends behind whole escapes.
        assert!(is_value(&under) || is_value(&format!("\"{under}\"")), "{}: half a value: {under}", source.path);
    }
}

fn tell(finding: &Finding, outcome: &Outcome, input: &str, told: &mut String) {
    writeln!(told, "  {} ({}): {}", finding.severity.name(), finding.confidence.name(), plain(&finding.title)).unwrap();
    for label in finding.labels() {
        let (place, under) = (place(outcome, label.span, input), short(&outcome.sources.text(label.span)));
        writeln!(told, "    {place} {under} -- {}", plain(&label.text)).unwrap();
    }
    for step in &finding.remediation.steps {
        let alone = Remediation { steps: vec![step.clone()] };
        for line in alone.lines(plain, plain) {
            match line {
                Line::Sentence(sentence) => writeln!(told, "    help: {sentence}").unwrap(),
                Line::Code(code) => code.lines().for_each(|line| writeln!(told, "      {line}").unwrap()),
            }
        }
        for edit in edits(step, outcome) {
            let old = outcome.sources.text(edit.span);
            writeln!(told, "      edit: {} {:?} -> {:?}", place(outcome, edit.span, input), old, edit.text).unwrap();
        }
    }
}

/// What this rule tells of an input.
fn told_of(rule: &Rule, folder: &Path, input: &str) -> String {
    let outcome = run_input(folder, input);
    let mut told = String::new();
    let mut found = false;
    for finding in outcome.findings.iter().filter(|finding| finding.rule.id == rule.id) {
        found = true;
        finding.labels().for_each(|label| span_is_exact(&outcome, label.span, folder));
        tell(finding, &outcome, input, &mut told);
    }
    for accepted in outcome.accepted.iter().filter(|accepted| accepted.finding.rule.id == rule.id) {
        writeln!(told, "  accepted: {}", plain(&accepted.finding.title)).unwrap();
    }
    for undecided in outcome.undecided.iter().filter(|undecided| undecided.rule.id == rule.id) {
        let place = undecided.span.map(|span| place(&outcome, span, input) + " ").unwrap_or_default();
        writeln!(told, "  undecided: {place}{}", plain(&undecided.missing)).unwrap();
    }
    for problem in &outcome.problems {
        writeln!(told, "  problem: {} {}", place(&outcome, problem.span, input), problem.message).unwrap();
    }
    assert_eq!(found, input.starts_with("bad_"), "{}/{input} ({} resources):\n{told}", rule.id, outcome.resources);
    assert!(outcome.resources > 0 || input.starts_with("good_"), "{}/{input} holds nothing", rule.id);
    if told.is_empty() { "  clean\n".to_owned() } else { told }
}

fn inputs(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "expected.txt");
    names.sort();
    names
}

fn judged_as_expected(rule: &Rule) -> Result<(), String> {
    let folder = root().join("tests/rules").join(rule.id);
    let names = inputs(&folder);
    for sort in ["bad_", "good_"] {
        assert!(names.iter().any(|name| name.starts_with(sort)), "{}: no {sort} input", rule.id);
    }
    let (mut told, mut wrong) = (String::new(), Vec::new());
    for name in &names {
        assert!(name.starts_with("bad_") || name.starts_with("good_"), "{}/{name} is neither bad nor good", rule.id);
        match std::panic::catch_unwind(|| told_of(rule, &folder, name)) {
            Ok(of_input) => write!(told, "{name}\n{of_input}").unwrap(),
            Err(panic) => wrong.push(panic.downcast_ref::<String>().cloned().unwrap_or_else(|| format!("{}/{name}: panic", rule.id))),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let path = folder.join("expected.txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &told).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let now: BTreeSet<&str> = told.lines().collect();
    let before: BTreeSet<&str> = expected.lines().collect();
    let difference = || {
        let gone = before.difference(&now).map(|line| format!("- {line}\n"));
        let new = now.difference(&before).map(|line| format!("+ {line}\n"));
        gone.chain(new).collect::<String>()
    };
    if told == expected { Ok(()) } else { Err(format!("{}/expected.txt differs:\n{}", rule.id, difference())) }
}

#[test]
fn every_rule_reports_what_is_bad_and_nothing_else() {
    let mut wrong = Vec::new();
    for rule in RULES {
        match std::panic::catch_unwind(|| judged_as_expected(rule)) {
            Ok(result) => wrong.extend(result.err()),
            Err(panic) => wrong.push(panic.downcast_ref::<String>().cloned().unwrap_or_else(|| format!("{}: panic", rule.id))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_is_that_of_a_rule() {
    for name in inputs(&root().join("tests/rules")) {
        assert!(tenantlint::rules::find(&name).is_some(), "tests/rules/{name}: no such rule");
    }
}
