//! What one policy reports less of than another.

use super::Changed;
use crate::inventory::{Entry, Inventory, List};
use crate::message::Text;
use crate::policy::Policy;
use crate::policy::entry;
use crate::policy::validate::cut;
use crate::policy::weaker::Weaker;
use crate::source::{FileId, Sources, Span};
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// What the policy of the working tree makes weaker than `base`. Places are in the files of the working tree.
pub(super) fn compare(base: &Policy, now: &Changed<'_>, revision: &str) -> Vec<Weaker> {
    let text = now.files.iter().next().and_then(|(_, file)| file.text().ok()).unwrap_or_default();
    let root = yaml::parse(text).ok();
    let comparison = Comparison { base, now: now.policy, root: root.as_ref(), revision };
    let mut weaker = Vec::new();
    comparison.threshold(&mut weaker);
    comparison.rules(&mut weaker);
    comparison.custom(&mut weaker);
    comparison.allow_list(&mut weaker);
    comparison.inventories(now.files, &mut weaker);
    comparison.scope(&mut weaker);
    comparison.folders(&mut weaker);
    weaker.extend(comparison.baseline(now));
    weaker
}

struct Comparison<'c> {
    base: &'c Policy,
    now: &'c Policy,
    /// The policy file of the working tree.
    root: Option<&'c Node<'c>>,
    revision: &'c str,
}

impl Comparison<'_> {
    /// The place of a value of the policy file, or of what is written in its stead.
    fn place(&self, path: &[&str]) -> Span {
        let Some(mut node) = self.root else { return Span::new(FileId(0), 0, 0) };
        let mut found = Span::new(FileId(0), 0, 0);
        for key in path {
            let Some(member) = node.member(key) else { break };
            node = &member.value;
            found = Span::new(FileId(0), member.key_bytes.start, member.key_bytes.end);
            if !node.members().is_empty() || !node.elements().is_empty() || node.bytes.is_empty() {
                continue;
            }
            found = Span::new(FileId(0), node.bytes.start, node.bytes.end);
        }
        found
    }

    fn threshold(&self, weaker: &mut Vec<Weaker>) {
        if self.now.fail_on() > self.base.fail_on() {
            let title = Text::new("`fail-on` is raised from `{old}` to `{new}`");
            let title = title.with("old", self.base.fail_on().name()).with("new", self.now.fail_on().name());
            weaker.push(Weaker::new(self.place(&["fail-on"]), "fail-on", title));
        }
    }

    fn rules(&self, weaker: &mut Vec<Weaker>) {
        let none = Map::new();
        for rule in self.base.rule_set.iter() {
            if rule.check.custom().is_some() && self.now.rule_set.find(rule.id).is_none() {
                continue; // reported as removed
            }
            if self.base.locked_by(rule).is_some() && self.now.locked_by(rule).is_none() {
                let title = Text::new("`{rule}` is not locked any more").with("rule", rule.id);
                weaker.push(Weaker::new(self.place(&["locked"]), format!("locked.{}", rule.id), title));
            }
            if self.base.is_enabled(rule) && !self.now.is_enabled(rule) {
                let title = Text::new("`{rule}` is disabled").with("rule", rule.id);
                weaker.push(Weaker::new(self.place(&["rules", rule.id, "enabled"]), format!("rules.{}.enabled", rule.id), title));
                continue;
            }
            let [old, new] = [self.base, self.now].map(|policy| policy.severity(rule).unwrap_or(rule.severity));
            if new < old {
                let title = Text::new("the severity of `{rule}` is lowered from `{old}` to `{new}`");
                let title = title.with("rule", rule.id).with("old", old.name()).with("new", new.name());
                weaker.push(Weaker::new(self.place(&["rules", rule.id, "severity"]), format!("rules.{}.severity", rule.id), title));
            }
            let [old, new] =
                [self.base, self.now].map(|policy| policy.rules.get(rule.id).and_then(|entry| entry.options.as_object()).unwrap_or(&none));
            for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))).filter(|key| old.get(*key) != new.get(*key)) {
                let shown = |value: Option<&Value>| value.map_or_else(|| "the default".to_owned(), |value| cut(&value.to_string()));
                let title = Text::new("option `{option}` of `{rule}` is changed from `{old}` to `{new}`");
                let title =
                    title.with("option", key).with("rule", rule.id).with("old", shown(old.get(key))).with("new", shown(new.get(key)));
                weaker.push(Weaker::new(self.place(&["rules", rule.id, key]), format!("rules.{}.{key}", rule.id), title));
            }
        }
    }

    /// Rules of the organization. What is added to them makes nothing weaker.
    fn custom(&self, weaker: &mut Vec<Weaker>) {
        for (rule, old) in self.base.rule_set.custom().iter().filter_map(|rule| Some((rule, rule.check.custom()?))) {
            let now = self.now.rule_set.find(rule.id).and_then(|rule| rule.check.custom());
            let title = match now {
                Some(now) if now.definition == old.definition => continue,
                Some(_) => Text::new("the rule `{rule}` of the organization is changed"),
                None => Text::new("the rule `{rule}` of the organization is removed"),
            };
            let span = self.place(&[old.key(), rule.id]);
            weaker.push(Weaker::new(span, format!("{}.{}", old.key(), rule.id), title.with("rule", rule.id)));
        }
    }

    fn allow_list(&self, weaker: &mut Vec<Weaker>) {
        let tenant = |policy: &Policy, number: Option<usize>| number.and_then(|number| policy.tenant_names().get(number).cloned());
        let identity = |policy: &Policy, entry: &entry::Entry| (entry.name(), tenant(policy, entry.tenant));
        let mut known: HashMap<_, Vec<_>> = HashMap::new();
        for entry in &self.base.entries {
            known.entry(identity(self.base, entry)).or_default().push(entry);
        }
        for entry in &self.now.entries {
            let same = known.get(&identity(self.now, entry)).map(Vec::as_slice).unwrap_or_default();
            let is_known = same.iter().any(|old| {
                let no_later = old.expires.is_none_or(|old| entry.expires.is_some_and(|new| new <= old));
                no_later && (old.void.is_none() || entry.void.is_some())
            });
            if is_known {
                continue;
            }
            let title = match same.first() {
                Some(old) => {
                    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "never".to_owned(), |day| day.to_string());
                    let title = Text::new("expiry of the allow-list entry for `{rule}` is moved from {old} to {new}");
                    title.with("old", day(old.expires)).with("new", day(entry.expires))
                }
                None => Text::new("allow-list entry for `{rule}` is not in `{revision}`").with("revision", self.revision),
            };
            let place = if same.is_empty() { &entry.places.resource } else { &entry.places.expires };
            let span = entry.span(place, FileId(0));
            let mut found = Weaker::new(span, entry.name(), title.with("rule", entry.rule.id));
            found.label = Text::new("accepts findings on {resource}").with("resource", entry.selector.name());
            weaker.push(found);
        }
    }

    /// Compares what each tenant of the working tree is declared to contain.
    fn inventories(&self, files: &Sources, weaker: &mut Vec<Weaker>) {
        let of_base: HashMap<&String, Inventory> = self.base.tenant_names().iter().zip(self.base.inventories(FileId(0))).collect();
        let mut seen = HashSet::new();
        for (name, now) in self.now.tenant_names().iter().zip(self.now.inventories(FileId(0))) {
            let Some(old) = of_base.get(name) else { continue };
            let mut lists = Lists { comparison: self, files, seen: &mut seen, weaker };
            let [old_guests, new_guests] = [old, &now].map(|inventory| inventory.guests.as_deref());
            lists.compare("guests", old_guests.map(|guests| &guests.people), new_guests.map(|guests| &guests.people));
            lists.compare("guests.domains", old_guests.map(|guests| &guests.domains), new_guests.map(|guests| &guests.domains));
            lists.compare("guests.tenants", old_guests.map(|guests| &guests.tenants), new_guests.map(|guests| &guests.tenants));
            lists.compare("subscriptions", old.subscriptions.as_deref(), now.subscriptions.as_deref());
            lists.compare("identities", old.identities.as_deref(), now.identities.as_deref());
            lists.compare("partners", old.partners.as_deref(), now.partners.as_deref());
            lists.compare("billing", old.billing.as_deref(), now.billing.as_deref());
            lists.compare("root-scope", old.root_scope.as_deref(), now.root_scope.as_deref());
        }
    }

    /// Which files belong to which tenant, and which of them are complete.
    fn scope(&self, weaker: &mut Vec<Weaker>) {
        for (key, is_same) in
            [("tenants", self.base.tenants.is_same(&self.now.tenants)), ("complete", self.base.complete.is_same(&self.now.complete))]
        {
            if !is_same {
                let title = Text::new("the policy file changes `{key}`, which describes the files of the input").with("key", key);
                weaker.push(Weaker::new(self.place(&[key]), key, title));
            }
        }
    }

    /// Policy files in folders, which only tighten the one above them.
    fn folders(&self, weaker: &mut Vec<Weaker>) {
        for folder in self.now.weaker_files(self.base) {
            let title = Text::new("the policy file in `{folder}` is less strict than in `{revision}`");
            let title = title.with("folder", folder.clone()).with("revision", self.revision);
            weaker.push(Weaker::new(Span::new(FileId(0), 0, 0), folder, title));
        }
    }

    fn baseline(&self, now: &Changed<'_>) -> Option<Weaker> {
        let (baseline, file) = (now.policy.baseline()?, now.baseline?);
        let none = crate::baseline::Baseline::default();
        let added = baseline.added_to(self.base.baseline().unwrap_or(&none));
        let (first, count) = (added.first()?, added.len());
        let text = now.files.get(file).text().unwrap_or_default();
        let start = text.find(&first.fingerprint).unwrap_or_default();
        let end = (start + first.fingerprint.len()).min(text.len());
        let title = Text::new("the baseline contains {count} that `{revision}` does not contain: `{first}`");
        let count = if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
        let title = title.with("count", count).with("revision", self.revision).with("first", first.title.clone());
        Some(Weaker::new(Span::new(file, start, end), "baseline", title))
    }
}

/// The comparison of inventories, list by list.
struct Lists<'l, 'c> {
    comparison: &'l Comparison<'c>,
    files: &'l Sources,
    /// The lists that are compared, which several tenants may share.
    seen: &'l mut HashSet<(Span, &'static str)>,
    weaker: &'l mut Vec<Weaker>,
}

impl Lists<'_, '_> {
    /// A list that is declared now and was not is no weaker: without one, nothing counts as undeclared.
    fn compare<T: PartialEq>(&mut self, name: &'static str, old: Option<&List<T>>, new: Option<&List<T>>) {
        let Some(old) = old else { return };
        let Some(new) = new else {
            let span = self.comparison.place(&["inventory"]);
            if self.seen.insert((span, name)) {
                let title = Text::new("the inventory `{list}` is not declared any more").with("list", name);
                self.weaker.push(Weaker::new(span, format!("inventory.{name}"), title));
            }
            return;
        };
        let known: HashMap<&str, &Entry<T>> = old.entries().iter().map(|entry| (&*entry.key, entry)).collect();
        let is_known = |entry: &Entry<T>| {
            let no_later = |old: &Entry<T>| old.review_by.is_none_or(|old| entry.review_by.is_some_and(|new| new <= old));
            known.get(&*entry.key).is_some_and(|old| old.about == entry.about && no_later(old))
        };
        let added: Vec<_> = new.entries().iter().filter(|entry| !is_known(entry)).collect();
        let Some(first) = added.first() else { return };
        if !self.seen.insert((first.span, name)) || first.span.file.0 as usize >= self.files.len() {
            return;
        }
        let title = Text::new("the inventory `{list}` has {count} that `{revision}` does not have: `{first}`");
        let count = if added.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", added.len()) };
        let title = title.with("list", name).with("count", count).with("revision", self.comparison.revision).with("first", cut(&first.id));
        self.weaker.push(Weaker::new(first.span, format!("inventory.{name}"), title));
    }
}
