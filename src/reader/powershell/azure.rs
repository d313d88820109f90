//! Azure objects in the spelling of Az `PowerShell`, which flattens `properties` and renames some of them.
//!
//! Source: Azure/azure-powershell, `PSRoleAssignment`, `PSRoleDefinition`, `PSAzureSubscription`, `PSManagementGroup` and the module
//! `Az.Subscription` (2026-08). The role assignments that the portal downloads as CSV have the names of `PSRoleAssignment`.

use super::Translation;
use crate::reader::graph::arm_kind;
use crate::resource::{Format, Kind, Origin, Writer};
use crate::syntax::json::Scan;
use crate::syntax::tree::{Node, Value};

/// Keys that identify the objects of a cmdlet that does not write the type.
pub const SHAPES: &[(&[&str], Kind)] = &[
    (&["RoleDefinitionName", "Scope", "ObjectId"], Kind::RoleAssignment),
    (&["RoleDefinitionName", "Scope", "SignInName"], Kind::RoleAssignment),
    (&["RoleDefinitionName", "Scope", "DisplayName"], Kind::RoleAssignment),
    (&["RoleDefinitionId", "Scope", "ObjectId"], Kind::RoleAssignment),
    (&["Actions", "NotActions", "AssignableScopes"], Kind::RoleDefinition),
    (&["SubscriptionId", "TenantId", "State", "Name"], Kind::Subscription),
    (&["SubscriptionId", "HomeTenantId", "Name"], Kind::Subscription),
    (&["BlockSubscriptionsIntoTenant"], Kind::SubscriptionPolicy),
    (&["BlockSubscriptionsLeavingTenant"], Kind::SubscriptionPolicy),
];

/// Keys whose names in ARM differ in more than the case of the first letter.
fn arm_name(kind: &Kind, key: &str) -> Option<&'static str> {
    Some(match (kind, key) {
        (Kind::RoleAssignment, "RoleAssignmentName") => "name",
        (Kind::RoleAssignment, "ObjectId") => "principalId",
        (Kind::RoleAssignment, "ObjectType") => "principalType",
        (Kind::RoleAssignment, "SignInName") => "principalName",
        (Kind::RoleDefinition, "Name") => "roleName",
        (Kind::Subscription, "Name") => "displayName",
        (Kind::SubscriptionPolicy, "ExemptedPrincipal") => "exemptedPrincipals",
        (Kind::RoleAssignment, "RoleAssignmentId") | (_, "ResourceId") => "id",
        (_, "ResourceType") => "type",
        _ => return None,
    })
}

/// Keys of a role definition that ARM nests in an element of `permissions`.
const PERMISSIONS: &[&str] = &["Actions", "NotActions", "DataActions", "NotDataActions"];

/// The kind of an object whose keys have this spelling.
pub(super) fn kind<'s>(json: &'s str, members: &Scan<'s>) -> Option<Kind> {
    let text = |key: &str| members.get(json, key).and_then(|value| serde_json::from_str::<String>(value).ok());
    let named = || {
        let kind = text("Type").or_else(|| text("ResourceType")).and_then(|name| arm_kind(&name))?;
        let is_whole = members.has("Id") || members.has("ResourceId");
        (is_whole && kind.entry().is_some_and(|entry| entry.format == Format::Azure)).then_some(kind)
    };
    let shape = || SHAPES.iter().find(|(keys, _)| keys.iter().all(|key| members.has(key))).map(|(_, kind)| kind.clone());
    named().or_else(shape)
}

/// Writes the members of an object in the spelling of ARM.
pub(super) fn members(translation: &Translation<'_>, kind: &Kind, node: &Node<'_>, writer: &mut Writer) {
    for member in node.members() {
        let value = &member.value;
        match (kind, &*member.key) {
            (_, "ResourceId") if node.get("Id").is_some() => {}
            (_, "ResourceType") if node.get("Type").is_some() => {}
            (Kind::RoleDefinition, key) if PERMISSIONS.contains(&key) => {}
            (Kind::RoleDefinition, "IsCustom") => is_custom(translation, value, writer),
            (Kind::Subscription, "ManagedByTenantIds") => managers(translation, value, writer),
            (Kind::ManagementGroup, "ParentId") => parent(translation, value, writer),
            (_, key) => match arm_name(kind, key) {
                Some(name) => translation.property(name, value, writer),
                None => translation.member(key, value, writer),
            },
        }
    }
    if *kind == Kind::RoleDefinition {
        permissions(translation, node, writer);
    }
}

/// The only element of the permissions of a role definition.
fn permissions(translation: &Translation<'_>, node: &Node<'_>, writer: &mut Writer) {
    let own = node.members().iter().filter(|member| PERMISSIONS.contains(&&*member.key));
    writer.key("permissions").array(translation.place(node), |writer| {
        writer.element().object(translation.place(node), |writer| {
            own.for_each(|member| translation.member(&member.key, &member.value, writer));
        });
    });
}

fn is_custom(translation: &Translation<'_>, value: &Node<'_>, writer: &mut Writer) {
    if let Value::Bool(is_custom) = value.value {
        let place = translation.place(value).with_origin(Origin::Computed);
        writer.key("roleType").string(place, if is_custom { "CustomRole" } else { "BuiltInRole" });
    }
}

/// The tenants that a subscription is delegated to, of which ARM writes objects.
fn managers(translation: &Translation<'_>, ids: &Node<'_>, writer: &mut Writer) {
    if matches!(ids.value, Value::Null) {
        return;
    }
    writer.key("managedByTenants").array(translation.place(ids), |writer| {
        // `ConvertTo-Json` writes a list of one element as that element if the list was unrolled.
        for id in if ids.elements().is_empty() && ids.as_str().is_some() { std::slice::from_ref(ids) } else { ids.elements() } {
            writer.element().object(translation.place(id), |writer| translation.value(id, writer.key("tenantId")));
        }
    });
}

/// The parent of a management group, which is null for the root.
fn parent(translation: &Translation<'_>, id: &Node<'_>, writer: &mut Writer) {
    writer.key("details").object(translation.place(id), |writer| match id.value {
        Value::Null => translation.value(id, writer.key("parent")),
        _ => writer.key("parent").object(translation.place(id), |writer| translation.value(id, writer.key("id"))),
    });
}

#[cfg(test)]
mod tests {
    use crate::reader::app_configuration::testing::read;
    use serde_json::json;

    #[test]
    fn objects_have_the_shape_of_arm() {
        for (text, kind, object) in [
            (
                r#"{"RoleAssignmentName":"n","RoleAssignmentId":"/r","Scope":"/","DisplayName":"Ada","SignInName":"a@b","RoleDefinitionName":"Owner","RoleDefinitionId":"8e","ObjectId":"o","ObjectType":"User","Condition":null}"#,
                "roleAssignment",
                json!({"name": "n", "id": "/r", "scope": "/", "displayName": "Ada", "principalName": "a@b", "roleDefinitionName": "Owner",
                    "roleDefinitionId": "8e", "principalId": "o", "principalType": "User"}),
            ),
            (
                r#"{"Name":"All","Id":"1","IsCustom":true,"Actions":["*"],"NotActions":[],"DataActions":null,"AssignableScopes":["/"]}"#,
                "roleDefinition",
                json!({"roleName": "All", "id": "1", "roleType": "CustomRole", "assignableScopes": ["/"],
                    "permissions": [{"actions": ["*"], "notActions": []}]}),
            ),
            (
                r#"{"Id":"1","Name":"prod","State":"Enabled","SubscriptionId":"1","TenantId":"2","HomeTenantId":"2","ManagedByTenantIds":["3"],"SubscriptionPolicies":{"QuotaId":"q"}}"#,
                "subscription",
                json!({"id": "1", "displayName": "prod", "state": "Enabled", "subscriptionId": "1", "tenantId": "2", "homeTenantId": "2",
                    "managedByTenants": [{"tenantId": "3"}], "subscriptionPolicies": {"quotaId": "q"}}),
            ),
            (
                r#"{"Id":"providers/Microsoft.Subscription/policies/default","Type":"providers/Microsoft.Subscription/policies","BlockSubscriptionsIntoTenant":false,"ExemptedPrincipal":["u"]}"#,
                "subscriptionPolicy",
                json!({"id": "providers/Microsoft.Subscription/policies/default", "type": "providers/Microsoft.Subscription/policies",
                    "blockSubscriptionsIntoTenant": false, "exemptedPrincipals": ["u"]}),
            ),
            (
                r#"{"Id":"/providers/Microsoft.Management/managementGroups/a","Type":"/providers/Microsoft.Management/managementGroups","Name":"a","ParentId":"/providers/Microsoft.Management/managementGroups/root","Children":[{"Type":"/subscriptions","Id":"/subscriptions/1","Name":"1","Children":null}]}"#,
                "managementGroup",
                json!({"id": "/providers/Microsoft.Management/managementGroups/a", "type": "/providers/Microsoft.Management/managementGroups",
                    "name": "a", "details": {"parent": {"id": "/providers/Microsoft.Management/managementGroups/root"}},
                    "children": [{"type": "/subscriptions", "id": "/subscriptions/1", "name": "1"}]}),
            ),
        ] {
            let read = read("a.json", text);
            assert_eq!((read.resources[0].kind.name(), &read.objects()[0]), (kind, &object), "{text}");
            assert_eq!(read.problems(), []);
        }
    }
}
