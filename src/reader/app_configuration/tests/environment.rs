use super::super::testing::{cut_everywhere, read};
use serde_json::json;

const VARIABLES: &str = r#"# Zugänge
AZURE_TENANT_ID=f645ad92-e38d-4d1a-b510-d1b09a74a8ca
AZURE_CLIENT_ID="c"
AZURE_CLIENT_SECRET=do-not-print
AZURE_ADDITIONALLY_ALLOWED_TENANTS="a;*"
export AUTH_MICROSOFT_ENTRA_ID_ISSUER='https://login.microsoftonline.com/common/v2.0/'
AUTH_MICROSOFT_ENTRA_ID_ID=d
AUTH_MICROSOFT_ENTRA_ID_SECRET=do-not-print
VITE_AZURE_AD_AUTHORITY=https://login.microsoftonline.com/${TENANT}
VITE_AZURE_AD_CLIENT_ID=e
AzureAd__TenantId=organizations # all
AzureAd__ClientId=f
AzureAd__ClientSecret=do-not-print
WEBSITE_AUTH_AAD_ALLOWED_TENANTS=
MICROSOFT_PROVIDER_AUTHENTICATION_SECRET=do-not-print
OAUTH2_PROXY_PROVIDER=azure
OAUTH2_PROXY_EMAIL_DOMAINS=*
OAUTH2_PROXY_COOKIE_SECRET=do-not-print
OAUTH2_PROXY_INSECURE_OIDC_SKIP_ISSUER_VERIFICATION=true
"#;

#[test]
fn variables_are_assigned_to_their_library() {
    let read = read(".env", VARIABLES);
    assert_eq!(
        read.objects(),
        [
            json!({ "library": "Microsoft.Identity.Web", "section": "AzureAd", "tenantId": "organizations", "clientId": "f" }),
            json!({
                "library": "oauth2-proxy", "section": "OAUTH2_PROXY", "tenantId": "common", "validateIssuer": false, "emailDomains": ["*"],
                "allowUnverifiedEmail": false, "emailClaim": "email",
            }),
            json!({
                "library": "Azure Identity", "section": "AZURE", "tenantId": "f645ad92-e38d-4d1a-b510-d1b09a74a8ca", "clientId": "c",
                "additionallyAllowedTenants": ["a", "*"],
            }),
            json!({
                "library": "Auth.js", "section": "AUTH_MICROSOFT_ENTRA_ID", "issuer": "https://login.microsoftonline.com/common/v2.0/",
                "clientId": "d",
            }),
            json!({
                "library": "web page", "section": "VITE_AZURE_AD", "clientId": "e",
                "authority": { "$unknown": "`${TENANT}` is set where the application runs",
                    "startsWith": "https://login.microsoftonline.com/" },
            }),
            json!({ "library": "App Service", "section": "WEBSITE_AUTH", "allowedTenants": [] }),
        ]
    );
    assert_eq!(read.at(0, "/tenantId"), "organizations");
    assert_eq!(read.at(1, "/emailDomains/0"), "*");
    assert_eq!(read.at(1, "/validateIssuer"), "true");
    assert_eq!(read.at(2, "/additionallyAllowedTenants/1"), "*");
    assert_eq!(read.at(3, "/issuer"), "https://login.microsoftonline.com/common/v2.0/");
    assert_eq!(read.under(read.resources[4].span), "VITE_AZURE_AD_AUTHORITY");
}

#[test]
fn no_secret_reaches_the_resource() {
    let names =
        ["X_SECRET", "AZURE_PASSWORD", "OAUTH2_PROXY_COOKIE_SECRET", "AZURE_AD_TOKEN_TENANT", "AzureAd__ClientSecret", "a:PASSWORD"];
    let text = names.map(|name| format!("{name}=do-not-print\n")).concat();
    for (name, text) in [("prod.env", format!("{VARIABLES}{text}")), (".env.local", text)] {
        let read = read(name, &text);
        assert!(read.resources.iter().all(|resource| !resource.json.contains("do-not-print")));
    }
}

#[test]
fn ambiguous_names_need_an_unambiguous_value() {
    let text = "CLOUD_INSTANCE=https://login.microsoftonline.com/\nTENANT_ID=common\nCLIENT_ID=c\n";
    let object = read(".env.dev", text).object();
    assert_eq!(
        object,
        json!({
            "library": "environment", "environment": "dev", "instance": "https://login.microsoftonline.com/", "tenantId": "common",
            "clientId": "c",
        })
    );
    for text in [
        "TENANT_ID=x\nCLIENT_ID=c\n",
        "AUTH0_TENANT=x\n",
        "KEYCLOAK_ISSUER=https://idp.example\n",
        "AZURE_CLIENT_ID=c\n",
        "OAUTH2_PROXY_PROVIDER=github\n",
    ] {
        let read = read(".env", text);
        assert!(read.resources.is_empty() && read.problems.is_empty(), "{text}");
        assert_eq!(read.reading.unwrap().format, None);
    }
}

#[test]
fn hostile_files_do_no_harm() {
    cut_everywhere(".env", VARIABLES);
    let many = (0..20_000).map(|n| format!("AZURE_{n}_TENANT_ID=x\n")).collect::<Vec<_>>().concat();
    assert_eq!(read(".env", &many).resources.len(), 20_000);
}

#[test]
fn public_and_server_variables_are_two_configurations() {
    let text = "CLIENT_ID=a\nTENANT_ID=acme\nREACT_APP_CLIENT_ID=b\nREACT_APP_AUTHORITY=https://login.microsoftonline.com/common\n\
        AZURE_AD_B2C_TENANT_ID=c\nREACT_APP_AADB2C_TENANT=d\n";
    let read = read(".env", text);
    assert_eq!(read.problems(), []);
    assert_eq!(
        read.object(),
        json!({ "library": "web page", "section": "REACT_APP", "authority": "https://login.microsoftonline.com/common", "clientId": "b" })
    );
}
