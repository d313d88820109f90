//! `extends` and `locked`: a policy file that builds on another one.

use crate::common::{folder, tenantlint};

const APP: &str = "resource \"azuread_application\" \"a\" {\n  display_name     = \"a\"\n  sign_in_audience = \"AzureADMultipleOrgs\"\n}\n";

/// The findings with a central policy and one that extends it, or its mistakes.
fn checked(central: &str, own: &str, code: &str) -> (Option<i32>, String) {
    let repository = folder(&[
        (".git/HEAD", ""),
        ("central/policy.yaml", &format!("version: 1\n{central}")),
        (".tenantlint.yaml", &format!("version: 1\nextends: central/policy.yaml\n{own}")),
        ("main.tf", code),
    ]);
    let (code, text) = tenantlint(repository.path(), "check --format concise --today 2026-11-30 --output human=report.txt");
    let report = std::fs::read_to_string(repository.path().join("report.txt")).unwrap_or_default();
    let policy = report.lines().find(|line| line.starts_with("policy: ")).unwrap_or_default();
    (code, text + policy)
}

#[test]
fn what_a_file_does_not_say_is_that_of_the_extended_one() {
    let rules = "rules:\n  application-multi-tenant: { severity: critical }\n  application-multi-tenant-unowned: { enabled: false }\n";
    let (code, text) = checked(&format!("{rules}fail-on: high\n"), "", APP);
    assert_eq!(code, Some(1));
    assert!(text.contains("critical[application-multi-tenant]") && !text.contains("unowned]"), "{text}");
    let (code, text) = checked(&format!("{rules}fail-on: high\n"), "rules:\n  application-multi-tenant: { severity: low }\n", APP);
    assert_eq!(code, Some(0), "the threshold is that of the extended file: {text}");
    assert!(text.contains("low[application-multi-tenant]"), "{text}");
    assert!(text.contains("policy: `.tenantlint.yaml`, which extends `central/policy.yaml`"), "{text}");
}

#[test]
fn its_entries_accept_findings_and_are_reported_at_their_place() {
    let allow = "allow:\n  - rule: application-multi-tenant\n    resource: { address: azuread_application.a }\n    reason: partner portal\n    \
                 reviewer: identity-team@contoso.example\n    expires: DATE\n";
    let (_, text) = checked(&allow.replace("DATE", "2027-01-01"), "", APP);
    assert!(!text.contains("[application-multi-tenant]"), "{text}");
    let (_, text) = checked(&allow.replace("DATE", "2026-01-01"), "", APP);
    assert!(text.contains("central/policy.yaml:7:14: medium[allow-list-entry-unsound]"), "{text}");
    let inventory = "inventory:\n  partners: [11111111-1111-4111-8111-111111111111]\n".replace('[', "[{ id: ").replace("]\n", " }]\n");
    let (_, text) = checked(&inventory, "", APP);
    assert!(text.contains("central/policy.yaml:3:20: warning inventory of partners"), "{text}");
}

#[test]
fn a_locked_rule_cannot_be_made_weaker() {
    let locked = "locked: [application-multi-tenant]\nrules:\n  application-multi-tenant: { severity: high }\n";
    let refused = |own: &str, place: &str, message: &str| {
        let (code, text) = checked(locked, own, APP);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(&format!(".tenantlint.yaml:{place}")) && text.contains(message), "{text}");
    };
    for entry in ["enabled: false", "severity: medium", "enabled: true"] {
        let own = format!("rules:\n  application-multi-tenant: {{ {entry} }}\n");
        refused(&own, "4:3", "`application-multi-tenant` is locked by `central/policy.yaml`");
    }
    refused("fail-on: critical\n", "3:10", "`fail-on` is higher than in `central/policy.yaml`");
    let allow = "allow:\n  - rule: application-multi-tenant\n    resource: { address: x }\n";
    refused(allow, "4:11", "findings of `application-multi-tenant` cannot be accepted here");
    let (code, text) = checked(locked, "rules:\n  application-multi-tenant: { severity: critical }\n", APP);
    assert!(code == Some(1) && text.contains("critical[application-multi-tenant]"), "{text}");
}

#[test]
fn a_comment_or_a_baseline_does_not_accept_findings_of_a_locked_rule() {
    let code = format!("# tenantlint: allow application-multi-tenant reason=\"x\"\n{APP}");
    let (_, text) = checked("locked: [application-multi-tenant]\n", "", &code);
    assert!(text.contains("[application-multi-tenant]"), "{text}");
    assert!(text.contains("comment accepts nothing: the policy locks `application-multi-tenant`"), "{text}");
    let repository =
        folder(&[(".git/HEAD", ""), (".tenantlint.yaml", "version: 1\nlocked: [application-multi-tenant]\n"), ("main.tf", APP)]);
    tenantlint(repository.path(), "baseline");
    let (_, text) = tenantlint(repository.path(), "check --format concise");
    assert!(text.contains("[application-multi-tenant]") && !text.contains("unowned]"), "{text}");
}

#[test]
fn what_cannot_be_extended_is_a_mistake_at_its_place() {
    let mistake = |files: &[(&str, &str)], message: &str| {
        let repository = folder(&[&[(".git/HEAD", ""), ("main.tf", APP)], files].concat());
        let (code, text) = tenantlint(repository.path(), "check");
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(message), "{text}");
    };
    let one = |text: &'static str| [(".tenantlint.yaml", text)];
    mistake(&one("version: 1\nextends: gone.yaml\n"), "`gone.yaml` does not exist");
    mistake(&one("version: 1\nextends: ../out.yaml\n"), "outside the repository");
    mistake(&one("version: 1\nextends: /etc/hostname\n"), "not relative to the policy file");
    mistake(&one("version: 1\nextends: .tenantlint.yaml\n"), "extends this file");
    let two = |text: &'static str| [(".tenantlint.yaml", "version: 1\nextends: b.yaml\n"), ("b.yaml", text)];
    mistake(&two("version: 1\nextends: .tenantlint.yaml\n"), "extends this file");
    mistake(&two("version: 1\ntenants: { a: { paths: [a/**] } }\n"), "`tenants` cannot be used in a file that `.tenantlint.yaml` extends");
    mistake(&two("version: 3\n"), "b.yaml:1:10");
    mistake(&one("version: 1\nlocked: [no-such-rule]\n"), "no-such-rule");
}
