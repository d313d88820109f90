//! Each rule reads exactly the kinds that it declares: it reports the same alone as with the other rules, and asks for every declared kind.
//! A question about an undeclared kind panics in a debug build, so the cases of the rule detect it.

use crate::document::{Case, snake};
use crate::rules::document;
use crate::{TODAY, policy_of};
use libtest_mimic::{Failed, Trial};
use std::collections::HashSet;
use std::path::Path;
use tenantlint::judge::{Judged, Tenants, judge};
use tenantlint::load::load_paths;
use tenantlint::reader::Variables;
use tenantlint::resource::Kind;
use tenantlint::rules::{RULES, Rule, Settings};
use tenantlint::source::FileId;

/// One test per rule.
pub fn trials() -> Vec<Trial> {
    let trial = |rule: &&'static Rule| {
        let rule: &'static Rule = rule;
        Trial::test(format!("{}::declared_kinds", snake(rule.id)), move || reads_what_it_declares(rule).map_err(Failed::from))
    };
    RULES.iter().map(trial).collect()
}

/// Checks an input with these rules, or with all rules that the policy enables if none is named.
fn judged(folder: &Path, input: &str, only: &[&'static Rule]) -> Judged {
    let (policy, _) = policy_of(folder, input);
    let settings = Settings { inventories: policy.inventories(FileId(0)), ..policy.settings(TODAY, only) };
    let loaded = load_paths(&[input.into()], folder, Variables::default());
    let tenants = Tenants {
        count: policy.tenant_names().len(),
        of: &|path| policy.tenant_of(path),
        complete: &|path| policy.complete_kinds(path, &loaded.folders),
    };
    judge(&loaded.sources, &loaded.project, &settings, &tenants)
}

/// All results of one rule, sorted.
fn reported(judged: &Judged, rule: &Rule) -> Vec<String> {
    let findings = judged.findings.iter().filter(|finding| finding.rule.id == rule.id).map(|finding| format!("{finding:?}"));
    let undecided = judged.undecided.iter().filter(|undecided| undecided.rule.id == rule.id).map(|undecided| format!("{undecided:?}"));
    let mut reported: Vec<String> = findings.chain(undecided).collect();
    reported.sort();
    reported
}

fn reads_what_it_declares(rule: &'static Rule) -> Result<(), String> {
    let mut asked: HashSet<Kind> = HashSet::new();
    for case in document(rule).cases {
        let Case { section, name, .. } = &case;
        let folder = case.folder();
        let mut alone = judged(folder.path(), ".", &[rule]);
        asked.extend(alone.asked.remove(rule.id).unwrap_or_default());
        if reported(&alone, rule) != reported(&judged(folder.path(), ".", &[]), rule) {
            return Err(format!("{section}, {name}: other findings alone than beside other rules"));
        }
    }
    let is_read = |kind: &Kind| rule.check.is_of(kind) || kind.family().iter().any(|member| asked.contains(member));
    let unread: Vec<&Kind> = rule.declared().filter(|kind| !is_read(kind)).collect();
    if unread.is_empty() { Ok(()) } else { Err(format!("declares {unread:?} and never asks for it")) }
}
