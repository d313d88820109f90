//! The resource types and the Graph names of their properties, one file per area.

mod applications;
mod conditional_access;
mod cross_tenant;
mod directory;
mod governance;

use super::recode::Recode;
use crate::eval::{Data, Object, Value};

use crate::reader::rows::{Row, written, written_as};
use crate::reader::value::place;
use crate::resource::{Kind, Place};
use std::sync::Arc;

#[derive(Debug)]
pub(super) struct ResourceType {
    /// Its name without the prefix `AAD` or `microsoft.entra.`.
    pub name: &'static str,
    pub kind: &'static str,
    pub rows: &'static [Row],
    /// Additional rows for a configuration, according to the behavior of the resource's module.
    pub configured: &'static [Row],
    /// Additional rows for the state of an existing tenant.
    pub compared: &'static [Row],
    /// Properties, at any depth, whose values are encoded differently from Graph.
    pub recoded: &'static [(&'static str, Recode)],
    /// Properties that rows read as members of one property with this name.
    pub gathered: &'static [(&'static str, &'static [&'static str])],
    /// Additional Graph objects in the resource.
    pub parts: &'static [Part],
}

/// A list in which each element is an additional Graph object.
#[derive(Debug)]
pub(super) struct Part {
    pub list: &'static str,
    pub kind: &'static str,
    /// The rows for the element, called [`ELEMENT`], and for the resource.
    pub rows: &'static [Row],
}

/// The name of the element in the rows of a [`Part`].
pub(super) const ELEMENT: &str = "(element)";

/// The name of the resource in the rows of a [`Part`].
pub(super) const ITSELF: &str = "(itself)";

/// An empty type as the base of others.
const TYPE: ResourceType =
    ResourceType { name: "", kind: "", rows: &[], configured: &[], compared: &[], recoded: &[], gathered: &[], parts: &[] };

/// Lists of strings that may be a single string.
const LIST: Recode = Recode::Each(&Recode::Same);

const PRINCIPALS: Recode = Recode::Each(&Recode::Principal);

pub(super) const TYPES: &[&[ResourceType]] =
    &[applications::TYPES, conditional_access::TYPES, cross_tenant::TYPES, directory::TYPES, governance::TYPES];

/// The name of a Microsoft Entra resource without its prefix; `None` for one of another service.
pub(super) fn own_name(name: &str) -> Option<&str> {
    const PREFIXES: [&str; 2] = ["microsoft.entra.", "AAD"];
    let strip = |prefix: &str| {
        let (start, own) = name.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then_some(own)
    };
    PREFIXES.into_iter().find_map(strip).filter(|own| !own.is_empty())
}

/// The resource with this name, in any case.
pub(super) fn resource_type(name: &str) -> Option<&'static ResourceType> {
    let own = own_name(name)?;
    TYPES.iter().copied().flatten().find(|known| known.name.eq_ignore_ascii_case(own))
}

/// The name of a Graph property (names joined by `/`) in the type of a kind, and its value in the spelling of the type, both JSON.
pub(crate) fn property_for(kind: &Kind, path: &str, json: &str) -> Option<(String, String)> {
    let types = TYPES.iter().copied().flatten().filter(|known| Kind::named(known.kind) == *kind);
    types.flat_map(|known| [(known, known.rows), (known, known.configured)]).find_map(|(known, rows)| {
        let (name, json) = written_as(rows, path, json)?;
        let last = name.rsplit('.').next().unwrap_or(&name);
        let recoded = known.recoded.iter().find(|(recoded, _)| *recoded == last).map(|(_, how)| how);
        Some((name.clone(), recoded.and_then(|how| how.written(json)).unwrap_or_else(|| json.to_owned())))
    })
}

/// The properties for the content of a Graph object, one per line.
pub(crate) fn properties_for(kind: &Kind, object: &serde_json::Value, line: &dyn Fn(&str, &serde_json::Value) -> String) -> Vec<String> {
    let known = TYPES.iter().copied().flatten().find(|known| Kind::named(known.kind) == *kind);
    known.map(|known| written(known.rows, object, &|_, lines| lines, line)).unwrap_or_default()
}

impl ResourceType {
    /// The properties, together with those that are gathered from them.
    pub(super) fn gathered(&self, properties: Value, header: &Place) -> Value {
        let Data::Object(object) = &properties.data else { return properties };
        let gathered = self.gathered.iter().filter_map(|(name, members)| {
            let set =
                members.iter().filter_map(|member| Some(((*member).into(), object.get(member).filter(|value| !value.is_null())?.clone())));
            let set: Vec<(Arc<str>, Value)> = set.collect();
            let value = Value { at: Some(header.span), ..Value::object(set) };
            let is_there = value.members().is_some_and(|members| members.len() > 0);
            is_there.then(|| (Arc::from(*name), value))
        });
        let all = Object::new(object.members().iter().cloned().chain(gathered));
        let all = match &object.rest {
            Some(rest) => all.open(rest.clone()),
            None => all,
        };
        Value { data: Data::Object(Arc::new(all)), ..properties }
    }
}

impl Part {
    /// The properties once for each element of the list, including the element, with the element's place.
    pub(super) fn elements(&self, properties: &Value, header: &Place) -> Vec<(Value, Place)> {
        let list = properties.member(self.list);
        let elements = list.as_ref().and_then(Value::elements).into_iter().flatten().filter(|element| element.as_unknown().is_none());
        let Data::Object(object) = &properties.data else { return Vec::new() };
        // A list may be long and the resource may have many properties, of which only a few are read.
        let names: Vec<&str> = self.rows.iter().flat_map(|row| row.sources().0).flat_map(|names| names.split('|')).collect();
        let asked: Vec<_> = object.members().iter().filter(|(name, _)| names.contains(&&**name)).cloned().collect();
        let with = |element: Value| {
            let place = place(&element, header);
            (Value::object(asked.iter().cloned().chain([(ELEMENT.into(), element)])), place)
        };
        elements.map(with).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_in_the_tables_once_and_has_a_known_kind() {
        let mut names = std::collections::BTreeSet::new();
        for known in TYPES.iter().copied().flatten() {
            assert!(names.insert(known.name.to_ascii_lowercase()), "{}", known.name);
            for kind in known.parts.iter().map(|part| part.kind).chain([known.kind]) {
                assert!(!matches!(Kind::named(kind), Kind::Other(_)), "{kind}");
            }
        }
    }

    #[test]
    fn names_are_distinguished_by_their_prefix() {
        for name in ["AADApplication", "aadapplication", "microsoft.entra.application", "Microsoft.Entra.Application"] {
            assert_eq!(resource_type(name).map(|known| known.kind), Some("application"), "{name}");
        }
        for name in ["AAD", "EXOMailbox", "microsoft.exchange.application", "microsoft.entra.", "", "AA", "ÄÄÄÄ"] {
            assert!(own_name(name).is_none(), "{name}");
        }
        assert!(own_name("AADDomain").is_some() && resource_type("AADDomain").is_none());
    }
}
