//! Kept objects by id.

use crate::model::{ObjectId, RoleDefinition, ServicePrincipal, View};
use crate::resource::{Kind, Resource};
use crate::syntax::json::Scan;
use std::collections::{BTreeMap, HashMap};

/// Positions of the kept resources by kind and id.
#[derive(Debug)]
pub(super) struct Objects(HashMap<(Kind, ObjectId), usize>);

/// Members that identify an object: its own id, the client id of an app, and the service principal of an identity.
const NAMES: &[&str] = &["id", "appId"];

/// Members under `properties` that identify a managed identity.
const NESTED_NAMES: &[&str] = &["principalId", "clientId"];

impl Objects {
    pub(super) fn new(kept: &BTreeMap<Kind, Vec<Resource<'static>>>) -> Self {
        let mut objects = HashMap::new();
        for (kind, resources) in kept {
            for (at, resource) in resources.iter().enumerate() {
                for name in names(resource) {
                    objects.entry((kind.clone(), name)).or_insert(at);
                }
            }
        }
        Self(objects)
    }

    pub(super) fn get(&self, kind: &Kind, id: ObjectId) -> Option<usize> {
        self.0.get(&(kind.clone(), id)).copied()
    }
}

/// All ids of a resource.
fn names(resource: &Resource<'static>) -> Vec<ObjectId> {
    let mut names: Vec<ObjectId> = ObjectId::of_address(resource).into_iter().collect();
    let Ok(members) = resource.members() else { return names };
    names.extend(texts(&resource.json, &members, NAMES));
    if resource.kind == Kind::ServicePrincipal {
        // In code it names its app by a reference.
        names.extend(View::<ServicePrincipal<'_>>::new(resource, &members).and_then(|principal| ObjectId::of_setting(&principal.app_id)));
    }
    let role = Some(resource).filter(|resource| resource.kind == Kind::RoleDefinition);
    if let Some(role) = role.and_then(|resource| View::<RoleDefinition<'_>>::new(resource, &members)) {
        // In code the scope in the id may be unknown, and an assignment may use the role name.
        let name = role.role_name().known().map(|name| name.to_ascii_lowercase());
        names.extend(role.role().into_iter().chain(name).map(|name| ObjectId::of(&name)));
    }
    if resource.kind == Kind::UserAssignedIdentity {
        names.extend(texts(&resource.json, &members, NESTED_NAMES));
        let properties = members.get(&resource.json, "properties").unwrap_or_default();
        let mut nested = Scan::default();
        if crate::syntax::json::scan(properties, 0, &mut nested).is_ok() {
            names.extend(texts(properties, &nested, NESTED_NAMES));
        }
    }
    names
}

fn texts<'j>(json: &'j str, members: &Scan<'j>, keys: &'static [&'static str]) -> Vec<ObjectId> {
    let text = |key: &&str| members.get(json, key).and_then(|value| serde_json::from_str::<String>(value).ok());
    keys.iter().filter_map(text).filter(|name| !name.is_empty()).map(|name| ObjectId::of(&name)).collect()
}
