//! Kinds of resources, and the names under which Graph and ARM serve them.

use std::fmt;
use std::sync::Arc;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $(arm $arm:literal)*, collect $collect:literal;)*) => {
        /// What a resource is: the Graph entity or ARM type in lower camel case.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $variant,)*
            /// A kind that the model does not know, under the name that its format gives it.
            Other(Arc<str>),
        }

        impl Kind {
            /// Every kind that the model knows.
            pub const KNOWN: &[Self] = &[$(Self::$variant,)*];

            /// The kind of this name, or of this ARM type.
            pub fn named(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    other => Self::of_arm(other).unwrap_or_else(|| Self::Other(other.into())),
                }
            }

            /// The kind of an ARM type, in whatever case; nothing for one that the model does not know.
            pub fn of_arm(arm_type: &str) -> Option<Self> {
                if !arm_type.contains('/') {
                    return None;
                }
                match arm_type.to_ascii_lowercase().as_str() {
                    $($($arm => Some(Self::$variant),)*)*
                    _ => None,
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
    /// Who may ask for an access package (Graph `accessPackageAssignmentPolicy`).
    AccessPackageAssignmentPolicy = "accessPackageAssignmentPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/identityGovernance/entitlementManagement/assignmentPolicies > accessPackageAssignmentPolicies.json";
    /// A recurring review of access (Graph `accessReviewScheduleDefinition`).
    AccessReview = "accessReviewScheduleDefinition",
        collect "az rest --url https://graph.microsoft.com/v1.0/identityGovernance/accessReviews/definitions > accessReviews.json";
    /// How users ask administrators for consent (Graph `adminConsentRequestPolicy`).
    AdminConsentRequestPolicy = "adminConsentRequestPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/adminConsentRequestPolicy > adminConsentRequestPolicy.json";
    /// A rule that keeps Defender for Cloud silent (ARM `Microsoft.Security/alertsSuppressionRules`).
    AlertsSuppressionRule = "alertsSuppressionRule" arm "microsoft.security/alertssuppressionrules",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Security/alertsSuppressionRules?api-version=2019-01-01-preview' > alertsSuppressionRules.json";
    /// An app registration (Graph `application`).
    Application = "application",
        collect "az rest --url 'https://graph.microsoft.com/beta/applications?$top=999' > applications.json";
    /// What credentials some apps may have (Graph `appManagementPolicy`).
    AppManagementPolicy = "appManagementPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/appManagementPolicies > appManagementPolicies.json";
    /// A role in an app, or a permission of one app on another (Graph `appRoleAssignment`).
    AppRoleAssignment = "appRoleAssignment",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/servicePrincipals/<id>/appRoleAssignments' > appRoleAssignments.json";
    /// A tenant that shares a billing account (ARM `Microsoft.Billing/billingAccounts/associatedTenants`).
    AssociatedTenant = "associatedTenant" arm "microsoft.billing/billingaccounts/associatedtenants",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Billing/billingAccounts/<billing-account>/associatedTenants?api-version=2024-04-01' > associatedTenants.json";
    /// Whether guests may sign themselves up (Graph `authenticationFlowsPolicy`).
    AuthenticationFlowsPolicy = "authenticationFlowsPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/authenticationFlowsPolicy > authenticationFlowsPolicy.json";
    /// Combinations of methods that are strong enough (Graph `authenticationStrengthPolicy`).
    AuthenticationStrengthPolicy = "authenticationStrengthPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/authenticationStrengthPolicies > authenticationStrengthPolicies.json";
    /// The tenant's authorization policy (Graph `authorizationPolicy`).
    AuthorizationPolicy = "authorizationPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/authorizationPolicy > authorizationPolicy.json";
    /// The domains that may be invited (Graph `legacy/policies`, type `B2BManagementPolicy`).
    B2bManagementPolicy = "b2bManagementPolicy",
        collect "az rest --url https://graph.microsoft.com/beta/legacy/policies > legacyPolicies.json";
    /// A user flow by which guests sign themselves up (Graph `b2xIdentityUserFlow`).
    B2xIdentityUserFlow = "b2xIdentityUserFlow",
        collect "az rest --url https://graph.microsoft.com/beta/identity/b2xUserFlows > b2xUserFlows.json";
    /// A billing account (ARM `Microsoft.Billing/billingAccounts`).
    BillingAccount = "billingAccount" arm "microsoft.billing/billingaccounts",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Billing/billingAccounts?api-version=2024-04-01' > billingAccounts.json";
    /// The policies of a billing account (ARM `Microsoft.Billing/billingAccounts/policies`).
    BillingPolicy = "billingPolicy"
        arm "microsoft.billing/billingaccounts/policies"
        arm "microsoft.billing/billingaccounts/billingprofiles/policies",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Billing/billingAccounts/<billing-account>/policies/default?api-version=2024-04-01' > billingPolicies.json";
    /// A billing profile (ARM `Microsoft.Billing/billingAccounts/billingProfiles`).
    BillingProfile = "billingProfile" arm "microsoft.billing/billingaccounts/billingprofiles",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Billing/billingAccounts/<billing-account>/billingProfiles?api-version=2024-04-01' > billingProfiles.json";
    /// A role on a billing scope (ARM `Microsoft.Billing/billingAccounts/…/billingRoleAssignments`).
    BillingRoleAssignment = "billingRoleAssignment"
        arm "microsoft.billing/billingaccounts/billingroleassignments"
        arm "microsoft.billing/billingaccounts/billingprofiles/billingroleassignments"
        arm "microsoft.billing/billingaccounts/billingprofiles/invoicesections/billingroleassignments"
        arm "microsoft.billing/billingaccounts/departments/billingroleassignments"
        arm "microsoft.billing/billingaccounts/enrollmentaccounts/billingroleassignments",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Billing/billingAccounts/<billing-account>/billingRoleAssignments?api-version=2024-04-01' > billingRoleAssignments.json";
    /// What a billing role may do (ARM `Microsoft.Billing/billingAccounts/…/billingRoleDefinitions`).
    BillingRoleDefinition = "billingRoleDefinition"
        arm "microsoft.billing/billingaccounts/billingroledefinitions"
        arm "microsoft.billing/billingaccounts/billingprofiles/billingroledefinitions"
        arm "microsoft.billing/billingaccounts/billingprofiles/invoicesections/billingroledefinitions"
        arm "microsoft.billing/billingaccounts/departments/billingroledefinitions"
        arm "microsoft.billing/billingaccounts/enrollmentaccounts/billingroledefinitions",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Billing/billingAccounts/<billing-account>/billingRoleDefinitions?api-version=2024-04-01' > billingRoleDefinitions.json";
    /// A Conditional Access policy (Graph `conditionalAccessPolicy`).
    ConditionalAccessPolicy = "conditionalAccessPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies > conditionalAccessPolicies.json";
    /// An organisation whose users may ask for access packages (Graph `connectedOrganization`).
    ConnectedOrganization = "connectedOrganization",
        collect "az rest --url https://graph.microsoft.com/v1.0/identityGovernance/entitlementManagement/connectedOrganizations > connectedOrganizations.json";
    /// The sign-in of a container app (ARM `Microsoft.App/containerApps/authConfigs`).
    ContainerAppAuthConfig = "containerAppAuthConfig" arm "microsoft.app/containerapps/authconfigs",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/resourceGroups/<group>/providers/Microsoft.App/containerApps/<app>/authConfigs?api-version=2024-03-01' > authConfigs.json";
    /// What holds for tenants without an entry of their own (Graph `crossTenantAccessPolicyConfigurationDefault`).
    CrossTenantAccessDefault = "crossTenantAccessPolicyConfigurationDefault",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/crossTenantAccessPolicy/default > crossTenantAccessDefault.json";
    /// What holds for one other tenant (Graph `crossTenantAccessPolicyConfigurationPartner`).
    CrossTenantAccessPartner = "crossTenantAccessPolicyConfigurationPartner",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/policies/crossTenantAccessPolicy/partners?$expand=identitySynchronization' > crossTenantAccessPartners.json";
    /// Whether a partner syncs users in (Graph `crossTenantIdentitySyncPolicyPartner`).
    CrossTenantIdentitySync = "crossTenantIdentitySyncPolicyPartner",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/policies/crossTenantAccessPolicy/partners/<tenant-id>/identitySynchronization' > identitySynchronization.json";
    /// A device (Graph `device`).
    Device = "device",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/devices?$top=999&$expand=registeredOwners' > devices.json";
    /// Intune's settings for the whole tenant (Graph `deviceManagement/settings`).
    DeviceManagementSettings = "deviceManagementSettings",
        collect "az rest --url https://graph.microsoft.com/v1.0/deviceManagement/settings > deviceManagementSettings.json";
    /// Who may join and register devices (Graph `deviceRegistrationPolicy`).
    DeviceRegistrationPolicy = "deviceRegistrationPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/deviceRegistrationPolicy > deviceRegistrationPolicy.json";
    /// A member, owner or sponsor of another object (Graph `directoryObject`): which, its address tells (`Resource::address`).
    DirectoryObject = "directoryObject",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/groups/<id>/owners' > owners.json";
    /// A role of the directory that is in use (Graph `directoryRole`).
    DirectoryRole = "directoryRole",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/directoryRoles?$expand=members' > directoryRoles.json";
    /// What becomes of external users whose last access package ends (Graph `entitlementManagementSettings`).
    EntitlementManagementSettings = "entitlementManagementSettings",
        collect "az rest --url https://graph.microsoft.com/v1.0/identityGovernance/entitlementManagement/settings > entitlementManagementSettings.json";
    /// Whether guests may leave by themselves (Graph `externalIdentitiesPolicy`).
    ExternalIdentitiesPolicy = "externalIdentitiesPolicy",
        collect "az rest --url https://graph.microsoft.com/beta/policies/externalIdentitiesPolicy > externalIdentitiesPolicy.json";
    /// Who may act as an app or identity by tokens of another issuer (Graph `federatedIdentityCredential`).
    FederatedIdentityCredential = "federatedIdentityCredential" arm "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/applications/<id>/federatedIdentityCredentials' > federatedIdentityCredentials.json";
    /// A group (Graph `group`).
    Group = "group",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/groups?$top=999' > groups.json";
    /// Settings of groups for the whole tenant (Graph `groupSetting`).
    GroupSetting = "groupSetting",
        collect "az rest --url https://graph.microsoft.com/v1.0/groupSettings > groupSettings.json";
    /// An invitation of a guest (Graph `invitation`).
    Invitation = "invitation",
        collect "terraform show -json plan.tfplan > plan.json";
    /// An invoice section (ARM `Microsoft.Billing/billingAccounts/billingProfiles/invoiceSections`).
    InvoiceSection = "invoiceSection" arm "microsoft.billing/billingaccounts/billingprofiles/invoicesections",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Billing/billingAccounts/<billing-account>/billingProfiles/<profile>/invoiceSections?api-version=2024-04-01' > invoiceSections.json";
    /// A management group (ARM `Microsoft.Management/managementGroups`).
    ManagementGroup = "managementGroup" arm "microsoft.management/managementgroups",
        collect "az account management-group list > managementGroups.json";
    /// The hierarchy settings of the root management group (ARM `Microsoft.Management/managementGroups/settings`).
    ManagementGroupSettings = "managementGroupSettings" arm "microsoft.management/managementgroups/settings",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Management/managementGroups/<tenant-id>/settings/default?api-version=2023-04-01' > managementGroupSettings.json";
    /// That a subscription lies under a management group (ARM `Microsoft.Management/managementGroups/subscriptions`).
    ManagementGroupSubscription = "managementGroupSubscription" arm "microsoft.management/managementgroups/subscriptions",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Management/managementGroups/<group>/subscriptions?api-version=2023-04-01' > managementGroupSubscriptions.json";
    /// Networks or countries that Conditional Access names (Graph `namedLocation`).
    NamedLocation = "namedLocation",
        collect "az rest --url https://graph.microsoft.com/v1.0/identity/conditionalAccess/namedLocations > namedLocations.json";
    /// Delegated permissions of an app (Graph `oAuth2PermissionGrant`).
    OAuth2PermissionGrant = "oAuth2PermissionGrant",
        collect "az rest --url https://graph.microsoft.com/v1.0/oauth2PermissionGrants > oauth2PermissionGrants.json";
    /// The tenant itself (Graph `organization`).
    Organization = "organization",
        collect "az rest --url https://graph.microsoft.com/v1.0/organization > organization.json";
    /// To what users may consent (Graph `permissionGrantPolicy`).
    PermissionGrantPolicy = "permissionGrantPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/permissionGrantPolicies > permissionGrantPolicies.json";
    /// An Azure Policy that holds somewhere (ARM `Microsoft.Authorization/policyAssignments`).
    PolicyAssignment = "policyAssignment" arm "microsoft.authorization/policyassignments",
        collect "az policy assignment list --disable-scope-strict-match > policyAssignments.json";
    /// What an Azure Policy does not bind (ARM `Microsoft.Authorization/policyExemptions`).
    PolicyExemption = "policyExemption" arm "microsoft.authorization/policyexemptions",
        collect "az policy exemption list --disable-scope-strict-match > policyExemptions.json";
    /// Who is a member or owner of a group for a time (Graph `privilegedAccessGroupAssignmentSchedule`).
    PrivilegedAccessGroupAssignmentSchedule = "privilegedAccessGroupAssignmentSchedule",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/identityGovernance/privilegedAccess/group/assignmentSchedules?$filter=groupId%20eq%20%27<id>%27' > groupAssignment.json";
    /// Who may make himself a member or owner of a group (Graph `privilegedAccessGroupEligibilitySchedule`).
    PrivilegedAccessGroupEligibilitySchedule = "privilegedAccessGroupEligibilitySchedule",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/identityGovernance/privilegedAccess/group/eligibilitySchedules?$filter=groupId%20eq%20%27<id>%27' > groupEligibility.json";
    /// A delegation to another tenant, where it holds (ARM `Microsoft.ManagedServices/registrationAssignments`).
    RegistrationAssignment = "registrationAssignment" arm "microsoft.managedservices/registrationassignments",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01' > registrationAssignments.json";
    /// A delegation to another tenant (ARM `Microsoft.ManagedServices/registrationDefinitions`).
    RegistrationDefinition = "registrationDefinition" arm "microsoft.managedservices/registrationdefinitions",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.ManagedServices/registrationDefinitions?api-version=2022-10-01' > registrationDefinitions.json";
    /// An Azure role assignment (ARM `Microsoft.Authorization/roleAssignments`).
    RoleAssignment = "roleAssignment" arm "microsoft.authorization/roleassignments",
        collect "az role assignment list --all --include-inherited > roleAssignments.json";
    /// An Azure role that somebody holds by Privileged Identity Management (ARM `Microsoft.Authorization/roleAssignmentSchedules`).
    RoleAssignmentSchedule = "roleAssignmentSchedule" arm "microsoft.authorization/roleassignmentschedules",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Authorization/roleAssignmentScheduleInstances?api-version=2020-10-01' > roleAssignmentSchedules.json";
    /// Such a role for the time being (ARM `Microsoft.Authorization/roleAssignmentScheduleInstances`).
    RoleAssignmentScheduleInstance = "roleAssignmentScheduleInstance" arm "microsoft.authorization/roleassignmentscheduleinstances",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Authorization/roleAssignmentScheduleInstances?api-version=2020-10-01' > roleAssignmentSchedules.json";
    /// What asks for such a role (ARM `Microsoft.Authorization/roleAssignmentScheduleRequests`).
    RoleAssignmentScheduleRequest = "roleAssignmentScheduleRequest" arm "microsoft.authorization/roleassignmentschedulerequests",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Authorization/roleAssignmentScheduleInstances?api-version=2020-10-01' > roleAssignmentSchedules.json";
    /// What an Azure role may do (ARM `Microsoft.Authorization/roleDefinitions`).
    RoleDefinition = "roleDefinition" arm "microsoft.authorization/roledefinitions",
        collect "az role definition list --custom-role-only true > roleDefinitions.json";
    /// An Azure role that somebody may make active (ARM `Microsoft.Authorization/roleEligibilitySchedules`).
    RoleEligibilitySchedule = "roleEligibilitySchedule" arm "microsoft.authorization/roleeligibilityschedules",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01' > roleEligibilitySchedules.json";
    /// Such a role for the time being (ARM `Microsoft.Authorization/roleEligibilityScheduleInstances`).
    RoleEligibilityScheduleInstance = "roleEligibilityScheduleInstance" arm "microsoft.authorization/roleeligibilityscheduleinstances",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01' > roleEligibilitySchedules.json";
    /// What asks for such a role (ARM `Microsoft.Authorization/roleEligibilityScheduleRequests`).
    RoleEligibilityScheduleRequest = "roleEligibilityScheduleRequest" arm "microsoft.authorization/roleeligibilityschedulerequests",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01' > roleEligibilitySchedules.json";
    /// Where Defender for Cloud sends its alerts (ARM `Microsoft.Security/automations`).
    SecurityAutomation = "securityAutomation" arm "microsoft.security/automations",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Security/automations?api-version=2019-01-01-preview' > automations.json";
    /// Whom Defender for Cloud tells of alerts (ARM `Microsoft.Security/securityContacts`).
    SecurityContact = "securityContact" arm "microsoft.security/securitycontacts",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Security/securityContacts?api-version=2023-12-01-preview' > securityContacts.json";
    /// Security defaults (Graph `identitySecurityDefaultsEnforcementPolicy`).
    SecurityDefaults = "identitySecurityDefaultsEnforcementPolicy",
        collect "az rest --url https://graph.microsoft.com/v1.0/policies/identitySecurityDefaultsEnforcementPolicy > securityDefaults.json";
    /// A plan of Defender for Cloud (ARM `Microsoft.Security/pricings`).
    SecurityPricing = "securityPricing" arm "microsoft.security/pricings",
        collect "az rest --url 'https://management.azure.com/subscriptions/<subscription-id>/providers/Microsoft.Security/pricings?api-version=2024-01-01' > pricings.json";
    /// The instance of an app in a tenant (Graph `servicePrincipal`).
    ServicePrincipal = "servicePrincipal",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/servicePrincipals?$top=999' > servicePrincipals.json";
    /// A web or function app (ARM `Microsoft.Web/sites`).
    Site = "Microsoft.Web/sites"
        arm "microsoft.web/sites"
        arm "microsoft.web/sites/slots",
        collect "az webapp list > sites.json";
    /// A configuration of a web or function app, its sign-in among them (ARM `Microsoft.Web/sites/config`).
    SiteConfig = "Microsoft.Web/sites/config"
        arm "microsoft.web/sites/config"
        arm "microsoft.web/sites/slots/config",
        collect "az webapp auth show --resource-group <group> --name <app> > authsettingsV2.json";
    /// An Azure subscription (ARM `Microsoft.Resources/subscriptions`).
    Subscription = "subscription" arm "microsoft.resources/subscriptions",
        collect "az rest --url 'https://management.azure.com/subscriptions?api-version=2022-12-01' > subscriptions.json";
    /// A subscription in the making (ARM `Microsoft.Subscription/aliases`).
    SubscriptionAlias = "subscriptionAlias" arm "microsoft.subscription/aliases",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Subscription/aliases?api-version=2021-10-01' > subscriptionAliases.json";
    /// The tenant's policy on moving subscriptions (ARM `Microsoft.Subscription/policies`).
    SubscriptionPolicy = "subscriptionPolicy" arm "microsoft.subscription/policies",
        collect "az rest --url 'https://management.azure.com/providers/Microsoft.Subscription/policies/default?api-version=2021-10-01' > subscriptionPolicy.json";
    /// What credentials and audiences apps may have (Graph `tenantAppManagementPolicy`).
    TenantAppManagementPolicy = "tenantAppManagementPolicy",
        collect "az rest --url https://graph.microsoft.com/beta/policies/defaultAppManagementPolicy > defaultAppManagementPolicy.json";
    /// A role of the directory that somebody holds (Graph `unifiedRoleAssignment`).
    UnifiedRoleAssignment = "unifiedRoleAssignment",
        collect "az rest --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments > directoryRoleAssignments.json";
    /// A role of the directory that somebody holds by Privileged Identity Management (Graph `unifiedRoleAssignmentSchedule`).
    UnifiedRoleAssignmentSchedule = "unifiedRoleAssignmentSchedule",
        collect "az rest --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignmentScheduleInstances > directoryRoleAssignmentSchedules.json";
    /// Such a role for the time being (Graph `unifiedRoleAssignmentScheduleInstance`).
    UnifiedRoleAssignmentScheduleInstance = "unifiedRoleAssignmentScheduleInstance",
        collect "az rest --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignmentScheduleInstances > directoryRoleAssignmentSchedules.json";
    /// What asks for such a role (Graph `unifiedRoleAssignmentScheduleRequest`).
    UnifiedRoleAssignmentScheduleRequest = "unifiedRoleAssignmentScheduleRequest",
        collect "az rest --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignmentScheduleInstances > directoryRoleAssignmentSchedules.json";
    /// What a role of the directory may do (Graph `unifiedRoleDefinition`).
    UnifiedRoleDefinition = "unifiedRoleDefinition",
        collect "az rest --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleDefinitions > directoryRoleDefinitions.json";
    /// A role of the directory that somebody may make active (Graph `unifiedRoleEligibilitySchedule`).
    UnifiedRoleEligibilitySchedule = "unifiedRoleEligibilitySchedule",
        collect "az rest --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleEligibilityScheduleInstances > directoryRoleEligibility.json";
    /// Such a role for the time being (Graph `unifiedRoleEligibilityScheduleInstance`).
    UnifiedRoleEligibilityScheduleInstance = "unifiedRoleEligibilityScheduleInstance",
        collect "az rest --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleEligibilityScheduleInstances > directoryRoleEligibility.json";
    /// What asks for such a role (Graph `unifiedRoleEligibilityScheduleRequest`).
    UnifiedRoleEligibilityScheduleRequest = "unifiedRoleEligibilityScheduleRequest",
        collect "az rest --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleEligibilityScheduleInstances > directoryRoleEligibility.json";
    /// A user, guests among them (Graph `user`).
    User = "user",
        collect "az rest --url 'https://graph.microsoft.com/v1.0/users?$top=999&$select=id,displayName,userPrincipalName,userType,accountEnabled,mail,createdDateTime,creationType,externalUserState,externalUserStateChangeDateTime,identities,signInActivity&$expand=sponsors' > users.json";
    /// A user-assigned managed identity (ARM `Microsoft.ManagedIdentity/userAssignedIdentities`).
    UserAssignedIdentity = "userAssignedIdentity" arm "microsoft.managedidentity/userassignedidentities",
        collect "az identity list > identities.json";
    /// Who may sign in to an application, as its configuration says (`appsettings.json`, Spring, MSAL, oauth2-proxy, `.env`).
    SignInConfiguration = "signInConfiguration",
        collect "git clone <url of the application>";
    /// The configuration of a Static Web App (`staticwebapp.config.json`).
    StaticWebAppConfiguration = "staticWebAppConfiguration",
        collect "git clone <url of the application>";
    /// A policy of API Management that checks tokens (`validate-azure-ad-token`, `validate-jwt`).
    ApiManagementPolicy = "apiManagementPolicy",
        collect "git clone <url of the API policies>";
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
    ("accesspackages/assignmentpolicies", "accessPackageAssignmentPolicy"),
    ("accessreviews/definitions", "accessReviewScheduleDefinition"),
    ("administrativeunits/members", "directoryObject"),
    ("approleassignedto", "appRoleAssignment"),
    ("authenticationstrength/policies", "authenticationStrengthPolicy"),
    ("conditionalaccess/authenticationcontextclassreferences", "authenticationContextClassReference"),
    ("conditionalaccess/namedlocations", "namedLocation"),
    ("conditionalaccess/policies", "conditionalAccessPolicy"),
    ("crosstenantaccesspolicy/default", "crossTenantAccessPolicyConfigurationDefault"),
    ("crosstenantaccesspolicy/partners", "crossTenantAccessPolicyConfigurationPartner"),
    ("devicemanagement/settings", "deviceManagementSettings"),
    ("directory/roleassignments", "unifiedRoleAssignment"),
    ("directory/roleassignmentschedulerequests", "unifiedRoleAssignmentScheduleRequest"),
    ("directory/roleassignmentscheduleinstances", "unifiedRoleAssignmentScheduleInstance"),
    ("directory/roleassignmentschedules", "unifiedRoleAssignmentSchedule"),
    ("directory/roledefinitions", "unifiedRoleDefinition"),
    ("directory/roleeligibilityschedulerequests", "unifiedRoleEligibilityScheduleRequest"),
    ("directory/roleeligibilityscheduleinstances", "unifiedRoleEligibilityScheduleInstance"),
    ("directory/roleeligibilityschedules", "unifiedRoleEligibilitySchedule"),
    ("directoryroles/members", "directoryObject"),
    ("directoryroles/scopedmembers", "scopedRoleMembership"),
    ("entitlementmanagement/accesspackages", "accessPackage"),
    ("entitlementmanagement/assignmentpolicies", "accessPackageAssignmentPolicy"),
    ("entitlementmanagement/catalogs", "accessPackageCatalog"),
    ("entitlementmanagement/connectedorganizations", "connectedOrganization"),
    ("entitlementmanagement/settings", "entitlementManagementSettings"),
    ("externalsponsors", "directoryObject"),
    ("groups/members", "directoryObject"),
    ("groups/settings", "groupSetting"),
    ("groupsettings", "groupSetting"),
    ("identity/b2xuserflows", "b2xIdentityUserFlow"),
    ("identitysecuritydefaultsenforcementpolicy", "identitySecurityDefaultsEnforcementPolicy"),
    ("internalsponsors", "directoryObject"),
    ("legacy/policies", "legacyPolicy"),
    ("oauth2permissiongrants", "oAuth2PermissionGrant"),
    ("organization", "organization"),
    ("owners", "directoryObject"),
    ("partners/identitysynchronization", "crossTenantIdentitySyncPolicyPartner"),
    ("permissiongrantpolicies", "permissionGrantPolicy"),
    ("privilegedaccess/group/assignmentschedules", "privilegedAccessGroupAssignmentSchedule"),
    ("privilegedaccess/group/eligibilityschedules", "privilegedAccessGroupEligibilitySchedule"),
    ("registeredowners", "directoryObject"),
    ("registeredusers", "directoryObject"),
    ("sponsors", "directoryObject"),
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
