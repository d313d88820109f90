//! Service principals, app role assignments and delegated permissions.

use super::{CERTIFICATE, FEATURE_TAGS, PASSWORD};
use crate::reader::rows::{Row, attribute, constant, filled, members, with_default};
use crate::reader::terraform::table::{ResourceType, Satellite};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azuread_service_principal", kind: "servicePrincipal", rows: SERVICE_PRINCIPAL, parts: &[] },
    ResourceType { terraform: "azuread_app_role_assignment", kind: "appRoleAssignment", rows: APP_ROLE_ASSIGNMENT, parts: &[] },
    ResourceType {
        terraform: "azuread_service_principal_delegated_permission_grant",
        kind: "oAuth2PermissionGrant",
        rows: PERMISSION_GRANT,
        parts: &[],
    },
    ResourceType { terraform: "azuread_claims_mapping_policy", kind: "claimsMappingPolicy", rows: CLAIMS_MAPPING, parts: &[] },
];

/// A resource that extends a service principal, which it references by resource id (by object id before 3.0).
const fn of_service_principal(terraform: &'static str, rows: &'static [Row]) -> Satellite {
    Satellite { terraform, of: "service_principal_id", kind: "servicePrincipal", rows }
}

pub(super) const SATELLITES: &[Satellite] = &[
    of_service_principal("azuread_service_principal_certificate", &[Row::Itself { to: "keyCredentials", rows: CERTIFICATE }]),
    of_service_principal(
        "azuread_service_principal_claims_mapping_policy_assignment",
        &[Row::Itself { to: "claimsMappingPolicies", rows: &[Row::Tail { from: "claims_mapping_policy_id", to: "id" }] }],
    ),
    of_service_principal("azuread_service_principal_password", &[Row::Itself { to: "passwordCredentials", rows: PASSWORD }]),
    of_service_principal(
        "azuread_service_principal_token_signing_certificate",
        &[
            Row::Itself { to: "keyCredentials", rows: SIGNING_CERTIFICATE },
            Row::Itself { to: "keyCredentials", rows: &[constant("type", "\"X509CertAndPassword\""), constant("usage", "\"Sign\"")] },
        ],
    ),
];

const SERVICE_PRINCIPAL: &[Row] = &[
    attribute("object_id", "id"),
    attribute("client_id|application_id", "appId"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    with_default("account_enabled", "accountEnabled", "true"),
    with_default("app_role_assignment_required", "appRoleAssignmentRequired", "false"),
    attribute("application_tenant_id", "appOwnerOrganizationId"),
    attribute("sign_in_audience", "signInAudience"),
    attribute("type", "servicePrincipalType"),
    attribute("alternative_names", "alternativeNames"),
    attribute("service_principal_names", "servicePrincipalNames"),
    attribute("redirect_uris", "replyUrls"),
    attribute("homepage_url", "homepage"),
    attribute("login_url", "loginUrl"),
    attribute("logout_url", "logoutUrl"),
    attribute("notes", "notes"),
    attribute("notification_email_addresses", "notificationEmailAddresses"),
    filled("preferred_single_sign_on_mode", "preferredSingleSignOnMode"),
    Row::Switches { list: "tags", block: "feature_tags", to: "tags", pairs: FEATURE_TAGS },
    members("owners", "owners"),
    Row::Block { from: "saml_single_sign_on", to: "samlSingleSignOnSettings", rows: &[attribute("relay_state", "relayState")] },
];

/// The half of the pair that the provider returns; the other half, of which nothing is known, signs.
const SIGNING_CERTIFICATE: &[Row] = &[
    attribute("key_id", "keyId"),
    attribute("display_name", "displayName"),
    constant("type", "\"AsymmetricX509Cert\""),
    constant("usage", "\"Verify\""),
    attribute("start_date", "startDateTime"),
    attribute("end_date", "endDateTime"),
];

const APP_ROLE_ASSIGNMENT: &[Row] = &[
    Row::Tail { from: "id", to: "id" },
    attribute("app_role_id", "appRoleId"),
    attribute("principal_object_id", "principalId"),
    attribute("principal_type", "principalType"),
    attribute("principal_display_name", "principalDisplayName"),
    attribute("resource_object_id", "resourceId"),
    attribute("resource_display_name", "resourceDisplayName"),
];

const PERMISSION_GRANT: &[Row] = &[
    Row::Tail { from: "id", to: "id" },
    attribute("service_principal_object_id", "clientId"),
    attribute("resource_service_principal_object_id", "resourceId"),
    Row::Joined { from: "claim_values", to: "scope", by: " " },
    // Without a user the grant applies to all users.
    Row::Presence { from: "user_object_id", to: "consentType", set: "\"Principal\"", unset: Some("\"AllPrincipals\"") },
    Row::Filled { from: "user_object_id", to: "principalId", default: Some("null") },
];

const CLAIMS_MAPPING: &[Row] =
    &[Row::Tail { from: "id", to: "id" }, attribute("display_name", "displayName"), attribute("definition", "definition")];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::{object, object_with};
    use crate::resource::Origin;
    use serde_json::json;

    #[test]
    fn a_service_principal_and_its_credentials() {
        let of = |more: &str| format!(r#"{{"service_principal_id":"/servicePrincipals/sp1",{more}}}"#);
        let satellites = [
            ("azuread_service_principal_password", of(r#""key_id":"p","display_name":"ci","value":"hunter2""#)),
            ("azuread_service_principal_certificate", of(r#""key_id":"k","type":"AsymmetricX509Cert""#)),
            ("azuread_service_principal_token_signing_certificate", of(r#""key_id":"s","display_name":"CN=x""#)),
            (
                "azuread_service_principal_claims_mapping_policy_assignment",
                of(r#""claims_mapping_policy_id":"/policies/claimsMappingPolicies/c1""#),
            ),
        ];
        let satellites: Vec<(&str, &str)> = satellites.iter().map(|(name, json)| (*name, json.as_str())).collect();
        let made = object_with(
            "azuread_service_principal",
            r#"{"id":"/servicePrincipals/sp1","object_id":"sp1","client_id":null,"application_id":"9a8b","display_name":"portal","account_enabled":null,
                "app_role_assignment_required":true,"application_tenant_id":"t1","type":"Application","owners":["u1"],"redirect_uris":["https://w/"],
                "homepage_url":"https://h","saml_single_sign_on":[{"relay_state":"r"}],"feature_tags":[{"enterprise":true}],"use_existing":true}"#,
            &satellites,
        );
        assert_eq!(made.kind, "servicePrincipal");
        assert_eq!(
            made.json(),
            json!({"id": "sp1", "appId": "9a8b", "displayName": "portal", "accountEnabled": true, "appRoleAssignmentRequired": true,
                "appOwnerOrganizationId": "t1", "servicePrincipalType": "Application", "owners": [{"id": "u1"}], "replyUrls": ["https://w/"],
                "homepage": "https://h", "samlSingleSignOnSettings": {"relayState": "r"}, "tags": ["WindowsAzureActiveDirectoryIntegratedApp"],
                "passwordCredentials": [{"keyId": "p", "displayName": "ci", "endDateTime": "P2Y"}],
                "keyCredentials": [{"keyId": "k", "type": "AsymmetricX509Cert", "usage": "Verify"},
                    {"keyId": "s", "displayName": "CN=x", "type": "AsymmetricX509Cert", "usage": "Verify"},
                    {"type": "X509CertAndPassword", "usage": "Sign"}],
                "claimsMappingPolicies": [{"id": "c1"}]})
        );
    }

    #[test]
    fn a_grant_is_for_everyone_or_for_one_user() {
        let grant = |json| object("azuread_service_principal_delegated_permission_grant", json);
        let everyone = grant(
            r#"{"id":"g1","service_principal_object_id":"c","resource_service_principal_object_id":"r",
            "claim_values":["openid","User.Read.All"],"user_object_id":null}"#,
        );
        assert_eq!(everyone.kind, "oAuth2PermissionGrant");
        assert_eq!(
            everyone.json(),
            json!({"id": "g1", "clientId": "c", "resourceId": "r", "scope": "openid User.Read.All", "consentType": "AllPrincipals", "principalId": null})
        );
        assert_eq!(everyone.place("/consentType").0, Origin::Default);
        let one = grant(r#"{"claim_values":["openid"],"user_object_id":"u"}"#).json();
        assert_eq!((&one["consentType"], &one["principalId"]), (&json!("Principal"), &json!("u")));
    }

    #[test]
    fn an_app_role_assignment() {
        let made = object(
            "azuread_app_role_assignment",
            r#"{"id":"/servicePrincipals/r/appRoleAssignedTo/a1","app_role_id":"00000000-0000-0000-0000-000000000000",
            "principal_object_id":"p","principal_type":"Group","principal_display_name":"g","resource_object_id":"r","resource_display_name":"app"}"#,
        );
        assert_eq!(
            made.json(),
            json!({"id": "a1", "appRoleId": "00000000-0000-0000-0000-000000000000", "principalId": "p", "principalType": "Group",
                "principalDisplayName": "g", "resourceId": "r", "resourceDisplayName": "app"})
        );
    }

    #[test]
    fn a_claims_mapping_policy() {
        let made = object(
            "azuread_claims_mapping_policy",
            r#"{"id":"/policies/claimsMappingPolicies/c1","display_name":"m","definition":["{}"]}"#,
        );
        assert_eq!(made.json(), json!({"id": "c1", "displayName": "m", "definition": ["{}"]}));
    }
}
