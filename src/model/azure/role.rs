//! Azure role definitions and role assignments.
//!
//! Source: `Microsoft.Authorization` 2022-04-01 (assignments, definitions) and 2020-10-01 (schedules).

use super::permission::{EXEMPTING, RIGHTS, RolePermission, WRITE_ANYTHING, any};
use super::{Scope, nested};
use crate::model::{ObjectId, Setting, Str, View, identified};
use crate::resource::{Kind, Resource};

/// A built-in role that rules know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltInRole {
    /// GUID of the role definition, the same in every tenant.
    pub id: &'static str,
    /// The English name, which Terraform and the Azure CLI accept.
    pub name: &'static str,
    /// The role can assign any role, or change everything except role assignments.
    pub privileged: bool,
    /// The role can exempt scopes from policies, or delete policy assignments.
    pub exempts: bool,
}

/// Source: Microsoft Learn, Azure built-in roles (2026-07).
pub const BUILT_IN_ROLES: &[BuiltInRole] = &[
    BuiltInRole { id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", name: "Owner", privileged: true, exempts: true },
    BuiltInRole { id: "b24988ac-6180-42a0-ab88-20f7382dd24c", name: "Contributor", privileged: true, exempts: false },
    BuiltInRole { id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", name: "User Access Administrator", privileged: true, exempts: true },
    BuiltInRole {
        id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        name: "Role Based Access Control Administrator",
        privileged: true,
        exempts: false,
    },
    BuiltInRole { id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", name: "Reader", privileged: false, exempts: false },
    BuiltInRole { id: "fb1c8493-542b-48eb-b624-b4c8fea62acd", name: "Security Admin", privileged: false, exempts: true },
    BuiltInRole { id: "39bc4728-0917-49c7-9d2c-d95423bc2eb4", name: "Security Reader", privileged: false, exempts: false },
    BuiltInRole { id: "36243c78-bf99-498c-9df9-86d9f8d28608", name: "Resource Policy Contributor", privileged: false, exempts: true },
    BuiltInRole { id: "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59", name: "Managed Identity Contributor", privileged: false, exempts: false },
    BuiltInRole { id: "f1a07417-d97a-45cb-824c-7a7467783830", name: "Managed Identity Operator", privileged: false, exempts: false },
    BuiltInRole { id: "5d58bcaf-24a5-4b20-bdb6-eed9f69fbe4c", name: "Management Group Contributor", privileged: false, exempts: false },
    BuiltInRole { id: "ac63b705-f282-497d-ac71-919bf39d939d", name: "Management Group Reader", privileged: false, exempts: false },
    BuiltInRole { id: "350f8d15-c687-4448-8ae1-157740a3936d", name: "Hierarchy Settings Administrator", privileged: false, exempts: false },
    BuiltInRole { id: "fa23ad8b-c56e-40d8-ac0c-ce449e1d2c64", name: "Billing Reader", privileged: false, exempts: false },
];

/// GUID of the Owner role, which the creator of a subscription is assigned.
pub const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/// The built-in role of this definition, if rules know it.
pub fn built_in_role(role: &str) -> Option<&'static BuiltInRole> {
    BUILT_IN_ROLES.iter().find(|known| known.id.eq_ignore_ascii_case(role))
}

nested! {
    /// An active or eligible role assignment: `roleAssignments`, and the schedules of Privileged Identity Management.
    RoleAssignment {
        id: Str<'a>,
        name: Str<'a>,
        /// Sign-in name of the principal (Azure CLI, Az PowerShell, `EntraExporter`); the name of a group, the client id of a service principal.
        principal_name: Str<'a>,
    } properties: RoleAssignmentProperties {
        principal_id: Str<'a>,
        /// `User`, `Group`, `ServicePrincipal`, `ForeignGroup`, …
        principal_type: Str<'a>,
        role_definition_id: Str<'a>,
        /// Name of the role (Azure CLI, Terraform).
        role_definition_name: Str<'a>,
        scope: Str<'a>,
        /// The attribute-based condition.
        condition: Str<'a>,
        /// Of a schedule: `Provisioned`, `Revoked`, …
        status: Str<'a>,
        /// Of a request: `AdminAssign`, `AdminRemove`, …
        request_type: Str<'a>,
        /// Of a schedule and its instance: `Assigned`, or `Activated` by an eligible principal.
        assignment_type: Str<'a>,
    }
}

identified!(RoleAssignment, |object| (&object.id, &object.name));

nested! {
    /// `Microsoft.Authorization/roleDefinitions`
    RoleDefinition {
        id: Str<'a>,
        name: Str<'a>,
        /// `BuiltInRole` or `CustomRole` (Azure CLI).
        role_type: Str<'a>,
    } properties: RoleDefinitionProperties {
        role_name: Str<'a>,
        r#type: Str<'a>,
        permissions: Vec<Setting<'a, RolePermission<'a>>>,
        assignable_scopes: Vec<Setting<'a, Str<'a>>>,
    }
}

identified!(RoleDefinition, |object| (&object.id, object.role_name().or(&object.name)));

/// Whether a request or schedule of Privileged Identity Management removes a role or was never granted.
pub(in crate::model) fn is_taken_away<'a>(request: &Setting<'a, Str<'a>>, status: &Setting<'a, Str<'a>>) -> bool {
    let is = |setting: &Setting<'a, Str<'a>>, values: &[&str]| {
        setting.known().is_some_and(|value| values.iter().any(|known| known.eq_ignore_ascii_case(value)))
    };
    is(request, &["AdminRemove", "SelfDeactivate", "SelfRemove"]) || is(status, &["Revoked", "Denied", "Canceled", "Failed"])
}

impl<'a> RoleAssignment<'a> {
    /// GUID of the role definition in lower case. In code, this may be the address of a definition in the same code, or the name by which
    /// the provider looks up the role. `None` if unknown.
    ///
    /// Roles are compared by id, because names are translated. A name counts in code that assigns a role by name, and in an export without
    /// the id: the names of roles are unique in a tenant.
    pub fn role(&self, resource: &Resource<'_>) -> Option<String> {
        let id = self.role_definition_id();
        let path = id.known().map(ToString::to_string).or_else(|| id.known_end());
        // The id that code looks up by a name ends with that name.
        let named = |name: &str| BUILT_IN_ROLES.iter().find(|known| known.name.eq_ignore_ascii_case(name));
        let by_name = |name: &str| named(name).map_or_else(|| name.to_ascii_lowercase(), |known| known.id.to_owned());
        if let Some(last) = path.as_deref().and_then(|path| path.rsplit('/').next()).filter(|last| !last.is_empty()) {
            return Some(if resource.format.is_from_code() { by_name(last) } else { last.to_ascii_lowercase() });
        }
        if let Some(address) = id.full_reference() {
            return Some(address);
        }
        let is_named = resource.format.is_from_code() || id.is_absent();
        self.role_definition_name().known().filter(|name| is_named && !name.is_empty()).map(|name| by_name(name))
    }

    /// The scope, as far as it is known. The id of an assignment shows a scope that is not written.
    pub fn place_in_hierarchy(&self) -> Option<Scope> {
        Scope::of_setting(self.scope()).or_else(|| Scope::above_setting(&self.id))
    }

    /// Whether the assignment was removed, or this is a request to remove it.
    pub fn is_gone(&self) -> bool {
        is_taken_away(self.request_type(), self.status())
    }

    /// Whether this is the time-bound activation of an eligible assignment.
    pub fn is_activated(&self) -> bool {
        self.assignment_type().known().is_some_and(|sort| sort.eq_ignore_ascii_case("Activated"))
            || self.request_type().known().is_some_and(|request| request.eq_ignore_ascii_case("SelfActivate"))
    }

    /// The setting that names the principal: its id, else its sign-in name.
    pub fn principal_setting(&self) -> &Setting<'a, Str<'a>> {
        self.principal_id().or(&self.principal_name)
    }

    pub fn principal(&self) -> Option<ObjectId> {
        ObjectId::of_setting(self.principal_setting())
    }
}

/// Whether resources of this kind are eligible assignments.
pub fn is_eligibility(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::RoleEligibilitySchedule
            | Kind::RoleEligibilityScheduleInstance
            | Kind::RoleEligibilityScheduleRequest
            | Kind::UnifiedRoleEligibilitySchedule
            | Kind::UnifiedRoleEligibilityScheduleInstance
            | Kind::UnifiedRoleEligibilityScheduleRequest
            | Kind::PrivilegedAccessGroupEligibilitySchedule
            | Kind::PrivilegedAccessGroupEligibilityScheduleInstance
            | Kind::PrivilegedAccessGroupEligibilityScheduleRequest
    )
}

impl RoleDefinition<'_> {
    pub fn role(&self) -> Option<String> {
        let id = self.id.known().map(ToString::to_string).or_else(|| self.id.known_end());
        let last = id.as_deref().and_then(|id| id.rsplit('/').next()).filter(|last| !last.is_empty());
        last.or(self.name.known().map(|name| &**name)).map(str::to_ascii_lowercase)
    }

    /// Whether it is a custom role; `None` if unknown.
    pub fn is_custom(&self) -> Option<bool> {
        // At the root, `type` is the type of the resource.
        let nested = self.properties.known().map(|properties| &properties.r#type);
        nested.unwrap_or(&self.role_type).known().map(|of| of.eq_ignore_ascii_case("CustomRole"))
    }
}

impl View<'_, RoleDefinition<'_>> {
    /// Whether the role allows one of these actions; `None` if its permissions are unknown.
    fn allows_any(&self, actions: &[&str]) -> Option<bool> {
        let permissions = self.permissions().known()?;
        let allows =
            |permission: &RolePermission<'_>, action| permission.allows(action).filter(|_| !self.is_uncollected(&permission.actions));
        any(permissions.iter().flat_map(|permission| actions.iter().map(move |action| allows(permission.known()?, action))))
    }

    /// Whether the role can grant any permission: `*`, or writes under `Microsoft.Authorization`.
    pub fn gives_rights(&self) -> Option<bool> {
        self.allows_any(RIGHTS)
    }

    /// Whether the role can assign any role, or change everything except role assignments.
    pub fn is_privileged(&self) -> Option<bool> {
        any([self.gives_rights(), self.allows_any(&[WRITE_ANYTHING])])
    }

    /// Whether the role can exempt scopes from policies, or delete policy assignments.
    pub fn exempts(&self) -> Option<bool> {
        self.allows_any(EXEMPTING)
    }
}

#[cfg(test)]
mod tests {
    use super::BUILT_IN_ROLES;
    use crate::eval::arm::call;
    use crate::eval::{EvalContext, Fuel, NoFiles, Value};

    #[test]
    fn templates_find_each_role_by_its_name() {
        let context = EvalContext { fuel: &Fuel::new(10_000), files: &NoFiles, scope: None };
        for role in BUILT_IN_ROLES {
            let found = call("roleDefinitions", &[Value::text(role.name)], &context).unwrap().unwrap();
            assert_eq!(found.member("roleDefinitionId").unwrap().as_text(), Some(role.id), "{}", role.name);
        }
    }
}
