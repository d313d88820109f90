//! The entry of the allow-list that accepts a finding.

use super::Finding;
use crate::message::Text;
use serde_json::Value;

impl Finding {
    /// The entry, which is invalid until someone writes a reason, a reviewer and a date.
    pub fn allow_entry(&self) -> Text {
        let subject = &self.subject;
        let exported = subject.app_id.as_ref().map(|id| ("appId", id)).or(subject.id.as_ref().map(|id| ("id", id)));
        let (key, value) = exported.filter(|_| !subject.declared).unwrap_or(("address", &subject.address));
        let root = subject.elsewhere().filter(|_| key == "address");
        // The entry is pasted, perhaps by mistake into a shell.
        let is_plain = |value: &str| value.chars().all(|character| character.is_alphanumeric() || "-_./[]\"@:# ".contains(character));
        let quoted = |value: &str| Value::from(if is_plain(value) { value } else { "<resource>" }).to_string();
        let root = root.map(|root| format!(", root: {}", quoted(root))).unwrap_or_default();
        let template = if self.fact.is_empty() {
            "allow:\n  - rule: {rule}\n    resource: {resource}\n    reason: \"{reason}\"\n    reviewer: \"{reviewer}\"\n    expires: {date}"
        } else {
            "allow:\n  - rule: {rule}\n    resource: {resource}\n    fact: {fact}\n    reason: \"{reason}\"\n    reviewer: \"{reviewer}\"\n    expires: {date}"
        };
        Text::new(template)
            .with("rule", self.rule.id)
            .with("resource", format!("{{ {key}: {}{root} }}", quoted(value)))
            .with("fact", Value::from(self.fact.as_str()).to_string())
            .with("reason", "<reason>")
            .with("reviewer", "<reviewer>")
            .with("date", "<YYYY-MM-DD>")
    }
}
