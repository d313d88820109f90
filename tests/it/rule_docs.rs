//! `docs/rules` contains the page of every rule, as printed by `tenantlint explain`; reports link to it.
//!
//! `UPDATE_EXPECTED=1` writes the pages and the table of README.md, and deletes the pages of removed rules.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tenantlint::rules::{RULES, Rule};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")
}

fn explain(rule: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tenantlint")).args(["explain", rule]).output().unwrap();
    assert!(output.status.success(), "{rule}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_pages_of_the_rules_are_fresh() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    if update {
        std::fs::create_dir_all(folder()).unwrap();
    }
    for rule in RULES {
        let (path, page) = (folder().join(format!("{}.md", rule.id)), explain(rule.id));
        if update {
            std::fs::write(&path, &page).unwrap();
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(stored == page, "docs/rules/{}.md is stale: run `cargo xtask update`", rule.id);
    }
}

#[test]
fn the_table_of_the_readme_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let is_row = |line: &str| line.contains("](docs/rules/");
    let row = |rule: &Rule| format!("| [{id}](docs/rules/{id}.md) | {} | {} |", rule.severity.name(), rule.summary, id = rule.id);
    let fresh: Vec<String> = RULES.iter().map(|rule| row(rule)).collect();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        let row = readme.find("](docs/rules/").and_then(|link| readme[..link].rfind('\n'));
        let (before, rest) = readme.split_at(row.expect("the table has rows") + 1);
        let after: Vec<&str> = rest.lines().skip_while(|line| is_row(line)).collect();
        std::fs::write(&path, format!("{before}{}\n{}\n", fresh.join("\n"), after.join("\n"))).unwrap();
        return;
    }
    let rows: Vec<&str> = readme.lines().filter(|line| is_row(line)).collect();
    assert_eq!(rows, fresh, "the table is stale: run `cargo xtask update`");
}

#[test]
fn no_page_is_of_a_rule_that_is_gone() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| format!("{}.md", rule.id)).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if !rules.contains(&name) {
            assert!(std::env::var_os("UPDATE_EXPECTED").is_some(), "docs/rules/{name} is of no rule");
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
}
