//! SARIF 2.1.0, for code scanning services.
//!
//! Source: OASIS, Static Analysis Results Interchange Format 2.1.0 plus errata 01; GitHub Docs, "SARIF support for code scanning".
//! Undecided results become notifications, because services show every kind of result as a finding.

use super::escape::{NAME, SENTENCE, code, sarif};
use super::json::Merged;
use super::merged::also;
use super::place::Located;
use super::{HOME, Style, json_text, rule_page, tenant_name};
use crate::finding::{Finding, Line, Undecided};
use crate::message::Text;
use crate::metadata::Metadata;
use crate::metadata::{Confidence, Severity};
use crate::outcome::{Accepted, Outcome, PolicyInUse};
use crate::parts::Parts;
use crate::resource::Problem;
use crate::source::Span;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

/// The base of paths that are relative to the working directory.
const ROOT: &str = "%SRCROOT%";

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::new(outcome);
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "tenantlint",
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                information_uri: HOME,
                rules: rules.list.iter().map(|rule| descriptor(rule)).collect(),
            },
        },
        invocations: [invocation(outcome, style, &rules)],
        original_uri_base_ids: BTreeMap::from([(
            ROOT,
            BaseId { description: Message::new("The directory in which tenantlint was started.".to_owned()) },
        )]),
        column_kind: "utf16CodeUnits",
        artifacts: artifacts(outcome),
        results: Results { outcome, rules: &rules },
    };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    json_text::write(&log, &mut *out)?;
    out.write_all(b"\n")
}

/// The rules that ran or have a result, with their index in the list.
struct Rules {
    list: Vec<&'static Metadata>,
    index: HashMap<&'static str, usize>,
}

impl Rules {
    fn new(outcome: &Outcome) -> Self {
        let accepted = outcome.accepted.iter().map(|accepted| accepted.finding.rule);
        let found = outcome.findings.iter().map(|finding| finding.rule).chain(accepted);
        let named = found.chain(outcome.undecided.iter().map(|undecided| undecided.rule));
        let mut rules = Self { list: Vec::new(), index: HashMap::new() };
        for rule in outcome.rules.iter().copied().chain(named) {
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

#[derive(Serialize)]
struct Log<'o> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'o>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'o> {
    tool: Tool,
    invocations: [Invocation; 1],
    original_uri_base_ids: BTreeMap<&'static str, BaseId>,
    column_kind: &'static str,
    artifacts: Vec<Artifact>,
    results: Results<'o>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Help,
    help_uri: String,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    tags: Vec<String>,
    precision: &'static str,
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    security_severity: Option<&'static str>,
}

#[derive(Serialize)]
struct BaseId {
    description: Message,
}

#[derive(Serialize)]
struct Artifact {
    location: ArtifactLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    exit_code: i32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
    properties: InvocationProperties,
}

#[derive(Serialize)]
struct InvocationProperties {
    /// The policy files that apply, and what they switch off.
    policy: PolicyInUse,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    descriptor: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_rule: Option<Reference>,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Reference {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

/// The results are serialized while they are written, because the report of a large tenant is long.
struct Results<'o> {
    outcome: &'o Outcome,
    rules: &'o Rules,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let standing = self.outcome.findings.iter().map(|finding| (finding, None));
        let accepted = self.outcome.accepted.iter().map(|accepted| (&accepted.finding, Some(accepted)));
        let results = standing.chain(accepted).map(|(finding, accepted)| result(self.outcome, self.rules, finding, accepted));
        serializer.collect_seq(results)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'o> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    /// The number of instances, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrence_count: Option<usize>,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    properties: ResultProperties<'o>,
}

#[derive(Serialize)]
struct ResultProperties<'o> {
    severity: Severity,
    confidence: Confidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'o str>,
    #[serde(flatten)]
    merged: Merged<'o>,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
struct Message {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

impl Message {
    fn new(text: String) -> Self {
        Self { text, markdown: None }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are SARIF's")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

fn descriptor(rule: &Metadata) -> Descriptor {
    // Doc comments begin with a blank on each line.
    let docs: String = rule.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).flat_map(|line| [line, "\n"]).collect();
    let what = docs.split("\n\n").next().unwrap_or_default();
    let what: Vec<_> = what.lines().filter(|line| !line.starts_with('#')).collect();
    let attack = rule.attack.iter().map(|id| format!("external/mitre-attack/{id}"));
    Descriptor {
        id: rule.id,
        name: pascal_case(rule.id),
        short_description: Message::new(sentence(rule.summary)),
        full_description: Message::new(what.join(" ")),
        help: Help { text: docs.clone(), markdown: docs },
        help_uri: rule_page(rule),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties {
            tags: ["security".to_owned(), rule.group.name().to_owned()].into_iter().chain(attack).collect(),
            precision: rule.confidence.name(),
            security_severity: security_severity(rule.severity),
        },
    }
}

fn invocation(outcome: &Outcome, style: &Style, rules: &Rules) -> Invocation {
    let mut notifications: Vec<_> = outcome.problems.iter().map(|problem| problem_notification(outcome, problem)).collect();
    if style.show_undecided {
        notifications.extend(outcome.undecided.iter().map(|undecided| undecided_notification(outcome, rules, undecided)));
    }
    Invocation {
        execution_successful: outcome.problems.iter().all(|problem| problem.is_warning),
        exit_code: outcome.exit() as i32,
        tool_execution_notifications: notifications,
        properties: InvocationProperties { policy: outcome.policy.clone() },
    }
}

fn problem_notification(outcome: &Outcome, problem: &Problem) -> Notification {
    Notification {
        descriptor: Reference { id: "unreadable-input".to_owned(), index: None },
        associated_rule: None,
        level: problem.level(),
        message: Message::new(sentence(&sarif(&problem.message, SENTENCE))),
        locations: vec![location(outcome, problem.span, None, None)],
    }
}

fn undecided_notification(outcome: &Outcome, rules: &Rules, undecided: &Undecided) -> Notification {
    Notification {
        descriptor: Reference { id: "undecided".to_owned(), index: None },
        associated_rule: Some(rules.reference(undecided.rule)),
        level: "note",
        message: message(sentence(&plain(&undecided.missing, NAME)), undecided.decide.lines(help_sentence, help_code)),
        locations: undecided.span.map(|span| location(outcome, span, None, None)).into_iter().collect(),
    }
}

fn result<'o>(outcome: &'o Outcome, rules: &Rules, finding: &'o Finding, accepted: Option<&Accepted>) -> SarifResult<'o> {
    let mut title = sentence(&plain(&finding.title, NAME));
    if let Some(also) = also(finding, |name| format!("`{}`", sarif(name, NAME))) {
        title.extend([" ", &sentence(&format!("also {also}"))]);
    }
    for note in &finding.merged.notes {
        title.extend([" ", &sentence(&plain(&note.title, NAME))]);
    }
    let related = finding.related.iter().enumerate();
    SarifResult {
        rule_id: finding.rule.id,
        rule_index: rules.index.get(finding.rule.id).copied(),
        level: level(finding.severity),
        message: message(title, finding.remediation.lines(help_sentence, help_code)),
        occurrence_count: Some(finding.instances().count()).filter(|count| *count > 1),
        locations: [location(outcome, finding.primary.span, None, Some(&finding.primary.text))],
        related_locations: related.map(|(index, label)| location(outcome, label.span, Some(index + 1), Some(&label.text))).collect(),
        partial_fingerprints: BTreeMap::from([("tenantlint/v1", finding.fingerprint())]),
        suppressions: accepted.map(suppression).into_iter().collect(),
        properties: ResultProperties {
            severity: finding.severity,
            confidence: finding.confidence,
            tenant: tenant_name(outcome, finding.tenant),
            merged: Merged::new(outcome, finding),
        },
    }
}

fn help_sentence(text: &Text) -> String {
    sentence(&plain(text, SENTENCE))
}

/// A command is copied, so its braces stay as they are, and only what a viewer would take for a link is changed.
fn help_code(text: &Text) -> String {
    code(text).replace("](", "] (")
}

/// A title and help. A command has a line of its own, in Markdown a block.
fn message(title: String, lines: Vec<Line>) -> Message {
    let has_code = lines.iter().any(|line| matches!(line, Line::Code(_)));
    let (mut text, mut blocks) = (title.clone(), title);
    for line in lines {
        match line {
            Line::Sentence(sentence) => {
                text.extend([if text.contains('\n') { "\n" } else { " " }, &sentence]);
                blocks.extend(["\n\n", &sentence]);
            }
            Line::Code(code) => {
                text.extend(["\n", &code]);
                blocks.extend(["\n\n```\n", &code.replace("```", "` ` `"), "\n```"]);
            }
        }
    }
    Message { text, markdown: has_code.then_some(blocks) }
}

fn suppression(accepted: &Accepted) -> Suppression {
    let [reason, reviewer] = [&accepted.reason, &accepted.reviewer].map(|text| sarif(text, SENTENCE));
    let justification = if reviewer.is_empty() { reason } else { format!("{reason} (reviewed by {reviewer})") };
    Suppression { kind: "external", status: "accepted", justification }
}

fn location(outcome: &Outcome, span: Span, id: Option<usize>, text: Option<&Text>) -> Location {
    let Located { path, start, end } = Located::new(&outcome.sources, span);
    Location {
        id,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation::new(path),
            region: Region { start_line: start.line, start_column: start.utf16.0, end_line: end.line, end_column: end.utf16.0 },
        },
        message: text.filter(|text| !text.is_empty()).map(|text| Message::new(sentence(&plain(text, NAME)))),
    }
}

/// The files that results point at, in the order of their names.
fn artifacts(outcome: &Outcome) -> Vec<Artifact> {
    let findings = outcome.findings.iter().chain(outcome.accepted.iter().map(|accepted| &accepted.finding));
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

fn plain(text: &Text, limit: usize) -> String {
    text.render(|value| sarif(value, limit))
}

/// A text as a SARIF sentence, with a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut sentence = String::with_capacity(text.len() + 1);
    let mut rest = text.chars();
    sentence.extend(rest.next().into_iter().flat_map(char::to_uppercase));
    sentence.push_str(rest.as_str());
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

fn pascal_case(id: &str) -> String {
    let capital = |word: &str| word.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(word.chars().skip(1)).collect::<String>();
    id.split('-').map(capital).collect()
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
            "ruleIndex": 15,
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
        let rule = serde_json::to_value(descriptor(super::super::fixture::rule("guest-invite-everyone"))).unwrap();
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
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        assert_eq!(run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len(), 3);
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
