//! Policy files below the one that holds: each may only make the check of its folder stricter.

use super::{Policy, RuleEntry};
use crate::metadata::{Metadata, Severity};
use crate::outcome::FolderThreshold;
use crate::resource::Problem;
use crate::source::{FileId, Folder, Span, shown};
use crate::text::Text;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What a policy file adds to the one above it.
#[derive(Debug)]
pub(super) struct Below {
    folder: Folder,
    /// The threshold, if the file contains one.
    fail_on: Option<Severity>,
    rules: HashMap<&'static str, RuleEntry>,
}

impl Below {
    /// The same, of a policy file that lies elsewhere: `moved` gives where a folder would be.
    pub fn moved(self, moved: &dyn Fn(&Path) -> PathBuf, working_directory: &Path) -> Self {
        Self { folder: Folder { path: moved(&self.folder.path), working_directory: working_directory.to_owned() }, ..self }
    }
}

impl Policy {
    /// Adds the policy file at the displayed path `path`, which holds for `folder` and may only tighten it: a lower `fail-on`, higher severities,
    /// and rules that are enabled again.
    pub fn tighten(&mut self, below: Self, path: String, folder: Folder) {
        let is_looser = below.rules.iter().any(|(rule, entry)| self.is_looser(rule, entry));
        let keys = [
            ("rules", is_looser),
            ("custom", below.rule_set.custom().len() > self.rule_set.custom().len()),
            ("allow", !below.entries.is_empty()),
            ("inventory", !below.inventories.is_empty()),
            ("complete", !below.complete.is_empty()),
            ("tenants", below.tenants.names().iter().any(|name| !name.is_empty())),
        ];
        let keys: Vec<String> = keys.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| format!("`{key}`")).collect();
        if !keys.is_empty() {
            let why = Text::new("the policy file `{path}` may only tighten the one above it: {keys} of it is not used, or not completely")
                .with("path", &path)
                .with("keys", keys.join(", "));
            self.not_used.push(why);
        }
        self.below.push(Below { folder, fail_on: below.fail_on, rules: below.rules });
        self.files.push(path);
    }

    /// Records that a policy file below this one cannot be used.
    pub fn cannot_tighten(&mut self, path: &str, why: &'static str) {
        self.not_used.push(Text::new("the policy file `{path}` is not used: {reason}").with("path", path).with("reason", why));
    }

    /// Whether an entry of a policy file below reports less than this policy.
    fn is_looser(&self, rule: &str, entry: &RuleEntry) -> bool {
        let Some(rule) = self.rule_set.find(rule) else { return false };
        let has_options = entry.options.as_object().is_some_and(|options| !options.is_empty());
        let is_disabled = !entry.enabled && self.is_enabled(rule);
        has_options || is_disabled || entry.severity.is_some_and(|severity| severity < self.severity_of(rule))
    }

    /// A warning for each policy file below this one that is not used completely.
    pub(super) fn looser_files(&self, first: FileId) -> impl Iterator<Item = Problem> {
        self.not_used.iter().map(move |why| Problem::warning(Span::new(first, 0, 0), why.clone()))
    }

    /// The entries for a rule in the policy files whose folders contain the file at this displayed path.
    fn entries_at<'p>(&'p self, rule: &'p Metadata, path: &'p str) -> impl Iterator<Item = &'p RuleEntry> {
        self.below.iter().filter(|below| below.folder.contains(path)).filter_map(|below| below.rules.get(rule.id))
    }

    /// Whether a rule runs anywhere.
    pub(super) fn is_enabled_somewhere(&self, rule: &Metadata) -> bool {
        self.is_enabled(rule) || self.below.iter().any(|below| below.rules.get(rule.id).is_some_and(|entry| entry.enabled))
    }

    /// Whether a rule runs for the file at this displayed path.
    pub(super) fn is_enabled_at(&self, rule: &Metadata, path: &str) -> bool {
        self.is_enabled(rule) || self.entries_at(rule, path).any(|entry| entry.enabled)
    }

    /// The severity in the file at this displayed path of what has this severity elsewhere.
    pub(super) fn severity_at(&self, rule: &Metadata, path: &str, severity: Severity) -> Severity {
        self.entries_at(rule, path).filter_map(|entry| entry.severity).fold(severity, Severity::max)
    }

    /// The policy files below this one that make a check less strict than those of `base`: their displayed paths without a revision.
    pub(super) fn weaker_files<'p>(&'p self, base: &'p Self) -> impl Iterator<Item = String> + 'p {
        let requires = |below: &&Below| {
            let own = self.below.iter().find(|own| own.folder.path == below.folder.path);
            let threshold = |policy: &Self, below: Option<&Below>| {
                below.and_then(|below| below.fail_on).map_or(policy.fail_on(), |own| own.min(policy.fail_on()))
            };
            let entry = |rule: &str| own.and_then(|own| own.rules.get(rule));
            let is_kept = |(rule, old): (&&'static str, &RuleEntry)| {
                let Some(rule) = self.rule_set.find(rule) else { return true };
                let severity =
                    entry(rule.id).and_then(|entry| entry.severity).map_or(self.severity_of(rule), |new| new.max(self.severity_of(rule)));
                let is_enabled = self.is_enabled(rule) || entry(rule.id).is_some_and(|entry| entry.enabled);
                (is_enabled || !old.enabled) && old.severity.is_none_or(|old| severity >= old)
            };
            threshold(self, own) > threshold(base, Some(*below)) || !below.rules.iter().all(is_kept)
        };
        base.below.iter().filter(requires).map(|below| shown(&below.folder.path, &below.folder.working_directory))
    }

    /// Where lower severities fail the run than elsewhere.
    pub fn thresholds(&self) -> Vec<FolderThreshold> {
        let stricter = self.below.iter().filter_map(|below| Some((below, below.fail_on.filter(|own| *own < self.fail_on())?)));
        stricter.map(|(below, fail_on)| FolderThreshold { folder: below.folder.clone(), fail_on }).collect()
    }
}
