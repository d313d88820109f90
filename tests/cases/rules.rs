//! The reports of each rule on its cases, in three sections: `Reported` has findings, `Undecided` only undecided results, and `Clean`
//! neither. A case in the wrong section fails, and `UPDATE_EXPECTED` does not write its report.

use crate::document::{Case, Document};
use crate::{edits, language, plain, remediation, root, run, test};
use libtest_mimic::Trial;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tenantlint::finding::{Finding, Line, Remediation, Undecided};
use tenantlint::outcome::Outcome;
use tenantlint::rules::{RULES, Rule, find};
use tenantlint::source::Span;

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        test("every_rule_has_cases_that_are_reported_and_clean", every_rule_has_cases_that_are_reported_and_clean),
        test("documents_are_plain", language::documents_are_plain),
        test("every_file_has_the_cases_of_a_rule", every_file_has_the_cases_of_a_rule),
    ];
    trials.extend(RULES.iter().flat_map(|rule| document(rule).trials(|case| report(rule, case))));
    trials
}

pub fn document(rule: &Rule) -> Document {
    Document::read(PathBuf::from(format!("tests/rules/{}.md", rule.id)))
}

fn every_rule_has_cases_that_are_reported_and_clean() {
    for rule in RULES {
        for section in ["Reported", "Clean"] {
            assert!(document(rule).section(section).next().is_some(), "{}: no case in the section `{section}`", rule.id);
        }
    }
}

fn every_file_has_the_cases_of_a_rule() {
    for entry in root().join("tests/rules").read_dir().unwrap() {
        let path = entry.unwrap().path();
        let is_rule = path.extension().is_some_and(|extension| extension == "md")
            && path.file_stem().is_some_and(|name| find(&name.to_string_lossy()).is_some());
        assert!(is_rule, "{}: no such rule", path.display());
    }
}

fn place(outcome: &Outcome, span: Span) -> String {
    let position = outcome.sources.start(span);
    format!("{}:{}:{}", outcome.sources.get(span.file).path, position.line, position.column.0)
}

/// The text at a span, shortened to one line.
fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 60 { line.chars().take(57).chain("...".chars()).collect() } else { line }
}

/// The text of a span is the one at its line and column in an editor, and in JSON it is a whole value or part of a string.
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
        // A clause of a membership rule is part of a string, and ends after a complete escape.
        assert!(is_value(&under) || is_value(&format!("\"{under}\"")), "{}: half a value: {under}", source.path);
    }
}

fn write_finding(finding: &Finding, outcome: &Outcome, report: &mut String) {
    writeln!(report, "{} ({}): {}", finding.severity.name(), finding.confidence.name(), plain(&finding.title)).unwrap();
    for label in finding.labels() {
        let (place, under) = (place(outcome, label.span), short(&outcome.sources.text(label.span)));
        writeln!(report, "  {place} {under} -- {}", plain(&label.text)).unwrap();
    }
    for instance in &finding.merged.instances {
        writeln!(report, "  also: {}", instance.identity()).unwrap();
    }
    for note in &finding.merged.notes {
        writeln!(report, "  note: {}", plain(&note.title)).unwrap();
    }
    for step in &finding.remediation.steps {
        let alone = Remediation { steps: vec![step.clone()] };
        for line in alone.lines(plain, plain) {
            match line {
                Line::Sentence(sentence) => writeln!(report, "  help: {sentence}").unwrap(),
                Line::Code(code) => code.lines().for_each(|line| writeln!(report, "    {line}").unwrap()),
            }
        }
        for edit in edits(step, outcome) {
            let old = outcome.sources.text(edit.span);
            writeln!(report, "    edit: {} {:?} -> {:?}", place(outcome, edit.span), old, edit.text).unwrap();
        }
    }
}

/// The report of the rule on a case, if the case is in the correct section and every edit resolves its finding.
fn report(rule: &Rule, case: &Case) -> Result<String, String> {
    let folder = case.folder();
    let outcome = run(folder.path(), ".");
    let mut report = String::new();
    let all = outcome.findings.iter().flat_map(|finding| std::iter::once(finding).chain(&finding.merged.notes));
    let findings: Vec<&Finding> = all.map(Box::as_ref).filter(|finding| finding.rule.id == rule.id).collect();
    for finding in &findings {
        language::of_finding(finding)?;
        finding.labels().for_each(|label| span_is_exact(&outcome, label.span, folder.path()));
        write_finding(finding, &outcome, &mut report);
    }
    for accepted in outcome.accepted.iter().filter(|accepted| accepted.finding.rule.id == rule.id) {
        writeln!(report, "accepted: {}", plain(&accepted.finding.title)).unwrap();
    }
    let undecided: Vec<&Undecided> = outcome.undecided.iter().filter(|undecided| undecided.rule.id == rule.id).collect();
    for undecided in &undecided {
        language::of_undecided(undecided)?;
        let place = undecided.span.map(|span| place(&outcome, span) + " ").unwrap_or_default();
        writeln!(report, "undecided: {place}{}", plain(&undecided.missing)).unwrap();
    }
    for problem in &outcome.problems {
        writeln!(report, "problem: {} {}", place(&outcome, problem.span), problem.message).unwrap();
    }
    let section = match (findings.is_empty(), undecided.is_empty()) {
        (false, _) => "Reported",
        (true, false) => "Undecided",
        (true, true) => "Clean",
    };
    if case.section != section {
        return Err(format!("belongs in the section `{section}`, not in `{}`:\n{report}", case.section));
    }
    if section == "Reported" && outcome.resources == 0 {
        return Err("nothing was read from the files".to_owned());
    }
    remediation::every_edit_resolves_its_finding(folder.path(), ".", &outcome)?;
    remediation::fixing_is_final(folder.path(), ".")?;
    Ok(report)
}
