//! How the work grows with the input: for each rule, reported cases are replicated, and nothing grows faster than n log n.
//!
//! The work is counted as allocated bytes, and the result as bytes of the report, so the test does not depend on time. It has a process of its
//! own and one thread, because allocations are counted for the whole process. It prints the worst exponent of each rule.
//!
//! `GROWTH=all cargo test --test growth` replicates all cases, which takes minutes; `GROWTH=1` the first one of each rule. Without the variable,
//! the tests are ignored. CI runs them.

#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "a wrong index fails the test")]

#[path = "../cases/document.rs"]
#[allow(dead_code, reason = "the tests of the cases use the rest")]
mod document;
mod replicate;

use document::{Case, Document, snake};
use jiff::civil::{Date, date};
use libtest_mimic::{Arguments, Failed, Trial};
use replicate::{MODES, Mode, replicated};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tenantlint::check::{CheckOptions, check};
use tenantlint::load::load_paths;
use tenantlint::policy::load;
use tenantlint::reader::Variables;
use tenantlint::report::{Format, Style, render};
use tenantlint::rules::{RULES, Rule};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The date of every case.
const TODAY: Date = date(2026, 11, 22);

/// How many copies there are. One finding shows 20 labels, so that growth below that is no growth of the whole.
const COPIES: [usize; 4] = [1, 24, 48, 96];

/// The largest exponent: n log n and the rounding of capacities.
const MOST: f64 = 1.35;

/// Less growth than this, in bytes, is noise.
const LEAST: usize = 100_000;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn main() -> ExitCode {
    let trial = |rule: &&'static Rule| {
        let rule: &'static Rule = rule;
        Trial::test(format!("{}::growth", snake(rule.id)), move || grows(rule).map_err(Failed::from))
            .with_ignored_flag(std::env::var_os("GROWTH").is_none())
    };
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    libtest_mimic::run(&arguments, RULES.iter().map(trial).collect()).exit_code()
}

/// The bytes that checking a case allocates, and the bytes of its report.
fn cost(rule: &'static Rule, folder: &Path) -> [usize; 2] {
    let file = Path::new("policy.yaml");
    let (policy, policy_files) = if folder.join(file).is_file() { load(file, folder).unwrap() } else { Default::default() };
    let counted = Region::new(ALLOCATOR);
    let loaded = load_paths(&[".".into()], folder, Variables::default());
    let options = CheckOptions { only: vec![rule], ..CheckOptions::new(TODAY) };
    let outcome = check(loaded, &policy, policy_files, &options);
    let mut report = Vec::new();
    render(Format::Json, &outcome, &Style::default(), &mut report).unwrap();
    [counted.change().bytes_allocated, report.len()]
}

/// The exponent of the growth with the last doubling: of what was added compared with the doubling before, and of all beyond one copy. The
/// smaller one counts, because the first is sensitive to what happens once.
#[allow(clippy::cast_precision_loss, reason = "a ratio does not need all digits")]
fn exponent([one, first, second, third]: [usize; 4]) -> f64 {
    let (before, after) = (second.saturating_sub(first), third.saturating_sub(second));
    if after < LEAST {
        return 0.0;
    }
    let doubling = |before: usize, after: usize| (after as f64 / before.max(1) as f64).log2();
    doubling(before, after).min(doubling(second.saturating_sub(one), third - one))
}

fn grows(rule: &'static Rule) -> Result<(), String> {
    let document = Document::read(format!("tests/rules/{}.md", rule.id));
    let (mut worst, mut faults) = ((0.0, String::new()), Vec::new());
    let cases = if std::env::var_os("GROWTH").is_some_and(|cases| cases == "all") { usize::MAX } else { 1 };
    for case in document.section("Reported").take(cases) {
        let mut seen = Vec::new();
        for mode in MODES {
            // Some modes make the same files of a case.
            let files = replicated(&case.files, *mode, 2);
            if seen.contains(&files) {
                continue;
            }
            seen.push(files);
            // Each of n deployments of a template with n resources declares them: `eval::Fuel` limits that.
            if case.name.contains("template linked") && *mode != Mode::Folders {
                continue;
            }
            for (what, exponent) in exponents(rule, case, *mode) {
                let name = format!("{} {mode:?} {what}", case.name);
                if exponent > MOST {
                    faults.push(format!("n^{exponent:.2}: {name}"));
                }
                if exponent > worst.0 {
                    worst = (exponent, name);
                }
            }
        }
    }
    println!("{}: n^{:.2} ({})", rule.id, worst.0, worst.1);
    for fault in &faults {
        println!("    {fault}");
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

fn exponents(rule: &'static Rule, case: &Case, mode: Mode) -> Vec<(&'static str, f64)> {
    let mut costs = Vec::new();
    for copies in COPIES {
        // Files take longer to write than objects to check.
        let copies = if mode == Mode::Folders { copies.div_ceil(4) } else { copies };
        let Some(files) = replicated(&case.files, mode, copies) else { return Vec::new() };
        let mut replica = Case::default();
        replica.files = files;
        let folder = replica.folder();
        costs.push(cost(rule, folder.path()));
    }
    let of = |at: usize| [costs[0][at], costs[1][at], costs[2][at], costs[3][at]];
    vec![("work", exponent(of(0))), ("report", exponent(of(1)))]
}
