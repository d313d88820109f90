//! `diff`: what differs between two inputs, in what rules read.

use super::check::UndecidedMode;
use super::reports::{Output, Reports, output};
use super::{Error, InputArgs, Look, find_rule, variable};
use crate::check::CheckOptions;
use crate::drift::drift;
use crate::load::Loaded;
use crate::metadata::Severity;
use crate::outcome::Exit;
use crate::report::{Format, Style};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// File or folder with the old state: an export, or code (Terraform, Bicep, ARM templates); `-` reads standard input
    old: PathBuf,
    /// File or folder with the new state, to compare with it
    new: PathBuf,
    /// Value of a variable of Terraform root modules or a parameter of Bicep root templates, such as `region=westeurope`; may be
    /// repeated
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,
    /// File with values of variables of Terraform root modules; may be repeated, `--var` takes precedence
    #[arg(long = "var-file", value_name = "FILE")]
    variable_files: Vec<PathBuf>,
    /// Policy file to use, instead of searching for one from the inputs upward; of it, `diff` uses rules, severities, `fail-on`, tenants and
    /// `complete`
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Do not use a policy file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// Format of the report
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Also write a report to a file, such as `sarif=out.sarif`; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = output)]
    output: Vec<Output>,
    /// Lowest severity that fails the run
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// Show only differences of this severity and above; the exit code counts all
    #[arg(long, value_enum, value_name = "SEVERITY")]
    severity: Option<Severity>,
    /// Compare only what this rule reads; may be repeated
    #[arg(long, value_name = "RULE")]
    only: Vec<String>,
    /// Whether what could not be compared fails the run
    #[arg(long, value_enum, default_value = "allow")]
    undecided: UndecidedMode,
    /// Number of differences to show at most in the format `human`, 0 for all; the default is 50 at a terminal
    #[arg(long, value_name = "NUMBER")]
    max_findings: Option<usize>,
    /// Print no summary if nothing differs
    #[arg(short, long)]
    quiet: bool,
}

impl DiffArgs {
    /// The input at these paths.
    fn input(&self, paths: Vec<PathBuf>) -> InputArgs {
        InputArgs {
            variables: self.variables.clone(),
            variable_files: self.variable_files.clone(),
            config: self.config.clone(),
            no_config: self.no_config,
            ..InputArgs::exports(paths)
        }
    }
}

/// Compares, prints the report and writes the others.
pub(super) fn run(args: &DiffArgs, look: Look, out: &mut impl Write) -> Result<Exit, Error> {
    let stdin = PathBuf::from("-");
    if args.old == stdin && args.new == stdin {
        return Err(Error::StdinAmongPaths);
    }
    let (policy, _) = match args.input(vec![args.old.clone(), args.new.clone()]).policy() {
        // Each state may have a policy file of its own.
        Err(Error::TwoPolicies(..)) => args.input(vec![args.new.clone()]).policy()?,
        policy => policy?,
    };
    let only = args.only.iter().map(|name| find_rule(name, &policy)).collect::<Result<Vec<_>, _>>()?;
    let options = CheckOptions {
        only,
        fail_on: args.fail_on,
        severity: args.severity,
        deny_undecided: args.undecided == UndecidedMode::Deny,
        ..CheckOptions::new(jiff::Zoned::now().date())
    };
    let load = |path: &PathBuf| -> Result<Loaded, Error> {
        let mut loaded = args.input(vec![path.clone()]).load()?;
        // No hook names the files of a comparison: a single file is all there is.
        loaded.sources.are_whole();
        Ok(loaded)
    };
    let (old, new) = (load(&args.old)?, load(&args.new)?);
    let reports = Reports::open(args.format, &args.output)?;
    let outcome = drift(old, new, &policy, &options);
    // There are few undecided results, and each is a part of the comparison that is missing.
    let asked = Style { show_undecided: true, quiet: args.quiet, max_findings: args.max_findings, ..Style::default() };
    reports.write(&outcome, look, asked, out)?;
    let exit = outcome.exit();
    // The process ends here, and freeing the memory of a large report takes longer than printing it.
    std::mem::forget(outcome);
    Ok(exit)
}
