//! `baseline`: records the findings of today, so that `check` fails only on new ones.

use super::fix::create;
use super::{Error, InputArgs};
use crate::baseline::{self, Baseline, Changes};
use crate::check::{CheckOptions, check};
use crate::language::Language;
use crate::outcome::Exit;
use crate::policy::{self, Policy};
use crate::report::{self, say};
use crate::revision::Revision;
use crate::source::{Source, load, shown};
use crate::text::Text;
use clap::Args;
use jiff::civil::Date;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `baseline`.
#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Where to write the baseline, instead of beside the policy file, or else in the root of the repository or the working directory
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only remove entries whose findings no longer exist, and add no new ones
    #[arg(long)]
    update: bool,
    /// Date used for expiry and review dates, and the first day of new entries; defaults to today
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

/// The baseline that `check` uses.
#[derive(Debug, Args)]
pub(super) struct UseArgs {
    /// Baseline to use, instead of `.tenantlint-baseline.json` beside the policy file, or else in the root of the repository or the working
    /// directory
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Do not use a baseline: known findings fail the run, too
    #[arg(long, conflicts_with = "baseline")]
    no_baseline: bool,
}

impl UseArgs {
    /// Makes the policy use the baseline, and returns its file, if there is one.
    pub fn apply(&self, input: &InputArgs, policy: &mut Policy) -> Result<Option<Source>, Error> {
        if self.no_baseline {
            return Ok(None);
        }
        let search = Search::new(input, policy)?;
        let Some(path) = self.baseline.clone().or(search.found()?) else { return Ok(None) };
        let (baseline, source) = search.read(&path)?;
        policy.set_baseline(Some(baseline));
        Ok(Some(source))
    }

    /// The same from another working directory.
    pub fn below(&self, working_directory: &Path) -> Self {
        Self { baseline: self.baseline.as_ref().map(|path| working_directory.join(path)), no_baseline: self.no_baseline }
    }

    /// The same in another revision. A file of the repository that the revision does not contain is no baseline there.
    pub fn at(&self, revision: &Revision, working_directory: &Path) -> Self {
        let there = |path: &PathBuf| {
            let path = working_directory.join(path);
            let path = path.canonicalize().unwrap_or(path);
            revision.path(&path).unwrap_or(path)
        };
        let named = self.baseline.as_ref().map(there);
        let is_missing = named.as_ref().is_some_and(|path| !path.exists());
        Self { baseline: named.filter(|_| !is_missing), no_baseline: self.no_baseline || is_missing }
    }
}

/// Checks, and writes the baseline.
pub(super) fn run(args: &BaselineArgs, language: Language, out: &mut impl Write) -> Result<Exit, Error> {
    let (mut policy, policy_files) = args.input.policy()?;
    let search = Search::new(&args.input, &policy)?;
    let path = match &args.output {
        Some(path) => path.clone(),
        None => search.found()?.unwrap_or_else(|| search.default()),
    };
    let name = shown(&search.working_directory.join(&path), &search.working_directory);
    let known = if path.exists() {
        search.read(&path)?.0
    } else if args.update {
        return Err(Error::NoBaseline(name));
    } else {
        Baseline { is_whole: search.is_whole, ..Baseline::default() }
    };
    policy.set_baseline(Some(known));
    let today = args.today.unwrap_or_else(|| jiff::Zoned::now().date());
    let options = CheckOptions::new(today);
    let loaded = args.input.load()?;
    let policy = args.input.tightened(policy, &loaded)?;
    let outcome = check(loaded, &policy, policy_files, &options);
    let changes = outcome.baseline.as_ref().expect("the policy has a baseline");
    write(&path, &name, changes, args.update, language, out)?;
    for problem in outcome.problems.iter().filter(|problem| !problem.is_warning) {
        let file = &outcome.sources.get(problem.span.file).path;
        let message = format!("{}: {file}: {}", language.text("error"), problem.message.render_in(language, str::to_owned));
        writeln!(std::io::stderr(), "{}", report::harmless(&message))?;
    }
    Ok(if outcome.problems.iter().all(|problem| problem.is_warning) { Exit::Clean } else { Exit::Unreadable })
}

/// Writes the baseline of a run; `name` is the displayed path.
pub(super) fn write(
    path: &Path,
    name: &str,
    changes: &Changes,
    is_update: bool,
    language: Language,
    out: &mut impl Write,
) -> Result<(), Error> {
    let entries = changes.entries(is_update);
    let text = baseline::text(&entries, report::safe_json);
    create(path)?.write_all(text.as_bytes()).map_err(|source| Error::Write { path: path.to_owned(), source })?;
    let (count, summary) = (report::counted_in(language, entries.len(), "finding"), summary(changes, is_update, language));
    let values = [("findings", count), ("path", report::harmless(name)), ("summary", summary)];
    Ok(writeln!(out, "{}", say(language, "wrote {findings} to {path}: {summary}", &values))?)
}

/// What was written: `12 new, 288 known, 3 gone`.
fn summary(changes: &Changes, is_update: bool, language: Language) -> String {
    let new = if is_update { "{number} new, not added" } else { "{number} new" };
    let numbers = [
        (changes.new.len(), new),
        (changes.known.len(), "{number} known"),
        (changes.gone.len(), "{number} gone, removed"),
        (changes.unseen.len(), "{number} kept, because this run did not read or decide everything"),
    ];
    let listed = numbers.iter().filter(|(number, _)| *number > 0);
    let listed: Vec<_> = listed.map(|(number, what)| say(language, what, &[("number", number.to_string())])).collect();
    if listed.is_empty() { language.text("no findings").to_owned() } else { listed.join(language.comma()) }
}

/// The places where a baseline may be.
struct Search {
    working_directory: PathBuf,
    /// The folder of the policy file, or else the roots of the inputs.
    folders: Vec<PathBuf>,
    /// Whether the input contains everything that the baseline is about.
    is_whole: bool,
}

impl Search {
    fn new(input: &InputArgs, policy: &Policy) -> Result<Self, Error> {
        let working_directory = input.working_directory()?;
        let files = policy.in_use().files;
        let of_policy = files.first().map(|file| working_directory.join(file)).and_then(|file| file.parent().map(Path::to_owned));
        let mut roots: Vec<_> = input.starts().map(|start| policy::root(start, &working_directory)).collect();
        roots.sort_unstable();
        roots.dedup();
        let canonical = |path: &Path| working_directory.join(path).canonicalize().ok();
        let named: Vec<PathBuf> = input.paths.iter().filter_map(|path| canonical(path)).filter(|path| path.is_dir()).collect();
        // A policy file that was named may be anywhere.
        let scope = of_policy.iter().filter(|_| input.searches_policy()).filter_map(|folder| canonical(folder)).collect::<Vec<_>>();
        let scope = if scope.is_empty() { &roots } else { &scope };
        let is_whole = scope.iter().all(|folder| named.iter().any(|named| folder.starts_with(named)));
        let folders = of_policy.map_or(roots.clone(), |folder| vec![folder]);
        Ok(Self { working_directory, folders, is_whole })
    }

    /// The baseline that exists.
    fn found(&self) -> Result<Option<PathBuf>, Error> {
        let mut paths = self.folders.iter().map(|folder| folder.join(baseline::NAME)).filter(|path| path.is_file());
        match (paths.next(), paths.next()) {
            (Some(one), Some(other)) => Err(Error::TwoBaselines(one, other)),
            (found, _) => Ok(found),
        }
    }

    /// Where a new one is written.
    fn default(&self) -> PathBuf {
        self.folders.first().unwrap_or(&self.working_directory).join(baseline::NAME)
    }

    fn read(&self, path: &Path) -> Result<(Baseline, Source), Error> {
        let name = shown(&self.working_directory.join(path), &self.working_directory);
        let invalid = |reason: Text| Error::Baseline { name: name.clone(), reason };
        let source = load(&self.working_directory.join(path), &name).map_err(|error| invalid(error.text()))?;
        let text = source.text().map_err(|error| invalid(error.text()))?;
        let read = Baseline::parse(text).map_err(|error| invalid(error.text()))?;
        Ok((Baseline { is_whole: self.is_whole, ..read }, source))
    }
}
