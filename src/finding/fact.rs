//! The value that a finding is about, as a text that stays the same while the value does: a later value on the same object is another fact.

use super::fingerprint;
use crate::resource::Resource;
use serde_json::Value;

/// Pointers to a whole object, which is no value: its other properties change without the fact.
const WHOLE: [&str; 2] = ["", "/properties"];

/// Longer values are no names.
const MAX_BYTES: usize = 100;

/// The value at a JSON pointer of a resource: a text, number or boolean as it is, and the identifier of anything else. For an element that
/// the pointer names, such as a credential by its key id, it is this name.
pub(crate) fn fact(resource: &Resource<'_>, pointer: &str) -> String {
    if WHOLE.contains(&pointer) {
        return String::new();
    }
    match resource.at(pointer).and_then(|json| serde_json::from_str(json).ok()) {
        None => named(&last_name(pointer)),
        Some(value) if is_empty(&value) => named(&last_name(pointer)),
        Some(Value::String(text)) => named(&text),
        Some(mut value) => {
            sort(&mut value);
            named(&value.to_string())
        }
    }
}

/// Whether a value says no more than an absent one.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// The last name of a pointer, for a value that is not in the resource.
pub(crate) fn last_name(pointer: &str) -> String {
    pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~")
}

/// The identifier of a value that is not shown.
pub(super) fn identifier(value: &str) -> String {
    format!("value-{}", fingerprint(&["fact", value]))
}

/// A value that can be copied into a policy file as it is; others are replaced by an identifier.
fn named(value: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_.:/@".contains(character);
    if uuid::Uuid::try_parse(value).is_ok() {
        value.to_ascii_lowercase()
    } else if value.len() <= MAX_BYTES && value.starts_with(|first: char| first.is_ascii_alphanumeric()) && value.chars().all(is_plain) {
        value.to_owned()
    } else {
        identifier(value)
    }
}

/// Services return the elements of a list and the members of an object in any order.
fn sort(value: &mut Value) {
    match value {
        Value::Array(elements) => {
            elements.iter_mut().for_each(sort);
            elements.sort_by_cached_key(Value::to_string);
        }
        Value::Object(members) => {
            members.sort_keys();
            members.values_mut().for_each(sort);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{Format, Kind, SourceMap};
    use crate::source::{FileId, Span};

    fn of(json: &str, pointer: &str) -> String {
        let (file, calls) = (FileId(0), Vec::new());
        let resource = Resource {
            kind: Kind::Application,
            address: None,
            root: "".into(),
            deployment: "".into(),
            format: Format::Graph,
            span: Span::new(file, 0, json.len()),
            json: json.into(),
            map: SourceMap::Identity { file, offset: 0 },
            calls,
            only_if: Vec::new(),
            is_update: false,
            ambiguous: Vec::new(),
        };
        fact(&resource, pointer)
    }

    #[test]
    fn a_fact_is_the_value_or_the_name_of_an_element() {
        let json = r#"{"signInAudience":"AzureADMultipleOrgs","quota":5,"passwordCredentials":[{"keyId":"a"}],"none":null,"empty":[]}"#;
        for (pointer, expected) in [
            ("/signInAudience", "AzureADMultipleOrgs"),
            ("/quota", "5"),
            ("/passwordCredentials/AAAAAAAA-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000001"),
            ("/web/redirectUris/http:~1~1a.example", "http://a.example"),
            ("/none", "none"),
            ("/empty", "empty"),
            ("/absent", "absent"),
            ("", ""),
        ] {
            assert_eq!(of(json, pointer), expected, "{pointer}");
        }
    }

    #[test]
    fn other_values_have_an_identifier_that_no_order_changes() {
        let one = of(r#"{"list":[{"a":1,"b":[1,2]},{"a":2}]}"#, "/list");
        assert_eq!(one, of(r#"{"list":[{"a":2},{"b":[2,1],"a":1}]}"#, "/list"));
        assert_ne!(one, of(r#"{"list":[{"a":2}]}"#, "/list"));
        assert!(one.starts_with("value-"), "{one}");
        assert!(of(r#"{"rule":"user.mail -match \"a\""}"#, "/rule").starts_with("value-"));
    }
}
