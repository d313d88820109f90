//! Azure roles and Microsoft Entra roles.

pub(super) mod custom_owner_role;
pub(super) mod guest_azure_privileged;
pub(super) mod guest_directory_role;
pub(super) mod root_group_users_visible;
pub(super) mod root_scope_standing;

use crate::inventory::Inventory;
use crate::model::{RoleAssignment, Tenant};

/// Whether the inventory `root-scope` declares the principal of a role assignment.
pub(super) fn is_declared(assignment: &RoleAssignment<'_>, inventory: &Inventory) -> bool {
    let keys = [assignment.principal_id().known(), assignment.principal_name.known()];
    inventory.root_scope.as_ref().is_some_and(|declared| keys.into_iter().flatten().any(|key| declared.get(key).is_some()))
}

/// Why the permissions of an Azure role are not known.
pub(super) fn role_not_known(role: Option<&str>, tenant: &Tenant) -> &'static str {
    match role.and_then(|role| tenant.role_definition(role)) {
        Some(_) => "the permissions of this role are not known: its definition contains an action that is not known",
        None => "the permissions of this role are not known: its definition is not in the input",
    }
}
