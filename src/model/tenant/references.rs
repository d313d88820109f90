//! References to objects that should be in the input, because it is declared to contain all objects of their kind.

use super::{Index, Retained};
use crate::model::ObjectId;
use crate::resource::{Kind, Resource};
use crate::source::Span;
use serde_json::value::RawValue;

/// Where objects refer to others by id: the kind of the object, a JSON pointer to the id or a list of ids, and the kind that it refers to.
const REFERENCES: &[(Kind, &str, Kind)] = &[
    (Kind::ConditionalAccessPolicy, "/conditions/users/includeUsers", Kind::User),
    (Kind::ConditionalAccessPolicy, "/conditions/users/excludeUsers", Kind::User),
    (Kind::ConditionalAccessPolicy, "/conditions/users/includeGroups", Kind::Group),
    (Kind::ConditionalAccessPolicy, "/conditions/users/excludeGroups", Kind::Group),
];

/// Objects with `principalId`, and where they name the kind of the principal.
const PRINCIPALS: &[(Kind, &str, &str)] = &[
    (Kind::RoleAssignment, "/properties/principalId", "/properties/principalType"),
    (Kind::AppRoleAssignment, "/principalId", "/principalType"),
];

impl Index {
    /// The first reference to an object of this kind that is not in the input: the id, and its place. Nothing is known of kinds that no rule
    /// of the run reads, because the index does not retain them.
    pub fn unknown_reference(&self, kind: &Kind, retained: &Retained) -> Option<(String, Span)> {
        if !retained.has(kind) {
            return None;
        }
        let is_unknown = |id: &str| match ObjectId::of_guid(id) {
            None => false,
            Some(id) if *kind == Kind::User => self.people.get(id).is_none(),
            Some(id) => self.resource(kind, id).is_none(),
        };
        let of_policies = REFERENCES
            .iter()
            .filter(|(_, _, to)| to == kind)
            .flat_map(|(of, pointer, _)| self.kept(of).flat_map(move |resource| texts(resource, pointer)));
        let of_principals = PRINCIPALS.iter().flat_map(|(of, id, principal)| {
            let names_kind =
                |resource: &&Resource<'_>| resource.text_at(principal).is_some_and(|name| name.eq_ignore_ascii_case(kind.name()));
            self.kept(of).filter(names_kind).flat_map(move |resource| texts(resource, id))
        });
        of_policies.chain(of_principals).find(|(id, _)| is_unknown(id))
    }
}

/// The text at a JSON pointer, or each text in the list there, with its place.
fn texts(resource: &Resource<'_>, pointer: &str) -> Vec<(String, Span)> {
    let Some(value) = resource.at(pointer) else { return Vec::new() };
    let elements = serde_json::from_str::<Vec<&RawValue>>(value).map(|list| list.into_iter().map(RawValue::get).collect());
    let texts = elements.unwrap_or_else(|_| vec![value]).into_iter();
    texts.filter_map(|text| Some((serde_json::from_str(text).ok()?, resource.place(text).span))).collect()
}
