//! `diff` end to end: two exports, and code with an export.

use crate::common::folder;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The exit code, and the standard output of `diff old new` with these arguments.
fn diff(folder: &Path, arguments: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(folder)
        .args(["diff", "old", "new"])
        .args(arguments.split_whitespace())
        .env("NO_COLOR", "1")
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// `severity rule title | place text | place text` of each difference, then what is undecided, and the exit code.
fn differences(folder: &Path) -> (Option<i32>, Vec<String>) {
    let (code, text) = diff(folder, "--format json");
    let report: Value = serde_json::from_str(&text).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let place = |place: &Value| format!("{}:{}:{}", text(&place["file"]), place["line"], place["column"]);
    let mut lines: Vec<String> = Vec::new();
    for finding in report["findings"].as_array().unwrap() {
        let title = format!("{} {} {}", text(&finding["severity"]), text(&finding["rule"]), text(&finding["title"]));
        let related = finding["related"].as_array().unwrap().iter().map(|related| format!("{} {}", place(related), text(&related["text"])));
        lines.push([title, place(&finding["location"])].into_iter().chain(related).collect::<Vec<_>>().join(" | "));
    }
    for undecided in report["undecided"].as_array().unwrap() {
        lines.push(format!("undecided {} {}", text(&undecided["rule"]), text(&undecided["missing"])));
    }
    (code, lines)
}

/// The differences between two exports of one file each.
fn between(file: &str, old: &Value, new: &Value) -> (Option<i32>, Vec<String>) {
    let text = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    let folder = folder(&[(&format!("old/{file}"), &text(old)), (&format!("new/{file}"), &text(new))]);
    differences(folder.path())
}

fn list(set: &str, objects: &[Value]) -> Value {
    json!({ "@odata.context": format!("https://graph.microsoft.com/v1.0/$metadata#{set}"), "value": objects })
}

fn apps(objects: &[Value]) -> Value {
    list("applications", objects)
}

fn app(number: u8, name: &str, more: &Value) -> Value {
    let id = |kind: u8| format!("00000000-0000-4000-8000-0000000{kind:02}{number:03}");
    let mut app = json!({ "id": id(1), "appId": id(2), "displayName": name, "signInAudience": "AzureADMyOrg", "identifierUris": [] });
    app.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app
}

fn plain(number: u8, name: &str) -> Value {
    app(number, name, &json!({}))
}

#[test]
fn a_changed_audience_has_both_places_and_the_severity_of_its_rules() {
    let (code, found) = between(
        "applications.json",
        &apps(&[plain(1, "portal")]),
        &apps(&[app(1, "portal", &json!({ "signInAudience": "AzureADMultipleOrgs" }))]),
    );
    let title = "`signInAudience` of application `portal` changed from `AzureADMyOrg` to `AzureADMultipleOrgs`";
    let places = "new/applications.json:8:25 | old/applications.json:8:25 was `AzureADMyOrg`";
    assert_eq!(found, [format!("critical drift-setting-changed {title} | {places}")]);
    assert_eq!(code, Some(1));
}

#[test]
fn a_changed_guest_permission_is_a_difference_and_other_properties_are_not() {
    let policy = |role: &str, description: &str| {
        json!({
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity",
            "id": "authorizationPolicy", "description": description, "guestUserRoleId": role, "allowInvitesFrom": "none",
        })
    };
    let (restricted, member) = ("2af84b1e-32c8-42b7-82bc-daa82404023b", "a0b1b346-4d3e-4e8b-98f8-753987be4970");
    let (_, found) = between("policy.json", &policy(restricted, "a"), &policy(member, "b"));
    let title = format!("`guestUserRoleId` of authorizationPolicy `authorizationPolicy` changed from `{restricted}` to `{member}`");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(&format!("high drift-setting-changed {title}")), "{found:?}");
    assert_eq!(between("policy.json", &policy(restricted, "a"), &policy(&restricted.to_uppercase(), "b")), (Some(0), vec![]));
}

#[test]
fn apps_that_came_and_went_are_named_with_their_place() {
    let (code, found) = between("applications.json", &apps(&[plain(1, "a"), plain(2, "b")]), &apps(&[plain(3, "c"), plain(1, "a")]));
    assert_eq!(
        found,
        [
            "high drift-object-new application `c` is new | new/applications.json:7:22 | old/applications.json:3:12 not in this list",
            "high drift-object-gone application `b` is gone | old/applications.json:14:22 | new/applications.json:3:12 not in this list",
        ]
    );
    assert_eq!(code, Some(1));
}

#[test]
fn a_recreated_app_is_another_one() {
    let (_, found) = between("applications.json", &apps(&[plain(1, "portal")]), &apps(&[plain(2, "portal")]));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn nothing_follows_from_a_list_that_is_incomplete_or_not_collected() {
    let mut incomplete = apps(&[plain(1, "a")]);
    incomplete["@odata.nextLink"] = "https://graph.microsoft.com/v1.0/applications?$skiptoken=x".into();
    let two = apps(&[plain(1, "a"), plain(2, "b")]);
    let (code, found) = between("applications.json", &two, &incomplete);
    assert_eq!(code, Some(0));
    let reason = "`application` is incomplete in the new input, so it is unknown whether 1 are gone";
    assert_eq!(found, [format!("undecided drift-object-gone {reason}")]);
    let (_, found) = between("applications.json", &incomplete, &two);
    assert_eq!(found, ["undecided drift-object-new `application` is incomplete in the old input, so it is unknown whether 1 are new"]);

    let groups = serde_json::to_string(&list("groups", &[])).unwrap();
    let two = serde_json::to_string(&two).unwrap();
    let other_kinds = folder(&[("old/applications.json", &two), ("old/groups.json", &groups), ("new/groups.json", &groups)]);
    let (code, found) = differences(other_kinds.path());
    assert_eq!(found, ["undecided drift-object-gone no `application` in the new input, so it is unknown whether 2 are gone"]);
    assert_eq!(code, Some(0));
    assert_eq!(diff(other_kinds.path(), "--undecided deny").0, Some(1));
    let (_, text) = diff(other_kinds.path(), "");
    assert!(text.contains("no differences in what was decided"), "{text}");
    assert!(text.contains("unknown whether 2 are gone"), "{text}");
}

#[test]
fn single_objects_say_less_about_what_is_missing() {
    let one = |name: &str, number| (format!("{name}/{number}.json"), plain(number, "app").to_string());
    let files = [one("old", 1), one("old", 2), one("new", 1)];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (_, found) = differences(folder(&files).path());
    assert_eq!(found, ["medium drift-object-gone application `app` is no longer in the input | old/2.json:1:107"]);
}

#[test]
fn code_is_compared_with_an_export_by_name() {
    let code = r#"
resource "azuread_application" "portal" {
  display_name     = "portal"
  sign_in_audience = "AzureADMyOrg"
  identifier_uris  = [var.uri]
}

resource "azuread_application" "lost" {
  display_name = "lost"
}

variable "uri" {}
"#;
    let multi_tenant = app(1, "portal", &json!({ "signInAudience": "AzureADMultipleOrgs", "identifierUris": ["api://x"], "notes": "n" }));
    let export = apps(&[multi_tenant, plain(2, "manual")]).to_string();
    let user = json!({ "id": "00000000-0000-4000-8000-000000009001", "userPrincipalName": "a_x.example#EXT#@y.example", "userType": "Guest", "displayName": "a" });
    let users = list("users", &[user]).to_string();
    let declared = folder(&[("old/main.tf", code), ("new/applications.json", &export), ("new/users.json", &users)]);
    let (_, found) = differences(declared.path());
    let titles: Vec<&str> = found.iter().map(|line| line.split(" | ").next().unwrap()).collect();
    assert_eq!(
        titles,
        [
            "critical drift-setting-changed `signInAudience` of application `portal` changed from `AzureADMyOrg` to `AzureADMultipleOrgs`",
            "high drift-object-new application `manual` is not declared in the code",
            "high drift-object-gone application `lost` is declared, but not in the export",
        ],
        "users are not declared at all, and an unknown value is no difference"
    );
    assert!(found[0].contains("| old/main.tf:4:22 was `AzureADMyOrg`"), "{found:?}");
}

#[test]
fn a_default_of_the_service_is_compared() {
    let code = "resource \"azuread_application\" \"x\" {\n  display_name = \"x\"\n}\n";
    let export = apps(&[app(1, "x", &json!({ "signInAudience": "AzureADMultipleOrgs" }))]).to_string();
    let (_, found) = differences(folder(&[("old/main.tf", code), ("new/applications.json", &export)]).path());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("changed from `AzureADMyOrg` to `AzureADMultipleOrgs`"), "{found:?}");
}

#[test]
fn objects_that_code_does_not_name_are_not_guessed() {
    let code = r#"
resource "azurerm_role_assignment" "owner" {
  scope                = "/subscriptions/00000000-0000-4000-8000-000000000001"
  role_definition_name = "Owner"
  principal_id         = "00000000-0000-4000-8000-000000000002"
}
"#;
    let assignment = json!({ "value": [{
        "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/x",
        "name": "x", "type": "Microsoft.Authorization/roleAssignments",
        "properties": { "principalId": "00000000-0000-4000-8000-000000000002", "roleDefinitionId": "/r", "scope": "/s" },
    }] });
    let (_, found) = differences(folder(&[("old/main.tf", code), ("new/assignments.json", &assignment.to_string())]).path());
    let [gone, new] = [("old", "new", "gone"), ("new", "old", "new")].map(|(of, other, what)| {
        let reason = format!("no id or name in common with those of the {other} one, so it is unknown whether they are {what}");
        format!("undecided drift-object-{what} 1 `roleAssignment` of the {of} input have {reason}")
    });
    assert_eq!(found, [new, gone]);
}

#[test]
fn ambiguous_names_are_said_and_not_guessed() {
    let code = "resource \"azuread_application\" \"x\" {\n  display_name = \"same\"\n}\n";
    let export = apps(&[plain(1, "same"), app(2, "same", &json!({ "signInAudience": "AzureADMultipleOrgs" }))]).to_string();
    let (code, found) = differences(folder(&[("old/main.tf", code), ("new/applications.json", &export)]).path());
    let reason = "1 `application` in the old input and 2 in the new one are named `same`, so it is unknown which is which";
    assert_eq!(found, [format!("undecided drift-setting-changed {reason}")]);
    assert_eq!(code, Some(0));
}

/// The same value in the opposite order.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(elements) => elements.iter().rev().map(reversed).collect(),
        Value::Object(members) => members.iter().rev().map(|(key, value)| (key.clone(), reversed(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn moved_and_reordered_json_is_no_difference() {
    let credential =
        |number: u8| json!({ "keyId": format!("00000000-0000-4000-8000-00000000000{number}"), "endDateTime": "2027-01-01T00:00:00Z" });
    let settings = json!({
        "passwordCredentials": [credential(1), credential(2)],
        "web": { "redirectUris": ["https://1.example", "https://2.example"] },
        "appRoles": [{ "id": "1", "isEnabled": true, "value": "a" }, { "id": "2", "isEnabled": false, "value": "b" }],
    });
    let old = apps(&[app(1, "a", &settings), plain(2, "b")]);
    let moved = serde_json::to_string_pretty(&reversed(&old)).unwrap();
    let same = folder(&[("old/applications.json", &old.to_string()), ("new/all/apps.json", &moved)]);
    assert_eq!(differences(same.path()), (Some(0), vec![]));
    assert_eq!(diff(same.path(), ""), (Some(0), "no differences\ncompared 4 resources in 2 files\n".to_owned()));
    assert_eq!(diff(same.path(), "--quiet"), (Some(0), String::new()));
}

#[test]
fn null_is_a_value_and_absent_is_none() {
    let with = |value: &Value| {
        let more = if value.is_null() { json!({}) } else { json!({ "api": value }) };
        apps(&[app(1, "a", &more)])
    };
    let version = |version: Value| json!({ "requestedAccessTokenVersion": version });
    let null = version(Value::Null);
    let (_, found) = between("applications.json", &with(&null), &with(&version(2.into())));
    assert!(found[0].contains("`api.requestedAccessTokenVersion` of application `a` changed from `null` to `2`"), "{found:?}");
    assert_eq!(between("applications.json", &with(&Value::Null), &with(&version(2.into()))), (Some(0), vec![]), "it was not requested");
    assert_eq!(between("applications.json", &with(&json!({})), &with(&version(2.into()))), (Some(0), vec![]));
}

#[test]
fn conditions_of_policies_are_compared_in_any_order() {
    let policy = |users: &[&str], state: &str, platforms: Value| {
        let conditions = json!({
            "users": { "includeUsers": ["All"], "excludeUsers": users }, "applications": { "includeApplications": ["All"] }, "platforms": platforms,
        });
        let id = "00000000-0000-4000-8000-000000000001";
        list(
            "identity/conditionalAccess/policies",
            &[json!({
                "id": id, "displayName": "MFA", "state": state, "conditions": conditions, "grantControls": { "operator": "OR", "builtInControls": ["mfa"] },
            })],
        )
    };
    let old = policy(&["a", "b"], "enabled", Value::Null);
    assert_eq!(between("ca.json", &old, &policy(&["b", "a"], "enabled", Value::Null)), (Some(0), vec![]));
    let (_, found) = between("ca.json", &old, &policy(&["b", "c"], "disabled", json!({ "includePlatforms": ["android"] })));
    let titles: Vec<&str> =
        found.iter().map(|line| line.split_once(" drift-setting-changed ").unwrap().1.split(" | ").next().unwrap()).collect();
    let of = "of conditionalAccessPolicy `MFA` changed";
    assert_eq!(
        titles,
        [
            format!("`state` {of} from `enabled` to `disabled`"),
            format!("`conditions.users.excludeUsers` {of}: 1 added, 1 removed"),
            format!("`conditions.platforms` {of} from `null` to `{{\"includePlatforms\":[\"android\"]}}`"),
        ]
    );
}

#[test]
fn an_object_with_many_differences_does_not_take_over_the_report() {
    let policy = |value: u16| {
        let allowed: serde_json::Map<String, Value> = (0..500).map(|number| (format!("key{number}"), (number * value).into())).collect();
        json!({ "id": "deviceRegistrationPolicy", "userDeviceQuota": 5, "azureADJoin": { "allowedToJoin": allowed }, "azureADRegistration": {} })
    };
    let (code, found) = between("policy.json", &policy(1), &policy(2));
    assert_eq!(code, Some(1));
    assert_eq!(found.len(), 101);
    assert!(found[100].starts_with("undecided") && found[100].contains("more than 100 settings"), "{}", found[100]);
    let many = |from: u32| {
        apps(&[app(1, "a", &json!({ "identifierUris": (from..from + 5000).map(|n| format!("api://{n}")).collect::<Vec<_>>() }))])
    };
    let (_, found) = between("applications.json", &many(0), &many(5000));
    assert!(found[0].contains("`identifierUris` of application `a` changed: 5000 added, 5000 removed"), "{}", found[0]);
    assert_eq!(found[0].matches(" | ").count(), 20);
}

#[test]
fn values_are_shown_without_secrets() {
    let app = |uri: &str| {
        apps(&[app(1, "a", &json!({ "web": { "redirectUris": [uri] }, "displayName": "https://user:hunter2@x.example" }))]).to_string()
    };
    let old = app("https://x.example/?sig=abcdefghijklmnopqrstuvwxyz");
    let files = folder(&[("old/a.json", &old), ("new/a.json", &app("https://user:hunter3@x.example"))]);
    for format in ["human", "json", "sarif", "markdown", "html", "csv"] {
        let (_, text) = diff(files.path(), &format!("--format {format}"));
        assert!(text.contains("redirectUris"), "{text}");
        for secret in ["hunter2", "hunter3", "abcdefghijklmnop"] {
            assert!(!text.contains(secret), "{format}: {text}");
        }
    }
}

#[test]
fn hostile_names_act_nowhere() {
    let name = "\u{1b}]0;owned\u{7}\r\n::error::x\u{202e}<script>alert(1)</script>`$(id)`";
    let old = apps(&[app(1, name, &json!({}))]);
    let new = apps(&[app(1, name, &json!({ "signInAudience": name })), plain(2, name)]);
    let files = folder(&[("old/a.json", &old.to_string()), ("new/a.json", &new.to_string())]);
    for format in ["human", "concise", "json", "sarif", "github", "azure", "markdown", "html", "csv", "junit"] {
        let (code, text) = diff(files.path(), &format!("--format {format}"));
        assert_eq!(code, Some(1), "{format}");
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{format}: {text}");
        let is_page = matches!(format, "html" | "markdown");
        assert!(!is_page || !text.contains("<script>alert"), "{format}: {text}");
        assert!(!text.contains("\n::error::x"), "{format}: {text}");
    }
}

#[test]
fn members_of_the_tenant_come_and_go_without_notice() {
    let user = |number: u8, kind: &str| {
        let name = if kind == "Guest" { format!("u{number}_x.example#EXT#@y.example") } else { format!("u{number}@y.example") };
        json!({
            "id": format!("00000000-0000-4000-8000-00000000000{number}"), "displayName": format!("u{number}"), "userPrincipalName": name,
            "userType": kind, "accountEnabled": true, "mail": null,
        })
    };
    let users = |all: &[Value]| list("users", all);
    assert_eq!(
        between("users.json", &users(&[user(1, "Member"), user(2, "Member")]), &users(&[user(1, "Member"), user(3, "Member")])),
        (Some(0), vec![])
    );
    let (_, found) = between("users.json", &users(&[user(1, "Member")]), &users(&[user(1, "Member"), user(2, "Guest")]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("drift-object-new user `u2` is new"), "{found:?}");
    let mut active = user(2, "Guest");
    active["signInActivity"] = json!({ "lastSignInDateTime": "2026-11-20T00:00:00Z" });
    let mut later = active.clone();
    later["signInActivity"]["lastSignInDateTime"] = "2026-11-21T00:00:00Z".into();
    assert_eq!(between("users.json", &users(&[user(1, "Member"), active]), &users(&[user(1, "Member"), later])), (Some(0), vec![]));
}

#[test]
fn the_policy_file_sets_rules_severities_and_the_threshold() {
    let old = apps(&[plain(1, "a")]).to_string();
    let new = apps(&[app(1, "a", &json!({ "web": { "redirectUris": ["http://x.example"] }, "signInAudience": "AzureADMultipleOrgs" }))])
        .to_string();
    let old = old.replace(r#""identifierUris":[]"#, r#""identifierUris":[],"web":{"redirectUris":[]}"#);
    let policy = "version: 1\nfail-on: critical\nrules:\n  application-redirect-uri-unsafe: { severity: low }\n";
    let files = folder(&[(".git/HEAD", ""), (".tenantlint.yaml", policy), ("old/a.json", &old), ("new/a.json", &new)]);
    let (code, text) = diff(files.path(), "--only application-redirect-uri-unsafe --format concise");
    assert_eq!(code, Some(0));
    assert!(text.contains("low[drift-setting-changed]"), "{text}");
    assert!(text.contains("redirectUris") && !text.contains("drift-object"), "{text}");
    assert_eq!(diff(files.path(), "--no-config --only application-redirect-uri-unsafe").0, Some(1));
    assert_eq!(diff(files.path(), "--fail-on low --only application-redirect-uri-unsafe").0, Some(1));
}

#[test]
fn a_file_that_cannot_be_read_is_reported() {
    let old = apps(&[plain(1, "a")]).to_string();
    let files = folder(&[("old/a.json", &old), ("new/a.json", &old[..old.len() - 20])]);
    let (code, text) = diff(files.path(), "");
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("new/a.json"), "{text}");
    let (code, text) = diff(folder(&[("old/a.json", &old)]).path(), "");
    assert_eq!(code, Some(3), "{text}");
}

/// The differences between two paths of the repository.
fn report(old: &Path, new: &Path) -> Value {
    let arguments = ["diff", "--no-config", "--format", "json"];
    let output = Command::new(env!("CARGO_BIN_EXE_tenantlint")).args(arguments).args([old, new]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn folders(path: &str) -> Vec<PathBuf> {
    std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// A file of more than 16 MiB is not kept in memory.
#[test]
fn a_large_file_is_read_again_where_it_differs() {
    let notes = "n".repeat(8_500_000);
    let with = |audience: &str, last: u8| {
        let large = |number: u8| app(number, "naïve", &json!({ "notes": notes, "signInAudience": audience }));
        apps(&[large(1), large(2), plain(last, "é")]).to_string()
    };
    let files = folder(&[("old/a.json", &with("AzureADMyOrg", 3)), ("new/a.json", &with("AzureADMultipleOrgs", 4))]);
    let (_, found) = differences(files.path());
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.iter().all(|line| !line.starts_with("undecided")), "{found:?}");
}

#[test]
fn an_example_does_not_differ_from_itself() {
    for path in folders("examples") {
        let report = report(&path, &path);
        assert_eq!(report["findings"], json!([]), "{}", path.display());
        assert_eq!(report["undecided"], json!([]), "{}", path.display());
    }
}

#[test]
fn the_same_tenant_in_two_formats_does_not_differ() {
    for path in ["tests/same_tenant", "tests/same_apps"] {
        let formats = folders(path);
        for (old, new) in formats.iter().flat_map(|old| formats.iter().map(move |new| (old, new))) {
            assert_eq!(report(old, new)["findings"], json!([]), "{} {}", old.display(), new.display());
        }
    }
}

#[test]
fn a_file_that_is_named_is_a_whole_input() {
    let (old, new) = (apps(&[plain(1, "a"), plain(2, "b")]).to_string(), apps(&[plain(1, "a")]).to_string());
    let files = folder(&[("old.json", &old), ("new.json", &new), ("other.json", &new)]);
    let report = report(&files.path().join("old.json"), &files.path().join("new.json"));
    assert_eq!(report["findings"][0]["title"], "application `b` is gone");
}

#[test]
fn a_value_that_code_marks_as_sensitive_is_masked() {
    let code = r#"
variable "domain" {
  default   = "hunter2.example"
  sensitive = true
}

resource "azuread_group" "x" {
  display_name     = "x"
  security_enabled = true
  types            = ["DynamicMembership"]
  dynamic_membership {
    enabled = true
    rule    = "user.mail -contains \"${var.domain}\""
  }
}
"#;
    let group = json!({ "id": "00000000-0000-4000-8000-000000000001", "displayName": "x", "groupTypes": ["DynamicMembership"], "membershipRule": "all" });
    let files = folder(&[("old/main.tf", code), ("new/groups.json", &list("groups", &[group]).to_string())]);
    for format in ["human", "json", "sarif"] {
        let (_, text) = diff(files.path(), &format!("--format {format}"));
        assert!(text.contains("membershipRule") && text.contains("•••"), "{format}: {text}");
        assert!(!text.contains("hunter2"), "{format}: {text}");
    }
}
