//! Runs the library like `check`, on a fixed date.

use jiff::civil::{Date, date};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tenantlint::check::{CheckOptions, check};
use tenantlint::finding::Finding;
use tenantlint::load::{Loaded, load_input, load_paths};
use tenantlint::message::Label;
use tenantlint::outcome::Outcome;
use tenantlint::policy::Policy;
use tenantlint::reader::{Variables, read_all};
use tenantlint::resource::{Collector, Problem, Resource};
use tenantlint::rules::{RULES, Rule};
use tenantlint::source::Sources;

/// The date of every test.
pub const TODAY: Date = date(2026, 11, 22);

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The rules used in tests of readers and spans: a fixed list, so that a new rule does not change them.
const KNOWN: [&str; 13] = [
    "application-multi-tenant",
    "application-personal-accounts",
    "application-audience-implicit",
    "application-single-tenant-blocked",
    "guest-invite-everyone",
    "guest-invite-all-members",
    "guest-role-too-wide",
    "subscription-transfer-in-allowed",
    "subscription-transfer-out-allowed",
    "subscription-transfer-exemption-wide",
    "subscription-policy-ineffective",
    "path-guest-subscription",
    "allow-list-entry-unsound",
];

/// Checks loaded files with the fixed list of rules.
pub fn run(loaded: Loaded, policy: (Policy, Sources)) -> Outcome {
    run_rules(loaded, policy, RULES.iter().copied().filter(|rule| KNOWN.contains(&rule.id)).collect())
}

/// Checks loaded files with these rules.
pub fn run_rules(loaded: Loaded, (policy, policy_files): (Policy, Sources), only: Vec<&'static Rule>) -> Outcome {
    check(loaded, &policy, policy_files, &CheckOptions { only, ..CheckOptions::new(TODAY) })
}

/// Checks paths below a folder, without a policy.
pub fn run_paths(paths: &[PathBuf], folder: &Path) -> Outcome {
    run(load_paths(paths, folder, Variables::default()), (Policy::default(), Sources::default()))
}

/// Checks one text under this name, without a policy.
pub fn run_text(name: &str, bytes: &[u8]) -> Outcome {
    run(load_input(bytes, name, Path::new("."), Variables::default()), (Policy::default(), Sources::default()))
}

/// Unescaped text, for templates whose values need no escapes here.
pub fn plain(text: &tenantlint::message::Text) -> String {
    text.render(str::to_owned)
}

/// All results of an outcome, one per line, for comparing two runs.
pub fn lines(outcome: &Outcome) -> Vec<String> {
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

pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    folder
}

/// Writes files into a folder.
pub fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// `file:line rule` of each finding.
pub fn findings(outcome: &Outcome) -> Vec<String> {
    let line = |finding: &Finding| {
        let span = finding.primary.span;
        format!("{}:{} {}", outcome.sources.get(span.file).path, outcome.sources.start(span).line, finding.rule.id)
    };
    outcome.findings.iter().map(Box::as_ref).map(line).collect()
}

/// The texts at the labels of the only finding.
pub fn labels(outcome: &Outcome) -> Vec<String> {
    let [finding] = outcome.findings.as_slice() else { panic!("{:?}", findings(outcome)) };
    let shown = |label: &Label| {
        let path = &outcome.sources.get(label.span.file).path;
        format!("{path}: {} -- {}", outcome.sources.text(label.span), plain(&label.text))
    };
    finding.labels().map(shown).collect()
}

pub fn errors(outcome: &Outcome) -> Vec<String> {
    let shown = |problem: &Problem| {
        let position = outcome.sources.start(problem.span);
        format!("{}:{}:{} {}", outcome.sources.get(problem.span.file).path, position.line, position.column.0, problem.message)
    };
    outcome.problems.iter().map(shown).collect()
}

/// The declared resources: kind and JSON by address.
pub struct Declared {
    pub resources: BTreeMap<String, (String, Value)>,
    /// The number of resources, including duplicates of an address.
    pub given: usize,
    pub problems: Vec<String>,
}

impl Declared {
    pub fn of(loaded: &Loaded) -> Self {
        let mut all = Collector { problems: loaded.problems.clone(), ..Collector::default() };
        read_all(&loaded.sources, &loaded.project, &|_| 0, &|_| Collector::default(), &mut |part| all.join(part));
        let shown = |resource: &Resource<'_>| {
            let address = resource.address.as_deref().unwrap_or_default().to_owned();
            (address, (resource.kind.name().to_owned(), serde_json::from_str(&resource.json).unwrap()))
        };
        Self {
            given: all.resources.len(),
            resources: all.resources.iter().map(shown).collect(),
            problems: all.problems.into_iter().map(|problem| problem.message.to_string()).collect(),
        }
    }

    pub fn in_folder(folder: &Path) -> Self {
        Self::of(&load_paths(&[".".into()], folder, Variables::default()))
    }

    /// A value of a resource, which must exist.
    pub fn at(&self, address: &str, pointer: &str) -> &Value {
        let (_, object) = self.resources.get(address).unwrap_or_else(|| panic!("no `{address}` in {:?}", self.addresses()));
        object.pointer(pointer).unwrap_or(&Value::Null)
    }

    pub fn addresses(&self) -> Vec<&str> {
        self.resources.keys().map(String::as_str).collect()
    }
}

/// The exit code and the output of a command line in a folder.
pub fn tenantlint(folder: &Path, arguments: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(folder)
        .args(arguments.split(' '))
        .env("NO_COLOR", "1")
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}
