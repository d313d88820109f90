//! `hashicorp/azurerm`.
//!
//! Source: `website/docs/r/*.html.markdown`, August 2026.

use super::table::{ResourceType, Row, attribute};

pub(super) const TYPES: &[ResourceType] =
    &[ResourceType { terraform: "azurerm_role_assignment", kind: "roleAssignment", rows: ROLE_ASSIGNMENT, parts: &[] }];

const ROLE_ASSIGNMENT: &[Row] = &[
    attribute("id", "id"),
    attribute("name", "name"),
    attribute("scope", "properties/scope"),
    attribute("role_definition_id", "properties/roleDefinitionId"),
    attribute("role_definition_name", "properties/roleDefinitionName"),
    attribute("principal_id", "properties/principalId"),
    attribute("principal_type", "properties/principalType"),
    attribute("condition", "properties/condition"),
    attribute("condition_version", "properties/conditionVersion"),
    attribute("delegated_managed_identity_resource_id", "properties/delegatedManagedIdentityResourceId"),
    attribute("description", "properties/description"),
];
