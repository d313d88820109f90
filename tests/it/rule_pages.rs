//! The page of every rule has six headings, and its Bad and Good blocks have the expected results.

use crate::common::{root, run_rules};
use std::path::Path;
use tenantlint::load::{load_input, load_paths};
use tenantlint::outcome::Outcome;
use tenantlint::policy::{self, Changed, Policy, Reference};
use tenantlint::reader::Variables;
use tenantlint::rules::{RULES, Rule, find};
use tenantlint::source::{Source, Sources};

const HEADINGS: [&str; 6] = ["What it finds", "Why it matters", "Bad", "Good", "When it is wrong", "Sources"];

/// The lines of a page: a doc comment keeps the space after its slashes.
fn lines(rule: &Rule) -> impl Iterator<Item = &str> {
    rule.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line))
}

/// The code blocks under a heading: language and text.
fn blocks(rule: &Rule, heading: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let (mut here, mut open) = (false, false);
    for line in lines(rule) {
        match (line.strip_prefix("## "), line.strip_prefix("```")) {
            (Some(title), _) if !open => here = title == heading,
            (_, Some(language)) => {
                if here && !open {
                    blocks.push((language.to_owned(), String::new()));
                }
                open = !open;
            }
            _ if here && open => {
                let text = &mut blocks.last_mut().unwrap().1;
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    assert!(!open, "{}: a code block does not end", rule.id);
    blocks
}

/// The app to which the entries of the examples refer.
const APP: &str = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#applications","value":[
    {"appId":"9a8b7c6d-1111-4222-8333-444455556666","displayName":"Expenses","signInAudience":"AzureADMultipleOrgs"}]}"#;

fn run_all(name: &str, bytes: &[u8]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    run_rules(load_paths(&[".".into()], folder.path(), Variables::default()), Default::default(), RULES.to_vec())
}

/// The policy of a revision without a policy file, to which the working tree adds this one.
fn compared((policy, files): (Policy, Sources)) -> (Policy, Sources) {
    let mut base = Policy::default();
    let now = Changed { policy: &policy, files: &files, baseline: None, working_directory: Path::new("/repo") };
    base.set_base("main", Reference::default(), 0, &now);
    (base, files)
}

fn judged(rule: &Rule, language: &str, text: &str) -> Outcome {
    // In ```json appsettings.json the file name determines the format.
    if let Some((_, name)) = language.split_once(' ') {
        return run_all(name, text.as_bytes());
    }
    match language {
        "json" => run_all("example.json", text.as_bytes()),
        "terraform-plan" => {
            let mut resource: serde_json::Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", rule.id));
            let address = format!("{}.example", resource["type"].as_str().unwrap());
            for (key, value) in [("address", address.as_str()), ("mode", "managed"), ("name", "example")] {
                resource.as_object_mut().unwrap().entry(key).or_insert(value.into());
            }
            let plan = serde_json::json!({
                "format_version": "1.2", "terraform_version": "1.9.8",
                "planned_values": { "root_module": { "resources": [resource] } },
            });
            run_all("plan.json", plan.to_string().as_bytes())
        }
        "yaml" => {
            let text = if text.contains("version:") { text.to_owned() } else { format!("version: 1\n{text}") };
            let policy = policy::parse(Source::new(".tenantlint.yaml", text), Path::new("/repo"), Path::new("/repo"));
            let policy = policy.unwrap_or_else(|errors| panic!("{}: {errors:?}", rule.id));
            let policy = if rule.id == "policy-weakened" { compared(policy) } else { policy };
            run_rules(load_input(APP.as_bytes(), "applications.json", Path::new("."), Variables::default()), policy, RULES.to_vec())
        }
        other => panic!("{}: a block of {other} that cannot be checked", rule.id),
    }
}

#[test]
fn the_headings_are_always_these_six() {
    for rule in RULES {
        let headings: Vec<&str> = lines(rule).filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.id);
    }
}

#[test]
fn every_bad_block_is_reported_and_no_good_one() {
    for rule in RULES {
        for (heading, is_bad) in [("Bad", true), ("Good", false)] {
            let blocks = blocks(rule, heading);
            assert!(!blocks.is_empty(), "{}: no block under {heading}", rule.id);
            for (language, text) in blocks {
                let outcome = judged(rule, &language, &text);
                assert!(outcome.problems.is_empty(), "{}: {:?}\n{text}", rule.id, outcome.problems);
                let all = outcome.findings.iter().flat_map(|finding| std::iter::once(finding).chain(&finding.merged.notes));
                let found = all.filter(|finding| finding.rule.id == rule.id).count();
                assert_eq!(found > 0, is_bad, "{}: {found} findings under {heading}:\n{text}", rule.id);
                assert!(outcome.resources > 0, "{}: nothing was read of\n{text}", rule.id);
            }
        }
    }
}

#[test]
fn every_other_yaml_block_is_a_policy() {
    for rule in RULES {
        for (language, text) in blocks(rule, "When it is wrong") {
            judged(rule, &language, &text);
        }
    }
}

#[test]
fn every_file_of_a_rule_is_listed() {
    let mut files = Vec::new();
    for group in std::fs::read_dir(root().join("src/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && !path.ends_with("custom"))
    {
        for file in std::fs::read_dir(&group).unwrap().map(|entry| entry.unwrap().path()) {
            let text = std::fs::read_to_string(&file).unwrap();
            if file.file_name().unwrap() != "mod.rs" {
                let id = text.split("id: \"").nth(1).unwrap_or_else(|| panic!("{} declares no rule", file.display()));
                files.push(id.split('"').next().unwrap().to_owned());
            }
        }
    }
    files.sort();
    let mut listed: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    listed.sort_unstable();
    assert_eq!(files, listed);
}

#[test]
fn names_are_kebab_case_and_unique_and_begin_with_the_group() {
    for (at, rule) in RULES.iter().enumerate() {
        assert!(rule.id.split('-').all(|word| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase())), "{}", rule.id);
        assert!(RULES[at + 1..].iter().all(|other| other.id != rule.id), "{} is there twice", rule.id);
        let is_own = rule.group.name() == "tenantlint";
        assert!(is_own || rule.id.starts_with(rule.group.name()), "{} in group {}", rule.id, rule.group.name());
        assert!(!rule.summary.ends_with('.') && rule.summary.len() < 100, "{}: {}", rule.id, rule.summary);
    }
}

#[test]
fn notes_and_parts_are_of_other_rules() {
    for rule in RULES {
        for named in rule.note_on.iter().chain(rule.parts) {
            let other = find(named).unwrap_or_else(|| panic!("{}: there is no rule `{named}`", rule.id));
            assert!(other.note_on.is_empty() || rule.parts.contains(named), "{}: a note on a note", rule.id);
            assert!(other.parts.is_empty(), "{}: a path is no part", rule.id);
        }
    }
}
