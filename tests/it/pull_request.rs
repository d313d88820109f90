//! The check of a pull request: only what it changes, by the policy of the branch that it would change.

use crate::common::{tenantlint, write};
use std::path::Path;
use std::process::Command;

/// Guests can invite guests.
const OPEN: &str = r#"{ "id": "authorizationPolicy", "allowInvitesFrom": "everyone" }"#;

const APP: &str =
    "resource \"azuread_application\" \"NAME\" {\n  display_name     = \"NAME\"\n  sign_in_audience = \"AzureADMultipleOrgs\"\n}\n";

fn app(name: &str) -> String {
    APP.replace("NAME", name)
}

/// A repository whose branch `main` has a commit with these files; the branch `work` is checked out.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    write(folder.path(), files);
    commit(folder.path());
    git(folder.path(), &["checkout", "--quiet", "-b", "work"]);
    folder
}

fn commit(folder: &Path) {
    git(folder, &["add", "-f", "."]);
    git(folder, &["commit", "--quiet", "--allow-empty", "-m", "x"]);
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@contoso.example", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The lines of findings, of these rules alone.
fn findings(folder: &Path, arguments: &str) -> Vec<String> {
    let only = "--only application-multi-tenant --only guest-invite-everyone --only policy-weakened";
    let (code, text) = tenantlint(folder, &format!("check {arguments} --format concise --today 2026-11-30 {only}"));
    assert!(matches!(code, Some(0 | 1)), "{text}");
    let mut found: Vec<_> = text.lines().filter(|line| line.contains('[')).map(str::to_owned).collect();
    found.sort();
    found
}

#[test]
fn only_what_is_new_or_changed_is_reported() {
    let both = app("a") + &app("b");
    let folder = repository(&[("main.tf", &both), ("exports/policy.json", OPEN)]);
    let root = folder.path();
    assert_eq!(findings(root, ".").len(), 3);
    assert_eq!(findings(root, ". --since main"), Vec::<String>::new());
    assert_eq!(tenantlint(root, "check --since main").0, Some(0), "what does not change fails no run");
    // Moved, new, another layout, removed.
    let moved = format!("# Apps.\n\n{}\n{}{}", app("b"), app("new"), app("a"));
    write(root, &[("main.tf", &moved), ("exports/policy.json", &OPEN.replace(' ', "\n"))]);
    let found = findings(root, ". --since main");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("`new`"), "{found:?}");
    assert_eq!(findings(&root.join("exports"), ".. --since main").len(), 1, "from another folder");
    // The same value is computed in another way: a reviewer sees it.
    write(root, &[("main.tf", &both.replacen("\"AzureADMultipleOrgs\"", "join(\"\", [\"AzureADMultipleOrgs\"])", 1))]);
    let found = findings(root, ". --since main");
    assert!(found.len() == 1 && found[0].contains("`a`"), "{found:?}");
}

#[test]
fn a_variable_that_opens_another_file_is_a_change() {
    let main = "variable \"audience\" {}\n".to_owned() + &app("a").replace("\"AzureADMultipleOrgs\"", "var.audience");
    let folder = repository(&[("main.tf", &main), ("terraform.tfvars", "audience = \"AzureADMyOrg\"\n")]);
    write(folder.path(), &[("terraform.tfvars", "audience = \"AzureADMultipleOrgs\"\n")]);
    assert_eq!(findings(folder.path(), ". --since main").len(), 1);
}

#[test]
fn an_entry_that_is_removed_reports_its_finding() {
    let accept = "# tenantlint: allow application-multi-tenant reason=\"partner portal\"\n".to_owned() + &app("a");
    let folder = repository(&[("main.tf", &accept)]);
    write(folder.path(), &[("main.tf", &app("a"))]);
    assert_eq!(findings(folder.path(), ". --since main").len(), 1);
}

#[test]
fn the_branch_from_which_the_work_began_is_what_counts() {
    let folder = repository(&[("main.tf", &app("a"))]);
    let root = folder.path();
    commit(root);
    git(root, &["checkout", "--quiet", "main"]);
    write(root, &[("main.tf", "")]);
    commit(root);
    git(root, &["checkout", "--quiet", "work"]);
    assert_eq!(findings(root, ". --since main"), Vec::<String>::new(), "main has mended it since, and the branch has not made it");
}

#[test]
fn reports_say_what_did_not_change() {
    let folder = repository(&[("main.tf", &app("a"))]);
    let run = |format: &str| tenantlint(folder.path(), &format!("check --since main --format {format} --only application-multi-tenant")).1;
    assert!(run("human").contains("no new findings") && run("human").contains("1 finding did not change since `main`"), "{}", run("human"));
    let json: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!((json["since"].as_str(), json["summary"]["unchanged"].as_u64()), (Some("main"), Some(1)));
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["justification"], "not changed since main");
}

/// Paths with their texts.
type Files<'f> = &'f [(&'f str, &'f str)];

/// What a pull request may try so that its finding is not reported, each with what is reported instead.
#[test]
fn a_pull_request_cannot_make_its_own_check_weaker() {
    let policy = "version: 1\nrules:\n  application-multi-tenant: { severity: high }\n";
    let bad = app("bad");
    let commented = "# tenantlint: allow application-multi-tenant reason=\"x\"\n".to_owned() + &bad;
    let allow = "allow:\n  - rule: application-multi-tenant\n    resource: { address: azuread_application.bad }\n    fact: AzureADMultipleOrgs\n    \
                 reason: x\n    reviewer: x\n    expires: 2027-01-01\n";
    let allowed = format!("{policy}{allow}");
    let attempts: &[(&str, Files<'_>, &str)] = &[
        (
            "disable the rule",
            &[(".tenantlint.yaml", "version: 1\nrules:\n  application-multi-tenant: { enabled: false }\n")],
            "is disabled",
        ),
        ("raise the threshold", &[(".tenantlint.yaml", &format!("{policy}fail-on: critical\n"))], "`fail-on` is raised"),
        ("lower the severity", &[(".tenantlint.yaml", "version: 1\n")], "severity of `application-multi-tenant` is lowered"),
        ("accept the finding", &[(".tenantlint.yaml", &allowed)], "allow-list entry for `application-multi-tenant` is not in `main`"),
        ("accept it in a comment", &[("main.tf", &commented)], "comment accepts a finding"),
        ("delete the policy file", &[(".tenantlint.yaml", "DELETE")], "severity of `application-multi-tenant` is lowered"),
        ("delete a stricter policy file", &[("a/.tenantlint.yaml", "DELETE")], "the policy file in `a` is less strict"),
        ("extend a file", &[(".tenantlint.yaml", "version: 1\nextends: o.yaml\n"), ("o.yaml", "version: 1\nfail-on: high\n")], "raised"),
        ("a policy file below", &[("a/.tenantlint.yaml", &format!("version: 1\n{allow}"))], ""),
        ("ignore the file", &[(".gitignore", "*.tf\n"), (".ignore", "*.tf\n"), (".gitattributes", "*.tf export-ignore\n")], ""),
    ];
    for (attempt, files, said) in attempts {
        let stricter = "version: 1\nrules:\n  application-multi-tenant: { severity: critical }\n";
        let folder = repository(&[(".tenantlint.yaml", policy), ("good.tf", &app("old")), ("a/.tenantlint.yaml", stricter)]);
        let root = folder.path();
        write(root, &[("main.tf", &bad)]);
        for (path, text) in *files {
            if *text == "DELETE" {
                std::fs::remove_file(root.join(path)).unwrap();
            } else {
                write(root, &[(path, text)]);
            }
        }
        commit(root);
        let found = findings(root, ". --policy-from main");
        assert!(found.iter().any(|line| line.contains("`bad`") && line.contains("high[")), "{attempt}: {found:?}");
        assert!(
            said.is_empty() || found.iter().any(|line| line.contains("policy-weakened") && line.contains(said)),
            "{attempt}: {found:?}"
        );
        assert_eq!(tenantlint(root, "check --policy-from main").0, Some(1), "{attempt}");
    }
}

#[test]
fn a_baseline_of_the_pull_request_does_not_count() {
    let folder = repository(&[("main.tf", &app("a"))]);
    let root = folder.path();
    assert_eq!(tenantlint(root, "baseline").0, Some(0));
    assert_eq!(findings(root, "."), Vec::<String>::new());
    let found = findings(root, ". --policy-from main");
    assert!(found.iter().any(|line| line.contains("`a`")), "{found:?}");
    assert!(found.iter().all(|line| !line.contains(&*root.display().to_string())), "{found:?}");
    let line = found.iter().find(|line| line.contains("the baseline contains")).unwrap();
    assert!(line.starts_with(".tenantlint-baseline.json:4:"), "{line}");
    // Once it is merged, it counts.
    commit(root);
    assert_eq!(findings(root, ". --policy-from work"), Vec::<String>::new());
}

#[test]
fn a_file_that_is_no_longer_read_is_said() {
    let policy = ("exports/policy.json", OPEN);
    let folder = repository(&[policy, ("a.tf", &app("a")), ("b.tf", &app("b")), ("c.tf", &app("c"))]);
    let root = folder.path();
    std::fs::write(root.join("a.tf"), b"\xff\xfe\x00\xd8").unwrap();
    std::fs::rename(root.join("b.tf"), root.join("d.tf")).unwrap();
    std::fs::rename(root.join("c.tf"), root.join("c.tf.txt")).unwrap();
    let (_, text) = tenantlint(root, "check --policy-from main");
    assert!(text.contains("`a.tf` was checked in `main` and is not read any more"), "{text}");
    assert!(text.contains("checked in `main`, and gone now: `c.tf`"), "{text}");
    assert!(!text.contains("b.tf"), "it has only another name: {text}");
}

#[test]
fn the_policy_of_the_revision_has_its_paths_and_places() {
    let policy = "version: 1\ntenants:\n  one: { paths: [one/**] }\n  two: { paths: [two/**] }\nallow:\n  - rule: guest-invite-everyone\n    \
                  tenant: one\n    resource: { kind: authorizationPolicy }\n    reason: x\n    reviewer: x\n    expires: 2026-01-01\n";
    let folder = repository(&[("sub/.tenantlint.yaml", policy), ("sub/one/policy.json", OPEN), ("sub/two/policy.json", OPEN)]);
    let text = tenantlint(&folder.path().join("sub/one"), "check .. --policy-from main --today 2026-11-30").1;
    assert!(text.contains("[main:../.tenantlint.yaml:11:"), "{text}");
    assert!(text.contains("(one)") || text.contains("tenant one") || text.contains("one"), "{text}");
    let found = findings(&folder.path().join("sub"), ". --policy-from main");
    assert_eq!(found.len(), 2, "the entry has expired: {found:?}");
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let folder = repository(&[(".tenantlint.yaml", "version: 2\n"), ("main.tf", &app("a"))]);
    let root = folder.path();
    write(root, &[(".tenantlint.yaml", "version: 1\n")]);
    let fails = |arguments: &str, message: &str| {
        let (code, text) = tenantlint(root, arguments);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(message), "{text}");
    };
    fails("check --since gone", "the repository has no revision `gone`");
    fails("check --policy-from main", "main:.tenantlint.yaml");
    fails("check - --since main", "cannot be used with standard input");
    let outside = tempfile::tempdir().unwrap();
    fails(&format!("check . {} --since main", outside.path().display()), "is not in the repository");
    let (code, text) = tenantlint(outside.path(), "check --since main");
    assert!(code == Some(2) && text.contains("not in a git repository"), "{text}");
    // A policy that cannot be read makes nothing known.
    let (code, text) = tenantlint(root, "check --since main");
    assert!(code == Some(1) && text.contains("all findings are reported"), "{text}");
}
