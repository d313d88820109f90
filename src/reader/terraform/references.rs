//! References in the configuration for values that are unknown in the plan: ids of resources that the same run creates.

use super::overlay::without_keys;
use crate::eval::{Data, Object, Reference, Unknown, Value};
use crate::parts::Parts;
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
        let module =
            address.rfind(terraform_type).map(|at| address.before(at)).filter(|module| module.is_empty() || module.ends_with('.'))?;
        is_resource.then(|| Reference::new(format!("{module}{resource}"), of_resource))
    }

    /// The attributes of a resource. Those that name a principal, a scope or a parent and are unknown get what they refer to.
    ///
    /// The configuration does not show how an expression uses a reference. An id is passed on unchanged; other text may be composed.
    pub fn lay(&self, address: &str, terraform_type: &str, attributes: Value) -> Value {
        let Data::Object(object) = &attributes.data else { return attributes };
        let refers = |name: &str| names_principal(name) || names_parent(name);
        let has_reference = object.members().iter().any(|(name, value)| refers(name) && value.as_unknown().is_some());
        // A plan leaves out the values of write-only attributes.
        let hidden = self.is_set(address, "sensitive_body") && object.get("sensitive_body").is_none_or(Value::is_null);
        if !has_reference && !hidden {
            return attributes;
        }
        let mut members: Vec<(Arc<str>, Value)> = Vec::with_capacity(object.members().len() + 1);
        for (name, value) in object.members() {
            let laid = value.as_unknown().filter(|_| refers(name)).and_then(|unknown| {
                let reference = self.of(address, terraform_type, name)?;
                let unknown = Unknown::clone(unknown);
                match &*reference.attribute {
                    "id" if names_parent(name) => Some(unknown.read_from(reference.address, "id")),
                    "id" | "object_id" | "principal_id" | "user_id" if names_principal(name) => {
                        Some(Unknown { reference: Some(reference), ..unknown })
                    }
                    _ => None,
                }
            });
            let data = laid.map_or_else(|| value.data.clone(), |unknown| Data::Unknown(Arc::new(unknown)));
            members.push((name.clone(), Value { data, ..value.clone() }));
        }
        if hidden {
            members.retain(|(name, _)| &**name != "sensitive_body");
            members.push(("sensitive_body".into(), Value::unknown("a plan does not contain `sensitive_body`")));
        }
        let mut laid = Object::new(members);
        laid.rest.clone_from(&object.rest);
        Value { data: Data::Object(Arc::new(laid)), ..attributes }
    }

    /// Whether the configuration sets an attribute of a resource.
    fn is_set(&self, address: &str, attribute: &str) -> bool {
        self.0.get(&without_keys(address)).is_some_and(|expressions| expressions.get(attribute).is_some())
    }
}

/// Whether an attribute is the id of a user, a group or a service principal: `principal_id`, `member_object_id`.
fn names_principal(attribute: &str) -> bool {
    attribute.ends_with("principal_id") || attribute.ends_with("object_id") && attribute != "object_id"
}

/// Whether an attribute is the id of the scope or of the resource that a resource belongs to.
fn names_parent(attribute: &str) -> bool {
    matches!(attribute, "parent_id" | "scope")
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
