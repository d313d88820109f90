//! Objects that have the keys of a tenant object but describe one: JSON Schemas, samples with the types of the properties, and labels of a
//! user interface in some language.
//!
//! Every test ends at the first value that only a tenant object has, usually its id.

use crate::parts::Parts;
use crate::syntax::json::{Scan, scan};
use crate::syntax::tree::Bytes;
use serde_json::Value;
use std::borrow::Cow;

type Members<'t> = [(Cow<'t, str>, Bytes)];

/// Names of types in JSON Schema, `OpenAPI` and the reference of Microsoft Graph, in lower case.
const TYPES: &[&str] = &[
    "any",
    "array",
    "bool",
    "boolean",
    "collection",
    "date",
    "datetime",
    "datetimeoffset",
    "double",
    "guid",
    "int",
    "int32",
    "int64",
    "integer",
    "null",
    "number",
    "object",
    "string",
    "uri",
    "url",
    "uuid",
];

/// Keys of a JSON Schema, if it has no `type`.
const SCHEMA_KEYS: &[&str] = &["$ref", "allOf", "anyOf", "const", "enum", "oneOf"];

/// Properties whose values may be words in an object of a tenant.
const NAMES: &[&str] = &["description", "displayName", "name"];

/// Whether an object describes tenant objects. `json` is its text.
pub(super) fn describes(json: &str, members: &Scan<'_>) -> bool {
    let members = &members.members;
    is_schema(json, members) || are_definitions(json, members) || are_types(json, members) || are_labels(json, members)
}

/// Whether an object is a JSON Schema, a Bicep type or an API description as a whole. `text` is the text that the places of its members refer to.
pub(super) fn is_schema(text: &str, members: &Members<'_>) -> bool {
    let value = |key: &str| members.iter().find(|(name, _)| name == key).map(|(_, bytes)| text.part(bytes));
    let is_object = |key: &str| value(key).is_some_and(|value| value.starts_with('{'));
    let is_json_schema = value("$schema").is_some_and(|schema| schema.contains("json-schema.org"));
    let is_typed = value("type").is_some_and(|of| of == "\"object\"" || of == "\"array\"");
    // The format of resource types that Bicep and `azapi` use: github.com/Azure/bicep-types.
    let is_bicep_type = value("$type").is_some_and(|of| of == "\"ObjectType\"") && is_object("properties");
    is_json_schema
        || is_bicep_type
        || is_typed && ["properties", "items", "$defs", "definitions"].iter().any(|key| is_object(key))
        || ["openapi", "swagger"].iter().any(|key| value(key).is_some()) && (is_object("info") || is_object("paths"))
}

/// The values of an object without its annotations.
fn values<'t>(json: &'t str, members: &'t Members<'_>) -> impl Iterator<Item = (&'t str, &'t str)> {
    members.iter().filter(|(key, _)| !key.starts_with(['@', '$'])).map(|(key, bytes)| (&**key, json.part(bytes)))
}

/// Whether the values are the schemas of properties.
fn are_definitions(json: &str, members: &Members<'_>) -> bool {
    let is_definition = |value: &str| {
        let mut inner = Scan::default();
        value.starts_with('{')
            && scan(value, 0, &mut inner).is_ok()
            && match inner.get(value, "type") {
                Some(name) => name.starts_with('[') || string(name).is_some_and(|name| is_type(&name)),
                None => SCHEMA_KEYS.iter().any(|key| inner.has(key)),
            }
    };
    values(json, members).nth(1).is_some() && values(json, members).all(|(_, value)| is_definition(value))
}

/// Whether the texts are names of types: `"id": "String (identifier)"`.
fn are_types(json: &str, members: &Members<'_>) -> bool {
    let texts = || values(json, members).filter(|(_, value)| value.starts_with('"'));
    texts().nth(1).is_some() && texts().all(|(_, value)| string(value).is_some_and(|text| is_type(&text)))
}

/// Whether the values are words for people, of which at least one has several and is not the name of an object.
fn are_labels(json: &str, members: &Members<'_>) -> bool {
    let mut has_phrase = false;
    for (key, value) in values(json, members) {
        if !value.starts_with(['"', '{']) {
            return false;
        }
        let Ok(value) = serde_json::from_str::<Value>(value) else { return false };
        let Some(is_phrase) = label(&value) else { return false };
        has_phrase |= is_phrase && !NAMES.contains(&key);
    }
    has_phrase
}

/// Whether a label has several words; `None` if the value is not a label or an object of labels.
fn label(value: &Value) -> Option<bool> {
    match value {
        Value::String(text) => (!is_data(text)).then(|| text.trim().contains(char::is_whitespace)),
        Value::Object(members) => members.values().try_fold(false, |before, value| Some(before | label(value)?)),
        _ => None,
    }
}

/// Whether a text has a sign of data: an id, address, expression or name of code.
fn is_data(text: &str) -> bool {
    if text.contains(char::is_whitespace) {
        let is_operator = |at: usize| text.as_bytes().get(at + 2).is_some_and(u8::is_ascii_alphabetic);
        return text.starts_with('/')
            || ["\"", "${", "=="].iter().any(|sign| text.contains(sign))
            || text.match_indices(" -").any(|(at, _)| is_operator(at));
    }
    let is_camel = text.as_bytes().windows(2).any(|two| matches!(two, [b'a'..=b'z', b'A'..=b'Z']));
    is_camel || text.contains(|character: char| character.is_ascii_digit() || "@=$<_/#\"".contains(character))
}

fn is_type(text: &str) -> bool {
    let name = text.split(['(', '|', '?']).next().unwrap_or_default();
    let name = name.trim_matches(|character: char| character.is_whitespace() || "<>{}[]".contains(character)).to_ascii_lowercase();
    TYPES.contains(&name.strip_prefix("edm.").unwrap_or(&name))
}

fn string(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describes(json: &str) -> bool {
        let mut members = Scan::default();
        scan(json, 0, &mut members).unwrap();
        super::describes(json, &members)
    }

    #[test]
    fn schemas_samples_and_labels_describe() {
        for json in [
            r#"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{}}"#,
            r#"{"type":"object","properties":{"signInAudience":{"type":"string"}}}"#,
            r#"{"openapi":"3.0.0","info":{},"signInAudience":1}"#,
            r##"{"state":{"type":"string"},"conditions":{"$ref":"#/x"},"grantControls":{"type":["object","null"]}}"##,
            r#"{"@odata.type":"microsoft.graph.group","id":"String (identifier)","mailEnabled":true,"groupTypes":["String"],"displayName":"Edm.String"}"#,
            r#"{"id":"string","groupTypes":"string","membershipRule":"null"}"#,
            r#"{"displayName":"Name","membershipRule":"Regel der Mitgliedschaft","mailEnabled":"E-Mail"}"#,
            r#"{"appId":"The id of the app. Supports $filter (eq).","signInAudience":"The accounts that are supported"}"#,
            r#"{"signInAudience":{"label":"Konten","help":"Wer sich anmelden darf"}}"#,
        ] {
            assert!(describes(json), "{json}");
        }
    }

    #[test]
    fn tenant_objects_do_not() {
        for json in [
            "{}",
            r#"{"displayName":"guests need mfa","state":"enabled","conditions":{"users":{"includeUsers":["All"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}"#,
            r#"{"azureADJoin":{"allowedToJoin":{}},"azureADRegistration":{"isAdminConfigurable":false}}"#,
            r#"{"displayName":"all of Canada","membershipRule":"user.country -eq Canada"}"#,
            r#"{"id":"u","displayName":"Eve Adams","userPrincipalName":"eve@contoso.example"}"#,
            r#"{"id":"x","displayName":"String"}"#,
            r#"{"principalId":"p","roleDefinitionId":"r","scope":"/"}"#,
            r#"{"type":"Microsoft.Authorization/roleAssignments","properties":{"principalId":"p"}}"#,
            r#"{"allowInvitesFrom":"everyone","guestUserRoleId":"x"}"#,
        ] {
            assert!(!describes(json), "{json}");
        }
    }
}
