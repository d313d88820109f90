//! Relationships between objects of Microsoft Graph that code declares: members, owners.
//!
//! Graph returns them as lists of objects. Code contains lists of ids, or of URLs that end with an id.
//!
//! Sources: Microsoft Learn, "Modeling relationships in Microsoft Graph Bicep types"; documentation of the provider `microsoft/msgraph`,
//! "Managing Relationships" (0.x, August 2026).

use crate::eval::{Data, Object, Reference, Unknown, Value};
use std::sync::Arc;

/// The relationships of Bicep types: a list of ids, which is in `relationships` since version 0.2 of the types.
const OF_TYPES: &[&str] = &["members", "owners"];

/// The end of the name of a property that contains URLs.
const BIND: &str = "@odata.bind";

/// The body of an object with its relationships as Graph returns them.
pub(super) fn as_returned(body: &Value) -> Value {
    let Data::Object(object) = &body.data else { return body.clone() };
    let is_relationship = |key: &str| key.ends_with(BIND) || OF_TYPES.contains(&key);
    if !object.members().iter().any(|(key, _)| is_relationship(key)) {
        return body.clone();
    }
    let member = |(key, value): (&Arc<str>, Value)| match key.strip_suffix(BIND) {
        Some(name) => (name.into(), objects(&value)),
        None if is_relationship(key) => (key.clone(), objects(&value.member("relationships").unwrap_or(value))),
        None => (key.clone(), value),
    };
    let mut returned = Object::new(body.members().into_iter().flatten().map(member));
    returned.rest.clone_from(&object.rest);
    Value { data: Data::Object(Arc::new(returned)), ..body.clone() }
}

/// The objects with these ids or URLs.
pub(super) fn objects(list: &Value) -> Value {
    let Some(elements) = list.elements() else { return list.clone() };
    let object = |element: Value| match &element.data {
        Data::Object(_) => element,
        _ => Value { data: Value::object([("id".into(), id(&element))]).data, ..element },
    };
    Value { data: Value::list(elements.map(object).collect::<Vec<_>>()).data, ..list.clone() }
}

/// The id at the end of a URL.
fn id(url: &Value) -> Value {
    let data = match &url.data {
        Data::Text(text) => Value::text(text.rsplit('/').next().unwrap_or(text)).data,
        Data::Unknown(unknown) => match &unknown.part {
            Some(part) if part.after.is_empty() && part.before.ends_with('/') => attribute(unknown, part.of.clone()),
            _ => url.data.clone(),
        },
        other => other.clone(),
    };
    Value { data, ..url.clone() }
}

/// The attribute that is the unknown part of a text.
fn attribute(unknown: &Unknown, reference: Reference) -> Data {
    Data::Unknown(Arc::new(Unknown { reference: Some(reference), ..Unknown::new(unknown.reason.clone()) }))
}

/// A request to add objects to a relationship of another object: `groups/<id>/members/$ref`.
pub(super) struct Addition {
    /// The path of the other object; `{}` is an unknown part.
    pub path: String,
    pub id: Value,
    pub relationship: String,
}

impl Addition {
    /// The addition that a request to this URL makes, if it makes one.
    pub(super) fn of(url: &Value) -> Option<Self> {
        let split = |path: &str| {
            let (path, relationship) = path.trim_matches('/').strip_suffix("/$ref")?.rsplit_once('/')?;
            Some((path.to_owned(), relationship.to_owned()))
        };
        let with = |data: Data| Value { data, ..url.clone() };
        match &url.data {
            Data::Text(text) => {
                let (path, relationship) = split(text)?;
                let id = with(Value::text(path.rsplit('/').next()?).data);
                Some(Self { path, id, relationship })
            }
            Data::Unknown(unknown) => {
                let (path, relationship) = split(&format!("{}{{}}{}", unknown.starts_with, unknown.ends_with))?;
                let end = format!("/{relationship}/$ref");
                let part = unknown.part.as_deref().filter(|part| part.before.ends_with('/') && part.after == end);
                let id = part.map_or_else(|| Value::unknown(unknown.reason.clone()), |part| with(attribute(unknown, part.of.clone())));
                Some(Self { path, id, relationship })
            }
            _ => None,
        }
    }
}
