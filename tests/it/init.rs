//! `init`: what it writes for a repository, and that it overwrites nothing.

use crate::common::{folder, tenantlint};
use std::path::Path;

const APP: &str = "resource \"azuread_application\" \"a\" {\n  display_name     = \"a\"\n  sign_in_audience = \"AzureADMultipleOrgs\"\n}\n";

fn text(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).unwrap_or_default()
}

#[test]
fn after_it_only_new_findings_fail() {
    let config = "[remote \"origin\"]\n\turl = https://github.com/contoso/infra\n";
    let repository = folder(&[(".git/config", config), ("main.tf", APP)]);
    let root = repository.path();
    let (code, said) = tenantlint(root, "init");
    assert_eq!(code, Some(0), "{said}");
    for path in [".tenantlint.yaml", ".tenantlint-baseline.json", ".pre-commit-config.yaml", ".github/workflows/tenantlint.yml"] {
        assert!(said.contains(path) && root.join(path).is_file(), "{path}: {said}");
    }
    assert!(said.contains("  tenantlint explain application-multi-tenant"), "{said}");
    assert_eq!(tenantlint(root, "check").0, Some(0));
    std::fs::write(root.join("new.tf"), APP.replace("\"a\"", "\"b\"")).unwrap();
    assert_eq!(tenantlint(root, "check").0, Some(1));
    let all = [".tenantlint.yaml", ".tenantlint-baseline.json", ".pre-commit-config.yaml"].map(|path| text(root, path));
    let (code, said) = tenantlint(root, "init");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(all, [".tenantlint.yaml", ".tenantlint-baseline.json", ".pre-commit-config.yaml"].map(|path| text(root, path)));
}

#[test]
fn a_drafted_inventory_declares_nothing_until_it_is_reviewed() {
    let guest = r#"[{"id":"7c64653e-44f8-422a-88d6-2a224f4babb8","displayName":"Ana","userType":"Guest","userPrincipalName":"a_b.example#EXT#@c.example"}]"#;
    let repository = folder(&[(".git/config", ""), ("exports/users.json", guest)]);
    let root = repository.path();
    let (_, said) = tenantlint(root, "init");
    assert!(said.contains("wrote inventory/guests.yaml: 1 entry to review"), "{said}");
    assert!(text(root, ".tenantlint.yaml").contains("\n# inventory:\n#   guests: { file: inventory/guests.yaml }\n"));
    assert!(tenantlint(root, "check --show-undecided").1.contains("guest-undeclared"));
    assert!(said.contains("wrote no pipeline"), "{said}");
}

#[test]
fn a_dry_run_writes_nothing() {
    let repository = folder(&[(".git/config", "gitlab"), ("main.tf", APP), (".pre-commit-config.yaml", "repos: []\n")]);
    let root = repository.path();
    let (code, said) = tenantlint(root, "init --dry-run");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("would write .gitlab-ci.yml") && said.contains("would write .tenantlint-baseline.json"), "{said}");
    assert!(said.contains("kept .pre-commit-config.yaml, which exists; add to its `repos`"), "{said}");
    assert_eq!(std::fs::read_dir(root).unwrap().count(), 3);
}

#[test]
fn an_empty_folder_is_told_how_to_export_a_tenant() {
    let repository = folder(&[(".git/config", "")]);
    let (code, said) = tenantlint(repository.path(), "init");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("found nothing to check") && said.contains("tenantlint collect"), "{said}");
}
