//! `check --verbose`: what was read, and why.

use super::InputArgs;
use super::inputs::{self, InputsFormat};
use crate::language::Language;
use crate::load::Loaded;
use crate::policy::Policy;
use crate::report::{counted_in, harmless, say};
use crate::source::Sources;
use std::io::{self, Write};

/// Prints the files that decide how the input is checked, then each file of the input as `inputs` lists it. For
/// that, the input is read twice.
pub(super) fn print(
    input: &InputArgs,
    policy: &Policy,
    policy_files: &Sources,
    baseline: Option<&str>,
    loaded: &Loaded,
    language: Language,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut line = |text: String| writeln!(out, "{}", harmless(&text));
    let files = policy.in_use().files;
    for file in &files {
        let why = if input.config.is_some() { "named with `--config`" } else { "found from the input upward" };
        line(say(language, "policy file: {file} ({why})", &[("file", file.clone()), ("why", why.to_owned())]))?;
    }
    if files.is_empty() {
        let why = if input.no_config { "`--no-config`" } else { "none found from the input upward" };
        line(say(language, "policy file: none ({why})", &[("why", why.to_owned())]))?;
    }
    for (_, inventory) in policy_files.iter().filter(|(_, source)| !files.contains(&source.path)) {
        line(say(language, "inventory: {file}", &[("file", inventory.path.clone())]))?;
    }
    match (baseline, policy.baseline()) {
        (Some(path), Some(baseline)) => {
            let findings = counted_in(language, baseline.entries.len(), "known finding");
            line(say(language, "baseline: {file} ({findings})", &[("file", path.to_owned()), ("findings", findings)]))?;
        }
        _ => line(language.text("baseline: none").to_owned())?,
    }
    let read = loaded.sources.iter().filter(|(_, source)| !source.unreadable).count();
    let numbers = [("read", read), ("skipped", loaded.skipped.len()), ("excluded", loaded.excluded.len())]
        .map(|(name, number)| (name, number.to_string()));
    line(say(language, "files: {read} read, {skipped} skipped, {excluded} excluded", &numbers))?;
    inputs::print(loaded, policy, InputsFormat::Human, language, out)?;
    Ok(())
}
