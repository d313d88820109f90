//! Azure Lighthouse: delegations to other tenants.
//!
//! Source: `Microsoft.ManagedServices` 2022-10-01.

use crate::reader::rows::{Row, attribute, blocks, filled, optional};
use crate::reader::terraform::table::ResourceType;

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azurerm_lighthouse_assignment", kind: "registrationAssignment", rows: ASSIGNMENT, parts: &[] },
    ResourceType { terraform: "azurerm_lighthouse_definition", kind: "registrationDefinition", rows: DEFINITION, parts: &[] },
];

const DEFINITION: &[Row] = &[
    Row::Child {
        parent: "scope",
        between: "/providers/Microsoft.ManagedServices/registrationDefinitions/",
        name: "lighthouse_definition_id",
    },
    filled("lighthouse_definition_id", "name"),
    attribute("name", "properties/registrationDefinitionName"),
    filled("description", "properties/description"),
    attribute("managing_tenant_id", "properties/managedByTenantId"),
    blocks(
        "authorization",
        "properties/authorizations",
        &[
            attribute("principal_id", "principalId"),
            filled("principal_display_name", "principalIdDisplayName"),
            attribute("role_definition_id", "roleDefinitionId"),
            attribute("delegated_role_definition_ids", "delegatedRoleDefinitionIds"),
        ],
    ),
    blocks(
        "eligible_authorization",
        "properties/eligibleAuthorizations",
        &[
            attribute("principal_id", "principalId"),
            filled("principal_display_name", "principalIdDisplayName"),
            attribute("role_definition_id", "roleDefinitionId"),
            optional(
                "just_in_time_access_policy",
                "justInTimeAccessPolicy",
                &[
                    filled("multi_factor_auth_provider", "multiFactorAuthProvider"),
                    filled("maximum_activation_duration", "maximumActivationDuration"),
                    blocks(
                        "approver",
                        "managedByTenantApprovers",
                        &[attribute("principal_id", "principalId"), filled("principal_display_name", "principalIdDisplayName")],
                    ),
                ],
            ),
        ],
    ),
    optional(
        "plan",
        "plan",
        &[attribute("name", "name"), attribute("publisher", "publisher"), attribute("product", "product"), attribute("version", "version")],
    ),
];

const ASSIGNMENT: &[Row] = &[
    Row::Child { parent: "scope", between: "/providers/Microsoft.ManagedServices/registrationAssignments/", name: "name" },
    filled("name", "name"),
    attribute("lighthouse_definition_id", "properties/registrationDefinitionId"),
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::object;
    use serde_json::json;

    #[test]
    fn a_lighthouse_delegation() {
        let made = object(
            "azurerm_lighthouse_definition",
            r#"{"lighthouse_definition_id":"d","name":"Support","managing_tenant_id":"t","scope":"/subscriptions/s","description":"",
            "authorization":[{"principal_id":"p","role_definition_id":"r","principal_display_name":"Tier 1","delegated_role_definition_ids":[]}],
            "eligible_authorization":[{"principal_id":"p","role_definition_id":"r2","just_in_time_access_policy":[{"multi_factor_auth_provider":"Azure",
                "maximum_activation_duration":"PT7H","approver":[{"principal_id":"a","principal_display_name":"Tier 2"}]}]}]}"#,
        );
        assert_eq!(
            made.json(),
            json!({"id": "/subscriptions/s/providers/Microsoft.ManagedServices/registrationDefinitions/d", "name": "d",
                "properties": {"registrationDefinitionName": "Support", "managedByTenantId": "t",
                    "authorizations": [{"principalId": "p", "principalIdDisplayName": "Tier 1", "roleDefinitionId": "r", "delegatedRoleDefinitionIds": []}],
                    "eligibleAuthorizations": [{"principalId": "p", "roleDefinitionId": "r2", "justInTimeAccessPolicy": {
                        "multiFactorAuthProvider": "Azure", "maximumActivationDuration": "PT7H",
                        "managedByTenantApprovers": [{"principalId": "a", "principalIdDisplayName": "Tier 2"}]}}]}})
        );
        let assignment =
            object("azurerm_lighthouse_assignment", r#"{"name":"n","scope":"/subscriptions/s","lighthouse_definition_id":"/d"}"#);
        assert_eq!(
            assignment.json(),
            json!({"id": "/subscriptions/s/providers/Microsoft.ManagedServices/registrationAssignments/n", "name": "n",
                "properties": {"registrationDefinitionId": "/d"}})
        );
    }
}
