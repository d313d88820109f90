//! Roles of Azure and of the directory.

pub(super) mod custom_owner_role;
pub(super) mod guest_azure_privileged;
pub(super) mod guest_directory_role;
pub(super) mod root_group_users_visible;
pub(super) mod root_scope_standing;

use crate::inventory::Inventory;
use crate::model::RoleAssignment;

/// Whether the inventory `root-scope` declares the holder of a role.
pub(super) fn is_declared(assignment: &RoleAssignment<'_>, inventory: &Inventory) -> bool {
    let keys = [assignment.principal_id().known(), assignment.principal_name.known()];
    inventory.root_scope.as_ref().is_some_and(|declared| keys.into_iter().flatten().any(|key| declared.get(key).is_some()))
}
