use super::super::testing::{cut_everywhere, read};
use serde_json::json;

const SPA: &str = r#"import { LogLevel } from "@azure/msal-browser";
/** Für alle */
export const msalConfig: Configuration = {
  auth: {
    clientId: "11111111-1111-4111-8111-111111111111", // the app
    authority: 'https://login.microsoftonline.com/common',
    clientSecret: 'do-not-print',
    knownAuthorities: ["a.b2clogin.com"],
    redirectUri: window.location.origin,
  },
  system: { loggerOptions: { loggerCallback: (level, message) => { if (level) { console.log(`${message}`); } } } },
};
export const loginRequest = { scopes: ["User.Read"] };
"#;

#[test]
fn a_script_is_read_without_being_run() {
    let read = read("src/authConfig.ts", SPA);
    assert_eq!(
        read.object(),
        json!({
            "library": "MSAL.js", "section": "auth", "authority": "https://login.microsoftonline.com/common",
            "clientId": "11111111-1111-4111-8111-111111111111", "knownAuthorities": ["a.b2clogin.com"],
        })
    );
    assert_eq!(read.at(0, "/authority"), "'https://login.microsoftonline.com/common'");
    assert_eq!(read.at(0, "/knownAuthorities/0"), "\"a.b2clogin.com\"");
    assert_eq!(read.under(read.resources[0].span), "auth");
}

#[test]
fn expressions_are_unknown_and_missing_settings_have_defaults() {
    let script = "const app = new msal.ConfidentialClientApplication({ auth: { clientId: process.env.ID, authority: `https://login.microsoftonline.com/${tenant}` } });";
    let object = read("index.js", script).object();
    assert_eq!(object["library"], "MSAL Node");
    assert_eq!(
        object["authority"],
        json!({ "$unknown": "a template literal, and scripts are not executed", "startsWith": "https://login.microsoftonline.com/" })
    );
    assert_eq!(object["clientId"]["$unknown"], "an expression, and scripts are not executed");

    let missing = read("app.js", "new PublicClientApplication({ auth: { clientId: 'c' } })");
    assert_eq!(missing.object()["authority"], "https://login.microsoftonline.com/common");
    let place = &missing.resources[0].json;
    let value = place.find("https").unwrap();
    assert_eq!(missing.resources[0].place(&place[value - 1..value]).origin.name(), "default");
    assert_eq!(missing.at(0, "/authority"), "auth");

    for open in ["...shared", "[key]: 1", "azureCloudOptions: { tenant: 't' }"] {
        let object = read("authConfig.js", &format!("x = {{ auth: {{ clientId: 'c', {open} }} }}")).object();
        assert!(object.get("authority").is_none(), "{open}");
    }
}

#[test]
fn other_scripts_are_skipped() {
    for script in [
        "export const environment = { production: true, apiUrl: '/api' };",
        "const auth = { clientId: 'c', authority: 'https://accounts.example.com' };",
        "export const environment = { auth: { domain: 'x.auth0.com', clientId: 'c' } };",
        "createTransport({ auth: { type: 'OAuth2', clientId: 'c', clientSecret: 's', refreshToken: 't' } });",
        "const PublicClientApplication = 1; f({ auth: { user: 'x' } })",
    ] {
        let read = read("src/environments/environment.ts", script);
        assert!(read.resources.is_empty() && read.problems.is_empty(), "{script}");
        assert_eq!(read.reading.unwrap().format, None);
    }
    assert_eq!(read("src/authConfig.spec.ts", SPA).resources.len(), 0);
}

#[test]
fn a_script_may_have_any_name() {
    assert_eq!(read("src/lib/identity.mts", SPA).resources.len(), 1);
    let object =
        read("src/a.js", "export const options = { clientId: 'c', authority: `https://login.microsoftonline.com/${tenant}` };").object();
    assert_eq!(object["authority"]["startsWith"], "https://login.microsoftonline.com/");
    let options =
        "new BearerStrategy({ identityMetadata: `https://${host}/${policy}/v2.0/`, isB2C: true, validateIssuer: false }, verify);";
    assert_eq!(read("server.ts", options).object()["signUpSignInPolicyId"], "true");
}

#[test]
fn a_default_applies_only_if_no_authority_is_elsewhere() {
    for elsewhere in ["b2cPolicies: { signUp: 'x' }", "azure: { authority: url }", "request: { authority }", "key: options.authority"] {
        let script = format!("export const environment = {{ msalConfig: {{ auth: {{ clientId: 'c' }} }}, {elsewhere} }};");
        assert!(read("environment.ts", &script).object().get("authority").is_none(), "{elsewhere}");
    }
    for nothing in ["// no authority: MSAL has a default", "knownAuthorities: [],"] {
        let script = format!("export const environment = {{ msalConfig: {{ auth: {{ clientId: 'c',\n{nothing}\n }} }} }};");
        assert_eq!(read("environment.ts", &script).object()["authority"], "https://login.microsoftonline.com/common", "{nothing}");
    }
}

#[test]
fn json_may_have_any_name() {
    let options = r#"{"authOptions":{"clientId":"c","authority":"https://login.microsoftonline.com/common/"},"request":{"authority":"x"}}"#;
    assert_eq!(read("config/customConfig.json", options).object()["section"], "authOptions");
    let own = read(
        "assets/config.json",
        r#"{"api":"/","signIn":{"clientId":"c","authority":"https://login.microsoftonline.com/organizations"}}"#,
    );
    assert_eq!(own.object()["authority"], "https://login.microsoftonline.com/organizations");
    assert_eq!(read("res/raw/other.json", ANDROID).resources.len(), 3);
    for unrelated in [
        r#"{"auth":{"clientId":"c"},"authority":"https://x"}"#,
        r#"{"authority":"https://login.microsoftonline.com/common"}"#,
        r#"{"authority":"#,
    ] {
        let read = read("config.json", unrelated);
        assert!(read.resources.is_empty() && read.problems.is_empty(), "{unrelated}");
    }
}

#[test]
fn passport_is_read() {
    let options =
        "module.exports = { creds: { identityMetadata: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
        clientID: 'c', validateIssuer: false, issuer: ['https://x'], clientSecret: 'do-not-print' } };";
    let expected = json!({
        "library": "passport-azure-ad", "metadataAddress": "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
        "clientId": "c", "validateIssuer": false, "validIssuers": ["https://x"],
    });
    assert_eq!(read("config.js", options).object(), expected);
    let parts = r#"{"credentials":{"tenantID":"common","clientID":"c"},"metadata":{"authority":"login.microsoftonline.com"},"settings":{"validateIssuer":false}}"#;
    let object = read("authConfig.json", parts).object();
    assert_eq!((&object["tenantId"], &object["validateIssuer"]), (&json!("common"), &json!(false)));
}

const ANDROID: &str = r#"{ "client_id": "c", "authorization_user_agent": "DEFAULT", // here
  "authorities": [
    { "type": "AAD", "audience": { "type": "AzureADMultipleOrgs" }, "default": true },
    { "type": "AAD", "audience": { "type": "AzureADMyOrg", "tenant_id": "contoso.example" } },
    { "type": "B2C", "authority_url": "https://ü.b2clogin.com/tfp/x" } ] }"#;

#[test]
fn each_authority_of_android_is_a_configuration() {
    let read = read("app/src/main/res/raw/auth_config_multiple.json", ANDROID);
    let objects = read.objects();
    assert_eq!(objects[0]["tenantId"], "organizations");
    assert_eq!(read.at(0, "/tenantId"), "\"AzureADMultipleOrgs\"");
    assert_eq!(objects[1]["tenantId"], "contoso.example");
    assert_eq!(objects[2]["authority"], "https://ü.b2clogin.com/tfp/x");
    let graph = super::super::testing::read("msal-apps.json", r#"[{"appId":"x","signInAudience":"AzureADMyOrg"}]"#);
    assert_eq!(graph.resources[0].kind.name(), "application");
}

#[test]
fn hostile_files_do_no_harm() {
    cut_everywhere("authConfig.ts", SPA);
    cut_everywhere("auth_config.json", ANDROID);
    read("authConfig.json", &format!("{{\"auth\":{}", "[".repeat(100_000)));
}
