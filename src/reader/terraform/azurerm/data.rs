//! Data sources whose ids are known, in part at least, before anybody reads them.
//!
//! Source: provider 4.x, `website/docs/d/*.html.markdown`, August 2026.

use crate::eval::terraform::IdOf;

/// What the id of a data source is made of. An id without a parent stands under the tenant.
pub(in crate::reader::terraform) const DATA_IDS: &[(&str, IdOf)] = &[
    ("azurerm_management_group", id("/providers/Microsoft.Management/managementGroups/", "name|group_id")),
    ("azurerm_resource_group", id("/subscriptions/…/resourceGroups/", "name")),
    // Of a role that is looked up by its name the end is that name, as far as it is known.
    ("azurerm_role_definition", id("/subscriptions/…/providers/Microsoft.Authorization/roleDefinitions/", "role_definition_id|name")),
    // Without the attribute it is the one that the provider works in.
    ("azurerm_subscription", id("/subscriptions/", "subscription_id")),
];

const fn id(between: &'static str, name: &'static str) -> IdOf {
    IdOf { parent: "", between, name }
}
