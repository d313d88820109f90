//! The script of `tenantlint collect`, run with a fake Azure CLI.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

/// A fake `az`: one subscription, applications and groups in two pages each; with `DENY`, no access to Conditional Access and the ids of
/// applications.
const AZ: &str = r##"#!/usr/bin/env bash
url=""; what=""
while [ $# -gt 0 ]; do
  case "$1" in --url) url="$2"; shift;; account) what="account $2";; esac
  shift
done
cat > /dev/null # a command that reads standard input must not read the list of a loop
context='"@odata.context": "https://graph.microsoft.com/'
next='"@odata.nextLink": "https://graph.microsoft.com/'
case "$what$url" in
  'account list') echo 00000000-0000-4000-8000-00000000000a;;
  'account show') echo 11111111-2222-4333-8444-555566667777;;
  *v1.0/groups*select=id*skiptoken*) echo '{"value":[{"id":"22222222-0000-4000-8000-000000000003"}]}';;
  *v1.0/groups*select=id\&*) printf '{\n  %sv1.0/groups?$select=id&$skiptoken=x",\n  "value": [\n    {\n      "id": "22222222-0000-4000-8000-000000000001"\n    },\n    {\n      "id": "22222222-0000-4000-8000-000000000002"\n    }\n  ]\n}\n' "$next";;
  *v1.0/applications*select=id\&*) [ -z "${DENY:-}" ] || exit 1; echo '{"value": []}';;
  *beta/applications*skiptoken*) printf '{\n  %sbeta/$metadata#applications",\n  "value": [{"id": "b", "appId": "b", "signInAudience": "AzureADMyOrg"}]\n}\n' "$context";;
  *beta/applications*) printf '{\n  %sbeta/$metadata#applications",\n  %sbeta/applications?$skiptoken=x&$top=999",\n  "value": [{"id": "a", "appId": "a", "signInAudience": "AzureADMyOrg", "displayName": "\\"@odata.nextLink\\": \\"https://graph.microsoft.com/x\\""}]\n}\n' "$context" "$next";;
  *000000000001/members*skiptoken*) printf '{%sv1.0/$metadata#directoryObjects","value":[{"@odata.type":"#microsoft.graph.user","id":"d","userPrincipalName":"d@contoso.example"}]}' "$context";;
  *000000000001/members*) printf '{%sv1.0/$metadata#directoryObjects",%sv1.0/groups/22222222-0000-4000-8000-000000000001/members?$skiptoken=x","value":[{"@odata.type":"#microsoft.graph.user","id":"c","userPrincipalName":"c@contoso.example"}]}' "$context" "$next";;
  *groups/*/members*) printf '{%sv1.0/$metadata#directoryObjects","value":[{"@odata.type":"#microsoft.graph.user","id":"e","userPrincipalName":"e@contoso.example"}]}' "$context";;
  *settings/default*) echo 'ERROR: Not Found({"error":{"code":"NotFound"}})' >&2; exit 3;;
  *billingAccounts\?*) printf '{"value":[{"id":"/providers/Microsoft.Billing/billingAccounts/a1:b2_2019-05-31","name":"a1:b2_2019-05-31","properties":{"soldTo":{"id":"/x/y"}}}]}';;
  *conditionalAccess/policies*) [ -z "${DENY:-}" ] || exit 1; echo '{"value": []}';;
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

/// Runs a script with the fake Azure CLI. It writes to the folder `out`.
fn run(folder: &Path, script: &str, deny: &str) -> Output {
    let path = |name: &str| folder.join(name);
    fs::create_dir(path("bin")).unwrap();
    fs::write(path("bin/az"), AZ).unwrap();
    fs::set_permissions(path("bin/az"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(path("collect.sh"), script).unwrap();
    let search = format!("{}:{}", path("bin").display(), std::env::var("PATH").unwrap());
    let mut bash = Command::new("bash");
    bash.arg("collect.sh")
        .arg("out")
        .env("PATH", search)
        .env("DENY", deny)
        .current_dir(folder)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn fetched_data_is_read_and_failed_requests_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let run = run(folder.path(), &script(folder.path(), &[]), "yes");
    let printed = text(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{printed}");
    let (_, end) = printed.split_once("these requests failed:\n").unwrap();
    for failed in ["/conditionalAccess/policies", "/v1.0/applications?$select=id&$top=999"] {
        assert!(end.contains(&format!("{failed}\n")), "{printed}");
    }
    assert_eq!(end.lines().filter(|line| line.starts_with("  https://")).count(), 2, "{printed}");

    let path = |name: &str| folder.path().join("out").join(name);
    let inputs = text(&tenantlint(folder.path(), &["inputs", "--no-config", "out"]).stdout);
    for file in [
        "applications.json",
        "applications.2.json",
        "authorizationPolicy.json",
        "billingRoleAssignments-a1_b2_2019-05-31.json",
        "managementGroupSettings.json",
        "policyAssignments-00000000-0000-4000-8000-00000000000a.json",
    ] {
        assert!(path(file).exists(), "{file}: {inputs}");
    }
    assert!(
        !inputs.contains("nextLink") && !inputs.contains("partial: application"),
        "a link that was followed is none that is left: {inputs}"
    );
    assert!(!path("conditionalAccessPolicies.json").exists(), "what was refused is not an empty list");
    assert!(fs::read_dir(folder.path().join("out")).unwrap().flatten().all(|file| file.path().extension().unwrap() == "json"));

    let seen = text(&tenantlint(folder.path(), &["inspect", "--no-config", "out"]).stdout);
    assert_eq!(seen.matches(r#""kind":"application""#).count(), 2, "{seen}");
}

#[test]
fn the_members_of_the_groups_of_every_page_are_fetched_with_all_their_pages() {
    let folder = tempfile::tempdir().unwrap();
    let run = run(folder.path(), &script(folder.path(), &["--only", "group-guest-owner"]), "");
    let printed = text(&run.stderr);
    assert_eq!(run.status.code(), Some(0), "{printed}");
    assert!(printed.contains("collected; next: tenantlint check \"out\"\n"), "{printed}");
    let file =
        |number: usize, page: &str| folder.path().join(format!("out/members-22222222-0000-4000-8000-00000000000{number}{page}.json"));
    for number in 1..=3 {
        assert!(file(number, "").exists(), "{number}");
    }
    assert!(file(1, ".2").exists() && !file(2, ".2").exists());
    let seen = text(&tenantlint(folder.path(), &["inspect", "--no-config", "out"]).stdout);
    for member in ["c@contoso.example", "d@contoso.example", "e@contoso.example"] {
        assert!(seen.contains(member), "{member}: {seen}");
    }
    let inputs = text(&tenantlint(folder.path(), &["inputs", "--no-config", "out"]).stdout);
    assert!(!inputs.contains("partial: directoryObject"), "{inputs}");
}

/// The requests of a script: the functions that send them, and their arguments with `{name}` for a variable.
fn requests(script: &str, functions: &[(&str, &str)]) -> std::collections::BTreeSet<String> {
    let request = |line: &str| {
        let (name, rest) = functions.iter().find_map(|(function, name)| {
            let rest = line.trim_start().strip_prefix(function)?.strip_prefix(' ')?;
            Some((name, rest))
        })?;
        // Without quotes, escapes and operators between texts.
        let mut plain = rest.replace("'\\''", "").replace("//:/_", "");
        for variable in ["tenant", "subscription", "account", "group", "application"] {
            for spelling in [format!("${{{variable}}}"), format!("' + ${variable} + '"), format!("' + ${variable}")] {
                plain = plain.replace(&spelling, &format!("{{{variable}}}"));
            }
        }
        Some(format!("{name} {}", plain.replace(['"', '(', ')', '\\', '\''], "")))
    };
    script.lines().filter_map(request).collect()
}

#[test]
fn the_scripts_of_both_shells_send_the_same_requests() {
    let folder = tempfile::tempdir().unwrap();
    let bash = script(folder.path(), &[]);
    let powershell = script(folder.path(), &["--shell", "powershell"]);
    let of_bash = requests(&bash, &[("fetch", "pages"), ("setting", "setting")]);
    let of_powershell = requests(&powershell, &[("Save-Pages", "pages"), ("Save-Setting", "setting")]);
    assert!(of_bash.len() > 50, "{of_bash:#?}");
    let difference: Vec<_> = of_bash.symmetric_difference(&of_powershell).collect();
    assert!(difference.is_empty(), "{difference:#?}");
    // The lists for which requests are repeated, and the permissions.
    for (text, number) in
        [("groups?$select=id&$top=999&$filter", 1), ("applications?$select=id&$top=999'", 1), ("billingAccounts?api-version", 2)]
    {
        assert_eq!((bash.matches(text).count(), powershell.matches(text).count()), (number, number), "{text}");
    }
    let permissions = |script: &str| {
        script.lines().filter(|line| line.starts_with("#   ") && line.contains(".Read")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(permissions(&bash), permissions(&powershell));
    for line in permissions(&bash) {
        let scope = format!("    '{}'", line.trim_start_matches("#   "));
        assert!(powershell.contains(&scope), "{scope}");
    }
}

#[test]
fn a_script_for_one_service_needs_only_its_module() {
    let folder = tempfile::tempdir().unwrap();
    let of = |rule: &str| script(folder.path(), &["--shell", "powershell", "--only", rule]);
    let graph = of("guest-invite-everyone");
    assert!(graph.contains("#Requires -Modules Microsoft.Graph.Authentication\n") && !graph.contains("Connect-AzAccount"), "{graph}");
    assert!(graph.contains("Connect-MgGraph -Scopes $scopes") && graph.contains("    'Policy.Read.All'\n"), "{graph}");
    let arm = of("subscription-transfer-in-allowed");
    assert!(arm.contains("#Requires -Modules Az.Accounts\n") && !arm.contains("Connect-MgGraph"), "{arm}");
    let brackets = |text: &str, open: char, close: char| text.matches(open).count() == text.matches(close).count();
    for script in [graph, arm, script(folder.path(), &["--shell", "powershell"])] {
        assert!(script.is_ascii(), "Windows PowerShell reads files without a byte order mark in the code page of the system");
        assert!(brackets(&script, '{', '}') && brackets(&script, '(', ')'), "{script}");
    }
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
