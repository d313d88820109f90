//! Outcomes for the tests of the formats.

use super::{Format, Style, render};
use crate::baseline::{Changes, Known};
use crate::finding::{Action, Edit, Finding, Merged, Request, Step, Subject, Undecided};
use crate::message::{Label, Text};
use crate::metadata::Metadata;
use crate::metadata::Severity;
use crate::outcome::{Accepted, Outcome};
use crate::resource::Problem;
use crate::rules::{RULES, find};
use crate::source::{FileId, Source, Sources, Span};
use crate::text::Words;

/// Everything that must not reach a reader as it is.
pub(super) const HOSTILE: &str = "x\u{1b}[2J\u{1b}]8;;http://evil\u{7}\u{9b}31m\r\n::error::pwned\n##vso[task.setvariable]\
    `|<img src=x onerror=alert(1)>[click](http://evil)**b**\u{202e}txt.exe\u{2066}\u{200b}\u{feff}\u{2028}{0}%0A";

/// An outcome over these files, without findings.
pub(super) fn outcome(files: &[(&str, &str)]) -> Outcome {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.add(Source::new(*path, *text));
    }
    Outcome {
        is_comparison: false,
        files: sources.len(),
        unread: 0,
        is_unrecognized: false,
        excluded: Vec::new(),
        exit_zero: false,
        resources: sources.len(),
        sources,
        findings: Vec::new(),
        accepted: Vec::new(),
        known: Vec::new(),
        since: None,
        baseline: None,
        undecided: Vec::new(),
        problems: Vec::new(),
        tenants: vec![String::new()],
        rules: RULES.iter().map(|rule| &rule.metadata).collect(),
        today: jiff::civil::date(2027, 3, 31),
        fail_on: Severity::Medium,
        thresholds: Vec::new(),
        deny_undecided: false,
        hidden: crate::outcome::Hidden::default(),
        policy: crate::outcome::PolicyInUse::default(),
        fleet: None,
        run: None,
        marked: crate::secrets::Marked::default(),
    }
}

/// A finding in a file of three lines.
pub(super) fn sample() -> Outcome {
    let mut outcome = outcome(&[("policy.json", "{\n  \"allowInvitesFrom\": \"everyone\"\n}\n")]);
    outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
    outcome
}

/// The span of a text in a file, which must be in it.
pub(super) fn span(outcome: &Outcome, file: u32, what: &str) -> Span {
    let source = outcome.sources.get(FileId(file));
    let start = source.text().unwrap_or_default().find(what).unwrap_or_else(|| panic!("{what:?} is not in {}", source.path));
    Span::new(FileId(file), start, start + what.len())
}

pub(super) fn rule(id: &str) -> &'static Metadata {
    find(id).expect("the rule exists")
}

/// A finding on an authorization policy.
pub(super) fn finding(span: Span) -> Box<Finding> {
    let rule = rule("guest-invite-everyone");
    Box::new(Finding {
        rule,
        severity: rule.severity,
        confidence: rule.confidence,
        tenant: 0,
        subject: Subject {
            kind: "authorizationPolicy".into(),
            address: "authorizationPolicy".into(),
            root: String::new(),
            id: Some("authorizationPolicy".into()),
            ..Subject::default()
        },
        title: Text::new(rule.summary),
        primary: Label::at(span, "everyone may invite, guests too"),
        related: Vec::new(),
        remediation: Step::from(
            Text::new("set `{property}` to `{value}`").with("property", "allowInvitesFrom").with("value", "adminsAndGuestInviters"),
        )
        .with(Request::action(
            "PATCH",
            "https://graph.example/policies/authorizationPolicy".into(),
            Some(Text::new("{body}").with("body", r#"{"allowInvitesFrom":"adminsAndGuestInviters"}"#)),
        ))
        .with(Action::Edit(Edit { span, value: Some("\"adminsAndGuestInviters\"".into()), is_safe: false }))
        .into(),
        pointer: "/allowInvitesFrom".into(),
        fact: "everyone".into(),
        comments: &[],
        merged: Merged::default(),
    })
}

/// A finding whose every name is hostile, in a file whose path and text are so too; with the same as accepted, undecided and problem.
pub(super) fn hostile() -> Outcome {
    let path = "::error::x/##vso[a]\u{1b}[1m\u{202e}.json";
    let text = format!("{{\"displayName\":\"{}\"}}", HOSTILE.replace(['\n', '\r'], " "));
    let mut outcome = outcome(&[(path, &text), ("empty\u{1b}.json", "")]);
    outcome.tenants = vec![HOSTILE.to_owned()];
    let mut finding = finding(span(&outcome, 0, "displayName"));
    let long = format!("{HOSTILE}{}", "ü".repeat(100_000));
    let subject = Subject {
        kind: HOSTILE.into(),
        address: HOSTILE.into(),
        root: HOSTILE.into(),
        deployment: format!("{HOSTILE}."),
        name: Some(HOSTILE.into()),
        id: Some(HOSTILE.into()),
        app_id: Some(HOSTILE.into()),
        declared: false,
        ..Subject::default()
    };
    finding.subject = subject.clone();
    finding.title = Text::new("app `{name}` and {name}").with("name", &*long);
    let mut note = finding.clone();
    note.title = Text::new("{name}").with("name", HOSTILE);
    finding.merged = Merged { instances: vec![subject.clone()], notes: vec![note], parts: vec![0], part_of: Vec::new() };
    finding.primary.text = Text::new("named {name}").with("name", &*long);
    finding.related = vec![Label::at(span(&outcome, 0, "click"), Text::new("{name}").with("name", HOSTILE))];
    let named = |template| Text::new(template).with("name", HOSTILE);
    finding.remediation = Step::from(named("{name} is `{name}`"))
        .with(Action::Command(named("az {name}")))
        .with(Request::action("PATCH", named("https://graph.example/{name}"), Some(named("{name}"))))
        .with(Action::Code(named("a {name}")))
        .into();
    let accepted = Accepted {
        finding: finding.clone(),
        reason: HOSTILE.to_owned(),
        reviewer: HOSTILE.to_owned(),
        by: crate::outcome::AcceptedBy::Entry,
        expires: None,
    };
    outcome.undecided.push(Undecided {
        rule: finding.rule,
        tenant: 0,
        subject: Some(subject),
        span: Some(finding.primary.span),
        missing: Text::new("`{name}`").with("name", HOSTILE),
        decide: Step::from(named("{name}")).with(Action::Command(named("az {name}"))),
        is_relevant: true,
    });
    outcome.problems.push(Problem::error(finding.primary.span, Words::from(format!("`{HOSTILE}` is wrong"))));
    outcome.problems.push(Problem::error(Span::new(FileId(1), 0, 0), Words::from(HOSTILE)));
    outcome.findings.push(finding);
    let known = Known { finding: accepted.finding.clone(), first_seen: Some(jiff::civil::date(2026, 11, 1)) };
    outcome.known.push(known);
    outcome.baseline = Some(Changes::default());
    outcome.accepted.push(accepted);
    outcome
}

pub(super) fn shown(format: Format, outcome: &Outcome, style: &Style) -> String {
    let mut out = Vec::new();
    render(format, outcome, style, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// What no format may print, whatever it is printed to.
pub(super) fn assert_harmless(text: &str) {
    if let Some(character) = text.chars().find(|character| *character != '\n' && super::escape::is_deceptive(*character)) {
        panic!("{character:?} in {text}");
    }
    assert!(!text.to_ascii_lowercase().contains("##vso["), "{text}");
    assert!(!text.contains("##["), "{text}");
}

/// Validates JSON against a schema in `tests/schemas`.
pub(super) fn assert_valid(schema: &str, json: &str) {
    let path = format!("{}/tests/schemas/{schema}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&serde_json::from_str(json).unwrap()).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} in {json}");
}
