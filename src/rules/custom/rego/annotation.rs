//! Metadata of rules in Rego: comments that begin with `# METADATA` and continue in YAML, as OPA defines them.

use crate::parts::Parts;

/// Metadata of a rule, or of the rule `deny` of a package.
#[derive(Debug)]
pub struct Annotated {
    /// The YAML, with a blank in the place of each `#`, so that it has as many bytes as in the file.
    pub yaml: String,
    /// The bytes of the YAML in the file.
    pub bytes: std::ops::Range<usize>,
    /// The rule, as in `data.contoso.apps.deny`.
    pub query: String,
}

/// The metadata in a file.
pub fn annotations(text: &str) -> Vec<Annotated> {
    let starts = text.split_inclusive('\n').scan(0, |next, line| {
        let start = *next;
        *next += line.len();
        Some((start, line))
    });
    let lines: Vec<(usize, &str)> = starts.collect();
    let Some(package) = lines.iter().find_map(|(_, line)| line.strip_prefix("package ")).map(word) else { return Vec::new() };
    let mut found = Vec::new();
    let mut rest = lines.as_slice();
    while let Some(((start, line), after)) = rest.split_first() {
        rest = after;
        if line.trim_end() != "# METADATA" {
            continue;
        }
        let start = start + line.len();
        let count = rest.iter().take_while(|(_, line)| line.starts_with('#')).count();
        let (block, after) = rest.split_at(count);
        rest = after;
        // Other comments may be between the metadata and the rule.
        let Some((_, head)) = after.iter().find(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) else { break };
        let head = head.strip_prefix("default ").unwrap_or(head);
        let name = if head.starts_with("package ") { "deny" } else { word(head) };
        let yaml: String = block.iter().flat_map(|(_, line)| [" ", line.after(1)]).collect();
        let bytes = start..start + yaml.len();
        found.push(Annotated { yaml, bytes, query: format!("data.{package}.{name}") });
    }
    found
}

/// The name at the beginning of a text.
fn word(text: &str) -> &str {
    let is_name = |character: char| character.is_alphanumeric() || "_.".contains(character);
    text.split(|character| !is_name(character)).next().unwrap_or_default()
}
