//! App registrations, service principals, and policies for all apps.

use super::{LIST, PRINCIPALS, ResourceType, TYPE};
use crate::reader::dsc::recode::Recode;
use crate::reader::rows::{Row, attribute, blocks, filled};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType {
        name: "Application",
        kind: "application",
        rows: APPLICATION,
        configured: CONFIGURED,
        compared: COMPARED,
        recoded: &[
            ("IdentifierUris", LIST),
            ("ReplyURLs", LIST),
            ("KnownClientApplications", LIST),
            ("AllowedMemberTypes", LIST),
            ("Owners", PRINCIPALS),
            ("SignInAudience", AUDIENCE),
            ("BlockAzureADGraphAccess", Recode::Bool),
            ("RemoveUnverifiedEmailClaim", Recode::Bool),
            ("RequireClientServicePrincipal", Recode::Bool),
        ],
        ..TYPE
    },
    ResourceType {
        name: "ServicePrincipal",
        kind: "servicePrincipal",
        rows: &[
            filled("ObjectId", "id"),
            // This may contain the name of the app instead of its id.
            filled("AppId", "appId"),
            attribute("DisplayName", "displayName"),
            attribute("AccountEnabled", "accountEnabled"),
            attribute("AppRoleAssignmentRequired", "appRoleAssignmentRequired"),
            filled("ServicePrincipalType", "servicePrincipalType"),
            attribute("ServicePrincipalNames", "servicePrincipalNames"),
            attribute("ReplyURLs", "replyUrls"),
            attribute("Tags", "tags"),
            filled("Homepage", "homepage"),
            filled("LogoutURL", "logoutUrl"),
            filled("PublisherName", "publisherName"),
            attribute("Owners", "owners"),
        ],
        recoded: &[
            ("AppId", Recode::Ids(&[])),
            ("ServicePrincipalNames", LIST),
            ("ReplyURLs", LIST),
            ("Tags", LIST),
            ("Owners", PRINCIPALS),
        ],
        ..TYPE
    },
    ResourceType {
        name: "AdminConsentRequestPolicy",
        kind: "adminConsentRequestPolicy",
        rows: &[
            attribute("IsEnabled", "isEnabled"),
            attribute("NotifyReviewers", "notifyReviewers"),
            attribute("RemindersEnabled", "remindersEnabled"),
            attribute("RequestDurationInDays", "requestDurationInDays"),
            Row::Blocks {
                from: "Reviewers",
                to: "reviewers",
                default: None,
                rows: &[filled("QueryRoot", "queryRoot"), filled("ReviewerId", "displayName"), filled("ReviewerType", "queryType")],
            },
        ],
        ..TYPE
    },
    ResourceType {
        name: "TenantAppManagementPolicy",
        kind: "tenantAppManagementPolicy",
        rows: &[
            attribute("DisplayName", "displayName"),
            attribute("IsEnabled", "isEnabled"),
            Row::Optional { from: "ApplicationRestrictions", to: "applicationRestrictions", default: None, rows: RESTRICTIONS },
            Row::Optional { from: "ServicePrincipalRestrictions", to: "servicePrincipalRestrictions", default: None, rows: RESTRICTIONS },
        ],
        ..TYPE
    },
];

const AUDIENCE: Recode =
    Recode::Words(&["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"]);

const APPLICATION: &[Row] = &[
    filled("ObjectId", "id"),
    filled("AppId", "appId"),
    attribute("DisplayName", "displayName"),
    filled("Description", "description"),
    filled("SignInAudience", "signInAudience"),
    attribute("AvailableToOtherTenants", "availableToOtherTenants"),
    filled("GroupMembershipClaims", "groupMembershipClaims"),
    attribute("IdentifierUris", "identifierUris"),
    attribute("IsFallbackPublicClient", "isFallbackPublicClient"),
    filled("ApplicationTemplateId", "applicationTemplateId"),
    filled("Homepage", "web/homePageUrl"),
    filled("LogoutURL", "web/logoutUrl"),
    attribute("ReplyURLs", "web/redirectUris"),
    attribute("KnownClientApplications", "api/knownClientApplications"),
    Row::Optional { from: "Api", to: "", default: None, rows: API },
    Row::Optional {
        from: "OptionalClaims",
        to: "optionalClaims",
        default: None,
        rows: &[
            blocks("IdToken", "idToken", CLAIM),
            blocks("AccessToken", "accessToken", CLAIM),
            blocks("Saml2Token", "saml2Token", CLAIM),
        ],
    },
    Row::Optional {
        from: "AuthenticationBehaviors",
        to: "authenticationBehaviors",
        default: None,
        rows: &[
            filled("BlockAzureADGraphAccess", "blockAzureADGraphAccess"),
            filled("RemoveUnverifiedEmailClaim", "removeUnverifiedEmailClaim"),
            filled("RequireClientServicePrincipal", "requireClientServicePrincipal"),
        ],
    },
    Row::Blocks {
        from: "AppRoles",
        to: "appRoles",
        default: None,
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            attribute("Description", "description"),
            attribute("Value", "value"),
            attribute("IsEnabled", "isEnabled"),
            attribute("AllowedMemberTypes", "allowedMemberTypes"),
        ],
    },
    Row::Blocks { from: "PasswordCredentials", to: "passwordCredentials", default: None, rows: CREDENTIAL },
    Row::Blocks { from: "KeyCredentials", to: "keyCredentials", default: None, rows: KEY },
    attribute("Owners", "owners"),
];

const COMPARED: &[Row] = &[Row::Spelt {
    from: "AvailableToOtherTenants",
    to: "signInAudience",
    default: None,
    pairs: &[
        ("false", "\"AzureADMyOrg\""),
        ("true", r#"{"$unknown":"only the fact that it is not `AzureADMyOrg` is recorded, not which of the other three values it is"}"#),
    ],
}];

/// The module writes one of two audiences, and the first by default.
///
/// Source: `MSFT_AADApplication.psm1`, `Set-TargetResource`.
const CONFIGURED: &[Row] = &[Row::Spelt {
    from: "AvailableToOtherTenants",
    to: "signInAudience",
    default: Some("\"AzureADMyOrg\""),
    pairs: &[("false", "\"AzureADMyOrg\""), ("true", "\"AzureADMultipleOrgs\"")],
}];

const API: &[Row] = &[
    filled("RequestedAccessTokenVersion", "api/requestedAccessTokenVersion"),
    Row::Blocks {
        from: "Oauth2PermissionScopes",
        to: "api/oauth2PermissionScopes",
        default: None,
        rows: &[filled("Id", "id"), attribute("Value", "value"), attribute("IsEnabled", "isEnabled"), attribute("Type", "type")],
    },
];

const CLAIM: &[Row] = &[attribute("Name", "name"), filled("Source", "source"), attribute("Essential", "essential")];

const CREDENTIAL: &[Row] = &[
    filled("KeyId", "keyId"),
    attribute("DisplayName", "displayName"),
    filled("StartDateTime", "startDateTime"),
    filled("EndDateTime", "endDateTime"),
    filled("Hint", "hint"),
];

const KEY: &[Row] = &[
    filled("KeyId", "keyId"),
    attribute("DisplayName", "displayName"),
    filled("StartDateTime", "startDateTime"),
    filled("EndDateTime", "endDateTime"),
    attribute("Type", "type"),
    attribute("Usage", "usage"),
];

const RESTRICTIONS: &[Row] = &[
    Row::Blocks { from: "PasswordCredentials", to: "passwordCredentials", default: None, rows: RESTRICTION },
    Row::Blocks { from: "KeyCredentials", to: "keyCredentials", default: None, rows: RESTRICTION },
];

const RESTRICTION: &[Row] =
    &[attribute("RestrictionType", "restrictionType"), attribute("State", "state"), filled("MaxLifetime", "maxLifetime")];
