//! Comments in code that accept findings.

use crate::common::folder;
use std::path::Path;
use std::process::{Command, Output};

const APP: &str = "resource \"azuread_application\" \"portal\" {\n  display_name     = \"portal\"\n  sign_in_audience = \"AzureADandPersonalMicrosoftAccount\"\n}\n";
const RULE: &str = "application-personal-accounts";
const REASON: &str = "reason=\"consumers sign in\" reviewer=\"me@contoso.example\" expires=2099-03-31";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenantlint")).args(arguments).current_dir(folder).output().unwrap()
}

/// The findings of a file on two rules, one per line.
fn findings(name: &str, text: &str, arguments: &[&str]) -> String {
    let folder = folder(&[(name, text)]);
    let rules = ["--only", RULE, "--only", "code-config-authority-shared", "--only", "suppression-unsound"];
    let all = [&["check", ".", "--no-config", "--format", "concise"][..], &rules, arguments].concat();
    String::from_utf8(run(folder.path(), &all).stdout).unwrap()
}

#[test]
fn a_comment_accepts_in_every_format_with_comments() {
    let bicep = "resource portal 'Microsoft.Graph/applications@v1.0' = {\n  uniqueName: 'p'\n  displayName: 'p'\n  signInAudience: 'AzureADandPersonalMicrosoftAccount'\n}\n";
    let arm = "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"languageVersion\": \"2.0\", \"contentVersion\": \"1.0.0.0\",\n\"extensions\": {\"graph\": {\"name\": \"MicrosoftGraph\", \"version\": \"1.0.0\"}}, \"resources\": {\n//\n\"app\": {\"extension\": \"graph\", \"type\": \"Microsoft.Graph/applications@v1.0\",\n\"properties\": {\"uniqueName\": \"p\", \"displayName\": \"p\", \"signInAudience\": \"AzureADandPersonalMicrosoftAccount\"}}}}\n";
    let spring = "spring:\n  cloud:\n    azure:\n      active-directory:\n        enabled: true\n        profile:\n          tenant-id: common\n        credential:\n          client-id: b1111111-0000-4000-8000-000000000001\n          client-secret: x\n";
    let env = "AzureAd__ClientId=b1111111-0000-4000-8000-000000000001\nAzureAd__Instance=https://login.microsoftonline.com/\nAzureAd__TenantId=common\nAzureAd__ClientSecret=x\n";
    let appsettings = "{ \"AzureAd\": {\n  \"Instance\": \"https://login.microsoftonline.com/\",\n  \"ClientId\": \"b1111111-0000-4000-8000-000000000001\",\n  \"TenantId\": \"common\"\n} }\n";
    let properties = "spring.cloud.azure.active-directory.enabled=true\nspring.cloud.azure.active-directory.credential.client-id=b1111111-0000-4000-8000-000000000001\nspring.cloud.azure.active-directory.profile.tenant-id=common\n";
    let shared = "code-config-authority-shared";
    for (name, text, rule, comment, before) in [
        ("main.tf", APP, RULE, "#", "resource"),
        ("main.tf", APP, RULE, "//", "  sign_in_audience"),
        ("main.bicep", bicep, RULE, "//", "resource"),
        ("main.json", arm, RULE, "//", "\"app\""),
        ("application.yml", spring, shared, "#", "          tenant-id"),
        ("application.yml", spring, shared, "#", "spring"),
        (".env", env, shared, "#", "AzureAd__TenantId"),
        ("appsettings.json", appsettings, shared, "//", "  \"TenantId\""),
        ("application.properties", properties, shared, "#", "spring.cloud.azure.active-directory.profile"),
    ] {
        let is_found = |text: &str, arguments: &[&str]| findings(name, text, arguments).contains(&format!("[{rule}]"));
        assert!(is_found(text, &[]), "{name}");
        let above = text.replacen(before, &format!("{comment} tenantlint: allow {rule} {REASON}\n{before}"), 1);
        assert_eq!(findings(name, &above, &[]), "", "{name}: {above}");
        assert!(is_found(&above, &["--no-suppressions"]), "{name}");
    }
    let beside = APP.replace("Account\"\n", &format!("Account\" # tenantlint: allow {RULE} {REASON}\n"));
    assert_eq!(findings("main.tf", &beside, &[]), "");
}

#[test]
fn a_comment_accepts_only_what_it_is_above() {
    let two = format!("# tenantlint: allow {RULE} {REASON}\n{APP}{}", APP.replace("portal", "other"));
    assert_eq!(findings("main.tf", &two, &[]).matches(RULE).count(), 1);
    let other = format!("# tenantlint: allow guest-stale {REASON}\n{APP}");
    assert!(findings("main.tf", &other, &[]).contains(RULE));
}

#[test]
fn a_comment_with_a_defect_accepts_nothing_and_is_reported() {
    for (comment, title) in [
        (format!("allow {RULE}"), "accepts nothing, because it has no reason"),
        (format!("allow {RULE} reason=x expires=2020-01-01"), "expired on 2020-01-01"),
        (format!("allow {RULE} reason=x until=2020-01-01"), "`until` is none of"),
        ("allow application-personal reason=x".to_owned(), "`application-personal`, which is no rule"),
    ] {
        let found = findings("main.tf", &format!("# tenantlint: {comment}\n{APP}"), &[]);
        assert!(found.contains(&format!("[{RULE}]")) && found.contains(title), "{found}");
    }
    let unused = format!("# tenantlint: allow {RULE} {REASON}\n{}", APP.replace("AzureADandPersonalMicrosoftAccount", "AzureADMyOrg"));
    let found = findings("main.tf", &unused, &[]);
    assert!(found.contains("main.tf:1:3: low[suppression-unsound] comment accepts nothing"), "{found}");
}

#[test]
fn a_name_in_an_export_accepts_nothing() {
    let export = "value:\n- id: a1111111-0000-4000-8000-000000000001\n  appId: b1111111-0000-4000-8000-000000000001\n  # tenantlint: allow application-personal-accounts reason=x\n  signInAudience: AzureADandPersonalMicrosoftAccount\n  displayName: x\n";
    let found = findings("applications.yaml", export, &[]);
    assert!(found.contains(RULE) && !found.contains("suppression-unsound"), "{found}");
    // Nor does it say anything about the comments of others.
    let name = export.replace("displayName: x", "displayName: \"# tenantlint: allow nothing\"");
    assert!(!findings("applications.yaml", &name, &[]).contains("suppression-unsound"));
}

#[test]
fn the_report_counts_and_sarif_names_the_comment() {
    let folder = folder(&[("main.tf", &format!("# tenantlint: allow {RULE} {REASON}\n{APP}"))]);
    let text = |format: &str| String::from_utf8(run(folder.path(), &["check", ".", "--only", RULE, "--format", format]).stdout).unwrap();
    assert!(text("human").contains("1 finding accepted by comments in code"));
    let sarif: serde_json::Value = serde_json::from_str(&text("sarif")).unwrap();
    let suppression = &sarif["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(suppression["kind"], "inSource");
    assert_eq!(suppression["justification"], "consumers sign in (reviewed by me@contoso.example)");
}
