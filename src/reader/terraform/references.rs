//! References in the configuration for values that are unknown in the plan: ids of resources that the same run creates.

use super::overlay::without_keys;
use crate::eval::{Data, Object, Reference, Unknown, Value};
use crate::syntax::tree::Node;
use std::collections::HashMap;
use std::sync::Arc;

/// The expressions in the configuration of a plan, by address without indexes.
#[derive(Default)]
pub(super) struct References<'n>(HashMap<String, &'n Node<'n>>);

impl<'n> References<'n> {
    /// Reads them from a plan. A state has no configuration.
    pub fn of_plan(root: &'n Node<'n>) -> Self {
        let mut references = HashMap::new();
        if let Some(module) = root.pointer("/configuration/root_module") {
            collect(module, "", &mut references);
        }
        Self(references)
    }

    /// The attribute of a resource in the same module to which this attribute refers; `None` if that resource may have several instances,
    /// or the expression contains more than the reference.
    pub fn of(&self, address: &str, terraform_type: &str, attribute: &str) -> Option<Reference> {
        let expression = self.0.get(&without_keys(address))?.get(attribute)?;
        // `azuread_application.a.id` is listed with `azuread_application.a`; any further reference means a computation.
        let named: Vec<&str> = expression.get("references")?.elements().iter().filter_map(Node::as_str).collect();
        let [whole, resource] = named[..] else { return None };
        let of_resource = whole.strip_prefix(resource)?.strip_prefix('.')?;
        let is_resource = resource.matches('.').count() == 1 && !resource.starts_with("module.");
        let module = address.rfind(terraform_type).map(|at| &address[..at]).filter(|module| module.is_empty() || module.ends_with('.'))?;
        is_resource.then(|| Reference { address: format!("{module}{resource}").into(), attribute: of_resource.into() })
    }

    /// The attributes of a resource. Those that name a principal and are unknown get their reference.
    ///
    /// The configuration does not show how an expression uses a reference. An id is passed on unchanged; other text may be composed.
    pub fn lay(&self, address: &str, terraform_type: &str, attributes: Value) -> Value {
        let Data::Object(object) = &attributes.data else { return attributes };
        if !object.members().iter().any(|(name, value)| names_principal(name) && value.as_unknown().is_some()) {
            return attributes;
        }
        let members = object.members().iter().map(|(name, value)| {
            let reference = value.as_unknown().filter(|_| names_principal(name)).and_then(|unknown| {
                let reference = self.of(address, terraform_type, name)?;
                matches!(&*reference.attribute, "id" | "object_id" | "principal_id" | "user_id")
                    .then(|| Unknown { reference: Some(reference), ..Unknown::clone(unknown) })
            });
            let data = reference.map_or_else(|| value.data.clone(), |unknown| Data::Unknown(Arc::new(unknown)));
            (name.clone(), Value { data, ..value.clone() })
        });
        let mut laid = Object::new(members.collect::<Vec<_>>());
        laid.rest.clone_from(&object.rest);
        Value { data: Data::Object(Arc::new(laid)), ..attributes }
    }
}

/// Whether an attribute is the id of a user, a group or a service principal: `principal_id`, `member_object_id`.
fn names_principal(attribute: &str) -> bool {
    attribute.ends_with("principal_id") || attribute.ends_with("object_id") && attribute != "object_id"
}

fn collect<'n>(module: &'n Node<'_>, prefix: &str, references: &mut HashMap<String, &'n Node<'n>>) {
    for resource in module.get("resources").map_or(&[][..], Node::elements) {
        let (Some(address), Some(expressions)) = (resource.get("address").and_then(Node::as_str), resource.get("expressions")) else {
            continue;
        };
        references.insert(format!("{prefix}{address}"), expressions);
    }
    for call in module.get("module_calls").map_or(&[][..], Node::members) {
        if let Some(module) = call.value.get("module") {
            collect(module, &format!("{prefix}module.{}.", call.key), references);
        }
    }
}
