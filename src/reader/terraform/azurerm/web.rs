//! App Service: web apps, function apps, their slots, and built-in authentication.
//!
//! Source: `Microsoft.Web` 2024-04-01.

use crate::reader::rows::{Pairs, Row, attribute, constant, filled, optional, with_default};
use crate::reader::terraform::table::{Part, ResourceType};

const fn site(terraform: &'static str, rows: &'static [Row]) -> ResourceType {
    ResourceType { terraform, kind: "Microsoft.Web/sites", rows, parts: SITE_PARTS }
}

const fn slot(terraform: &'static str, rows: &'static [Row]) -> ResourceType {
    ResourceType { terraform, kind: "Microsoft.Web/sites", rows, parts: SITE_PARTS }
}

const fn static_site(terraform: &'static str) -> ResourceType {
    ResourceType { terraform, kind: "Microsoft.Web/staticSites", rows: STATIC_SITE, parts: STATIC_SITE_PARTS }
}

pub(super) const TYPES: &[ResourceType] = &[
    site("azurerm_app_service", FORMER_SITE),
    site("azurerm_function_app", FORMER_SITE),
    site("azurerm_function_app_flex_consumption", SITE),
    site("azurerm_linux_function_app", SITE),
    site("azurerm_linux_web_app", SITE),
    site("azurerm_windows_function_app", SITE),
    site("azurerm_windows_web_app", SITE),
    slot("azurerm_app_service_slot", FORMER_SITE),
    slot("azurerm_function_app_slot", FORMER_SITE),
    slot("azurerm_linux_function_app_slot", FUNCTION_SLOT),
    slot("azurerm_linux_web_app_slot", WEB_SLOT),
    slot("azurerm_windows_function_app_slot", FUNCTION_SLOT),
    slot("azurerm_windows_web_app_slot", WEB_SLOT),
    static_site("azurerm_static_site"),
    static_site("azurerm_static_web_app"),
];

const PUBLIC_NETWORK_ACCESS: Row = Row::Spelt {
    from: "public_network_access_enabled",
    to: "properties/publicNetworkAccess",
    default: Some("\"Enabled\""),
    pairs: ENABLED,
};

const SITE: &[Row] = &[attribute("id", "id"), Row::Shared { rows: COMMON }, PUBLIC_NETWORK_ACCESS];

const WEB_SLOT: &[Row] =
    &[Row::Child { parent: "app_service_id", between: "/slots/", name: "name" }, Row::Shared { rows: COMMON }, PUBLIC_NETWORK_ACCESS];

const FUNCTION_SLOT: &[Row] =
    &[Row::Child { parent: "function_app_id", between: "/slots/", name: "name" }, Row::Shared { rows: COMMON }, PUBLIC_NETWORK_ACCESS];

/// The types before 3.0, which had no setting for public network access.
const FORMER_SITE: &[Row] = &[attribute("id", "id"), Row::Shared { rows: COMMON }];

const ENABLED: Pairs = &[("true", "\"Enabled\""), ("false", "\"Disabled\"")];

const COMMON: &[Row] = &[
    attribute("name", "name"),
    attribute("location", "location"),
    attribute("tags", "tags"),
    optional("identity", "identity", &[attribute("type", "type"), filled("principal_id", "principalId"), filled("tenant_id", "tenantId")]),
    with_default("enabled", "properties/enabled", "true"),
    with_default("https_only", "properties/httpsOnly", "false"),
    attribute("client_certificate_enabled|client_cert_enabled", "properties/clientCertEnabled"),
    filled("client_certificate_mode|client_cert_mode", "properties/clientCertMode"),
    filled("service_plan_id|app_service_plan_id", "properties/serverFarmId"),
    attribute("default_hostname|default_site_hostname", "properties/defaultHostName"),
    // The provider always sends the complete settings.
    Row::Entries { from: "app_settings", to: "properties/siteConfig/appSettings", default: Some("[]") },
];

const SITE_PARTS: &[Part] = &[
    Part { block: "auth_settings", kind: "Microsoft.Web/sites/config", rows: AUTH_SETTINGS },
    Part { block: "auth_settings_v2", kind: "Microsoft.Web/sites/config", rows: AUTH_SETTINGS_V2 },
];

/// Version 1 of built-in authentication.
const AUTH_SETTINGS: &[Row] = &[
    Row::Framed { from: "id", to: "id", before: "", after: "/config/authsettings" },
    constant("name", "\"authsettings\""),
    Row::Block {
        from: "auth_settings",
        to: "properties",
        rows: &[
            attribute("enabled", "enabled"),
            filled("issuer", "issuer"),
            filled("unauthenticated_client_action", "unauthenticatedClientAction"),
            Row::Spelt { from: "default_provider", to: "defaultProvider", default: None, pairs: DEFAULT_PROVIDER },
            filled("runtime_version", "runtimeVersion"),
            with_default("token_store_enabled", "tokenStoreEnabled", "false"),
            with_default("token_refresh_extension_hours", "tokenRefreshExtensionHours", "72"),
            attribute("allowed_external_redirect_urls", "allowedExternalRedirectUrls"),
            Row::Assignments { from: "additional_login_parameters|additional_login_params", to: "additionalLoginParams" },
            optional(
                "active_directory",
                "",
                &[
                    attribute("client_id", "clientId"),
                    filled("client_secret_setting_name", "clientSecretSettingName"),
                    with_default("allowed_audiences", "allowedAudiences", "[]"),
                ],
            ),
            optional("facebook", "", &[attribute("app_id", "facebookAppId")]),
            optional("github", "", &[attribute("client_id", "gitHubClientId")]),
            optional("google", "", &[attribute("client_id", "googleClientId")]),
            optional("microsoft", "", &[attribute("client_id", "microsoftAccountClientId")]),
            optional("twitter", "", &[attribute("consumer_key", "twitterConsumerKey")]),
        ],
    },
];

/// The provider's documentation lists the names of constants in its source.
const DEFAULT_PROVIDER: Pairs = &[
    ("\"BuiltInAuthenticationProviderAzureActiveDirectory\"", "\"AzureActiveDirectory\""),
    ("\"BuiltInAuthenticationProviderFacebook\"", "\"Facebook\""),
    ("\"BuiltInAuthenticationProviderGithub\"", "\"Github\""),
    ("\"BuiltInAuthenticationProviderGoogle\"", "\"Google\""),
    ("\"BuiltInAuthenticationProviderMicrosoftAccount\"", "\"MicrosoftAccount\""),
    ("\"BuiltInAuthenticationProviderTwitter\"", "\"Twitter\""),
];

/// Version 2 of built-in authentication.
const AUTH_SETTINGS_V2: &[Row] = &[
    Row::Framed { from: "id", to: "id", before: "", after: "/config/authsettingsV2" },
    constant("name", "\"authsettingsV2\""),
    Row::Block {
        from: "auth_settings_v2",
        to: "properties",
        rows: &[
            with_default("auth_enabled", "platform/enabled", "false"),
            with_default("runtime_version", "platform/runtimeVersion", "\"~1\""),
            filled("config_file_path", "platform/configFilePath"),
            // The documentation states no default. The provider sends the zero value.
            with_default("require_authentication", "globalValidation/requireAuthentication", "false"),
            with_default("unauthenticated_action", "globalValidation/unauthenticatedClientAction", "\"RedirectToLoginPage\""),
            filled("default_provider", "globalValidation/redirectToProvider"),
            with_default("excluded_paths", "globalValidation/excludedPaths", "[]"),
            with_default("require_https", "httpSettings/requireHttps", "true"),
            with_default("http_route_api_prefix", "httpSettings/routes/apiPrefix", "\"/.auth\""),
            with_default("forward_proxy_convention", "httpSettings/forwardProxy/convention", "\"NoProxy\""),
            filled("forward_proxy_custom_host_header_name", "httpSettings/forwardProxy/customHostHeaderName"),
            filled("forward_proxy_custom_scheme_header_name", "httpSettings/forwardProxy/customProtoHeaderName"),
            Row::Block { from: "login", to: "login", rows: LOGIN },
            optional("active_directory_v2", "identityProviders/azureActiveDirectory", ACTIVE_DIRECTORY),
            optional("apple_v2", "identityProviders/apple", CLIENT),
            optional("azure_static_web_app_v2", "identityProviders/azureStaticWebApps", CLIENT),
            optional("facebook_v2", "identityProviders/facebook", FACEBOOK),
            optional("github_v2", "identityProviders/gitHub", CLIENT),
            optional("google_v2", "identityProviders/google", CLIENT),
            optional("microsoft_v2", "identityProviders/legacyMicrosoftAccount", CLIENT),
            optional("twitter_v2", "identityProviders/twitter", TWITTER),
        ],
    },
];

/// Microsoft Entra ID. A provider is enabled if its block is present.
const ACTIVE_DIRECTORY: &[Row] = &[
    constant("enabled", "true"),
    attribute("tenant_auth_endpoint", "registration/openIdIssuer"),
    attribute("client_id", "registration/clientId"),
    filled("client_secret_setting_name", "registration/clientSecretSettingName"),
    filled("client_secret_certificate_thumbprint", "registration/clientSecretCertificateThumbprint"),
    with_default("www_authentication_disabled", "login/disableWWWAuthenticate", "false"),
    Row::Assignments { from: "login_parameters", to: "login/loginParameters" },
    with_default("allowed_audiences", "validation/allowedAudiences", "[]"),
    with_default("allowed_applications", "validation/defaultAuthorizationPolicy/allowedApplications", "[]"),
    with_default("allowed_groups", "validation/defaultAuthorizationPolicy/allowedPrincipals/groups", "[]"),
    with_default("allowed_identities", "validation/defaultAuthorizationPolicy/allowedPrincipals/identities", "[]"),
    with_default("jwt_allowed_groups", "validation/jwtClaimChecks/allowedGroups", "[]"),
    with_default("jwt_allowed_client_applications", "validation/jwtClaimChecks/allowedClientApplications", "[]"),
];

/// A provider with a registered client.
const CLIENT: &[Row] = &[
    constant("enabled", "true"),
    attribute("client_id", "registration/clientId"),
    filled("client_secret_setting_name", "registration/clientSecretSettingName"),
    attribute("allowed_audiences", "validation/allowedAudiences"),
    attribute("login_scopes", "login/scopes"),
];

const FACEBOOK: &[Row] = &[
    constant("enabled", "true"),
    attribute("app_id", "registration/appId"),
    filled("app_secret_setting_name", "registration/appSecretSettingName"),
    filled("graph_api_version", "graphApiVersion"),
    attribute("login_scopes", "login/scopes"),
];

const TWITTER: &[Row] = &[
    constant("enabled", "true"),
    attribute("consumer_key", "registration/consumerKey"),
    filled("consumer_secret_setting_name", "registration/consumerSecretSettingName"),
];

const LOGIN: &[Row] = &[
    filled("logout_endpoint", "routes/logoutEndpoint"),
    with_default("token_store_enabled", "tokenStore/enabled", "false"),
    with_default("token_refresh_extension_time", "tokenStore/tokenRefreshExtensionHours", "72"),
    filled("token_store_path", "tokenStore/fileSystem/directory"),
    filled("token_store_sas_setting_name", "tokenStore/azureBlobStorage/sasUrlSettingName"),
    with_default("preserve_url_fragments_for_logins", "preserveUrlFragmentsForLogins", "false"),
    with_default("allowed_external_redirect_urls", "allowedExternalRedirectUrls", "[]"),
    with_default("cookie_expiration_convention", "cookieExpiration/convention", "\"FixedTime\""),
    with_default("cookie_expiration_time", "cookieExpiration/timeToExpiration", "\"08:00:00\""),
    with_default("validate_nonce", "nonce/validateNonce", "true"),
    with_default("nonce_expiration_time", "nonce/nonceExpirationInterval", "\"00:05:00\""),
];

const STATIC_SITE: &[Row] = &[
    attribute("id", "id"),
    attribute("name", "name"),
    attribute("location", "location"),
    attribute("tags", "tags"),
    with_default("sku_tier", "sku/tier", "\"Free\""),
    with_default("sku_size", "sku/name", "\"Free\""),
    filled("repository_url", "properties/repositoryUrl"),
    filled("repository_branch", "properties/branch"),
    attribute("configuration_file_changes_enabled", "properties/allowConfigFileUpdates"),
    Row::Spelt { from: "preview_environments_enabled", to: "properties/stagingEnvironmentPolicy", default: None, pairs: ENABLED },
    Row::Spelt { from: "public_network_access_enabled", to: "properties/publicNetworkAccess", default: None, pairs: ENABLED },
    attribute("default_host_name", "properties/defaultHostname"),
];

const STATIC_SITE_PARTS: &[Part] = &[Part {
    block: "app_settings",
    kind: "Microsoft.Web/staticSites/config",
    rows: &[
        Row::Framed { from: "id", to: "id", before: "", after: "/config/appsettings" },
        constant("name", "\"appsettings\""),
        attribute("app_settings", "properties"),
    ],
}];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::{object_unknown, objects, unknown};
    use crate::resource::Origin;
    use serde_json::json;

    #[test]
    fn a_web_app_with_authentication() {
        let made = objects(
            "azurerm_linux_web_app",
            r#"{"id":"/sites/app","name":"app","location":"westus","service_plan_id":"/plan","https_only":true,"enabled":null,"public_network_access_enabled":false,
                "client_certificate_enabled":false,"client_certificate_mode":"Required","identity":[{"type":"SystemAssigned","principal_id":"p","tenant_id":"t"}],
                "app_settings":{"WEBSITE_AUTH_AAD_ALLOWED_TENANTS":"11111111-2222-4333-8444-555566667777","A":"b"},"site_config":[{}],"auth_settings":[],
                "auth_settings_v2":[{"auth_enabled":true,"require_authentication":true,"unauthenticated_action":"Return401","excluded_paths":["/health"],
                    "default_provider":"azureactivedirectory","config_file_path":"","require_https":false,"login":[{"token_store_enabled":true}],
                    "active_directory_v2":[{"client_id":"9a8b","tenant_auth_endpoint":"https://login.microsoftonline.com/common/v2.0",
                        "client_secret_setting_name":"SECRET","allowed_audiences":["api://9a8b"],"allowed_groups":["g"],"allowed_identities":["i"],
                        "allowed_applications":["a"],"jwt_allowed_groups":["j"],"jwt_allowed_client_applications":["k"],
                        "login_parameters":{"scope":"openid"},"www_authentication_disabled":true}],
                    "github_v2":[{"client_id":"gh","client_secret_setting_name":"GH","login_scopes":["user"]}],"facebook_v2":[]}]}"#,
        );
        assert_eq!(made.iter().map(|made| made.kind.as_str()).collect::<Vec<_>>(), ["Microsoft.Web/sites", "Microsoft.Web/sites/config"]);
        assert_eq!(
            made[0].json(),
            json!({"id": "/sites/app", "name": "app", "location": "westus", "identity": {"type": "SystemAssigned", "principalId": "p", "tenantId": "t"},
                "properties": {"enabled": true, "httpsOnly": true, "clientCertEnabled": false, "clientCertMode": "Required", "serverFarmId": "/plan",
                    "publicNetworkAccess": "Disabled", "siteConfig": {"appSettings": [
                        {"name": "A", "value": "b"},
                        {"name": "WEBSITE_AUTH_AAD_ALLOWED_TENANTS", "value": "11111111-2222-4333-8444-555566667777"}]}}})
        );
        assert_eq!(
            made[1].json(),
            json!({
                "id": "/sites/app/config/authsettingsV2", "name": "authsettingsV2",
                "properties": {
                    "platform": {"enabled": true, "runtimeVersion": "~1"},
                    "globalValidation": {"requireAuthentication": true, "unauthenticatedClientAction": "Return401", "excludedPaths": ["/health"],
                        "redirectToProvider": "azureactivedirectory"},
                    "httpSettings": {"requireHttps": false, "routes": {"apiPrefix": "/.auth"}, "forwardProxy": {"convention": "NoProxy"}},
                    "login": {"tokenStore": {"enabled": true, "tokenRefreshExtensionHours": 72}, "preserveUrlFragmentsForLogins": false,
                        "allowedExternalRedirectUrls": [], "cookieExpiration": {"convention": "FixedTime", "timeToExpiration": "08:00:00"},
                        "nonce": {"validateNonce": true, "nonceExpirationInterval": "00:05:00"}},
                    "identityProviders": {
                        "azureActiveDirectory": {"enabled": true,
                            "registration": {"openIdIssuer": "https://login.microsoftonline.com/common/v2.0", "clientId": "9a8b", "clientSecretSettingName": "SECRET"},
                            "login": {"disableWWWAuthenticate": true, "loginParameters": ["scope=openid"]},
                            "validation": {"allowedAudiences": ["api://9a8b"],
                                "defaultAuthorizationPolicy": {"allowedApplications": ["a"], "allowedPrincipals": {"groups": ["g"], "identities": ["i"]}},
                                "jwtClaimChecks": {"allowedGroups": ["j"], "allowedClientApplications": ["k"]}}},
                        "gitHub": {"enabled": true, "registration": {"clientId": "gh", "clientSecretSettingName": "GH"}, "login": {"scopes": ["user"]}}},
                },
            })
        );
        assert_eq!(made[1].place("/properties/login/nonce/validateNonce").0, Origin::Default);
    }

    #[test]
    fn omitted_authentication_settings_have_the_documented_defaults() {
        let made = objects(
            "azurerm_windows_function_app_slot",
            r#"{"name":"staging","function_app_id":"/sites/app","auth_settings_v2":[
            {"active_directory_v2":[{"client_id":"c","tenant_auth_endpoint":"https://sts.windows.net/t/"}]}]}"#,
        );
        assert_eq!(made[0].kind, "Microsoft.Web/sites");
        assert_eq!(made[0].json()["id"], "/sites/app/slots/staging");
        assert_eq!(made[1].kind, "Microsoft.Web/sites/config");
        let config = made[1].json();
        assert!(config.get("id").is_none());
        assert_eq!(config["properties"]["platform"]["enabled"], false);
        assert_eq!(
            config["properties"]["globalValidation"],
            json!({"requireAuthentication": false, "unauthenticatedClientAction": "RedirectToLoginPage", "excludedPaths": []})
        );
        let validation = &config["properties"]["identityProviders"]["azureActiveDirectory"]["validation"];
        assert_eq!(
            validation["defaultAuthorizationPolicy"],
            json!({"allowedApplications": [], "allowedPrincipals": {"groups": [], "identities": []}})
        );
    }

    #[test]
    fn authentication_version_1() {
        for terraform_type in ["azurerm_app_service", "azurerm_linux_web_app"] {
            let made = objects(
                terraform_type,
                r#"{"id":"/s","name":"app","app_service_plan_id":"/plan","auth_settings":[{"enabled":true,"issuer":"https://sts.windows.net/t/",
                "default_provider":"BuiltInAuthenticationProviderAzureActiveDirectory","unauthenticated_client_action":"AllowAnonymous","token_store_enabled":null,
                "additional_login_parameters":{"domain_hint":"x"},"active_directory":[{"client_id":"c","client_secret":"hunter2","allowed_audiences":null}]}]}"#,
            );
            assert_eq!(made[0].json()["properties"]["serverFarmId"], "/plan");
            assert_eq!(made[1].kind, "Microsoft.Web/sites/config");
            assert_eq!(
                made[1].json(),
                json!({"id": "/s/config/authsettings", "name": "authsettings", "properties": {"enabled": true, "issuer": "https://sts.windows.net/t/",
                    "defaultProvider": "AzureActiveDirectory", "unauthenticatedClientAction": "AllowAnonymous", "tokenStoreEnabled": false,
                    "tokenRefreshExtensionHours": 72, "additionalLoginParams": ["domain_hint=x"], "clientId": "c", "allowedAudiences": []}})
            );
        }
    }

    #[test]
    fn missing_authentication_creates_no_object_and_unknown_authentication_an_unknown_object() {
        assert_eq!(objects("azurerm_linux_web_app", r#"{"name":"app","auth_settings_v2":[]}"#).len(), 1);
        assert_eq!(objects("azurerm_linux_web_app", r#"{"name":"app","auth_settings_v2":null}"#).len(), 1);
        let site = object_unknown("azurerm_linux_web_app", r#"{"name":"app"}"#, r#"{"app_settings":true,"id":true}"#).json();
        assert_eq!(site["properties"]["siteConfig"]["appSettings"], unknown());
        let settings = object_unknown(
            "azurerm_linux_web_app",
            r#"{"app_settings":{"A":"b"}}"#,
            r#"{"app_settings":{"WEBSITE_AUTH_AAD_ALLOWED_TENANTS":true}}"#,
        );
        assert_eq!(
            settings.json()["properties"]["siteConfig"]["appSettings"],
            json!([{"name": "A", "value": "b"}, {"name": "WEBSITE_AUTH_AAD_ALLOWED_TENANTS", "value": unknown()}])
        );
    }

    #[test]
    fn a_static_web_app() {
        let made = objects(
            "azurerm_static_web_app",
            r#"{"id":"/s","name":"app","sku_tier":"Standard","sku_size":"Standard","app_settings":{"A":"b"},
            "preview_environments_enabled":false,"configuration_file_changes_enabled":true}"#,
        );
        assert_eq!(
            made[0].json(),
            json!({"id": "/s", "name": "app", "sku": {"tier": "Standard", "name": "Standard"},
                "properties": {"stagingEnvironmentPolicy": "Disabled", "allowConfigFileUpdates": true}})
        );
        assert_eq!(made[1].kind, "Microsoft.Web/staticSites/config");
        assert_eq!(made[1].json(), json!({"id": "/s/config/appsettings", "name": "appsettings", "properties": {"A": "b"}}));
    }
}
