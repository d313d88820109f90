//! The cases in Markdown, one test per case: those of rules in `tests/rules/<rule>.md`, those of policy files in `tests/policy.md`, and the
//! examples of input forms in `docs/forms.md`.
//!
//! `cargo test application_multi_tenant` runs the cases of one rule. `UPDATE_EXPECTED=1` writes the reports into the files.

#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "a wrong index fails the test")]

mod coverage;
#[cfg(debug_assertions)]
mod declarations;
mod document;
mod examples;
mod forms;
mod language;
mod mutated;
mod omission;
mod policy;
mod properties;
mod remediation;
mod rewritten;
mod rules;
mod threats;

use jiff::civil::{Date, date};
use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tenantlint::check::{CheckOptions, check, reference};
use tenantlint::finding::{Action, Replacement, Step};
use tenantlint::load::load_paths;
use tenantlint::message::Text;
use tenantlint::outcome::Outcome;
use tenantlint::policy::{Changed, Policy, load};
use tenantlint::reader::Variables;
use tenantlint::rules::RULES;
use tenantlint::source::Sources;

/// The date of every case.
const TODAY: Date = date(2026, 11, 22);

fn main() -> ExitCode {
    let mut trials = rules::trials();
    #[cfg(debug_assertions)]
    trials.extend(declarations::trials());
    trials.extend(omission::trials());
    trials.extend(remediation::trials());
    trials.extend(policy::trials());
    trials.extend(forms::trials());
    trials.extend(threats::trials());
    trials.extend(rewritten::trials());
    trials.push(mutated::trial());
    trials.push(coverage::trial());
    trials.push(examples::trial());
    trials.push(properties::trial());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A test that fails if the function panics, like a function with `#[test]`.
fn test(name: &str, check: fn()) -> Trial {
    Trial::test(name, move || {
        check();
        Ok(())
    })
}

/// Unescaped text, for templates whose values need no escapes here.
fn plain(text: &Text) -> String {
    text.render(str::to_owned)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The policy of an input: a folder may contain a `policy.yaml`.
fn policy_of(folder: &Path, input: &str) -> (Policy, Sources) {
    let file = Path::new(input).join("policy.yaml");
    if !folder.join(&file).is_file() {
        return Default::default();
    }
    load(&file, folder).unwrap_or_else(|errors| panic!("{}: {errors:?}", file.display()))
}

/// Checks a file or a folder with every rule.
fn run(folder: &Path, input: &str) -> Outcome {
    let (mut policy, mut policy_files) = policy_of(folder, input);
    let loaded = load_paths(&[input.into()], folder, Variables::default());
    let options = CheckOptions { only: RULES.to_vec(), ..CheckOptions::new(TODAY) };
    let base = folder.join(document::BASE);
    if base.is_dir() {
        (policy, policy_files) = policy_from(&base, folder, &options, &policy, policy_files);
    }
    check(loaded, &policy, policy_files, &options)
}

/// The policy of the revision `main` of a case, compared with that of the case.
fn policy_from(base: &Path, folder: &Path, options: &CheckOptions, now: &Policy, now_files: Sources) -> (Policy, Sources) {
    let loaded = load_paths(&[".".into()], base, Variables::default());
    let (policy, files) = policy_of(base, ".");
    let found = reference(loaded, &policy, files, options);
    let (_, files) = policy_of(base, ".");
    let (mut policy, mut files) = policy.from_revision("main", files, &|_| folder.to_owned(), folder);
    let changed = Changed { policy: now, files: &now_files, baseline: None, working_directory: folder };
    policy.set_base("main", found, files.len(), &changed);
    files.append(now_files);
    (policy, files)
}

/// The edits of a step that can be applied.
fn edits(step: &Step, outcome: &Outcome) -> Vec<Replacement> {
    let edits = step.actions.iter().filter_map(|action| if let Action::Edit(edit) = action { Some(edit) } else { None });
    edits.filter_map(|edit| edit.replacement(&outcome.sources)).collect()
}
