//! Findings by the object that they are about.

use super::merged::is_under_path;
use crate::finding::Finding;
use crate::metadata::Metadata;
use crate::outcome::Outcome;
use std::collections::HashMap;

/// The findings on one object, the most severe first.
#[derive(Debug)]
pub(super) struct Group<'o> {
    pub findings: Vec<&'o Finding>,
}

/// The findings that people see.
#[derive(Debug)]
pub(super) struct Groups<'o> {
    /// The object with the most severe finding first.
    pub shown: Vec<Group<'o>>,
    /// The rules of the findings beyond the limit, those with the most findings first.
    pub rest: Vec<(&'static Metadata, usize)>,
}

impl<'o> Groups<'o> {
    /// At most `limit` findings, the most severe ones. A part of a path is shown with the path, and does not count.
    pub fn new(outcome: &'o Outcome, limit: Option<usize>) -> Self {
        let limit = limit.unwrap_or(usize::MAX);
        let mut shown: Vec<Group<'o>> = Vec::new();
        let mut groups = HashMap::new();
        let mut rest: HashMap<&str, (&'static Metadata, usize)> = HashMap::new();
        let findings = outcome.findings.iter().filter(|finding| !is_under_path(outcome, finding));
        for (number, finding) in findings.enumerate() {
            if number >= limit {
                rest.entry(finding.rule.id).or_insert((finding.rule, 0)).1 += 1;
                continue;
            }
            let subject = &finding.subject;
            let object = (finding.tenant, subject.kind.as_str(), subject.identity(), subject.deployment.as_str());
            let next = shown.len();
            let group = *groups.entry(object).or_insert(next);
            if group == next {
                shown.push(Group { findings: Vec::new() });
            }
            if let Some(group) = shown.get_mut(group) {
                group.findings.push(finding);
            }
        }
        let mut rest: Vec<_> = rest.into_values().collect();
        rest.sort_by_key(|(rule, number)| (std::cmp::Reverse(*number), rule.id));
        Self { shown, rest }
    }
}
