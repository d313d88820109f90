//! GitLab Code Quality, which a merge request shows beside the changed lines.
//!
//! Source: GitLab Docs, "Code Quality report format", a subset of the Code Climate specification. GitLab keeps one entry for each
//! fingerprint, so further entries with the same one are numbered.

use super::Style;
use super::entry::{Entry, Level, all};
use super::escape::{PLAIN, Target};
use super::json_text;
use super::place::Located;
use crate::metadata::Severity;
use crate::outcome::Outcome;
use crate::source::Span;
use serde::{Serialize, Serializer};
use std::collections::HashMap;
use std::io::{self, Write};

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    json_text::write(&Report(outcome, PLAIN.in_language(style.language)), &mut *out)?;
    out.write_all(b"\n")
}

/// The entries are serialized while they are written.
struct Report<'o>(&'o Outcome, Target);

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeSeq as _;
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut list = serializer.serialize_seq(None)?;
        for (entry, span) in all(self.0).filter_map(|entry| Some((entry, entry.span()?))) {
            let mut issue = Issue::new(self.0, entry, span, self.1);
            let count = seen.entry(issue.fingerprint.clone()).and_modify(|count| *count += 1).or_insert(1);
            if *count > 1 {
                issue.fingerprint = format!("{}-{count}", issue.fingerprint);
            }
            list.serialize_element(&issue)?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct Issue<'o> {
    r#type: &'static str,
    check_name: &'static str,
    description: String,
    categories: [&'static str; 1],
    severity: &'static str,
    fingerprint: String,
    location: Location<'o>,
}

#[derive(Serialize)]
struct Location<'o> {
    path: &'o str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

impl<'o> Issue<'o> {
    fn new(outcome: &'o Outcome, entry: Entry<'o>, span: Span, target: Target) -> Self {
        let Located { path, start, end } = Located::new(&outcome.sources, span);
        Self {
            r#type: "issue",
            check_name: entry.check(),
            description: entry.sentences(target),
            categories: ["Security"],
            severity: severity(entry),
            fingerprint: entry.fingerprint(outcome),
            // GitLab compares it with the paths of the repository.
            location: Location { path: path.strip_prefix("./").unwrap_or(path), lines: Lines { begin: start.line, end: end.line } },
        }
    }
}

fn severity(entry: Entry<'_>) -> &'static str {
    match (entry, entry.level()) {
        (Entry::Finding(finding), _) => match finding.severity {
            Severity::Critical => "blocker",
            Severity::High => "critical",
            Severity::Medium => "major",
            Severity::Low => "minor",
            Severity::Info => "info",
        },
        (_, Level::Error) => "major",
        (_, Level::Warning) => "minor",
        (_, Level::Notice) => "info",
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_harmless, assert_valid, finding, hostile, outcome, shown, span};
    use super::super::{Format, Style};
    use serde_json::Value;

    #[test]
    fn a_finding_is_an_issue() {
        let mut outcome = outcome(&[("./policy.json", "{\n  \"allowInvitesFrom\": \"everyone\"\n}\n")]);
        outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
        insta::assert_snapshot!(shown(Format::Gitlab, &outcome, &Style::default()), @r#"[{"type":"issue","check_name":"guest-invite-everyone","description":"Everyone, including guests, can invite guests. Set `allowInvitesFrom` to `adminsAndGuestInviters`.","categories":["Security"],"severity":"critical","fingerprint":"0e827b3dd7f651cc8b939f9edf12cdc1","location":{"path":"policy.json","lines":{"begin":2,"end":2}}}]"#);
    }

    #[test]
    fn every_fingerprint_is_unique() {
        let mut outcome = hostile();
        outcome.findings = vec![outcome.findings[0].clone(); 3];
        let report: Value = serde_json::from_str(&shown(Format::Gitlab, &outcome, &Style::default())).unwrap();
        let fingerprints: Vec<_> = report.as_array().unwrap().iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(fingerprints.len(), 5);
        assert_eq!([1, 2].map(|at| fingerprints[at].strip_prefix(fingerprints[0])), [Some("-2"), Some("-3")]);
        assert_ne!(fingerprints[3], fingerprints[4]);
    }

    #[test]
    fn output_fits_the_schema() {
        for outcome in [hostile(), outcome(&[])] {
            let text = shown(Format::Gitlab, &outcome, &Style::default());
            assert_harmless(&text);
            assert_valid("gitlab", &text);
        }
    }
}
