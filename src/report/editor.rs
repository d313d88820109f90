//! Results as an editor shows them: a message at a place, and Markdown for a hover.

use super::entry::{Entry, Level, annotations};
use super::escape::{COMMENT, NAME, PLAIN, SENTENCE};
use super::{Style, rule_page};
use crate::finding::Finding;
use crate::language::Language;
use crate::message::{Label, Text};
use crate::outcome::Outcome;
use crate::policy::PolicyErrors;
use crate::source::Span;

/// A message at a place.
#[derive(Debug)]
pub struct Notice<'o> {
    pub span: Span,
    pub urgency: Urgency,
    /// The id of the rule, or of what could not be read, and the page of the rule.
    pub check: &'static str,
    pub page: Option<String>,
    pub message: String,
    /// Further places, each with an explanation.
    pub related: Vec<(Span, String)>,
    pub finding: Option<&'o Finding>,
}

/// How an editor marks a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    Error,
    Warning,
    Information,
}

/// The findings that people see on their own, and what could not be read.
pub fn notices(outcome: &Outcome, language: Language) -> impl Iterator<Item = Notice<'_>> {
    annotations(outcome, &Style::default()).filter_map(move |entry| Some(notice(entry, entry.span()?, language)))
}

fn notice(entry: Entry<'_>, span: Span, language: Language) -> Notice<'_> {
    let finding = if let Entry::Finding(finding) = entry { Some(finding) } else { None };
    let mut message = entry.title(PLAIN.in_language(language));
    if let Some(label) = finding.map(|finding| explanation(&finding.primary, language)).filter(|label| !label.is_empty()) {
        message.extend(["\n", &label]);
    }
    let origins = finding.into_iter().flat_map(|finding| finding.primary.origins());
    let related = finding.into_iter().flat_map(|finding| finding.related.iter().cloned()).chain(origins);
    Notice {
        span,
        urgency: match entry.level() {
            Level::Error => Urgency::Error,
            Level::Warning => Urgency::Warning,
            Level::Notice => Urgency::Information,
        },
        check: entry.check(),
        page: finding.and_then(|finding| rule_page(finding.rule, language)),
        message,
        related: related.map(|label| (label.span, explanation(&label, language))).collect(),
        finding,
    }
}

fn explanation(label: &Label, language: Language) -> String {
    (PLAIN.text)(&label.text, NAME, language)
}

/// The mistakes of a policy file.
pub fn mistakes(errors: &PolicyErrors, language: Language) -> impl Iterator<Item = (Span, String)> {
    errors.errors.iter().map(move |mistake| {
        let mut message = plain(&mistake.message, language);
        if !mistake.help.is_empty() {
            message.extend(["\n", &plain(&mistake.help, language)]);
        }
        (mistake.span, message)
    })
}

/// A sentence as plain text.
pub fn plain(text: &Text, language: Language) -> String {
    (PLAIN.text)(text, SENTENCE, language)
}

/// A finding as Markdown: what it is, and what to do.
pub fn markdown(outcome: &Outcome, finding: &Finding, language: Language) -> String {
    Entry::Finding(finding).message(outcome, COMMENT.in_language(language))
}

/// A name or a value as code in Markdown.
pub fn quoted(value: &str) -> String {
    (COMMENT.name)(value)
}
