//! What a rule declares is what it reads: run alone, it reports what it reports beside the others, and it asks for every declared kind.
//! A question about a kind that is not declared panics in a debug build, so the tests of rules find it.
#![cfg(debug_assertions)]

use crate::common::{TODAY, root};
use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;
use tenantlint::judge::{Judged, judge};
use tenantlint::load::load_paths;
use tenantlint::model::{Application, Tenant, User};
use tenantlint::policy::{self, Policy};
use tenantlint::reader::Variables;
use tenantlint::resource::Kind;
use tenantlint::rules::{RULES, Rule, Settings, find};
use tenantlint::source::{FileId, Sources};

/// What these rules say of an input; all that the policy leaves on, where none is named.
fn judged(folder: &Path, input: &str, only: &[&'static Rule]) -> Judged {
    let policy_file = Path::new(input).join("policy.yaml");
    let is_there = folder.join(&policy_file).is_file();
    let (policy, _) = if is_there { policy::load(&policy_file, folder).unwrap() } else { (Policy::default(), Sources::default()) };
    let settings = Settings { inventories: policy.inventories(FileId(0)), ..policy.settings(TODAY, only) };
    let loaded = load_paths(&[input.into()], folder, Variables::default());
    judge(&loaded.sources, &loaded.project, &settings, policy.tenant_names().len(), &|path| policy.tenant_of(path))
}

/// Everything that one rule says, in an order of its own.
fn said(judged: &Judged, rule: &Rule) -> Vec<String> {
    let findings = judged.findings.iter().filter(|finding| finding.rule.id == rule.id).map(|finding| format!("{finding:?}"));
    let undecided = judged.undecided.iter().filter(|undecided| undecided.rule.id == rule.id).map(|undecided| format!("{undecided:?}"));
    let mut said: Vec<String> = findings.chain(undecided).collect();
    said.sort();
    said
}

/// What is wrong with the declaration of a rule, by the inputs of its tests.
fn faults(rule: &'static Rule) -> Vec<String> {
    let folder = root().join("tests/rules").join(rule.id);
    let mut faults = Vec::new();
    let mut asked: HashSet<Kind> = HashSet::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name();
        let input = name.to_str().unwrap();
        let mut alone = judged(&folder, input, &[rule]);
        asked.extend(alone.asked.remove(rule.id).unwrap_or_default());
        if said(&alone, rule) != said(&judged(&folder, input, &[]), rule) {
            faults.push(format!("{}/{input}: other findings alone than beside other rules", rule.id));
        }
    }
    let is_read = |kind: &Kind| rule.check.is_of(kind) || kind.family().iter().any(|member| asked.contains(member));
    faults.extend(rule.declared().filter(|kind| !is_read(kind)).map(|kind| format!("{} declares {kind} and never asks for it", rule.id)));
    faults
}

/// The tenant without resources, as `guest-stale` sees it, which declares users alone.
fn tenant() -> Tenant {
    Tenant::new(&Rc::default(), find("guest-stale").unwrap())
}

#[test]
#[should_panic(expected = "guest-stale asks the index for Some(Application), which it does not declare")]
fn a_question_about_an_undeclared_kind_panics() {
    let _ = tenant().views::<Application<'_>>(&Kind::Application).count();
}

#[test]
#[should_panic(expected = "guest-stale asks for whole objects of user, which the index does not keep")]
fn a_question_about_whole_users_panics() {
    let _ = tenant().views::<User<'_>>(&Kind::User).count();
}

#[test]
fn a_rule_reads_what_it_declares_and_nothing_else() {
    let all: Vec<String> = std::thread::scope(|scope| {
        let halves =
            RULES.chunks(RULES.len().div_ceil(2)).map(|rules| scope.spawn(|| rules.iter().flat_map(|rule| faults(rule)).collect()));
        halves
            .collect::<Vec<_>>()
            .into_iter()
            .flat_map(|half| half.join().unwrap_or_else(|_| vec!["a rule panics".to_owned()]))
            .collect::<Vec<String>>()
    });
    assert!(all.is_empty(), "{}", all.join("\n"));
}
