use super::super::testing::{cut_everywhere, read};
use serde_json::json;

const CFG: &str = r#"## für alle
provider = "entra-id"
oidc_issuer_url = "https://login.microsoftonline.com/common/v2.0"
client_id = "c"
client_secret = "do-not-print"
cookie_secret = 'do-not-print'
email_domains = [
  "contoso.example", # ours
  "*",
]
insecure_oidc_skip_issuer_verification = true
entra_id_allowed_tenants = ["f645ad92-e38d-4d1a-b510-d1b09a74a8ca"]
user_id_claim = "oid"
"#;

#[test]
fn the_file_is_read_with_its_places() {
    let read = read("deploy/oauth2-proxy.cfg", CFG);
    assert_eq!(
        read.object(),
        json!({
            "library": "oauth2-proxy", "issuer": "https://login.microsoftonline.com/common/v2.0", "clientId": "c", "validateIssuer": false,
            "allowedTenants": ["f645ad92-e38d-4d1a-b510-d1b09a74a8ca"], "emailDomains": ["contoso.example", "*"],
            "allowUnverifiedEmail": false, "emailClaim": "email", "userIdClaim": "oid",
        })
    );
    assert_eq!(read.at(0, "/emailDomains/1"), "*");
    assert_eq!(read.at(0, "/issuer"), "https://login.microsoftonline.com/common/v2.0");
    assert_eq!(read.at(0, "/validateIssuer"), "true");
    assert_eq!(read.at(0, "/emailClaim"), "provider");
}

#[test]
fn the_old_provider_accepts_every_tenant_by_default() {
    assert_eq!(read("proxy.cfg", "provider = \"azure\"\n").object()["tenantId"], "common");
    assert_eq!(read("proxy.cfg", "provider = \"azure\"\nazure_tenant = \"t\"\n").object()["tenantId"], "t");
    for text in [
        "provider = \"github\"\nazure_tenant = \"\"\n",
        "[metadata]\nprovider = azure\n",
        "provider = oidc\noidc_issuer_url=\"https://idp.example\"",
    ] {
        let read = read("setup.cfg", text);
        assert!(read.resources.is_empty() && read.problems.is_empty(), "{text}");
    }
}

const YAML: &str = r#"upstreamConfig: { upstreams: [] }
providers:
  - id: ü
    provider: entra-id
    clientID: ${CLIENT_ID}
    clientSecret: do-not-print
    oidcConfig:
      issuerURL: https://login.microsoftonline.com/common/v2.0
      insecureSkipIssuerVerification: true
      emailClaim: preferred_username
    microsoftEntraIDConfig:
      allowedTenants: ["t"]
  - provider: google
"#;

#[test]
fn providers_in_yaml_give_the_same_result() {
    let read = read("alpha_config.yaml", YAML);
    assert_eq!(
        read.object(),
        json!({
            "library": "oauth2-proxy", "section": "providers/0", "issuer": "https://login.microsoftonline.com/common/v2.0",
            "clientId": { "$unknown": "`${CLIENT_ID}` is set where the application runs" }, "validateIssuer": false, "allowedTenants": ["t"],
            "allowUnverifiedEmail": false, "emailClaim": "preferred_username",
        })
    );
    assert_eq!(read.at(0, "/allowedTenants/0"), "\"t\"");
}

#[test]
fn secrets_are_not_read_and_hostile_files_do_no_harm() {
    for read in [read("x.cfg", CFG), read("x.yaml", YAML)] {
        assert!(!read.resources[0].json.contains("do-not-print"));
    }
    cut_everywhere("oauth2-proxy.cfg", CFG);
    cut_everywhere("alpha.yaml", YAML);
}
