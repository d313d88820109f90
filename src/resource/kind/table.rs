//! All kinds that the model knows.
//!
//! Sources: Microsoft Graph metadata v1.0 and beta, August 2026; the references in `request.rs`.

use super::entry::{Entry, azure, file, graph};
use super::request::{arm, beta, v1};
use std::sync::Arc;

const READER: &str = "Reader on every subscription";
const SECURITY_READER: &str = "Security Reader on every subscription";
const BILLING_READER: &str = "Billing account reader";
const ROOT_READER: &str = "Management Group Reader at the root management group";

kinds! {
    AccessPackageAssignmentPolicy = graph("accessPackageAssignmentPolicy")
        .sets(&["accessPackages/assignmentPolicies", "entitlementManagement/assignmentPolicies"])
        .shape(
            &[&["allowedTargetScope"], &["requestorSettings", "requestApprovalSettings"], &["accessPackageId", "requestorSettings"]],
            &[],
        )
        .request(v1(
            "identityGovernance/entitlementManagement/assignmentPolicies",
            "accessPackageAssignmentPolicies",
            "EntitlementManagement.Read.All",
        ));
    AccessReview = graph("accessReviewScheduleDefinition")
        .sets(&["accessReviews/definitions"])
        .shape(&[&["instanceEnumerationScope"], &["descriptionForAdmins", "scope", "settings"]], &[])
        .request(v1("identityGovernance/accessReviews/definitions", "accessReviews", "AccessReview.Read.All"));
    AdminConsentRequestPolicy = graph("adminConsentRequestPolicy")
        .shape(&[&["isEnabled", "notifyReviewers", "requestDurationInDays"]], &[])
        .request(v1("policies/adminConsentRequestPolicy", "adminConsentRequestPolicy", "Policy.Read.All"));
    AlertsSuppressionRule = azure("alertsSuppressionRule", &["Microsoft.Security/alertsSuppressionRules"])
        .request(arm(
            "2019-01-01-preview",
            "subscriptions/{subscription}/providers/Microsoft.Security/alertsSuppressionRules",
            "alertsSuppressionRules",
            READER,
        ));
    Application = graph("application")
        .derived(&["agentIdentityBlueprint"])
        .shape(
            &[&["signInAudience"], &["appId", "identifierUris"], &["appId", "requiredResourceAccess"], &["appId", "publisherDomain"]],
            &[],
        )
        .rank(1)
        .request(beta(
            "applications?$top=999&$expand=owners($select=id,displayName,userPrincipalName,userType,accountEnabled)",
            "applications",
            "Application.Read.All",
        ))
        .may_be_none();
    AppManagementPolicy = graph("appManagementPolicy")
        .sets(&["appManagementPolicies"])
        .shape(&[&["id", "displayName", "isEnabled", "restrictions"]], &[])
        .request(v1("policies/appManagementPolicies", "appManagementPolicies", "Policy.Read.All"))
        .may_be_none();
    /// An app role, or an application permission.
    AppRoleAssignment = graph("appRoleAssignment")
        .sets(&["appRoleAssignedTo"])
        .shape(&[&["appRoleId", "principalId", "resourceId"]], &[])
        .rank(6)
        .request(v1(
            "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo?$top=999",
            "graphPermissions",
            "Application.Read.All",
        ));
    /// A tenant that shares a billing account.
    AssociatedTenant = azure("associatedTenant", &["Microsoft.Billing/billingAccounts/associatedTenants"])
        .request(arm(
            "2024-04-01",
            "providers/Microsoft.Billing/billingAccounts/{billing-account}/associatedTenants",
            "associatedTenants",
            BILLING_READER,
        ));
    /// Self-service sign-up of guests.
    AuthenticationFlowsPolicy = graph("authenticationFlowsPolicy")
        .shape(&[&["id", "selfServiceSignUp"]], &[])
        .request(v1("policies/authenticationFlowsPolicy", "authenticationFlowsPolicy", "Policy.Read.All"));
    AuthenticationStrengthPolicy = graph("authenticationStrengthPolicy")
        .sets(&["authenticationStrength/policies"])
        .shape(&[&["allowedCombinations", "policyType"], &["allowedCombinations", "requirementsSatisfied"]], &[])
        .request(v1("policies/authenticationStrengthPolicies", "authenticationStrengthPolicies", "Policy.Read.All"));
    AuthorizationPolicy = graph("authorizationPolicy")
        .shape(&[&["allowInvitesFrom"], &["guestUserRoleId"], &["defaultUserRolePermissions"], &["allowedToUseSSPR"]], &[])
        .request(v1("policies/authorizationPolicy", "authorizationPolicy", "Policy.Read.All"));
    /// The domains that can be invited.
    B2bManagementPolicy = graph("b2bManagementPolicy").request(beta("legacy/policies", "legacyPolicies", "Policy.Read.All")).may_be_none();
    /// A user flow for self-service sign-up of guests.
    B2xIdentityUserFlow = graph("b2xIdentityUserFlow")
        .sets(&["identity/b2xUserFlows"])
        .shape(
            &[&["userFlowType", "userFlowTypeVersion", "apiConnectorConfiguration"]],
            &["defaultLanguageTag", "isLanguageCustomizationEnabled"],
        )
        .request(beta("identity/b2xUserFlows", "b2xUserFlows", "IdentityUserFlow.Read.All"));
    BillingAccount = azure("billingAccount", &["Microsoft.Billing/billingAccounts"])
        .shape(&[&["agreementType", "accountType"], &["agreementType", "accountStatus"]], &[])
        .request(arm("2024-04-01", "providers/Microsoft.Billing/billingAccounts", "billingAccounts", BILLING_READER));
    BillingPolicy = azure(
        "billingPolicy",
        &[
            "Microsoft.Billing/billingAccounts/policies",
            "Microsoft.Billing/billingAccounts/billingProfiles/policies",
        ],
    )
    .request(arm(
        "2024-04-01",
        "providers/Microsoft.Billing/billingAccounts/{billing-account}/policies/default",
        "billingPolicies",
        BILLING_READER,
    ));
    BillingProfile = azure("billingProfile", &["Microsoft.Billing/billingAccounts/billingProfiles"])
        .request(arm(
            "2024-04-01",
            "providers/Microsoft.Billing/billingAccounts/{billing-account}/billingProfiles",
            "billingProfiles",
            BILLING_READER,
        ));
    BillingRoleAssignment = azure(
        "billingRoleAssignment",
        &[
            "Microsoft.Billing/billingAccounts/billingRoleAssignments",
            "Microsoft.Billing/billingAccounts/billingProfiles/billingRoleAssignments",
            "Microsoft.Billing/billingAccounts/billingProfiles/invoiceSections/billingRoleAssignments",
            "Microsoft.Billing/billingAccounts/departments/billingRoleAssignments",
            "Microsoft.Billing/billingAccounts/enrollmentAccounts/billingRoleAssignments",
        ],
    )
    .shape(&[&["principalId", "principalTenantId", "roleDefinitionId", "scope"]], &[])
    .rank(2)
    .nested(&[&["roleDefinitionId", "principalId", "principalTenantId"]], &[])
    .request(arm(
        "2024-04-01",
        "providers/Microsoft.Billing/billingAccounts/{billing-account}/billingRoleAssignments",
        "billingRoleAssignments",
        BILLING_READER,
    ));
    BillingRoleDefinition = azure(
        "billingRoleDefinition",
        &[
            "Microsoft.Billing/billingAccounts/billingRoleDefinitions",
            "Microsoft.Billing/billingAccounts/billingProfiles/billingRoleDefinitions",
            "Microsoft.Billing/billingAccounts/billingProfiles/invoiceSections/billingRoleDefinitions",
            "Microsoft.Billing/billingAccounts/departments/billingRoleDefinitions",
            "Microsoft.Billing/billingAccounts/enrollmentAccounts/billingRoleDefinitions",
        ],
    )
    .request(arm(
        "2024-04-01",
        "providers/Microsoft.Billing/billingAccounts/{billing-account}/billingRoleDefinitions",
        "billingRoleDefinitions",
        BILLING_READER,
    ));
    ConditionalAccessPolicy = graph("conditionalAccessPolicy")
        .sets(&["conditionalAccess/policies"])
        .shape(&[&["conditions", "grantControls", "state"]], &[])
        .request(v1("identity/conditionalAccess/policies", "conditionalAccessPolicies", "Policy.Read.All"))
        .may_be_none();
    /// An organization whose users may request access packages.
    ConnectedOrganization = graph("connectedOrganization")
        .sets(&["entitlementManagement/connectedOrganizations"])
        .shape(&[&["id", "identitySources", "state"]], &[])
        .request(v1(
            "identityGovernance/entitlementManagement/connectedOrganizations",
            "connectedOrganizations",
            "EntitlementManagement.Read.All",
        ));
    /// The authentication of a container app.
    ContainerAppAuthConfig = azure("containerAppAuthConfig", &["Microsoft.App/containerApps/authConfigs"]).family(&Kind::SiteConfig);
    /// The default cross-tenant access settings.
    CrossTenantAccessDefault = graph("crossTenantAccessPolicyConfigurationDefault")
        .sets(&["crossTenantAccessPolicy/default"])
        .shape(&[&["isServiceDefault", "b2bCollaborationInbound"], &["isServiceDefault", "inboundTrust"]], &["tenantId"])
        .request(v1("policies/crossTenantAccessPolicy/default", "crossTenantAccessDefault", "Policy.Read.All"));
    /// The cross-tenant access settings of one partner tenant.
    CrossTenantAccessPartner = graph("crossTenantAccessPolicyConfigurationPartner")
        .sets(&["crossTenantAccessPolicy/partners"])
        .shape(&[&["tenantId", "b2bCollaborationInbound"], &["tenantId", "inboundTrust"], &["tenantId", "isServiceProvider"]], &[])
        .request(v1(
            "policies/crossTenantAccessPolicy/partners?$expand=identitySynchronization",
            "crossTenantAccessPartners",
            "Policy.Read.All",
        ))
        .may_be_none();
    /// Whether a partner tenant synchronizes users to this tenant.
    CrossTenantIdentitySync = graph("crossTenantIdentitySyncPolicyPartner")
        .sets(&["partners/identitySynchronization"])
        .shape(&[&["userSyncInbound"]], &[]);
    Device = graph("device")
        .shape(&[&["deviceId", "operatingSystem", "trustType"], &["id", "deviceId", "trustType"]], &[])
        .rank(8)
        .request(v1("devices?$top=999&$expand=registeredOwners", "devices", "Device.Read.All"))
        .may_be_none();
    // Intune's tenant-wide settings. `deviceManagement` is Intune itself and contains them.
    DeviceManagementSettings = graph("deviceManagementSettings")
        .sets(&["deviceManagement", "deviceManagement/settings"])
        .shape(&[&["deviceComplianceCheckinThresholdDays"], &["isScheduledActionEnabled", "secureByDefault"]], &[])
        .request(v1("deviceManagement/settings", "deviceManagementSettings", "DeviceManagementServiceConfig.Read.All"));
    DeviceRegistrationPolicy = graph("deviceRegistrationPolicy")
        .shape(&[&["azureADJoin", "userDeviceQuota"], &["azureADJoin", "azureADRegistration"]], &[])
        .request(v1("policies/deviceRegistrationPolicy", "deviceRegistrationPolicy", "Policy.Read.DeviceConfiguration"));
    /// A member, owner or sponsor of another object; `Resource::address` shows which.
    DirectoryObject = graph("directoryObject")
        .sets(&[
            "administrativeUnits/members",
            "directoryRoles/members",
            "externalSponsors",
            "groups/members",
            "internalSponsors",
            "owners",
            "registeredOwners",
            "registeredUsers",
            "sponsors",
        ])
        .request(v1(
            "groups/{group}/members?$top=999&$select=id,displayName,userPrincipalName,userType,accountEnabled",
            "members",
            "GroupMember.Read.All",
        ));
    /// An activated directory role.
    DirectoryRole = graph("directoryRole")
        .shape(&[&["id", "displayName", "roleTemplateId"]], &["principalId", "roleDefinitionId"])
        .request(v1("directoryRoles?$expand=members", "directoryRoles", "RoleManagement.Read.Directory"))
        .family(&Kind::UnifiedRoleAssignment);
    /// What happens to external users after their last access package expires.
    EntitlementManagementSettings = graph("entitlementManagementSettings")
        .sets(&["entitlementManagement/settings"])
        .shape(&[&["externalUserLifecycleAction"]], &[])
        .request(v1(
            "identityGovernance/entitlementManagement/settings",
            "entitlementManagementSettings",
            "EntitlementManagement.Read.All",
        ));
    /// Whether guests may leave the tenant themselves.
    ExternalIdentitiesPolicy = graph("externalIdentitiesPolicy")
        .shape(&[&["allowExternalIdentitiesToLeave"]], &[])
        .request(beta("policies/externalIdentitiesPolicy", "externalIdentitiesPolicy", "Policy.Read.All"));
    FederatedIdentityCredential = graph("federatedIdentityCredential")
        .arm(&["Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"])
        .shape(&[&["issuer", "subject", "audiences"], &["name", "issuer", "claimsMatchingExpression"]], &[])
        .nested(&[&["issuer", "subject", "audiences"]], &[])
        .request(v1("applications/{application}/federatedIdentityCredentials", "federatedIdentityCredentials", "Application.Read.All"))
        .may_be_none();
    Group = graph("group")
        // Administrative units also have rules.
        .shape(
            &[&["id", "groupTypes"], &["id", "displayName", "mailEnabled", "securityEnabled"], &["displayName", "membershipRule"]],
            &["membershipType", "scopedRoleMembers", "isMemberManagementRestricted"],
        )
        .rank(4)
        .request(v1(
            "groups?$top=999&$expand=owners($select=id,displayName,userPrincipalName,userType,accountEnabled)",
            "groups",
            "Group.Read.All",
        ))
        .may_be_none();
    GroupSetting = graph("groupSetting")
        .sets(&["groups/settings", "groupSettings"])
        .derived(&["directorySetting"])
        .shape(&[&["id", "templateId", "values"]], &[])
        .request(v1("groupSettings", "groupSettings", "GroupSettings.Read.All"));
    Invitation = graph("invitation")
        .shape(&[&["invitedUserEmailAddress"]], &[])
        .may_be_none();
    InvoiceSection = azure("invoiceSection", &["Microsoft.Billing/billingAccounts/billingProfiles/invoiceSections"]);
    ManagementGroup = azure("managementGroup", &["Microsoft.Management/managementGroups"])
        .request(arm(
            "2023-04-01",
            "providers/Microsoft.Management/managementGroups/{tenant}?$expand=children&$recurse=true",
            "managementGroups",
            ROOT_READER,
        ));
    /// Hierarchy settings of the root management group.
    ManagementGroupSettings = azure("managementGroupSettings", &["Microsoft.Management/managementGroups/settings"])
        .may_be_unset()
        .shape(&[&["requireAuthorizationForGroupCreation"], &["defaultManagementGroup"]], &[])
        .nested(&[&["requireAuthorizationForGroupCreation"], &["defaultManagementGroup"]], &[])
        .request(arm(
            "2023-04-01",
            "providers/Microsoft.Management/managementGroups/{tenant}/settings/default",
            "managementGroupSettings",
            ROOT_READER,
        ));
    /// The membership of a subscription in a management group.
    ManagementGroupSubscription = azure("managementGroupSubscription", &["Microsoft.Management/managementGroups/subscriptions"]);
    NamedLocation = graph("namedLocation")
        .sets(&["conditionalAccess/namedLocations"])
        .derived(&["compliantNetworkNamedLocation", "countryNamedLocation", "ipNamedLocation"])
        .shape(&[&["id", "ipRanges", "isTrusted"], &["countriesAndRegions", "includeUnknownCountriesAndRegions"]], &[])
        .request(v1("identity/conditionalAccess/namedLocations", "namedLocations", "Policy.Read.All"));
    OAuth2PermissionGrant = graph("oAuth2PermissionGrant")
        .sets(&["oauth2PermissionGrants"])
        .shape(&[&["clientId", "consentType", "resourceId"]], &[])
        .rank(7)
        .request(v1("oauth2PermissionGrants?$top=999", "oauth2PermissionGrants", "Directory.Read.All"));
    /// The tenant.
    Organization = graph("organization")
        .sets(&["organization"])
        .shape(&[&["id", "verifiedDomains"]], &[])
        .request(v1("organization", "organization", "Organization.Read.All"));
    PermissionGrantPolicy = graph("permissionGrantPolicy")
        .sets(&["permissionGrantPolicies"])
        .shape(&[&["id", "displayName", "includes", "excludes"]], &[])
        .request(v1("policies/permissionGrantPolicies", "permissionGrantPolicies", "Policy.Read.PermissionGrant"));
    PolicyAssignment = azure("policyAssignment", &["Microsoft.Authorization/policyAssignments"])
        .shape(&[&["policyDefinitionId", "enforcementMode"]], &[])
        .nested(&[&["policyDefinitionId", "enforcementMode"]], &[])
        .request(arm(
            "2022-06-01",
            "subscriptions/{subscription}/providers/Microsoft.Authorization/policyAssignments",
            "policyAssignments",
            READER,
        ))
        .may_be_none();
    PolicyExemption = azure("policyExemption", &["Microsoft.Authorization/policyExemptions"])
        .shape(&[&["policyAssignmentId", "exemptionCategory"]], &[])
        .nested(&[&["policyAssignmentId", "exemptionCategory"]], &[])
        .request(arm(
            "2022-07-01-preview",
            "subscriptions/{subscription}/providers/Microsoft.Authorization/policyExemptions",
            "policyExemptions",
            READER,
        ))
        .may_be_none();
    /// Active membership or ownership of a group (PIM for Groups).
    PrivilegedAccessGroupAssignmentSchedule = graph("privilegedAccessGroupAssignmentSchedule")
        .sets(&["privilegedAccess/group/assignmentSchedules"])
        .shape(&[&["groupId", "accessId", "principalId", "scheduleInfo", "assignmentType"]], &["action"])
        .request(v1(
            "identityGovernance/privilegedAccess/group/assignmentSchedules?$filter=groupId%20eq%20'{group}'",
            "groupAssignments",
            "PrivilegedAssignmentSchedule.Read.AzureADGroup",
        ))
        .family(&Kind::DirectoryObject);
    PrivilegedAccessGroupAssignmentScheduleInstance = graph("privilegedAccessGroupAssignmentScheduleInstance")
        .sets(&["privilegedAccess/group/assignmentScheduleInstances"])
        .shape(&[&["groupId", "accessId", "principalId", "assignmentScheduleId"]], &[])
        .family(&Kind::DirectoryObject);
    PrivilegedAccessGroupAssignmentScheduleRequest = graph("privilegedAccessGroupAssignmentScheduleRequest")
        .sets(&["privilegedAccess/group/assignmentScheduleRequests"])
        .family(&Kind::DirectoryObject);
    /// Eligible membership or ownership of a group (PIM for Groups).
    PrivilegedAccessGroupEligibilitySchedule = graph("privilegedAccessGroupEligibilitySchedule")
        .sets(&["privilegedAccess/group/eligibilitySchedules"])
        .shape(&[&["groupId", "accessId", "principalId", "scheduleInfo", "memberType"]], &["action", "assignmentType"])
        .request(v1(
            "identityGovernance/privilegedAccess/group/eligibilitySchedules?$filter=groupId%20eq%20'{group}'",
            "groupEligibility",
            "PrivilegedEligibilitySchedule.Read.AzureADGroup",
        ))
        .family(&Kind::DirectoryObject);
    PrivilegedAccessGroupEligibilityScheduleInstance = graph("privilegedAccessGroupEligibilityScheduleInstance")
        .sets(&["privilegedAccess/group/eligibilityScheduleInstances"])
        .shape(&[&["groupId", "accessId", "principalId", "eligibilityScheduleId"]], &[])
        .family(&Kind::DirectoryObject);
    PrivilegedAccessGroupEligibilityScheduleRequest = graph("privilegedAccessGroupEligibilityScheduleRequest")
        .sets(&["privilegedAccess/group/eligibilityScheduleRequests"])
        .family(&Kind::DirectoryObject);
    /// The assignment of a Lighthouse delegation to a scope.
    RegistrationAssignment = azure("registrationAssignment", &["Microsoft.ManagedServices/registrationAssignments"])
        .request(arm(
            "2022-10-01",
            "subscriptions/{subscription}/providers/Microsoft.ManagedServices/registrationAssignments",
            "registrationAssignments",
            READER,
        ));
    /// The definition of a Lighthouse delegation to another tenant.
    RegistrationDefinition = azure("registrationDefinition", &["Microsoft.ManagedServices/registrationDefinitions"])
        .request(arm(
            "2022-10-01",
            "subscriptions/{subscription}/providers/Microsoft.ManagedServices/registrationDefinitions",
            "registrationDefinitions",
            READER,
        ));
    RoleAssignment = azure("roleAssignment", &["Microsoft.Authorization/roleAssignments"])
        .shape(
            &[
                &["roleDefinitionId", "principalId", "scope"],
                &["roleDefinitionName", "scope", "principalName"],
                &["roleDefinitionName", "scope", "principalId"],
            ],
            &["directoryScopeId", "permissions", "scheduleInfo", "status"],
        )
        .rank(3)
        .nested(&[&["roleDefinitionId", "principalId"]], &["memberType", "requestType", "scheduleInfo", "status"])
        .request(arm(
            "2022-04-01",
            "subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignments",
            "roleAssignments",
            READER,
        ));
    /// An active Azure role assignment of Privileged Identity Management.
    RoleAssignmentSchedule = azure("roleAssignmentSchedule", &["Microsoft.Authorization/roleAssignmentSchedules"])
        .family(&Kind::RoleAssignment);
    RoleAssignmentScheduleInstance = azure("roleAssignmentScheduleInstance", &["Microsoft.Authorization/roleAssignmentScheduleInstances"])
        .request(arm(
            "2020-10-01",
            "subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances",
            "roleAssignmentSchedules",
            READER,
        ))
        .family(&Kind::RoleAssignment);
    RoleAssignmentScheduleRequest = azure("roleAssignmentScheduleRequest", &["Microsoft.Authorization/roleAssignmentScheduleRequests"])
        .family(&Kind::RoleAssignment);
    RoleDefinition = azure("roleDefinition", &["Microsoft.Authorization/roleDefinitions"])
        .shape(&[&["roleName", "permissions", "assignableScopes"]], &[])
        .nested(&[&["roleName", "permissions", "assignableScopes"]], &[])
        .request(arm(
            "2022-04-01",
            "subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions",
            "roleDefinitions",
            READER,
        ));
    /// An eligible Azure role assignment.
    RoleEligibilitySchedule = azure("roleEligibilitySchedule", &["Microsoft.Authorization/roleEligibilitySchedules"])
        .family(&Kind::RoleAssignment);
    RoleEligibilityScheduleInstance = azure(
        "roleEligibilityScheduleInstance",
        &[
            "Microsoft.Authorization/roleEligibilityScheduleInstances",
        ],
    )
    .request(arm(
        "2020-10-01",
        "subscriptions/{subscription}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances",
        "roleEligibilitySchedules",
        READER,
    ))
    .family(&Kind::RoleAssignment);
    RoleEligibilityScheduleRequest = azure("roleEligibilityScheduleRequest", &["Microsoft.Authorization/roleEligibilityScheduleRequests"])
        .family(&Kind::RoleAssignment);
    /// Continuous export of alerts of Defender for Cloud.
    SecurityAutomation = azure("securityAutomation", &["Microsoft.Security/automations"])
        .request(arm(
            "2019-01-01-preview",
            "subscriptions/{subscription}/providers/Microsoft.Security/automations",
            "automations",
            SECURITY_READER,
        ));
    /// Recipients of alerts of Defender for Cloud.
    SecurityContact = azure("securityContact", &["Microsoft.Security/securityContacts"])
        .request(arm(
            "2023-12-01-preview",
            "subscriptions/{subscription}/providers/Microsoft.Security/securityContacts",
            "securityContacts",
            SECURITY_READER,
        ));
    SecurityDefaults = graph("identitySecurityDefaultsEnforcementPolicy")
        .sets(&["identitySecurityDefaultsEnforcementPolicy"])
        .request(v1("policies/identitySecurityDefaultsEnforcementPolicy", "securityDefaults", "Policy.Read.All"));
    /// A plan of Defender for Cloud.
    SecurityPricing = azure("securityPricing", &["Microsoft.Security/pricings"])
        .request(arm("2024-01-01", "subscriptions/{subscription}/providers/Microsoft.Security/pricings", "pricings", SECURITY_READER));
    ServicePrincipal = graph("servicePrincipal")
        .derived(&["agentIdentity", "agentIdentityBlueprintPrincipal"])
        .shape(
            &[&["servicePrincipalType"], &["appOwnerOrganizationId"], &["servicePrincipalNames"], &["appId", "appRoleAssignmentRequired"]],
            &[],
        )
        .rank(0)
        .request(v1(
            "servicePrincipals?$top=999&$expand=owners($select=id,displayName,userPrincipalName,userType,accountEnabled)",
            "servicePrincipals",
            "Application.Read.All",
        ));
    /// A web or function app.
    Site = azure("Microsoft.Web/sites", &["Microsoft.Web/sites", "Microsoft.Web/sites/slots"])
        .request(arm("2024-04-01", "subscriptions/{subscription}/providers/Microsoft.Web/sites", "sites", READER));
    /// A configuration of a web or function app, including its authentication.
    SiteConfig = azure("Microsoft.Web/sites/config", &["Microsoft.Web/sites/config", "Microsoft.Web/sites/slots/config"])
        .shape(&[&["globalValidation", "identityProviders"], &["platform", "identityProviders", "login"]], &[])
        .hint("also check `authsettingsV2` of App Service and Azure Functions");
    Subscription = azure("subscription", &["Microsoft.Resources/subscriptions"])
        .shape(
            &[
                &["subscriptionId", "displayName", "state"],
                &["subscriptionPolicies"],
                &["cloudName", "tenantId", "state"],
                &["environmentName", "tenantId", "state", "isDefault"],
            ],
            &[],
        )
        .request(arm("2022-12-01", "subscriptions", "subscriptions", READER));
    /// A request to create a subscription.
    SubscriptionAlias = azure("subscriptionAlias", &["Microsoft.Subscription/aliases"])
        .request(arm("2021-10-01", "providers/Microsoft.Subscription/aliases", "subscriptionAliases", READER));
    /// The tenant's policy on moving subscriptions.
    SubscriptionPolicy = azure("subscriptionPolicy", &["Microsoft.Subscription/policies"])
        .shape(&[&["blockSubscriptionsIntoTenant"], &["blockSubscriptionsLeavingTenant"]], &[])
        .nested(&[&["blockSubscriptionsIntoTenant"], &["blockSubscriptionsLeavingTenant"]], &[])
        .request(arm(
            "2021-10-01",
            "providers/Microsoft.Subscription/policies/default",
            "subscriptionPolicy",
            "any user; only a Global Administrator with elevated access can read its exempted users",
        ));
    /// A request to move a subscription into another tenant.
    SubscriptionTransfer = azure("subscriptionTransfer", &["Microsoft.Subscription/changeTenantRequest"]);
    TenantAppManagementPolicy = graph("tenantAppManagementPolicy")
        .sets(&["defaultAppManagementPolicy"])
        .shape(&[&["applicationRestrictions"], &["servicePrincipalRestrictions"]], &[])
        .request(beta("policies/defaultAppManagementPolicy", "defaultAppManagementPolicy", "Policy.Read.All"));
    /// An active directory role assignment.
    UnifiedRoleAssignment = graph("unifiedRoleAssignment")
        .sets(&["directory/roleAssignments"])
        .shape(
            &[&["principalId", "roleDefinitionId", "directoryScopeId"]],
            &["action", "assignmentType", "memberType", "scheduleInfo", "startDateTime"],
        )
        .request(v1("roleManagement/directory/roleAssignments", "directoryRoleAssignments", "RoleManagement.Read.Directory"));
    // An active directory role assignment of Privileged Identity Management. A schedule has `scheduleInfo`, an instance has the id of its
    // schedule, and a request has an action. The properties of a request do not show whether it is for an active or an eligible assignment,
    // so requests have no shape.
    UnifiedRoleAssignmentSchedule = graph("unifiedRoleAssignmentSchedule")
        .sets(&["directory/roleAssignmentSchedules"])
        .shape(&[&["principalId", "roleDefinitionId", "directoryScopeId", "scheduleInfo", "assignmentType"]], &["action"])
        .family(&Kind::UnifiedRoleAssignment);
    UnifiedRoleAssignmentScheduleInstance = graph("unifiedRoleAssignmentScheduleInstance")
        .sets(&["directory/roleAssignmentScheduleInstances"])
        .shape(&[&["principalId", "roleDefinitionId", "roleAssignmentScheduleId"]], &[])
        .rank(9)
        .request(v1(
            "roleManagement/directory/roleAssignmentScheduleInstances",
            "directoryRoleAssignmentSchedules",
            "RoleAssignmentSchedule.Read.Directory",
        ))
        .family(&Kind::UnifiedRoleAssignment);
    UnifiedRoleAssignmentScheduleRequest = graph("unifiedRoleAssignmentScheduleRequest")
        .sets(&["directory/roleAssignmentScheduleRequests"])
        .family(&Kind::UnifiedRoleAssignment);
    UnifiedRoleDefinition = graph("unifiedRoleDefinition")
        .sets(&["directory/roleDefinitions"])
        .shape(&[&["rolePermissions", "templateId"], &["rolePermissions", "isBuiltIn"]], &[])
        .request(v1("roleManagement/directory/roleDefinitions", "directoryRoleDefinitions", "RoleManagement.Read.Directory"));
    /// An eligible directory role assignment.
    UnifiedRoleEligibilitySchedule = graph("unifiedRoleEligibilitySchedule")
        .sets(&["directory/roleEligibilitySchedules"])
        .shape(&[&["principalId", "roleDefinitionId", "directoryScopeId", "scheduleInfo", "memberType"]], &["action", "assignmentType"])
        .family(&Kind::UnifiedRoleAssignment);
    UnifiedRoleEligibilityScheduleInstance = graph("unifiedRoleEligibilityScheduleInstance")
        .sets(&["directory/roleEligibilityScheduleInstances"])
        .shape(&[&["principalId", "roleDefinitionId", "roleEligibilityScheduleId"]], &[])
        .rank(10)
        .request(v1(
            "roleManagement/directory/roleEligibilityScheduleInstances",
            "directoryRoleEligibility",
            "RoleEligibilitySchedule.Read.Directory",
        ))
        .family(&Kind::UnifiedRoleAssignment);
    UnifiedRoleEligibilityScheduleRequest = graph("unifiedRoleEligibilityScheduleRequest")
        .sets(&["directory/roleEligibilityScheduleRequests"])
        .family(&Kind::UnifiedRoleAssignment);
    User = graph("user")
        .derived(&["agentUser"])
        .shape(
            &[&["id", "userPrincipalName", "displayName"], &["userPrincipalName", "userType"], &["userPrincipalName", "accountEnabled"]],
            &["appDisplayName", "userDisplayName", "methodsRegistered", "roleDefinitionId"],
        )
        .rank(5)
        .request(v1(
            "users?$top=500&$select=id,displayName,userPrincipalName,mail,userType,accountEnabled,createdDateTime,creationType,externalUserState,externalUserStateChangeDateTime,identities,signInActivity&$expand=sponsors($select=id)",
            "users",
            "User.Read.All, AuditLog.Read.All",
        ));
    UserAssignedIdentity = azure("userAssignedIdentity", &["Microsoft.ManagedIdentity/userAssignedIdentities"])
        .request(arm(
            "2024-11-30",
            "subscriptions/{subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities",
            "identities",
            READER,
        ));
    /// Who may sign in to an application, according to its configuration (`appsettings.json`, Spring, MSAL, oauth2-proxy, `.env`).
    SignInConfiguration = file("signInConfiguration", "also check the files that configure the sign-in of apps, such as `appsettings.json`");
    /// `staticwebapp.config.json`
    StaticWebAppConfiguration = file("staticWebAppConfiguration", "also check `staticwebapp.config.json` of static web apps");
    /// An API Management policy that validates tokens (`validate-azure-ad-token`, `validate-jwt`).
    ApiManagementPolicy = file("apiManagementPolicy", "also check the policies of API Management");
}
