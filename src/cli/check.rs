//! `check`: from paths to a report.

use super::fix::{FixArgs, create};
use super::progress::Progress;
use super::revision::{InForce, RevisionArgs};
use super::{Error, InputArgs, Look, process_language, style, unrecognized, verbose, watch};
use crate::check::{CheckOptions, check};
use crate::controls::Framework;
use crate::metadata::Severity;
use crate::outcome::{Exit, Outcome};
use crate::report::{self, Format, Style};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

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

/// Findings that are shown at a terminal, where more would hide the most severe ones.
pub(super) const AT_A_TERMINAL: usize = 50;

/// Whether undecided results fail the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum UndecidedMode {
    /// They are only counted.
    Allow,
    /// They fail the run.
    Deny,
}

/// A report that goes to a file.
#[derive(Debug, Clone)]
pub(super) struct Output {
    pub format: Format,
    pub path: PathBuf,
}

pub(super) fn output(argument: &str) -> Result<Output, String> {
    let (format, path) =
        argument.split_once('=').ok_or_else(|| process_language().text("expected FORMAT=PATH, such as `sarif=out.sarif`"))?;
    if path.is_empty() {
        return Err(process_language().text("the path after `=` is missing").to_owned());
    }
    Ok(Output { format: Format::from_str(format, false)?, path: path.into() })
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
    if args.format.is_binary() && io::stdout().is_terminal() {
        return Err(Error::BinaryFormat);
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
    // Opened before anything is checked, because exit code 2 promises that nothing was, and after loading, because a report of an
    // earlier run may be part of the input.
    let mut outputs = Vec::with_capacity(args.output.len());
    for Output { format, path } in &args.output {
        outputs.push((*format, path, create(path)?));
    }
    let outcome = check(loaded, &policy, policy_files, &terms);
    drop(progress);
    let style = style(look, io::stdout().is_terminal());
    let max_findings = args.max_findings.or(style.terminal.map(|_| AT_A_TERMINAL)).filter(|number| *number > 0);
    let style = Style {
        show_undecided: args.show_undecided,
        quiet: args.quiet,
        max_findings,
        show_accepted: args.show_accepted,
        show_known: args.show_known,
        statistics: args.statistics,
        ..style
    };
    let printed = match args.controls {
        Some(framework) => report::controls(framework, args.format, &outcome, &style, out),
        None if args.fix.diff => args.fix.print_diff(&outcome, &style, out),
        None => report::render(args.format, &outcome, &style, out),
    };
    match printed {
        // Nobody reads on, but the other reports and the exit code are those of the outcome.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        printed => printed?,
    }
    let plain =
        Style { color: false, hyperlinks: false, terminal: None, max_findings: args.max_findings.filter(|number| *number > 0), ..style };
    for (format, path, mut file) in outputs {
        report::render(format, &outcome, &plain, &mut file).map_err(|source| Error::Write { path: path.clone(), source })?;
    }
    if let Some(fixed) = fixed {
        fixed.report(&outcome, look.language());
    }
    args.fix.write_script(&outcome, &terms)?;
    if args.format == Format::Github {
        job_summary(&outcome, &plain)?;
    }
    let mut formats = std::iter::once(args.format).chain(args.output.iter().map(|output| output.format));
    if let Some(left_out) = formats.find_map(|format| report::left_out(format, &outcome)) {
        let warning = look.language().text("warning");
        let _ = writeln!(io::stderr(), "{warning}: {}", left_out.render_in(look.language(), str::to_owned));
    }
    unrecognized::warn(&outcome, look.language());
    Ok(outcome)
}

/// Appends to the summary of the GitHub Actions job, if this runs in one.
pub(super) fn job_summary(outcome: &Outcome, style: &Style) -> Result<(), Error> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from) else { return Ok(()) };
    let append = |path: &Path| {
        let mut file = OpenOptions::new().append(true).create(true).open(path)?;
        report::render(Format::Markdown, outcome, style, &mut file)
    };
    append(&path).map_err(|source| Error::Write { path, source })
}
