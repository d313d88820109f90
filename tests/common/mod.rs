//! Runs the library as `check` does, on a fixed day.

#![allow(dead_code)] // each test file takes what it needs

use jiff::civil::{Date, date};
use std::path::{Path, PathBuf};
use tenantlint::check::{Terms, check};
use tenantlint::load::{Loaded, load_input, load_paths};
use tenantlint::outcome::Outcome;
use tenantlint::policy::{self, Policy};
use tenantlint::reader::Variables;
use tenantlint::rules::RULES;
use tenantlint::source::Source;

/// The day of every test.
pub const TODAY: Date = date(2026, 11, 22);

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Judges what was loaded, with every rule.
pub fn run(loaded: Loaded, (policy, policy_source): (Policy, Option<Source>)) -> Outcome {
    check(loaded, &policy, policy_source, &Terms { today: TODAY, only: RULES.to_vec(), fail_on: None, deny_undecided: false })
}

/// Judges paths below a folder, under no policy.
pub fn run_paths(paths: &[PathBuf], folder: &Path) -> Outcome {
    run(load_paths(paths, folder, Variables::default()), (Policy::default(), None))
}

/// Judges a file or a folder. A folder may hold a `policy.yaml`.
pub fn run_input(folder: &Path, name: &str) -> Outcome {
    let policy_file = Path::new(name).join("policy.yaml");
    let policy = if folder.join(&policy_file).is_file() {
        let (policy, source) = policy::load(&policy_file, folder).unwrap_or_else(|errors| panic!("{name}/policy.yaml: {errors:?}"));
        (policy, Some(source))
    } else {
        (Policy::default(), None)
    };
    run(load_paths(&[name.into()], folder, Variables::default()), policy)
}

/// Judges one text under this name, under no policy.
pub fn run_text(name: &str, bytes: &[u8]) -> Outcome {
    run(load_input(bytes, name, Path::new("."), Variables::default()), (Policy::default(), None))
}

/// Text as it is, for templates whose values need no escape here.
pub fn plain(text: &tenantlint::finding::Text) -> String {
    text.render(str::to_owned)
}

/// Everything that an outcome says, a line each: to compare two runs.
pub fn told(outcome: &Outcome) -> Vec<String> {
    let place = |span: tenantlint::source::Span| {
        let position = outcome.sources.start(span);
        format!("{}:{}:{}", outcome.sources.get(span.file).path, position.line, position.column.0)
    };
    let mut lines = Vec::new();
    for finding in &outcome.findings {
        let labels: Vec<String> = finding.labels().map(|label| format!("{} {}", place(label.span), plain(&label.text))).collect();
        lines.push(format!("{} {} {} {}", finding.rule.id, finding.severity.name(), plain(&finding.title), labels.join(" | ")));
    }
    for undecided in &outcome.undecided {
        let at = undecided.span.map(place).unwrap_or_default();
        lines.push(format!("undecided {} {at} {}", undecided.rule.id, plain(&undecided.missing)));
    }
    for problem in &outcome.problems {
        lines.push(format!("problem {} {}", place(problem.span), problem.message));
    }
    lines
}
