//! The script of `tenantlint collect`, run with a fake Azure CLI.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

/// A fake `az`: one subscription, one group, applications in two pages, no access to Conditional Access.
const AZ: &str = r##"#!/usr/bin/env bash
url=""; query=""
while [ $# -gt 0 ]; do
  case "$1" in --url) url="$2"; shift;; --query) query="$2"; shift;; account) what="$2";; esac
  shift
done
case "${what:-}$url$query" in
  listx*|list*) echo 00000000-0000-4000-8000-00000000000a;;
  show*) echo 11111111-2222-4333-8444-555566667777;;
  *groups*value*) echo 22222222-2222-4333-8444-555566667777;;
  *applications*value*) ;;
  *skiptoken*) printf '{\n  "@odata.context": "https://graph.microsoft.com/beta/$metadata#applications",\n  "value": [{"id": "b", "appId": "b", "signInAudience": "AzureADMyOrg"}]\n}\n';;
  *beta/applications*) printf '{\n  "@odata.context": "https://graph.microsoft.com/beta/$metadata#applications",\n  "@odata.nextLink": "https://graph.microsoft.com/beta/applications?$skiptoken=x&$top=999",\n  "value": [{"id": "a", "appId": "a", "signInAudience": "AzureADMyOrg"}]\n}\n';;
  *groups/*/members*) printf '{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#directoryObjects","value":[{"@odata.type":"#microsoft.graph.user","id":"c","userPrincipalName":"c@contoso.example"}]}';;
  *conditionalAccess/policies*) exit 1;;
  *) echo '{"value": []}';;
esac
"##;

fn tenantlint(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenantlint")).current_dir(folder).args(arguments).output().unwrap()
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

/// The script that `collect` prints with these arguments.
fn script(folder: &Path, arguments: &[&str]) -> String {
    let printed = tenantlint(folder, &[&["collect", "--no-config"], arguments].concat());
    assert_eq!(printed.status.code(), Some(0), "{}", text(&printed.stderr));
    text(&printed.stdout)
}

#[test]
fn fetched_data_is_read_and_failed_requests_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("bin")).unwrap();
    fs::write(path("bin/az"), AZ).unwrap();
    fs::set_permissions(path("bin/az"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(path("collect.sh"), script(folder.path(), &[])).unwrap();
    let search = format!("{}:{}", path("bin").display(), std::env::var("PATH").unwrap());
    let run = Command::new("bash").arg("collect.sh").arg("out").env("PATH", search).current_dir(folder.path()).output().unwrap();
    assert!(run.status.success(), "{}", text(&run.stderr));

    let inputs = text(&tenantlint(folder.path(), &["inputs", "--no-config", "out"]).stdout);
    for file in ["applications.json", "applications.2.json", "authorizationPolicy.json"] {
        assert!(path("out").join(file).exists(), "{file}: {inputs}");
    }
    assert!(!inputs.contains("nextLink"), "a link that was followed is none that is left: {inputs}");
    assert!(!path("out/conditionalAccessPolicies.json").exists(), "what was refused is not an empty list");

    let seen = text(&tenantlint(folder.path(), &["inspect", "--no-config", "out"]).stdout);
    assert_eq!(seen.matches(r#""kind":"application""#).count(), 2, "{seen}");
}

#[test]
fn only_what_is_missing_or_asked_for_is_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let all = script(folder.path(), &["--only", "guest-invite-everyone"]);
    assert!(all.contains("policies/authorizationPolicy'"), "{all}");
    assert!(!all.contains("Microsoft.Subscription/policies"), "{all}");
    assert!(all.contains("#   Policy.Read.All"), "the permission is named: {all}");
    let policy = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity","id":"authorizationPolicy","allowInvitesFrom":"none"}"#;
    fs::write(folder.path().join("policy.json"), policy).unwrap();
    let missing = script(folder.path(), &["--only", "guest-invite-everyone", "--missing", "policy.json"]);
    assert!(!missing.contains("policies/authorizationPolicy'"), "{missing}");
}

#[test]
fn a_script_for_one_rule_fetches_what_the_rule_joins() {
    let folder = tempfile::tempdir().unwrap();
    for (rule, url) in [
        ("group-guest-owner", "/groups?"),
        ("group-guest-owner", "groups/${group}/members?"),
        ("application-guest-owner", "/applications?"),
        ("policy-exemption-unbounded", "/Microsoft.Authorization/policyAssignments?"),
        ("billing-role-undeclared", "/billingRoleAssignments?"),
        ("rbac-guest-azure-privileged", "/Microsoft.Authorization/roleEligibilityScheduleInstances?"),
    ] {
        let script = script(folder.path(), &["--only", rule]);
        assert!(script.contains(url), "{rule}, {url}: {script}");
    }
    let owners = script(folder.path(), &["--only", "application-guest-owner"]);
    assert!(!owners.contains("/members?"), "owners come with the applications: {owners}");
}
