//! Data sources whose ids are known, at least in part, before Terraform reads them.
//!
//! Source: provider 4.x, `website/docs/d/*.html.markdown`, August 2026.

use crate::eval::terraform::IdOf;
use std::borrow::Cow;

/// How the id of a data source is built. An id without a parent is below the tenant.
pub(in crate::reader::terraform) const DATA_IDS: &[(&str, IdOf)] = &[
    ("azurerm_management_group", id("/providers/Microsoft.Management/managementGroups/", "name|group_id")),
    ("azurerm_resource_group", id("/subscriptions/…/resourceGroups/", "name")),
    // If a role is looked up by name, the end of the id is that name, as far as it is known.
    ("azurerm_role_definition", id("/subscriptions/…/providers/Microsoft.Authorization/roleDefinitions/", "role_definition_id|name")),
    // Without the attribute it is the subscription of the provider.
    ("azurerm_subscription", id("/subscriptions/", "subscription_id")),
];

const fn id(between: &'static str, name: &'static str) -> IdOf {
    IdOf { parent: "", between: Cow::Borrowed(between), name }
}
