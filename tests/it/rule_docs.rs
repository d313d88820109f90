//! `docs/rules` contains the page of every rule, as printed by `tenantlint explain`, and `docs/ja/rules` the same in Japanese; reports link to it.
//!
//! `UPDATE_EXPECTED=1` writes the pages, the tables in `rules.md` and the contents of the books in `SUMMARY.md`, and deletes the pages of removed
//! rules.

use clap::ValueEnum;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tenantlint::language::Language;
use tenantlint::rules::{RULES, Rule};

/// The folder of the documentation in each language.
pub fn folders() -> impl Iterator<Item = (Language, PathBuf)> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let folder = move |language: &Language| if *language == Language::English { docs.clone() } else { docs.join(language.name()) };
    Language::value_variants().iter().map(move |language| (*language, folder(language)))
}

fn explain(rule: &str, language: Language) -> String {
    let arguments = ["explain", rule, "--lang", language.name()];
    let output = Command::new(env!("CARGO_BIN_EXE_tenantlint")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{rule}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_pages_of_the_rules_are_fresh() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    for (language, folder) in folders() {
        let folder = folder.join("rules");
        if update {
            std::fs::create_dir_all(&folder).unwrap();
        }
        for rule in RULES {
            let (path, page) = (folder.join(format!("{}.md", rule.id)), explain(rule.id, language));
            if update {
                std::fs::write(&path, &page).unwrap();
            }
            let stored = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
            assert!(stored == page, "{} is stale: run `cargo xtask update`", path.display());
        }
    }
}

#[test]
fn the_table_of_rules_is_fresh() {
    for (language, folder) in folders() {
        let row =
            |rule: &Rule| format!("| [{id}](rules/{id}.md) | {} | {} |", rule.severity.name(), language.text(rule.summary), id = rule.id);
        rows_are_fresh(&folder.join("rules.md"), "](rules/", row);
    }
}

#[test]
fn the_book_contains_the_page_of_every_rule() {
    for (_, folder) in folders() {
        rows_are_fresh(&folder.join("SUMMARY.md"), "](rules/", |rule| format!("  - [{id}](rules/{id}.md)", id = rule.id));
    }
}

/// Consecutive lines of a file that link to rule pages are one for each rule, in their order.
fn rows_are_fresh(path: &Path, link: &str, row: impl Fn(&Rule) -> String) {
    let text = std::fs::read_to_string(path).unwrap();
    let is_row = |line: &&str| line.contains(link);
    let fresh: Vec<String> = RULES.iter().map(|rule| row(rule)).collect();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        let before: Vec<&str> = text.lines().take_while(|line| !is_row(line)).collect();
        let after: Vec<&str> = text.lines().skip(before.len()).skip_while(is_row).collect();
        let lines: Vec<&str> = before.into_iter().chain(fresh.iter().map(String::as_str)).chain(after).collect();
        std::fs::write(path, lines.join("\n") + "\n").unwrap();
        return;
    }
    let rows: Vec<&str> = text.lines().filter(is_row).collect();
    assert_eq!(rows, fresh, "{} is stale: run `cargo xtask update`", path.display());
}

#[test]
fn no_page_is_of_a_rule_that_is_gone() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| format!("{}.md", rule.id)).collect();
    for entry in folders().flat_map(|(_, folder)| std::fs::read_dir(folder.join("rules")).unwrap()) {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if !rules.contains(&name) {
            assert!(std::env::var_os("UPDATE_EXPECTED").is_some(), "{} is of no rule", entry.path().display());
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
}
