//! Roles of Azure, and who holds them.
//!
//! Source: `Microsoft.Authorization` 2022-04-01 (assignments, definitions) and 2020-10-01 (schedules).

use super::permission::{EXEMPTING, RIGHTS, RolePermission, WRITE_ANYTHING, any};
use super::{Scope, nested};
use crate::model::{ObjectId, Setting, Str, identified};
use crate::resource::{Kind, Resource};

/// A built-in role that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltInRole {
    /// GUID of its definition, the same in every tenant.
    pub id: &'static str,
    /// Its English name, as Terraform and the Azure CLI take it.
    pub name: &'static str,
    /// Its holder can give himself anything, or change everything but that.
    pub privileged: bool,
    /// Its holder can exempt from policies, or delete their assignments.
    pub exempts: bool,
}

/// Built-in roles that rules ask for.
///
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

/// GUID of the Owner role, which whoever makes a subscription is given.
pub const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/// The built-in role of this definition, where it matters.
pub fn built_in_role(role: &str) -> Option<&'static BuiltInRole> {
    BUILT_IN_ROLES.iter().find(|known| known.id.eq_ignore_ascii_case(role))
}

nested! {
    /// A role that somebody holds or may make active: `roleAssignments`, and the schedules of Privileged Identity Management.
    RoleAssignment {
        id: Str<'a>,
        name: Str<'a>,
        /// Sign-in name of the principal (Azure CLI, `EntraExporter`).
        principal_name: Str<'a>,
    } properties: RoleAssignmentProperties {
        /// Who holds the role.
        principal_id: Str<'a>,
        /// `User`, `Group`, `ServicePrincipal`, `ForeignGroup`, …
        principal_type: Str<'a>,
        /// Resource id of the role definition.
        role_definition_id: Str<'a>,
        /// Name of the role (Azure CLI, Terraform).
        role_definition_name: Str<'a>,
        scope: Str<'a>,
        /// What an attribute-based condition demands.
        condition: Str<'a>,
        /// Of a schedule: `Provisioned`, `Revoked`, …
        status: Str<'a>,
        /// Of a request: `AdminAssign`, `AdminRemove`, …
        request_type: Str<'a>,
        /// Of a schedule and its instance: `Assigned`, or `Activated` by somebody who may do that.
        assignment_type: Str<'a>,
    }
}

identified!(RoleAssignment, |object| (&object.id, &object.name));

nested! {
    /// What an Azure role may do (`Microsoft.Authorization/roleDefinitions`).
    RoleDefinition {
        id: Str<'a>,
        name: Str<'a>,
        /// `BuiltInRole` or `CustomRole` (Azure CLI).
        role_type: Str<'a>,
    } properties: RoleDefinitionProperties {
        role_name: Str<'a>,
        r#type: Str<'a>,
        /// What it may do.
        permissions: Vec<Setting<'a, RolePermission<'a>>>,
        /// Where it may be assigned.
        assignable_scopes: Vec<Setting<'a, Str<'a>>>,
    }
}

identified!(RoleDefinition, |object| (&object.id, object.role_name().or(&object.name)));

/// Whether a request or schedule of Privileged Identity Management takes a role away, or never gave it.
pub(in crate::model) fn is_taken_away<'a>(request: &Setting<'a, Str<'a>>, status: &Setting<'a, Str<'a>>) -> bool {
    let is = |setting: &Setting<'a, Str<'a>>, values: &[&str]| {
        setting.known().is_some_and(|value| values.iter().any(|known| known.eq_ignore_ascii_case(value)))
    };
    is(request, &["AdminRemove", "SelfDeactivate", "SelfRemove"]) || is(status, &["Revoked", "Denied", "Canceled", "Failed"])
}

impl RoleAssignment<'_> {
    /// GUID of the role's definition, in lower case, or in code the address of a definition that stands there too, or the name by which
    /// the provider looks it up; nothing where it cannot be told.
    ///
    /// Roles are told by id, because names are translated and can be imitated. Only where code names a role does its name count.
    pub fn role(&self, resource: &Resource<'_>) -> Option<String> {
        let id = self.role_definition_id();
        let path = id.known().map(ToString::to_string).or_else(|| id.known_end());
        // What code looks up by a name has that name at its end.
        let by_name =
            |name: &str| BUILT_IN_ROLES.iter().find(|known| resource.format.is_from_code() && known.name.eq_ignore_ascii_case(name));
        let id_of = |name: &str| by_name(name).map_or_else(|| name.to_ascii_lowercase(), |known| known.id.to_owned());
        if let Some(last) = path.as_deref().and_then(|path| path.rsplit('/').next()).filter(|last| !last.is_empty()) {
            return Some(id_of(last));
        }
        if let Some(address) = id.reference() {
            return Some(address);
        }
        self.role_definition_name().known().filter(|_| resource.format.is_from_code()).map(|name| id_of(name))
    }

    /// Where it holds, as far as it is known. Of an assignment whose scope stands nowhere the id tells it.
    pub fn place_in_hierarchy(&self) -> Option<Scope> {
        Scope::of_setting(self.scope()).or_else(|| Scope::above_setting(&self.id))
    }

    /// Whether it is one that was taken away, or asks for that.
    pub fn is_gone(&self) -> bool {
        is_taken_away(self.request_type(), self.status())
    }

    /// Whether somebody who may make it active did that, for a time.
    pub fn is_activated(&self) -> bool {
        self.assignment_type().known().is_some_and(|sort| sort.eq_ignore_ascii_case("Activated"))
            || self.request_type().known().is_some_and(|request| request.eq_ignore_ascii_case("SelfActivate"))
    }

    pub fn principal(&self) -> Option<ObjectId> {
        ObjectId::of_setting(self.principal_id())
    }
}

/// Whether resources of this kind are roles that somebody may make active, and does not hold yet.
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
    )
}

impl RoleDefinition<'_> {
    /// GUID of the role, in lower case.
    pub fn role(&self) -> Option<String> {
        let id = self.id.known().map(ToString::to_string).or_else(|| self.id.known_end());
        let last = id.as_deref().and_then(|id| id.rsplit('/').next()).filter(|last| !last.is_empty());
        last.or(self.name.known().map(|name| &**name)).map(str::to_ascii_lowercase)
    }

    /// Whether it is one that the tenant made; nothing where that is not told.
    pub fn is_custom(&self) -> Option<bool> {
        // At the root `type` is that of the resource.
        let nested = self.properties.known().map(|properties| &properties.r#type);
        nested.unwrap_or(&self.role_type).known().map(|of| of.eq_ignore_ascii_case("CustomRole"))
    }

    /// Whether it allows one of these actions; nothing where what it may do is not known.
    fn allows_any(&self, actions: &[&str]) -> Option<bool> {
        let permissions = self.permissions().known()?;
        any(permissions.iter().flat_map(|permission| actions.iter().map(|action| permission.known()?.allows(action))))
    }

    /// Whether it lets its holder give himself any right: `*`, or writes under `Microsoft.Authorization`.
    pub fn gives_rights(&self) -> Option<bool> {
        self.allows_any(RIGHTS)
    }

    /// Whether its holder can give himself anything, or change everything but that.
    pub fn is_privileged(&self) -> Option<bool> {
        any([self.gives_rights(), self.allows_any(&[WRITE_ANYTHING])])
    }

    /// Whether its holder can exempt from policies, or delete their assignments.
    pub fn exempts(&self) -> Option<bool> {
        self.allows_any(EXEMPTING)
    }
}
