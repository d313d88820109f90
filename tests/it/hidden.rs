//! Nothing in a repository hides a finding: each trick changes how a file is found, decoded or evaluated, and the finding or a word about the
//! file remains.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// An app that is reported at the third line.
const BAD: &str = "resource \"azuread_application\" \"orders\" {\n  display_name     = \"Orders\"\n  sign_in_audience = \"AzureADandPersonalMicrosoftAccount\"\n}\n";
const BACKEND: &str = "terraform {\n  backend \"azurerm\" {}\n}\n";
const RULE: &str = "application-personal-accounts";

/// A folder with these files, as a git repository if `tracked` names any.
fn folder(files: &[(&str, &[u8])], tracked: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    if !tracked.is_empty() {
        for arguments in [vec!["init", "-q"], [vec!["add", "-f", "--"], tracked.to_vec()].concat()] {
            assert!(Command::new("git").args(arguments).current_dir(&folder).status().unwrap().success());
        }
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenantlint")).args(arguments).current_dir(folder).output().unwrap()
}

/// A check of the folder reports the finding at this place.
#[track_caller]
fn assert_found(folder: &TempDir, arguments: &[&str], place: &str) {
    let output = run(folder.path(), &[&["check", "--no-config", "--format", "concise", "--only", RULE], arguments].concat());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.lines().any(|line| line.starts_with(place)), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

/// A check of the folder says something about the file: a finding, an error or a warning.
#[track_caller]
fn assert_noticed(files: &[(&str, &[u8])], path: &str) {
    let folder = folder(files, &[]);
    let output = run(folder.path(), &["check", ".", "--no-config", "--format", "concise"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(text.lines().any(|line| line.starts_with(path)), "{path}: {text}");
}

#[test]
fn ignore_files_do_not_hide_what_git_tracks() {
    for name in [".ignore", ".gitignore"] {
        let folder = folder(&[("infra/main.tf", BAD.as_bytes()), (&format!("infra/{name}"), b"*")], &["infra/main.tf"]);
        assert_found(&folder, &["."], "infra/main.tf:3");
    }
}

#[test]
fn files_that_terraform_does_not_read_change_nothing() {
    let good = BAD.replace("AzureADandPersonalMicrosoftAccount", "AzureADMyOrg");
    assert_found(&folder(&[("main.tf", BAD.as_bytes()), (".fix_override.tf", good.as_bytes())], &[]), &["."], "main.tf:3");
}

#[test]
fn a_root_module_stays_one_whoever_calls_it() {
    let root = format!("{BAD}{BACKEND}");
    for call in ["count = 0", "for_each = {}", ""] {
        let caller = format!("module \"x\" {{\n  source = \"../infra\"\n  {call}\n}}\n");
        let folder = folder(&[("infra/main.tf", root.as_bytes()), ("samples/main.tf", caller.as_bytes())], &[]);
        assert_found(&folder, &["."], "infra/main.tf:3");
    }
    let installed = br#"{"Modules": [{"Key": "x", "Source": "y", "Dir": "../infra"}]}"#;
    let files: [(&str, &[u8]); 3] =
        [("infra/main.tf", BAD.as_bytes()), ("samples/main.tf", b"locals {}\n"), ("samples/.terraform/modules/modules.json", installed)];
    assert_found(&folder(&files, &[]), &["."], "infra/main.tf:3");
}

#[test]
fn what_a_pipeline_deploys_stays_a_root_whoever_calls_it() {
    let module = "variable \"audience\" {\n  default = \"AzureADandPersonalMicrosoftAccount\"\n}\nresource \"azuread_application\" \"orders\" {\n  display_name     = \"Orders\"\n  sign_in_audience = var.audience\n}\n";
    let caller = "module \"x\" {\n  source   = \"../infra\"\n  audience = \"AzureADMyOrg\"\n}\n";
    let template = "extension microsoftGraphV1\nparam audience string = 'AzureADandPersonalMicrosoftAccount'\nresource orders 'Microsoft.Graph/applications@v1.0' = {\n  uniqueName: 'orders'\n  displayName: 'Orders'\n  signInAudience: audience\n}\n";
    let deployment = "module x '../infra/app.bicep' = {\n  name: 'x'\n  params: { audience: 'AzureADMyOrg' }\n}\n";
    for (pipeline, place, files) in [
        ("working-directory: infra\n", "infra/main.tf:6", [("infra/main.tf", module), ("samples/main.tf", caller)]),
        ("run: terraform -chdir=infra apply\n", "infra/main.tf:6", [("infra/main.tf", module), ("samples/main.tf", caller)]),
        ("-f infra/app.bicep\n", "infra/app.bicep:6", [("infra/app.bicep", template), ("samples/main.bicep", deployment)]),
    ] {
        let [first, second] = files.map(|(path, text)| (path, text.as_bytes()));
        let folder = folder(&[first, second, (".github/workflows/deploy.yml", pipeline.as_bytes())], &["infra"]);
        assert_found(&folder, &["."], place);
        assert_found(&folder, &["infra"], place);
        fs::remove_file(folder.path().join(".github/workflows/deploy.yml")).unwrap();
        let output = run(folder.path(), &["check", ".", "--no-config", "--format", "concise", "--only", RULE]);
        assert!(!String::from_utf8_lossy(&output.stdout).contains(place), "a module is checked with the values of its calls");
    }
}

#[test]
fn a_parameter_file_does_not_replace_the_defaults() {
    let template = "extension microsoftGraphV1\nparam audience string = 'AzureADandPersonalMicrosoftAccount'\nresource orders 'Microsoft.Graph/applications@v1.0' = {\n  uniqueName: 'orders'\n  displayName: 'Orders'\n  signInAudience: audience\n}\n";
    let values = "using 'main.bicep'\nparam audience = 'AzureADMyOrg'\n";
    let bicep = folder(&[("main.bicep", template.as_bytes()), ("unused.bicepparam", values.as_bytes())], &[]);
    assert_found(&bicep, &["."], "main.bicep:6");
    let template = "{\n\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\",\n\"contentVersion\": \"1.0.0.0\", \"languageVersion\": \"2.0\", \"extensions\": {\"microsoftGraph\": {\"name\": \"MicrosoftGraph\", \"version\": \"1.0.0\"}},\n\"parameters\": {\"audience\": {\"type\": \"string\", \"defaultValue\":\n\"AzureADandPersonalMicrosoftAccount\"}, \"name\": {\"type\": \"string\", \"defaultValue\": \"x\"}},\n\"resources\": {\"orders\": {\"extension\": \"microsoftGraph\", \"type\": \"Microsoft.Graph/applications@v1.0\", \"properties\": {\"uniqueName\": \"orders\", \"displayName\": \"[parameters('name')]\", \"signInAudience\": \"[parameters('audience')]\"}}}}";
    let values = r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "contentVersion": "1.0.0.0", "parameters": {"audience": {"value": "AzureADMyOrg"}, "name": {"value": "Orders"}}}"#;
    let arm = folder(&[("main.json", template.as_bytes()), ("main.parameters.json", values.as_bytes())], &[]);
    assert_found(&arm, &["."], "main.json:6");
}

#[test]
fn a_plan_of_other_code_hides_no_literal_value() {
    let plan = br#"{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [
        {"address": "azuread_application.orders", "mode": "managed", "type": "azuread_application", "name": "orders",
         "values": {"display_name": "Orders", "sign_in_audience": "AzureADMyOrg"}}]}}}"#;
    let folder = folder(&[("infra/main.tf", BAD.as_bytes()), ("tests/data/plan.json", plan)], &[]);
    assert_found(&folder, &["."], "infra/main.tf:3");
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_repository_is_followed() {
    let folder = folder(&[("common/app.tf", BAD.as_bytes()), ("prod/main.tf", b"locals {}\n")], &["prod/main.tf"]);
    std::os::unix::fs::symlink("../common/app.tf", folder.path().join("prod/app.tf")).unwrap();
    assert_found(&folder, &["prod"], "prod/app.tf:3");
    // On Windows, git writes the path of the target as the text of the file.
    fs::remove_file(folder.path().join("prod/app.tf")).unwrap();
    fs::write(folder.path().join("prod/app.tf"), "../common/app.tf").unwrap();
    assert_found(&folder, &["prod"], "prod/app.tf:3");
}

#[test]
fn an_encoding_hides_no_settings() {
    let spring = "spring:\n  cloud:\n    azure:\n      active-directory:\n        enabled: true\n        profile:\n          tenant-id: common # ?\n        credential:\n          client-id: b1111111-0000-4000-8000-000000000001\n";
    let with = |byte: u8| spring.bytes().map(|other| if other == b'?' { byte } else { other }).collect::<Vec<u8>>();
    assert_noticed(&[("application.yml", &with(0xe9))], "application.yml");
    assert_noticed(&[("application.yml", &with(0))], "application.yml");
    assert_noticed(&[("application.yml", spring.replace('\n', "\r").as_bytes())], "application.yml");
    let properties = b"# \xe9\nspring.cloud.azure.active-directory.enabled=true\nspring.cloud.azure.active-directory.profile.tenant-id=common\nspring.cloud.azure.active-directory.credential.client-id=b1111111-0000-4000-8000-000000000001\n";
    assert_noticed(&[("application.properties", properties)], "application.properties");
}

#[test]
fn text_in_an_export_does_not_change_what_the_file_is() {
    let app = "id: a1111111-0000-4000-8000-000000000001\nappId: b1111111-0000-4000-8000-000000000001\ndisplayName: Portal\nsignInAudience: AzureADandPersonalMicrosoftAccount\n";
    for decoy in ["openapi: 3.0.0\n", "apiVersion: v1\nkind: X\n"] {
        assert_noticed(&[("app.yaml", format!("{app}{decoy}").as_bytes())], "app.yaml");
    }
    let groups = "value:\n- id: e1111111-0000-4000-8000-000000000001\n  displayName: \"{{\"\n  groupTypes: [DynamicMembership]\n  membershipRule: x\n  membershipRuleProcessingState: \"On\"\n- id: x\n  displayName: \"b";
    assert_noticed(&[("groups.yaml", groups.as_bytes())], "groups.yaml");
    let large = format!("{{\"AzureAd\": {{\"TenantId\": \"common\"}}}}{}", " ".repeat(4_300_000));
    assert_noticed(&[("appsettings.json", large.as_bytes())], "appsettings.json");
}

#[test]
fn a_policy_file_below_another_one_only_tightens_it() {
    let app: &[u8] = br#"{"appId": "b1111111-0000-4000-8000-000000000001", "signInAudience": "AzureADandPersonalMicrosoftAccount"}"#;
    let below = b"version: 1\nfail-on: critical\nrules:\n  application-personal-accounts: { enabled: false, reason: none }\n";
    let files = [(".tenantlint.yaml", &b"version: 1\n"[..]), ("exp/.tenantlint.yaml", below), ("exp/app.json", app)];
    let folder = folder(&files, &[".tenantlint.yaml"]);
    let output = run(folder.path(), &["check", "exp", "--format", "concise"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("`exp/.tenantlint.yaml` may only tighten"), "{text}");
}

#[test]
fn a_policy_file_holds_for_its_folder_only() {
    let app: &[u8] = br#"{"appId": "b1111111-0000-4000-8000-000000000001", "signInAudience": "AzureADandPersonalMicrosoftAccount"}"#;
    let policy = b"version: 1\nrules:\n  application-personal-accounts: { enabled: false, reason: none }\n";
    let folder = folder(&[("app.json", app), ("exp/.tenantlint.yaml", policy), ("exp/good.json", b"{}")], &["app.json"]);
    let output = run(folder.path(), &["check", "app.json", "exp/good.json", "--format", "concise"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains(RULE));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`exp/.tenantlint.yaml` is not used"));
}

#[cfg(unix)]
#[test]
fn the_output_is_not_written_through_a_link() {
    let folder = folder(&[("app.json", b"{}"), ("target.txt", b"kept")], &[]);
    std::os::unix::fs::symlink("target.txt", folder.path().join("report.sarif")).unwrap();
    let output = run(folder.path(), &["check", "app.json", "--no-config", "--output", "sarif=report.sarif"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("target.txt")).unwrap(), "kept");
}

#[test]
fn values_that_are_marked_as_sensitive_are_not_printed() {
    let variable = "variable \"label\" {\n  sensitive = true\n  default   = \"invented-token-5f3a\"\n}\n";
    let app = BAD.replace("\"Orders\"", "var.label");
    let folder = folder(&[("main.tf", format!("{variable}{app}").as_bytes())], &[]);
    for arguments in [&["check", ".", "--no-config"][..], &["check", ".", "--no-config", "--format", "sarif"], &["inspect", "."]] {
        let output = run(folder.path(), arguments);
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("azuread_application.orders") && !text.contains("invented-token-5f3a"), "{arguments:?}: {text}");
    }
}

#[test]
fn values_that_a_plan_marks_are_not_printed() {
    let plan = br#"{
  "format_version": "1.2", "terraform_version": "1.9.0",
  "resource_changes": [{
    "address": "azuread_application.a", "mode": "managed", "type": "azuread_application", "name": "a",
    "change": {
      "actions": ["create"], "before": null, "before_sensitive": false, "after_unknown": {},
      "after_sensitive": { "notes": true, "tags": [false, true] },
      "after": {
        "display_name": "Orders", "tags": ["open-tag", "invented-tag-5f3a"],
        "sign_in_audience": "AzureADandPersonalMicrosoftAccount",
        "notes": "invented-note-5f3a"
      }
    }
  }]
}"#;
    let folder = folder(&[("plan.json", plan)], &[]);
    let output = run(folder.path(), &["check", ".", "--no-config"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("open-tag") && !text.contains("-5f3a"), "{text}");
}

#[test]
fn settings_of_apps_are_not_printed() {
    let site = b"resource site 'Microsoft.Web/sites@2024-04-01' = {\n  name: 'a'\n  properties: { siteConfig: { appSettings: [{ name: 'STRIPE', value: 'invented-5f3a' }] } }\n}\nresource settings 'Microsoft.Web/sites/config@2024-04-01' = {\n  parent: site\n  name: 'appsettings'\n  properties: { OTHER: 'invented-5f3a' }\n}\n";
    let folder = folder(&[("main.bicep", site)], &["main.bicep"]);
    let output = run(folder.path(), &["inspect", "."]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("STRIPE") && text.contains("OTHER") && !text.contains("5f3a"), "{text}");
}

#[test]
fn a_policy_file_in_a_folder_tightens_the_check_of_the_folder() {
    let app = |name: &str| {
        format!(r#"{{"appId": "b1111111-0000-4000-8000-00000000000{name}", "displayName": "{name}", "signInAudience": "AzureADMyOrg"}}"#)
    };
    let app = |name: &str| app(name).replace("AzureADMyOrg", "AzureADandPersonalMicrosoftAccount");
    let root = "version: 1\nfail-on: critical\nrules:\n  application-personal-accounts: { severity: low }\n  application-multi-tenant-unowned: { enabled: false }\n";
    let below = "version: 1\nfail-on: high\nrules:\n  application-personal-accounts: { severity: high }\n  application-multi-tenant-unowned: { enabled: true }\nallow:\n  - \
                 rule: application-personal-accounts\n    resource: { kind: application }\n    reason: x\n    reviewer: x\n    expires: 2099-01-01\n";
    let (one, two) = (app("1"), app("2"));
    let files = [
        (".tenantlint.yaml", root.as_bytes()),
        ("exp/.tenantlint.yaml", below.as_bytes()),
        ("exp/one.json", one.as_bytes()),
        ("two.json", two.as_bytes()),
        ("bad/.tenantlint.yaml", b"version: 3\n"),
    ];
    let folder = folder(&files, &[".tenantlint.yaml"]);
    let output = run(folder.path(), &["check", ".", "--format", "concise"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("exp/one.json:1:") && text.contains("high[application-personal-accounts]"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("two.json") && line.contains("low[application-personal-accounts]")), "{text}");
    assert!(!text.lines().any(|line| line.starts_with("two.json") && line.contains("unowned")), "{text}");
    assert!(text.contains("`exp/.tenantlint.yaml` may only tighten the one above it: `allow`"), "{text}");
    assert!(text.contains("`bad/.tenantlint.yaml` is not used: it is invalid"), "{text}");
    assert_eq!(output.status.code(), Some(1), "the threshold of the folder holds: {text}");
    let fails = |arguments: &[&str]| run(folder.path(), arguments).status.code();
    assert_eq!(fails(&["check", "two.json"]), Some(0));
    fs::write(folder.path().join("exp/.tenantlint.yaml"), below.replace("fail-on: high\n", "")).unwrap();
    assert_eq!(fails(&["check", "."]), Some(0), "a file without a threshold lowers none");
    assert_eq!(fails(&["check", ".", "--fail-on", "critical"]), Some(0), "the command line holds everywhere");
    let output = run(folder.path(), &["check", ".", "--no-config"]);
    assert!(!String::from_utf8_lossy(&output.stdout).contains("exp/.tenantlint.yaml"));
}

#[test]
fn a_report_names_what_the_policy_switches_off() {
    let policy = b"version: 1\nrules:\n  guest-undeclared: { enabled: false, reason: none }\n  guest-invite-everyone: { severity: low }\n";
    let folder = folder(&[(".tenantlint.yaml", policy), ("a.json", b"{}")], &[".tenantlint.yaml"]);
    let text = |format: &str| String::from_utf8_lossy(&run(folder.path(), &["check", ".", "--format", format]).stdout).into_owned();
    let human = text("human");
    let line = "policy: `.tenantlint.yaml`; disables `guest-undeclared`; lowers the severity of `guest-invite-everyone`";
    assert!(human.contains(line), "{human}");
    let expected = serde_json::json!({
        "files": [".tenantlint.yaml"], "disabled": ["guest-undeclared"], "lowered": ["guest-invite-everyone"],
    });
    let json: serde_json::Value = serde_json::from_str(&text("json")).unwrap();
    assert_eq!(json["policy"], expected);
    let sarif: serde_json::Value = serde_json::from_str(&text("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["invocations"][0]["properties"]["policy"], expected);
}

#[test]
fn functions_do_not_read_the_folder_of_git() {
    let template = "resource a 'Microsoft.Graph/applications@v1.0' = { uniqueName: 'x', displayName: loadTextContent('.git/config'), signInAudience: 'AzureADMultipleOrgs' }\n";
    let root = BAD.replace("\"Orders\"", "file(\"../.git/config\")");
    let folder = folder(&[("main.bicep", template.as_bytes()), ("tf/main.tf", root.as_bytes())], &["main.bicep"]);
    fs::write(folder.path().join(".git/config"), "invented-token-5f3a").unwrap();
    for arguments in [&["check", ".", "--no-config"][..], &["inspect", "."]] {
        let output = run(folder.path(), arguments);
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("uniqueName") && !text.contains("invented-token-5f3a"), "{arguments:?}: {text}");
    }
}

#[test]
fn a_call_that_is_never_made_hides_no_module() {
    let template = "extension microsoftGraphV1\nresource app 'Microsoft.Graph/applications@v1.0' = {\n  uniqueName: 'x'\n  displayName: 'x'\n  signInAudience: 'AzureADandPersonalMicrosoftAccount'\n}\n";
    for call in ["= if (false) { name: 'm' }", "= if (1 == 2) { name: 'm' }", "= [for i in []: { name: 'm${i}' }]"] {
        let decoy = format!("module m 'main.bicep' {call}\n");
        assert_noticed(&[("main.bicep", template.as_bytes()), ("decoy.bicep", decoy.as_bytes())], "main.bicep");
    }
    let inner = "module m 'main.bicep' = { name: 'm' }\n";
    let decoy = "module m 'inner.bicep' = if (false) { name: 'm' }\n";
    let files = [("main.bicep", template.as_bytes()), ("inner.bicep", inner.as_bytes()), ("decoy.bicep", decoy.as_bytes())];
    assert_noticed(&files, "main.bicep");
    for argument in ["count = 0", "for_each = {}", "for_each = toset([])"] {
        let decoy = format!("module \"a\" {{\n  source = \"../app\"\n  {argument}\n}}\n");
        assert_noticed(&[("app/main.tf", BAD.as_bytes()), ("decoy/main.tf", decoy.as_bytes())], "app/main.tf");
    }
}
