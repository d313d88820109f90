//! `rules`: lists all rules.

use super::Look;
use crate::language::Language;
use crate::rules::Rule;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Output formats of `rules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RulesFormat {
    /// A table for people.
    Human,
    /// An array of JSON objects, with the controls that each rule covers.
    Json,
    /// One line of JSON for each rule.
    Jsonl,
    /// A table in Markdown, with the controls that each rule covers.
    Markdown,
}

/// Prints rules.
pub(super) fn print(rules: &[&'static Rule], format: RulesFormat, look: Look, out: &mut impl Write) -> io::Result<()> {
    let people = look.language();
    let programs = look.lang.unwrap_or_default();
    match format {
        RulesFormat::Human => {
            let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
            let mut lines = rules.iter();
            lines.try_for_each(|rule| writeln!(out, "{:<width$}  {:<8}  {}", rule.id, rule.severity.name(), people.text(rule.summary)))
        }
        RulesFormat::Json => {
            let rules: Vec<Value> = rules.iter().map(|rule| as_json(rule, programs)).collect();
            writeln!(out, "{:#}", Value::from(rules))
        }
        RulesFormat::Jsonl => rules.iter().try_for_each(|rule| writeln!(out, "{}", as_json(rule, programs))),
        RulesFormat::Markdown => {
            let head = people.text("| rule | severity | finds | ATT&CK | controls |");
            writeln!(out, "{head}\n|---|---|---|---|---|")?;
            rules.iter().try_for_each(|rule| {
                let (attack, controls) = (rule.attack.join(", "), rule.controls.join(", "));
                writeln!(out, "| `{}` | {} | {} | {attack} | {controls} |", rule.id, rule.severity.name(), people.text(rule.summary))
            })
        }
    }
}

fn as_json(rule: &Rule, language: Language) -> Value {
    json!({
        "rule": rule.id,
        "group": rule.group.name(),
        "severity": rule.severity,
        "confidence": rule.confidence,
        "summary": language.text(rule.summary),
        "needs": rule.needs_names(Language::English),
        "attack": rule.attack,
        "controls": rule.controls,
        "since": rule.since,
    })
}
