//! What a report lists that has one form for all results: findings, problems, and on request what is undecided.

use super::escape::{NAME, PLAIN, SENTENCE, Target};
use super::merged::{belonging, is_under_path, part_lines};
use super::{Style, sentence};
use crate::finding::{Finding, Line, Undecided, fingerprint};
use crate::metadata::Severity;
use crate::outcome::Outcome;
use crate::resource::Problem;
use crate::source::Span;

/// A line or an element of a report.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry<'o> {
    Finding(&'o Finding),
    Problem(&'o Problem),
    Undecided(&'o Undecided),
}

/// The levels of annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
    Notice,
}

/// All findings, and what could not be read.
pub(super) fn all(outcome: &Outcome) -> impl Iterator<Item = Entry<'_>> {
    let findings = outcome.findings.iter().map(|finding| Entry::Finding(finding));
    findings.chain(outcome.problems.iter().map(Entry::Problem))
}

/// The findings that people see on their own, what could not be read, and on request what is undecided.
pub(super) fn annotations<'o>(outcome: &'o Outcome, style: &Style) -> impl Iterator<Item = Entry<'o>> + use<'o> {
    let is_shown = |entry: &Entry<'_>| !matches!(entry, Entry::Finding(finding) if is_under_path(outcome, finding));
    let undecided = outcome.undecided.iter().take(if style.show_undecided { usize::MAX } else { 0 });
    all(outcome).filter(is_shown).chain(undecided.map(Entry::Undecided))
}

impl<'o> Entry<'o> {
    /// Where it is. What concerns the tenant as a whole has no place in a file.
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Finding(finding) => Some(finding.primary.span),
            Self::Problem(problem) => Some(problem.span),
            Self::Undecided(undecided) => undecided.span,
        }
    }

    /// The id of the rule, or of what could not be read.
    pub fn check(self) -> &'static str {
        match self {
            Self::Finding(finding) => finding.rule.id,
            Self::Problem(problem) if problem.is_warning => "incomplete-input",
            Self::Problem(_) => "unreadable-input",
            Self::Undecided(undecided) => undecided.rule.id,
        }
    }

    /// An identifier that stays the same when lines move.
    pub fn fingerprint(self, outcome: &Outcome) -> String {
        if let Self::Finding(finding) = self {
            return finding.fingerprint();
        }
        let path = self.span().map_or("", |span| &outcome.sources.get(span.file).path);
        fingerprint(&[self.check(), path, &self.title(PLAIN)])
    }

    /// The kind of the result, with its rule.
    pub fn heading(self) -> String {
        match self {
            Self::Finding(finding) => format!("{}[{}]", finding.severity.name(), finding.rule.id),
            Self::Problem(problem) if problem.is_warning => "incomplete input".to_owned(),
            Self::Problem(_) => "input could not be read".to_owned(),
            Self::Undecided(undecided) => format!("undecided[{}]", undecided.rule.id),
        }
    }

    pub fn level(self) -> Level {
        match self {
            Self::Finding(finding) => match finding.severity {
                Severity::Critical | Severity::High => Level::Error,
                Severity::Medium | Severity::Low => Level::Warning,
                Severity::Info => Level::Notice,
            },
            Self::Problem(problem) if problem.is_warning => Level::Warning,
            Self::Problem(_) => Level::Error,
            Self::Undecided(_) => Level::Notice,
        }
    }

    /// One line that states the fact.
    pub fn title(self, target: Target) -> String {
        match self {
            Self::Finding(finding) => target.text(&finding.title, NAME),
            Self::Problem(problem) => (target.text)(&problem.message, SENTENCE, target.language),
            Self::Undecided(undecided) => target.text(&undecided.missing, NAME),
        }
    }

    /// What belongs to it and what to do, for reports that contain the parts of paths as entries of their own.
    pub fn lines(self, target: Target) -> Vec<Line> {
        let mut lines = self.help(target);
        if let Self::Finding(finding) = self {
            lines.splice(..0, belonging(finding, target).map(Line::Sentence));
        }
        lines
    }

    /// What to do: sentences and commands.
    pub fn help(self, target: Target) -> Vec<Line> {
        let sentence = |text: &_| target.text(text, SENTENCE);
        let mut lines = match self {
            Self::Finding(finding) => finding.remediation.lines(sentence, target.code),
            Self::Problem(_) => Vec::new(),
            Self::Undecided(undecided) => undecided.decide.lines(sentence, target.code),
        };
        for line in &mut lines {
            if let Line::Code(code) = line {
                *code = (target.block)(code);
            }
        }
        lines
    }

    /// The title and what else is stated in sentences, on one line.
    pub fn sentences(self, target: Target) -> String {
        let lines = self.lines(target).into_iter().filter(|line| matches!(line, Line::Sentence(_)));
        let sentences = std::iter::once(self.title(target)).chain(lines.map(Line::into_text));
        sentences.map(|text| sentence(&text)).collect::<Vec<_>>().join(" ")
    }

    /// The title, what belongs to it, the parts of a path, and what to do.
    pub fn message(self, outcome: &'o Outcome, target: Target) -> String {
        let mut message = self.title(target);
        let mut add = |line: String| message.extend([target.separator, &line]);
        if let Self::Finding(finding) = self {
            belonging(finding, target).chain(part_lines(outcome, finding, target)).for_each(&mut add);
        }
        self.help(target).into_iter().map(Line::into_text).for_each(add);
        message
    }
}
