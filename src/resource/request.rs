//! What has to be asked of Microsoft Graph and Azure Resource Manager for each kind of resource, and what may ask it.
//!
//! Sources: Microsoft Graph REST API v1.0 and beta, permissions sections of each page; Azure Resource Manager REST API reference (2026-07).

use super::Kind;

/// One request for one kind of resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub kind: Kind,
    pub service: Service,
    /// Path and query, with a name in braces where there is one request for each of something.
    pub path: &'static str,
    /// For each of what.
    pub each: Each,
    /// Name of the file, without `.json`.
    pub file: &'static str,
    /// The least permission or role that may ask.
    pub permission: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Microsoft Graph, in a version.
    Graph(&'static str),
    /// Azure Resource Manager, with the `api-version` of the type.
    Arm(&'static str),
}

/// What a request is repeated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Each {
    Once,
    /// The tenant, whose id is in the path.
    Tenant,
    /// Every subscription that the caller sees.
    Subscription,
    BillingAccount,
    Group,
    Application,
}

impl Each {
    /// The name in braces that stands for it in a path.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Once => None,
            Self::Tenant => Some("tenant"),
            Self::Subscription => Some("subscription"),
            Self::BillingAccount => Some("billing-account"),
            Self::Group => Some("group"),
            Self::Application => Some("application"),
        }
    }
}

impl Request {
    /// The whole URL, with the name in braces where it is repeated.
    pub fn url(&self) -> String {
        match self.service {
            Service::Graph(version) => format!("https://graph.microsoft.com/{version}/{}", self.path),
            Service::Arm(version) => {
                // The tree of management groups comes whole only where it is asked for.
                let more = if self.kind == Kind::ManagementGroup { "&$expand=children&$recurse=true" } else { "" };
                format!("https://management.azure.com/{}?api-version={version}{more}", self.path)
            }
        }
    }

    /// A command that brings the first page, as help for people.
    pub fn command(&self) -> String {
        let url = match self.each.name() {
            Some(name) => self.url().replace(&format!("{{{name}}}"), &format!("<{name}>")),
            None => self.url(),
        };
        let quote = if url.contains('\'') { '"' } else { '\'' };
        let url = if quote == '"' { url.replace('$', "\\$") } else { url };
        format!("az rest --url {quote}{url}{quote} > {}.json", self.file)
    }
}

/// The command that brings resources of this kind; nothing where no service has them.
pub fn request_command(kind: &Kind) -> Option<String> {
    REQUESTS.iter().find(|request| request.kind == *kind).map(Request::command)
}

const V1: Service = Service::Graph("v1.0");
const BETA: Service = Service::Graph("beta");

/// The requests, in the order of their kinds. A kind that is not here stands in files only, or beside another one.
pub const REQUESTS: &[Request] = &[
    Request {
        kind: Kind::AccessPackageAssignmentPolicy,
        service: V1,
        path: "identityGovernance/entitlementManagement/assignmentPolicies",
        each: Each::Once,
        file: "accessPackageAssignmentPolicies",
        permission: "EntitlementManagement.Read.All",
    },
    Request {
        kind: Kind::AccessReview,
        service: V1,
        path: "identityGovernance/accessReviews/definitions",
        each: Each::Once,
        file: "accessReviews",
        permission: "AccessReview.Read.All",
    },
    Request {
        kind: Kind::AdminConsentRequestPolicy,
        service: V1,
        path: "policies/adminConsentRequestPolicy",
        each: Each::Once,
        file: "adminConsentRequestPolicy",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::AlertsSuppressionRule,
        service: Service::Arm("2019-01-01-preview"),
        path: "subscriptions/{subscription}/providers/Microsoft.Security/alertsSuppressionRules",
        each: Each::Subscription,
        file: "alertsSuppressionRules",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::Application,
        service: BETA,
        path: "applications?$top=999&$expand=owners($select=id,displayName,userPrincipalName,userType,accountEnabled)",
        each: Each::Once,
        file: "applications",
        permission: "Application.Read.All",
    },
    Request {
        kind: Kind::AppManagementPolicy,
        service: V1,
        path: "policies/appManagementPolicies",
        each: Each::Once,
        file: "appManagementPolicies",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::AppRoleAssignment,
        service: V1,
        path: "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo?$top=999",
        each: Each::Once,
        file: "graphPermissions",
        permission: "Application.Read.All",
    },
    Request {
        kind: Kind::AssociatedTenant,
        service: Service::Arm("2024-04-01"),
        path: "providers/Microsoft.Billing/billingAccounts/{billing-account}/associatedTenants",
        each: Each::BillingAccount,
        file: "associatedTenants",
        permission: "Billing account reader",
    },
    Request {
        kind: Kind::AuthenticationFlowsPolicy,
        service: V1,
        path: "policies/authenticationFlowsPolicy",
        each: Each::Once,
        file: "authenticationFlowsPolicy",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::AuthenticationStrengthPolicy,
        service: V1,
        path: "policies/authenticationStrengthPolicies",
        each: Each::Once,
        file: "authenticationStrengthPolicies",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::AuthorizationPolicy,
        service: V1,
        path: "policies/authorizationPolicy",
        each: Each::Once,
        file: "authorizationPolicy",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::B2bManagementPolicy,
        service: BETA,
        path: "legacy/policies",
        each: Each::Once,
        file: "legacyPolicies",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::B2xIdentityUserFlow,
        service: BETA,
        path: "identity/b2xUserFlows",
        each: Each::Once,
        file: "b2xUserFlows",
        permission: "IdentityUserFlow.Read.All",
    },
    Request {
        kind: Kind::BillingAccount,
        service: Service::Arm("2024-04-01"),
        path: "providers/Microsoft.Billing/billingAccounts",
        each: Each::Once,
        file: "billingAccounts",
        permission: "Billing account reader",
    },
    Request {
        kind: Kind::BillingPolicy,
        service: Service::Arm("2024-04-01"),
        path: "providers/Microsoft.Billing/billingAccounts/{billing-account}/policies/default",
        each: Each::BillingAccount,
        file: "billingPolicies",
        permission: "Billing account reader",
    },
    Request {
        kind: Kind::BillingProfile,
        service: Service::Arm("2024-04-01"),
        path: "providers/Microsoft.Billing/billingAccounts/{billing-account}/billingProfiles",
        each: Each::BillingAccount,
        file: "billingProfiles",
        permission: "Billing account reader",
    },
    Request {
        kind: Kind::BillingRoleAssignment,
        service: Service::Arm("2024-04-01"),
        path: "providers/Microsoft.Billing/billingAccounts/{billing-account}/billingRoleAssignments",
        each: Each::BillingAccount,
        file: "billingRoleAssignments",
        permission: "Billing account reader",
    },
    Request {
        kind: Kind::BillingRoleDefinition,
        service: Service::Arm("2024-04-01"),
        path: "providers/Microsoft.Billing/billingAccounts/{billing-account}/billingRoleDefinitions",
        each: Each::BillingAccount,
        file: "billingRoleDefinitions",
        permission: "Billing account reader",
    },
    Request {
        kind: Kind::ConditionalAccessPolicy,
        service: V1,
        path: "identity/conditionalAccess/policies",
        each: Each::Once,
        file: "conditionalAccessPolicies",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::ConnectedOrganization,
        service: V1,
        path: "identityGovernance/entitlementManagement/connectedOrganizations",
        each: Each::Once,
        file: "connectedOrganizations",
        permission: "EntitlementManagement.Read.All",
    },
    Request {
        kind: Kind::CrossTenantAccessDefault,
        service: V1,
        path: "policies/crossTenantAccessPolicy/default",
        each: Each::Once,
        file: "crossTenantAccessDefault",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::CrossTenantAccessPartner,
        service: V1,
        path: "policies/crossTenantAccessPolicy/partners?$expand=identitySynchronization",
        each: Each::Once,
        file: "crossTenantAccessPartners",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::Device,
        service: V1,
        path: "devices?$top=999&$expand=registeredOwners",
        each: Each::Once,
        file: "devices",
        permission: "Device.Read.All",
    },
    Request {
        kind: Kind::DeviceManagementSettings,
        service: V1,
        path: "deviceManagement/settings",
        each: Each::Once,
        file: "deviceManagementSettings",
        permission: "DeviceManagementServiceConfig.Read.All",
    },
    Request {
        kind: Kind::DeviceRegistrationPolicy,
        service: V1,
        path: "policies/deviceRegistrationPolicy",
        each: Each::Once,
        file: "deviceRegistrationPolicy",
        permission: "Policy.Read.DeviceConfiguration",
    },
    Request {
        kind: Kind::DirectoryObject,
        service: V1,
        path: "groups/{group}/members?$top=999&$select=id,displayName,userPrincipalName,userType,accountEnabled",
        each: Each::Group,
        file: "members",
        permission: "GroupMember.Read.All",
    },
    Request {
        kind: Kind::DirectoryRole,
        service: V1,
        path: "directoryRoles?$expand=members",
        each: Each::Once,
        file: "directoryRoles",
        permission: "RoleManagement.Read.Directory",
    },
    Request {
        kind: Kind::EntitlementManagementSettings,
        service: V1,
        path: "identityGovernance/entitlementManagement/settings",
        each: Each::Once,
        file: "entitlementManagementSettings",
        permission: "EntitlementManagement.Read.All",
    },
    Request {
        kind: Kind::ExternalIdentitiesPolicy,
        service: BETA,
        path: "policies/externalIdentitiesPolicy",
        each: Each::Once,
        file: "externalIdentitiesPolicy",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::FederatedIdentityCredential,
        service: V1,
        path: "applications/{application}/federatedIdentityCredentials",
        each: Each::Application,
        file: "federatedIdentityCredentials",
        permission: "Application.Read.All",
    },
    Request {
        kind: Kind::Group,
        service: V1,
        path: "groups?$top=999&$expand=owners($select=id,displayName,userPrincipalName,userType,accountEnabled)",
        each: Each::Once,
        file: "groups",
        permission: "Group.Read.All",
    },
    Request {
        kind: Kind::GroupSetting,
        service: V1,
        path: "groupSettings",
        each: Each::Once,
        file: "groupSettings",
        permission: "GroupSettings.Read.All",
    },
    Request {
        kind: Kind::ManagementGroup,
        service: Service::Arm("2023-04-01"),
        path: "providers/Microsoft.Management/managementGroups/{tenant}",
        each: Each::Tenant,
        file: "managementGroups",
        permission: "Management Group Reader at the root management group",
    },
    Request {
        kind: Kind::ManagementGroupSettings,
        service: Service::Arm("2023-04-01"),
        path: "providers/Microsoft.Management/managementGroups/{tenant}/settings/default",
        each: Each::Tenant,
        file: "managementGroupSettings",
        permission: "Management Group Reader at the root management group",
    },
    Request {
        kind: Kind::NamedLocation,
        service: V1,
        path: "identity/conditionalAccess/namedLocations",
        each: Each::Once,
        file: "namedLocations",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::OAuth2PermissionGrant,
        service: V1,
        path: "oauth2PermissionGrants?$top=999",
        each: Each::Once,
        file: "oauth2PermissionGrants",
        permission: "Directory.Read.All",
    },
    Request {
        kind: Kind::Organization,
        service: V1,
        path: "organization",
        each: Each::Once,
        file: "organization",
        permission: "Organization.Read.All",
    },
    Request {
        kind: Kind::PermissionGrantPolicy,
        service: V1,
        path: "policies/permissionGrantPolicies",
        each: Each::Once,
        file: "permissionGrantPolicies",
        permission: "Policy.Read.PermissionGrant",
    },
    Request {
        kind: Kind::PolicyAssignment,
        service: Service::Arm("2022-06-01"),
        path: "subscriptions/{subscription}/providers/Microsoft.Authorization/policyAssignments",
        each: Each::Subscription,
        file: "policyAssignments",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::PolicyExemption,
        service: Service::Arm("2022-07-01-preview"),
        path: "subscriptions/{subscription}/providers/Microsoft.Authorization/policyExemptions",
        each: Each::Subscription,
        file: "policyExemptions",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::PrivilegedAccessGroupAssignmentSchedule,
        service: V1,
        path: "identityGovernance/privilegedAccess/group/assignmentSchedules?$filter=groupId%20eq%20'{group}'",
        each: Each::Group,
        file: "groupAssignments",
        permission: "PrivilegedAssignmentSchedule.Read.AzureADGroup",
    },
    Request {
        kind: Kind::PrivilegedAccessGroupEligibilitySchedule,
        service: V1,
        path: "identityGovernance/privilegedAccess/group/eligibilitySchedules?$filter=groupId%20eq%20'{group}'",
        each: Each::Group,
        file: "groupEligibility",
        permission: "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    },
    Request {
        kind: Kind::RegistrationAssignment,
        service: Service::Arm("2022-10-01"),
        path: "subscriptions/{subscription}/providers/Microsoft.ManagedServices/registrationAssignments",
        each: Each::Subscription,
        file: "registrationAssignments",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::RegistrationDefinition,
        service: Service::Arm("2022-10-01"),
        path: "subscriptions/{subscription}/providers/Microsoft.ManagedServices/registrationDefinitions",
        each: Each::Subscription,
        file: "registrationDefinitions",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::RoleAssignment,
        service: Service::Arm("2022-04-01"),
        path: "subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignments",
        each: Each::Subscription,
        file: "roleAssignments",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::RoleAssignmentScheduleInstance,
        service: Service::Arm("2020-10-01"),
        path: "subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances",
        each: Each::Subscription,
        file: "roleAssignmentSchedules",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::RoleDefinition,
        service: Service::Arm("2022-04-01"),
        path: "subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions",
        each: Each::Subscription,
        file: "roleDefinitions",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::RoleEligibilityScheduleInstance,
        service: Service::Arm("2020-10-01"),
        path: "subscriptions/{subscription}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances",
        each: Each::Subscription,
        file: "roleEligibilitySchedules",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::SecurityAutomation,
        service: Service::Arm("2019-01-01-preview"),
        path: "subscriptions/{subscription}/providers/Microsoft.Security/automations",
        each: Each::Subscription,
        file: "automations",
        permission: "Security Reader on every subscription",
    },
    Request {
        kind: Kind::SecurityContact,
        service: Service::Arm("2023-12-01-preview"),
        path: "subscriptions/{subscription}/providers/Microsoft.Security/securityContacts",
        each: Each::Subscription,
        file: "securityContacts",
        permission: "Security Reader on every subscription",
    },
    Request {
        kind: Kind::SecurityDefaults,
        service: V1,
        path: "policies/identitySecurityDefaultsEnforcementPolicy",
        each: Each::Once,
        file: "securityDefaults",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::SecurityPricing,
        service: Service::Arm("2024-01-01"),
        path: "subscriptions/{subscription}/providers/Microsoft.Security/pricings",
        each: Each::Subscription,
        file: "pricings",
        permission: "Security Reader on every subscription",
    },
    Request {
        kind: Kind::ServicePrincipal,
        service: V1,
        path: "servicePrincipals?$top=999&$expand=owners($select=id,displayName,userPrincipalName,userType,accountEnabled)",
        each: Each::Once,
        file: "servicePrincipals",
        permission: "Application.Read.All",
    },
    Request {
        kind: Kind::Site,
        service: Service::Arm("2024-04-01"),
        path: "subscriptions/{subscription}/providers/Microsoft.Web/sites",
        each: Each::Subscription,
        file: "sites",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::Subscription,
        service: Service::Arm("2022-12-01"),
        path: "subscriptions",
        each: Each::Once,
        file: "subscriptions",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::SubscriptionAlias,
        service: Service::Arm("2021-10-01"),
        path: "providers/Microsoft.Subscription/aliases",
        each: Each::Once,
        file: "subscriptionAliases",
        permission: "Reader on every subscription",
    },
    Request {
        kind: Kind::SubscriptionPolicy,
        service: Service::Arm("2021-10-01"),
        path: "providers/Microsoft.Subscription/policies/default",
        each: Each::Once,
        file: "subscriptionPolicy",
        permission: "any user; its exempted users are shown to a Global Administrator with elevated access alone",
    },
    Request {
        kind: Kind::TenantAppManagementPolicy,
        service: BETA,
        path: "policies/defaultAppManagementPolicy",
        each: Each::Once,
        file: "defaultAppManagementPolicy",
        permission: "Policy.Read.All",
    },
    Request {
        kind: Kind::UnifiedRoleAssignment,
        service: V1,
        path: "roleManagement/directory/roleAssignments",
        each: Each::Once,
        file: "directoryRoleAssignments",
        permission: "RoleManagement.Read.Directory",
    },
    Request {
        kind: Kind::UnifiedRoleAssignmentScheduleInstance,
        service: V1,
        path: "roleManagement/directory/roleAssignmentScheduleInstances",
        each: Each::Once,
        file: "directoryRoleAssignmentSchedules",
        permission: "RoleAssignmentSchedule.Read.Directory",
    },
    Request {
        kind: Kind::UnifiedRoleDefinition,
        service: V1,
        path: "roleManagement/directory/roleDefinitions",
        each: Each::Once,
        file: "directoryRoleDefinitions",
        permission: "RoleManagement.Read.Directory",
    },
    Request {
        kind: Kind::UnifiedRoleEligibilityScheduleInstance,
        service: V1,
        path: "roleManagement/directory/roleEligibilityScheduleInstances",
        each: Each::Once,
        file: "directoryRoleEligibility",
        permission: "RoleEligibilitySchedule.Read.Directory",
    },
    Request {
        kind: Kind::User,
        service: V1,
        path: "users?$top=500&$select=id,displayName,userPrincipalName,mail,userType,accountEnabled,createdDateTime,creationType,externalUserState,externalUserStateChangeDateTime,identities,signInActivity&$expand=sponsors($select=id)",
        each: Each::Once,
        file: "users",
        permission: "User.Read.All, AuditLog.Read.All",
    },
    Request {
        kind: Kind::UserAssignedIdentity,
        service: Service::Arm("2024-11-30"),
        path: "subscriptions/{subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities",
        each: Each::Subscription,
        file: "identities",
        permission: "Reader on every subscription",
    },
];
