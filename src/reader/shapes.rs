//! The properties that give an object away, where nothing in it says what it is.

use crate::resource::{Format, Kind};
use crate::syntax::json::{Scan, scan};
use std::borrow::Cow;
use std::collections::HashSet;

/// A kind with the properties that give it away: one group of `any` must be there as a whole, and none of `none`.
struct Shape {
    kind: Kind,
    format: Format,
    any: &'static [&'static [&'static str]],
    none: &'static [&'static str],
}

impl Shape {
    const fn graph(kind: Kind, any: &'static [&'static [&'static str]], none: &'static [&'static str]) -> Self {
        Self { kind, format: Format::Graph, any, none }
    }

    const fn azure(kind: Kind, any: &'static [&'static [&'static str]], none: &'static [&'static str]) -> Self {
        Self { kind, format: Format::Azure, any, none }
    }

    fn fits(&self, members: &Scan<'_>) -> bool {
        self.any.iter().any(|keys| keys.iter().all(|key| members.has(key))) && !self.none.iter().any(|key| members.has(key))
    }
}

/// Shapes in the order in which they are tried: those of large lists first. Names are those of Graph, ARM and the Azure CLI.
static SHAPES: &[Shape] = &[
    Shape::graph(
        Kind::ServicePrincipal,
        &[&["servicePrincipalType"], &["appOwnerOrganizationId"], &["servicePrincipalNames"], &["appId", "appRoleAssignmentRequired"]],
        &[],
    ),
    Shape::graph(
        Kind::Application,
        &[&["signInAudience"], &["appId", "identifierUris"], &["appId", "requiredResourceAccess"], &["appId", "publisherDomain"]],
        &[],
    ),
    Shape::graph(
        Kind::AuthorizationPolicy,
        &[&["allowInvitesFrom"], &["guestUserRoleId"], &["defaultUserRolePermissions"], &["allowedToUseSSPR"]],
        &[],
    ),
    Shape::azure(Kind::SubscriptionPolicy, &[&["blockSubscriptionsIntoTenant"], &["blockSubscriptionsLeavingTenant"]], &[]),
    Shape::azure(Kind::ManagementGroupSettings, &[&["requireAuthorizationForGroupCreation"], &["defaultManagementGroup"]], &[]),
    Shape::azure(Kind::BillingRoleAssignment, &[&["principalId", "principalTenantId", "roleDefinitionId", "scope"]], &[]),
    Shape::azure(
        Kind::RoleAssignment,
        &[
            &["roleDefinitionId", "principalId", "scope"],
            &["roleDefinitionName", "scope", "principalName"],
            &["roleDefinitionName", "scope", "principalId"],
        ],
        &["directoryScopeId", "permissions", "scheduleInfo", "status"],
    ),
    Shape::azure(
        Kind::Subscription,
        &[
            &["subscriptionId", "displayName", "state"],
            &["subscriptionPolicies"],
            &["cloudName", "tenantId", "state"],
            &["environmentName", "tenantId", "state", "isDefault"],
        ],
        &[],
    ),
    Shape::graph(Kind::Organization, &[&["id", "verifiedDomains"]], &[]),
    Shape::graph(
        Kind::Group,
        &[&["id", "groupTypes"], &["id", "displayName", "mailEnabled", "securityEnabled"], &["displayName", "membershipRule"]],
        &[],
    ),
    Shape::graph(
        Kind::User,
        &[&["id", "userPrincipalName", "displayName"], &["userPrincipalName", "userType"], &["userPrincipalName", "accountEnabled"]],
        &["appDisplayName", "userDisplayName", "methodsRegistered", "roleDefinitionId"],
    ),
    Shape::graph(Kind::Invitation, &[&["invitedUserEmailAddress"]], &[]),
    Shape::graph(Kind::AppRoleAssignment, &[&["appRoleId", "principalId", "resourceId"]], &[]),
    Shape::graph(Kind::OAuth2PermissionGrant, &[&["clientId", "consentType", "resourceId"]], &[]),
    Shape::graph(Kind::ConditionalAccessPolicy, &[&["conditions", "grantControls", "state"]], &[]),
    Shape::graph(Kind::Device, &[&["deviceId", "operatingSystem", "trustType"], &["id", "deviceId", "trustType"]], &[]),
    Shape::graph(
        Kind::FederatedIdentityCredential,
        &[&["issuer", "subject", "audiences"], &["name", "issuer", "claimsMatchingExpression"]],
        &[],
    ),
    Shape::graph(
        Kind::NamedLocation,
        &[&["id", "ipRanges", "isTrusted"], &["countriesAndRegions", "includeUnknownCountriesAndRegions"]],
        &[],
    ),
    // A schedule has `scheduleInfo`, an instance the schedule's id, and a request an action. By a request's properties it cannot be told
    // whether it is for an assignment or for an eligibility.
    Shape::graph(Kind::UnifiedRoleAssignmentScheduleInstance, &[&["principalId", "roleDefinitionId", "roleAssignmentScheduleId"]], &[]),
    Shape::graph(Kind::UnifiedRoleEligibilityScheduleInstance, &[&["principalId", "roleDefinitionId", "roleEligibilityScheduleId"]], &[]),
    Shape::graph(
        Kind::UnifiedRoleAssignmentSchedule,
        &[&["principalId", "roleDefinitionId", "directoryScopeId", "scheduleInfo", "assignmentType"]],
        &["action"],
    ),
    Shape::graph(
        Kind::UnifiedRoleEligibilitySchedule,
        &[&["principalId", "roleDefinitionId", "directoryScopeId", "scheduleInfo", "memberType"]],
        &["action", "assignmentType"],
    ),
    Shape::graph(
        Kind::UnifiedRoleAssignment,
        &[&["principalId", "roleDefinitionId", "directoryScopeId"]],
        &["action", "assignmentType", "memberType", "scheduleInfo", "startDateTime"],
    ),
    Shape::graph(Kind::UnifiedRoleDefinition, &[&["rolePermissions", "templateId"], &["rolePermissions", "isBuiltIn"]], &[]),
    Shape::graph(Kind::DirectoryRole, &[&["id", "displayName", "roleTemplateId"]], &["principalId", "roleDefinitionId"]),
    Shape::graph(
        Kind::PrivilegedAccessGroupAssignmentSchedule,
        &[&["groupId", "accessId", "principalId", "scheduleInfo", "assignmentType"]],
        &["action"],
    ),
    Shape::graph(
        Kind::PrivilegedAccessGroupEligibilitySchedule,
        &[&["groupId", "accessId", "principalId", "scheduleInfo", "memberType"]],
        &["action", "assignmentType"],
    ),
    Shape::graph(Kind::GroupSetting, &[&["id", "templateId", "values"]], &[]),
    Shape::graph(Kind::AdminConsentRequestPolicy, &[&["isEnabled", "notifyReviewers", "requestDurationInDays"]], &[]),
    Shape::graph(Kind::TenantAppManagementPolicy, &[&["applicationRestrictions"], &["servicePrincipalRestrictions"]], &[]),
    Shape::graph(Kind::AppManagementPolicy, &[&["id", "displayName", "isEnabled", "restrictions"]], &[]),
    Shape::graph(Kind::AuthenticationFlowsPolicy, &[&["id", "selfServiceSignUp"]], &[]),
    Shape::graph(
        Kind::AuthenticationStrengthPolicy,
        &[&["allowedCombinations", "policyType"], &["allowedCombinations", "requirementsSatisfied"]],
        &[],
    ),
    Shape::graph(
        Kind::B2xIdentityUserFlow,
        &[&["userFlowType", "userFlowTypeVersion", "apiConnectorConfiguration"]],
        &["defaultLanguageTag", "isLanguageCustomizationEnabled"],
    ),
    Shape::graph(
        Kind::CrossTenantAccessPartner,
        &[&["tenantId", "b2bCollaborationInbound"], &["tenantId", "inboundTrust"], &["tenantId", "isServiceProvider"]],
        &[],
    ),
    Shape::graph(
        Kind::CrossTenantAccessDefault,
        &[&["isServiceDefault", "b2bCollaborationInbound"], &["isServiceDefault", "inboundTrust"]],
        &["tenantId"],
    ),
    Shape::graph(Kind::CrossTenantIdentitySync, &[&["userSyncInbound"]], &[]),
    Shape::graph(
        Kind::DeviceManagementSettings,
        &[&["deviceComplianceCheckinThresholdDays"], &["isScheduledActionEnabled", "secureByDefault"]],
        &[],
    ),
    Shape::graph(Kind::DeviceRegistrationPolicy, &[&["azureADJoin", "userDeviceQuota"], &["azureADJoin", "azureADRegistration"]], &[]),
    Shape::graph(Kind::EntitlementManagementSettings, &[&["externalUserLifecycleAction"]], &[]),
    Shape::graph(Kind::ExternalIdentitiesPolicy, &[&["allowExternalIdentitiesToLeave"]], &[]),
    Shape::graph(Kind::PermissionGrantPolicy, &[&["id", "displayName", "includes", "excludes"]], &[]),
    Shape::graph(
        Kind::AccessPackageAssignmentPolicy,
        &[&["allowedTargetScope"], &["requestorSettings", "requestApprovalSettings"], &["accessPackageId", "requestorSettings"]],
        &[],
    ),
    Shape::graph(Kind::AccessReview, &[&["instanceEnumerationScope"], &["descriptionForAdmins", "scope", "settings"]], &[]),
    Shape::graph(Kind::ConnectedOrganization, &[&["id", "identitySources", "state"]], &[]),
    Shape::azure(Kind::PolicyAssignment, &[&["policyDefinitionId", "enforcementMode"]], &[]),
    Shape::azure(Kind::PolicyExemption, &[&["policyAssignmentId", "exemptionCategory"]], &[]),
    Shape::azure(Kind::RoleDefinition, &[&["roleName", "permissions", "assignableScopes"]], &[]),
    Shape::azure(Kind::BillingAccount, &[&["agreementType", "accountType"], &["agreementType", "accountStatus"]], &[]),
    Shape::azure(Kind::SiteConfig, &[&["globalValidation", "identityProviders"], &["platform", "identityProviders", "login"]], &[]),
];

/// Shapes of what ARM nests under `properties`, where the object's `type` was left out.
static NESTED: &[Shape] = &[
    Shape::azure(Kind::SubscriptionPolicy, &[&["blockSubscriptionsIntoTenant"], &["blockSubscriptionsLeavingTenant"]], &[]),
    Shape::azure(Kind::ManagementGroupSettings, &[&["requireAuthorizationForGroupCreation"], &["defaultManagementGroup"]], &[]),
    Shape::azure(Kind::BillingRoleAssignment, &[&["roleDefinitionId", "principalId", "principalTenantId"]], &[]),
    Shape::azure(Kind::RoleAssignment, &[&["roleDefinitionId", "principalId"]], &["memberType", "requestType", "scheduleInfo", "status"]),
    Shape::azure(Kind::RoleDefinition, &[&["roleName", "permissions", "assignableScopes"]], &[]),
    Shape::azure(Kind::PolicyAssignment, &[&["policyDefinitionId", "enforcementMode"]], &[]),
    Shape::azure(Kind::PolicyExemption, &[&["policyAssignmentId", "exemptionCategory"]], &[]),
    Shape::azure(Kind::FederatedIdentityCredential, &[&["issuer", "subject", "audiences"]], &[]),
];

/// The kind that the object's properties give away. `json` is the object's text.
pub fn shape<'s>(json: &'s str, members: &Scan<'s>) -> Option<(Kind, Format)> {
    let found = SHAPES.iter().find(|shape| shape.fits(members));
    found.map(|shape| (shape.kind.clone(), shape.format)).or_else(|| nested(json, members))
}

/// Whether an object of a file with these keys, at whatever depth, may have one of the shapes.
pub fn may_hold(keys: &HashSet<Cow<'_, str>>) -> bool {
    SHAPES.iter().chain(NESTED).any(|shape| shape.any.iter().any(|group| group.iter().all(|key| keys.contains(*key))))
}

fn nested<'s>(json: &'s str, members: &Scan<'s>) -> Option<(Kind, Format)> {
    let properties = members.get(json, "properties").filter(|properties| properties.starts_with('{'))?;
    let mut inner = Scan::default();
    scan(properties, 0, &mut inner).ok()?;
    let found = NESTED.iter().find(|shape| shape.fits(&inner))?;
    Some((found.kind.clone(), found.format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_shape_is_hidden_by_one_before_it() {
        for (at, shape) in SHAPES.iter().enumerate() {
            for keys in shape.any {
                let object: serde_json::Map<_, _> = keys.iter().map(|key| ((*key).to_owned(), serde_json::Value::Null)).collect();
                let json = serde_json::Value::Object(object).to_string();
                let mut members = Scan::default();
                scan(&json, 0, &mut members).unwrap();
                let first = SHAPES.iter().position(|shape| shape.fits(&members));
                assert_eq!(first, Some(at), "{keys:?} of {} is taken for something else", shape.kind);
            }
        }
    }
}
