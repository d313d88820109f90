//! Conditional Access as a reason: an entry accepts that an app allows users of other tenants because of Conditional Access, which does not
//! apply to them.

use super::Policy;
use super::entry::{Entry, Resource, resource};
use crate::finding::Finding;
use crate::message::Label;
use crate::metadata::Severity;
use crate::resource::{Origin, Place};
use crate::rules::conditional_access::relied_on_for_multi_tenant::RULE;
use crate::source::FileId;
use std::collections::HashMap;

/// The resources on which an entry accepts a finding and names Conditional Access as the control, each with the number of the entry.
#[derive(Debug, Default)]
pub(super) struct Reliance(HashMap<Resource, usize>);

impl Reliance {
    /// Records that an entry accepts a finding.
    pub fn note(&mut self, finding: &Finding, number: usize, entry: &Entry) {
        if names_conditional_access(&entry.reason) {
            self.0.entry(resource(finding)).or_insert(number);
        }
    }

    /// Raises the findings of the rule on these resources, and shows the reason. A severity that the policy sets stays.
    pub fn raise(&self, findings: &mut [Box<Finding>], policy: &Policy, file: FileId) {
        if self.0.is_empty() {
            return;
        }
        for finding in findings.iter_mut().filter(|finding| finding.rule.id == RULE.id) {
            let entry = self.0.get(&resource(finding)).and_then(|number| policy.entries.get(*number));
            let Some(reason) = entry.map(|entry| entry.span(&entry.places.reason, file)) else { continue };
            let place = Place::new(reason, Origin::Literal);
            finding.related.push(Label::new(place, "the allow-list names Conditional Access as the control"));
            if policy.severity(&RULE).is_none() {
                finding.severity = Severity::Medium;
            }
        }
    }
}

/// Whether a reason refers to Conditional Access.
fn names_conditional_access(reason: &str) -> bool {
    let is_short = |word: &str| word == "CA";
    reason.to_lowercase().contains("conditional access")
        || reason.contains("条件付きアクセス")
        || reason.split(|character: char| !character.is_alphanumeric()).any(is_short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_may_name_it_in_short() {
        for (reason, expected) in [
            ("Guarded by Conditional Access policy 12", true),
            ("MFA by CA-012", true),
            ("条件付きアクセスで保護", true),
            ("the CAB approved it", false),
            ("signed by our ca", false),
            ("", false),
        ] {
            assert_eq!(names_conditional_access(reason), expected, "{reason}");
        }
    }
}
