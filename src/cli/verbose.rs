//! `check --verbose`: what was read, and why.

use super::InputArgs;
use super::inputs::{self, InputsFormat};
use crate::load::Loaded;
use crate::policy::Policy;
use crate::report::{counted, harmless};
use crate::source::Sources;
use std::io::{self, Write};

/// Prints it on standard error: the files that decide how the input is checked, then each file of the input as `inputs` lists it. For
/// that, the input is read twice.
pub(super) fn print(input: &InputArgs, policy: &Policy, policy_files: &Sources, baseline: Option<&str>, loaded: &Loaded) {
    let _ = write(input, policy, policy_files, baseline, loaded, &mut io::stderr().lock());
}

fn write(
    input: &InputArgs,
    policy: &Policy,
    policy_files: &Sources,
    baseline: Option<&str>,
    loaded: &Loaded,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut line = |text: String| writeln!(out, "{}", harmless(&text));
    let files = policy.in_use().files;
    for file in &files {
        let why = if input.config.is_some() { "named with `--config`" } else { "found from the input upward" };
        line(format!("policy file: {file} ({why})"))?;
    }
    if files.is_empty() {
        let why = if input.no_config { "`--no-config`" } else { "none found from the input upward" };
        line(format!("policy file: none ({why})"))?;
    }
    for (_, inventory) in policy_files.iter().filter(|(_, source)| !files.contains(&source.path)) {
        line(format!("inventory: {}", inventory.path))?;
    }
    match (baseline, policy.baseline()) {
        (Some(path), Some(baseline)) => line(format!("baseline: {path} ({})", counted(baseline.entries.len(), "known finding")))?,
        _ => line("baseline: none".to_owned())?,
    }
    let read = loaded.sources.iter().filter(|(_, source)| !source.unreadable).count();
    line(format!("files: {read} read, {} skipped, {} excluded", loaded.skipped.len(), loaded.excluded.len()))?;
    inputs::print(loaded, policy, InputsFormat::Human, out)?;
    Ok(())
}
