//! A change of a pull request after which its check reports less.

use crate::finding::{Finding, Merged, Step, Subject};
use crate::message::{Label, Text};
use crate::metadata::Severity;
use crate::resource::{Origin, Place};
use crate::rules::policy_file::policy_weakened::RULE;
use crate::source::{FileId, Span};

/// A change that makes a check weaker.
#[derive(Debug, Clone)]
pub struct Weaker {
    span: Span,
    /// What is changed, independent of its place.
    subject: String,
    title: Text,
    /// What the place shows.
    pub label: Text,
    tenant: usize,
}

impl Weaker {
    pub fn new(span: Span, subject: impl Into<String>, title: Text) -> Self {
        Self { span, subject: subject.into(), title, label: Text::default(), tenant: 0 }
    }

    /// A file that exists and is no longer read.
    pub fn unread(span: Span, path: &str, revision: &str) -> Self {
        let title = Text::new("`{file}` was checked in `{revision}` and is not read any more");
        Self::new(span, path, title.with("file", path).with("revision", revision))
    }

    /// A finding that a comment accepts, which the revision did not accept.
    pub fn comment(finding: &Finding, span: Span, revision: &str) -> Self {
        let title = Text::new("comment accepts a finding of `{rule}` that `{revision}` does not accept");
        let subject = format!("{} {}", finding.rule.id, finding.subject.identity());
        let title = title.with("rule", finding.rule.id).with("revision", revision);
        Self { tenant: finding.tenant, ..Self::new(span, subject, title) }
    }

    /// The same, its place counted from this file.
    pub fn counted_from(&self, first: FileId) -> Self {
        Self { span: Span { file: FileId(self.span.file.0 + first.0), ..self.span }, ..self.clone() }
    }

    pub fn finding(self, severity: Severity) -> Box<Finding> {
        let help = "if the change is intended, merge it in a pull request of its own that the owners of the policy review: until then, checks \
                    use the policy of the revision";
        Box::new(Finding {
            rule: &RULE,
            severity,
            confidence: RULE.confidence,
            tenant: self.tenant,
            subject: Subject { kind: "policy".to_owned(), address: self.subject, ..Subject::default() },
            title: self.title.bounded(),
            primary: Label::new(Place::new(self.span, Origin::Literal), self.label),
            related: Vec::new(),
            remediation: Step::from(help).into(),
            pointer: "/policy".into(),
            fact: String::new(),
            comments: &[],
            merged: Merged::default(),
        })
    }
}
