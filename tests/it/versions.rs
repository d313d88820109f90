//! Several versions of one object in an input.

use crate::common::{folder, lines};
use tenantlint::check::{CheckOptions, check};
use tenantlint::load::load_paths;
use tenantlint::policy::{self, Policy};
use tenantlint::reader::Variables;
use tenantlint::rules::RULES;
use tenantlint::source::Sources;

const OLD: &str = "11111111-aaaa-4222-8333-444455556666";
const NEW: &str = "22222222-aaaa-4222-8333-444455556666";

/// An app that accepts sign-ins from every tenant, with more properties.
fn app(id: &str, name: &str, more: &str) -> String {
    format!(r#"{{"id":"{id}","appId":"{id}","displayName":"{name}","signInAudience":"AzureADMultipleOrgs"{more}}}"#)
}

fn list(objects: &[String]) -> String {
    let context = "https://graph.microsoft.com/v1.0/$metadata#applications";
    format!(r#"{{"@odata.context":"{context}","value":[{}]}}"#, objects.join(","))
}

/// A list of the app `Old`, and one of the app `New`.
fn lists() -> [String; 2] {
    [list(&[app(OLD, "Old", "")]), list(&[app(NEW, "New", "")])]
}

/// The multi-tenant apps in these files, what is undecided on single objects, and the problems.
fn checked(files: &[(&str, &str)]) -> Vec<String> {
    let folder = folder(files);
    let policy = folder.path().join(".tenantlint.yaml");
    let policy = if policy.exists() { policy::load(&policy, folder.path()).unwrap() } else { (Policy::default(), Sources::default()) };
    let only = RULES.iter().copied().filter(|rule| rule.id == "application-multi-tenant").collect();
    let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
    let options = CheckOptions { only, ..CheckOptions::new(crate::common::TODAY) };
    lines(&check(loaded, &policy.0, policy.1, &options))
        .into_iter()
        .filter(|line| !line.starts_with("undecided application-multi-tenant  "))
        .collect()
}

/// The names of the apps with findings.
fn apps(files: &[(&str, &str)]) -> Vec<String> {
    let name = |line: &String| line.strip_prefix("application-multi-tenant")?.split('`').nth(1).map(str::to_owned);
    checked(files).iter().filter_map(name).collect()
}

#[test]
fn only_the_newest_of_dated_files_is_checked() {
    let [old, new] = lists();
    let name = |date: &str| format!("archive/{date}-apps.json");
    for (before, after) in
        [("2025-06-01", "2026-06-01"), ("20250601T235959Z", "20250602T000000Z"), ("2025_06", "2025_07"), ("2025/06/01", "2025/06/02")]
    {
        let found = checked(&[(&name(before), &old), (&name(after), &new)]);
        let [finding, warning] = &found[..] else { panic!("{found:?}") };
        assert!(finding.contains("`New`"), "{finding}");
        let expected = format!("1 file of an older snapshot is not checked, because `{}` is newer: `{}`", name(after), name(before));
        assert_eq!(*warning, format!("problem {}:1:1 {expected}", name(before)));
    }
}

#[test]
fn an_older_folder_is_replaced_as_a_whole() {
    let [old, new] = lists();
    let settings = r#"{"AzureAd":{"TenantId":"common"}}"#;
    let files = [
        ("export/2025-06-01/apps.json", &*old),
        ("export/2025-06-01/deleted/app.json", &app(OLD, "Deleted", "")),
        ("export/2025-06-01/appsettings.json", settings),
        ("export/2026-06-01/apps.json", &new),
    ];
    assert_eq!(apps(&files), ["New"]);
    assert!(checked(&files).iter().any(|line| line.contains("2 files of older snapshots are not checked")));
    // The dates are at several levels: in the folder, and in the names of two exports on one day.
    let app = |name: &str| list(&[app(NEW, name, "")]);
    let several = [
        ("2025-06-01/apps-2025-06-01T10-00.json", &*app("a")),
        ("2026-06-01/apps-2026-06-01T10-00.json", &app("b")),
        ("2026-06-01/apps-2026-06-01T15-00.json", &app("c")),
    ];
    assert_eq!(apps(&several), ["c"]);
}

#[test]
fn dated_files_of_other_contents_are_no_snapshots() {
    let [old, new] = lists();
    // Each file is one change, and no version of another one.
    assert_eq!(apps(&[("changes/2025-06-01.json", &app(OLD, "Old", "")), ("changes/2026-06-01.json", &app(NEW, "New", ""))]).len(), 2);
    // Pages of one export.
    assert_eq!(apps(&[("20250601-0001.json", &old), ("20250601-0002.json", &new)]).len(), 2);
    // Folders that have nothing in common.
    assert_eq!(apps(&[("2025-06-01/a.json", &old), ("2026-06-01/b.json", &new)]).len(), 2);
    // A newer log, and a newer file that is broken.
    assert_eq!(apps(&[("a-2025-06-01.json", &old), ("a-2026-06-01.json", r#"{"level":"info"}"#)]), ["Old"]);
    assert_eq!(apps(&[("a-2025-06-01.json", &old), ("a-2026-06-01.json", r#"{"value":["#)]), ["Old"]);
}

#[test]
fn dated_files_of_other_tenants_are_no_snapshots() {
    let [old, new] = lists();
    let organization = |id: &str| format!(r##"{{"@odata.type":"#microsoft.graph.organization","id":"{id}"}}"##);
    let (contoso, fabrikam) = (organization(OLD), organization(NEW));
    let files = [
        ("2025-06-01/apps.json", &*old),
        ("2025-06-01/organization.json", &contoso),
        ("2026-06-01/apps.json", &new),
        ("2026-06-01/organization.json", &fabrikam),
    ];
    assert_eq!(apps(&files).len(), 2);
    let policy = "version: 1\ntenants:\n  a: { paths: [2025-06-01/**] }\n  b: { paths: [2026-06-01/**] }\n";
    assert_eq!(apps(&[files[0], files[2], (".tenantlint.yaml", policy)]).len(), 2);
    assert_eq!(apps(&[files[0], files[2]]).len(), 1);
}

#[test]
fn equal_objects_in_several_files_count_once() {
    let app = app(OLD, "App", "");
    let other_order = format!(r#"{{"signInAudience":"AzureADMultipleOrgs","displayName":"App","appId":"{OLD}","id":"{OLD}","owners":[]}}"#);
    // The fullest version counts.
    let found = checked(&[("a.json", &app), ("b.json", &list(&[other_order])), ("c.json", &app)]);
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert!(finding.contains("b.json"), "{finding}");
    // In one file, equal objects count once, and different ones each.
    let other = app.replace("App", "Other");
    assert_eq!(apps(&[("a.json", &list(&[app.clone(), app.clone()]))]).len(), 1);
    assert_eq!(apps(&[("a.json", &list(&[app, other]))]).len(), 2);
}

#[test]
fn the_newest_version_of_an_object_counts() {
    let single = |name: &str, more: &str| app(OLD, name, more).replace("MultipleOrgs", "MyOrg");
    let at = |year: &str| format!(r#","modifiedDateTime":"{year}-06-01T00:00:00Z""#);
    let multi = app(OLD, "App", "");
    // A date in a path that is no snapshot of the other one, and the time of the change.
    let by_path = [("2025-06-01/old.json", &*multi), ("new-2026-06-01.json", &single("App", ""))];
    let by_change = [("a.json", &*app(OLD, "App", &at("2025"))), ("b.json", &single("App", &at("2026")))];
    for (files, newer) in [(by_path, "new-2026-06-01.json"), (by_change, "b.json")] {
        let found = checked(&files);
        let [problem] = &found[..] else { panic!("{found:?}") };
        assert!(problem.ends_with(&format!("this object is not checked, because `{newer}` contains a newer version")), "{problem}");
    }
    // The change is newer than the file suggests.
    let found = apps(&[("2025-06-01/a.json", &app(OLD, "New", &at("2026"))), ("b-2026-06-01.json", &single("Old", &at("2025")))]);
    assert_eq!(found, ["New"]);
}

#[test]
fn what_differs_without_a_date_is_unknown() {
    let multi = app(OLD, "App", "");
    let found = checked(&[("a.json", &multi), ("b.json", &multi.replace("MultipleOrgs", "MyOrg"))]);
    let [undecided, problem] = &found[..] else { panic!("{found:?}") };
    assert!(undecided.ends_with("`signInAudience` is unknown: the input contains several values of it"), "{undecided}");
    let expected = "differs from the version in `a.json`, and no date shows which is newer: `signInAudience` is unknown";
    assert!(problem.starts_with("problem b.json:1:1") && problem.ends_with(expected), "{problem}");
    // Another property differs, so the finding remains, once.
    let found =
        apps(&[("a.json", &multi), ("b.json", &app(OLD, "App", r#","tags":["x"]"#)), ("c.json", &app(OLD, "App", r#","tags":["y"]"#))]);
    assert_eq!(found, ["App"]);
    // Different selections, related objects and annotations are no difference.
    let owner = format!(r#","owners@odata.context":"x","owners":[{{"id":"{NEW}"}}]"#);
    let found = checked(&[("a.json", &app(OLD, "App", &owner)), ("b.json", &app(OLD, "App", r#","owners":[]"#))]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn objects_of_other_tenants_are_no_versions() {
    let policy = |value: &str| {
        format!(
            r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity","id":"authorizationPolicy","allowInvitesFrom":"{value}"}}"#
        )
    };
    let organization = |id: &str| format!(r##"{{"@odata.type":"#microsoft.graph.organization","id":"{id}"}}"##);
    let (open, closed) = (policy("everyone"), policy("none"));
    let two = [("a/policy.json", &*open), ("b/policy.json", &closed)];
    let problems = |files: &[(&str, &str)]| checked(files).iter().filter(|line| line.starts_with("problem")).count();
    assert_eq!(problems(&two), 1);
    let (contoso, fabrikam) = (organization(OLD), organization(NEW));
    assert_eq!(problems(&[two[0], two[1], ("a/organization.json", &contoso), ("b/organization.json", &fabrikam)]), 0);
    let tenants = "version: 1\ntenants:\n  a: { paths: [a/**] }\n  b: { paths: [b/**] }\n";
    assert_eq!(problems(&[two[0], two[1], (".tenantlint.yaml", tenants)]), 0);
}

#[test]
fn an_export_contains_its_time() {
    let snapshot = |time: &str, value: &str| {
        format!(
            r#"{{"id":"1","createdDateTime":"{time}","resources":[{{"displayName":"p","resourceType":"microsoft.entra.authorizationpolicy",
            "properties":{{"AllowInvitesFrom":"{value}"}}}}]}}"#
        )
    };
    let found =
        checked(&[("one.json", &snapshot("2026-06-01T10:00:00Z", "None")), ("two.json", &snapshot("2026-06-01T09:00:00Z", "Everyone"))]);
    let [problem] = &found[..] else { panic!("{found:?}") };
    assert!(problem.starts_with("problem two.json") && problem.contains("`one.json` contains a newer version"), "{problem}");
}
