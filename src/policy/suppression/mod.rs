//! Comments in code that accept findings: `# tenantlint: allow RULE reason="…" [reviewer="…"] [expires=2027-03-31]`.
//!
//! Only what a file declares can be accepted in that file: names in an export are chosen by others, and must not silence anything.

mod block;

use super::entry::Run;
use crate::finding::{Finding, Merged, Subject, Undecided};
use crate::message::{Label, Text};
use crate::metadata::Metadata;
use crate::outcome::{Accepted, AcceptedBy};
use crate::parts::Parts;
use crate::reader::Reading;
use crate::resource::{Format, Origin, Place};
use crate::rules::policy_file::suppression_unsound::RULE;
use crate::rules::{Rule, RuleSet};
use crate::source::{FileId, Sources, Span};
use block::{Syntax, block, string_around};
use jiff::civil::Date;
use memchr::memmem;
use std::collections::HashMap;
use std::ops::Range;

/// What every such comment contains.
const MARK: &str = "tenantlint:";

/// Comments of a file that are read, which is more than anybody writes.
const MOST: usize = 1_000;

/// The comment that accepts findings of a rule in the file at a path, if that file may contain comments. It has no effect until someone writes
/// a reason.
pub fn comment(rule: &Metadata, path: &str) -> Option<String> {
    let sign = Syntax::of(path).comment(path)?;
    Some(format!("{sign} {MARK} allow {} reason=\"\" reviewer=\"\"", rule.id))
}

/// Where such a comment goes that is about the statement at an offset: the start of a line.
pub fn comment_place(path: &str, text: &str, offset: usize) -> usize {
    let start = string_around(text, offset, Syntax::of(path)).unwrap_or(offset);
    text.before(start).rfind('\n').map_or(0, |newline| newline + 1)
}

/// A rule in a comment.
#[derive(Debug)]
struct Allowed {
    /// The rule; nothing if none has this name.
    rule: Option<&'static Rule>,
    name: String,
    is_used: bool,
    /// The policy locks the rule, so that the comment accepts nothing.
    is_locked: bool,
}

/// A comment that accepts findings.
#[derive(Debug)]
struct Suppression {
    /// The comment, from its mark to the end of the line.
    span: Span,
    /// The bytes that it is about.
    about: Range<usize>,
    allowed: Vec<Allowed>,
    reason: String,
    reviewer: String,
    expires: Option<Date>,
    /// What in it cannot be read.
    mistake: Option<String>,
}

/// The comments of a run that accept findings.
#[derive(Debug, Default)]
pub(super) struct Suppressions {
    by_file: HashMap<FileId, Vec<Suppression>>,
}

impl Suppressions {
    /// Reads the comments of the files that declare something.
    pub(super) fn find(sources: &Sources, readings: &[(FileId, Reading)], rules: &RuleSet) -> Self {
        let mut by_file = HashMap::new();
        let declaring = readings.iter().filter(|(_, reading)| reading.format.is_some_and(Format::is_declared)).map(|(file, _)| *file);
        for (file, source) in declaring.map(|file| (file, sources.get(file))).filter(|(_, source)| !source.is_in_pieces()) {
            let found = source.text().map(|text| read(file, &source.path, text, rules)).unwrap_or_default();
            if !found.is_empty() {
                by_file.insert(file, found);
            }
        }
        Self { by_file }
    }

    /// The finding, accepted, and the comment that does so. Nothing accepts findings of a rule that `is_locked`.
    pub(super) fn accept(&mut self, finding: Box<Finding>, today: Date, is_locked: bool) -> Result<(Accepted, Span), Box<Finding>> {
        if !finding.subject.declared {
            return Err(finding);
        }
        let span = finding.primary.span;
        let list = self.by_file.get_mut(&span.file).map_or(&mut [][..], Vec::as_mut_slice);
        let mut about = list.iter_mut().filter(|suppression| suppression.about.contains(&(span.start as usize)));
        let found = about.find_map(|suppression| {
            let allowed = suppression.allowed.iter_mut().find(|allowed| allowed.rule.is_some_and(|rule| rule.id == finding.rule.id))?;
            allowed.is_used = true;
            allowed.is_locked |= is_locked;
            let holds = !is_locked
                && suppression.mistake.is_none()
                && !suppression.reason.is_empty()
                && suppression.expires.is_none_or(|last| today <= last);
            holds.then(|| (suppression.reason.clone(), suppression.reviewer.clone(), suppression.expires, suppression.span))
        });
        match found {
            Some((reason, reviewer, expires, span)) => Ok((Accepted { finding, reason, reviewer, by: AcceptedBy::Comment, expires }, span)),
            None => Err(finding),
        }
    }

    /// Records that a rule is undecided where a comment accepts its findings.
    pub(super) fn note_undecided(&mut self, undecided: &Undecided) {
        let Some(span) = undecided.span else { return };
        let list = self.by_file.get_mut(&span.file).map_or(&mut [][..], Vec::as_mut_slice);
        for suppression in list.iter_mut().filter(|suppression| suppression.about.contains(&(span.start as usize))) {
            let same = suppression.allowed.iter_mut().filter(|allowed| allowed.rule.is_some_and(|rule| rule.id == undecided.rule.id));
            same.for_each(|allowed| allowed.is_used = true);
        }
    }

    /// What is wrong with the comments.
    pub(super) fn findings(&self, run: &Run<'_>, severity: crate::metadata::Severity) -> impl Iterator<Item = Box<Finding>> {
        let all = self.by_file.values().flatten();
        all.flat_map(move |suppression| suppression.defects(run).map(move |defect| suppression.finding(defect, severity)))
    }
}

/// A defect of a comment.
struct Defect {
    pointer: &'static str,
    title: Text,
    help: &'static str,
}

impl Suppression {
    fn defects(&self, run: &Run<'_>) -> impl Iterator<Item = Defect> {
        let mut defects = Vec::new();
        let names = self.allowed.iter().map(|allowed| allowed.name.as_str()).collect::<Vec<_>>().join(", ");
        let titled = |title: &'static str| Text::new(title).with("rules", names.clone());
        let mut add = |pointer, title: Text, help| defects.push(Defect { pointer, title, help });
        if let Some(mistake) = &self.mistake {
            let title = if names.is_empty() {
                "comment that accepts findings cannot be read: {mistake}"
            } else {
                "comment for `{rules}` cannot be read: {mistake}"
            };
            let title = titled(title).with("mistake", mistake.clone());
            add("/mistake", title, "write `# tenantlint: allow RULE reason=\"…\" reviewer=\"…\" expires=YYYY-MM-DD`");
        }
        for unknown in self.allowed.iter().filter(|allowed| allowed.rule.is_none()) {
            let title = Text::new("comment accepts findings of `{rule}`, which is no rule").with("rule", unknown.name.clone());
            add("/rule", title, "write the id of a rule; `tenantlint rules` lists them");
        }
        for locked in self.allowed.iter().filter(|allowed| allowed.is_locked) {
            let title = Text::new("comment accepts nothing: the policy locks `{rule}`").with("rule", locked.name.clone());
            add("/locked", title, "remove the comment, or accept the finding in the policy file that locks the rule");
        }
        if self.reason.is_empty() && self.mistake.is_none() {
            let title = titled("comment for `{rules}` accepts nothing, because it has no reason");
            add("/reason", title, "add `reason=\"…\"` that explains why the finding is acceptable");
        }
        if let Some(day) = self.expires.filter(|last| run.today > *last) {
            let title = titled("comment for `{rules}` expired on {day}").with("day", day.to_string());
            add("/expires", title, "review the finding, then set a new date or remove the comment");
        }
        for unused in self.allowed.iter().filter(|allowed| !allowed.is_used && allowed.rule.is_some_and(|rule| run.has_run(rule.id))) {
            let title = Text::new("comment accepts nothing: `{rule}` finds nothing there").with("rule", unused.name.clone());
            add("/unused", title, "remove the comment, because it would accept the next finding there");
        }
        defects.into_iter()
    }

    fn finding(&self, defect: Defect, severity: crate::metadata::Severity) -> Box<Finding> {
        let names = self.allowed.iter().map(|allowed| allowed.name.as_str()).collect::<Vec<_>>().join(" ");
        Box::new(Finding {
            rule: &RULE,
            severity,
            confidence: RULE.confidence,
            tenant: 0,
            subject: Subject { kind: "suppression".to_owned(), address: names, ..Subject::default() },
            title: defect.title.bounded(),
            primary: Label::new(Place::new(self.span, Origin::Literal), Text::default()),
            related: Vec::new(),
            remediation: crate::finding::Step::from(defect.help).into(),
            pointer: defect.pointer.into(),
            fact: String::new(),
            comments: &[],
            merged: Merged::default(),
        })
    }
}

/// The comments in a text.
fn read(file: FileId, path: &str, text: &str, rules: &RuleSet) -> Vec<Suppression> {
    let syntax = Syntax::of(path);
    let marks = memmem::find_iter(text.as_bytes(), MARK.as_bytes()).take(MOST);
    marks.filter_map(|mark| suppression(file, text, mark, syntax, rules)).collect()
}

fn suppression(file: FileId, text: &str, mark: usize, syntax: Syntax, rules: &RuleSet) -> Option<Suppression> {
    let line_start = text.before(mark).rfind('\n').map_or(0, |newline| newline + 1);
    let before = text.part(&(line_start..mark)).trim_end();
    let sign = ["//", "/*", "#", ";"].into_iter().find(|sign| before.ends_with(sign))?;
    let code = before.strip_suffix(sign)?;
    let line_end = mark + text.after(mark).find('\n').unwrap_or(text.after(mark).len());
    let comment = text.part(&(mark..line_end)).trim_end();
    let comment = comment.strip_suffix("*/").unwrap_or(comment).trim_end();
    let arguments = comment.strip_prefix(MARK)?.trim_start().strip_prefix("allow")?;
    if !arguments.is_empty() && !arguments.starts_with([' ', '\t']) {
        return None;
    }
    let about = if code.trim().is_empty() { block(text, (line_end + 1).min(text.len()), syntax) } else { line_start..line_end };
    let mut read = Suppression {
        span: Span::new(file, mark, mark + comment.len()),
        about,
        allowed: Vec::new(),
        reason: String::new(),
        reviewer: String::new(),
        expires: None,
        mistake: None,
    };
    read.mistake = read.take(arguments, rules).err();
    Some(read)
}

impl Suppression {
    /// Takes the rules and the record of the review.
    fn take(&mut self, arguments: &str, rules: &RuleSet) -> Result<(), String> {
        let mut rest = arguments.trim_start_matches([' ', '\t', ',']);
        while !rest.is_empty() {
            let word = rest.split([' ', '\t', ',', '=']).next().unwrap_or(rest);
            rest = rest.after(word.len());
            if let Some(value) = rest.strip_prefix('=') {
                let (value, after) = value_of(value).ok_or_else(|| format!("the text of `{word}` does not end"))?;
                match word {
                    "reason" => value.trim().clone_into(&mut self.reason),
                    "reviewer" => value.trim().clone_into(&mut self.reviewer),
                    "expires" => {
                        let day = value.parse().map_err(|_| format!("`{value}` is no date such as 2027-03-31"))?;
                        self.expires = Some(day);
                    }
                    other => return Err(format!("`{other}` is none of `reason`, `reviewer` and `expires`")),
                }
                rest = after;
            } else {
                self.allowed.push(Allowed { rule: rules.find(word), name: word.to_owned(), is_used: false, is_locked: false });
            }
            rest = rest.trim_start_matches([' ', '\t', ',']);
        }
        if self.allowed.is_empty() { Err("it names no rule".to_owned()) } else { Ok(()) }
    }
}

/// A value, in quotes or up to a blank, and what follows it.
fn value_of(text: &str) -> Option<(&str, &str)> {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"'),
        None => Some(text.split_at(text.find([' ', '\t', ',']).unwrap_or(text.len()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Suppression {
        let mut all = read(FileId(0), "main.tf", text, &RuleSet::default());
        assert_eq!(all.len(), 1, "{text}");
        all.remove(0)
    }

    #[test]
    fn a_comment_has_rules_and_the_record_of_a_review() {
        let read = one("# tenantlint: allow guest-stale, guest-undeclared reason=\"a b\" reviewer=me expires=2027-03-31\nx = 1\n");
        assert_eq!(read.allowed.iter().map(|allowed| allowed.name.as_str()).collect::<Vec<_>>(), ["guest-stale", "guest-undeclared"]);
        assert_eq!((read.reason.as_str(), read.reviewer.as_str(), read.mistake), ("a b", "me", None));
        assert_eq!(read.expires, Some(jiff::civil::date(2027, 3, 31)));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let mistake = |text: &str| one(text).mistake.unwrap();
        assert_eq!(mistake("# tenantlint: allow"), "it names no rule");
        assert_eq!(mistake("# tenantlint: allow guest-stale reason=\"a"), "the text of `reason` does not end");
        assert_eq!(mistake("# tenantlint: allow guest-stale until=2027"), "`until` is none of `reason`, `reviewer` and `expires`");
        assert_eq!(mistake("# tenantlint: allow guest-stale expires=soon"), "`soon` is no date such as 2027-03-31");
    }

    #[test]
    fn only_a_comment_counts() {
        for text in ["x = \"tenantlint: allow guest-stale\"", "# tenantlint: allowed", "# the tenantlint: allow comment"] {
            assert!(read(FileId(0), "main.tf", text, &RuleSet::default()).is_empty(), "{text}");
        }
        let text = "a = 1 # tenantlint: allow guest-stale reason=x\nb = 2\n";
        assert_eq!(one(text).about, 0..text.find('\n').unwrap());
        assert_eq!(one("/* tenantlint: allow guest-stale reason=x */\nb = 2\n").mistake, None);
    }
}
