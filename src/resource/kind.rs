//! Kinds of resources, and the names under which Graph and ARM serve them.

use std::fmt;
use std::sync::Arc;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $(arm $arm:literal)*;)*) => {
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

            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }
        }
    };
}

kinds! {
    /// Who may ask for an access package (Graph `accessPackageAssignmentPolicy`).
    AccessPackageAssignmentPolicy = "accessPackageAssignmentPolicy";
    /// A recurring review of access (Graph `accessReviewScheduleDefinition`).
    AccessReview = "accessReviewScheduleDefinition";
    /// How users ask administrators for consent (Graph `adminConsentRequestPolicy`).
    AdminConsentRequestPolicy = "adminConsentRequestPolicy";
    /// A rule that keeps Defender for Cloud silent (ARM `Microsoft.Security/alertsSuppressionRules`).
    AlertsSuppressionRule = "alertsSuppressionRule" arm "microsoft.security/alertssuppressionrules";
    /// An app registration (Graph `application`).
    Application = "application";
    /// What credentials some apps may have (Graph `appManagementPolicy`).
    AppManagementPolicy = "appManagementPolicy";
    /// A role in an app, or a permission of one app on another (Graph `appRoleAssignment`).
    AppRoleAssignment = "appRoleAssignment";
    /// A tenant that shares a billing account (ARM `Microsoft.Billing/billingAccounts/associatedTenants`).
    AssociatedTenant = "associatedTenant" arm "microsoft.billing/billingaccounts/associatedtenants";
    /// Whether guests may sign themselves up (Graph `authenticationFlowsPolicy`).
    AuthenticationFlowsPolicy = "authenticationFlowsPolicy";
    /// Combinations of methods that are strong enough (Graph `authenticationStrengthPolicy`).
    AuthenticationStrengthPolicy = "authenticationStrengthPolicy";
    /// The tenant's authorization policy (Graph `authorizationPolicy`).
    AuthorizationPolicy = "authorizationPolicy";
    /// The domains that may be invited (Graph `legacy/policies`, type `B2BManagementPolicy`).
    B2bManagementPolicy = "b2bManagementPolicy";
    /// A user flow by which guests sign themselves up (Graph `b2xIdentityUserFlow`).
    B2xIdentityUserFlow = "b2xIdentityUserFlow";
    /// A billing account (ARM `Microsoft.Billing/billingAccounts`).
    BillingAccount = "billingAccount" arm "microsoft.billing/billingaccounts";
    /// The policies of a billing account (ARM `Microsoft.Billing/billingAccounts/policies`).
    BillingPolicy = "billingPolicy"
        arm "microsoft.billing/billingaccounts/policies"
        arm "microsoft.billing/billingaccounts/billingprofiles/policies";
    /// A billing profile (ARM `Microsoft.Billing/billingAccounts/billingProfiles`).
    BillingProfile = "billingProfile" arm "microsoft.billing/billingaccounts/billingprofiles";
    /// A role on a billing scope (ARM `Microsoft.Billing/billingAccounts/…/billingRoleAssignments`).
    BillingRoleAssignment = "billingRoleAssignment"
        arm "microsoft.billing/billingaccounts/billingroleassignments"
        arm "microsoft.billing/billingaccounts/billingprofiles/billingroleassignments"
        arm "microsoft.billing/billingaccounts/billingprofiles/invoicesections/billingroleassignments"
        arm "microsoft.billing/billingaccounts/departments/billingroleassignments"
        arm "microsoft.billing/billingaccounts/enrollmentaccounts/billingroleassignments";
    /// What a billing role may do (ARM `Microsoft.Billing/billingAccounts/…/billingRoleDefinitions`).
    BillingRoleDefinition = "billingRoleDefinition"
        arm "microsoft.billing/billingaccounts/billingroledefinitions"
        arm "microsoft.billing/billingaccounts/billingprofiles/billingroledefinitions"
        arm "microsoft.billing/billingaccounts/billingprofiles/invoicesections/billingroledefinitions"
        arm "microsoft.billing/billingaccounts/departments/billingroledefinitions"
        arm "microsoft.billing/billingaccounts/enrollmentaccounts/billingroledefinitions";
    /// A Conditional Access policy (Graph `conditionalAccessPolicy`).
    ConditionalAccessPolicy = "conditionalAccessPolicy";
    /// An organisation whose users may ask for access packages (Graph `connectedOrganization`).
    ConnectedOrganization = "connectedOrganization";
    /// The sign-in of a container app (ARM `Microsoft.App/containerApps/authConfigs`).
    ContainerAppAuthConfig = "containerAppAuthConfig" arm "microsoft.app/containerapps/authconfigs";
    /// What holds for tenants without an entry of their own (Graph `crossTenantAccessPolicyConfigurationDefault`).
    CrossTenantAccessDefault = "crossTenantAccessPolicyConfigurationDefault";
    /// What holds for one other tenant (Graph `crossTenantAccessPolicyConfigurationPartner`).
    CrossTenantAccessPartner = "crossTenantAccessPolicyConfigurationPartner";
    /// Whether a partner syncs users in (Graph `crossTenantIdentitySyncPolicyPartner`).
    CrossTenantIdentitySync = "crossTenantIdentitySyncPolicyPartner";
    /// A device (Graph `device`).
    Device = "device";
    /// Intune's settings for the whole tenant (Graph `deviceManagement/settings`).
    DeviceManagementSettings = "deviceManagementSettings";
    /// Who may join and register devices (Graph `deviceRegistrationPolicy`).
    DeviceRegistrationPolicy = "deviceRegistrationPolicy";
    /// A member, owner or sponsor of another object (Graph `directoryObject`): which, its address tells (`Resource::address`).
    DirectoryObject = "directoryObject";
    /// A role of the directory that is in use (Graph `directoryRole`).
    DirectoryRole = "directoryRole";
    /// What becomes of external users whose last access package ends (Graph `entitlementManagementSettings`).
    EntitlementManagementSettings = "entitlementManagementSettings";
    /// Whether guests may leave by themselves (Graph `externalIdentitiesPolicy`).
    ExternalIdentitiesPolicy = "externalIdentitiesPolicy";
    /// Who may act as an app or identity by tokens of another issuer (Graph `federatedIdentityCredential`).
    FederatedIdentityCredential = "federatedIdentityCredential" arm "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials";
    /// A group (Graph `group`).
    Group = "group";
    /// Settings of groups for the whole tenant (Graph `groupSetting`).
    GroupSetting = "groupSetting";
    /// An invitation of a guest (Graph `invitation`).
    Invitation = "invitation";
    /// An invoice section (ARM `Microsoft.Billing/billingAccounts/billingProfiles/invoiceSections`).
    InvoiceSection = "invoiceSection" arm "microsoft.billing/billingaccounts/billingprofiles/invoicesections";
    /// A management group (ARM `Microsoft.Management/managementGroups`).
    ManagementGroup = "managementGroup" arm "microsoft.management/managementgroups";
    /// The hierarchy settings of the root management group (ARM `Microsoft.Management/managementGroups/settings`).
    ManagementGroupSettings = "managementGroupSettings" arm "microsoft.management/managementgroups/settings";
    /// That a subscription lies under a management group (ARM `Microsoft.Management/managementGroups/subscriptions`).
    ManagementGroupSubscription = "managementGroupSubscription" arm "microsoft.management/managementgroups/subscriptions";
    /// Networks or countries that Conditional Access names (Graph `namedLocation`).
    NamedLocation = "namedLocation";
    /// Delegated permissions of an app (Graph `oAuth2PermissionGrant`).
    OAuth2PermissionGrant = "oAuth2PermissionGrant";
    /// The tenant itself (Graph `organization`).
    Organization = "organization";
    /// To what users may consent (Graph `permissionGrantPolicy`).
    PermissionGrantPolicy = "permissionGrantPolicy";
    /// An Azure Policy that holds somewhere (ARM `Microsoft.Authorization/policyAssignments`).
    PolicyAssignment = "policyAssignment" arm "microsoft.authorization/policyassignments";
    /// What an Azure Policy does not bind (ARM `Microsoft.Authorization/policyExemptions`).
    PolicyExemption = "policyExemption" arm "microsoft.authorization/policyexemptions";
    /// Who is a member or owner of a group for a time (Graph `privilegedAccessGroupAssignmentSchedule`).
    PrivilegedAccessGroupAssignmentSchedule = "privilegedAccessGroupAssignmentSchedule";
    /// Who may make himself a member or owner of a group (Graph `privilegedAccessGroupEligibilitySchedule`).
    PrivilegedAccessGroupEligibilitySchedule = "privilegedAccessGroupEligibilitySchedule";
    /// A delegation to another tenant, where it holds (ARM `Microsoft.ManagedServices/registrationAssignments`).
    RegistrationAssignment = "registrationAssignment" arm "microsoft.managedservices/registrationassignments";
    /// A delegation to another tenant (ARM `Microsoft.ManagedServices/registrationDefinitions`).
    RegistrationDefinition = "registrationDefinition" arm "microsoft.managedservices/registrationdefinitions";
    /// An Azure role assignment (ARM `Microsoft.Authorization/roleAssignments`).
    RoleAssignment = "roleAssignment" arm "microsoft.authorization/roleassignments";
    /// An Azure role that somebody holds by Privileged Identity Management (ARM `Microsoft.Authorization/roleAssignmentSchedules`).
    RoleAssignmentSchedule = "roleAssignmentSchedule" arm "microsoft.authorization/roleassignmentschedules";
    /// Such a role for the time being (ARM `Microsoft.Authorization/roleAssignmentScheduleInstances`).
    RoleAssignmentScheduleInstance = "roleAssignmentScheduleInstance" arm "microsoft.authorization/roleassignmentscheduleinstances";
    /// What asks for such a role (ARM `Microsoft.Authorization/roleAssignmentScheduleRequests`).
    RoleAssignmentScheduleRequest = "roleAssignmentScheduleRequest" arm "microsoft.authorization/roleassignmentschedulerequests";
    /// What an Azure role may do (ARM `Microsoft.Authorization/roleDefinitions`).
    RoleDefinition = "roleDefinition" arm "microsoft.authorization/roledefinitions";
    /// An Azure role that somebody may make active (ARM `Microsoft.Authorization/roleEligibilitySchedules`).
    RoleEligibilitySchedule = "roleEligibilitySchedule" arm "microsoft.authorization/roleeligibilityschedules";
    /// Such a role for the time being (ARM `Microsoft.Authorization/roleEligibilityScheduleInstances`).
    RoleEligibilityScheduleInstance = "roleEligibilityScheduleInstance" arm "microsoft.authorization/roleeligibilityscheduleinstances";
    /// What asks for such a role (ARM `Microsoft.Authorization/roleEligibilityScheduleRequests`).
    RoleEligibilityScheduleRequest = "roleEligibilityScheduleRequest" arm "microsoft.authorization/roleeligibilityschedulerequests";
    /// Where Defender for Cloud sends its alerts (ARM `Microsoft.Security/automations`).
    SecurityAutomation = "securityAutomation" arm "microsoft.security/automations";
    /// Whom Defender for Cloud tells of alerts (ARM `Microsoft.Security/securityContacts`).
    SecurityContact = "securityContact" arm "microsoft.security/securitycontacts";
    /// Security defaults (Graph `identitySecurityDefaultsEnforcementPolicy`).
    SecurityDefaults = "identitySecurityDefaultsEnforcementPolicy";
    /// A plan of Defender for Cloud (ARM `Microsoft.Security/pricings`).
    SecurityPricing = "securityPricing" arm "microsoft.security/pricings";
    /// The instance of an app in a tenant (Graph `servicePrincipal`).
    ServicePrincipal = "servicePrincipal";
    /// A web or function app (ARM `Microsoft.Web/sites`).
    Site = "Microsoft.Web/sites"
        arm "microsoft.web/sites"
        arm "microsoft.web/sites/slots";
    /// A configuration of a web or function app, its sign-in among them (ARM `Microsoft.Web/sites/config`).
    SiteConfig = "Microsoft.Web/sites/config"
        arm "microsoft.web/sites/config"
        arm "microsoft.web/sites/slots/config";
    /// An Azure subscription (ARM `Microsoft.Resources/subscriptions`).
    Subscription = "subscription" arm "microsoft.resources/subscriptions";
    /// A subscription in the making (ARM `Microsoft.Subscription/aliases`).
    SubscriptionAlias = "subscriptionAlias" arm "microsoft.subscription/aliases";
    /// The tenant's policy on moving subscriptions (ARM `Microsoft.Subscription/policies`).
    SubscriptionPolicy = "subscriptionPolicy" arm "microsoft.subscription/policies";
    /// What credentials and audiences apps may have (Graph `tenantAppManagementPolicy`).
    TenantAppManagementPolicy = "tenantAppManagementPolicy";
    /// A role of the directory that somebody holds (Graph `unifiedRoleAssignment`).
    UnifiedRoleAssignment = "unifiedRoleAssignment";
    /// A role of the directory that somebody holds by Privileged Identity Management (Graph `unifiedRoleAssignmentSchedule`).
    UnifiedRoleAssignmentSchedule = "unifiedRoleAssignmentSchedule";
    /// Such a role for the time being (Graph `unifiedRoleAssignmentScheduleInstance`).
    UnifiedRoleAssignmentScheduleInstance = "unifiedRoleAssignmentScheduleInstance";
    /// What asks for such a role (Graph `unifiedRoleAssignmentScheduleRequest`).
    UnifiedRoleAssignmentScheduleRequest = "unifiedRoleAssignmentScheduleRequest";
    /// What a role of the directory may do (Graph `unifiedRoleDefinition`).
    UnifiedRoleDefinition = "unifiedRoleDefinition";
    /// A role of the directory that somebody may make active (Graph `unifiedRoleEligibilitySchedule`).
    UnifiedRoleEligibilitySchedule = "unifiedRoleEligibilitySchedule";
    /// Such a role for the time being (Graph `unifiedRoleEligibilityScheduleInstance`).
    UnifiedRoleEligibilityScheduleInstance = "unifiedRoleEligibilityScheduleInstance";
    /// What asks for such a role (Graph `unifiedRoleEligibilityScheduleRequest`).
    UnifiedRoleEligibilityScheduleRequest = "unifiedRoleEligibilityScheduleRequest";
    /// A user, guests among them (Graph `user`).
    User = "user";
    /// A user-assigned managed identity (ARM `Microsoft.ManagedIdentity/userAssignedIdentities`).
    UserAssignedIdentity = "userAssignedIdentity" arm "microsoft.managedidentity/userassignedidentities";
    /// Who may sign in to an application, as its configuration says (`appsettings.json`, Spring, MSAL, oauth2-proxy, `.env`).
    SignInConfiguration = "signInConfiguration";
    /// The configuration of a Static Web App (`staticwebapp.config.json`).
    StaticWebAppConfiguration = "staticWebAppConfiguration";
    /// A policy of API Management that checks tokens (`validate-azure-ad-token`, `validate-jwt`).
    ApiManagementPolicy = "apiManagementPolicy";
}

impl Kind {
    /// Whether a tenant may have none of this kind, so that an empty list of all is an answer. Of others, such as users, and policies of
    /// which each tenant has one, it tells that somebody asked who may not see them.
    pub fn may_be_none(&self) -> bool {
        matches!(
            self,
            Self::AppManagementPolicy
                | Self::Application
                | Self::B2bManagementPolicy
                | Self::ConditionalAccessPolicy
                | Self::CrossTenantAccessPartner
                | Self::Device
                | Self::FederatedIdentityCredential
                | Self::Group
                | Self::Invitation
                | Self::PolicyAssignment
                | Self::PolicyExemption
        )
    }
}

/// Azure roles that a principal has or is eligible for.
const ROLE_ASSIGNMENTS: &[Kind] = &[
    Kind::RoleAssignment,
    Kind::RoleAssignmentSchedule,
    Kind::RoleAssignmentScheduleInstance,
    Kind::RoleAssignmentScheduleRequest,
    Kind::RoleEligibilitySchedule,
    Kind::RoleEligibilityScheduleInstance,
    Kind::RoleEligibilityScheduleRequest,
];

/// Directory roles that a principal has or is eligible for. A `directoryRole` lists its members itself.
const DIRECTORY_ROLE_ASSIGNMENTS: &[Kind] = &[
    Kind::UnifiedRoleAssignment,
    Kind::UnifiedRoleAssignmentSchedule,
    Kind::UnifiedRoleAssignmentScheduleInstance,
    Kind::UnifiedRoleAssignmentScheduleRequest,
    Kind::UnifiedRoleEligibilitySchedule,
    Kind::UnifiedRoleEligibilityScheduleInstance,
    Kind::UnifiedRoleEligibilityScheduleRequest,
    Kind::DirectoryRole,
];

impl Kind {
    /// The kinds that state the same fact as this one, itself first: a rule that declares a kind reads its whole family.
    pub fn family(&self) -> &[Self] {
        match self {
            Self::RoleAssignment => ROLE_ASSIGNMENTS,
            Self::UnifiedRoleAssignment => DIRECTORY_ROLE_ASSIGNMENTS,
            Self::SiteConfig => &[Self::SiteConfig, Self::ContainerAppAuthConfig],
            kind => std::slice::from_ref(kind),
        }
    }
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
    // Intune itself, whose settings stand in it.
    ("devicemanagement", "deviceManagementSettings"),
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
