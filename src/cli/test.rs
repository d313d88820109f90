//! `test`: tests of the rules of an organization.

use super::{ConfigArgs, Error};
use crate::check::{CheckOptions, check};
use crate::language::Language;
use crate::load::load_paths;
use crate::outcome::{Exit, Outcome};
use crate::policy::{self, Case, Expected, Policy};
use crate::reader::Variables;
use crate::report::{self, harmless, say};
use crate::source::{Source, Sources, shown};
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// Folder or file with tests
    #[arg(default_value = ".", value_name = "PATH")]
    path: PathBuf,
    #[command(flatten)]
    config: ConfigArgs,
}

/// More tests are not found.
const MOST_FILES: usize = 10_000;

/// Runs all tests below a path, and prints the result of each.
pub(super) fn run(args: &TestArgs, language: Language, out: &mut impl Write) -> Result<Exit, Error> {
    let working_directory = std::env::current_dir()?;
    let (policy, files) = args.config.exports(vec![args.path.clone()]).policy()?;
    let entries = walkdir::WalkDir::new(&args.path).sort_by_file_name().into_iter();
    let is_visible = |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    let found = entries.filter_entry(is_visible).flatten().filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let found: Vec<PathBuf> = found.take(MOST_FILES).collect();
    let mut results = Results { out, language, passed: 0, failed: 0 };
    #[cfg(not(feature = "rego"))]
    drop(files);
    #[cfg(feature = "rego")]
    in_rego(&found, &files, &working_directory, &mut results)?;
    for path in found.iter().filter(|path| policy::is_cases(path)) {
        let name = shown(path, &working_directory);
        let (cases, file) = policy::cases(read(path, &name)?, policy.rule_set())?;
        for case in cases {
            let line = file.start(case.span).line;
            let differences = differences(&case, &policy, language)?;
            results.add(&format!("{name}:{line}: {}", case.name), &differences)?;
        }
    }
    let Results { out, passed, failed, .. } = results;
    if passed + failed == 0 {
        return Err(Error::NoTests(args.path.clone()));
    }
    let tests = report::counted_in(language, passed + failed, "test");
    let values = [("tests", tests), ("passed", passed.to_string()), ("failed", failed.to_string())];
    writeln!(out, "{}", say(language, "{tests}: {passed} passed, {failed} failed", &values))?;
    Ok(if failed == 0 { Exit::Clean } else { Exit::Findings })
}

fn read(path: &Path, name: &str) -> Result<Source, Error> {
    crate::source::load(path, name).map_err(|error| Error::Io(io::Error::other(format!("cannot read `{name}`: {error}"))))
}

/// Counts and prints the results of tests.
struct Results<'o, W> {
    out: &'o mut W,
    language: Language,
    passed: usize,
    failed: usize,
}

impl<W: Write> Results<'_, W> {
    fn add(&mut self, name: &str, differences: &[String]) -> io::Result<()> {
        if differences.is_empty() {
            self.passed += 1;
            return writeln!(self.out, "{}  {}", self.language.text("passed"), harmless(name));
        }
        self.failed += 1;
        writeln!(self.out, "{}  {}", self.language.text("failed"), harmless(name))?;
        differences.iter().try_for_each(|difference| writeln!(self.out, "        {}", harmless(difference)))
    }
}

/// Runs the rules `test_*` of files in Rego, together with the files of the rules.
#[cfg(feature = "rego")]
fn in_rego<W: Write>(found: &[PathBuf], files: &Sources, working_directory: &Path, results: &mut Results<'_, W>) -> Result<(), Error> {
    let is_rego = |path: &Path| path.extension().is_some_and(|extension| extension == "rego");
    let mut programs: Vec<(String, String)> = Vec::new();
    for (_, source) in files.iter().filter(|(_, source)| is_rego(Path::new(&source.path))) {
        programs.push((source.path.clone(), source.text().unwrap_or_default().to_owned()));
    }
    let before = programs.len();
    for path in found.iter().filter(|path| is_rego(path) && policy::is_test(path)) {
        let name = shown(path, working_directory);
        let text = read(path, &name)?.text().unwrap_or_default().to_owned();
        programs.push((name, text));
    }
    if programs.len() == before {
        return Ok(());
    }
    for (name, failed) in policy::run_tests(&programs)? {
        results.add(&name, failed.as_slice())?;
    }
    Ok(())
}

/// How the results of a case differ from what is expected.
fn differences(case: &Case, policy: &Policy, language: Language) -> Result<Vec<String>, Error> {
    let folder = tempfile::tempdir()?;
    for (name, text) in &case.files {
        let path = folder.path().join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
    let today = case.today.unwrap_or_else(|| jiff::Zoned::now().date());
    let outcome = check(loaded, policy, Sources::default(), &CheckOptions { only: case.rules.clone(), ..CheckOptions::new(today) });
    let mut differences: Vec<String> = outcome
        .problems
        .iter()
        .map(|problem| format!("{}: {}", language.text(problem.level()), problem.message.render_in(language, str::to_owned)))
        .collect();
    let mut found: Vec<_> = outcome.findings.iter().map(|finding| Found::new(&outcome, finding)).collect();
    for expected in &case.findings {
        match found.iter().position(|found| found.is(expected)) {
            Some(at) => drop(found.remove(at)),
            None => differences.push(say(language, "missing: {finding}", &[("finding", described(expected, language))])),
        }
    }
    differences
        .extend(found.iter().map(|Found(found)| say(language, "not expected: {finding}", &[("finding", described(found, language))])));
    let mut undecided: Vec<_> =
        outcome.undecided.iter().map(|undecided| (undecided.rule.id, undecided.missing.render_in(language, str::to_owned))).collect();
    for expected in &case.undecided {
        match undecided.iter().position(|(rule, _)| rule == expected) {
            Some(at) => drop(undecided.remove(at)),
            None => differences.push(say(language, "not undecided: {rule}", &[("rule", expected.clone())])),
        }
    }
    differences.extend(undecided.iter().map(|(rule, missing)| format!("{}: {rule}: {missing}", language.text("undecided"))));
    Ok(differences)
}

/// A finding as a case compares it.
struct Found(Expected);

impl Found {
    fn new(outcome: &Outcome, finding: &crate::finding::Finding) -> Self {
        let span = finding.primary.span;
        Self(Expected {
            rule: finding.rule.id.to_owned(),
            file: Some(outcome.sources.get(span.file).path.clone()),
            line: Some(outcome.sources.start(span).line),
            text: Some(outcome.sources.text(span)),
            title: Some(finding.title.render(str::to_owned)),
            severity: Some(finding.severity),
        })
    }

    fn is(&self, expected: &Expected) -> bool {
        fn same<T: PartialEq>(found: Option<&T>, expected: Option<&T>) -> bool {
            expected.is_none_or(|expected| found == Some(expected))
        }
        let Self(found) = self;
        found.rule == expected.rule
            && same(found.file.as_ref(), expected.file.as_ref())
            && same(found.line.as_ref(), expected.line.as_ref())
            && same(found.text.as_ref(), expected.text.as_ref())
            && same(found.title.as_ref(), expected.title.as_ref())
            && same(found.severity.as_ref(), expected.severity.as_ref())
    }
}

/// `contoso/app-name in apps.json, line 3, text "Portal": …`
fn described(expected: &Expected, language: Language) -> String {
    let part = |template, name, value: String| say(language, template, &[(name, value)]);
    let Expected { rule, file, line, text, title, severity } = expected;
    let parts = [
        severity.map(|severity| severity.name().to_owned()),
        file.as_ref().map(|file| part("in {file}", "file", file.clone())),
        line.map(|line| part("line {line}", "line", line.to_string())),
        text.as_ref().map(|text| part("text {text}", "text", text.clone())),
        title.as_ref().map(|title| part("title {title}", "title", title.clone())),
    ];
    std::iter::once(rule.clone()).chain(parts.into_iter().flatten()).collect::<Vec<_>>().join(", ")
}
