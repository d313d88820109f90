//! Completion in the policy file: keys and values of its schema, ids of rules, and what names the resources of current findings.
//!
//! The text is incomplete while someone types, so the place in it follows from the indentation of the lines above.

use super::entry::is_policy_file;
use super::server::Server;
use super::uri::path_of;
use crate::finding::Finding;
use crate::language::Language;
use crate::outcome::Outcome;
use crate::parts::Parts;
use crate::policy::schema;
use lsp_types::{CompletionItem, CompletionItemKind, CompletionParams, Documentation};
use serde_json::Value;
use std::collections::BTreeSet;

/// The most names of resources that are offered.
const MOST: usize = 200;

/// Nested schemas that refer to each other are followed so far.
const MOST_REFERENCES: usize = 8;

impl Server<'_> {
    pub(super) fn completion(&mut self, params: &CompletionParams) -> Option<Vec<CompletionItem>> {
        let place = &params.text_document_position;
        let path = path_of(&place.text_document.uri).filter(|path| is_policy_file(path))?;
        let text = self.buffers.get(&path)?;
        let before = text.before(self.client.encoding.offset(text, place.position));
        let outcome = self.root_of(&path).and_then(|checked| checked.outcome.as_ref());
        Some(items(before, outcome, self.client.language))
    }
}

/// Where the cursor is: the keys that lead to it, `-` for the element of a list, and the key whose value is being written.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    path: Vec<String>,
    key: Option<String>,
    /// The keys that the object has above the cursor, with their values.
    siblings: Vec<(String, String)>,
}

/// What can be written after a text.
fn items(before: &str, outcome: Option<&Outcome>, language: Language) -> Vec<CompletionItem> {
    let schema = schema();
    let place = place(before);
    let path: Vec<&str> = place.path.iter().map(String::as_str).collect();
    let Some(object) = at(&schema, &path) else { return Vec::new() };
    let Some(key) = place.key.as_deref() else {
        let known = members(&schema, object);
        let is_new = |(key, _): &(&str, &Value)| !place.siblings.iter().any(|(sibling, _)| sibling == key);
        let key = |(key, about): (&str, &Value)| CompletionItem {
            insert_text: Some(format!("{key}: ")),
            documentation: about
                .get("description")
                .and_then(Value::as_str)
                .map(|text| Documentation::String(language.translate(text).unwrap_or(text).to_owned())),
            ..item(key, CompletionItemKind::PROPERTY)
        };
        // The value of a list such as `locked` is written at the place of a key.
        let values = values(&schema, object).into_iter().map(|value| item(&value, CompletionItemKind::ENUM_MEMBER));
        return known.into_iter().filter(is_new).map(key).chain(values).collect();
    };
    let findings = outcome.into_iter().flat_map(|outcome| &outcome.findings).map(|finding| &**finding);
    let rule = place.siblings.iter().find(|(key, _)| key == "rule").map(|(_, value)| value.as_str());
    match (path.as_slice(), key) {
        (["allow", "-", "resource"], _) => names(findings, key, rule_above(before).as_deref()),
        (["allow", "-"], "fact") => names(findings, key, rule),
        _ => {
            let found: BTreeSet<&str> = findings.map(|finding| finding.rule.id).collect();
            let Some(schema_of_value) = member(&schema, object, key) else { return Vec::new() };
            let value = |value: String| CompletionItem {
                // Rules that find something come first.
                sort_text: Some(format!("{}{value}", u8::from(!found.contains(value.as_str())))),
                ..item(&value, CompletionItemKind::ENUM_MEMBER)
            };
            values(&schema, schema_of_value).into_iter().map(value).collect()
        }
    }
}

fn item(label: &str, kind: CompletionItemKind) -> CompletionItem {
    CompletionItem { label: label.to_owned(), kind: Some(kind), ..CompletionItem::default() }
}

/// What a key of an entry can be, according to the findings of a rule.
fn names<'f>(findings: impl Iterator<Item = &'f Finding>, key: &str, rule: Option<&str>) -> Vec<CompletionItem> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for finding in findings.filter(|finding| rule.is_none_or(|rule| finding.rule.id == rule)) {
        for subject in finding.instances() {
            let exported = |id: &Option<String>| id.clone().filter(|_| !subject.declared);
            names.extend(match key {
                "address" => Some(subject.address.clone()).filter(|_| subject.declared),
                "appId" => exported(&subject.app_id),
                "id" => exported(&subject.id),
                "displayName" => subject.name.clone(),
                "kind" => Some(subject.kind.clone()),
                "root" => Some(subject.folder().to_owned()).filter(|folder| folder != "."),
                "fact" => Some(finding.fact.clone()).filter(|fact| !fact.is_empty()),
                _ => None,
            });
        }
    }
    let quoted = |name: String| CompletionItem {
        insert_text: Some(Value::from(name.as_str()).to_string()),
        ..item(&name, CompletionItemKind::VALUE)
    };
    names.into_iter().take(MOST).map(quoted).collect()
}

/// The rule of the entry in which a text ends.
fn rule_above(before: &str) -> Option<String> {
    let lines = before.lines().rev();
    let names = |line: &str| {
        let line = line.trim_start();
        Some((line.starts_with('-'), line.trim_start_matches(['-', ' ']).strip_prefix("rule:")?.trim().to_owned()))
    };
    for line in lines {
        match names(line) {
            Some((_, rule)) => return Some(rule),
            None if line.trim_start().starts_with('-') => return None,
            None => {}
        }
    }
    None
}

/// The place at the end of a text.
fn place(before: &str) -> Place {
    let mut lines = before.split('\n').rev();
    let last = lines.next().unwrap_or_default();
    let (mut inner, mut siblings) = (Vec::new(), Vec::new());
    let mut written = last.trim_start();
    let mut indent = last.len() - written.len();
    // Elements of lists begin on the line: `- rule: `.
    let mut elements = Vec::new();
    while let Some(rest) = written.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
        elements.push(indent);
        indent += 1 + rest.len() - rest.trim_start().len();
        written = rest.trim_start();
    }
    // A mapping in braces: `resource: { address: `.
    let mut flow = written.split('{');
    let mut current = flow.next().unwrap_or_default();
    for inside in flow {
        inner.extend(key_of(current));
        siblings = inside.split(',').filter_map(|part| Some((key_of(part)?, part.split_once(':')?.1.trim().to_owned()))).collect();
        current = inside.rsplit(',').next().unwrap_or_default();
    }
    let key = key_of(current);
    if let Some(open) = &key {
        siblings.retain(|(sibling, _)| sibling != open);
    }
    let is_flow = !inner.is_empty();
    let mut path: Vec<String> = inner.into_iter().rev().collect();
    let mut level = elements.first().copied().unwrap_or(indent);
    path.extend(elements.iter().map(|_| "-".to_owned()));
    let mut is_same_object = elements.is_empty();
    for line in lines {
        let text = line.trim_start();
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        let at = line.len() - text.len();
        let content = text.trim_start_matches(['-', ' ']);
        let content_at = line.len() - content.len();
        let is_element = text.starts_with('-') && content_at > at;
        if is_same_object && content_at == level && !is_flow {
            siblings.extend(key_of(content).map(|key| (key, content.split_once(':').map_or("", |(_, value)| value).trim().to_owned())));
        }
        if is_element && content_at <= level && at < level && is_same_object {
            path.push("-".to_owned());
            (level, is_same_object) = (at, false);
            continue;
        }
        let is_parent = if path.last().is_some_and(|last| last == "-") { at <= level && !is_element } else { content_at < level };
        if is_parent && let Some(parent) = key_of(content) {
            path.push(parent);
            level = content_at;
            is_same_object = true;
            if is_element {
                path.push("-".to_owned());
                (level, is_same_object) = (at, false);
            }
        }
    }
    path.reverse();
    Place { path, key, siblings }
}

/// The key of a text that begins a value.
fn key_of(text: &str) -> Option<String> {
    let (key, after) = text.trim_start_matches([' ', '-']).split_once(':')?;
    let is_key = !key.is_empty() && !key.contains([' ', '{', '}', '#']) && (after.is_empty() || after.starts_with([' ', '\r']));
    is_key.then(|| key.trim_matches(['"', '\'']).to_owned())
}

/// The schema at a path.
fn at<'s>(schema: &'s Value, path: &[&str]) -> Option<&'s Value> {
    path.iter().try_fold(schema, |node, key| member(schema, node, key))
}

/// The schema of a member, or of the elements for `-`.
fn member<'s>(schema: &'s Value, node: &'s Value, key: &str) -> Option<&'s Value> {
    let nodes = alternatives(schema, node);
    let found = nodes.iter().find_map(|node| if key == "-" { node.get("items") } else { node.get("properties")?.get(key) });
    found.or_else(|| nodes.iter().find_map(|node| node.get("additionalProperties").filter(|other| other.is_object() && key != "-")))
}

/// The keys of an object, with their schemas.
fn members<'s>(schema: &'s Value, node: &'s Value) -> Vec<(&'s str, &'s Value)> {
    let nodes = alternatives(schema, node);
    nodes.into_iter().filter_map(|node| node.get("properties")?.as_object()).flatten().map(|(key, about)| (key.as_str(), about)).collect()
}

/// The values that a schema lists.
fn values(schema: &Value, node: &Value) -> Vec<String> {
    let mut values = Vec::new();
    for node in alternatives(schema, node) {
        let listed = node.get("enum").and_then(Value::as_array).into_iter().flatten().chain(node.get("const"));
        values.extend(listed.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        if node.get("type").is_some_and(|kind| kind == "boolean") {
            values.extend(["true", "false"].map(str::to_owned));
        }
    }
    values
}

/// A schema and those that it consists of.
fn alternatives<'s>(schema: &'s Value, node: &'s Value) -> Vec<&'s Value> {
    let mut nodes = vec![node];
    let mut next = 0;
    while let Some(node) = nodes.get(next).copied().filter(|_| next < MOST_REFERENCES) {
        next += 1;
        let reference = node.get("$ref").and_then(Value::as_str).and_then(|name| schema.pointer(name.strip_prefix('#')?));
        let parts = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| node.get(key)?.as_array()).flatten();
        nodes.extend(reference.into_iter().chain(parts));
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(before: &str) -> Vec<String> {
        items(before, None, Language::English).into_iter().map(|item| item.label).collect()
    }

    fn path(before: &str) -> (String, Option<String>) {
        let Place { path, key, .. } = place(before);
        (path.join("/"), key)
    }

    #[test]
    fn a_place_follows_from_the_indentation() {
        for (before, expected, key) in [
            ("", "", None),
            ("version: 1\nfail-on: ", "", Some("fail-on")),
            ("rules:\n  guest-st", "rules", None),
            ("rules:\n  guest-stale:\n    severity: h", "rules/guest-stale", Some("severity")),
            ("rules:\n  guest-stale: { severity: h", "rules/guest-stale", Some("severity")),
            ("rules:\n  guest-stale: { severity: high, en", "rules/guest-stale", None),
            ("allow:\n  - rule: ", "allow/-", Some("rule")),
            ("allow:\n- rule: ", "allow/-", Some("rule")),
            ("allow:\n  - rule: guest-stale\n    re", "allow/-", None),
            ("allow:\n  - rule: guest-stale\n    resource: { id: a, addr", "allow/-/resource", None),
            ("allow:\n  - rule: guest-stale\n    resource:\n      address: ", "allow/-/resource", Some("address")),
            ("allow:\n  - rule: a\n    resource: { id: b }\n  - ", "allow/-", None),
            ("locked:\n  - ", "locked/-", None),
            ("allow:\n  - rule: a\n\nrules:\n  ", "rules", None),
            ("allow:\n  - rule: a\nfail", "", None),
            ("tenants:\n  contoso:\n    inventory:\n      ", "tenants/contoso/inventory", None),
        ] {
            assert_eq!(path(before), (expected.to_owned(), key.map(str::to_owned)), "{before:?}");
        }
    }

    #[test]
    fn keys_and_values_are_those_of_the_schema() {
        assert!(labels("version: 1\n").contains(&"allow".to_owned()) && !labels("version: 1\n").contains(&"version".to_owned()));
        assert_eq!(labels("fail-on: "), ["info", "low", "medium", "high", "critical"]);
        assert!(labels("rules:\n  ").contains(&"application-multi-tenant".to_owned()));
        assert!(labels("allow:\n  - rule: ").contains(&"application-multi-tenant".to_owned()));
        assert!(labels("locked:\n  - ").contains(&"application-multi-tenant".to_owned()));
        assert_eq!(labels("rules:\n  guest-stale: { enabled: "), ["true", "false"]);
        assert!(labels("allow:\n  - rule: a\n    ").contains(&"resource".to_owned()));
        assert!(labels("tenants:\n  contoso:\n    ").contains(&"paths".to_owned()));
        assert_eq!(labels("nothing:\n  "), Vec::<String>::new());
    }
}
