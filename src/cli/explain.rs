//! `explain`: prints the page of a rule.

use crate::rules::Rule;
use std::io::{self, Write};

/// Prints a rule's page as Markdown.
pub(super) fn print(rule: &Rule, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# {}\n\n{}\n", rule.id, rule.summary)?;
    let list = |items: &[&str]| if items.is_empty() { "none".to_owned() } else { items.join(", ") };
    let needs = rule.needs_names().join(", ");
    writeln!(out, "- severity: {} (confidence {})", rule.severity.name(), rule.confidence.name())?;
    writeln!(out, "- group: {}, since {}", rule.group.name(), rule.since)?;
    writeln!(out, "- needs: {}", if needs.is_empty() { "none" } else { &needs })?;
    writeln!(out, "- ATT&CK: {}", list(rule.attack))?;
    writeln!(out, "- controls: {}", list(rule.controls))?;
    if let Some(spec) = rule.options {
        let schema = (spec.schema)(&mut schemars::SchemaGenerator::default());
        let properties = schema.get("properties").and_then(|properties| properties.as_object());
        for (name, option) in properties.into_iter().flatten() {
            let about = option.get("description").and_then(|text| text.as_str()).unwrap_or_default().replace('\n', " ");
            let default = option.get("default").map(|value| format!(" (default {value})")).unwrap_or_default();
            writeln!(out, "- option `{name}`: {about}{default}")?;
        }
    }
    writeln!(out)?;
    // A doc comment keeps the space after its slashes.
    for line in rule.docs.lines() {
        writeln!(out, "{}", line.strip_prefix(' ').unwrap_or(line))?;
    }
    Ok(())
}
