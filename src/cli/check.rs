//! `check`: from paths to a report.

use super::fix::FixArgs;
use super::progress::Progress;
use super::reports::{Output, Reports, output};
use super::revision::{InForce, RevisionArgs};
use super::{Error, InputArgs, Look, unrecognized, verbose, watch};
use crate::check::{CheckOptions, check};
use crate::controls::Framework;
use crate::metadata::Severity;
use crate::outcome::{Exit, Outcome};
use crate::report::{self, Format, Style};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::io::{self, Write};
use std::path::Path;

/// Arguments of `check`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub baseline: super::baseline::UseArgs,
    #[command(flatten)]
    revision: RevisionArgs,
    /// Format of the report
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    /// Also write a report to a file, such as `sarif=out.sarif`; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = output)]
    pub output: Vec<Output>,
    /// Lowest severity that fails the run
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// Run only this rule; may be repeated
    #[arg(long, value_name = "RULE")]
    pub only: Vec<String>,
    /// List everything that is undecided, and what to collect to decide it
    #[arg(long)]
    show_undecided: bool,
    /// Whether undecided rules and settings fail the run
    #[arg(long, value_enum, default_value = "allow")]
    undecided: UndecidedMode,
    /// Exit with 0 although there are findings; 2 and 3 remain
    #[arg(long)]
    pub exit_zero: bool,
    /// Print on standard error what was read and why: the policy file, inventories, the baseline, and each file with its format
    #[arg(short, long)]
    verbose: bool,
    /// Accept folders in which no file has a supported format; otherwise, such a run exits with 3
    #[arg(long)]
    allow_empty: bool,
    /// Date used for expiry and review dates, such as 2027-03-31; defaults to today
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Show only findings of this severity and above; the exit code counts all
    #[arg(long, value_enum, value_name = "SEVERITY")]
    severity: Option<Severity>,
    /// Number of findings to show at most in the format `human`, 0 for all; the default is 50 at a terminal
    #[arg(long, value_name = "NUMBER")]
    max_findings: Option<usize>,
    /// Show only the number of findings of each rule, in the format `human`
    #[arg(long)]
    statistics: bool,
    /// Show the state of each control of a framework that a rule covers, instead of findings; in the formats `human`, `json` and `markdown`
    #[arg(long, value_enum, value_name = "FRAMEWORK", conflicts_with_all = ["statistics", "diff"])]
    controls: Option<Framework>,
    /// List accepted findings, in the format `human`
    #[arg(long)]
    show_accepted: bool,
    /// Report findings although comments in code accept them (`tenantlint: allow`)
    #[arg(long)]
    no_suppressions: bool,
    /// List known findings, of the baseline and of the revision of `--since`, in the format `human`
    #[arg(long)]
    show_known: bool,
    /// Print no summary if there are no findings
    #[arg(short, long)]
    quiet: bool,
    /// Check many tenants, each by itself: a glob of folders, such as `'exports/*'`, or a file that lists a folder on each line, or the name
    /// of the tenant, a tab and its folder. The format `human` prints a line for each tenant; `jsonl` prints the records that `report` reads
    /// and `--output jsonl=FILE` appends them
    #[arg(long, value_name = "FILE|GLOB", conflicts_with_all = ["paths", "stdin_filename", "since", "policy_from", "controls", "statistics",
        "severity", "watch", "fix", "diff", "script", "verbose"])]
    pub tenants: Option<String>,
    /// Date of the exports of all tenants, instead of that in the name of the folder, such as `exports/contoso/2026-11-30`
    #[arg(long, value_name = "DATE", requires = "tenants")]
    pub export_date: Option<Date>,
    /// Check again whenever a file changes that was read or is in the folder of one, until Ctrl-C ends it
    #[arg(long, conflicts_with = "fix")]
    watch: bool,
    #[command(flatten)]
    fix: FixArgs,
}

/// Whether undecided results fail the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum UndecidedMode {
    /// They are only counted.
    Allow,
    /// They fail the run.
    Deny,
}

impl CheckArgs {
    /// The options of a run of all rules, which is not compared with a revision.
    pub fn options(&self) -> CheckOptions {
        CheckOptions {
            today: self.today.unwrap_or_else(|| jiff::Zoned::now().date()),
            only: Vec::new(),
            fail_on: self.fail_on,
            severity: self.severity,
            deny_undecided: self.undecided == UndecidedMode::Deny,
            suppressions: !self.no_suppressions,
            since: None,
            allow_empty: self.allow_empty,
            exit_zero: self.exit_zero,
        }
    }
}

/// Checks once, or again after each change.
pub(super) fn run(args: &CheckArgs, look: Look, out: &mut impl Write) -> Result<Exit, Error> {
    if args.watch {
        let written: Vec<&Path> = args.output.iter().map(|output| &*output.path).chain(args.fix.script.as_deref()).collect();
        match watch::repeat(&args.input, &written, look, || {
            let outcome = check_once(args, look, out)?;
            out.flush()?;
            Ok(outcome)
        })? {}
    }
    let outcome = check_once(args, look, out)?;
    let exit = outcome.exit();
    // The process ends here, and freeing the memory of a large report takes longer than printing it.
    std::mem::forget(outcome);
    Ok(exit)
}

/// Checks, prints the report and writes the others.
fn check_once(args: &CheckArgs, look: Look, out: &mut impl Write) -> Result<Outcome, Error> {
    if args.controls.is_some() && !matches!(args.format, Format::Human | Format::Json | Format::Markdown) {
        return Err(Error::ControlsFormat);
    }
    let progress = Progress::start(look.language());
    let mut loaded = args.input.load()?;
    let now = InForce::new(&args.input, &args.baseline, &loaded)?;
    let mut terms = args.options();
    let InForce { policy, files: policy_files, baseline } =
        args.revision.apply(&args.input, &args.baseline, &args.only, &mut terms, now)?;
    let fixed = args.fix.apply(&args.input, &policy, &policy_files, &terms)?;
    if fixed.is_some() {
        loaded = args.input.load()?;
    }
    if args.verbose {
        let baseline = baseline.as_ref().map(|file| &*file.path);
        let _ = verbose::print(&args.input, &policy, &policy_files, baseline, &loaded, look.language(), &mut io::stderr().lock());
    }
    let reports = Reports::open(args.format, &args.output)?;
    let outcome = check(loaded, &policy, policy_files, &terms);
    drop(progress);
    let asked = Style {
        show_undecided: args.show_undecided,
        quiet: args.quiet,
        max_findings: args.max_findings,
        show_accepted: args.show_accepted,
        show_known: args.show_known,
        statistics: args.statistics,
        ..Style::default()
    };
    match args.controls {
        Some(framework) => {
            reports.write_and(&outcome, look, asked, |style| report::controls(framework, args.format, &outcome, style, out))?;
        }
        None if args.fix.diff => reports.write_and(&outcome, look, asked, |style| args.fix.print_diff(&outcome, style, out))?,
        None => reports.write(&outcome, look, asked, out)?,
    }
    if let Some(fixed) = fixed {
        fixed.report(&outcome, look.language());
    }
    args.fix.write_script(&outcome, &terms)?;
    unrecognized::warn(&outcome, look.language());
    Ok(outcome)
}
