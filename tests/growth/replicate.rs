//! Copies of the objects of a case: the same object again, other objects beside it, and more elements inside of it.

use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is replicated, and what differs in the copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Each object, with equal ids.
    Equal,
    /// Each object, with ids of its own that other objects of the copy use: many tenants in one.
    Distinct,
    /// Each object, with ids of its own and the same references: many policies that name one group.
    OwnIds,
    /// Each object, with ids of its own, and each group a member of the next one.
    Chain,
    /// The elements of each list in an object, which are equal.
    ElementsEqual,
    /// The elements of each list in an object, with ids or texts of their own.
    ElementsDistinct,
    /// All files, each time in another folder.
    Folders,
}

pub const MODES: &[Mode] =
    &[Mode::Equal, Mode::Distinct, Mode::OwnIds, Mode::Chain, Mode::ElementsEqual, Mode::ElementsDistinct, Mode::Folders];

type Files = Vec<(String, Vec<u8>)>;

/// The files of a case with copies; `None` if the mode changes nothing in them.
pub fn replicated(files: &Files, mode: Mode, copies: usize) -> Option<Files> {
    if mode == Mode::Folders {
        let (policy, others): (Vec<_>, Vec<_>) = files.iter().cloned().partition(|(path, _)| path == "policy.yaml");
        let in_folder = |copy: usize| others.iter().map(move |(path, bytes)| (format!("copy{copy}/{path}"), bytes.clone()));
        return Some(policy.into_iter().chain((0..copies).flat_map(in_folder)).collect());
    }
    let ids: BTreeSet<String> =
        files.iter().filter_map(|(_, bytes)| serde_json::from_slice(bytes).ok()).flat_map(|file| own_ids(&file)).collect();
    let mut has_copies = false;
    let replicate = |(path, bytes): &(String, Vec<u8>)| {
        let Some(mut file) = serde_json::from_slice::<Value>(bytes).ok() else {
            return (path.clone(), bytes.clone());
        };
        if file.is_object() && !lists(&mut file).iter().any(|list| list.iter().any(Value::is_object)) {
            file = Value::Array(vec![file]);
        }
        for list in lists(&mut file) {
            match mode {
                Mode::ElementsEqual | Mode::ElementsDistinct => {
                    for element in list.iter_mut() {
                        has_copies |= lengthen(element, mode == Mode::ElementsDistinct, copies);
                    }
                }
                _ => {
                    let numbered = |copy: usize| list.iter().map(move |element| (copy, element.clone()));
                    let all = (0..copies).flat_map(numbered).map(|(copy, element)| changed(element, mode, copy, &ids));
                    let all: Vec<Value> = all.collect();
                    has_copies |= !all.is_empty();
                    *list = all;
                }
            }
        }
        (path.clone(), serde_json::to_vec(&file).unwrap())
    };
    let files: Files = files.iter().map(replicate).collect();
    has_copies.then_some(files)
}

/// The outermost lists of objects.
fn lists(value: &mut Value) -> Vec<&mut Vec<Value>> {
    match value {
        Value::Array(elements) if elements.iter().any(Value::is_object) => vec![elements],
        Value::Object(members) => members.values_mut().flat_map(lists).collect(),
        _ => Vec::new(),
    }
}

/// The keys of values that identify the object itself.
const OWN: [&str; 4] = ["id", "appId", "address", "name"];

/// The ids of the objects in the outermost lists.
fn own_ids(value: &Value) -> Vec<String> {
    match value {
        Value::Array(elements) => elements.iter().flat_map(own_ids).collect(),
        Value::Object(members) => {
            let own = ["id", "appId"].iter().filter_map(|key| members.get(*key)?.as_str().map(str::to_owned));
            own.chain(members.values().filter(|value| value.is_array()).flat_map(own_ids)).collect()
        }
        _ => Vec::new(),
    }
}

/// An id that differs from others in its end, and stays a GUID if it is one.
fn renamed(id: &str, copy: usize) -> String {
    let is_guid = id.len() >= 36 && id.is_ascii() && id.as_bytes()[id.len() - 13] == b'-';
    if is_guid { format!("{}{copy:05x}", &id[..id.len() - 5]) } else { format!("{id}{copy:05x}") }
}

fn changed(mut element: Value, mode: Mode, copy: usize, ids: &BTreeSet<String>) -> Value {
    match mode {
        Mode::Distinct | Mode::Chain => rename_all(&mut element, copy, ids),
        Mode::OwnIds => {
            for key in OWN {
                if let Some(Value::String(id)) = element.get_mut(key) {
                    *id = renamed(id, copy);
                }
            }
        }
        _ => {}
    }
    let is_group = ["groupTypes", "securityEnabled", "membershipRule"].iter().any(|key| element.get(*key).is_some());
    if mode == Mode::Chain
        && is_group
        && let Some(id) = element["id"].as_str()
    {
        let next = format!("{}{:05x}", &id[..id.len().saturating_sub(5)], copy + 1);
        let member = json!({ "@odata.type": "#microsoft.graph.group", "id": next });
        match element.get_mut("members") {
            Some(Value::Array(members)) => members.push(member),
            _ => element["members"] = json!([member]),
        }
    }
    element
}

fn rename_all(value: &mut Value, copy: usize, ids: &BTreeSet<String>) {
    match value {
        Value::String(text) if ids.contains(text) => *text = renamed(text, copy),
        Value::Array(elements) => elements.iter_mut().for_each(|element| rename_all(element, copy, ids)),
        Value::Object(members) => members.values_mut().for_each(|member| rename_all(member, copy, ids)),
        _ => {}
    }
}

/// Repeats the elements of each list in a value, and whether there was one.
fn lengthen(value: &mut Value, distinct: bool, copies: usize) -> bool {
    match value {
        Value::Array(elements) => {
            let repeated = |copy: usize| elements.iter().map(move |element| (copy, element.clone()));
            let repeated = (0..copies).flat_map(repeated).map(|(copy, mut element)| {
                match &mut element {
                    Value::String(text) if distinct => *text = renamed(text, copy),
                    Value::Object(_) if distinct => {
                        for key in ["id", "name", "displayName", "keyId"] {
                            if let Some(Value::String(text)) = element.get_mut(key) {
                                *text = renamed(text, copy);
                            }
                        }
                    }
                    _ => {}
                }
                element
            });
            let repeated: Vec<Value> = repeated.collect();
            let has_elements = !repeated.is_empty();
            *elements = repeated;
            has_elements
        }
        Value::Object(members) => members.values_mut().map(|member| usize::from(lengthen(member, distinct, copies))).sum::<usize>() > 0,
        _ => false,
    }
}
