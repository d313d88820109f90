//! Every kind that the model knows, with all that is known of it.
//!
//! Sources: Microsoft Graph metadata v1.0 and beta, August 2026; the references that `request.rs` names.

use super::entry::{Entry, azure, file, graph};
use super::request::{arm, beta, v1};
use std::sync::Arc;

const READER: &str = "Reader on every subscription";
const SECURITY_READER: &str = "Security Reader on every subscription";
const BILLING_READER: &str = "Billing account reader";
const ROOT_READER: &str = "Management Group Reader at the root management group";

kinds! {
    /// Who may ask for an access package.
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
    /// A recurring review of access.
    AccessReview = graph("accessReviewScheduleDefinition")
        .sets(&["accessReviews/definitions"])
        .shape(&[&["instanceEnumerationScope"], &["descriptionForAdmins", "scope", "settings"]], &[])
        .request(v1("identityGovernance/accessReviews/definitions", "accessReviews", "AccessReview.Read.All"));
    /// How users ask administrators for consent.
    AdminConsentRequestPolicy = graph("adminConsentRequestPolicy")
        .shape(&[&["isEnabled", "notifyReviewers", "requestDurationInDays"]], &[])
        .request(v1("policies/adminConsentRequestPolicy", "adminConsentRequestPolicy", "Policy.Read.All"));
    /// A rule that keeps Defender for Cloud silent.
    AlertsSuppressionRule = azure("alertsSuppressionRule", &["Microsoft.Security/alertsSuppressionRules"])
        .request(arm(
            "2019-01-01-preview",
            "subscriptions/{subscription}/providers/Microsoft.Security/alertsSuppressionRules",
            "alertsSuppressionRules",
            READER,
        ));
    /// An app registration.
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
    /// What credentials some apps may have.
    AppManagementPolicy = graph("appManagementPolicy")
        .sets(&["appManagementPolicies"])
        .shape(&[&["id", "displayName", "isEnabled", "restrictions"]], &[])
        .request(v1("policies/appManagementPolicies", "appManagementPolicies", "Policy.Read.All"))
        .may_be_none();
    /// A role in an app, or a permission of one app on another.
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
    /// Whether guests may sign themselves up.
    AuthenticationFlowsPolicy = graph("authenticationFlowsPolicy")
        .shape(&[&["id", "selfServiceSignUp"]], &[])
        .request(v1("policies/authenticationFlowsPolicy", "authenticationFlowsPolicy", "Policy.Read.All"));
    /// Combinations of methods that are strong enough.
    AuthenticationStrengthPolicy = graph("authenticationStrengthPolicy")
        .sets(&["authenticationStrength/policies"])
        .shape(&[&["allowedCombinations", "policyType"], &["allowedCombinations", "requirementsSatisfied"]], &[])
        .request(v1("policies/authenticationStrengthPolicies", "authenticationStrengthPolicies", "Policy.Read.All"));
    /// The tenant's authorization policy.
    AuthorizationPolicy = graph("authorizationPolicy")
        .shape(&[&["allowInvitesFrom"], &["guestUserRoleId"], &["defaultUserRolePermissions"], &["allowedToUseSSPR"]], &[])
        .request(v1("policies/authorizationPolicy", "authorizationPolicy", "Policy.Read.All"));
    /// The domains that may be invited.
    B2bManagementPolicy = graph("b2bManagementPolicy").request(beta("legacy/policies", "legacyPolicies", "Policy.Read.All")).may_be_none();
    /// A user flow by which guests sign themselves up.
    B2xIdentityUserFlow = graph("b2xIdentityUserFlow")
        .sets(&["identity/b2xUserFlows"])
        .shape(
            &[&["userFlowType", "userFlowTypeVersion", "apiConnectorConfiguration"]],
            &["defaultLanguageTag", "isLanguageCustomizationEnabled"],
        )
        .request(beta("identity/b2xUserFlows", "b2xUserFlows", "IdentityUserFlow.Read.All"));
    /// A billing account.
    BillingAccount = azure("billingAccount", &["Microsoft.Billing/billingAccounts"])
        .shape(&[&["agreementType", "accountType"], &["agreementType", "accountStatus"]], &[])
        .request(arm("2024-04-01", "providers/Microsoft.Billing/billingAccounts", "billingAccounts", BILLING_READER));
    /// The policies of a billing account.
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
    /// A billing profile.
    BillingProfile = azure("billingProfile", &["Microsoft.Billing/billingAccounts/billingProfiles"])
        .request(arm(
            "2024-04-01",
            "providers/Microsoft.Billing/billingAccounts/{billing-account}/billingProfiles",
            "billingProfiles",
            BILLING_READER,
        ));
    /// A role on a billing scope.
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
    /// What a billing role may do.
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
    /// A Conditional Access policy.
    ConditionalAccessPolicy = graph("conditionalAccessPolicy")
        .sets(&["conditionalAccess/policies"])
        .shape(&[&["conditions", "grantControls", "state"]], &[])
        .request(v1("identity/conditionalAccess/policies", "conditionalAccessPolicies", "Policy.Read.All"))
        .may_be_none();
    /// An organisation whose users may ask for access packages.
    ConnectedOrganization = graph("connectedOrganization")
        .sets(&["entitlementManagement/connectedOrganizations"])
        .shape(&[&["id", "identitySources", "state"]], &[])
        .request(v1(
            "identityGovernance/entitlementManagement/connectedOrganizations",
            "connectedOrganizations",
            "EntitlementManagement.Read.All",
        ));
    /// The sign-in of a container app.
    ContainerAppAuthConfig = azure("containerAppAuthConfig", &["Microsoft.App/containerApps/authConfigs"]).family(&Kind::SiteConfig);
    /// What holds for tenants without an entry of their own.
    CrossTenantAccessDefault = graph("crossTenantAccessPolicyConfigurationDefault")
        .sets(&["crossTenantAccessPolicy/default"])
        .shape(&[&["isServiceDefault", "b2bCollaborationInbound"], &["isServiceDefault", "inboundTrust"]], &["tenantId"])
        .request(v1("policies/crossTenantAccessPolicy/default", "crossTenantAccessDefault", "Policy.Read.All"));
    /// What holds for one other tenant.
    CrossTenantAccessPartner = graph("crossTenantAccessPolicyConfigurationPartner")
        .sets(&["crossTenantAccessPolicy/partners"])
        .shape(&[&["tenantId", "b2bCollaborationInbound"], &["tenantId", "inboundTrust"], &["tenantId", "isServiceProvider"]], &[])
        .request(v1(
            "policies/crossTenantAccessPolicy/partners?$expand=identitySynchronization",
            "crossTenantAccessPartners",
            "Policy.Read.All",
        ))
        .may_be_none();
    /// Whether a partner syncs users in.
    CrossTenantIdentitySync = graph("crossTenantIdentitySyncPolicyPartner")
        .sets(&["partners/identitySynchronization"])
        .shape(&[&["userSyncInbound"]], &[]);
    /// A device.
    Device = graph("device")
        .shape(&[&["deviceId", "operatingSystem", "trustType"], &["id", "deviceId", "trustType"]], &[])
        .rank(8)
        .request(v1("devices?$top=999&$expand=registeredOwners", "devices", "Device.Read.All"))
        .may_be_none();
    // `deviceManagement` is Intune itself, which contains its settings.
    /// Intune's settings for the whole tenant.
    DeviceManagementSettings = graph("deviceManagementSettings")
        .sets(&["deviceManagement", "deviceManagement/settings"])
        .shape(&[&["deviceComplianceCheckinThresholdDays"], &["isScheduledActionEnabled", "secureByDefault"]], &[])
        .request(v1("deviceManagement/settings", "deviceManagementSettings", "DeviceManagementServiceConfig.Read.All"));
    /// Who may join and register devices.
    DeviceRegistrationPolicy = graph("deviceRegistrationPolicy")
        .shape(&[&["azureADJoin", "userDeviceQuota"], &["azureADJoin", "azureADRegistration"]], &[])
        .request(v1("policies/deviceRegistrationPolicy", "deviceRegistrationPolicy", "Policy.Read.DeviceConfiguration"));
    /// A member, owner or sponsor of another object: which, its address tells (`Resource::address`).
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
    /// A role of the directory that is in use.
    DirectoryRole = graph("directoryRole")
        .shape(&[&["id", "displayName", "roleTemplateId"]], &["principalId", "roleDefinitionId"])
        .request(v1("directoryRoles?$expand=members", "directoryRoles", "RoleManagement.Read.Directory"))
        .family(&Kind::UnifiedRoleAssignment);
    /// What becomes of external users whose last access package ends.
    EntitlementManagementSettings = graph("entitlementManagementSettings")
        .sets(&["entitlementManagement/settings"])
        .shape(&[&["externalUserLifecycleAction"]], &[])
        .request(v1(
            "identityGovernance/entitlementManagement/settings",
            "entitlementManagementSettings",
            "EntitlementManagement.Read.All",
        ));
    /// Whether guests may leave by themselves.
    ExternalIdentitiesPolicy = graph("externalIdentitiesPolicy")
        .shape(&[&["allowExternalIdentitiesToLeave"]], &[])
        .request(beta("policies/externalIdentitiesPolicy", "externalIdentitiesPolicy", "Policy.Read.All"));
    /// Who may act as an app or identity by tokens of another issuer.
    FederatedIdentityCredential = graph("federatedIdentityCredential")
        .arm(&["Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"])
        .shape(&[&["issuer", "subject", "audiences"], &["name", "issuer", "claimsMatchingExpression"]], &[])
        .nested(&[&["issuer", "subject", "audiences"]], &[])
        .request(v1("applications/{application}/federatedIdentityCredentials", "federatedIdentityCredentials", "Application.Read.All"))
        .may_be_none();
    /// A group.
    Group = graph("group")
        .shape(&[&["id", "groupTypes"], &["id", "displayName", "mailEnabled", "securityEnabled"], &["displayName", "membershipRule"]], &[])
        .rank(4)
        .request(v1(
            "groups?$top=999&$expand=owners($select=id,displayName,userPrincipalName,userType,accountEnabled)",
            "groups",
            "Group.Read.All",
        ))
        .may_be_none();
    /// Settings of groups for the whole tenant.
    GroupSetting = graph("groupSetting")
        .sets(&["groups/settings", "groupSettings"])
        .derived(&["directorySetting"])
        .shape(&[&["id", "templateId", "values"]], &[])
        .request(v1("groupSettings", "groupSettings", "GroupSettings.Read.All"));
    /// An invitation of a guest.
    Invitation = graph("invitation")
        .shape(&[&["invitedUserEmailAddress"]], &[])
        .may_be_none();
    /// An invoice section.
    InvoiceSection = azure("invoiceSection", &["Microsoft.Billing/billingAccounts/billingProfiles/invoiceSections"]);
    /// A management group.
    ManagementGroup = azure("managementGroup", &["Microsoft.Management/managementGroups"])
        .request(arm(
            "2023-04-01",
            "providers/Microsoft.Management/managementGroups/{tenant}?$expand=children&$recurse=true",
            "managementGroups",
            ROOT_READER,
        ));
    /// The hierarchy settings of the root management group.
    ManagementGroupSettings = azure("managementGroupSettings", &["Microsoft.Management/managementGroups/settings"])
        .shape(&[&["requireAuthorizationForGroupCreation"], &["defaultManagementGroup"]], &[])
        .nested(&[&["requireAuthorizationForGroupCreation"], &["defaultManagementGroup"]], &[])
        .request(arm(
            "2023-04-01",
            "providers/Microsoft.Management/managementGroups/{tenant}/settings/default",
            "managementGroupSettings",
            ROOT_READER,
        ));
    /// That a subscription lies under a management group.
    ManagementGroupSubscription = azure("managementGroupSubscription", &["Microsoft.Management/managementGroups/subscriptions"]);
    /// Networks or countries that Conditional Access names.
    NamedLocation = graph("namedLocation")
        .sets(&["conditionalAccess/namedLocations"])
        .derived(&["compliantNetworkNamedLocation", "countryNamedLocation", "ipNamedLocation"])
        .shape(&[&["id", "ipRanges", "isTrusted"], &["countriesAndRegions", "includeUnknownCountriesAndRegions"]], &[])
        .request(v1("identity/conditionalAccess/namedLocations", "namedLocations", "Policy.Read.All"));
    /// Delegated permissions of an app.
    OAuth2PermissionGrant = graph("oAuth2PermissionGrant")
        .sets(&["oauth2PermissionGrants"])
        .shape(&[&["clientId", "consentType", "resourceId"]], &[])
        .rank(7)
        .request(v1("oauth2PermissionGrants?$top=999", "oauth2PermissionGrants", "Directory.Read.All"));
    /// The tenant itself.
    Organization = graph("organization")
        .sets(&["organization"])
        .shape(&[&["id", "verifiedDomains"]], &[])
        .request(v1("organization", "organization", "Organization.Read.All"));
    /// To what users may consent.
    PermissionGrantPolicy = graph("permissionGrantPolicy")
        .sets(&["permissionGrantPolicies"])
        .shape(&[&["id", "displayName", "includes", "excludes"]], &[])
        .request(v1("policies/permissionGrantPolicies", "permissionGrantPolicies", "Policy.Read.PermissionGrant"));
    /// An Azure Policy that holds somewhere.
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
    /// What an Azure Policy does not bind.
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
    /// Who is a member or owner of a group for a time.
    PrivilegedAccessGroupAssignmentSchedule = graph("privilegedAccessGroupAssignmentSchedule")
        .sets(&["privilegedAccess/group/assignmentSchedules"])
        .shape(&[&["groupId", "accessId", "principalId", "scheduleInfo", "assignmentType"]], &["action"])
        .request(v1(
            "identityGovernance/privilegedAccess/group/assignmentSchedules?$filter=groupId%20eq%20'{group}'",
            "groupAssignments",
            "PrivilegedAssignmentSchedule.Read.AzureADGroup",
        ));
    /// Who may make himself a member or owner of a group.
    PrivilegedAccessGroupEligibilitySchedule = graph("privilegedAccessGroupEligibilitySchedule")
        .sets(&["privilegedAccess/group/eligibilitySchedules"])
        .shape(&[&["groupId", "accessId", "principalId", "scheduleInfo", "memberType"]], &["action", "assignmentType"])
        .request(v1(
            "identityGovernance/privilegedAccess/group/eligibilitySchedules?$filter=groupId%20eq%20'{group}'",
            "groupEligibility",
            "PrivilegedEligibilitySchedule.Read.AzureADGroup",
        ));
    /// A delegation to another tenant, where it holds.
    RegistrationAssignment = azure("registrationAssignment", &["Microsoft.ManagedServices/registrationAssignments"])
        .request(arm(
            "2022-10-01",
            "subscriptions/{subscription}/providers/Microsoft.ManagedServices/registrationAssignments",
            "registrationAssignments",
            READER,
        ));
    /// A delegation to another tenant.
    RegistrationDefinition = azure("registrationDefinition", &["Microsoft.ManagedServices/registrationDefinitions"])
        .request(arm(
            "2022-10-01",
            "subscriptions/{subscription}/providers/Microsoft.ManagedServices/registrationDefinitions",
            "registrationDefinitions",
            READER,
        ));
    /// An Azure role assignment.
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
    /// An Azure role that somebody holds by Privileged Identity Management.
    RoleAssignmentSchedule = azure("roleAssignmentSchedule", &["Microsoft.Authorization/roleAssignmentSchedules"])
        .family(&Kind::RoleAssignment);
    /// Such a role for the time being.
    RoleAssignmentScheduleInstance = azure("roleAssignmentScheduleInstance", &["Microsoft.Authorization/roleAssignmentScheduleInstances"])
        .request(arm(
            "2020-10-01",
            "subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances",
            "roleAssignmentSchedules",
            READER,
        ))
        .family(&Kind::RoleAssignment);
    /// What asks for such a role.
    RoleAssignmentScheduleRequest = azure("roleAssignmentScheduleRequest", &["Microsoft.Authorization/roleAssignmentScheduleRequests"])
        .family(&Kind::RoleAssignment);
    /// What an Azure role may do.
    RoleDefinition = azure("roleDefinition", &["Microsoft.Authorization/roleDefinitions"])
        .shape(&[&["roleName", "permissions", "assignableScopes"]], &[])
        .nested(&[&["roleName", "permissions", "assignableScopes"]], &[])
        .request(arm(
            "2022-04-01",
            "subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions",
            "roleDefinitions",
            READER,
        ));
    /// An Azure role that somebody may make active.
    RoleEligibilitySchedule = azure("roleEligibilitySchedule", &["Microsoft.Authorization/roleEligibilitySchedules"])
        .family(&Kind::RoleAssignment);
    /// Such a role for the time being.
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
    /// What asks for such a role.
    RoleEligibilityScheduleRequest = azure("roleEligibilityScheduleRequest", &["Microsoft.Authorization/roleEligibilityScheduleRequests"])
        .family(&Kind::RoleAssignment);
    /// Where Defender for Cloud sends its alerts.
    SecurityAutomation = azure("securityAutomation", &["Microsoft.Security/automations"])
        .request(arm(
            "2019-01-01-preview",
            "subscriptions/{subscription}/providers/Microsoft.Security/automations",
            "automations",
            SECURITY_READER,
        ));
    /// Whom Defender for Cloud tells of alerts.
    SecurityContact = azure("securityContact", &["Microsoft.Security/securityContacts"])
        .request(arm(
            "2023-12-01-preview",
            "subscriptions/{subscription}/providers/Microsoft.Security/securityContacts",
            "securityContacts",
            SECURITY_READER,
        ));
    /// Security defaults.
    SecurityDefaults = graph("identitySecurityDefaultsEnforcementPolicy")
        .sets(&["identitySecurityDefaultsEnforcementPolicy"])
        .request(v1("policies/identitySecurityDefaultsEnforcementPolicy", "securityDefaults", "Policy.Read.All"));
    /// A plan of Defender for Cloud.
    SecurityPricing = azure("securityPricing", &["Microsoft.Security/pricings"])
        .request(arm("2024-01-01", "subscriptions/{subscription}/providers/Microsoft.Security/pricings", "pricings", SECURITY_READER));
    /// The instance of an app in a tenant.
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
    /// A configuration of a web or function app, its sign-in among them.
    SiteConfig = azure("Microsoft.Web/sites/config", &["Microsoft.Web/sites/config", "Microsoft.Web/sites/slots/config"])
        .shape(&[&["globalValidation", "identityProviders"], &["platform", "identityProviders", "login"]], &[])
        .hint("also check `authsettingsV2` of App Service and Azure Functions");
    /// An Azure subscription.
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
    /// A subscription in the making.
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
            "any user; its exempted users are shown to a Global Administrator with elevated access alone",
        ));
    /// What credentials and audiences apps may have.
    TenantAppManagementPolicy = graph("tenantAppManagementPolicy")
        .sets(&["defaultAppManagementPolicy"])
        .shape(&[&["applicationRestrictions"], &["servicePrincipalRestrictions"]], &[])
        .request(beta("policies/defaultAppManagementPolicy", "defaultAppManagementPolicy", "Policy.Read.All"));
    /// A role of the directory that somebody holds.
    UnifiedRoleAssignment = graph("unifiedRoleAssignment")
        .sets(&["directory/roleAssignments"])
        .shape(
            &[&["principalId", "roleDefinitionId", "directoryScopeId"]],
            &["action", "assignmentType", "memberType", "scheduleInfo", "startDateTime"],
        )
        .request(v1("roleManagement/directory/roleAssignments", "directoryRoleAssignments", "RoleManagement.Read.Directory"));
    // A schedule has `scheduleInfo`, an instance has the id of its schedule, and a request has an action. The properties of a request do
    // not show whether it is for an assignment or for an eligibility, so it has no shape.
    /// A role of the directory that somebody holds by Privileged Identity Management.
    UnifiedRoleAssignmentSchedule = graph("unifiedRoleAssignmentSchedule")
        .sets(&["directory/roleAssignmentSchedules"])
        .shape(&[&["principalId", "roleDefinitionId", "directoryScopeId", "scheduleInfo", "assignmentType"]], &["action"])
        .family(&Kind::UnifiedRoleAssignment);
    /// Such a role for the time being.
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
    /// What asks for such a role.
    UnifiedRoleAssignmentScheduleRequest = graph("unifiedRoleAssignmentScheduleRequest")
        .sets(&["directory/roleAssignmentScheduleRequests"])
        .family(&Kind::UnifiedRoleAssignment);
    /// What a role of the directory may do.
    UnifiedRoleDefinition = graph("unifiedRoleDefinition")
        .sets(&["directory/roleDefinitions"])
        .shape(&[&["rolePermissions", "templateId"], &["rolePermissions", "isBuiltIn"]], &[])
        .request(v1("roleManagement/directory/roleDefinitions", "directoryRoleDefinitions", "RoleManagement.Read.Directory"));
    /// A role of the directory that somebody may make active.
    UnifiedRoleEligibilitySchedule = graph("unifiedRoleEligibilitySchedule")
        .sets(&["directory/roleEligibilitySchedules"])
        .shape(&[&["principalId", "roleDefinitionId", "directoryScopeId", "scheduleInfo", "memberType"]], &["action", "assignmentType"])
        .family(&Kind::UnifiedRoleAssignment);
    /// Such a role for the time being.
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
    /// What asks for such a role.
    UnifiedRoleEligibilityScheduleRequest = graph("unifiedRoleEligibilityScheduleRequest")
        .sets(&["directory/roleEligibilityScheduleRequests"])
        .family(&Kind::UnifiedRoleAssignment);
    /// A user, guests among them.
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
    /// A user-assigned managed identity.
    UserAssignedIdentity = azure("userAssignedIdentity", &["Microsoft.ManagedIdentity/userAssignedIdentities"])
        .request(arm(
            "2024-11-30",
            "subscriptions/{subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities",
            "identities",
            READER,
        ));
    /// Who may sign in to an application, as its configuration says (`appsettings.json`, Spring, MSAL, oauth2-proxy, `.env`).
    SignInConfiguration = file("signInConfiguration", "also check the files that configure the sign-in of apps, such as `appsettings.json`");
    /// The configuration of a Static Web App (`staticwebapp.config.json`).
    StaticWebAppConfiguration = file("staticWebAppConfiguration", "also check `staticwebapp.config.json` of static web apps");
    /// A policy of API Management that checks tokens (`validate-azure-ad-token`, `validate-jwt`).
    ApiManagementPolicy = file("apiManagementPolicy", "also check the policies of API Management");
}
