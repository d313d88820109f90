//! The JSON of `AzureHound`: each item has a kind and the data of Graph or ARM, under `data` of a file or on its own line.
//!
//! `AzureHound` continues after an error and omits empty values, so its lists are never known to be complete.
//!
//! Source: BloodHoundAD/AzureHound 2, `enums/kind.go` and `models/`.

use super::frame::{Frame, What};
use super::graph::classify;
use super::relation;
use crate::parts::Parts;
use crate::resource::{Format, Kind, Origin, Place, Resource, Sink, Writer};
use crate::syntax::json::{Scan, parse, scan, skip, skip_white};
use crate::syntax::tree::{Node, Value};
use std::ops::Range;

/// Kinds of items that are one object of Graph or ARM.
const OBJECTS: &[(&str, Kind, Format)] = &[
    ("AZApp", Kind::Application, Format::Graph),
    ("AZAppRoleAssignment", Kind::AppRoleAssignment, Format::Graph),
    ("AZDevice", Kind::Device, Format::Graph),
    ("AZGroup", Kind::Group, Format::Graph),
    ("AZManagementGroup", Kind::ManagementGroup, Format::Azure),
    ("AZRole", Kind::UnifiedRoleDefinition, Format::Graph),
    ("AZServicePrincipal", Kind::ServicePrincipal, Format::Graph),
    ("AZSubscription", Kind::Subscription, Format::Azure),
    ("AZUser", Kind::User, Format::Graph),
];

/// Kinds of items that are the related objects of one object: the collection of that object, the key of its id, and the relation.
const RELATIONS: &[(&str, &str, &str, &str)] = &[
    ("AZAppOwner", "applications", "appId", "owners"),
    ("AZDeviceOwner", "devices", "deviceId", "registeredOwners"),
    ("AZGroupMember", "groups", "groupId", "members"),
    ("AZGroupOwner", "groups", "groupId", "owners"),
    ("AZServicePrincipalOwner", "servicePrincipals", "servicePrincipalId", "owners"),
];

/// Whether an object is an item.
pub fn is_item(json: &str, members: &Scan<'_>) -> bool {
    members.get(json, "kind").is_some_and(|kind| kind.starts_with("\"AZ"))
        && members.get(json, "data").is_some_and(|data| data.starts_with('{'))
}

/// Passes the objects of the item at `start` to the sink, and returns their number.
pub fn give(frame: Frame, start: usize, json: &str, members: &Scan<'_>, sink: &mut dyn Sink) -> usize {
    let key = |key: &str| members.members.iter().find(|(name, _)| name == key).map(|(_, bytes)| bytes.clone());
    let (Some(kind), Some(data)) = (key("kind"), key("data")) else { return 0 };
    let kind = json.part(kind).trim_matches('"');
    let mut item = Item { frame, start, json, sink, given: 0 };
    if let Some((_, kind, format)) = OBJECTS.iter().find(|(name, ..)| *name == kind) {
        item.object(data, |_, _| Some(What { kind: kind.clone(), format: *format, address: None }));
    } else if kind == "AZTenant" {
        item.tenant(&data);
    } else {
        item.list(kind, &data);
    }
    item.given
}

/// An item of a file.
struct Item<'t, 'k> {
    frame: Frame,
    /// The start of the item in the text of the frame.
    start: usize,
    json: &'t str,
    sink: &'k mut dyn Sink,
    given: usize,
}

impl Item<'_, '_> {
    /// Passes the object at these bytes of the item to the sink, if `what` knows its type.
    fn object(&mut self, bytes: Range<usize>, what: impl FnOnce(&str, &Scan<'_>) -> Option<What>) {
        let text = self.json.part(&bytes);
        let mut members = Scan::default();
        if scan(text, 0, &mut members).is_err() {
            return;
        }
        if let Some(what) = what(text, &members) {
            self.frame.give(self.start + bytes.start, text, &members, what, self.sink);
            self.given += 1;
        }
    }

    /// Passes the elements of the list of an item: role assignments, or objects that are related to one object.
    fn list(&mut self, kind: &str, data: &Range<usize>) {
        let Some(members) = self.members(data) else { return };
        let text = |key: &str| -> Option<String> {
            let (_, bytes) = members.iter().find(|(name, _)| name == key)?;
            serde_json::from_str(self.json.part(bytes)).ok()
        };
        let relation = RELATIONS.iter().find(|(name, ..)| *name == kind);
        let holds = relation.and_then(|(_, collection, key, relation)| relation::of_one(collection, &text(key)?, relation));
        if relation.is_some() && holds.is_none() {
            return;
        }
        let lists = members.iter().map(|(_, bytes)| bytes.clone()).filter(|bytes| self.json.after(bytes.start).starts_with('['));
        for list in lists {
            for element in elements(self.json, &list) {
                // Role assignments of Graph are elements; everything else is under a key such as `owner` beside the id of the object.
                let before = self.given;
                if holds.is_none() {
                    self.object(element.clone(), |json, members| classify(json, members).map(What::from));
                }
                let inner = if self.given == before { self.members(&element) } else { None };
                for (_, bytes) in inner.into_iter().flatten().filter(|(_, bytes)| self.json.after(bytes.start).starts_with('{')) {
                    self.object(bytes, |json, members| match &holds {
                        Some(holds) => {
                            let address = holds.address(|| members.get(json, "id"));
                            Some(What { kind: holds.kind.clone(), format: Format::Graph, address })
                        }
                        None => classify(json, members).map(What::from),
                    });
                }
            }
        }
    }

    /// Passes the tenant to the sink: the items also list other tenants that the collecting account can see.
    fn tenant(&mut self, data: &Range<usize>) {
        let Ok(tenant) = parse(self.json.part(data)) else { return };
        let is_collected = tenant.get("collected").is_some_and(|collected| collected.value == Value::Bool(true));
        let Some(id) = tenant.get("tenantId").filter(|_| is_collected) else { return };
        let span = |node: &Node<'_>| self.frame.moved(self.start + data.start, &node.bytes);
        let place = |node: &Node<'_>| Place::new(span(node), Origin::Literal);
        let default = tenant.get("defaultDomain").and_then(Node::as_str);
        let mut writer = Writer::default();
        writer.object(place(&tenant), |writer| {
            writer.key("id").node(id, &span);
            if let Some(name) = tenant.get("displayName") {
                writer.key("displayName").node(name, &span);
            }
            let Some(domains) = tenant.get("domains") else { return };
            writer.key("verifiedDomains").array(place(domains), |writer| {
                for domain in domains.elements() {
                    writer.element().object(place(domain), |writer| {
                        writer.key("name").node(domain, &span);
                        let is_default = default.is_some() && domain.as_str() == default;
                        writer
                            .key("isDefault")
                            .literal(place(domain).with_origin(Origin::Computed), if is_default { "true" } else { "false" });
                    });
                }
            });
        });
        Resource::written(Kind::Organization, Format::Graph, span(&tenant), writer).give(self.sink);
        self.given += 1;
    }

    /// The members of the object at these bytes of the item.
    fn members(&self, bytes: &Range<usize>) -> Option<Vec<(String, Range<usize>)>> {
        let mut members = Scan::default();
        self.json.after(bytes.start).starts_with('{').then(|| scan(self.json, bytes.start, &mut members).ok())??;
        Some(members.members.into_iter().map(|(key, bytes)| (key.into_owned(), bytes)).collect())
    }
}

/// The objects in the list at these bytes.
fn elements(json: &str, list: &Range<usize>) -> Vec<Range<usize>> {
    let mut elements = Vec::new();
    let mut at = skip_white(json, list.start + 1);
    while at < list.end && json.after(at).starts_with('{') {
        let Ok(end) = skip(json, at) else { break };
        elements.push(at..end);
        at = skip_white(json, end);
        at = skip_white(json, at + usize::from(json.after(at).starts_with(',')));
    }
    elements
}
