use super::super::testing::{cut_everywhere, read};
use serde_json::json;

const POLICY: &str = r#"<policies>
  <inbound>
    <base />
    <choose><when condition="@(context.Request.Headers.GetValueOrDefault("x","") != "<validate-jwt>")">
    <!-- <validate-jwt></validate-jwt> -->
    <validate-azure-ad-token tenant-id="organizations" header-name="Authorization">
      <client-application-ids>
        <application-id>11111111-1111-4111-8111-111111111111</application-id>
        <application-id>{{client-id}}</application-id>
      </client-application-ids>
      <required-claims>
        <claim name="tid" match="any">
          <value>ü &amp; Söhne</value>
          <value>@((string)context.Variables["a"])</value>
        </claim>
        <claim name="roles" />
      </required-claims>
    </validate-azure-ad-token></when></choose>
    <validate-jwt header-name="Authorization" require-expiration-time="false">
      <openid-config url="https://login.microsoftonline.com/{{tenant}}/v2.0/.well-known/openid-configuration" />
      <openid-config url="https://login.microsoftonline.com/common/.well-known/openid-configuration" />
      <issuer-signing-keys><key>do-not-print</key></issuer-signing-keys>
      <audiences>
        <audience>api://one</audience>
      </audiences>
    </validate-jwt>
    <validate-azure-ad-token tenant-id='contoso.example'/>
  </inbound>
</policies>
"#;

#[test]
fn each_element_is_a_resource() {
    let read = read("policies/api.xml", POLICY);
    assert_eq!(
        read.objects(),
        [
            json!({
                "element": "validate-azure-ad-token", "tenantId": "organizations", "audiences": [],
                "clientApplicationIds": [
                    "11111111-1111-4111-8111-111111111111",
                    { "$unknown": "the named value `client-id` of API Management" },
                ],
                "backendApplicationIds": [],
                "requiredClaims": [
                    { "name": "tid", "match": "any",
                      "values": ["ü & Söhne", { "$unknown": "an expression that is evaluated at request time" }] },
                    { "name": "roles", "match": "all", "values": [] },
                ],
            }),
            json!({
                "element": "validate-jwt",
                "openidConfigurations": [
                    { "$unknown": "the named value `tenant` of API Management", "startsWith": "https://login.microsoftonline.com/",
                      "endsWith": "/v2.0/.well-known/openid-configuration" },
                    "https://login.microsoftonline.com/common/.well-known/openid-configuration",
                ],
                "issuers": [], "audiences": ["api://one"], "requiredClaims": [], "requireSignedTokens": true,
                "requireExpirationTime": false,
            }),
            json!({
                "element": "validate-azure-ad-token", "tenantId": "contoso.example", "audiences": [], "clientApplicationIds": [],
                "backendApplicationIds": [], "requiredClaims": [],
            }),
        ]
    );
    assert_eq!(read.at(0, "/tenantId"), "organizations");
    assert_eq!(read.at(0, "/requiredClaims/0/values/0"), "ü &amp; Söhne");
    assert_eq!(read.at(0, "/requiredClaims/0"), r#"<claim name="tid" match="any">"#);
    assert_eq!(read.at(1, "/audiences/0"), "api://one");
    assert_eq!(read.at(1, "/requireExpirationTime"), "false");
    assert_eq!(read.under(read.resources[2].span), "<validate-azure-ad-token tenant-id='contoso.example'/>");
    assert_eq!(read.problems(), []);
}

#[test]
fn unrelated_xml_is_skipped_and_a_truncated_policy_is_not() {
    for text in ["<project><validate-jwt/></project>", "<policies><inbound/></policies>", "<validate-jw"] {
        let read = read("pom.xml", text);
        assert!(read.resources.is_empty() && read.problems.is_empty(), "{text}");
        assert_eq!(read.reading.unwrap().format, None);
    }
    let cut = read("policy.xml", "<inbound><validate-jwt><issuers><issuer>https://x</issuer>");
    assert_eq!(cut.problems()[0].0, "<validate-jwt>");
    assert_eq!(cut.object()["issuers"], json!({ "$unknown": "the element is truncated" }));
}

#[test]
fn hostile_policies_do_no_harm() {
    cut_everywhere("policy.xml", POLICY);
    for piece in ["<validate-jwt ", "<validate-jwt>", "@(", "<validate-jwt a=\"@(", "<!--", "<a b=\"", "{{", "<claim>"] {
        read("policy.xml", &format!("<policies><validate-jwt>{}", piece.repeat(20_000)));
    }
}
