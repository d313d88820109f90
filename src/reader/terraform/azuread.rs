//! `hashicorp/azuread`.
//!
//! Source: provider 3.9.0, `docs/resources/*.md`.

use super::table::{ResourceType, Row, Satellite, attribute, with_default};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azuread_application", kind: "application", rows: APPLICATION, parts: &[] },
    ResourceType { terraform: "azuread_application_registration", kind: "application", rows: REGISTRATION, parts: &[] },
    ResourceType { terraform: "azuread_invitation", kind: "invitation", rows: INVITATION, parts: &[] },
];

/// Resources that say something of an application which another one makes. `of` holds the application's resource id.
pub(super) const SATELLITES: &[Satellite] = &[
    Satellite {
        terraform: "azuread_application_identifier_uri",
        of: "application_id",
        kind: "application",
        rows: &[Row::Element { from: "identifier_uri", to: "identifierUris" }],
    },
    Satellite {
        terraform: "azuread_application_password",
        of: "application_id",
        kind: "application",
        rows: &[Row::Itself { to: "passwordCredentials", rows: PASSWORD }],
    },
];

const PASSWORD: &[Row] = &[
    attribute("key_id", "keyId"),
    attribute("display_name", "displayName"),
    attribute("start_date", "startDateTime"),
    attribute("end_date", "endDateTime"),
];

const APPLICATION: &[Row] = &[
    attribute("object_id", "id"),
    attribute("client_id", "appId"),
    attribute("application_id", "appId"), // its name before 3.0
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    with_default("sign_in_audience", "signInAudience", "\"AzureADMyOrg\""),
    with_default("identifier_uris", "identifierUris", "[]"),
    attribute("group_membership_claims", "groupMembershipClaims"),
    with_default("fallback_public_client_enabled", "isFallbackPublicClient", "false"),
    attribute("notes", "notes"),
    attribute("publisher_domain", "publisherDomain"),
    attribute("service_management_reference", "serviceManagementReference"),
    attribute("tags", "tags"),
    attribute("owners", "owners"),
    Row::Block {
        from: "api",
        to: "api",
        rows: &[
            with_default("requested_access_token_version", "requestedAccessTokenVersion", "1"),
            attribute("mapped_claims_enabled", "acceptMappedClaims"),
            attribute("known_client_applications", "knownClientApplications"),
            Row::Blocks { from: "oauth2_permission_scope", to: "oauth2PermissionScopes", rows: SCOPE },
        ],
    },
    Row::Blocks { from: "app_role", to: "appRoles", rows: APP_ROLE },
    Row::Block {
        from: "optional_claims",
        to: "optionalClaims",
        rows: &[
            Row::Blocks { from: "access_token", to: "accessToken", rows: CLAIM },
            Row::Blocks { from: "id_token", to: "idToken", rows: CLAIM },
            Row::Blocks { from: "saml2_token", to: "saml2Token", rows: CLAIM },
        ],
    },
    Row::Blocks { from: "password", to: "passwordCredentials", rows: PASSWORD },
    Row::Block { from: "public_client", to: "publicClient", rows: &[with_default("redirect_uris", "redirectUris", "[]")] },
    Row::Blocks {
        from: "required_resource_access",
        to: "requiredResourceAccess",
        rows: &[
            attribute("resource_app_id", "resourceAppId"),
            Row::Blocks { from: "resource_access", to: "resourceAccess", rows: &[attribute("id", "id"), attribute("type", "type")] },
        ],
    },
    Row::Block { from: "single_page_application", to: "spa", rows: &[with_default("redirect_uris", "redirectUris", "[]")] },
    Row::Block {
        from: "web",
        to: "web",
        rows: &[
            attribute("homepage_url", "homePageUrl"),
            attribute("logout_url", "logoutUrl"),
            with_default("redirect_uris", "redirectUris", "[]"),
            Row::Block {
                from: "implicit_grant",
                to: "implicitGrantSettings",
                rows: &[
                    attribute("access_token_issuance_enabled", "enableAccessTokenIssuance"),
                    attribute("id_token_issuance_enabled", "enableIdTokenIssuance"),
                ],
            },
        ],
    },
];

const REGISTRATION: &[Row] = &[
    attribute("object_id", "id"),
    attribute("client_id", "appId"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    with_default("sign_in_audience", "signInAudience", "\"AzureADMyOrg\""),
    attribute("group_membership_claims", "groupMembershipClaims"),
    attribute("notes", "notes"),
    attribute("publisher_domain", "publisherDomain"),
    attribute("service_management_reference", "serviceManagementReference"),
    with_default("requested_access_token_version", "api/requestedAccessTokenVersion", "2"),
    attribute("homepage_url", "web/homePageUrl"),
    attribute("logout_url", "web/logoutUrl"),
    attribute("implicit_access_token_issuance_enabled", "web/implicitGrantSettings/enableAccessTokenIssuance"),
    attribute("implicit_id_token_issuance_enabled", "web/implicitGrantSettings/enableIdTokenIssuance"),
];

const SCOPE: &[Row] = &[
    attribute("id", "id"),
    attribute("value", "value"),
    with_default("type", "type", "\"User\""),
    with_default("enabled", "isEnabled", "true"),
    attribute("admin_consent_description", "adminConsentDescription"),
    attribute("admin_consent_display_name", "adminConsentDisplayName"),
    attribute("user_consent_description", "userConsentDescription"),
    attribute("user_consent_display_name", "userConsentDisplayName"),
];

const APP_ROLE: &[Row] = &[
    attribute("id", "id"),
    attribute("value", "value"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    with_default("enabled", "isEnabled", "true"),
    attribute("allowed_member_types", "allowedMemberTypes"),
];

const CLAIM: &[Row] = &[
    attribute("name", "name"),
    attribute("source", "source"),
    with_default("essential", "essential", "false"),
    attribute("additional_properties", "additionalProperties"),
];

const INVITATION: &[Row] = &[
    attribute("user_id", "id"),
    attribute("user_email_address", "invitedUserEmailAddress"),
    attribute("user_display_name", "invitedUserDisplayName"),
    with_default("user_type", "invitedUserType", "\"Guest\""),
    attribute("redirect_url", "inviteRedirectUrl"),
];
