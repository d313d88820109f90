//! `docs/rules` contains the page of every rule, as printed by `tenantlint explain`; reports link to it.
//!
//! `UPDATE_EXPECTED=1` writes the pages, the table in `docs/rules.md` and the contents of the book in `docs/SUMMARY.md`, and deletes the pages of
//! removed rules.

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
fn the_table_of_rules_is_fresh() {
    rows_are_fresh("docs/rules.md", |rule| {
        format!("| [{id}](rules/{id}.md) | {} | {} |", rule.severity.name(), rule.summary, id = rule.id)
    });
}

#[test]
fn the_book_contains_the_page_of_every_rule() {
    rows_are_fresh("docs/SUMMARY.md", |rule| format!("  - [{id}](rules/{id}.md)", id = rule.id));
}

/// Consecutive lines of a file that link to rule pages are one for each rule, in their order.
fn rows_are_fresh(path: &str, row: fn(&Rule) -> String) {
    let absolute = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&absolute).unwrap();
    let is_row = |line: &&str| line.contains("](rules/");
    let fresh: Vec<String> = RULES.iter().map(|rule| row(rule)).collect();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        let before: Vec<&str> = text.lines().take_while(|line| !is_row(line)).collect();
        let after: Vec<&str> = text.lines().skip(before.len()).skip_while(is_row).collect();
        let lines: Vec<&str> = before.into_iter().chain(fresh.iter().map(String::as_str)).chain(after).collect();
        std::fs::write(&absolute, lines.join("\n") + "\n").unwrap();
        return;
    }
    let rows: Vec<&str> = text.lines().filter(is_row).collect();
    assert_eq!(rows, fresh, "{path} is stale: run `cargo xtask update`");
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
