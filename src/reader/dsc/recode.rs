//! Values whose spelling differs from Graph.

use crate::eval::{Data, Unknown, Value};
use std::sync::Arc;

/// How a value of Graph is encoded.
#[derive(Debug)]
pub(super) enum Recode {
    /// One of these words of Graph, in any case.
    Words(&'static [&'static str]),
    /// A name that represents a value of Graph.
    Named(&'static [(&'static str, &'static str)]),
    /// One of these words of Graph, or an id, or the name of the object, whose id is then unknown.
    Ids(&'static [&'static str]),
    /// The text `True` or `False`.
    Bool,
    /// A Boolean, where Graph has text.
    Text,
    /// A sign-in name or an id, where Graph has an object.
    Principal,
    Same,
    /// A list. A single element may be written without a list, and empty elements are removed.
    Each(&'static Recode),
    /// The same, and an empty list counts as unset.
    Filled(&'static Recode),
}

impl Recode {
    /// The encoded value, both JSON; `None` if the encoding equals Graph.
    pub(super) fn written(&self, json: &str) -> Option<String> {
        let text = json.trim_matches('"');
        match self {
            Self::Named(names) => names.iter().find(|(_, graph)| *graph == text).map(|(name, _)| format!("\"{name}\"")),
            Self::Bool => Some(format!("\"{}\"", if text == "true" { "True" } else { "False" })),
            Self::Text => Some(text.to_ascii_lowercase()),
            _ => None,
        }
    }
}

/// Why the id of an object is unknown.
const NAME: &str = "it is a name, and the input does not contain the id of the object";

/// Decodes a value.
pub(super) fn recode(value: Value, how: &Recode) -> Value {
    if value.is_null() || value.as_unknown().is_some() {
        return value;
    }
    let is_same = |word: &str| value.as_text().is_some_and(|text| text.eq_ignore_ascii_case(word));
    match how {
        Recode::Each(inner) => {
            let one = value.elements().is_none().then(|| value.clone());
            let elements = value.elements().into_iter().flatten().chain(one);
            let filled = elements.filter(|element| element.as_text() != Some(""));
            let list: Vec<Value> = filled.map(|element| recode(element, inner)).collect();
            with_data(&value, Data::List(list.into()), value.computed)
        }
        Recode::Filled(inner) => {
            let list = recode(value, inner);
            let is_empty = list.elements().is_some_and(|elements| elements.len() == 0);
            if is_empty { Value { data: Data::Null, ..list } } else { list }
        }
        Recode::Words(words) => match words.iter().find(|word| is_same(word)) {
            Some(word) => with_data(&value, Data::Text((*word).into()), value.computed),
            None => value,
        },
        Recode::Named(names) => match names.iter().find(|(name, _)| is_same(name)) {
            Some((_, graph)) => with_data(&value, Data::Text((*graph).into()), true),
            None => value,
        },
        Recode::Ids(words) => match (words.iter().find(|word| is_same(word)), value.as_text()) {
            (Some(word), _) => with_data(&value, Data::Text((*word).into()), value.computed),
            (None, Some(text)) if !is_guid(text) => with_data(&value, Data::Unknown(Arc::new(Unknown::new(NAME))), true),
            _ => value,
        },
        Recode::Bool if is_same("True") => with_data(&value, Data::Bool(true), true),
        Recode::Bool if is_same("False") => with_data(&value, Data::Bool(false), true),
        Recode::Text => match value.as_bool() {
            Some(is) => with_data(&value, Data::Text(if is { "True" } else { "False" }.into()), true),
            None => value,
        },
        Recode::Principal => match value.as_text() {
            Some(text) => {
                let key = if text.contains('@') {
                    "userPrincipalName"
                } else if is_guid(text) {
                    "id"
                } else {
                    "displayName"
                };
                let object = Value::object([(key.into(), value.clone())]);
                with_data(&value, object.data, true)
            }
            None => value,
        },
        Recode::Bool | Recode::Same => value,
    }
}

fn with_data(value: &Value, data: Data, computed: bool) -> Value {
    Value { data, computed, ..value.clone() }
}

fn is_guid(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok()
}
