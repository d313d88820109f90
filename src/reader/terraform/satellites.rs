//! Finds the resource of a plan or state that a satellite extends.
//!
//! A satellite references the other resource by its id. If the id is unknown, as often in a plan, the reference in the configuration is
//! used, provided that it leads to a resource of the same module with a single instance. A satellite without either remains a separate
//! resource: an update of an object that is not in the input.

use super::references::References;
use super::resource::{resource_type, satellite};
use super::table::Satellite;
use crate::eval::Value;
use crate::reader::marked::Marked;
use crate::reader::rows::Row;
use crate::syntax::tree::Node;
use std::collections::HashMap;

/// A resource of the document, with its values.
pub(super) struct Found<'n, 't> {
    pub resource: &'n Node<'t>,
    pub given: Marked<'n, 't>,
}

/// A satellite with the rows of its type, and its position among the resources.
pub(super) struct Belonging {
    pub at: usize,
    pub rows: &'static [Row],
    pub attributes: Value,
}

/// The key of a resource: its kind, and its id or address.
type Key<'n> = (&'static str, Name<'n>);

#[derive(PartialEq, Eq, Hash)]
enum Name<'n> {
    Id(String),
    Address(&'n str),
}

impl<'n> Found<'n, '_> {
    /// A string beside the values: `type`, `name` or `address`.
    pub(super) fn text(&self, key: &str) -> Option<&'n str> {
        self.resource.get(key).and_then(Node::as_str)
    }

    fn satellite(&self) -> Option<&'static Satellite> {
        satellite(self.text("type")?)
    }
}

/// The satellites of each resource, by its position among the resources. Time is linear.
pub(super) fn gather(references: &References<'_>, all: &[Found<'_, '_>]) -> HashMap<usize, Vec<Belonging>> {
    let mut belonging: HashMap<usize, Vec<Belonging>> = HashMap::new();
    if !all.iter().any(|found| found.satellite().is_some()) {
        return belonging;
    }
    // If two resources have the same name, the satellite belongs to neither.
    let mut owners: HashMap<Key<'_>, Option<usize>> = HashMap::new();
    for (at, found) in all.iter().enumerate() {
        let Some(known) = found.text("type").and_then(resource_type) else { continue };
        let id = |key: &str| found.given.value?.get(key)?.as_str();
        let id = id("object_id").or_else(|| id("id")).map(|id| Name::Id(tail(id)));
        for name in id.into_iter().chain(found.text("address").map(Name::Address)) {
            owners.entry((known.kind, name)).and_modify(|owner| *owner = None).or_insert(Some(at));
        }
    }
    for (at, found) in all.iter().enumerate() {
        let Some(known) = found.satellite() else { continue };
        let attributes = found.given.evaluate();
        let Some(other) = known.names(&attributes) else { continue };
        let owner = match other.as_text() {
            Some(id) => owners.get(&(known.kind, Name::Id(tail(id)))).copied(),
            None => found
                .text("address")
                .and_then(|address| known.of.split('|').find_map(|name| references.of(address, known.terraform, name)))
                .filter(|reference| matches!(&*reference.attribute, "id" | "object_id"))
                .and_then(|reference| owners.get(&(known.kind, Name::Address(&reference.address))).copied()),
        };
        if let Some(owner) = owner.flatten() {
            belonging.entry(owner).or_default().push(Belonging { at, rows: known.rows, attributes });
        }
    }
    // The same order as in a configuration, so that added elements are in the same order.
    for satellites in belonging.values_mut() {
        satellites.sort_by_key(|satellite| all.get(satellite.at)?.text("address"));
    }
    belonging
}

/// The id at the end of a resource id, in lower case.
fn tail(id: &str) -> String {
    id.rsplit('/').next().unwrap_or(id).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use crate::reader::frame::Frame;
    use crate::reader::terraform::{Overlay, Plan, read_show};
    use crate::resource::{Collector, Resource};
    use crate::source::FileId;
    use serde_json::{Value as Json, json};

    /// The addresses of the emitted resources, and their objects.
    fn read(document: &Json) -> Vec<(String, Json)> {
        let text = document.to_string();
        let mut given = Collector::default();
        let plan = Plan { path: "plan.json", overlay: &Overlay::default() };
        read_show(Frame::whole(FileId(0)), &text, 0..text.len(), plan, &mut given).unwrap().expect("it is a plan or a state");
        assert_eq!(given.problems, []);
        let result = |resource: &Resource<'_>| {
            (resource.address.as_deref().unwrap_or_default().to_owned(), serde_json::from_str(&resource.json).unwrap())
        };
        given.resources.iter().map(result).collect()
    }

    /// A resource of a plan; `unknown` contains the values that are known only after apply.
    fn planned(address: &str, terraform_type: &str, after: &Json, unknown: &Json) -> Json {
        json!({"address": address, "mode": "managed", "type": terraform_type, "name": "x",
            "change": {"actions": ["create"], "after": after, "after_unknown": unknown}})
    }

    fn refers(address: &str, references: &[&str]) -> Json {
        json!({"address": address, "expressions": {"application_id": {"references": references}}})
    }

    fn uri(address: &str, uri: &str) -> Json {
        planned(
            address,
            "azuread_application_identifier_uri",
            &json!({"identifier_uri": uri}),
            &json!({"id": true, "application_id": true}),
        )
    }

    fn app(address: &str) -> Json {
        planned(address, "azuread_application_registration", &json!({"display_name": "a"}), &json!({"id": true, "object_id": true}))
    }

    #[test]
    fn in_a_state_the_id_identifies_the_owner() {
        let at = |address: &str, terraform_type: &str, values: Json| json!({"address": address, "mode": "managed", "type": terraform_type, "name": "x", "values": values});
        let of = |id: &str, uri: &str| json!({"application_id": id, "identifier_uri": uri});
        let read = read(&json!({"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [
            at("azuread_application_identifier_uri.before", "azuread_application_identifier_uri", of("/applications/AAA", "api://one")),
            at("azuread_application_registration.a", "azuread_application_registration", json!({"id": "/applications/aaa", "object_id": "aaa"})),
            at("azuread_application_registration.b", "azuread_application_registration", json!({"id": "/applications/bbb", "object_id": "bbb"})),
            at("azuread_application_identifier_uri.other", "azuread_application_identifier_uri", of("/applications/ccc", "api://two")),
            at("azuread_group.g", "azuread_group", json!({"object_id": "bbb"})),
            at("azuread_group_member.m", "azuread_group_member", json!({"group_object_id": "bbb", "member_object_id": "u"})),
        ]}}}));
        let addresses: Vec<&str> = read.iter().map(|(address, _)| address.as_str()).collect();
        assert_eq!(
            addresses,
            [
                "azuread_application_registration.a",
                "azuread_application_registration.b",
                "azuread_application_identifier_uri.other",
                "azuread_group.g"
            ]
        );
        assert_eq!(read[0].1["identifierUris"], json!(["api://one"]));
        assert!(read[1].1.get("identifierUris").is_none());
        assert_eq!(read[2].1, json!({"identifierUris": ["api://two"]}));
        assert_eq!(read[3].1["members"], json!([{"id": "u"}]));
    }

    #[test]
    fn in_a_plan_the_reference_identifies_the_owner() {
        let reference = ["azuread_application_registration.a.id", "azuread_application_registration.a"];
        let read = read(&json!({"format_version": "1.2", "resource_changes": [
            app("azuread_application_registration.a"),
            uri("azuread_application_identifier_uri.u[\"x.y\"]", "api://root"),
            app("module.m[\"k]\"].azuread_application_registration.a"),
            uri("module.m[\"k]\"].azuread_application_identifier_uri.u[0]", "api://module"),
        ], "configuration": {"root_module": {
            "resources": [refers("azuread_application_identifier_uri.u", &reference)],
            "module_calls": {"m": {"module": {"resources": [refers("azuread_application_identifier_uri.u", &reference)]}}},
        }}}));
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].1["identifierUris"], json!(["api://root"]));
        assert_eq!(read[1].1["identifierUris"], json!(["api://module"]));
    }

    #[test]
    fn a_satellite_of_an_unknown_owner_is_an_update() {
        for (owner, references) in [
            // It has several instances.
            ("azuread_application_registration.a[0]", &["azuread_application_registration.a", "each.key"][..]),
            ("azuread_application_registration.a[0]", &["azuread_application_registration.a.id", "azuread_application_registration.a"]),
            // It is computed from several references.
            (
                "azuread_application_registration.a",
                &["azuread_application_registration.a.id", "azuread_application_registration.a", "var.b"],
            ),
            ("azuread_application_registration.a", &["local.id"]),
            ("azuread_application_registration.a", &["module.b.id", "module.b"]),
            (
                "azuread_application_registration.a",
                &["azuread_application_registration.a.display_name", "azuread_application_registration.a"],
            ),
        ] {
            let read = read(&json!({"format_version": "1.2",
                "resource_changes": [app(owner), uri("azuread_application_identifier_uri.u", "api://x")],
                "configuration": {"root_module": {"resources": [refers("azuread_application_identifier_uri.u", references)]}}}));
            assert_eq!(read.len(), 2, "{references:?}");
            assert_eq!(read[1].1, json!({"identifierUris": ["api://x"]}));
        }
        let without = read(&json!({"format_version": "1.2",
            "resource_changes": [app("azuread_application_registration.a"), uri("azuread_application_identifier_uri.u", "api://x")]}));
        assert_eq!(without.len(), 2);
    }

    #[test]
    fn a_satellite_of_a_deleted_resource_is_kept() {
        let mut gone = app("azuread_application_registration.a");
        gone["change"]["actions"] = json!(["delete"]);
        let reference = ["azuread_application_registration.a.id", "azuread_application_registration.a"];
        let read =
            read(&json!({"format_version": "1.2", "resource_changes": [gone, uri("azuread_application_identifier_uri.u", "api://x")],
            "configuration": {"root_module": {"resources": [refers("azuread_application_identifier_uri.u", &reference)]}}}));
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].0, "azuread_application_identifier_uri.u");
    }
}
