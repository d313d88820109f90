//! Conditions without which there is nothing to read in JSON: the thousands of unrelated JSON files of a repository are not parsed.

use crate::parts::Parts;
use crate::reader::dsc::is_of_entra;
use crate::reader::export_keys::{self, WORDS};
use crate::reader::graph::arm_kind;
use crate::reader::key_search::{KeySearch, Shown};
use crate::reader::list::is_error;
use crate::reader::powershell::AZURE_SHAPES;
use crate::reader::words::Words;
use crate::syntax::json::{Scan, scan};
use std::sync::LazyLock;

/// Words of which one suffices.
static SUFFICIENT: Words = Words::new(&["@odata.", "odata.error", "microsoft.entra.", "B2BManagementPolicy"]);

/// Groups of keys of which one suffices, besides signs and shapes. A name with a space stands for a value: see [`VALUES`].
const CONDITIONS: &[&[&str]] = &[
    // Resources of Azure Resource Manager.
    &["ARM type", "id"],
    &["ARM type", "properties"],
    &["ARM type", "ResourceId"],
    &["ARM id", "name"],
    &["ARM id", "properties"],
    &["default id", "isEnabled"],
    // Tables of Resource Graph.
    &["columns", "rows"],
    // Batches and other responses: the request shows what the body is, or the body is escaped text.
    &["responses", "request path"],
    &["body of a response", "request path"],
    &["content of a response", "request path"],
    &["text of a response", "statusCode"],
    &["error of a response"],
    // Other tools.
    &["AzureHound kind", "data"],
    &["Entra resource"],
    &["resources", "resourceType", "properties"],
    &["resources", "errorDetails"],
    &["module_version", "tenant_details"],
    &["format_version", "values"],
];

const VALUES: &[Shown] = &[
    ("type", "ARM type", is_arm_type),
    ("resourceType", "ARM type", is_arm_type),
    ("resourceType", "Entra resource", |value| is_of_entra(string(value))),
    ("ResourceName", "Entra resource", |value| is_of_entra(string(value))),
    ("id", "ARM id", |value| string(value).starts_with('/')),
    ("id", "default id", |value| string(value).starts_with("00000000-0000-0000-0000-")),
    ("kind", "AzureHound kind", |value| string(value).starts_with("AZ")),
    ("body", "body of a response", |value| value.starts_with('{')),
    ("content", "content of a response", |value| value.starts_with('{')),
    ("content", "text of a response", |value| string(value).trim_start().starts_with(['{', '['])),
    ("url", "request path", |value| string(value).contains('/')),
    ("id", "request path", |value| string(value).contains('/')),
    ("error", "error of a response", is_service_error),
];

/// The text of a string up to its first quote, without the escape of a slash at its start.
fn string(value: &str) -> &str {
    let value = value.strip_prefix('"').and_then(|value| value.split('"').next()).unwrap_or_default();
    value.strip_prefix('\\').unwrap_or(value)
}

/// Whether an object is the error of a service.
fn is_service_error(value: &str) -> bool {
    let mut members = Scan::default();
    value.starts_with('{') && (scan(value, 0, &mut members).is_err() || is_error(&members))
}

fn is_arm_type(value: &str) -> bool {
    arm_kind(&string(value).replace('\\', "")).is_some()
}

/// The part of a text that is searched for words first.
const HEAD_BYTES: usize = 4 << 10;

static SEARCH: LazyLock<KeySearch> = LazyLock::new(|| {
    let shapes = AZURE_SHAPES.iter().map(|(group, _)| *group);
    KeySearch::new(export_keys::groups().chain(shapes).chain(CONDITIONS.iter().copied()), VALUES)
});

/// Whether anything may be read in a text: an object, a warning, or an error in a file that is an export.
pub(super) fn may_hold(text: &str) -> bool {
    let start = text.trim_start();
    let is_log = |rest: &str| rest.starts_with(|first: char| first.is_ascii_uppercase());
    if !start.starts_with('{') && start.strip_prefix('[').is_none_or(is_log) {
        return true; // JSON may follow after other text
    }
    // Most exports show it at their start.
    WORDS.occur_in(text.before(text.floor_char_boundary(HEAD_BYTES))) || SEARCH.occurs_in(text) || SUFFICIENT.may_occur_in(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::code::LoadedFiles;
    use crate::reader::detector::File;
    use crate::reader::frame::Frame;
    use crate::reader::neighbors::Neighbors;
    use crate::reader::terraform::Overlay;
    use crate::resource::Collector;
    use crate::source::{Source, Sources};
    use std::path::Path;

    /// What the reader finds in a text, with its first problem.
    fn found(text: &str) -> Option<String> {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("x.json", text));
        let (neighbors, overlay, loaded) = (Neighbors::new(&sources), Overlay::default(), LoadedFiles::default());
        let file = File { id, source: sources.get(id), overlay: &overlay, neighbors: &neighbors, loaded: &loaded };
        let mut given = Collector::default();
        let reading = super::super::documents(&file, Frame::whole(id), text, None, &mut given);
        let problem = given.problems.first().map(|problem| problem.message.render(str::to_owned));
        problem
            .or_else(|| given.resources.first().map(|resource| resource.kind.name().to_owned()))
            .or(reading.format.map(|of| format!("{of:?}")))
    }

    /// The texts of all JSON files below a folder, and of those in the cases of rules.
    fn texts(folder: &Path, into: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("it is a folder").flatten() {
            let path = entry.path();
            let text = || std::fs::read_to_string(&path).unwrap_or_default();
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => texts(&path, into),
                Some("json" | "jsonl" | "ndjson" | "tfstate") => into.push(text()),
                Some("md") => into.extend(text().split("\n```").map(|part| part.split_once('\n').unwrap_or_default().1.to_owned())),
                _ => {}
            }
        }
    }

    #[test]
    fn nothing_is_read_without_them() {
        let mut all = Vec::new();
        for folder in ["tests", "examples"] {
            texts(Path::new(folder), &mut all);
        }
        let halves: Vec<String> = all.iter().map(|text| text[..text.floor_char_boundary(text.len() / 2)].to_owned()).collect();
        let without: Vec<&String> = all.iter().chain(&halves).filter(|text| !may_hold(text)).collect();
        assert!(without.len() > 100, "only {} texts of {}", without.len(), all.len());
        for text in without {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn unrelated_json_does_not_fulfil_them() {
        for text in [
            r#"{"name": "x", "version": "1.0.0", "type": "module", "scripts": {"test": "exit 1"}}"#,
            r#"[{"id": "1", "type": "image/png", "properties": {}}]"#,
            r#"{"status": "active", "content": [], "error": "none", "code": 1}"#,
            r#"{"error": {"code": "InvalidInput", "httpStatusCode": 400, "senderFault": true}}"#,
            r#"{"compilerOptions": {"paths": {"@/*": ["./src/*"]}, "text": "\u00e9 \u0026"}}"#,
        ] {
            assert!(!may_hold(text), "{text}");
        }
        for text in [
            r#"{"signInAudience": 1}"#,
            r#"{"signIn\u0041udience": 1}"#,
            r#"{"type": "Microsoft.Web\/sites", "properties": {}}"#,
            r#"{"error": {"code": "Forbidden", "message": "x"}}"#,
            "WARNING: x\n{}",
            "[INFO] x\n{}",
        ] {
            assert!(may_hold(text), "{text}");
        }
    }
}
