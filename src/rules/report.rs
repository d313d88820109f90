//! A finding while its rule adds to it.

use crate::finding::{Finding, Step};
use crate::message::{Label, Text};
use crate::metadata::{Confidence, Severity};
use crate::source::Span;
use std::collections::HashMap;

/// What it means that an object is not in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The input contains all objects of the kind, so it does not exist.
    InTenant,
    /// Nobody says whether the input contains all of them, so it only does not exist there.
    InInput,
}

/// A finding that can still be changed.
#[derive(Debug)]
pub struct Report<'f> {
    pub(super) finding: &'f mut Finding,
    /// The input does not support a higher confidence.
    pub(super) at_most: Confidence,
    pub(super) conditional: Option<&'f Conditional>,
}

/// The values of resources that exist only where parameters are set, each with a label about these.
pub type Conditional = HashMap<Span, Label>;

#[allow(clippy::return_self_not_must_use, reason = "the finding is recorded already")]
impl Report<'_> {
    /// Sets the title that replaces the summary of the rule.
    pub fn title(self, title: impl Into<Text>) -> Self {
        self.finding.title = title.into();
        self
    }

    /// Sets the severity of this finding.
    pub fn severity(self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    /// Sets the confidence of this finding.
    pub fn confidence(self, confidence: Confidence) -> Self {
        self.finding.confidence = confidence.min(self.at_most);
        self
    }

    /// Lowers the severity of this finding by one level.
    pub fn lower(self) -> Self {
        self.finding.severity = self.finding.severity.lower();
        self
    }

    /// Limits this finding to what is known about an object that is not in the input. It follows the severity of the finding.
    pub fn absence(self, absence: Absence) -> Self {
        match absence {
            Absence::InTenant => self,
            Absence::InInput => self.lower().at_most(Confidence::Medium),
        }
    }

    /// Limits the confidence of this finding.
    pub(super) fn at_most(mut self, at_most: Confidence) -> Self {
        self.at_most = at_most;
        let confidence = self.finding.confidence;
        self.confidence(confidence)
    }

    /// Adds more evidence.
    pub fn related(self, label: Label) -> Self {
        let condition = self.conditional.and_then(|conditional| conditional.get(&label.span)).cloned();
        let origins: Vec<Label> = label.origins().collect();
        self.finding.related.reserve_exact(1 + origins.len());
        self.finding.related.push(label);
        self.finding.related.extend(origins);
        let Some(condition) = condition else { return self };
        // A finding is no more certain than its parts.
        if !self.finding.related.contains(&condition) {
            self.finding.related.push(condition);
        }
        self.at_most(Confidence::Medium)
    }

    /// Adds an alternative way to resolve the finding: a change, or a sentence if a person has to decide.
    pub fn step(self, step: impl Into<Step>) -> Self {
        let steps = &mut self.finding.remediation.steps;
        // Most findings have one step, so spare capacity would waste memory.
        steps.reserve_exact(1);
        steps.push(step.into());
        self
    }

    /// Makes this a comment on the finding that one of these rules has on the same resource.
    pub fn comments(self, rules: &'static [&'static str]) -> Self {
        self.finding.comments = rules;
        self
    }
}
