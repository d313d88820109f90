//! The baseline end to end: where it is found, what it is about, and that it contains no secret.

use crate::common::{folder, tenantlint};

const NAME: &str = ".tenantlint-baseline.json";

/// Guests can invite guests.
const OPEN: &str = r#"{ "id": "authorizationPolicy", "allowInvitesFrom": "everyone" }"#;

#[test]
fn it_is_in_the_root_of_the_repository_or_beside_the_policy_file() {
    let repository = folder(&[(".git/HEAD", ""), ("a/exports/policy.json", OPEN), ("b/policy.json", OPEN)]);
    let root = repository.path();
    assert_eq!(tenantlint(&root.join("a"), "baseline exports").0, Some(0));
    assert!(root.join(NAME).is_file());
    assert_eq!(tenantlint(root, "check a").0, Some(0));
    assert_eq!(tenantlint(&root.join("a/exports"), "check policy.json").0, Some(0));
    assert_eq!(tenantlint(root, "check a --no-baseline").0, Some(1));
    std::fs::write(root.join("a/.tenantlint.yaml"), "version: 1\n").unwrap();
    assert_eq!(tenantlint(root, "check a").0, Some(1), "it is not beside the policy file");
    assert_eq!(tenantlint(root, "baseline a").0, Some(0));
    assert!(root.join("a").join(NAME).is_file());
    assert_eq!(tenantlint(root, "check a").0, Some(0));
}

#[test]
fn two_baselines_are_an_error() {
    let repositories = folder(&[("a/.git/HEAD", ""), ("a/policy.json", OPEN), ("b/.git/HEAD", ""), ("b/policy.json", OPEN)]);
    let root = repositories.path();
    for repository in ["a", "b"] {
        assert_eq!(tenantlint(root, &format!("baseline {repository}")).0, Some(0));
    }
    let (code, text) = tenantlint(root, "check a b");
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("name one with `--baseline`"), "{text}");
}

#[test]
fn a_finding_of_one_tenant_is_not_known_in_another() {
    let policy = "version: 1\ntenants:\n  one: { paths: [one/**] }\n  two: { paths: [two/**] }\n";
    let repository = folder(&[(".git/HEAD", ""), (".tenantlint.yaml", policy), ("one/policy.json", OPEN)]);
    let root = repository.path();
    assert_eq!(tenantlint(root, "baseline").0, Some(0));
    assert_eq!(tenantlint(root, "check").0, Some(0));
    std::fs::create_dir(root.join("two")).unwrap();
    std::fs::write(root.join("two/policy.json"), OPEN).unwrap();
    let (code, text) = tenantlint(root, "check --format concise");
    assert_eq!(code, Some(1));
    assert!(text.contains("two/policy.json") && !text.contains("one/policy.json"), "{text}");
}

#[test]
fn a_part_of_the_input_removes_nothing() {
    let closed = OPEN.replace("everyone", "adminsAndGuestInviters");
    let repository = folder(&[(".git/HEAD", ""), ("a/policy.json", OPEN), ("b/x.json", "{\"signInAudience\":\"AzureADMyOrg\"}")]);
    let root = repository.path();
    assert_eq!(tenantlint(root, "baseline").0, Some(0));
    let before = std::fs::read_to_string(root.join(NAME)).unwrap();
    for part in ["baseline b", "baseline --update b", "baseline --update b/x.json"] {
        assert_eq!(tenantlint(root, part).0, Some(0));
        assert_eq!(std::fs::read_to_string(root.join(NAME)).unwrap(), before, "{part}");
    }
    std::fs::write(root.join("a/policy.json"), closed).unwrap();
    let (_, text) = tenantlint(root, "check");
    assert!(text.contains("of the baseline") && text.contains("gone"), "{text}");
    let (_, text) = tenantlint(root, "baseline --update");
    assert!(text.contains("gone, removed"), "{text}");
}

#[test]
fn it_contains_no_secret() {
    let code = "variable \"target\" {\n  sensitive = true\n  default = \"hunter2hunter2.example\"\n}\n\
        resource \"azuread_application\" \"a\" {\n  display_name = \"A\"\n  web {\n    redirect_uris = [\"http://${var.target}/signin\"]\n  }\n}\n";
    let repository = folder(&[(".git/HEAD", ""), ("main.tf", code)]);
    assert_eq!(tenantlint(repository.path(), "baseline").0, Some(0));
    let text = std::fs::read_to_string(repository.path().join(NAME)).unwrap();
    assert!(text.contains("application-redirect-uri-unsafe"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    assert_eq!(tenantlint(repository.path(), "check").0, Some(0));
}
