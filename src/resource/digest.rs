//! Hashes of values, by which objects are compared.

use serde_json::Value;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::LazyLock;

/// Seeded, so that no input can make two values collide.
static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A hash that is the same in the whole run.
pub(crate) fn seeded(value: &impl Hash) -> u64 {
    SEED.hash_one(value)
}

/// A hash that ignores the order of keys and elements, keys without a value, and how ids and times are spelled.
pub(crate) fn digest(value: &Value) -> u64 {
    let mut hasher = SEED.build_hasher();
    match value {
        Value::Array(elements) if !elements.is_empty() => {
            let mut elements: Vec<u64> = elements.iter().map(digest).collect();
            elements.sort_unstable();
            ("array", elements).hash(&mut hasher);
        }
        Value::Object(members) => {
            let nothing = digest(&Value::Null);
            let known = members.iter().filter(|(key, _)| !key.contains('@')).map(|(key, value)| (key, digest(value)));
            let known: BTreeMap<&String, u64> = known.filter(|(_, value)| *value != nothing).collect();
            if known.is_empty() {
                return nothing;
            }
            ("object", known).hash(&mut hasher);
        }
        Value::String(text) => ("text", spelled(text)).hash(&mut hasher),
        Value::Array(_) => Value::Null.hash(&mut hasher),
        other => other.hash(&mut hasher),
    }
    hasher.finish()
}

/// A text in the spelling by which it is compared: services return ids in any case, and times with any number of decimals.
fn spelled(text: &str) -> String {
    let is_id = || text.starts_with("/subscriptions/") || text.starts_with("/providers/") || uuid::Uuid::try_parse(text).is_ok();
    let is_time = || text.len() >= "2026-01-01T00:00Z".len() && text.as_bytes().get(10) == Some(&b'T');
    if is_time()
        && let Ok(time) = text.parse::<jiff::Timestamp>()
    {
        return time.to_string();
    }
    if is_id() { text.to_ascii_lowercase() } else { text.to_owned() }
}

/// Whether a value has no part that its format does not contain.
pub(crate) fn is_known(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.iter().all(is_known),
        Value::Object(members) => members.iter().all(|(key, value)| key != "$unknown" && is_known(value)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn order_and_spelling_change_nothing() {
        for (one, other) in [
            (json!([1, 2]), json!([2, 1])),
            (json!({ "a": 1, "b": null }), json!({ "a": 1, "@odata.type": "x" })),
            (json!([]), json!(null)),
            (json!({ "a": [], "b": {} }), json!(null)),
            (json!("/subscriptions/A/resourceGroups/B"), json!("/subscriptions/a/resourcegroups/b")),
            (json!("2027-01-01T00:00:00Z"), json!("2027-01-01T00:00:00.0000000Z")),
        ] {
            assert_eq!(digest(&one), digest(&other), "{one} {other}");
        }
        for (one, other) in [(json!("a"), json!("A")), (json!(null), json!(false)), (json!([1]), json!([1, 1])), (json!("1"), json!(1))] {
            assert_ne!(digest(&one), digest(&other), "{one} {other}");
        }
    }
}
