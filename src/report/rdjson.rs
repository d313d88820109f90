//! Reviewdog Diagnostic Format, with which reviewdog comments on the changed lines of a pull request.
//!
//! Source: reviewdog, `proto/rdf/reviewdog.proto`; columns count bytes. A message may be shown as Markdown or as plain text, as the
//! reporter of reviewdog decides.

use super::Style;
use super::entry::{Entry, Level, all};
use super::escape::{COMMENT, Target};
use super::merged::is_under_path;
use super::place::Located;
use super::{HOME, json_text, rule_page};
use crate::finding::{Action, Replacement};
use crate::outcome::Outcome;
use crate::source::{Position, Span};
use serde::{Serialize, Serializer};
use std::io::{self, Write};

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let result = DiagnosticResult {
        source: Source { name: "tenantlint", url: HOME },
        diagnostics: Diagnostics(outcome, COMMENT.in_language(style.language)),
    };
    json_text::write(&result, &mut *out)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct DiagnosticResult<'o> {
    source: Source,
    diagnostics: Diagnostics<'o>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

/// The diagnostics are serialized while they are written.
struct Diagnostics<'o>(&'o Outcome, Target);

impl Serialize for Diagnostics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_shown = |entry: &Entry<'_>| !matches!(entry, Entry::Finding(finding) if is_under_path(self.0, finding));
        serializer.collect_seq(all(self.0).filter(is_shown).map(|entry| Diagnostic::new(self.0, entry, self.1)))
    }
}

#[derive(Serialize)]
struct Diagnostic<'o> {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'o>>,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Location<'o> {
    path: &'o str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

impl<'o> Diagnostic<'o> {
    fn new(outcome: &'o Outcome, entry: Entry<'o>, target: Target) -> Self {
        let (url, suggestions) = match entry {
            Entry::Finding(finding) => {
                let actions = finding.remediation.steps.iter().flat_map(|step| &step.actions);
                // Suggestions apply to the file of the diagnostic.
                let edits = actions.filter_map(|action| match action {
                    Action::Edit(edit) if edit.span.file == finding.primary.span.file => edit.replacement(&outcome.sources),
                    _ => None,
                });
                (rule_page(finding.rule, target.language), edits.map(|edit| Suggestion::new(outcome, edit)).collect())
            }
            Entry::Undecided(undecided) => (rule_page(undecided.rule, target.language), Vec::new()),
            Entry::Problem(_) => (None, Vec::new()),
        };
        let severity = match entry.level() {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Notice => "INFO",
        };
        Self {
            message: entry.message(outcome, target),
            location: entry.span().map(|span| Location { path: &outcome.sources.get(span.file).path, range: Range::new(outcome, span) }),
            severity,
            code: Code { value: entry.check(), url },
            suggestions,
        }
    }
}

impl Suggestion {
    fn new(outcome: &Outcome, Replacement { span, text }: Replacement) -> Self {
        Self { range: Range::new(outcome, span), text }
    }
}

impl Range {
    fn new(outcome: &Outcome, span: Span) -> Self {
        let Located { start, end, .. } = Located::new(&outcome.sources, span);
        let place = |position: Position| Place { line: position.line, column: position.utf8.0 };
        Self { start: place(start), end: place(end) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_harmless, assert_valid, finding, hostile, outcome, shown, span};
    use super::super::{Format, Style};
    use serde_json::Value;

    #[test]
    fn a_finding_is_a_diagnostic_with_columns_in_bytes() {
        let mut outcome = outcome(&[("policy.json", "{\n  \"ä\": 1, \"allowInvitesFrom\": \"everyone\"\n}\n")]);
        outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
        insta::assert_snapshot!(shown(Format::Rdjson, &outcome, &Style::default()), @r#"{"source":{"name":"tenantlint","url":"https://github.com/tenantlint/tenantlint"},"diagnostics":[{"message":"everyone, including guests, can invite guests\n\nset `allowInvitesFrom` to `adminsAndGuestInviters`\n\n```\naz rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{\"allowInvitesFrom\":\"adminsAndGuestInviters\"}'\n```","location":{"path":"policy.json","range":{"start":{"line":2,"column":32},"end":{"line":2,"column":42}}},"severity":"ERROR","code":{"value":"guest-invite-everyone","url":"https://github.com/tenantlint/tenantlint/blob/main/docs/rules/guest-invite-everyone.md"},"suggestions":[{"range":{"start":{"line":2,"column":32},"end":{"line":2,"column":42}},"text":"\"adminsAndGuestInviters\""}]}]}"#);
    }

    #[test]
    fn hostile_names_make_no_markup() {
        let text = shown(Format::Rdjson, &hostile(), &Style::default());
        assert_harmless(&text);
        let report: Value = serde_json::from_str(&text).unwrap();
        let message = report["diagnostics"][0]["message"].as_str().unwrap();
        let title = message.split("\n\n").next().unwrap();
        // A name in code ends it nowhere, and one outside of code has no markup.
        let (code, outside) = title.split_once("` and ").unwrap();
        assert_eq!(code.matches('`').count(), 1, "{title}");
        for markup in ["`", "<img", "[click]", "**b**"] {
            assert!(!outside.contains(markup) || outside.contains(&format!("\\{markup}")), "{markup} in {outside}");
        }
        assert!(outside.contains(r"\<img") && outside.contains(r"\[click\](http\://evil)\*\*b…"), "{outside}");
    }

    #[test]
    fn output_fits_the_schema() {
        for outcome in [hostile(), outcome(&[])] {
            assert_valid("rdjson", &shown(Format::Rdjson, &outcome, &Style::default()));
        }
    }
}
