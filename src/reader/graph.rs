//! The type of a JSON object: from the properties in which Graph and ARM name it, else from the set of properties.

use super::description::describes;
use super::shapes::shape;
use crate::eval::arm::canonical;
use crate::resource::{Format, Kind};
use crate::syntax::json::Scan;

/// The kind that an object's `@odata.type` names.
pub fn type_kind(odata_type: &str) -> Option<Kind> {
    odata_type.trim_start_matches('#').strip_prefix("microsoft.graph.").map(Kind::of_graph)
}

/// The kind of an ARM type. A type that the model does not know keeps its name.
pub fn arm_kind(arm_type: &str) -> Option<Kind> {
    // The subscription policy is returned as `providers/Microsoft.Subscription/policies`.
    let name = arm_type.trim_start_matches('/');
    let name = name.strip_prefix("providers/").unwrap_or(name).trim_end_matches('/');
    if let Some(kind) = Kind::of_arm(name) {
        return Some(kind);
    }
    let (provider, rest) = name.split_once('/')?;
    let is_type = provider.contains('.') && !rest.is_empty() && !name.contains(char::is_whitespace);
    is_type.then(|| Kind::Other(canonical(name).into()))
}

/// The kind of the ARM resource with this id; `None` for one that the model does not know.
fn arm_id_kind(id: &str) -> Option<Kind> {
    // Terraform joins two ids with `|` or `;`, as for a role definition and its scope.
    let id = Some(id).filter(|id| !id.contains(['|', ';']))?.to_ascii_lowercase();
    let (_, own) = id.rsplit_once("/providers/")?;
    let parts: Vec<&str> = own.split('/').collect();
    // A namespace, then types and names alternately.
    let types = parts.iter().skip(1).step_by(2);
    let arm_type: Vec<&str> = parts.iter().take(1).chain(types).copied().collect();
    (parts.len() % 2 == 1).then(|| Kind::of_arm(&arm_type.join("/"))).flatten()
}

/// The id of the security defaults policy, its only distinctive property.
const SECURITY_DEFAULTS: &str = "\"00000000-0000-0000-0000-000000000005\"";

/// The name in `legacy/policies` of the policy on domains that can be invited.
const B2B_POLICY: &str = "B2BManagementPolicy";

/// Whether a legacy policy restricts the domains that can be invited, by its `type`, else by its definition.
fn is_b2b_policy<'s>(json: &'s str, members: &Scan<'s>) -> bool {
    let Some(definition) = members.get(json, "definition") else { return false };
    let mentions = |text: &str| memchr::memmem::find(text.as_bytes(), B2B_POLICY.as_bytes()).is_some();
    match members.get(json, "type") {
        Some(name) if name.starts_with('"') => name.trim_matches('"') == B2B_POLICY,
        _ => definition.starts_with('[') && mentions(definition),
    }
}

/// The type of an object: from `@odata.type`, the ARM `type`, or its properties. `json` is the object's text.
pub fn classify<'s>(json: &'s str, members: &Scan<'s>) -> Option<(Kind, Format)> {
    kind(json, members).filter(|_| !describes(json, members))
}

fn kind<'s>(json: &'s str, members: &Scan<'s>) -> Option<(Kind, Format)> {
    let text = |key: &str| members.get(json, key).and_then(|value| serde_json::from_str::<String>(value).ok());
    if let Some(kind) = text("@odata.type").and_then(|name| type_kind(&name)) {
        return Some((kind, Format::Graph));
    }
    // An id alone is a reference to the resource, not the resource, which has the last segment of its id as its name.
    let is_own = |id: &str| {
        let is_named = || text("name").is_some_and(|name| id.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&name)));
        members.has("properties") || members.members.len() >= 4 && is_named()
    };
    let is_arm = members.get(json, "id").is_some_and(|id| id.starts_with("\"/"));
    let by_id = || is_arm.then(|| text("id").filter(|id| is_own(id)).and_then(|id| arm_id_kind(&id))).flatten();
    let arm = text("type").and_then(|name| arm_kind(&name)).filter(|_| members.has("id") || members.has("properties"));
    let arm = match arm {
        // Some services return a different type from the requested one.
        Some(Kind::Other(name)) => by_id().or(Some(Kind::Other(name))),
        None => by_id(),
        known => known,
    };
    if let Some(kind) = arm {
        return Some((kind, Format::Azure));
    }
    if is_b2b_policy(json, members) {
        return Some((Kind::B2bManagementPolicy, Format::Graph));
    }
    if members.has("isEnabled") && members.get(json, "id") == Some(SECURITY_DEFAULTS) {
        return Some((Kind::SecurityDefaults, Format::Graph));
    }
    shape(json, members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arm_type_identifies_the_kind() {
        assert_eq!(arm_kind("Microsoft.Web/sites"), Some(Kind::Site));
        assert_eq!(arm_kind("providers/Microsoft.Subscription/policies"), Some(Kind::SubscriptionPolicy));
        assert_eq!(arm_kind("microsoft.authorization/roleAssignments"), Some(Kind::RoleAssignment));
        assert_eq!(arm_kind("microsoft.storage/StorageAccounts").unwrap().name(), "Microsoft.Storage/storageAccounts");
        assert_eq!(arm_kind("image/png"), None);
        assert_eq!(arm_kind("object"), None);
    }

    fn classified(json: &str) -> Option<Kind> {
        let mut members = Scan::default();
        crate::syntax::json::scan(json, 0, &mut members).unwrap();
        classify(json, &members).map(|(kind, _)| kind)
    }

    #[test]
    fn a_shape_identifies_the_kind() {
        assert_eq!(classified(r#"{"appId":"x","signInAudience":"AzureADMyOrg"}"#), Some(Kind::Application));
        assert_eq!(
            classified(r#"{"appId":"x","signInAudience":"AzureADMyOrg","servicePrincipalType":"Application"}"#),
            Some(Kind::ServicePrincipal)
        );
        assert_eq!(classified(r#"{"properties":{"roleDefinitionId":"r","principalId":"p"}}"#), Some(Kind::RoleAssignment));
        assert_eq!(
            classified(r#"{"principalId":"p","roleDefinitionId":"r","directoryScopeId":"/"}"#).unwrap().name(),
            "unifiedRoleAssignment"
        );
        assert_eq!(classified(r#"{"name":"left-pad","version":"1.0.0","type":"module"}"#), None);
        assert_eq!(classified(r#"{"id":"1","displayName":"x"}"#), None);
        assert_eq!(classified(r#"{"displayName":"x","membershipRule":"r"}"#), Some(Kind::Group));
        assert_eq!(classified(r#"{"displayName":"x","membershipRule":"r","membershipType":"Dynamic"}"#), None);
    }

    #[test]
    fn an_id_identifies_the_kind_of_its_own_resource_only() {
        let id = "/providers/Microsoft.Management/managementGroups/contoso";
        let object = |id: &str, name: &str| format!(r#"{{"id":"{id}","name":"{name}","displayName":"x","tenantId":"t"}}"#);
        assert_eq!(classified(&object(id, "Contoso")), Some(Kind::ManagementGroup));
        assert_eq!(classified(&object(id, "Platform Owner")), None);
        let joined = format!("/providers/Microsoft.Authorization/roleDefinitions/r|{id}");
        assert_eq!(classified(&object(&joined, "contoso")), None);
        assert_eq!(classified(&format!(r#"{{"id":"{joined}","properties":{{}}}}"#)), None);
    }
}
