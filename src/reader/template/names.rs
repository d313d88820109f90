//! The names of properties of Resource Manager, which ignores their case.

use crate::reader::key_table::KeyTable;
use std::sync::LazyLock;

/// The names that the model reads, in their documented spelling. The spelling "names of properties in upper case" of the rule cases fails
/// if one is missing.
const NAMES: &[&str] = &[
    "actions",
    "additionalProperties",
    "alertNotifications",
    "alertType",
    "alertsToAdmins",
    "allowedApplications",
    "allowedClientApplications",
    "allowedGroups",
    "allowedPrincipals",
    "appSettings",
    "assignableScopes",
    "assignmentType",
    "azureActiveDirectory",
    "billingManagementState",
    "billingScope",
    "blockSubscriptionsIntoTenant",
    "blockSubscriptionsLeavingTenant",
    "children",
    "claimsMatchingExpression",
    "clientId",
    "condition",
    "configFilePath",
    "createdBy",
    "createdByType",
    "defaultAuthorizationPolicy",
    "defaultManagementGroup",
    "defaultProvider",
    "description",
    "destinationTenantId",
    "details",
    "displayName",
    "element",
    "email",
    "emails",
    "enabled",
    "enforcementMode",
    "eventSource",
    "excludedPaths",
    "exemptedPrincipals",
    "expirationDateUtc",
    "expiresOn",
    "format",
    "globalValidation",
    "groups",
    "homeTenantId",
    "id",
    "identities",
    "identity",
    "identityProviders",
    "isEnabled",
    "issuer",
    "issuers",
    "jwtClaimChecks",
    "kind",
    "location",
    "managedByTenantId",
    "managedByTenants",
    "managementGroupAncestorsChain",
    "name",
    "notActions",
    "notScopes",
    "notificationsByRole",
    "notificationsSources",
    "openIdIssuer",
    "openidConfigurations",
    "parent",
    "permissions",
    "plan",
    "platform",
    "policyAssignmentId",
    "policyDefinitionId",
    "policyDefinitionReferenceIds",
    "policyId",
    "pricingTier",
    "principalDisplayName",
    "principalId",
    "principalIds",
    "principalName",
    "principalTenantId",
    "principalType",
    "properties",
    "provisioningManagementState",
    "quotaId",
    "registration",
    "registrationDefinitionName",
    "requestType",
    "requireAuthentication",
    "requireAuthorizationForGroupCreation",
    "requiredClaims",
    "roleDefinitionId",
    "roleDefinitionName",
    "roleName",
    "roleType",
    "roles",
    "scope",
    "siteConfig",
    "sku",
    "sourceType",
    "sources",
    "state",
    "status",
    "subject",
    "subscriptionId",
    "subscriptionPolicies",
    "subscriptionTenantId",
    "systemData",
    "tags",
    "tenantId",
    "type",
    "unauthenticatedClientAction",
    "userAssignedIdentities",
    "userEmailAddress",
    "validation",
    "value",
    "values",
];

static TABLE: LazyLock<KeyTable> = LazyLock::new(|| {
    let mut table = KeyTable::default();
    for name in NAMES {
        table.add(name.to_ascii_lowercase().as_bytes());
    }
    table
});

/// The documented spelling of a known name.
pub(in crate::reader) fn spelling(name: &str) -> Option<&'static str> {
    TABLE.number(name.to_ascii_lowercase().as_bytes()).and_then(|number| NAMES.get(number).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling() {
        for name in NAMES {
            assert_eq!(spelling(&name.to_ascii_uppercase()), Some(*name));
        }
        assert_eq!(spelling("fortress"), None);
    }
}
