//! What differs between two versions of an object, as far as rules read it.

use super::properties::{Property, Reader};
use crate::resource::{digest, is_known, seeded};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// A property with different values.
#[derive(Debug)]
pub(super) struct Difference {
    /// JSON pointer of the property.
    pub pointer: String,
    /// The rules that read it, the most severe first.
    pub readers: Vec<Reader>,
    pub change: Change,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Another value.
    Value,
    /// Other elements: the positions of those that only the old list contains, and of those that only the new one contains.
    Elements { gone: Vec<usize>, new: Vec<usize> },
}

/// The differences between two versions of an object.
///
/// A property that one of them lacks was not requested, or the code leaves it to the service, so it is not compared; neither is one whose
/// value is not known completely.
#[derive(Debug)]
pub(super) struct Comparison<'c> {
    /// Keys whose value is uncertain.
    pub ambiguous: &'c [String],
    /// Whether a list of one version may be a part of the whole list.
    pub partial_lists: bool,
    pub found: Vec<Difference>,
}

impl Comparison<'_> {
    /// Compares two objects in these properties.
    pub fn of_objects(&mut self, properties: &Property, old: &Value, new: &Value) {
        let (Value::Object(old), Value::Object(new)) = (old, new) else { return };
        if properties.inside.is_empty() {
            for (key, old) in old.iter().filter(|(key, _)| !self.ambiguous.contains(key)) {
                if let Some(new) = new.get(key) {
                    self.values(&pointer("", key), properties, &properties.readers, old, new);
                }
            }
        }
        for (key, property) in properties.inside.iter().filter(|(key, _)| !self.ambiguous.iter().any(|ambiguous| ambiguous == *key)) {
            if let (Some(old), Some(new)) = (old.get(*key), new.get(*key)) {
                self.values(&pointer("", key), property, &property.readers, old, new);
            }
        }
    }

    fn values(&mut self, at: &str, property: &Property, readers: &[Reader], old: &Value, new: &Value) {
        let readers = if property.readers.is_empty() { readers } else { &property.readers };
        match (old, new) {
            (Value::Object(old), Value::Object(new)) if !is_marker(old) && !is_marker(new) => {
                let nothing = Property::default();
                for (key, old) in old {
                    let Some(new) = new.get(key) else { continue };
                    match property.inside.get(key.as_str()) {
                        Some(inside) => self.values(&pointer(at, key), inside, readers, old, new),
                        None if property.inside.is_empty() && (!key.contains('@') || key == "@odata.type") => {
                            self.values(&pointer(at, key), &nothing, readers, old, new);
                        }
                        None => {}
                    }
                }
            }
            _ if !is_known(old) || !is_known(new) || digest(old) == digest(new) => {}
            (Value::Array(_), _) | (_, Value::Array(_)) if self.partial_lists => {}
            _ => match (as_list(old), as_list(new)) {
                (Some(old), Some(new)) => {
                    let (gone, new) = elements(property, old, new);
                    if !gone.is_empty() || !new.is_empty() {
                        self.add(at, readers, Change::Elements { gone, new });
                    }
                }
                _ => self.add(at, readers, Change::Value),
            },
        }
    }

    fn add(&mut self, at: &str, readers: &[Reader], change: Change) {
        self.found.push(Difference { pointer: at.to_owned(), readers: readers.to_vec(), change });
    }
}

fn is_marker(object: &serde_json::Map<String, Value>) -> bool {
    object.contains_key("$unknown")
}

/// The elements of a list. A list that is not set is null or empty.
fn as_list(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(elements) => Some(elements),
        Value::Null => Some(&[]),
        _ => None,
    }
}

/// The JSON pointer of a member.
fn pointer(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The positions of the elements that only one of two lists contains. Their order has no meaning. Objects are compared in the properties that
/// rules read and that both lists show.
fn elements(property: &Property, old: &[Value], new: &[Value]) -> (Vec<usize>, Vec<usize>) {
    let has = |list: &[Value], key: &str| list.is_empty() || list.iter().any(|element| element.get(key).is_some());
    let shown: Vec<(&str, &Property)> =
        property.inside.iter().map(|(key, inside)| (*key, inside)).filter(|(key, _)| has(old, key) && has(new, key)).collect();
    let digest_of = |element: &Value| match element {
        Value::Object(members) if !property.inside.is_empty() => {
            let members: BTreeMap<&str, u64> =
                shown.iter().filter_map(|(key, inside)| Some((*key, read_digest(inside, members.get(*key)?)))).collect();
            seeded(&members)
        }
        other => digest(other),
    };
    let new_digests: Vec<u64> = new.iter().map(digest_of).collect();
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for digest in &new_digests {
        *counts.entry(*digest).or_default() += 1;
    }
    let take = |digest: u64, counts: &mut HashMap<u64, usize>| match counts.get_mut(&digest) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    };
    let gone: Vec<usize> = old.iter().enumerate().filter(|(_, element)| !take(digest_of(element), &mut counts)).map(|(at, _)| at).collect();
    // What is left of the counts are the new elements.
    let added = new_digests.into_iter().enumerate().filter(|(_, digest)| take(*digest, &mut counts)).map(|(at, _)| at).collect();
    (gone, added)
}

/// A hash of what rules read of a value.
fn read_digest(property: &Property, value: &Value) -> u64 {
    match value {
        Value::Object(members) if !property.inside.is_empty() => {
            let nothing = digest(&Value::Null);
            let inside = property.inside.iter().filter_map(|(key, inside)| Some((*key, read_digest(inside, members.get(*key)?))));
            let inside: BTreeMap<&str, u64> = inside.filter(|(_, digest)| *digest != nothing).collect();
            seeded(&inside)
        }
        Value::Array(elements) if !property.inside.is_empty() && !elements.is_empty() => {
            let mut elements: Vec<u64> = elements.iter().map(|element| read_digest(property, element)).collect();
            elements.sort_unstable();
            seeded(&elements)
        }
        other => digest(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Properties of these paths.
    fn tree(paths: &[&'static str]) -> Property {
        let mut tree = Property::default();
        for path in paths {
            path.split('/').fold(&mut tree, |property, name| property.inside.entry(name).or_default());
        }
        tree
    }

    fn found(paths: &[&'static str], old: &Value, new: &Value) -> Vec<(String, Change)> {
        let mut comparison = Comparison { ambiguous: &[], partial_lists: false, found: Vec::new() };
        comparison.of_objects(&tree(paths), old, new);
        comparison.found.into_iter().map(|difference| (difference.pointer, difference.change)).collect()
    }

    #[test]
    fn absent_and_unknown_values_are_not_compared() {
        let old = json!({ "a": 1, "b": { "c": 1, "d": 1 }, "e": [1], "f": null });
        for new in [
            json!({}),
            json!({ "a": { "$unknown": "x" }, "b": { "c": 1 }, "e": [{ "$unknown": "x" }, 2] }),
            json!({ "a": 1, "b": { "$unknown": "x" }, "f": [] }),
        ] {
            assert_eq!(found(&["a", "b/c", "b/d", "e", "f"], &old, &new), [], "{new}");
        }
        assert_eq!(found(&["f"], &old, &json!({ "f": false })), [("/f".to_owned(), Change::Value)]);
    }

    #[test]
    fn only_properties_that_rules_read_are_compared() {
        let (old, new) = (json!({ "a": { "b": 1, "c": 1 }, "d": 1 }), json!({ "a": { "b": 1, "c": 2 }, "d": 2 }));
        assert_eq!(found(&["a/b"], &old, &new), []);
        assert_eq!(found(&["a"], &old, &new), [("/a/c".to_owned(), Change::Value)]);
    }

    #[test]
    fn the_order_of_elements_has_no_meaning() {
        let list = |ids: &[u8]| json!({ "a": ids.iter().map(|id| json!({ "id": id, "name": "x" })).collect::<Vec<_>>() });
        assert_eq!(found(&["a/id"], &list(&[1, 2, 2]), &list(&[2, 1, 2])), []);
        let change = Change::Elements { gone: vec![0, 2], new: vec![0] };
        assert_eq!(found(&["a/id"], &list(&[1, 2, 2]), &list(&[3, 2])), [("/a".to_owned(), change)]);
    }

    #[test]
    fn elements_are_compared_in_what_both_lists_show() {
        let old = json!({ "a": [{ "name": "x", "end": 1 }] });
        assert_eq!(found(&["a/id", "a/end"], &old, &json!({ "a": [{ "id": 7, "name": "y", "end": 1 }] })), []);
        assert_eq!(found(&["a/id", "a/end"], &old, &json!({ "a": [{ "id": 7, "end": 2 }] })).len(), 1);
    }
}
