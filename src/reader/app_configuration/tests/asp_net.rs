use super::super::testing::{cut_everywhere, read};
use serde_json::json;

const WEB_APP: &str = r#"{
  /* as the samples have it */
  "Logging": { "LogLevel": { "Default": "Information" } },
  "AzureAd": {
    "Instance": "https://login.microsoftonline.com/", // the cloud
    "Domain": "contoso.example",
    "tenantId": "common",
    "ClientId": "11111111-1111-4111-8111-111111111111",
    "ClientSecret": "do-not-print",
    "ClientCertificates": [{ "CertificateThumbprint": "do-not-print-either" }],
    "Audience": "api://one",
    "AllowedTenants": ["a", "ü"],
    "TokenValidationParameters": { "ValidateIssuer": false, "ValidIssuers": ["https://x"], "ValidIssuer": "https://y", "NameClaimType": "upn" },
  },
}
"#;

#[test]
fn a_section_is_read_with_its_places() {
    let read = read("src/appsettings.json", WEB_APP);
    assert_eq!(
        read.object(),
        json!({
            "library": "Microsoft.Identity.Web", "section": "AzureAd", "instance": "https://login.microsoftonline.com/",
            "domain": "contoso.example", "tenantId": "common", "clientId": "11111111-1111-4111-8111-111111111111",
            "audiences": ["api://one"], "validateIssuer": false, "validIssuers": ["https://y", "https://x"],
            "allowedTenants": ["a", "ü"], "nameClaim": "upn",
        })
    );
    assert_eq!(read.at(0, "/tenantId"), "\"common\"");
    assert_eq!(read.at(0, "/allowedTenants/1"), "\"ü\"");
    assert_eq!(read.at(0, "/validateIssuer"), "false");
    assert_eq!(read.under(read.resources[0].span), "\"AzureAd\"");
    assert_eq!(read.problems(), []);
    assert!(!read.resources[0].json.contains("do-not-print"));
}

#[test]
fn keys_identify_a_section() {
    for (text, section, tenant) in [
        (r#"{"TenantId":"t","ClientId":"c"}"#, None, "t"),
        (r#"{"Auth":{"Azure":{"TENANTID":"t","clientid":"c"}}}"#, Some("Auth:Azure"), "t"),
        (r#"{"AzureAd:TenantId":"t","AzureAd:ClientId":"c"}"#, Some("AzureAd"), "t"),
        (r#"{"Values":{"AzureAd__TenantId":"t","AzureAd__ClientId":"c"}}"#, Some("Values:AzureAd"), "t"),
        (r#"{"EntraId":{"TenantId":"t"}}"#, Some("EntraId"), "t"),
        (r#"{"Login":{"Instance":"https://login.microsoftonline.com","TenantId":"t"}}"#, Some("Login"), "t"),
    ] {
        let object = read("appsettings.json", text).object();
        assert_eq!(object["tenantId"], tenant, "{text}");
        assert_eq!(object.get("section").and_then(|section| section.as_str()), section, "{text}");
    }
    let bearer =
        r#"{"Authentication":{"Schemes":{"Bearer":{"Authority":"https://login.microsoftonline.com/common","ValidAudiences":{"0":"a"}}}}}"#;
    assert_eq!(read("appsettings.Production.json", bearer).object()["audiences"], json!(["a"]));
    for text in [
        r#"{"Auth0":{"Authority":"https://contoso.eu.auth0.com","ClientId":"c"}}"#,
        r#"{"Tenant":"x"}"#,
        r#"{"AzureAd":{"ClientId":"c"},"Hint":"tenant"}"#,
        "[]",
        "\"tenant\"",
    ] {
        let read = read("appsettings.json", text);
        assert!(read.resources.is_empty() && read.problems.is_empty(), "{text}");
        assert_eq!(read.reading.unwrap().format, None);
    }
}

#[test]
fn a_setting_that_is_written_twice_is_unknown() {
    let read = read("appsettings.json", r#"{"AzureAd":{"TenantId":"a","ClientId":"c"},"AzureAd:TenantId":"b"}"#);
    assert_eq!(read.problems()[0].0, "\"b\"");
    assert_eq!(read.resources[0].ambiguous, ["tenantId"]);
}

#[test]
fn invalid_settings_are_reported_only_if_they_appear_relevant() {
    let broken = read("appsettings.json", r#"{"AzureAd":{"TenantId": common}}"#);
    assert_eq!(broken.problems()[0].0, "c");
    assert!(read("appsettings.json", r#"{"Logging": off}"#).problems.is_empty());
}

#[test]
fn hostile_settings_do_no_harm() {
    cut_everywhere("appsettings.json", WEB_APP);
    for depth in [100, 100_000] {
        let deep = format!("{}\"tenant\"{}", "{\"AzureAd\":".repeat(depth), "}".repeat(depth));
        assert!(read("appsettings.json", &deep).resources.is_empty());
    }
    read("appsettings.json", &format!("{{\"{}\":1,\"TenantId\":1}}", "a:".repeat(100_000)));
    let many: Vec<String> = (0..20_000).map(|n| format!("\"AzureAd:Key{n}\":{n}")).collect();
    read("appsettings.json", &format!("{{{},\"x\":\"tenant\"}}", many.join(",")));
}

#[test]
fn app_descriptions_are_applications() {
    let text = r#"{ /* ours */ "AADApps": [
        { "Name": "api", "Kind": "WebApi", "Audience": "AzureADMultipleOrgs", "ReplyUrls": "https://a, https://b",
          "OptionalClaims": { "IdTokenClaims": ["email"] }, "PasswordCredentials": "Auto" },
        { "Name": "without" } ] }"#;
    let read = read("AppCreationScripts/sample.json", text);
    assert_eq!(
        read.object(),
        json!({ "displayName": "api", "signInAudience": "AzureADMultipleOrgs", "web": { "redirectUris": ["https://a", "https://b"] },
            "optionalClaims": { "idToken": [{ "name": "email" }] } })
    );
    assert_eq!(read.at(0, "/signInAudience"), "\"AzureADMultipleOrgs\"");
    assert_eq!(read.at(0, "/web/redirectUris/1"), "https://b");
    assert_eq!(read.at(0, "/optionalClaims/idToken/0/name"), "\"email\"");
}

#[test]
fn a_list_of_tenants_anywhere_in_the_file_counts() {
    let text = r#"{"AzureAd":{"TenantId":"common","ClientId":"c"},"Own":{"TenantId":"organizations","ClientId":"d","AllowedTenants":["x"]},
        "Access":{"AllowedTenants":["t"]}}"#;
    let read = read("appsettings.json", text);
    let objects = read.objects();
    assert_eq!((&objects[0]["allowedTenants"], &objects[1]["allowedTenants"]), (&json!(["t"]), &json!(["x"])));
    assert_eq!(read.at(0, "/allowedTenants/0"), "\"t\"");
}

#[test]
fn each_section_has_its_own_address() {
    let text = r#"{"AzureAd":{"TenantId":"t","ClientId":"c"},"B":{"AzureAd":{"TenantId":"t","ClientId":"c"}}}"#;
    let read = read("src/appsettings.json", text);
    let addresses: Vec<_> = read.resources.iter().map(|resource| resource.address.as_deref().unwrap()).collect();
    assert_eq!(addresses, ["src/appsettings.json#AzureAd", "src/appsettings.json#B:AzureAd"]);
}
