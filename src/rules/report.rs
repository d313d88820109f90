//! A finding while its rule adds to it.

use crate::finding::{Action, Finding, Step};
use crate::message::{Evidence, Label, MOST_LABELS, Text};
use crate::metadata::{Confidence, Severity};
use crate::parts::Parts;
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
    /// Whether the object has so many findings that this one is not recorded.
    pub(super) is_dropped: bool,
    /// How many more places there are than are listed.
    unlisted: usize,
}

/// The longest command, request or code that a finding contains: a change of a list repeats all of it.
const MAX_ACTION_BYTES: usize = 16 << 10;

impl<'f> Report<'f> {
    pub(super) fn new(finding: &'f mut Finding, conditional: Option<&'f Conditional>, is_dropped: bool) -> Self {
        Self { finding, at_most: Confidence::High, conditional, is_dropped, unlisted: 0 }
    }
}

/// The values of resources that exist only where parameters are set, each with a label about these.
pub type Conditional = HashMap<Span, Label>;

#[allow(clippy::return_self_not_must_use, reason = "the finding is recorded already")]
impl Report<'_> {
    /// Sets the title that replaces the summary of the rule.
    pub fn title(self, title: impl Into<Text>) -> Self {
        self.finding.title = title.into().bounded();
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

    /// Adds all of this evidence.
    pub fn evidence(self, evidence: &Evidence) -> Self {
        let (labels, more) = evidence.parts();
        let report = labels.iter().cloned().fold(self, Self::related);
        if more == 0 { report } else { report.unlisted(more) }
    }

    /// Adds evidence at each of these places; of most of many, no label is computed.
    pub fn related_at<T>(self, places: &[T], label: impl Fn(&T) -> Label) -> Self {
        let listed = places.before(places.len().min(MOST_LABELS + 1));
        let more = places.len() - listed.len();
        let report = listed.iter().map(label).fold(self, Self::related);
        if more == 0 { report } else { report.unlisted(more) }
    }

    /// Counts places instead of listing them, at the last place that is listed.
    fn unlisted(mut self, more: usize) -> Self {
        self.unlisted += more;
        if let Some(last) = self.finding.related.iter_mut().rfind(|label| label.is_evidence()) {
            last.text = Text::new("one of {count} more places").with("count", (self.unlisted + 1).to_string());
        }
        self
    }

    /// Adds more evidence.
    pub fn related(self, mut label: Label) -> Self {
        if self.finding.related.iter().filter(|label| label.is_evidence()).count() > MOST_LABELS {
            return self.unlisted(1);
        }
        label.text = label.text.bounded();
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

    /// Adds that the finding can be accepted, and the entry of the allow-list that does so.
    pub fn accept(self, sentence: &'static str) -> Self {
        let entry = self.finding.allow_entry();
        self.step(Step::from(sentence).with(Action::Code(entry)))
    }

    /// Adds an alternative way to resolve the finding: a change, or a sentence if a person has to decide.
    pub fn step(self, step: impl Into<Step>) -> Self {
        if self.is_dropped {
            return self;
        }
        let mut step = step.into();
        step.sentence = step.sentence.bounded();
        step.actions.retain(|action| action.bytes() <= MAX_ACTION_BYTES);
        let steps = &mut self.finding.remediation.steps;
        // Most findings have one step, so spare capacity would waste memory.
        steps.reserve_exact(1);
        steps.push(step);
        self
    }

    /// Makes this a comment on the finding that one of these rules has on the same resource.
    pub fn comments(self, rules: &'static [&'static str]) -> Self {
        self.finding.comments = rules;
        self
    }
}
