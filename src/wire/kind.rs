//! Kinds of resources, and the names under which Graph and ARM serve them.

use std::fmt;
use std::sync::Arc;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, collect $collect:literal;)*) => {
        /// What a resource is: the Graph entity or ARM type in lower camel case.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $variant,)*
            /// A kind that the model does not know, under the name that its format gives it.
            Other(Arc<str>),
        }

        impl Kind {
            /// The kind of this name.
            pub fn named(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    other => Self::Other(other.into()),
                }
            }

            /// Its name.
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }

            /// The command that collects resources of this kind, with every property that a rule reads.
            pub fn collect(&self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($collect),)*
                    Self::Other(_) => None,
                }
            }
        }
    };
}

kinds! {
    /// An app registration (Graph `application`).
    Application = "application",
        collect "az rest --url 'https://graph.microsoft.com/beta/applications?$top=999' > applications.json";
    /// The tenant's authorization policy (Graph `authorizationPolicy`).
    AuthorizationPolicy = "authorizationPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/authorizationPolicy > authorizationPolicy.json";
    /// A group (Graph `group`).
    Group = "group",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/groups?$top=999' > groups.json";
    /// An invitation of a guest (Graph `invitation`).
    Invitation = "invitation",
        collect "terraform show -json plan.tfplan > plan.json";
    /// The hierarchy settings of the root management group (ARM `Microsoft.Management/managementGroups/settings`).
    ManagementGroupSettings = "managementGroupSettings",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Management/managementGroups/<tenant-id>/settings/default?api-version=2023-04-01' > managementGroupSettings.json";
    /// The tenant itself (Graph `organization`).
    Organization = "organization",
        collect "az rest --url https://graph.microsoft.com/v1.0/organization > organization.json";
    /// An Azure role assignment (ARM `Microsoft.Authorization/roleAssignments`).
    RoleAssignment = "roleAssignment",
        collect "az role assignment list --all --include-inherited > roleAssignments.json";
    /// The instance of an app in a tenant (Graph `servicePrincipal`).
    ServicePrincipal = "servicePrincipal",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/servicePrincipals?$top=999' > servicePrincipals.json";
    /// An Azure subscription (ARM `Microsoft.Resources/subscriptions`).
    Subscription = "subscription",
        collect "az rest --url 'https://management.azure.com/subscriptions?api-version=2022-12-01' > subscriptions.json";
    /// The tenant's policy on moving subscriptions (ARM `Microsoft.Subscription/policies`).
    SubscriptionPolicy = "subscriptionPolicy",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Subscription/policies/default?api-version=2021-10-01' > subscriptionPolicy.json";
    /// A user, guests among them (Graph `user`).
    User = "user",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/users?$top=999&$select=id,displayName,userPrincipalName,userType,accountEnabled,creationType,externalUserState,identities' > users.json";
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Entity sets and singletons of Graph whose kind is not their name without the plural `s`: the end of the path, lower case.
///
/// Source: Microsoft Graph metadata v1.0 and beta, August 2026.
const ENTITY_SETS: &[(&str, &str)] = &[
    ("accessreviews/definitions", "accessReviewScheduleDefinition"),
    ("approleassignedto", "appRoleAssignment"),
    ("conditionalaccess/authenticationcontextclassreferences", "authenticationContextClassReference"),
    ("conditionalaccess/namedlocations", "namedLocation"),
    ("conditionalaccess/policies", "conditionalAccessPolicy"),
    ("crosstenantaccesspolicy/default", "crossTenantAccessPolicyConfigurationDefault"),
    ("crosstenantaccesspolicy/partners", "crossTenantAccessPolicyConfigurationPartner"),
    ("directory/roleassignments", "unifiedRoleAssignment"),
    ("directory/roleassignmentschedulerequests", "unifiedRoleAssignmentScheduleRequest"),
    ("directory/roleassignmentscheduleinstances", "unifiedRoleAssignmentScheduleInstance"),
    ("directory/roleassignmentschedules", "unifiedRoleAssignmentSchedule"),
    ("directory/roledefinitions", "unifiedRoleDefinition"),
    ("directory/roleeligibilityschedulerequests", "unifiedRoleEligibilityScheduleRequest"),
    ("directory/roleeligibilityscheduleinstances", "unifiedRoleEligibilityScheduleInstance"),
    ("directory/roleeligibilityschedules", "unifiedRoleEligibilitySchedule"),
    ("entitlementmanagement/accesspackages", "accessPackage"),
    ("entitlementmanagement/assignmentpolicies", "accessPackageAssignmentPolicy"),
    ("entitlementmanagement/catalogs", "accessPackageCatalog"),
    ("entitlementmanagement/connectedorganizations", "connectedOrganization"),
    ("entitlementmanagement/settings", "entitlementManagementSettings"),
    ("groupsettings", "groupSetting"),
    ("identitysecuritydefaultsenforcementpolicy", "identitySecurityDefaultsEnforcementPolicy"),
    ("oauth2permissiongrants", "oAuth2PermissionGrant"),
    ("organization", "organization"),
    ("owners", "directoryObject"),
    ("permissiongrantpolicies", "permissionGrantPolicy"),
    ("privilegedaccess/group/assignmentschedules", "privilegedAccessGroupAssignmentSchedule"),
    ("privilegedaccess/group/eligibilityschedules", "privilegedAccessGroupEligibilitySchedule"),
    ("appmanagementpolicies", "appManagementPolicy"),
    ("defaultappmanagementpolicy", "tenantAppManagementPolicy"),
];

/// The kind of what an entity set, a singleton or a URL path of Graph holds: `policies/authorizationPolicy`, `applications`,
/// `identity/conditionalAccess/policies`. The version before it and selections (`(…)`) behind it must be gone.
pub fn entity_set(path: &str) -> Option<Kind> {
    let lower = path.to_ascii_lowercase();
    let known =
        ENTITY_SETS.iter().find(|(set, _)| lower.strip_suffix(set).is_some_and(|before| before.is_empty() || before.ends_with('/')));
    if let Some((_, kind)) = known {
        return Some(Kind::named(kind));
    }
    let last = path.rsplit('/').next()?;
    if last.is_empty() || !last.chars().all(|character| character.is_ascii_alphanumeric()) {
        return None;
    }
    let singular = match last.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => last.strip_suffix('s').unwrap_or(last).to_owned(),
    };
    // Paths are matched without regard to case, kinds are spelt as Graph spells them.
    let mut spelling = singular.chars();
    let first = spelling.next()?.to_ascii_lowercase();
    Some(Kind::named(&format!("{first}{}", spelling.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_graph_have_their_kind() {
        for (path, kind) in [
            ("applications", "application"),
            ("policies/authorizationPolicy", "authorizationPolicy"),
            ("identity/conditionalAccess/policies", "conditionalAccessPolicy"),
            ("Identity/Conditional/AccessPolicies", "accessPolicy"),
            ("roleManagement/directory/roleAssignments", "unifiedRoleAssignment"),
            ("servicePrincipals", "servicePrincipal"),
            ("directoryObjects", "directoryObject"),
            ("organization", "organization"),
            ("policies/permissionGrantPolicies", "permissionGrantPolicy"),
            ("oauth2PermissionGrants", "oAuth2PermissionGrant"),
            ("identityGovernance/entitlementManagement/catalogs", "accessPackageCatalog"),
            ("roleManagement/directory/roleEligibilityScheduleRequests", "unifiedRoleEligibilityScheduleRequest"),
        ] {
            assert_eq!(entity_set(path).unwrap().name(), kind, "{path}");
        }
        assert_eq!(entity_set("applications"), Some(Kind::Application));
        assert_eq!(entity_set("a b"), None);
    }
}
