//! `rules`: lists all rules.

use crate::rules::RULES;
use serde_json::json;
use std::io::{self, Write};

/// Output formats of `rules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RulesFormat {
    /// A table for people.
    Human,
    /// One line of JSON for each rule.
    Jsonl,
}

/// Prints a line for each rule.
pub(super) fn print(format: RulesFormat, out: &mut impl Write) -> io::Result<()> {
    let width = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    for rule in RULES {
        match format {
            RulesFormat::Human => writeln!(out, "{:<width$}  {:<8}  {}", rule.id, rule.severity.name(), rule.summary)?,
            RulesFormat::Jsonl => {
                let line = json!({
                    "rule": rule.id,
                    "group": rule.group.name(),
                    "severity": rule.severity,
                    "confidence": rule.confidence,
                    "summary": rule.summary,
                    "needs": rule.needs_names(),
                    "attack": rule.attack,
                    "controls": rule.controls,
                    "since": rule.since,
                });
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(())
}
