use super::super::testing::{cut_everywhere, read};
use serde_json::json;

const YAML: &str = r#"spring:
  application: {name: ü}
  cloud:
    azure:
      profile: { tenant-id: everywhere.example }
      activeDirectory:
        enabled: true
        profile:
          tenant_id: common
        credential:
          client-id: ${CLIENT_ID}
          client-secret: do-not-print
        user-group:
          allowed-group-names: [one, "two"]
  security.oauth2.client:
    provider:
      entra-id:
        issuer-uri: "https://login.microsoftonline.com/${TENANT:common}/v2.0"
        user-name-attribute: preferred_username
      google:
        issuer-uri: https://accounts.google.com
    registration:
      app: { provider: entra-id, client-id: abc }
---
spring.config.activate.on-profile: test
spring.security.oauth2.resourceserver.jwt.issuer-uri: https://sts.windows.net/contoso.example/
---
azure.activedirectory: { tenant-id: t }
"#;

#[test]
fn each_yaml_document_is_read() {
    let read = read("src/main/resources/application.yml", YAML);
    assert_eq!(
        read.objects(),
        [
            json!({
                "library": "Spring Cloud Azure", "section": "spring.cloud.azure.active-directory", "enabled": true, "tenantId": "common",
                "clientId": { "$unknown": "`${CLIENT_ID}` is set where the application runs" }, "allowedGroups": ["one", "two"],
            }),
            json!({
                "library": "Spring Security", "section": "spring.security.oauth2.client.provider.entra-id",
                "issuer": "https://login.microsoftonline.com/common/v2.0",
                "clientId": "abc", "nameClaim": "preferred_username",
            }),
            json!({
                "library": "Spring Security", "section": "spring.security.oauth2.resourceserver.jwt",
                "issuer": "https://sts.windows.net/contoso.example/",
            }),
            json!({ "library": "Spring Cloud Azure", "section": "azure.activedirectory", "tenantId": "t" }),
        ]
    );
    assert_eq!(read.at(0, "/tenantId"), "common");
    assert_eq!(read.at(0, "/allowedGroups/1"), "\"two\"");
    assert_eq!(read.under(read.resources[0].span), "activeDirectory");
    assert_eq!(read.under(read.resources[1].span), "entra-id");
    assert_eq!(read.at(1, "/issuer"), "\"https://login.microsoftonline.com/${TENANT:common}/v2.0\"");
    assert_eq!(read.problems(), []);
}

const PROPERTIES: &str = "# ü\nspring.cloud.azure.active-directory.enabled=true\nspring.cloud.azure.active-directory.credential.client-secret=do-not-print\n\
    spring.cloud.azure.active-directory.profile.tenant-id = organizations\nspring.cloud.azure.credential.client-id: c\n\
    spring.cloud.azure.activeDirectory.user-group.allowed-group-names[0]=a\nspring.cloud.azure.active-directory.user-group.allowed-group-names[1]=b\n";

#[test]
fn properties_give_the_same_result() {
    let read = read("config/application-prod.properties", PROPERTIES);
    assert_eq!(
        read.object(),
        json!({
            "library": "Spring Cloud Azure", "section": "spring.cloud.azure.active-directory", "environment": "prod", "enabled": true,
            "tenantId": "organizations", "clientId": "c", "allowedGroups": ["a", "b"],
        })
    );
    assert_eq!(read.at(0, "/tenantId"), "organizations");
    assert_eq!(read.at(0, "/allowedGroups/1"), "b");
    assert_eq!(read.under(read.resources[0].span), "spring.cloud.azure.active-directory.enabled");
    let list = super::super::testing::read("application.properties", "azure.activedirectory.user-group.allowed-groups=x, ü\n");
    assert_eq!(list.at(0, "/allowedGroups/1"), "ü");
}

#[test]
fn maven_placeholders_are_accepted_and_invalid_yaml_is_reported() {
    let filtered = read("application.yml", "info: { version: 1 }\nv: @project.version@\nazure.activedirectory.tenant-id: common\n");
    assert_eq!(filtered.object()["tenantId"], "common");
    assert_eq!(filtered.problems(), []);
    let broken = read("application.yml", "azure.activedirectory: {tenant-id: [common\n");
    assert_eq!(broken.problems.len(), 1);
    for other in ["server.port: 80\n", "a: [\n", "spring.security.oauth2.client.provider.x.issuer-uri: https://idp.example\n"] {
        let read = read("application.yaml", other);
        assert!(read.resources.is_empty() && read.problems.is_empty(), "{other}");
        assert_eq!(read.reading.unwrap().format, None);
    }
}

#[test]
fn secrets_are_not_read() {
    for read in [read("application.yml", YAML), read("application.properties", PROPERTIES)] {
        assert!(read.resources.iter().all(|resource| !resource.json.contains("do-not-print")));
    }
}

#[test]
fn hostile_files_do_no_harm() {
    cut_everywhere("application.yml", YAML);
    cut_everywhere("application.properties", PROPERTIES);
    read("application.yml", &format!("azure: {}", "[".repeat(100_000)));
    read("application.properties", &format!("{}azure=1", "a.".repeat(200_000)));
    read("application.properties", &"azure.activedirectory.x\\\n".repeat(50_000));
    let bomb = (0..40).map(|n| format!("a{}: &a{0} [{}]\n", n + 1, format!("*a{n},").repeat(9))).collect::<Vec<_>>().concat();
    read("application.yml", &format!("a0: &a0 azure\n{bomb}"));
}

#[test]
fn an_empty_tenant_falls_back_to_the_global_one_or_the_default() {
    let key = "spring.cloud.azure.active-directory.profile.tenant-id";
    let tenant = |text: &str| read("application.properties", text).object()["tenantId"].clone();
    assert_eq!(tenant(&format!("{key}=\n")), "common");
    assert_eq!(tenant(&format!("{key} =  \nspring.cloud.azure.profile.tenant-id=contoso.example\n")), "contoso.example");
    assert_eq!(read("application.properties", &format!("{key}=\n")).at(0, "/tenantId"), key);
    let yaml = read("application.yml", "spring.cloud.azure.active-directory: { enabled: true, profile: { tenant-id: } }\n");
    assert_eq!(yaml.object()["tenantId"], "common");
    assert_eq!(yaml.at(0, "/tenantId"), "tenant-id");
}

#[test]
fn the_default_of_a_placeholder_applies() {
    let text =
        "spring.cloud.azure.active-directory.enabled=${ON:true}\nspring.cloud.azure.active-directory.profile.tenant-id=${T:${U:common}}\n";
    let read = read("application.properties", text);
    assert_eq!(read.object()["enabled"], true);
    assert_eq!(read.object()["tenantId"], "common");
    assert_eq!(read.at(0, "/tenantId"), "common");
}

#[test]
fn java_samples_have_keys_of_their_own() {
    let read = read(
        "src/main/resources/authentication.properties",
        "aad.clientId=c\naad.secret=do-not-print\naad.authority=https://login.microsoftonline.com/common/\naad.session-param=x\n\
         security.oauth2.resource.jwt.key-uri=https://login.microsoftonline.com/common/discovery/keys\nlogging.level.microsoft.tenant=a\n",
    );
    let expected = [
        json!({ "library": "Spring Security", "section": "security.oauth2.resource", "metadataAddress": "https://login.microsoftonline.com/common/discovery/keys" }),
        json!({ "library": "environment", "section": "aad", "authority": "https://login.microsoftonline.com/common/", "clientId": "c" }),
    ];
    assert_eq!(read.objects(), expected);
    assert_eq!(read.at(1, "/clientId"), "c");
    let yaml = super::super::testing::read(
        "application.yml",
        "app:\n  azureAd:\n    tenantId: ${TENANT:common}\n  url: https://login.microsoftonline.com\n",
    );
    assert_eq!((yaml.object()["tenantId"].clone(), yaml.object()["section"].clone()), (json!("common"), json!("app_azure_Ad")));
    for other in
        ["messages.url=https://login.microsoftonline.com/common", "server.authority=https://x # login.microsoftonline.com", "a.b=c"]
    {
        assert_eq!(super::super::testing::read("messages.properties", other).resources.len(), 0, "{other}");
    }
}
