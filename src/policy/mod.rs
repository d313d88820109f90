//! The policy file: rule options, accepted findings, inventories, and which paths belong to which tenant.
//!
//! [`find`] looks for the file, [`load`] reads and checks it, and a [`Policy`] is then asked twice: before the checks for the
//! [`Settings`] of the rules and the inventories, and after them, by [`Policy::apply`], for the findings that remain. Nothing here checks a tenant.

mod allow;
mod base;
mod below;
mod cases;
mod complete;
mod custom;
mod discovery;
mod entry;
mod error;
mod extends;
mod facts;
mod file;
mod forms;
mod glob;
mod init;
mod inventory;
mod read;
#[cfg(feature = "rego")]
mod rego;
mod relied_on;
mod schema;
mod suppression;
mod tenants;
mod unsound;
mod validate;
mod weaker;

pub use allow::Applied;
pub use base::{Changed, Recognized, Reference, in_revision};
pub use cases::{Case, Expected, cases, is_cases};
pub use discovery::{FindError, NAMES, PolicyPaths, find, root};
pub use entry::{Run, selects};
pub use error::{PolicyError, PolicyErrors};
pub use file::schema;
pub(crate) use forms::FORMS;
pub use init::{init_comments, init_template};
pub use inventory::inventory_schema;
pub use read::{load, load_below, load_over, parse};
#[cfg(feature = "rego")]
pub(crate) use rego::{is_test, run_tests};
pub use suppression::{comment, comment_place};

use crate::baseline::Baseline;
use crate::inventory::Inventory;
use crate::metadata::{Metadata, Severity};
use crate::outcome::PolicyInUse;
use crate::resource::{Kind, Problem};
use crate::rules::policy_file::allow_list_entry_unsound::{self, AllowListOptions};
use crate::rules::{Options, Rule, RuleSet, Settings};
use crate::source::FileId;
use crate::text::Text;
use base::Base;
use below::Below;
use complete::Complete;
use entry::Entry;
use jiff::civil::Date;
use std::collections::HashMap;
use std::path::PathBuf;
use tenants::Tenants;

/// The content of a policy file. The default applies without one.
#[derive(Debug, Default)]
pub struct Policy {
    /// The threshold, if the file contains one.
    fail_on: Option<Severity>,
    /// All rules, also those of the organization.
    rule_set: RuleSet,
    rules: HashMap<&'static str, RuleEntry>,
    allow_list: AllowListOptions,
    entries: Vec<Entry>,
    tenants: Tenants,
    complete: Complete,
    inventories: Inventories,
    /// The known findings; nothing if the run compares with none.
    baseline: Option<Baseline>,
    /// The revision that this policy is from; nothing if it is that of the working tree.
    base: Option<Base>,
    /// The policy files below this one.
    below: Vec<Below>,
    /// What of them is not used.
    not_used: Vec<Text>,
    /// The displayed paths of the policy file and of those below it.
    files: Vec<String>,
    /// The displayed paths of the files that the policy file extends.
    extends: Vec<String>,
    /// The rules that files below and comments in code cannot make weaker, each with the file that locks it.
    locked: HashMap<&'static str, String>,
}

/// What the tenants are declared to contain.
#[derive(Debug, Default)]
struct Inventories {
    /// All of them.
    common: Inventory,
    /// One of them alone, by its number.
    own: Vec<Inventory>,
}

impl Inventories {
    fn is_empty(&self) -> bool {
        std::iter::once(&self.common).chain(&self.own).all(Inventory::is_empty)
    }
}

/// The entry of one rule.
#[derive(Debug, Clone)]
struct RuleEntry {
    enabled: bool,
    severity: Option<Severity>,
    options: serde_json::Value,
}

impl Policy {
    /// All rules, also those of the organization.
    pub fn rule_set(&self) -> &RuleSet {
        &self.rule_set
    }

    /// The rule with the most similar name.
    pub fn nearest_rule(&self, name: &str) -> Option<&'static str> {
        error::nearest(name, self.rule_set.iter().map(|rule| rule.id))
    }

    /// The settings of the rules. `only` names the rules to run, even disabled ones; if it is empty, all enabled rules run.
    ///
    /// # Panics
    /// Never: the options of each rule were read when the file was, else there would be no policy.
    pub fn settings(&self, today: Date, only: &[&'static Rule]) -> Settings {
        let mut options = Options::default();
        let chosen =
            |rule: &Rule| if only.is_empty() { self.is_enabled_somewhere(rule) } else { only.iter().any(|named| named.id == rule.id) };
        let rules: Vec<_> = self.rule_set.iter().filter(|rule| chosen(rule)).collect();
        for rule in &rules {
            if let Some(entry) = self.rules.get(rule.id) {
                options.read(rule, entry.options.clone()).expect("the same options were read when the file was");
            }
        }
        Settings::new(today, options, rules)
    }

    /// The files of this policy, and what they make a run report less of.
    pub fn in_use(&self) -> PolicyInUse {
        let rules = || self.rule_set.iter().filter_map(|rule| Some((rule, self.rules.get(rule.id)?)));
        let is_lower = |rule: &Rule, entry: &RuleEntry| entry.enabled && entry.severity.is_some_and(|severity| severity < rule.severity);
        PolicyInUse {
            files: self.files.clone(),
            extends: self.extends.clone(),
            disabled: rules().filter(|(_, entry)| !entry.enabled).map(|(rule, _)| rule.id.into()).collect(),
            lowered: rules().filter(|(rule, entry)| is_lower(rule, entry)).map(|(rule, _)| rule.id.into()).collect(),
        }
    }

    /// Compares the findings of runs with these known ones, except those of locked rules.
    pub fn set_baseline(&mut self, baseline: Option<Baseline>) {
        self.baseline = baseline.map(|baseline| baseline.without(self.locked.keys().copied()));
    }

    /// The known findings.
    pub fn baseline(&self) -> Option<&Baseline> {
        self.baseline.as_ref()
    }

    /// Findings of this severity and above fail the run.
    pub fn fail_on(&self) -> Severity {
        self.fail_on.unwrap_or(Severity::Medium)
    }

    /// The tenant of a file, by its displayed path: an index into [`Policy::tenant_names`].
    pub fn tenant_of(&self, path: &str) -> usize {
        self.tenants.of(path)
    }

    /// The kinds of which the file at this displayed path contains a part of all objects, according to `complete`, in a run on these folders.
    pub fn complete_kinds(&self, path: &str, folders: &[PathBuf]) -> Vec<Kind> {
        if self.complete.is_empty() { Vec::new() } else { self.complete.kinds(&self.tenants.relative(path), folders) }
    }

    /// The names of the tenants, in the order of the file, followed by an empty one for files without a tenant, if there can be any.
    pub fn tenant_names(&self) -> &[String] {
        self.tenants.names()
    }

    /// What each tenant is declared to contain, by its number. `first` is the policy file, followed by the inventory files.
    pub fn inventories(&self, first: FileId) -> Vec<Inventory> {
        let common = self.inventories.common.counted_from(first);
        let own = self.inventories.own.iter().map(|own| own.counted_from(first).or(&common));
        own.chain(std::iter::repeat(common.clone())).take(self.tenant_names().len()).collect()
    }

    /// A warning for each inventory list with entries that have no reviewer or review date. `first` is the policy file.
    fn unreviewed(&self, first: FileId) -> Vec<Problem> {
        let all = std::iter::once(&self.inventories.common).chain(&self.inventories.own);
        all.flat_map(|inventory| inventory::unreviewed(&inventory.counted_from(first)).collect::<Vec<_>>()).collect()
    }

    fn is_enabled(&self, rule: &Metadata) -> bool {
        self.rules.get(rule.id).is_none_or(|entry| entry.enabled)
    }

    /// The file that locks a rule.
    fn locked_by(&self, rule: &Metadata) -> Option<&str> {
        self.locked.get(rule.id).map(String::as_str)
    }

    /// The severity of the findings of a rule, unless a finding sets another one.
    pub fn severity_of(&self, rule: &Metadata) -> Severity {
        self.severity(rule).unwrap_or(rule.severity)
    }

    fn severity(&self, rule: &Metadata) -> Option<Severity> {
        self.rules.get(rule.id)?.severity
    }
}
