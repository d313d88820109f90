//! The allow-list against findings as rules make them.

use super::*;
use crate::finding::{Merged, Remediation, Step};
use crate::message::{Label, Text};
use crate::metadata::Severity;
use crate::policy::parse;
use crate::resource::{Kind, Origin, Place};
use crate::rules::Rule;
use crate::rules::find;
use crate::source::{FileId, Source};
use jiff::civil::date;
use std::path::Path;

const APP: &str = "9a8b7c6d-1111-4222-8333-444455556666";
const OTHER_APP: &str = "1b2c3d4e-1111-4222-8333-444455556666";
const TODAY: Date = date(2026, 11, 1);
/// Everything that makes an entry sound but its rule and resource.
const RECORD: &str = "reason: r, reviewer: w, expires: 2027-01-01";
const APPLICATIONS: &[Kind] = &[Kind::Application];

fn policy(text: &str) -> (Policy, Sources) {
    let source = Source::new(".tenantlint.yaml", format!("version: 1\n{text}"));
    parse(source, Path::new("/repo"), Path::new("/repo")).unwrap_or_else(|errors| panic!("{:#?}", errors.errors))
}

/// An allow-list of one entry.
fn entry(resource: &str, rest: &str) -> String {
    format!("allow:\n  - {{ rule: application-multi-tenant, resource: {{ {resource} }}, {rest} }}\n")
}

fn subject(name: &str, app_id: &str) -> Subject {
    let id = format!("object-of-{app_id}");
    Subject {
        kind: "application".to_owned(),
        address: id.clone(),
        root: String::new(),
        deployment: String::new(),
        name: Some(name.to_owned()),
        id: Some(id),
        app_id: Some(app_id.to_owned()),
        declared: false,
        ..Subject::default()
    }
}

fn declared(name: &str, address: &str) -> Subject {
    Subject {
        kind: "application".to_owned(),
        address: address.to_owned(),
        name: Some(name.to_owned()),
        declared: true,
        ..Subject::default()
    }
}

fn finding(rule: &str, subject: Subject) -> Finding {
    let rule = find(rule).unwrap();
    let place = Place::new(Span::new(FileId(0), 0, 0), Origin::Literal);
    Finding {
        rule,
        severity: rule.severity,
        confidence: rule.confidence,
        tenant: 0,
        subject,
        title: Text::new(rule.summary),
        primary: Label::new(place, ""),
        related: Vec::new(),
        remediation: Remediation::default(),
        pointer: "/signInAudience".into(),
        fact: "AzureADMultipleOrgs".to_owned(),
        comments: &[],
        merged: Merged::default(),
    }
}

fn multi_tenant(subject: Subject) -> Finding {
    finding("application-multi-tenant", subject)
}

fn comment(subject: Subject) -> Finding {
    let comments = &["application-multi-tenant", "application-personal-accounts"];
    Finding { comments, ..finding("application-single-tenant-blocked", subject) }
}

/// How a run went, apart from what it found.
struct Case {
    judged: Judged,
    only: Vec<&'static Rule>,
    whole_input: bool,
    today: Date,
}

/// A run in which all apps were read, and that found this.
fn found(findings: Vec<Finding>) -> Case {
    let judged =
        Judged { findings: findings.into_iter().map(Box::new).collect(), complete: vec![APPLICATIONS.to_vec()], ..Judged::default() };
    Case { judged, only: Vec::new(), whole_input: false, today: TODAY }
}

impl Case {
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn apply(self, text: &str) -> Report {
        let (policy, files) = policy(text);
        let ran = policy.settings(self.today, &self.only).rules;
        let mut sources = Sources::default();
        sources.add(Source::new("apps.json", "{}"));
        let policy_file = Some(sources.next_id());
        sources.append(files);
        let run = Run {
            sources: &sources,
            policy_file,
            today: self.today,
            whole_input: self.whole_input,
            is_named: false,
            ran: &ran,
            suppressions: true,
            weaker: &[],
        };
        let applied = policy.apply(self.judged, &run);
        Report { applied, sources }
    }
}

struct Report {
    applied: Applied,
    sources: Sources,
}

impl Report {
    /// The number of accepted findings, and the rules of the others; a finding on the allow-list is its title and the text at its place.
    fn standing(&self) -> (usize, Vec<String>) {
        let applied = |finding: &Finding| match finding.rule.id {
            "allow-list-entry-unsound" => {
                format!("{} @ {}", finding.title.render(str::to_owned), self.sources.text(finding.primary.span))
            }
            other => other.to_owned(),
        };
        (self.applied.accepted.len(), self.applied.findings.iter().map(Box::as_ref).map(applied).collect())
    }
}

fn accepted(text: &str, subject: Subject) -> bool {
    found(vec![multi_tenant(subject)]).apply(text).applied.accepted.len() == 1
}

#[test]
fn an_entry_accepts_what_every_selector_fits() {
    for (resource, fits) in [
        (format!("appId: {APP}"), true),
        (format!("appId: {}", APP.to_uppercase()), true),
        (format!("appId: {OTHER_APP}"), false),
        (format!("id: Object-of-{APP}"), true),
        (format!("id: {APP}"), false),
        ("displayName: Partner portal".to_owned(), true),
        ("displayName: partner portal".to_owned(), false),
        ("displayName: Partner".to_owned(), false),
        ("displayName: 'Partner*'".to_owned(), true),
        ("displayName: '*'".to_owned(), false),
        ("kind: Application".to_owned(), true),
        ("kind: user".to_owned(), false),
        (format!("address: object-of-{APP}"), true),
        ("address: 'azuread_*'".to_owned(), false),
        (format!("appId: {APP}, displayName: Other"), false),
        (format!("appId: {APP}, displayName: Partner*, kind: application"), true),
    ] {
        let text = entry(&resource, RECORD);
        assert_eq!(accepted(&text, subject("Partner portal", APP)), fits, "{resource}");
    }
}

#[test]
fn an_address_is_a_name_with_brackets() {
    let app = || declared("Portal", "module.apps[\"a\"].azuread_application.this[0]");
    assert!(accepted(&entry("address: 'module.apps[\"a\"].azuread_application.this[0]'", RECORD), app()));
    assert!(accepted(&entry("address: 'module.apps[\"?\"].*[0]'", RECORD), app()));
    assert!(!accepted(&entry("address: 'module.apps[\"b\"].*'", RECORD), app()));
    assert!(!accepted(&entry(&format!("appId: {APP}"), RECORD), app()));
}

#[test]
fn only_findings_of_the_rule_are_accepted_and_with_its_record() {
    let report = found(vec![multi_tenant(subject("a", APP)), finding("application-personal-accounts", subject("a", APP))])
        .apply(&entry(&format!("appId: {APP}"), RECORD));
    assert_eq!(report.standing(), (1, vec!["application-personal-accounts".to_owned()]));
    assert_eq!((&*report.applied.accepted[0].reason, &*report.applied.accepted[0].reviewer), ("r", "w"));
}

#[test]
fn the_last_day_is_still_a_day() {
    let text = entry(&format!("appId: {APP}"), "reason: r, reviewer: w, expires: 2026-11-01");
    assert_eq!(found(vec![multi_tenant(subject("a", APP))]).apply(&text).standing(), (1, Vec::new()));
    let next = found(vec![multi_tenant(subject("a", APP))]).with(|case| case.today = date(2026, 11, 2)).apply(&text);
    let expired = "allow-list entry for `application-multi-tenant` expired on 2026-11-01 @ 2026-11-01".to_owned();
    assert_eq!(next.standing(), (0, vec![expired, "application-multi-tenant".to_owned()]));
    assert_eq!(next.applied.findings[0].severity, Severity::Medium);
}

#[test]
fn an_entry_without_a_record_accepts_and_is_reported_for_each_gap() {
    let case = || found(vec![multi_tenant(subject("a", APP))]);
    let report = case().apply(&entry(&format!("appId: {APP}"), "reason: ' ', reviewer:"));
    let expected = ["never expires @ application-multi-tenant", "has no reason @ ' '", "has no reviewer @ reviewer"];
    let expected = expected.map(|end| format!("allow-list entry for `application-multi-tenant` {end}")).to_vec();
    assert_eq!(report.standing(), (1, expected));
    let waived =
        format!("rules: {{ allow-list-entry-unsound: {{ require-expiry: false }} }}\n{}", entry(&format!("appId: {APP}"), "reason: r"));
    assert_eq!(case().apply(&waived).standing().1.len(), 1);
    let off = format!("rules: {{ allow-list-entry-unsound: {{ enabled: false }} }}\n{}", entry(&format!("appId: {APP}"), "reason: r"));
    assert_eq!(case().apply(&off).standing(), (1, Vec::new()));
}

#[test]
fn an_entry_that_accepts_nothing_is_reported_where_all_was_read() {
    let text = entry(&format!("appId: {OTHER_APP}"), RECORD);
    let unused = |case: Case| case.apply(&text).standing().1.iter().any(|applied| applied.contains("accepts nothing"));
    let case = || found(vec![multi_tenant(subject("a", APP))]);
    assert!(unused(case()));
    assert!(!unused(case().with(|case| case.judged.complete = vec![vec![Kind::User]])));
    let folder = |case: &mut Case| (case.judged.complete, case.whole_input) = (vec![Vec::new()], true);
    assert!(unused(case().with(folder)));
    let problem = Problem::error(Span::new(FileId(0), 0, 0), "");
    assert!(!unused(case().with(folder).with(|case| case.judged.problems.push(problem))), "what fits may be in what could not be read");
    assert!(!unused(case().with(folder).with(|case| case.judged.undecided.push(undecided(None)))), "the rule had nothing to look at");
    assert!(!unused(case().with(|case| case.judged.undecided.push(undecided(Some(subject("b", OTHER_APP)))))), "the app is there");
    assert!(unused(case().with(|case| case.judged.undecided.push(undecided(Some(subject("a", APP)))))));
    let only = vec![&allow_list_entry_unsound::RULE, find("application-personal-accounts").unwrap()];
    assert!(!unused(case().with(|case| case.only = only)), "its rule did not run");
}

fn undecided(subject: Option<Subject>) -> Undecided {
    let rule = find("application-multi-tenant").unwrap();
    Undecided { rule, tenant: 0, subject, span: None, missing: Text::default(), decide: Step::default(), is_relevant: true }
}

#[test]
fn a_display_name_alone_is_no_name_for_what_a_tenant_has() {
    let report = found(vec![multi_tenant(subject("Portal", APP))]).apply(&entry("displayName: Portal", RECORD));
    let title = "allow-list entry for `application-multi-tenant` matches only by the display name `Portal` @ Portal".to_owned();
    assert_eq!(report.standing(), (1, vec![title]));
    assert_eq!(report.applied.findings[0].remediation.steps[0].sentence.render(str::to_owned), format!("write `appId: {APP}`"));
    let code = found(vec![multi_tenant(declared("Portal", "azuread_application.portal"))]).apply(&entry("displayName: Portal", RECORD));
    assert_eq!(code.standing(), (1, Vec::new()), "in code nobody else chose the name");
}

#[test]
fn an_entry_that_fits_several_resources_is_reported_with_their_number() {
    let several = || (0..5).map(|number| multi_tenant(declared("Portal", &format!("azuread_application.a[{number}]")))).collect::<Vec<_>>();
    let report = found(several()).apply(&entry("address: azuread_application.*", RECORD));
    let title = "allow-list entry for `application-multi-tenant` accepts 5 resources @ { address: azuread_application.* }".to_owned();
    assert_eq!(report.standing(), (5, vec![title]));
    let one = found(several()).apply(&entry("address: 'azuread_application.a[3]'", RECORD));
    assert_eq!((one.standing().0, one.standing().1.len()), (1, 4));
    let many = (0..5).map(|number| multi_tenant(subject("Portal", &format!("{number}{}", &APP[1..])))).collect();
    let report = found(many).apply(&entry("displayName: Portal", RECORD));
    assert_eq!(report.applied.findings.len(), 2, "by name alone, and wide");
    let help = report
        .applied
        .findings
        .iter()
        .map(|finding| finding.remediation.steps[0].sentence.render(str::to_owned))
        .find(|help| help.contains("more"));
    assert!(help.unwrap().ends_with("and 2 more, an entry for each"));
}

/// An app of this address in this root.
fn rooted(root: &str) -> Subject {
    Subject { root: root.to_owned(), ..declared("portal", "azuread_application.portal") }
}

#[test]
fn an_address_is_one_of_the_named_root() {
    for (entry_of, roots) in [
        ("address: azuread_application.portal", &["./", "main.bicep"][..]),
        ("address: 'azuread_*', root: .", &["./", "main.bicep"]),
        ("address: azuread_application.portal, root: dev", &["dev/", "dev/main.bicep"]),
        ("address: azuread_application.portal, root: ./dev/", &["dev/", "dev/main.bicep"]),
        ("address: azuread_application.portal, root: dev/main.bicep", &["dev/main.bicep"]),
        ("address: azuread_application.portal, root: 'd*'", &["dev/", "dev/main.bicep"]),
        ("displayName: portal", &["./", "main.bicep", "dev/", "dev/main.bicep", "prod/", ""]),
        ("displayName: portal, root: prod", &["prod/"]),
    ] {
        for root in ["./", "main.bicep", "dev/", "dev/main.bicep", "prod/", ""] {
            let expected = roots.contains(&root) || root.is_empty() && !entry_of.contains("root");
            assert_eq!(accepted(&entry(entry_of, RECORD), rooted(root)), expected, "{entry_of} and {root}");
        }
    }
}

#[test]
fn fingerprints_differ_between_roots() {
    let print = |root: &str| multi_tenant(rooted(root)).fingerprint();
    assert_eq!(print("./"), print(""));
    assert_ne!(print("dev/"), print("./"));
    assert_ne!(print("dev/"), print("prod/"));
    assert_ne!(print("dev/main.bicep"), print("dev/other.bicep"));
}

#[test]
fn fingerprints_of_entries_do_not_change_with_the_entries_before() {
    let unreasoned = format!("  - {{ rule: application-multi-tenant, resource: {{ appId: {APP} }}, reviewer: w, expires: 2027-01-01 }}\n");
    let before = format!("  - {{ rule: application-multi-tenant, resource: {{ appId: {OTHER_APP} }}, {RECORD} }}\n");
    let case = || found(vec![multi_tenant(subject("a", APP)), multi_tenant(subject("b", OTHER_APP))]);
    let print = |text: &str| {
        let report = case().apply(text);
        let finding = report.applied.findings.iter().find(|finding| finding.rule.id == allow_list_entry_unsound::RULE.id).unwrap();
        (finding.fingerprint(), finding.subject.address.clone())
    };
    let (alone, after) = (print(&format!("allow:\n{unreasoned}")), print(&format!("allow:\n{before}{unreasoned}")));
    assert_eq!(alone.0, after.0);
    assert_eq!((&*alone.1, &*after.1), ("allow[0]", "allow[1]"));
}

#[test]
fn a_comment_stands_only_with_the_finding_that_it_comments() {
    let ids = |case: Case, text: &str| case.apply(text).standing().1;
    let both = || found(vec![comment(subject("a", APP)), multi_tenant(subject("a", APP))]);
    assert_eq!(ids(both(), ""), ["application-multi-tenant", "application-single-tenant-blocked"]);
    assert!(ids(both(), &entry(&format!("appId: {APP}"), RECORD)).is_empty(), "what is accepted needs no comment");
    assert!(ids(found(vec![comment(subject("a", APP)), multi_tenant(subject("b", OTHER_APP))]), "").len() == 1, "another app");
    assert!(ids(found(vec![comment(subject("a", APP))]), "").is_empty());
    let only = |rules: &[&str]| rules.iter().map(|rule| find(rule).unwrap()).collect();
    let alone = found(vec![comment(subject("a", APP))]).with(|case| case.only = only(&["application-single-tenant-blocked"]));
    assert_eq!(ids(alone, ""), ["application-single-tenant-blocked"], "the commented rules did not run");
    let off = "rules: { application-multi-tenant: { enabled: false }, application-personal-accounts: { enabled: false } }";
    assert!(ids(found(vec![comment(subject("a", APP))]), off).is_empty(), "they are switched off");
}

#[test]
fn a_severity_of_the_policy_holds_for_every_finding_of_its_rule() {
    let report = found(vec![multi_tenant(subject("a", APP))]).apply("rules: { application-multi-tenant: { severity: critical } }");
    assert_eq!(report.applied.findings[0].severity, Severity::Critical);
}

const TENANTS: &str = "tenants: { a: { paths: [a/**] }, b: { paths: [b/**] } }\n";

#[test]
fn an_entry_for_a_tenant_holds_in_that_tenant() {
    let text = format!("{TENANTS}{}", entry(&format!("appId: {APP}"), &format!("{RECORD}, tenant: b")));
    let case = |tenant| found(vec![Finding { tenant, ..multi_tenant(subject("x", APP)) }]);
    assert_eq!(case(1).apply(&text).standing(), (1, Vec::new()));
    assert_eq!(case(0).apply(&text).standing().0, 0);
}

#[test]
fn a_tenant_without_a_name_and_without_files_is_not_undecided() {
    let nothing_of = |tenant: usize| {
        let needy = crate::rules::RULES.iter().filter(|rule| !rule.needs.is_empty());
        needy.map(move |rule| Undecided { rule, tenant, ..undecided(None) }).collect::<Vec<_>>()
    };
    let text = format!("{TENANTS}{}", entry(&format!("appId: {OTHER_APP}"), RECORD));
    let apply = |undecided: Vec<Undecided>| {
        let complete = vec![APPLICATIONS.to_vec(), APPLICATIONS.to_vec(), Vec::new()];
        let report = found(Vec::new()).with(|case| (case.judged.undecided, case.judged.complete) = (undecided, complete)).apply(&text);
        (report.applied.undecided.len(), report.standing().1.len())
    };
    assert_eq!(apply(nothing_of(2)), (0, 1), "and the entry is unused");
    assert_eq!(apply(nothing_of(1)).0, nothing_of(1).len());
    assert_eq!(apply(nothing_of(1)).1, 0, "of `b` nothing was read: the entry may be for it");
    let some: Vec<_> = nothing_of(2).into_iter().skip(1).collect();
    assert_eq!(apply(some.clone()).0, some.len());
}

#[test]
fn everything_is_sorted_by_file_place_and_rule() {
    let at = |start: usize, rule: &str| {
        let mut finding = finding(rule, subject("x", APP));
        finding.primary.span = Span::new(FileId(0), start, start);
        finding
    };
    let report = found(vec![at(2, "application-multi-tenant"), at(1, "application-personal-accounts"), at(1, "application-multi-tenant")])
        .with(|case| case.judged.undecided = vec![undecided(None), Undecided { span: Some(Span::new(FileId(0), 0, 0)), ..undecided(None) }])
        .apply("");
    assert_eq!(report.standing().1, ["application-multi-tenant", "application-personal-accounts", "application-multi-tenant"]);
    assert_eq!(report.applied.undecided.iter().map(|undecided| undecided.span.is_some()).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn without_a_policy_file_only_comments_are_taken_away() {
    let findings = [multi_tenant(subject("a", APP)), comment(subject("b", OTHER_APP))].into_iter().map(Box::new).collect();
    let judged = Judged { findings, ..Judged::default() };
    let mut sources = Sources::default();
    sources.add(Source::new("apps.json", "{}"));
    let policy = Policy::default();
    let ran = policy.settings(TODAY, &[]).rules;
    let applied = policy.apply(
        judged,
        &Run {
            sources: &sources,
            policy_file: None,
            today: TODAY,
            whole_input: true,
            is_named: false,
            ran: &ran,
            suppressions: true,
            weaker: &[],
        },
    );
    assert_eq!(applied.findings.len(), 1);
    assert_eq!((policy.fail_on(), policy.tenant_names(), policy.tenant_of("x")), (Severity::Medium, &[String::new()][..], 0));
}

#[test]
fn settings_hold_options_and_leave_out_what_is_switched_off() {
    let (policy, _) = policy("rules: { guest-role-too-wide: { enabled: false }, subscription-transfer-exemption-wide: { max: 2 } }");
    let is_in = |settings: &crate::rules::Settings| settings.rules.iter().any(|rule| rule.id == "guest-role-too-wide");
    assert!(!is_in(&policy.settings(TODAY, &[])));
    assert!(is_in(&policy.settings(TODAY, &[find("guest-role-too-wide").unwrap()])), "what is named runs");
}
