//! Exports in YAML: anything that is read from JSON, in one document or several.
//!
//! The documents are converted to JSON with the place of each value, read by the JSON reader, and mapped back to their places. Most YAML
//! files are unrelated, which their keys show before anything is parsed.

use super::converted::Converted;
use super::detector::{Claim, Detector, File, FileName, Reading};
use super::document;
use super::powershell::AZURE_SHAPES;
use super::shapes::may_hold;
use super::words::{Words, has_escaped_letters};
use crate::parts::Parts;
use crate::resource::{Problem, Sink};
use crate::source::Span;
use crate::syntax::yaml;
use crate::text::Text;
use memchr::memmem;
use std::borrow::Cow;
use std::collections::HashSet;

/// Maximum size of a parsed file, because a tree takes many times the memory of its text.
const MAX_BYTES: usize = 16 << 20;

/// Texts that identify an export by themselves.
static SIGNS: Words = Words::new(&["@odata.", "B2BManagementPolicy", "00000000-0000-0000-0000-000000000005"]);

/// The start of a type of Azure Resource Manager, in lower case.
const ARM: &str = "microsoft.";

/// Top-level keys of unrelated files: if all keys of a row are present, the second value describes the file.
const OTHERS: &[(&[&str], &str)] = &[
    (&["apiVersion", "kind"], "a Kubernetes manifest"),
    (&["jobs", "on"], "a workflow"),
    (&["openapi"], "an API description"),
    (&["swagger"], "an API description"),
    (&["services", "version"], "a Docker Compose file"),
    (&["services", "volumes"], "a Docker Compose file"),
    (&["services", "networks"], "a Docker Compose file"),
];

/// The part of a file that is searched for top-level keys.
const HEAD_BYTES: usize = 16 << 10;

pub(super) struct Export;

impl Detector for Export {
    fn wants(&self, name: &FileName) -> bool {
        name.is_yaml()
    }

    fn is_foreign(&self, _path: &str, _text: &str) -> bool {
        true
    }

    fn read(&self, file: &File<'_>, sink: &mut dyn Sink) -> Claim {
        file.declined(&|sink| read(file, sink)).unwrap_or_else(|| Claim::Taken(read(file, sink)))
    }
}

fn read(of: &File<'_>, sink: &mut dyn Sink) -> Reading {
    let (file, source) = (of.id, of.source);
    if source.len() > MAX_BYTES {
        if source.piece(0, HEAD_BYTES).is_ok_and(|head| is_export(&head.text)) {
            let message = Text::new("YAML files over {limit} MiB are not read").with("limit", (MAX_BYTES >> 20).to_string());
            sink.problem(Problem::warning(Span::new(file, 0, 0), message));
        }
        return Reading::none("larger than the limit for YAML files");
    }
    let Ok(text) = source.text() else { return Reading::none("it cannot be read as text") };
    if let Some((_, what)) = OTHERS.iter().find(|(keys, _)| has_at_top(text, keys))
        && !is_export_at_top(text)
        && !has_escaped_letters(text)
    {
        return Reading::none(*what);
    }
    if !is_export(text) {
        return Reading::none("it contains no tenant object");
    }
    let (documents, error) = yaml::parse_all(text);
    let mut reading = Reading::none("it contains no tenant object");
    if !documents.is_empty() {
        let converted = Converted::documents(&documents, &|node| Span::new(file, node.bytes.start, node.bytes.end));
        reading = document::read_text(of, &converted.json, &mut converted.back(file, sink));
    }
    if let Some(error) = error.filter(|error| !is_template(text, error.bytes.start)) {
        let message = Text::new("not valid YAML from here on: {reason}").with("reason", error.message.clone());
        sink.problem(Problem::error(Span::new(file, error.bytes.start, error.bytes.end), message));
        if reading.format.is_none() {
            reading = Reading::none("it cannot be read as YAML");
        }
    }
    reading
}

/// Whether YAML ends at an expression of a Helm or Jinja template, which is not valid YAML until it is rendered: in the line of an offset or
/// beside it.
pub(super) fn is_template(text: &str, offset: usize) -> bool {
    let offset = text.floor_char_boundary(offset);
    let before = text.before(offset).rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at);
    let after = text.after(offset).match_indices('\n').nth(1).map_or(text.len(), |(at, _)| offset + at);
    ["{{", "{%"].iter().any(|mark| memmem::find(text.as_bytes().part(before..after), mark.as_bytes()).is_some())
}

/// Whether these keys are at the top level of a file.
fn has_at_top(text: &str, keys: &[&str]) -> bool {
    let head = text.before(text.floor_char_boundary(HEAD_BYTES.min(text.len())));
    let is_there = |key: &str| head.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')));
    keys.iter().all(|key| is_there(key))
}

/// Whether a text has the keys or signs of an export.
fn is_export(text: &str) -> bool {
    if text.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}').starts_with(['{', '[']) {
        return true; // JSON with another file extension
    }
    let keys = keys(text);
    let is_of_az = |keys_of_shape: &[&str]| keys_of_shape.iter().all(|key| keys.contains(&spelt(key)));
    may_hold(&keys) || AZURE_SHAPES.iter().any(|(shape, _)| is_of_az(shape)) || SIGNS.may_occur_in(text) || text.lines().any(is_of_arm)
}

/// Whether a line has the id or type of a resource of Azure Resource Manager, which may have any case.
fn is_of_arm(line: &str) -> bool {
    let is_value = key(line).is_some_and(|key| key.eq_ignore_ascii_case("id") || key.eq_ignore_ascii_case("type"));
    let value = line.split_once(':').filter(|_| is_value).map_or("", |(_, value)| value.trim_start_matches([' ', '"', '\'']));
    let starts = |text: &str, start: &str| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
    starts(value, ARM) || starts(value, "/") && value.to_ascii_lowercase().contains("/providers/microsoft.")
}

/// Whether the keys at the top level are those of an export: one of them is enough to make it look like a file of another kind.
fn is_export_at_top(text: &str) -> bool {
    let top = text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '"' | '\'' | '@')));
    let top: HashSet<Cow<'_, str>> = top.filter_map(key).map(spelt).collect();
    may_hold(&top) || ["@odata.context", "value"].iter().any(|key| top.contains(*key))
}

/// The keys at the start of lines, in the spelling of Graph.
fn keys(text: &str) -> HashSet<Cow<'_, str>> {
    text.lines().filter_map(key).map(spelt).collect()
}

fn spelt(key: &str) -> Cow<'_, str> {
    match key.as_bytes() {
        [first, ..] if first.is_ascii_uppercase() => Cow::Owned(format!("{}{}", first.to_ascii_lowercase() as char, key.after(1))),
        _ => Cow::Borrowed(key),
    }
}

/// The key at the start of a line.
fn key(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '-', '"', '\'', '?']);
    let end = line.find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '.' | '@' | '_')))?;
    let is_key = end > 0 && line.after(end).trim_start_matches(['"', '\'']).starts_with(':');
    is_key.then(|| line.before(end))
}

#[cfg(test)]
mod tests {
    use crate::reader::app_configuration::testing::{cut_everywhere, read};
    use serde_json::json;

    const EXPORT: &str = "\"@odata.context\": https://graph.microsoft.com/v1.0/$metadata#applications\nvalue:\n  - &app\n    id: '1'\n    displayName: ü\n    signInAudience: AzureADMultipleOrgs\n    web: { redirectUris: [\"https://a\", https://b] }\n  - <<: *app\n    id: '2'\n---\n- userPrincipalName: u@contoso.example\n  userType: Guest\n...\n";

    #[test]
    fn an_export_is_read_with_its_places() {
        let read = read("export.yaml", EXPORT);
        assert_eq!(read.resources.iter().map(|resource| resource.kind.name()).collect::<Vec<_>>(), ["application", "application", "user"]);
        assert_eq!(read.objects()[1]["signInAudience"], "AzureADMultipleOrgs");
        assert_eq!(read.objects()[0]["web"], json!({ "redirectUris": ["https://a", "https://b"] }));
        assert_eq!(read.at(0, "/displayName"), "ü");
        assert_eq!(read.at(0, "/web/redirectUris/0"), "\"https://a\"");
        assert_eq!(read.at(0, "/web/redirectUris/1"), "https://b");
        assert_eq!(read.at(1, "/id"), "'2'");
        assert_eq!(read.at(2, "/userType"), "Guest");
        assert!(read.under(read.resources[0].span).starts_with("id: '1'"));
        assert_eq!(read.problems(), []);
    }

    #[test]
    fn arm_and_powershell_give_the_same_result() {
        let arm = read(
            "a.yml",
            "id: /subscriptions/s/providers/Microsoft.Authorization/roleAssignments/r\ntype: Microsoft.Authorization/roleAssignments\nproperties: {principalId: p, roleDefinitionId: d}\n",
        );
        assert_eq!((arm.resources[0].kind.name(), arm.at(0, "/properties/principalId")), ("roleAssignment", "p"));
        let sdk = read("b.yml", "Id: '1'\nAppId: x\nSignInAudience: AzureADMyOrg\n");
        assert_eq!(sdk.at(0, "/signInAudience"), "AzureADMyOrg");
        let json = read("c.yaml", "[{\"appId\":\"x\",\"signInAudience\":\"AzureADMyOrg\"}]");
        assert_eq!(json.at(0, "/signInAudience"), "\"AzureADMyOrg\"");
    }

    #[test]
    fn names_of_types_have_any_case_and_may_be_escaped() {
        for text in [
            "\"type\": \"microsoft.resources/subscriptions\"\n\"id\": \"/subscriptions/s\"\n",
            "ID: /SUBSCRIPTIONS/s/PROVIDERS/MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/r\nid: /subscriptions/s/providers/microsoft.authorization/roleassignments/r\nproperties: {}\n",
            "\"sign\\u0049nAudience\": AzureADMyOrg\nappId: x\n",
            "kind: x\napiVersion: y\n\"sign\\u0049nAudience\": AzureADMyOrg\nappId: x\n",
        ] {
            assert_eq!(read("export.yaml", text).resources.len(), 1, "{text}");
        }
    }

    #[test]
    fn repeated_keys_and_invalid_yaml_are_reported() {
        let twice = read("a.yaml", "signInAudience: AzureADMyOrg\nappId: x\nsignInAudience: AzureADMultipleOrgs\n");
        assert_eq!(twice.problems()[0].0, "AzureADMultipleOrgs");
        assert_eq!(twice.resources[0].ambiguous, ["signInAudience"]);
        let broken = read("a.yaml", "signInAudience: AzureADMyOrg\nappId: x\n---\na: [\n");
        assert_eq!((broken.resources.len(), broken.problems.len()), (1, 1));
    }

    #[test]
    fn unrelated_yaml_is_skipped() {
        for text in [
            "apiVersion: v1\nkind: ConfigMap\ndata: { signInAudience: x }\n",
            "name: CI\non: push\njobs:\n  a: { signInAudience: x }\n",
            "openapi: 3.0.0\ncomponents: { signInAudience: x }\n",
            "services: { a: { signInAudience: x } }\nversion: '3'\n",
            "signInAudience: {{ .Values.x }}\n",
            "a: [\n",
            "id: x\ndisplayName: y\n",
            "type: Microsoft Office\nid: /a\n",
            "",
        ] {
            let read = read("values.yaml", text);
            assert!(read.resources.is_empty() && read.problems.is_empty(), "{text}: {:?}", read.problems);
            assert_eq!(read.reading.unwrap().format, None);
        }
    }

    #[test]
    fn hostile_yaml_does_no_harm() {
        cut_everywhere("export.yaml", EXPORT);
        let bomb = (0..40).map(|n| format!("a{}: &a{0} [{}]\n", n + 1, format!("*a{n},").repeat(9))).collect::<Vec<_>>().concat();
        read("a.yaml", &format!("signInAudience: &a0 x\n{bomb}"));
        read("a.yaml", &format!("signInAudience: {}", "[".repeat(100_000)));
        read("a.yaml", &"signInAudience: x\n---\n".repeat(20_000));
    }
}
