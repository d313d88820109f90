//! What a rule in Rego sees of a resource: what `inspect` prints of it, without what is known of an unknown value.

use crate::resource::{Resource, Scan, SourceMap, UNKNOWN};
use jiff::civil::Date;
use regorus::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A resource as the input of a rule, with the date of the run. Of the object, only these properties are needed, if they are known.
pub fn one(resource: &Resource<'_>, members: &Scan<'_>, properties: Option<&BTreeSet<String>>, today: Date) -> Value {
    let Some(properties) = properties.filter(|_| is_plain(resource)) else {
        return with(self::resource(resource), "today", today.to_string().into());
    };
    let needed = members.members.iter().filter(|(key, _)| properties.contains(&**key));
    let values =
        needed.filter_map(|(key, bytes)| Some((Value::from(&**key), Value::from_json_str(resource.json.get(bytes.clone())?).ok()?)));
    let object: BTreeMap<Value, Value> = values.collect();
    with(described(resource, object.into(), Value::new_object()), "today", today.to_string().into())
}

/// Whether the JSON of a resource has no unknown values.
fn is_plain(resource: &Resource<'_>) -> bool {
    matches!(resource.map, SourceMap::Identity { .. }) && resource.ambiguous.is_empty() && !resource.json.contains(UNKNOWN)
}

/// An object with another member.
fn with(mut object: Value, key: &str, value: Value) -> Value {
    if let Ok(members) = object.as_object_mut() {
        members.insert(key.into(), value);
    }
    object
}

fn resource(resource: &Resource<'_>) -> Value {
    let mut unknown = BTreeMap::new();
    let object = if is_plain(resource) {
        Value::from_json_str(&resource.json).unwrap_or(Value::Undefined)
    } else {
        let mut object: serde_json::Value = serde_json::from_str(&resource.json).unwrap_or_default();
        for key in &resource.ambiguous {
            if object.as_object_mut().and_then(|members| members.remove(key)).is_some() {
                unknown.insert(pointer("", key), "the input contains several values of it".to_owned());
            }
        }
        known(&mut object, "", &mut unknown).map_or(Value::Undefined, Value::from)
    };
    let unknown: BTreeMap<Value, Value> = unknown.into_iter().map(|(pointer, reason)| (pointer.into(), reason.into())).collect();
    described(resource, object, unknown.into())
}

/// An object of a resource, with what else is known of the resource.
fn described(resource: &Resource<'_>, object: Value, unknown: Value) -> Value {
    let address = resource.address.as_deref().map(str::to_owned);
    let address = address.or_else(|| ["/id", "/appId", "/name"].iter().find_map(|pointer| resource.text_at(pointer)));
    let members = [
        ("kind", resource.kind.name().into()),
        ("address", address.unwrap_or_default().into()),
        ("format", resource.format.name().into()),
        ("object", object),
        ("unknown", unknown),
    ];
    let members = members.into_iter().filter(|(_, value)| *value != Value::Undefined);
    members.map(|(key, value)| (Value::from(key), value)).collect::<BTreeMap<_, _>>().into()
}

/// A value without its unknown parts, which are recorded. An unknown element becomes null, so that the others keep their index.
fn known(value: &mut serde_json::Value, at: &str, unknown: &mut BTreeMap<String, String>) -> Option<serde_json::Value> {
    if let Some(reason) = value.get("$unknown").and_then(serde_json::Value::as_str) {
        unknown.insert(at.to_owned(), reason.to_owned());
        return None;
    }
    Some(match value.take() {
        serde_json::Value::Object(mut members) => {
            let members = std::mem::take(&mut members).into_iter();
            let members = members.filter_map(|(key, mut value)| {
                let value = known(&mut value, &pointer(at, &key), unknown)?;
                Some((key, value))
            });
            members.collect()
        }
        serde_json::Value::Array(elements) => {
            let elements = elements.into_iter().enumerate();
            elements.map(|(index, mut element)| known(&mut element, &format!("{at}/{index}"), unknown).unwrap_or_default()).collect()
        }
        other => other,
    })
}

fn pointer(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// `tenantlint.state(resource, pointer)`.
pub(super) fn state_of(arguments: &[Value]) -> Value {
    let [resource, pointer] = arguments else { return Value::Undefined };
    let Value::String(pointer) = pointer else { return Value::Undefined };
    state(resource, pointer).into()
}

/// The state of the value at a JSON pointer of a resource.
pub fn state(resource: &Value, pointer: &str) -> &'static str {
    let member = |value: &Value, key: &str| value.as_object().ok().and_then(|members| members.get(&Value::from(key)).cloned());
    let unknown = member(resource, "unknown").unwrap_or(Value::Undefined);
    let Some(mut value) = member(resource, "object") else { return "unknown" };
    let mut at = String::new();
    for name in pointer.split('/').skip(1) {
        at = format!("{at}/{name}");
        if member(&unknown, &at).is_some() {
            return "unknown";
        }
        let name = name.replace("~1", "/").replace("~0", "~");
        let inner = match &value {
            Value::Array(elements) => name.parse::<usize>().ok().and_then(|index| elements.get(index).cloned()),
            other => member(other, &name),
        };
        let Some(inner) = inner else { return if value == Value::Null { "null" } else { "absent" } };
        value = inner;
    }
    if value == Value::Null { "null" } else { "known" }
}

/// All resources of some kinds: a list for each kind, and the date of the run. Each has a number, by which a result names it.
pub fn tenant<'r>(resources: &[&'r Resource<'static>], kinds: impl Iterator<Item = &'r str>, today: Date) -> Value {
    let mut by_kind: BTreeMap<&str, Vec<Value>> = kinds.map(|kind| (kind, Vec::new())).collect();
    for (number, one) in resources.iter().enumerate() {
        let value = with(resource(one), "number", number.into());
        by_kind.entry(one.kind.name()).or_default().push(value);
    }
    let by_kind = by_kind.into_iter().map(|(kind, resources)| (Value::from(kind), Value::from(resources)));
    with(by_kind.collect::<BTreeMap<_, _>>().into(), "today", today.to_string().into())
}
