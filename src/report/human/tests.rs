//! What people see.

use super::*;
use crate::finding::Action;
use crate::message::Label;
use crate::report::Format;
use crate::report::fixture::{assert_harmless, finding, hostile, outcome, rule, shown, span};
use crate::source::{FileId, Span};

/// The excerpts of labels, each a file and a text in it.
fn drawn(files: &[(&str, &str)], labels: &[(u32, &str)]) -> String {
    let outcome = outcome(files);
    drawn_at(&outcome, labels.iter().map(|(file, what)| span(&outcome, *file, what)))
}

fn drawn_at(outcome: &Outcome, spans: impl IntoIterator<Item = Span>) -> String {
    let style = Style::default();
    let labels = spans.into_iter().enumerate().map(|(index, span)| (span, format!("label {index}")));
    let mut text = String::new();
    Page::new(outcome, &style).excerpts(&mut text, &Excerpts::new(&outcome.sources, &outcome.marked, Room::WIDE, labels));
    text
}

fn sample() -> Outcome {
    let mut outcome = outcome(&[("policy.json", "{\n  \"id\": \"authorizationPolicy\",\n  \"allowInvitesFrom\": \"everyone\"\n}\n")]);
    outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
    outcome
}

#[test]
fn a_finding_is_a_header_an_excerpt_and_help() {
    insta::assert_snapshot!(shown(Format::Human, &sample(), &Style::default()), @r#"
    authorizationPolicy in policy.json
    high[guest-invite-everyone]: everyone, including guests, can invite guests
       ╭─[policy.json:3:23]
     2 │   "id": "authorizationPolicy",
     3 │   "allowInvitesFrom": "everyone"
       ·                       ─────┬────
       ·                            ╰── everyone may invite, guests too
     4 │ }
       ╰────
      help: set `allowInvitesFrom` to `adminsAndGuestInviters`
            az rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{"allowInvitesFrom":"adminsAndGuestInviters"}'

    1 finding: 1 high; 1 at or above `medium`
    checked 1 resource in 1 file
    `tenantlint explain RULE` describes a rule and how to resolve its findings
    "#);
}

/// Three findings on two objects, the first of which is the second's as well.
fn many() -> Outcome {
    let mut outcome = outcome(&[("a.json", "{\n  \"id\": \"a\",\n  \"allowInvitesFrom\": \"everyone\"\n}\n"), ("b.json", "{\"b\": 1}")]);
    for (file, what, severity, address) in
        [(0, "\"everyone\"", Severity::High, "a"), (1, "1", Severity::Medium, "b"), (0, "\"everyone\"", Severity::Low, "a")]
    {
        let mut finding = finding(span(&outcome, file, what));
        finding.severity = severity;
        finding.subject.address = address.to_owned();
        finding.subject.id = Some(address.to_owned());
        finding.remediation = crate::finding::Remediation::default();
        outcome.findings.push(finding);
    }
    outcome
}

#[test]
fn findings_stand_below_their_object_and_share_its_excerpt() {
    insta::assert_snapshot!(shown(Format::Human, &many(), &Style::default()), @r#"
    authorizationPolicy id a in a.json
    high[guest-invite-everyone]: everyone, including guests, can invite guests
       ╭─[a.json:3:23]
     2 │   "id": "a",
     3 │   "allowInvitesFrom": "everyone"
       ·                       ─────┬────
       ·                            ╰── everyone may invite, guests too
     4 │ }
       ╰────

    low[guest-invite-everyone]: everyone, including guests, can invite guests
      at: a.json:3:23: everyone may invite, guests too

    authorizationPolicy id b in b.json
    medium[guest-invite-everyone]: everyone, including guests, can invite guests
       ╭─[b.json:1:7]
     1 │ {"b": 1}
       ·       ┬
       ·       ╰── everyone may invite, guests too
       ╰────

    3 findings: 1 high, 1 medium, 1 low; 2 at or above `medium`
    checked 2 resources in 2 files
    `tenantlint explain RULE` describes a rule and how to resolve its findings
    "#);
}

#[test]
fn what_does_not_fit_the_limit_is_counted_by_rule() {
    let style = Style { max_findings: Some(1), ..Style::default() };
    let text = shown(Format::Human, &many(), &style);
    assert!(
        text.contains("2 findings not shown; `--max-findings 0` shows all, `--only RULE` those of a rule\n  2 guest-invite-everyone\n"),
        "{text}"
    );
    assert!(text.contains("3 findings: 1 high, 1 medium, 1 low"), "{text}");
}

#[test]
fn statistics_are_a_table_without_findings() {
    let style = Style { statistics: true, ..Style::default() };
    insta::assert_snapshot!(shown(Format::Human, &many(), &style), @"
    high     1 guest-invite-everyone  everyone, including guests, can invite guests
    medium   1 guest-invite-everyone  everyone, including guests, can invite guests
    low      1 guest-invite-everyone  everyone, including guests, can invite guests

    3 findings: 1 high, 1 medium, 1 low; 2 at or above `medium`
    checked 2 resources in 2 files
    ");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    use unicode_width::UnicodeWidthStr;
    let mut outcome = many();
    let title = "the policy that everyone of the organization reads says that guests can invite other guests, and 経費精算 too";
    outcome.findings.iter_mut().for_each(|finding| finding.title = title.into());
    for columns in [60, 80, 120] {
        let text = shown(Format::Human, &outcome, &Style { terminal: Some(columns), ..Style::default() });
        let wide = text.lines().find(|line| line.width() > columns);
        assert_eq!(wide, None);
    }
}

#[test]
fn numbers_have_commas() {
    assert_eq!(
        [0, 12, 123, 1_234, 12_345, 123_456, 1_234_567].map(thousands),
        ["0", "12", "123", "1,234", "12,345", "123,456", "1,234,567"]
    );
}

#[test]
fn colors_and_links_are_only_there_when_asked_for() {
    let colored = shown(Format::Human, &sample(), &Style { color: true, hyperlinks: true, ..Style::default() });
    assert!(colored.contains("\u{1b}[31mhigh\u{1b}[0m["), "{colored}");
    assert!(colored.contains("\u{1b}]8;;https://"), "{colored}");
    assert!(!shown(Format::Human, &sample(), &Style::default()).contains('\u{1b}'));
}

#[test]
fn what_is_undecided_is_no_finding_and_not_clean() {
    let mut outcome = sample();
    outcome.findings.clear();
    outcome.undecided = vec![
        Undecided {
            rule: rule("guest-role-too-wide"),
            tenant: 0,
            subject: Some(finding(span(&outcome, 0, "id")).subject),
            span: Some(span(&outcome, 0, "{")),
            missing: Text::new("`{setting}` is not in the input").with("setting", "guestUserRoleId"),
            decide: Step::from("also collect it").with(Action::Command("az rest --url x".into())),
            is_relevant: true,
        },
        Undecided {
            rule: rule("application-multi-tenant"),
            tenant: 0,
            subject: None,
            span: None,
            missing: Text::new("no `application` is in the input"),
            decide: "add an export of it to the input".into(),
            is_relevant: true,
        },
    ];
    // A rule that is undecided for the same reason is listed with the first one.
    outcome.undecided.push(Undecided { rule: rule("path-app-any-tenant"), ..outcome.undecided[1].clone() });
    insta::assert_snapshot!(shown(Format::Human, &outcome, &Style { show_undecided: true, ..Style::default() }), @r"
    undecided[guest-role-too-wide]: `guestUserRoleId` is not in the input
      file: policy.json:1:1
      what: authorizationPolicy
      help: also collect it
            az rest --url x

    undecided[application-multi-tenant]: no `application` is in the input
      also: path-app-any-tenant
      help: add an export of it to the input

    no findings in what was decided
    undecided: 1 setting, 2 rules without input
    checked 1 resource in 1 file
    ");
    insta::assert_snapshot!(shown(Format::Human, &outcome, &Style::default()), @r"
    no findings in what was decided
    undecided: 1 setting, 2 rules without input
    checked 1 resource in 1 file
    to decide more:
      also collect it
        az rest --url x
      add an export of it to the input
    `--show-undecided` lists all undecided results
    ");
}

#[test]
fn an_input_without_resources_is_reported() {
    let mut outcome = outcome(&[("a.txt", "a")]);
    outcome.resources = 0;
    let style = Style { quiet: true, ..Style::default() };
    insta::assert_snapshot!(shown(Format::Human, &outcome, &style), @r"no resources found in 1 file: run `tenantlint inputs` to see why");
}

#[test]
fn quiet_says_nothing_where_all_went_well() {
    let outcome = outcome(&[("a.json", "{}")]);
    assert_eq!(shown(Format::Human, &outcome, &Style { quiet: true, ..Style::default() }), "");
}

#[test]
fn problems_have_their_place() {
    let mut outcome = outcome(&[("a.json", "{\n  \"a\": ]\n}\n"), ("b.json", "")]);
    outcome.problems.push(Problem::error(span(&outcome, 0, "]"), "a value was expected"));
    outcome.problems.push(Problem::error(Span::new(FileId(1), 0, 0), "cannot read the file"));
    insta::assert_snapshot!(shown(Format::Human, &outcome, &Style::default()), @r#"
    error: a value was expected
       ╭─[a.json:2:8]
     1 │ {
     2 │   "a": ]
       ·        ─
     3 │ }
       ╰────

    error: cannot read the file
      file: b.json

    no findings in what was decided
    2 parts of the input could not be read and were not checked
    checked 2 resources in 2 files
    "#);
}

#[test]
fn hostile_names_reach_no_terminal() {
    let text = shown(Format::Human, &hostile(), &Style { show_undecided: true, terminal: Some(40), ..Style::default() });
    assert_harmless(&text);
    assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
    assert!(text.len() < 12_000, "{}", text.len());
}

#[test]
fn labels_on_neighbouring_lines_share_an_excerpt() {
    let text = "{\n  \"includeUsers\": [\"All\"],\n  \"excludeUsers\": []\n}\n";
    insta::assert_snapshot!(drawn(&[("ca.json", text)], &[(0, "\"All\""), (0, "[]")]), @r#"
      ╭─[ca.json:2:20]
    1 │ {
    2 │   "includeUsers": ["All"],
      ·                    ──┬──
      ·                      ╰── label 0
    3 │   "excludeUsers": []
      ·                   ─┬
      ·                    ╰── label 1
    4 │ }
      ╰────
    "#);
}

#[test]
fn labels_in_two_files_have_their_places() {
    let files = [("a.json", "{\"a\": 1}"), ("b.json", "\n\n{\"b\": 2}")];
    insta::assert_snapshot!(drawn(&files, &[(1, "2"), (0, "1")]), @r#"
      ╭─[b.json:3:7]
    2 │ 
    3 │ {"b": 2}
      ·       ┬
      ·       ╰── label 0
      ╰────
      ╭─[a.json:1:7]
    1 │ {"a": 1}
      ·       ┬
      ·       ╰── label 1
      ╰────
    "#);
}

#[test]
fn a_line_of_a_megabyte_is_cut() {
    let text = format!("[{}{{\"é\": \"everyone\"}}{}]", "\"aäa\",".repeat(100_000), ",null".repeat(100_000));
    insta::assert_snapshot!(drawn(&[("a.json", &text)], &[(0, "\"everyone\"")]), @r#"
      ╭─[a.json:1:600008]
    1 │ …"aäa","aäa","aäa","aäa",{"é": "everyone"},null,null,null,null,null,null,null,null,null,nul…
      ·                                ─────┬────
      ·                                     ╰── label 0
      ╰────
    "#);
    let object = format!("{{\"id\":\"{}\"}}", "a".repeat(1_000_000));
    insta::assert_snapshot!(drawn(&[("a.json", &object)], &[(0, &object)]), @r#"
      ╭─[a.json:1:1]
    1 │ {"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
      · ──────────────────────────────┬─────────────────────────────
      ·                               ╰── label 0
      ╰────
    "#);
}

#[test]
fn two_labels_of_a_long_line_share_a_window_or_have_two() {
    let text = format!("[{}{{\"a\":1,\"b\":2}},{}{{\"c\":3}}]", "0,".repeat(100), "0,".repeat(100));
    insta::assert_snapshot!(drawn(&[("a.json", &text)], &[(0, "1"), (0, "2"), (0, "3")]), @r#"
      ╭─[a.json:1:207]
    1 │ …,0,0,0,0,0,0,0,0,0,0,0,0,{"a":1,"b":2},0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0…
      ·                                ┬     ┬
      ·                                │     ╰── label 1
      ·                                ╰── label 0
      ╰────
      ╭─[a.json:1:421]
    1 │ …,0,0,0,0,0,0,0,0,0,0,0,0,{"c":3}]
      ·                                ┬
      ·                                ╰── label 2
      ╰────
    "#);
}

#[test]
fn the_ends_of_a_file_can_be_labelled() {
    let outcome = outcome(&[("a.json", "{}"), ("empty.json", ""), ("b.json", "{}\n")]);
    let at = |file, start, end| drawn_at(&outcome, [Span::new(FileId(file), start, end)]);
    insta::assert_snapshot!([at(0, 0, 1), at(0, 2, 2), at(1, 0, 0), at(2, 3, 3)].concat(), @r"
      ╭─[a.json:1:1]
    1 │ {}
      · ┬
      · ╰── label 0
      ╰────
      ╭─[a.json:1:3]
    1 │ {}
      ·   ▲
      ·   ╰── label 0
      ╰────
      ╭─[empty.json:1:1]
    1 │ 
      · ▲
      · ╰── label 0
      ╰────
      ╭─[b.json:2:1]
    1 │ {}
    2 │ 
      · ▲
      · ╰── label 0
      ╰────
    ");
    // A span that is wrong draws something.
    assert!(at(0, 100, 200).contains("a.json:1:3"));
}

#[test]
fn carriage_returns_tabs_and_wide_characters_keep_labels_in_line() {
    let text = "{\r\n\t\"経費😀\":\t\"everyone\",\r\n\t\"b\": 1\r\n}\r\n";
    insta::assert_snapshot!(drawn(&[("a.json", text)], &[(0, "\"everyone\"")]), @r#"
      ╭─[a.json:2:9]
    1 │ {
    2 │     "経費😀":   "everyone",
      ·                 ─────┬────
      ·                      ╰── label 0
    3 │     "b": 1
      ╰────
    "#);
}

#[test]
fn a_label_over_many_lines_marks_its_first() {
    let long = format!("{{\n{}}}\n", "  \"a\": 1,\n".repeat(20));
    insta::assert_snapshot!(drawn(&[("a.json", &long)], &[(0, long.trim_end())]), @r"
      ╭─[a.json:1:1]
    1 │ {
      · ┬
      · ╰── label 0
      ╰────
    ");
    let short = "[\n{\n  \"a\": 1\n}\n]\n";
    insta::assert_snapshot!(drawn(&[("a.json", short)], &[(0, "{\n  \"a\": 1\n}")]), @r#"
      ╭─[a.json:2:1]
    1 │     [
    2 │ ╭─▶ {
    3 │ │     "a": 1
    4 │ ├─▶ }
      · ╰──── label 0
    5 │     ]
      ╰────
    "#);
}

#[test]
fn labels_within_and_upon_each_other_point_right() {
    let text = "{\"a\": {\"b\": 1}}\n";
    insta::assert_snapshot!(drawn(&[("a.json", text)], &[(0, "{\"b\": 1}"), (0, "1"), (0, "{\"b\"")]), @r#"
      ╭─[a.json:1:7]
    1 │ {"a": {"b": 1}}
      ·       ───┬──┬
      ·          │  ╰── label 1
      ·          ╰── label 0
      ╰────
      ╭─[a.json:1:7]
    1 │ {"a": {"b": 1}}
      ·       ──┬─
      ·         ╰── label 2
      ╰────
    "#);
}

#[test]
fn control_characters_and_secrets_in_a_source_are_not_shown() {
    let text = "{\"name\":\"\u{202e}\u{1b}[1m##vso[x]\",\"secretText\":\"hunter2\",\"x\":1}";
    insta::assert_snapshot!(drawn(&[("a.json", text)], &[(0, "1}")]), @r#"
      ╭─[a.json:1:52]
    1 │ {"name":"<U+202E>␛[1m<U+0023>#vso[x]","secretText":"•••••••","x":1}
      ·                                                                  ─┬
      ·                                                                   ╰── label 0
      ╰────
    "#);
}

#[test]
fn a_thousand_labels_are_counted() {
    let mut outcome = sample();
    let label = Label::at(span(&outcome, 0, "id"), "here");
    outcome.findings[0].related = vec![label; 1000];
    assert!(shown(Format::Human, &outcome, &Style::default()).contains("also: at 989 more places"));
}

#[test]
fn known_and_accepted_findings_are_listed_on_request() {
    let style = Style { show_accepted: true, show_known: true, ..Style::default() };
    let text = shown(Format::Human, &hostile(), &style);
    assert_harmless(&text);
    assert!(text.contains("\naccepted[guest-invite-everyone]: ") && text.contains("\nknown[guest-invite-everyone]: "), "{text}");
    assert!(text.contains("\n  why: in the baseline since 2026-11-01\n") && text.contains("\n1 known finding in the baseline\n"), "{text}");
}

/// Every span over a text with all that is special draws without a panic.
#[test]
fn no_span_panics() {
    let text = format!("\u{feff}é\r\n\t\u{202e}{}\n\r\n\n😀{}\r", "x=".repeat(80), "\"password\": \"é".repeat(20));
    let outcome = outcome(&[("a", &text)]);
    let length = text.len() + 2;
    for start in 0..length {
        for end in (start..length).step_by(7) {
            let spans = [(start, end), (end, end), (start / 2, end)].map(|(start, end)| Span::new(FileId(0), start, end));
            assert!(drawn_at(&outcome, spans).contains("label 0"), "{start}..{end}");
        }
    }
}
