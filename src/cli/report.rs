//! `report`: merges the records of `check --tenants` into a report.

use super::reports::{Output, Reports, output};
use super::{Error, Look};
use crate::fleet::{MergeOptions, merge};
use crate::metadata::Severity;
use crate::outcome::Exit;
use crate::report::{Format, Style};
use clap::Args;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Files with records, which `check --tenants` writes as `jsonl`, and folders with files `*.jsonl`
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Format of the report
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Also write a report to a file, such as `html=fleet.html`; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = output)]
    output: Vec<Output>,
    /// Report only findings that the previous run on the same tenant did not have; the others are known
    #[arg(long)]
    only_new: bool,
    /// Exit with 1 if there are findings of this severity and above; without it, findings do not change the exit code
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// Number of findings to show at most in the format `human`, 0 for all; the default is 50 at a terminal
    #[arg(long, value_name = "NUMBER")]
    max_findings: Option<usize>,
    /// Show only the number of findings of each rule, in the format `human`
    #[arg(long)]
    statistics: bool,
    /// List everything that is undecided
    #[arg(long)]
    show_undecided: bool,
}

/// Reads the files and prints the report.
pub(super) fn run(args: &ReportArgs, look: Look, out: &mut impl Write) -> Result<Exit, Error> {
    let working_directory = std::env::current_dir()?;
    let options =
        MergeOptions { today: jiff::Zoned::now().date(), fail_on: args.fail_on.unwrap_or(Severity::Medium), only_new: args.only_new };
    let (mut outcome, is_whole) =
        merge(&files(&args.paths)?, &working_directory, options).map_err(|(path, source)| Error::Read { path, source })?;
    outcome.exit_zero = args.fail_on.is_none();
    let asked =
        Style { show_undecided: args.show_undecided, statistics: args.statistics, max_findings: args.max_findings, ..Style::default() };
    Reports::open(args.format, &args.output)?.write(&outcome, look, asked, out)?;
    // Exports that could not be read are in the report. Here, the input is the records.
    let exit = match outcome.verdict() {
        Exit::Findings if args.fail_on.is_some() => Exit::Findings,
        _ if is_whole => Exit::Clean,
        _ => Exit::Unreadable,
    };
    std::mem::forget(outcome); // the process ends here
    Ok(exit)
}

/// The files, and those of the folders: a container without a shell has no globs.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let failed = |source| Error::Read { path: path.clone(), source };
        let entries = fs::read_dir(path).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>());
        let mut of_folder = entries.map_err(failed)?;
        of_folder.retain(|file| file.extension().is_some_and(|extension| extension == "jsonl") && file.is_file());
        if of_folder.is_empty() {
            return Err(failed(io::Error::new(io::ErrorKind::NotFound, "the folder contains no `*.jsonl`")));
        }
        of_folder.sort();
        files.extend(of_folder);
    }
    Ok(files)
}
