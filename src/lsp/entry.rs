//! Entries of the allow-list in the text of a policy file: where a new one goes, and what one names.

use super::diagnostics::location;
use super::server::Server;
use super::uri::path_of;
use crate::finding::Finding;
use crate::parts::Parts;
use crate::policy::{NAMES, selects};
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use lsp_types::{GotoDefinitionParams, Location};
use std::path::Path;

/// The first lines of an entry, as [`Finding::allow_entry`] writes it.
const KEY: &str = "allow:\n";

/// Where an entry is added to the allow-list of a policy file, and the text to insert. Nothing if the list cannot be read.
pub(super) fn insertion(text: &str, entry: &str) -> Option<(usize, String)> {
    let root = yaml::parse(text).ok()?;
    let end_of_line = |offset: usize| offset + text.after(offset).find(['\r', '\n']).unwrap_or(text.after(offset).len());
    let Some(list) = root.get("allow").filter(|list| !list.bytes.is_empty()) else {
        if root.get("allow").is_some() || !root.members().iter().all(|member| is_at_line_start(text, member.key_bytes.start)) {
            return None;
        }
        let before = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return Some((text.len(), format!("{before}{entry}\n")));
    };
    let newest = list.elements().last().filter(|_| !text.after(list.bytes.start).starts_with('['))?;
    let line = text.before(newest.bytes.start).rfind('\n').map_or(0, |newline| newline + 1);
    let indent = text.part(line..newest.bytes.start).strip_suffix(['-', ' ']).map(|before| before.trim_end_matches([' ', '-']).len());
    let indent = " ".repeat(text.part(line..newest.bytes.start).find('-').or(indent)?);
    let lines = entry.strip_prefix(KEY)?.lines().map(|line| format!("\n{indent}{}", line.strip_prefix("  ").unwrap_or(line)));
    // The bytes of a mapping may include the line ends after it.
    let end = newest.bytes.start + text.part(newest.bytes.start..newest.bytes.end).trim_end().len();
    Some((end_of_line(end), lines.collect()))
}

fn is_at_line_start(text: &str, offset: usize) -> bool {
    offset == 0 || text.before(offset).ends_with('\n')
}

/// Whether a file is a policy file by its name.
pub(super) fn is_policy_file(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| NAMES.contains(&name))
}

impl Server<'_> {
    /// The findings that the entry of the allow-list at a position accepts.
    pub(super) fn definition(&mut self, params: &GotoDefinitionParams) -> Option<Vec<Location>> {
        self.check();
        let place = &params.text_document_position_params;
        let path = path_of(&place.text_document.uri).filter(|path| is_policy_file(path))?;
        let text = self.buffers.get(&path)?;
        let offset = self.client.encoding.offset(text, place.position);
        let root = yaml::parse(text).ok()?;
        let entries = root.get("allow").map(Node::elements).unwrap_or_default();
        let entry = entries.iter().find(|entry| (entry.bytes.start..=entry.bytes.end).contains(&offset))?;
        let checked = self.root_of(&path)?;
        let outcome = checked.outcome.as_ref()?;
        let all = outcome.accepted.iter().map(|accepted| &*accepted.finding).chain(outcome.findings.iter().map(|finding| &**finding));
        let named = all.filter(|finding: &&Finding| selects(entry, finding));
        let place = |finding: &Finding| location(&checked.root.folder, &outcome.sources, finding.primary.span, self.client.encoding);
        Some(named.filter_map(place).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "allow:\n  - rule: guest-stale\n    resource: { id: \"a\" }";

    fn with_entry(text: &str) -> Option<String> {
        let (offset, added) = insertion(text, ENTRY)?;
        let mut text = text.to_owned();
        text.insert_str(offset, &added);
        Some(text)
    }

    #[test]
    fn an_entry_is_added_to_the_list() {
        let added = "version: 1\nallow:\n  - rule: guest-stale\n    resource: { id: \"a\" }\n";
        assert_eq!(with_entry("version: 1\n").as_deref(), Some(added));
        assert_eq!(with_entry("version: 1").as_deref(), Some(added));
        let listed = "allow:\n- rule: x\n  resource: { id: b } # kept\n\nrules: {}\n";
        let expected = "allow:\n- rule: x\n  resource: { id: b } # kept\n- rule: guest-stale\n  resource: { id: \"a\" }\n\nrules: {}\n";
        assert_eq!(with_entry(listed).as_deref(), Some(expected));
        let nested = "allow:\n    -   rule: x\n        resource:\n            id: b";
        let expected =
            "allow:\n    -   rule: x\n        resource:\n            id: b\n    - rule: guest-stale\n      resource: { id: \"a\" }";
        assert_eq!(with_entry(nested).as_deref(), Some(expected));
    }

    #[test]
    fn a_list_in_brackets_is_left_alone() {
        for text in ["allow: [{ rule: x }]\n", "allow: []\n", "allow:\n", "{ version: 1 }\n", "a: [\n"] {
            assert_eq!(with_entry(text), None, "{text}");
        }
    }
}
