//! SARIF 2.1.0, for code scanning services.
//!
//! Source: OASIS, Static Analysis Results Interchange Format 2.1.0 plus errata 01; GitHub Docs, "SARIF support for code scanning".
//! Undecided results become notifications, because services show every kind of result as a finding.

mod log;

use self::log::{
    Artifact, ArtifactChange, ArtifactLocation, AutomationDetails, BaseId, CodeFlow, Configuration, Content, Descriptor, Driver, Fix, Help,
    Invocation, InvocationProperties, Location, Log, Message, Notification, PhysicalLocation, Reference, Region, Replacement,
    ResultProperties, RuleProperties, Run, SarifResult, Suppression, ThreadFlow, ThreadFlowLocation, Tool,
};
use super::entry::Entry;
use super::escape::{COMMENT, NAME, SENTENCE, Target, code, sarif};
use super::place::Located;
use super::record::Merged;
use super::{HOME, Style, json_text, rule_page, sentence, tenant_name};
use crate::baseline::Known;
use crate::finding::{self, Action, Finding, Line, Step, Undecided};
use crate::language::Language;
use crate::message::{Label, Text};
use crate::metadata::{Metadata, Severity};
use crate::outcome::{Accepted, AcceptedBy, Outcome};
use crate::parts::Parts;
use crate::resource::Problem;
use crate::source::Span;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

/// The base of paths that are relative to the working directory.
const ROOT: &str = "%SRCROOT%";

/// Results in a log: GitHub rejects a run with more.
const MOST_RESULTS: usize = 25_000;

/// Text of a plain message.
const TEXT: Target = Target {
    language: Language::English,
    text: plain,
    value: sarif,
    name: |name| format!("`{}`", sarif(name, NAME)),
    // A command is copied, so its braces stay as they are, and only what a viewer would take for a link is changed.
    code: |text| code(text).replace("](", "] ("),
    block: str::to_owned,
    separator: " ",
};

/// Text of a message in Markdown, in which `{0}` is an argument too.
const RICH: Target = Target {
    text: |text, limit, language| escape_braces(&(COMMENT.text)(text, limit, language)),
    value: |value, limit| escape_braces(&(COMMENT.value)(value, limit)),
    name: |name| escape_braces(&(COMMENT.name)(name)),
    ..COMMENT
};

/// What the log of an outcome leaves out.
pub(super) fn left_out(outcome: &Outcome) -> Option<Text> {
    let all = outcome.findings.len() + outcome.accepted.len() + outcome.known.len();
    let left_out = all.checked_sub(MOST_RESULTS).filter(|number| *number > 0)?;
    let template = "the SARIF log contains the {most} most severe of {all} results, because GitHub code scanning rejects a log with more: {number} are \
                    left out";
    Some(Text::new(template).with("most", MOST_RESULTS.to_string()).with("all", all.to_string()).with("number", left_out.to_string()))
}

/// Why a finding fails no run.
#[derive(Clone, Copy)]
enum Silence<'o> {
    None,
    Accepted(&'o Accepted),
    Known(&'o Known),
}

/// The results of the log: the most severe findings, then accepted and known ones.
fn results(outcome: &Outcome) -> impl Iterator<Item = (&Finding, Silence<'_>)> {
    let findings = outcome.findings.iter().map(|finding| (&**finding, Silence::None));
    let accepted = outcome.accepted.iter().map(|accepted| (&*accepted.finding, Silence::Accepted(accepted)));
    let known = outcome.known.iter().map(|known| (&*known.finding, Silence::Known(known)));
    findings.chain(accepted).chain(known).take(MOST_RESULTS)
}

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::new(outcome, style);
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "tenantlint",
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                information_uri: HOME,
                rules: rules.list.iter().map(|rule| descriptor(rule, style.language)).collect(),
            },
        },
        automation_details: AutomationDetails { id: "tenantlint/" },
        invocations: [invocation(outcome, style, &rules)],
        language: Some(style.language).filter(|language| *language != Language::English).map(Language::name),
        original_uri_base_ids: BTreeMap::from([(
            ROOT,
            BaseId { description: Message::new("The directory in which tenantlint was started.".to_owned()) },
        )]),
        column_kind: "utf16CodeUnits",
        artifacts: artifacts(outcome),
        results: Results { outcome, rules: &rules, language: style.language },
    };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    json_text::write(&log, &mut *out)?;
    out.write_all(b"\n")
}

/// The rules that results and notifications refer to, with their index in the list.
struct Rules {
    list: Vec<&'static Metadata>,
    index: HashMap<&'static str, usize>,
}

impl Rules {
    fn new(outcome: &Outcome, style: &Style) -> Self {
        let undecided = outcome.undecided.iter().filter(|_| style.show_undecided).map(|undecided| undecided.rule);
        let mut rules = Self { list: Vec::new(), index: HashMap::new() };
        for rule in results(outcome).map(|(finding, _)| finding.rule).chain(undecided) {
            rules.index.entry(rule.id).or_insert_with(|| {
                rules.list.push(rule);
                rules.list.len() - 1
            });
        }
        rules
    }

    fn reference(&self, rule: &Metadata) -> Reference {
        Reference { id: rule.id.to_owned(), index: self.index.get(rule.id).copied() }
    }
}

/// The results are serialized while they are written, because the report of a large tenant is long.
struct Results<'o> {
    outcome: &'o Outcome,
    rules: &'o Rules,
    language: Language,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let results = results(self.outcome).map(|(finding, silence)| result(self.outcome, self.rules, finding, silence, self.language));
        serializer.collect_seq(results)
    }
}

fn descriptor(rule: &Metadata, language: Language) -> Descriptor {
    let docs = rule.markdown(language);
    let what = docs.split("\n\n").next().unwrap_or_default();
    let what = what.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join(" ");
    let attack = rule.attack.iter().map(|id| format!("external/mitre-attack/{id}"));
    Descriptor {
        id: rule.id,
        name: pascal_case(rule.id),
        short_description: Message::new(sentence(language.text(rule.summary))),
        // Viewers that do not render Markdown show the text.
        help: Help { text: rule_page(rule, language).map_or_else(|| what.clone(), |page| format!("{what} {page}")), markdown: docs },
        full_description: Message::new(what),
        help_uri: rule_page(rule, language),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties {
            tags: ["security".to_owned(), rule.group.name().to_owned()].into_iter().chain(attack).collect(),
            precision: rule.confidence.name(),
            security_severity: security_severity(rule.severity),
        },
    }
}

fn invocation(outcome: &Outcome, style: &Style, rules: &Rules) -> Invocation {
    let mut notifications: Vec<_> = outcome.problems.iter().map(|problem| problem_notification(outcome, problem, style.language)).collect();
    if style.show_undecided {
        notifications.extend(outcome.undecided.iter().map(|undecided| undecided_notification(outcome, rules, undecided, style.language)));
    }
    notifications.extend(left_out(outcome).map(|message| Notification {
        descriptor: Reference { id: "results-left-out".to_owned(), index: None },
        associated_rule: None,
        level: "warning",
        message: Message::new(sentence(&message.render_in(style.language, str::to_owned))),
        locations: Vec::new(),
    }));
    Invocation {
        execution_successful: outcome.problems.iter().all(|problem| problem.is_warning),
        exit_code: outcome.exit() as i32,
        tool_execution_notifications: notifications,
        properties: InvocationProperties { policy: outcome.policy.clone() },
    }
}

fn problem_notification(outcome: &Outcome, problem: &Problem, language: Language) -> Notification {
    Notification {
        descriptor: Reference { id: "unreadable-input".to_owned(), index: None },
        associated_rule: None,
        level: problem.level(),
        message: message(Entry::Problem(problem), language),
        locations: vec![location(outcome, language, problem.span, None, None)],
    }
}

fn undecided_notification(outcome: &Outcome, rules: &Rules, undecided: &Undecided, language: Language) -> Notification {
    Notification {
        descriptor: Reference { id: "undecided".to_owned(), index: None },
        associated_rule: Some(rules.reference(undecided.rule)),
        level: "note",
        message: message(Entry::Undecided(undecided), language),
        locations: undecided.span.map(|span| location(outcome, language, span, None, None)).into_iter().collect(),
    }
}

fn result<'o>(outcome: &'o Outcome, rules: &Rules, finding: &'o Finding, silence: Silence<'_>, language: Language) -> SarifResult<'o> {
    let related = finding.related.iter().enumerate();
    SarifResult {
        rule_id: finding.rule.id,
        rule_index: rules.index.get(finding.rule.id).copied(),
        level: level(finding.severity),
        message: message(Entry::Finding(finding), language),
        occurrence_count: Some(finding.instances().count()).filter(|count| *count > 1),
        locations: [location(outcome, language, finding.primary.span, None, Some(&finding.primary.text))],
        related_locations: related
            .map(|(index, label)| location(outcome, language, label.span, Some(index + 1), Some(&label.text)))
            .collect(),
        code_flows: code_flow(outcome, finding, language).into_iter().collect(),
        fixes: finding.remediation.steps.iter().filter_map(|step| fix(outcome, step, language)).collect(),
        partial_fingerprints: BTreeMap::from([("tenantlint/v1", finding.fingerprint())]),
        baseline_state: outcome.baseline.is_some().then_some(if matches!(silence, Silence::Known(_)) { "unchanged" } else { "new" }),
        suppressions: suppression(outcome, silence).into_iter().collect(),
        properties: ResultProperties {
            severity: finding.severity,
            confidence: finding.confidence,
            tenant: tenant_name(outcome, finding.tenant),
            merged: Merged::new(outcome, finding, language),
        },
    }
}

/// Whole sentences, and in Markdown with each command in a block of code.
fn message(entry: Entry<'_>, language: Language) -> Message {
    let (text, has_code) = joined(entry, TEXT.in_language(language));
    Message { text, markdown: has_code.then(|| joined(entry, RICH.in_language(language)).0) }
}

/// The sentences and commands of a message, a command on a line of its own, and whether there is one.
fn joined(entry: Entry<'_>, target: Target) -> (String, bool) {
    let line_break = if target.separator == " " { "\n" } else { target.separator };
    let (mut message, mut has_code) = (sentence(&entry.title(target)), false);
    for line in entry.lines(target) {
        match line {
            Line::Sentence(text) => message.extend([if has_code { line_break } else { target.separator }, &sentence(&text)]),
            Line::Code(code) => {
                message.extend([line_break, &code]);
                has_code = true;
            }
        }
    }
    (message, has_code)
}

fn escape_braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// The evidence of an attack path, one step after the other.
fn code_flow(outcome: &Outcome, finding: &Finding, language: Language) -> Option<CodeFlow> {
    let is_path = !finding.rule.parts.is_empty() && !finding.related.is_empty();
    let step = |label: &Label| ThreadFlowLocation { location: location(outcome, language, label.span, None, Some(&label.text)) };
    is_path.then(|| CodeFlow { thread_flows: [ThreadFlow { locations: finding.labels().map(step).collect() }] })
}

/// A step as a change of files, if each of its edits is exact.
fn fix(outcome: &Outcome, step: &Step, language: Language) -> Option<Fix> {
    let edits = step.actions.iter().filter_map(|action| match action {
        Action::Edit(edit) => Some(edit.replacement(&outcome.sources)),
        _ => None,
    });
    let edits = edits.collect::<Option<Vec<finding::Replacement>>>()?;
    let changes = edits.chunk_by(|one, other| one.span.file == other.span.file).filter_map(|edits| {
        Some(ArtifactChange {
            artifact_location: ArtifactLocation::new(&outcome.sources.get(edits.first()?.span.file).path),
            replacements: edits
                .iter()
                .map(|edit| Replacement {
                    deleted_region: Region::new(&Located::new(&outcome.sources, edit.span)),
                    inserted_content: Content { text: edit.text.clone() },
                })
                .collect(),
        })
    });
    let artifact_changes: Vec<_> = changes.collect();
    let description = Message::new(sentence(&plain(&step.sentence, SENTENCE, language)));
    (!artifact_changes.is_empty()).then_some(Fix { description, artifact_changes })
}

fn suppression(outcome: &Outcome, silence: Silence<'_>) -> Option<Suppression> {
    let (kind, justification) = match silence {
        Silence::None => return None,
        Silence::Accepted(accepted) => {
            let [reason, reviewer] = [&accepted.reason, &accepted.reviewer].map(|text| sarif(text, SENTENCE));
            let kind = if accepted.by == AcceptedBy::Comment { "inSource" } else { "external" };
            (kind, if reviewer.is_empty() { reason } else { format!("{reason} (reviewed by {reviewer})") })
        }
        Silence::Known(known) => ("external", sarif(&outcome.why_known(known), SENTENCE)),
    };
    Some(Suppression { kind, status: "accepted", justification })
}

fn location(outcome: &Outcome, language: Language, span: Span, id: Option<usize>, text: Option<&Text>) -> Location {
    let place = Located::new(&outcome.sources, span);
    Location {
        id,
        physical_location: PhysicalLocation { artifact_location: ArtifactLocation::new(place.path), region: Region::new(&place) },
        message: text.filter(|text| !text.is_empty()).map(|text| Message::new(sentence(&plain(text, NAME, language)))),
    }
}

impl Region {
    fn new(Located { start, end, .. }: &Located<'_>) -> Self {
        Self { start_line: start.line, start_column: start.utf16.0, end_line: end.line, end_column: end.utf16.0 }
    }
}

/// The files that results point at, in the order of their names.
fn artifacts(outcome: &Outcome) -> Vec<Artifact> {
    let findings = results(outcome).map(|(finding, _)| finding);
    let files: std::collections::BTreeSet<_> = findings.flat_map(|finding| finding.labels().map(|label| label.span.file)).collect();
    let mut locations: Vec<_> = files.into_iter().map(|file| ArtifactLocation::new(&outcome.sources.get(file).path)).collect();
    locations.sort();
    locations.into_iter().map(|location| Artifact { location }).collect()
}

impl ArtifactLocation {
    fn new(path: &str) -> Self {
        let path = path.strip_prefix("./").unwrap_or(path);
        let drive = matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
        if let Some(share) = path.strip_prefix("//") {
            return Self { uri: format!("file://{}", percent_encode(share)), uri_base_id: None };
        }
        if path.starts_with('/') {
            return Self { uri: format!("file://{}", percent_encode(path)), uri_base_id: None };
        }
        if drive {
            return Self { uri: format!("file:///{}:{}", path.before(1), percent_encode(path.after(2))), uri_base_id: None };
        }
        // What is above the root is not relative to it.
        let inside = path.split('/').all(|part| part != "..");
        Self { uri: percent_encode(path), uri_base_id: inside.then_some(ROOT) }
    }
}

/// A path as a URI path: all but unreserved characters and `/` is encoded, so that no `:` makes a scheme.
fn percent_encode(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => {
                // Writing to a `String` cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// GitHub's scale: critical over 9.0, high from 7.0, medium from 4.0, low from 0.1.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("3.0"),
        Severity::Info => None,
    }
}

fn plain(text: &Text, limit: usize, language: Language) -> String {
    text.render_in(language, |value| sarif(value, limit))
}

fn pascal_case(id: &str) -> String {
    let capital = |word: &str| word.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(word.chars().skip(1)).collect::<String>();
    id.split(['-', '/']).map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, shown, span};
    use super::super::{Format, Style};
    use super::*;
    use serde_json::Value;

    fn log(outcome: &Outcome) -> Value {
        let style = Style { show_undecided: true, ..Style::default() };
        serde_json::from_str(&shown(Format::Sarif, outcome, &style)).unwrap()
    }

    #[test]
    fn a_finding_is_a_result_with_columns_in_utf16() {
        let mut outcome = outcome(&[("a b/policy.json", "{\"x\":\"😀\", \"allowInvitesFrom\":\"everyone\"}")]);
        outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
        insta::assert_json_snapshot!(log(&outcome)["runs"][0]["results"], @r#"
        [
          {
            "ruleId": "guest-invite-everyone",
            "ruleIndex": 0,
            "level": "error",
            "message": {
              "text": "Everyone, including guests, can invite guests. Set `allowInvitesFrom` to `adminsAndGuestInviters`.\naz rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{\"allowInvitesFrom\":\"adminsAndGuestInviters\"}'",
              "markdown": "Everyone, including guests, can invite guests.\n\nSet `allowInvitesFrom` to `adminsAndGuestInviters`.\n\n```\naz rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{\"allowInvitesFrom\":\"adminsAndGuestInviters\"}'\n```"
            },
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "a%20b/policy.json",
                    "uriBaseId": "%SRCROOT%"
                  },
                  "region": {
                    "startLine": 1,
                    "startColumn": 31,
                    "endLine": 1,
                    "endColumn": 41
                  }
                },
                "message": {
                  "text": "Everyone may invite, guests too."
                }
              }
            ],
            "fixes": [
              {
                "description": {
                  "text": "Set `allowInvitesFrom` to `adminsAndGuestInviters`."
                },
                "artifactChanges": [
                  {
                    "artifactLocation": {
                      "uri": "a%20b/policy.json",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "replacements": [
                      {
                        "deletedRegion": {
                          "startLine": 1,
                          "startColumn": 31,
                          "endLine": 1,
                          "endColumn": 41
                        },
                        "insertedContent": {
                          "text": "\"adminsAndGuestInviters\""
                        }
                      }
                    ]
                  }
                ]
              }
            ],
            "partialFingerprints": {
              "tenantlint/v1": "0e827b3dd7f651cc8b939f9edf12cdc1"
            },
            "properties": {
              "severity": "high",
              "confidence": "high"
            }
          }
        ]
        "#);
    }

    #[test]
    fn a_rule_is_described_by_its_documentation() {
        let rule = serde_json::to_value(descriptor(super::super::fixture::rule("guest-invite-everyone"), Language::English)).unwrap();
        assert_eq!(rule["name"], "GuestInviteEveryone");
        assert_eq!(rule["properties"]["security-severity"], "8.0");
        assert!(rule["properties"]["tags"].as_array().unwrap().contains(&"external/mitre-attack/T1078.004".into()));
        assert!(rule["fullDescription"]["text"].as_str().unwrap().starts_with("An authorization policy whose"), "{rule}");
        assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("## What it finds\n"), "{rule}");
    }

    #[test]
    fn accepted_findings_are_suppressed_and_problems_are_notified() {
        let log = log(&hostile());
        let run = &log["runs"][0];
        assert_eq!(run["results"][1]["suppressions"][0]["status"], "accepted");
        assert_eq!(run["results"][2]["suppressions"][0]["justification"], "in the baseline since 2026-11-01");
        assert_eq!([0, 2].map(|at| run["results"][at]["baselineState"].as_str()), [Some("new"), Some("unchanged")]);
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        assert_eq!(run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn only_rules_with_a_result_are_described() {
        let mut outcome = hostile();
        let rules = |outcome: &Outcome, style| -> usize {
            let log: Value = serde_json::from_str(&shown(Format::Sarif, outcome, &style)).unwrap();
            log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len()
        };
        assert_eq!(rules(&outcome, Style::default()), 1);
        outcome.undecided[0].rule = super::super::fixture::rule("guest-role-too-wide");
        assert_eq!(rules(&outcome, Style::default()), 1);
        assert_eq!(rules(&outcome, Style { show_undecided: true, ..Style::default() }), 2);
    }

    #[test]
    fn a_log_has_at_most_the_results_that_github_accepts() {
        let mut outcome = outcome(&[("policy.json", "{\"allowInvitesFrom\":\"everyone\"}")]);
        outcome.findings = vec![finding(span(&outcome, 0, "\"everyone\"")); MOST_RESULTS];
        assert_eq!(left_out(&outcome), None);
        let mut last = outcome.findings[0].clone();
        last.severity = Severity::Info;
        outcome.findings.extend([last.clone(), last]);
        let log = log(&outcome);
        let run = &log["runs"][0];
        assert_eq!(run["results"].as_array().unwrap().len(), MOST_RESULTS);
        assert!(run["results"].as_array().unwrap().iter().all(|result| result["level"] == "error"));
        let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!(
            notification["message"]["text"],
            "The SARIF log contains the 25000 most severe of 25002 results, because GitHub code scanning rejects a log with more: 2 are left out."
        );
    }

    #[test]
    fn the_evidence_of_a_path_is_a_code_flow() {
        let mut outcome = outcome(&[("policy.json", "{\"a\":1,\"allowInvitesFrom\":\"everyone\"}")]);
        let mut finding = finding(span(&outcome, 0, "\"everyone\""));
        finding.related.push(Label::at(span(&outcome, 0, "1"), "the next step"));
        outcome.findings.push(finding.clone());
        finding.rule = super::super::fixture::rule("path-guest-subscription");
        outcome.findings.push(finding);
        let log = log(&outcome);
        let results = &log["runs"][0]["results"];
        assert_eq!(results[0]["codeFlows"], Value::Null);
        let steps = results[1]["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
        let texts = steps.iter().map(|step| step["location"]["message"]["text"].as_str().unwrap());
        assert!(texts.eq(["Everyone may invite, guests too.", "The next step."]));
    }

    #[test]
    fn hostile_names_make_no_links_and_no_control_characters() {
        let text = shown(Format::Sarif, &hostile(), &Style { show_undecided: true, ..Style::default() });
        assert_harmless(&text);
        let log: Value = serde_json::from_str(&text).unwrap();
        let message = log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
        assert_harmless(message);
        assert!(!message.contains("[click]("), "{message}");
        assert!(message.chars().count() < 2000, "{message}");
        let markdown = log["runs"][0]["results"][0]["message"]["markdown"].as_str().unwrap();
        let title = markdown.split("\n\n").next().unwrap();
        let (_, outside) = title.split_once("` and ").unwrap();
        assert!(outside.contains(r"\<img") && outside.contains(r"\[click\](http\://evil)\*\*b…"), "{outside}");
        assert!(markdown.contains("<U+2028>{{0}}%0A` is") || markdown.contains("{{0}}%0A is"), "{markdown}");
    }

    #[test]
    fn every_path_is_a_uri() {
        for (path, uri, relative) in [
            ("exports/a b%.json", "exports/a%20b%25.json", true),
            ("./経.json", "%E7%B5%8C.json", true),
            ("a:b", "a%3Ab", true),
            ("../a.json", "../a.json", false),
            ("/abs/a.json", "file:///abs/a.json", false),
            ("C:/x y/a.json", "file:///C:/x%20y/a.json", false),
            ("//server/share/a.json", "file://server/share/a.json", false),
        ] {
            let location = ArtifactLocation::new(path);
            assert_eq!((location.uri.as_str(), location.uri_base_id.is_some()), (uri, relative));
        }
    }
}
