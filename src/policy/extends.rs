//! `extends`: a policy file builds on another one, whose owners may lock rules.

use super::error::PolicyError;
use super::file::COMMON_KEYS;
use super::validate::cut;
use super::{Inventories, Policy};
use crate::message::Text;
use crate::source::FileId;
use crate::syntax::tree::Node;

/// A longer chain of files is no policy that people can read.
pub(super) const MOST_FILES: usize = 8;

impl Policy {
    /// This policy, built on the one `above`, whose files follow the `before` files of this one. `root` is the file of this one.
    ///
    /// # Errors
    /// What this policy must not change.
    pub(super) fn extending(mut self, above: Self, root: &Node<'_>, before: FileId) -> Result<Self, Vec<PolicyError>> {
        let errors = above.forbidden(root, &self);
        if !errors.is_empty() {
            return Err(errors);
        }
        self.fail_on = self.fail_on.or(above.fail_on);
        for (rule, entry) in above.rules {
            self.rules.entry(rule).or_insert(entry);
        }
        if root.get("rules").and_then(|rules| rules.get(super::allow_list_entry_unsound::RULE.id)).is_none() {
            self.allow_list = above.allow_list;
        }
        let number = self.entries.len();
        self.entries.extend(above.entries.into_iter().map(|entry| entry.moved(number, before)));
        let common = self.inventories.common.or(&above.inventories.common.counted_from(before));
        self.inventories = Inventories { common, ..self.inventories };
        self.locked.extend(above.locked);
        self.extends = above.files.into_iter().chain(above.extends).collect();
        Ok(self)
    }

    /// The mistakes of a policy file that extends this one.
    fn forbidden(&self, root: &Node<'_>, own: &Self) -> Vec<PolicyError> {
        let mut errors = Vec::new();
        if let Some(file) = self.locked.values().next()
            && let Some(threshold) = root.get("fail-on").filter(|_| own.fail_on() > self.fail_on())
        {
            let message = Text::new("`fail-on` is higher than in `{file}`, which locks rules").with("file", file);
            let help = Text::new("remove it, or write at most `{severity}`").with("severity", self.fail_on().name());
            errors.push(PolicyError::new(&threshold.bytes, message).help(help));
        }
        let locked = |id: &str| own.rule_set.find(id).and_then(|rule| Some((rule.id, self.locked.get(rule.id)?)));
        for member in root.get("rules").map(Node::members).unwrap_or_default() {
            let Some((rule, file)) = locked(&member.key) else { continue };
            if self.is_tighter(rule, &member.value) {
                continue;
            }
            let message = Text::new("`{rule}` is locked by `{file}`").with("rule", rule).with("file", file);
            errors
                .push(PolicyError::new(&member.key_bytes, message).help("a file that extends it may only raise the severity of the rule"));
        }
        for entry in root.get("allow").map(Node::elements).unwrap_or_default() {
            let Some(rule) = entry.get("rule") else { continue };
            let Some((name, file)) = rule.as_str().and_then(&locked) else { continue };
            let message = Text::new("findings of `{rule}` cannot be accepted here, because `{file}` locks the rule");
            let message = message.with("rule", name).with("file", file);
            errors.push(PolicyError::new(&rule.bytes, message).help("accept the finding in the file that locks the rule"));
        }
        errors
    }

    /// Whether the entry of a rule does nothing but raise its severity.
    fn is_tighter(&self, rule: &'static str, entry: &Node<'_>) -> bool {
        let only_common = entry.members().iter().all(|member| COMMON_KEYS.contains(&&*member.key));
        let is_enabled = entry.get("enabled").is_none_or(|enabled| enabled.to_json() == serde_json::Value::Bool(true));
        let severity = entry.get("severity").and_then(|severity| serde_json::from_value(severity.to_json()).ok());
        let own = self.rule_set.find(rule).map(|rule| self.severity(rule).unwrap_or(rule.severity));
        only_common && is_enabled && severity.is_some_and(|severity: crate::metadata::Severity| Some(severity) >= own)
    }
}

/// The mistakes of a file that others extend: what is about the paths of one repository belongs to the file in its root.
pub(super) fn about_paths(root: &Node<'_>, extended_by: &str) -> Vec<PolicyError> {
    let keys = ["tenants", "complete"].into_iter().filter_map(|key| root.member(key));
    let mistake = |member: &crate::syntax::tree::Member<'_>| {
        let message = Text::new("`{key}` cannot be used in a file that `{file}` extends, because paths are those of one repository");
        let message = message.with("key", member.key.to_string()).with("file", cut(extended_by));
        PolicyError::new(&member.key_bytes, message).help("move it to the file that extends this one")
    };
    keys.map(mistake).collect()
}
