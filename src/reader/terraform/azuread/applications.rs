//! App registrations, the resources that extend them, and federated identity credentials.

use super::{APP_ROLE, CERTIFICATE, FEATURE_TAGS, PASSWORD};
use crate::reader::rows::{Row, attribute, blocks, constant, filled, members, with_default};
use crate::reader::terraform::table::{ResourceType, Satellite};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azuread_application", kind: "application", rows: APPLICATION, parts: &[] },
    ResourceType { terraform: "azuread_application_registration", kind: "application", rows: REGISTRATION, parts: &[] },
    ResourceType { terraform: "azuread_application_from_template", kind: "application", rows: FROM_TEMPLATE, parts: &[] },
    ResourceType {
        terraform: "azuread_application_federated_identity_credential",
        kind: "federatedIdentityCredential",
        rows: FEDERATED,
        parts: &[],
    },
    ResourceType {
        terraform: "azuread_application_flexible_federated_identity_credential",
        kind: "federatedIdentityCredential",
        rows: FLEXIBLE_FEDERATED,
        parts: &[],
    },
];

/// A resource that extends an application, which it references by resource id (by object id before 3.0).
const fn of_application(terraform: &'static str, rows: &'static [Row]) -> Satellite {
    Satellite { terraform, of: "application_id|application_object_id", kind: "application", rows }
}

pub(super) const SATELLITES: &[Satellite] = &[
    of_application("azuread_application_api_access", &[Row::Itself { to: "requiredResourceAccess", rows: API_ACCESS }]),
    of_application("azuread_application_app_role", &[Row::Itself { to: "appRoles", rows: APP_ROLE }]),
    of_application("azuread_application_certificate", &[Row::Itself { to: "keyCredentials", rows: CERTIFICATE }]),
    of_application("azuread_application_fallback_public_client", &[attribute("enabled", "isFallbackPublicClient")]),
    of_application("azuread_application_identifier_uri", &[Row::Element { from: "identifier_uri", to: "identifierUris" }]),
    of_application("azuread_application_known_clients", &[attribute("known_client_ids", "api/knownClientApplications")]),
    of_application("azuread_application_oauth2_permission", &[Row::Itself { to: "api/oauth2PermissionScopes", rows: SCOPE }]),
    of_application("azuread_application_oauth2_permission_scope", &[Row::Itself { to: "api/oauth2PermissionScopes", rows: SCOPE }]),
    of_application("azuread_application_optional_claims", CLAIMS),
    of_application("azuread_application_owner", &[Row::Itself { to: "owners", rows: &[attribute("owner_object_id", "id")] }]),
    of_application("azuread_application_password", &[Row::Itself { to: "passwordCredentials", rows: PASSWORD }]),
    of_application("azuread_application_permission_scope", &[Row::Itself { to: "api/oauth2PermissionScopes", rows: SCOPE }]),
    of_application("azuread_application_pre_authorized", &[Row::Itself { to: "api/preAuthorizedApplications", rows: PRE_AUTHORIZED }]),
    of_application(
        "azuread_application_redirect_uris",
        &[Row::Case {
            of: "type",
            cases: &[
                ("\"PublicClient\"", &[attribute("redirect_uris", "publicClient/redirectUris")]),
                ("\"SPA\"", &[attribute("redirect_uris", "spa/redirectUris")]),
                ("\"Web\"", &[attribute("redirect_uris", "web/redirectUris")]),
            ],
            otherwise: &[],
        }],
    ),
];

const APPLICATION: &[Row] = &[
    attribute("object_id", "id"),
    attribute("client_id|application_id", "appId"),
    attribute("display_name|name", "displayName"),
    attribute("description", "description"),
    with_default("sign_in_audience", "signInAudience", "\"AzureADMyOrg\""),
    with_default("identifier_uris", "identifierUris", "[]"),
    Row::Joined { from: "group_membership_claims", to: "groupMembershipClaims", by: "," },
    with_default("fallback_public_client_enabled", "isFallbackPublicClient", "false"),
    with_default("device_only_auth_enabled", "isDeviceOnlyAuthSupported", "false"),
    with_default("oauth2_post_response_required", "oauth2RequirePostResponse", "false"),
    with_default("native_authentication_apis_enabled", "nativeAuthenticationApisEnabled", "\"none\""),
    attribute("disabled_by_microsoft", "disabledByMicrosoftStatus"),
    attribute("notes", "notes"),
    attribute("publisher_domain", "publisherDomain"),
    attribute("service_management_reference", "serviceManagementReference"),
    filled("template_id", "applicationTemplateId"),
    Row::Switches { list: "tags", block: "feature_tags", to: "tags", pairs: FEATURE_TAGS },
    members("owners", "owners"),
    attribute("logo_url", "info/logoUrl"),
    attribute("marketing_url", "info/marketingUrl"),
    attribute("privacy_statement_url", "info/privacyStatementUrl"),
    attribute("support_url", "info/supportUrl"),
    attribute("terms_of_service_url", "info/termsOfServiceUrl"),
    Row::Block {
        from: "api",
        to: "api",
        rows: &[
            with_default("requested_access_token_version", "requestedAccessTokenVersion", "1"),
            with_default("mapped_claims_enabled", "acceptMappedClaims", "false"),
            attribute("known_client_applications", "knownClientApplications"),
            blocks("oauth2_permission_scope", "oauth2PermissionScopes", SCOPE),
        ],
    },
    blocks("app_role", "appRoles", APP_ROLE),
    Row::Block { from: "optional_claims", to: "", rows: CLAIMS },
    blocks("password", "passwordCredentials", PASSWORD),
    Row::Block { from: "public_client", to: "publicClient", rows: &[with_default("redirect_uris", "redirectUris", "[]")] },
    blocks(
        "required_resource_access",
        "requiredResourceAccess",
        &[
            attribute("resource_app_id", "resourceAppId"),
            blocks("resource_access", "resourceAccess", &[attribute("id", "id"), attribute("type", "type")]),
        ],
    ),
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
                    with_default("access_token_issuance_enabled", "enableAccessTokenIssuance", "false"),
                    with_default("id_token_issuance_enabled", "enableIdTokenIssuance", "false"),
                ],
            },
        ],
    },
    Row::Fallback { rows: BEFORE_2_0 },
];

/// Names in version 1 of the provider, which followed Azure AD Graph.
const BEFORE_2_0: &[Row] = &[
    Row::Spelt {
        from: "available_to_other_tenants",
        to: "signInAudience",
        default: None,
        pairs: &[("true", "\"AzureADMultipleOrgs\""), ("false", "\"AzureADMyOrg\"")],
    },
    attribute("homepage", "web/homePageUrl"),
    attribute("logout_url", "web/logoutUrl"),
    attribute("oauth2_allow_implicit_flow", "web/implicitGrantSettings/enableAccessTokenIssuance"),
    blocks("oauth2_permissions", "api/oauth2PermissionScopes", SCOPE),
    Row::Case {
        of: "type",
        cases: &[("\"native\"", &[attribute("reply_urls", "publicClient/redirectUris")])],
        otherwise: &[attribute("reply_urls", "web/redirectUris")],
    },
    // Since 2.0 this is the name of a block.
    Row::Case { of: "public_client", cases: &[("true", &[attribute("public_client", "isFallbackPublicClient")])], otherwise: &[] },
];

const REGISTRATION: &[Row] = &[
    attribute("object_id", "id"),
    attribute("client_id", "appId"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    with_default("sign_in_audience", "signInAudience", "\"AzureADMyOrg\""),
    Row::Joined { from: "group_membership_claims", to: "groupMembershipClaims", by: "," },
    attribute("disabled_by_microsoft", "disabledByMicrosoftStatus"),
    attribute("notes", "notes"),
    attribute("publisher_domain", "publisherDomain"),
    attribute("service_management_reference", "serviceManagementReference"),
    attribute("marketing_url", "info/marketingUrl"),
    attribute("privacy_statement_url", "info/privacyStatementUrl"),
    attribute("support_url", "info/supportUrl"),
    attribute("terms_of_service_url", "info/termsOfServiceUrl"),
    with_default("requested_access_token_version", "api/requestedAccessTokenVersion", "2"),
    attribute("homepage_url", "web/homePageUrl"),
    attribute("logout_url", "web/logoutUrl"),
    with_default("implicit_access_token_issuance_enabled", "web/implicitGrantSettings/enableAccessTokenIssuance", "false"),
    with_default("implicit_id_token_issuance_enabled", "web/implicitGrantSettings/enableIdTokenIssuance", "false"),
];

/// The template defines the settings of the app, so all others are unknown.
const FROM_TEMPLATE: &[Row] = &[
    attribute("application_object_id", "id"),
    attribute("display_name", "displayName"),
    attribute("template_id", "applicationTemplateId"),
];

const FEDERATED: &[Row] = &[
    attribute("credential_id", "id"),
    attribute("display_name", "name"),
    attribute("description", "description"),
    attribute("issuer", "issuer"),
    attribute("subject", "subject"),
    attribute("audiences", "audiences"),
];

const FLEXIBLE_FEDERATED: &[Row] = &[
    attribute("credential_id", "id"),
    attribute("display_name", "name"),
    attribute("description", "description"),
    attribute("issuer", "issuer"),
    Row::Element { from: "audience", to: "audiences" },
    attribute("claims_matching_expression", "claimsMatchingExpression/value"),
    constant("claimsMatchingExpression/languageVersion", "1"),
];

const API_ACCESS: &[Row] = &[
    attribute("api_client_id", "resourceAppId"),
    Row::Wrapped { from: "role_ids", to: "resourceAccess", default: None, key: "id", with: &[("type", "\"Role\"")] },
    Row::Wrapped { from: "scope_ids", to: "resourceAccess", default: None, key: "id", with: &[("type", "\"Scope\"")] },
];

const PRE_AUTHORIZED: &[Row] =
    &[attribute("authorized_client_id|authorized_app_id", "appId"), attribute("permission_ids", "delegatedPermissionIds")];

const SCOPE: &[Row] = &[
    attribute("id|scope_id|permission_id", "id"),
    attribute("value", "value"),
    with_default("type", "type", "\"User\""),
    with_default("enabled|is_enabled", "isEnabled", "true"),
    attribute("admin_consent_description", "adminConsentDescription"),
    attribute("admin_consent_display_name", "adminConsentDisplayName"),
    attribute("user_consent_description", "userConsentDescription"),
    attribute("user_consent_display_name", "userConsentDisplayName"),
];

const CLAIMS: &[Row] = &[
    blocks("access_token", "optionalClaims/accessToken", CLAIM),
    blocks("id_token", "optionalClaims/idToken", CLAIM),
    blocks("saml2_token", "optionalClaims/saml2Token", CLAIM),
];

const CLAIM: &[Row] = &[
    attribute("name", "name"),
    attribute("source", "source"),
    with_default("essential", "essential", "false"),
    attribute("additional_properties", "additionalProperties"),
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::{HEADER, object, object_unknown, object_with, unknown};
    use crate::resource::Origin;
    use serde_json::{Value, json};

    /// The defaults of every `azuread_application`.
    fn defaults() -> Value {
        json!({
            "signInAudience": "AzureADMyOrg",
            "identifierUris": [],
            "isFallbackPublicClient": false,
            "isDeviceOnlyAuthSupported": false,
            "oauth2RequirePostResponse": false,
            "nativeAuthenticationApisEnabled": "none",
            "owners": [],
            "api": { "requestedAccessTokenVersion": 1, "acceptMappedClaims": false, "oauth2PermissionScopes": [] },
            "appRoles": [],
            "optionalClaims": { "accessToken": [], "idToken": [], "saml2Token": [] },
            "passwordCredentials": [],
            "publicClient": { "redirectUris": [] },
            "requiredResourceAccess": [],
            "spa": { "redirectUris": [] },
            "web": {
                "redirectUris": [],
                "implicitGrantSettings": { "enableAccessTokenIssuance": false, "enableIdTokenIssuance": false },
            },
        })
    }

    fn with(mut base: Value, more: &Value) -> Value {
        for (name, value) in more.as_object().unwrap() {
            base[name] = value.clone();
        }
        base
    }

    #[test]
    fn an_application_with_everything() {
        let made = object(
            "azuread_application",
            r#"{
                "id": "/applications/0b1c", "object_id": "0b1c", "client_id": "9a8b", "display_name": "portal", "description": "d",
                "sign_in_audience": "AzureADMultipleOrgs", "identifier_uris": ["api://portal"], "notes": "n",
                "group_membership_claims": ["SecurityGroup", "ApplicationGroup"], "fallback_public_client_enabled": true,
                "device_only_auth_enabled": true, "oauth2_post_response_required": true, "native_authentication_apis_enabled": "all",
                "disabled_by_microsoft": "", "publisher_domain": "contoso.example", "service_management_reference": "s", "template_id": "",
                "owners": ["0c1", "0c2"], "prevent_duplicate_names": true, "logo_image": "AAAA", "timeouts": null,
                "marketing_url": "https://m", "privacy_statement_url": "https://p", "support_url": "https://s", "terms_of_service_url": "https://t",
                "tags": null, "feature_tags": [{"custom_single_sign_on": false, "enterprise": true, "gallery": null, "hide": true}],
                "api": [{"requested_access_token_version": 2, "mapped_claims_enabled": true, "known_client_applications": ["k"],
                    "oauth2_permission_scope": [{"id": "s1", "value": "read", "type": null, "enabled": null,
                        "admin_consent_description": "a", "admin_consent_display_name": "b",
                        "user_consent_description": "c", "user_consent_display_name": "e"}]}],
                "app_role": [{"id": "r1", "value": "admin", "display_name": "Admin", "description": "x", "enabled": false,
                    "allowed_member_types": ["User"]}],
                "optional_claims": [{"access_token": [], "id_token": [{"name": "email", "source": null, "essential": true,
                    "additional_properties": []}], "saml2_token": []}],
                "password": [{"key_id": "p1", "display_name": "ci", "start_date": "2026-01-01T00:00:00Z", "end_date": "2027-01-01T00:00:00Z",
                    "value": "hunter2"}],
                "public_client": [{"redirect_uris": ["myapp://auth"]}],
                "required_resource_access": [{"resource_app_id": "00000003", "resource_access": [{"id": "e1", "type": "Scope"}]}],
                "single_page_application": [{"redirect_uris": ["https://spa/"]}],
                "web": [{"homepage_url": "https://h", "logout_url": "https://l", "redirect_uris": ["https://w/"],
                    "implicit_grant": [{"access_token_issuance_enabled": false, "id_token_issuance_enabled": true}]}]
            }"#,
        );
        assert_eq!(made.kind, "application");
        assert_eq!(
            made.json(),
            json!({
                "id": "0b1c", "appId": "9a8b", "displayName": "portal", "description": "d",
                "signInAudience": "AzureADMultipleOrgs", "identifierUris": ["api://portal"], "notes": "n",
                "groupMembershipClaims": "SecurityGroup,ApplicationGroup", "isFallbackPublicClient": true,
                "isDeviceOnlyAuthSupported": true, "oauth2RequirePostResponse": true, "nativeAuthenticationApisEnabled": "all",
                "disabledByMicrosoftStatus": "", "publisherDomain": "contoso.example", "serviceManagementReference": "s",
                "owners": [{"id": "0c1"}, {"id": "0c2"}],
                "info": {"marketingUrl": "https://m", "privacyStatementUrl": "https://p", "supportUrl": "https://s", "termsOfServiceUrl": "https://t"},
                "tags": ["WindowsAzureActiveDirectoryIntegratedApp", "HideApp"],
                "api": {"requestedAccessTokenVersion": 2, "acceptMappedClaims": true, "knownClientApplications": ["k"],
                    "oauth2PermissionScopes": [{"id": "s1", "value": "read", "type": "User", "isEnabled": true,
                        "adminConsentDescription": "a", "adminConsentDisplayName": "b",
                        "userConsentDescription": "c", "userConsentDisplayName": "e"}]},
                "appRoles": [{"id": "r1", "value": "admin", "displayName": "Admin", "description": "x", "isEnabled": false,
                    "allowedMemberTypes": ["User"]}],
                "optionalClaims": {"accessToken": [], "idToken": [{"name": "email", "essential": true, "additionalProperties": []}],
                    "saml2Token": []},
                "passwordCredentials": [{"keyId": "p1", "displayName": "ci", "startDateTime": "2026-01-01T00:00:00Z",
                    "endDateTime": "2027-01-01T00:00:00Z"}],
                "publicClient": {"redirectUris": ["myapp://auth"]},
                "requiredResourceAccess": [{"resourceAppId": "00000003", "resourceAccess": [{"id": "e1", "type": "Scope"}]}],
                "spa": {"redirectUris": ["https://spa/"]},
                "web": {"homePageUrl": "https://h", "logoutUrl": "https://l", "redirectUris": ["https://w/"],
                    "implicitGrantSettings": {"enableAccessTokenIssuance": false, "enableIdTokenIssuance": true}},
            })
        );
    }

    #[test]
    fn defaults_have_the_place_of_the_null_or_the_header() {
        let made = object("azuread_application", r#"{"display_name":"a","sign_in_audience":null,"web":[{"redirect_uris":null}]}"#);
        assert_eq!(made.json(), with(defaults(), &json!({ "displayName": "a" })));
        assert_eq!(made.place("/displayName"), (Origin::Literal, 16));
        assert_eq!(made.place("/signInAudience"), (Origin::Default, 39));
        assert_eq!(made.place("/web/redirectUris"), (Origin::Default, 68));
        assert_eq!(made.place("/identifierUris"), (Origin::Default, HEADER));
        assert_eq!(made.place("/api/requestedAccessTokenVersion"), (Origin::Default, HEADER));
        assert_eq!(made.place("/appRoles"), (Origin::Default, HEADER));
    }

    #[test]
    fn an_unknown_value_leaves_the_rest_known() {
        let made = object_unknown(
            "azuread_application",
            r#"{"display_name":"a","identifier_uris":["api://x",null],"api":[{"requested_access_token_version":2}]}"#,
            r#"{"client_id":true,"tags":true,"identifier_uris":[false,true],"web":true,"optional_claims":true,
                "api":[{"oauth2_permission_scope":true}]}"#,
        );
        let expected = json!({
            "displayName": "a", "appId": unknown(), "tags": unknown(), "identifierUris": ["api://x", unknown()], "web": unknown(),
            "optionalClaims": {"accessToken": unknown(), "idToken": unknown(), "saml2Token": unknown()},
            "api": {"requestedAccessTokenVersion": 2, "acceptMappedClaims": false, "oauth2PermissionScopes": unknown()},
        });
        assert_eq!(made.json(), with(defaults(), &expected));
    }

    #[test]
    fn tags_are_the_list_or_the_switches() {
        let tags = |json, unknown| object_unknown("azuread_application", json, unknown).json()["tags"].clone();
        let both = r#"{"tags":["WindowsAzureActiveDirectoryIntegratedApp","x"],"feature_tags":[{"enterprise":true}]}"#;
        assert_eq!(tags(both, "{}"), json!(["WindowsAzureActiveDirectoryIntegratedApp", "x"]));
        // In a plan, the list that the provider builds from the switches is unknown.
        assert_eq!(tags(r#"{"feature_tags":[{"hide":true}]}"#, r#"{"tags":true}"#), json!(["HideApp"]));
        assert_eq!(tags(r#"{"feature_tags":[{}]}"#, r#"{"feature_tags":[{"hide":true}]}"#), json!([unknown()]));
    }

    #[test]
    fn attributes_of_version_1_have_the_same_meaning() {
        let made = object(
            "azuread_application",
            r#"{"object_id":"o","application_id":"c","name":"old","homepage":"https://h","available_to_other_tenants":true,
                "reply_urls":["https://r/"],"type":"webapp/api","oauth2_allow_implicit_flow":true,"public_client":true,
                "group_membership_claims":"All","oauth2_permissions":[{"id":"s","is_enabled":false,"type":"Admin","value":"v"}],
                "app_role":[{"id":"r","is_enabled":false}],"client_id":null,"display_name":null,"sign_in_audience":null}"#,
        );
        let expected = json!({
            "id": "o", "appId": "c", "displayName": "old", "signInAudience": "AzureADMultipleOrgs", "groupMembershipClaims": "All",
            "isFallbackPublicClient": true, "appRoles": [{"id": "r", "isEnabled": false}],
            "api": {"requestedAccessTokenVersion": 1, "acceptMappedClaims": false,
                "oauth2PermissionScopes": [{"id": "s", "isEnabled": false, "type": "Admin", "value": "v"}]},
            "web": {"homePageUrl": "https://h", "redirectUris": ["https://r/"],
                "implicitGrantSettings": {"enableAccessTokenIssuance": true, "enableIdTokenIssuance": false}},
        });
        assert_eq!(made.json(), with(defaults(), &expected));
        let native =
            object("azuread_application", r#"{"type":"native","reply_urls":["app://x"],"available_to_other_tenants":false}"#).json();
        assert_eq!(native["publicClient"], json!({"redirectUris": ["app://x"]}));
        assert_eq!(native["signInAudience"], "AzureADMyOrg");
    }

    #[test]
    fn current_names_take_precedence_over_former_ones() {
        let made = object(
            "azuread_application",
            r#"{"client_id":"new","application_id":"old","sign_in_audience":"AzureADMyOrg","available_to_other_tenants":true,
                "api":[{"oauth2_permission_scope":[{"id":"new"}]}],"oauth2_permissions":[{"id":"old"}]}"#,
        );
        let made = made.json();
        assert_eq!((&made["appId"], &made["signInAudience"]), (&json!("new"), &json!("AzureADMyOrg")));
        assert_eq!(made["api"]["oauth2PermissionScopes"], json!([{"id": "new", "type": "User", "isEnabled": true}]));
    }

    #[test]
    fn an_app_registration_with_all_satellites() {
        let of = |more: &str| format!(r#"{{"application_id":"/applications/0b1c",{more}}}"#);
        let satellites = [
            ("azuread_application_identifier_uri", of(r#""identifier_uri":"api://one""#)),
            ("azuread_application_identifier_uri", of(r#""identifier_uri":"api://two""#)),
            ("azuread_application_redirect_uris", of(r#""type":"Web","redirect_uris":["https://w/"]"#)),
            ("azuread_application_redirect_uris", of(r#""type":"SPA","redirect_uris":["https://s/"]"#)),
            ("azuread_application_redirect_uris", of(r#""type":"PublicClient","redirect_uris":["app://p"]"#)),
            ("azuread_application_optional_claims", of(r#""id_token":[{"name":"email"}]"#)),
            ("azuread_application_password", of(r#""key_id":"p","display_name":"ci","end_date":"2027-01-01T00:00:00Z","value":"hunter2""#)),
            (
                "azuread_application_certificate",
                of(r#""key_id":"k","type":"AsymmetricX509Cert","value":"MII","end_date":"2027-01-01T00:00:00Z""#),
            ),
            ("azuread_application_owner", of(r#""owner_object_id":"u1""#)),
            ("azuread_application_app_role", of(r#""role_id":"r","value":"admin","display_name":"A","allowed_member_types":["User"]"#)),
            ("azuread_application_permission_scope", of(r#""scope_id":"s","value":"read","type":"Admin""#)),
            ("azuread_application_api_access", of(r#""api_client_id":"00000003","role_ids":["a","b"],"scope_ids":["c"]"#)),
            ("azuread_application_known_clients", of(r#""known_client_ids":["k1"]"#)),
            ("azuread_application_pre_authorized", of(r#""authorized_client_id":"c1","permission_ids":["s"]"#)),
            ("azuread_application_fallback_public_client", of(r#""enabled":true"#)),
        ];
        let satellites: Vec<(&str, &str)> = satellites.iter().map(|(name, json)| (*name, json.as_str())).collect();
        let made = object_with(
            "azuread_application_registration",
            r#"{"id":"/applications/0b1c","object_id":"0b1c","client_id":"9a8b","display_name":"survey","homepage_url":"https://h",
                "requested_access_token_version":null,"implicit_id_token_issuance_enabled":true,"group_membership_claims":["All"]}"#,
            &satellites,
        );
        assert_eq!(
            made.json(),
            json!({
                "id": "0b1c", "appId": "9a8b", "displayName": "survey", "signInAudience": "AzureADMyOrg", "groupMembershipClaims": "All",
                "isFallbackPublicClient": true, "identifierUris": ["api://one", "api://two"], "owners": [{"id": "u1"}],
                "web": {"homePageUrl": "https://h", "redirectUris": ["https://w/"],
                    "implicitGrantSettings": {"enableAccessTokenIssuance": false, "enableIdTokenIssuance": true}},
                "spa": {"redirectUris": ["https://s/"]}, "publicClient": {"redirectUris": ["app://p"]},
                "optionalClaims": {"accessToken": [], "idToken": [{"name": "email", "essential": false}], "saml2Token": []},
                "passwordCredentials": [{"keyId": "p", "displayName": "ci", "endDateTime": "2027-01-01T00:00:00Z"}],
                "keyCredentials": [{"keyId": "k", "type": "AsymmetricX509Cert", "usage": "Verify", "endDateTime": "2027-01-01T00:00:00Z"}],
                "appRoles": [{"id": "r", "value": "admin", "displayName": "A", "isEnabled": true, "allowedMemberTypes": ["User"]}],
                "requiredResourceAccess": [{"resourceAppId": "00000003", "resourceAccess": [
                    {"id": "a", "type": "Role"}, {"id": "b", "type": "Role"}, {"id": "c", "type": "Scope"}]}],
                "api": {"requestedAccessTokenVersion": 2, "knownClientApplications": ["k1"],
                    "preAuthorizedApplications": [{"appId": "c1", "delegatedPermissionIds": ["s"]}],
                    "oauth2PermissionScopes": [{"id": "s", "value": "read", "type": "Admin", "isEnabled": true}]},
            })
        );
    }

    #[test]
    fn a_satellite_adds_to_the_application() {
        let of = r#"{"application_object_id":"0b1c","identifier_uri":"api://two"}"#;
        let with =
            |json| object_with("azuread_application", json, &[("azuread_application_identifier_uri", of)]).json()["identifierUris"].clone();
        assert_eq!(with(r#"{"identifier_uris":["api://one"]}"#), json!(["api://one", "api://two"]));
        assert_eq!(with(r#"{"identifier_uris":null}"#), json!(["api://two"]));
    }

    #[test]
    fn redirect_uris_of_an_unknown_type_are_ignored() {
        let made = object_with(
            "azuread_application_registration",
            "{}",
            &[("azuread_application_redirect_uris", r#"{"application_id":"x","type":"Desktop","redirect_uris":["https://w/"]}"#)],
        );
        assert_eq!(
            made.json()["web"],
            json!({"implicitGrantSettings": {"enableAccessTokenIssuance": false, "enableIdTokenIssuance": false}})
        );
    }

    #[test]
    fn federated_credentials_are_separate_objects() {
        let made = object(
            "azuread_application_federated_identity_credential",
            r#"{"application_id":"/applications/0b1c","credential_id":"f","display_name":"deploy","description":null,
                "audiences":["api://AzureADTokenExchange"],"issuer":"https://token.actions.githubusercontent.com","subject":"repo:o/r:ref:refs/heads/main"}"#,
        );
        assert_eq!(made.kind, "federatedIdentityCredential");
        assert_eq!(
            made.json(),
            json!({"id": "f", "name": "deploy", "audiences": ["api://AzureADTokenExchange"],
                "issuer": "https://token.actions.githubusercontent.com", "subject": "repo:o/r:ref:refs/heads/main"})
        );
        let flexible = object(
            "azuread_application_flexible_federated_identity_credential",
            r#"{"display_name":"deploy","audience":"api://AzureADTokenExchange","issuer":"https://i","claims_matching_expression":"claims['sub'] matches '*'"}"#,
        );
        assert_eq!(
            flexible.json(),
            json!({"name": "deploy", "audiences": ["api://AzureADTokenExchange"], "issuer": "https://i",
                "claimsMatchingExpression": {"value": "claims['sub'] matches '*'", "languageVersion": 1}})
        );
    }

    #[test]
    fn an_application_of_a_template_is_unset_of_its_audience() {
        let made =
            object("azuread_application_from_template", r#"{"display_name":"Marketo","template_id":"t","application_object_id":"o"}"#);
        assert_eq!(made.json(), json!({"id": "o", "displayName": "Marketo", "applicationTemplateId": "t"}));
    }
}
