//! JSON for programs: one line for each finding, or one object for the whole run.
//!
//! Names are complete and unchanged; titles and other texts are for people, so long values in them are cut. The types are the
//! contract: `schemas/finding.schema.json` is generated from them, and absent optional values are omitted.

use super::escape::{CODE, NAME, SENTENCE, cut};
use super::summary::Summary;
use super::{json_text, place, tenant_name};
use crate::finding::{self, Line};
use crate::language::Language;
use crate::message::Text;
use crate::metadata::{Confidence, Severity};
use crate::outcome::{AcceptedBy, Outcome, PolicyInUse};
use crate::resource::root_name;
use crate::source::Span;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::io::{self, Write};

/// Version of the format of a finding.
pub(super) const FINDING: &str = "tenantlint/finding/1";

/// Version of the format of a report.
const REPORT: &str = "tenantlint/report/1";

pub(super) fn write_lines(outcome: &Outcome, language: Language, out: &mut dyn Write) -> io::Result<()> {
    super::write_findings(outcome, out, |finding, line| {
        json_text::write(&Finding::new(Shown { outcome, language }, finding), &mut *line)?;
        line.write_all(b"\n")
    })
}

pub(super) fn write_report(outcome: &Outcome, language: Language, out: &mut dyn Write) -> io::Result<()> {
    json_text::write(&Report::new(Shown { outcome, language }), &mut *out)?;
    out.write_all(b"\n")
}

/// What is written, and in which language.
#[derive(Debug, Clone, Copy)]
struct Shown<'o> {
    outcome: &'o Outcome,
    language: Language,
}

/// The JSON Schema (draft 2020-12) of a line of `--format jsonl` and of the object of `--format json`.
pub fn finding_schema() -> serde_json::Value {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12().for_serialize().into_generator();
    let forms = [generator.subschema_for::<Finding<'_>>(), generator.subschema_for::<Report<'_>>()];
    let definitions = generator.take_definitions(true);
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/raw/main/schemas/finding.schema.json", super::HOME),
        "title": "Findings of tenantlint",
        "description": "A line of `check --format jsonl`, or the object of `check --format json`.",
        "oneOf": forms,
        "$defs": definitions,
    })
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Finding<'o> {
    /// Version of this format.
    #[schemars(extend("const" = FINDING))]
    schema: &'static str,
    /// The rule.
    rule: &'static str,
    /// Severity of the finding.
    severity: Severity,
    /// How certain it is that the finding is correct.
    confidence: Confidence,
    /// The fact, with the name of the resource.
    title: String,
    /// What to do: a sentence for each alternative, followed by its commands, each on its own line.
    #[serde(skip_serializing_if = "String::is_empty")]
    help: String,
    /// The same for programs: the alternatives, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remediation: Vec<Step<'o>>,
    /// Name of the tenant, where the policy file names tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'o str>,
    /// The value that the finding is about, or an identifier of it, as `fact` in an entry of the allow-list; omitted if it is about the object
    /// as a whole.
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(default)]
    fact: &'o str,
    /// The resource that the finding is about.
    resource: Resource<'o>,
    /// Where the evidence is.
    location: Location<'o>,
    /// More places that are part of the evidence.
    related: Vec<Related<'o>>,
    /// An identifier that stays the same when lines move: that of `resource`, which is the first of all instances.
    fingerprint: String,
    #[serde(flatten)]
    merged: Merged<'o>,
}

/// What belongs to the finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Merged<'o> {
    /// The other instances of the declaration of which the finding is true: of a loop, of a template with several parameter files, of a
    /// module that is called several times. They differ only in names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instances: Vec<Instance<'o>>,
    /// The findings of other rules with less detail at the same place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Note>,
    /// For a path: the findings that it consists of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Reference>,
    /// The findings of paths that this one is a part of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    part_of: Vec<Reference>,
}

/// Another instance of the declaration.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Instance<'o> {
    /// The resource.
    resource: Resource<'o>,
    /// The fingerprint of the finding on this instance alone.
    fingerprint: String,
}

/// A finding of another rule with less detail at the same place.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Note {
    /// The rule.
    rule: &'static str,
    /// The fact.
    title: String,
    /// The fingerprint of the finding of that rule.
    fingerprint: String,
}

/// A finding of the same report.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Reference {
    /// Its rule.
    rule: &'static str,
    /// Its fingerprint.
    fingerprint: String,
}

/// One way to resolve the finding.
#[derive(Debug, Serialize, JsonSchema)]
struct Step<'o> {
    /// What to do.
    sentence: String,
    /// The actions of the step, in this order; empty if a person has to decide.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actions: Vec<Action<'o>>,
}

/// An action of a step.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "type")]
enum Action<'o> {
    /// A shell command.
    Command { command: String },
    /// A request to Microsoft Graph or Azure Resource Manager.
    Request {
        method: &'static str,
        url: String,
        /// JSON.
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<String>,
    },
    /// Code to add at a place that a person chooses.
    Code { code: String },
    /// A change of a file that can be applied automatically.
    Edit {
        /// The text that is replaced.
        location: Location<'o>,
        /// The new text.
        replacement: String,
    },
}

/// The resource that a finding is about.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Resource<'o> {
    /// Its kind: the Graph entity or ARM type in lower camel case.
    kind: &'o str,
    /// Its address in the format of the file; for an object of an export, its id.
    address: &'o str,
    /// What the address is unique in, in infrastructure as code: the folder of the root module, or the file of the template, plan or state.
    /// Relative to the policy file, or to the working directory if there is none. Missing for that folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<&'o str>,
    /// The parameter file of its deployment if a template is deployed with several, or the template for its defaults.
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment: Option<&'o str>,
    /// Its display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'o str>,
    /// Its object id or resource id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'o str>,
    /// Its application (client) id, for an app.
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<&'o str>,
}

/// A place in a file. Lines and columns count from 1, columns in characters; the end is after the last character.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Location<'o> {
    /// Path of the file with `/`, relative to the working directory where possible.
    file: &'o str,
    /// Line of the first character.
    line: u32,
    /// Column of the first character.
    column: u32,
    /// Line of the end.
    end_line: u32,
    /// Column of the end.
    end_column: u32,
}

/// A place with an explanation. Lines and columns count from 1, columns in characters.
#[derive(Debug, Serialize, JsonSchema)]
struct Related<'o> {
    /// Path of the file with `/`, relative to the working directory where possible.
    file: &'o str,
    /// Line of the first character.
    line: u32,
    /// Column of the first character.
    column: u32,
    /// The explanation.
    text: String,
}

/// A finding that an entry of the allow-list accepts.
#[derive(Debug, Serialize, JsonSchema)]
struct Accepted<'o> {
    /// The finding.
    finding: Finding<'o>,
    /// The reason in the entry.
    reason: &'o str,
    /// Who reviewed the entry.
    reviewer: &'o str,
    /// The last day on which it is accepted; omitted if it does not expire.
    #[schemars(with = "Option<Date>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<Date>,
    /// What accepts it: an `entry` of the allow-list, or a `comment` in the code.
    by: &'static str,
}

/// A result that is undecided: neither a finding nor clean.
#[derive(Debug, Serialize, JsonSchema)]
struct Undecided<'o> {
    /// The rule.
    rule: &'static str,
    /// What is missing.
    missing: String,
    /// What to add to the input so that the rule can decide; a command is on a line of its own.
    decide: String,
    /// Name of the tenant, where the policy file names tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'o str>,
    /// The resource; omitted if the result concerns the tenant as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<Resource<'o>>,
    /// Where the setting is, or where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'o>>,
}

/// Something in the input that could not be read.
#[derive(Debug, Serialize, JsonSchema)]
struct Problem<'o> {
    /// `error`: it could not be read. `warning`: it is incomplete, or another version of it counts.
    level: &'static str,
    /// What was found, and what was expected.
    message: String,
    /// Where.
    location: Location<'o>,
}

/// A finding that the baseline contains, or that did not change since the revision of `--since`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct KnownFinding<'o> {
    /// The finding.
    finding: Finding<'o>,
    /// The day on which the baseline recorded it; omitted if it is only known from the revision.
    #[schemars(with = "Option<Date>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    first_seen: Option<Date>,
}

/// The result of a run.
#[derive(Debug, Serialize, JsonSchema)]
struct Report<'o> {
    /// Version of this format.
    #[schemars(extend("const" = REPORT))]
    schema: &'static str,
    /// Findings that the allow-list does not accept and the baseline does not contain.
    #[schemars(with = "Vec<Finding<'o>>")]
    #[serde(serialize_with = "findings")]
    findings: Shown<'o>,
    /// Findings that the allow-list accepts.
    #[schemars(with = "Vec<Accepted<'o>>")]
    #[serde(serialize_with = "accepted")]
    accepted: Shown<'o>,
    /// Findings that the baseline contains, and those that did not change since the revision of `--since`; omitted if there are none.
    #[schemars(with = "Vec<KnownFinding<'o>>")]
    #[serde(serialize_with = "known", skip_serializing_if = "has_no_known")]
    known: Shown<'o>,
    /// The revision with which the findings are compared; omitted if all are reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(default)]
    since: Option<&'o str>,
    /// What could not be decided.
    #[schemars(with = "Vec<Undecided<'o>>")]
    #[serde(serialize_with = "undecided")]
    undecided: Shown<'o>,
    /// What could not be read.
    #[schemars(with = "Vec<Problem<'o>>")]
    #[serde(serialize_with = "problems")]
    problems: Shown<'o>,
    /// Numbers of findings, files and resources.
    summary: Summary,
    /// The policy files that apply, and what they switch off.
    policy: &'o PolicyInUse,
}

impl<'o> Report<'o> {
    fn new(shown: Shown<'o>) -> Self {
        let outcome = shown.outcome;
        Self {
            schema: REPORT,
            findings: shown,
            accepted: shown,
            known: shown,
            since: outcome.since.as_deref(),
            undecided: shown,
            problems: shown,
            summary: Summary::new(outcome),
            policy: &outcome.policy,
        }
    }
}

// The lists are serialized while they are written, because the report of a large tenant is long.

fn findings<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let Shown { outcome, .. } = *shown;
    serializer.collect_seq(outcome.findings.iter().map(|finding| Finding::new(*shown, finding)))
}

fn accepted<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let Shown { outcome, .. } = *shown;
    serializer.collect_seq(outcome.accepted.iter().map(|accepted| Accepted {
        finding: Finding::new(*shown, &accepted.finding),
        reason: &accepted.reason,
        reviewer: &accepted.reviewer,
        expires: accepted.expires,
        by: if accepted.by == AcceptedBy::Comment { "comment" } else { "entry" },
    }))
}

fn known<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let Shown { outcome, .. } = *shown;
    serializer.collect_seq(
        outcome.known.iter().map(|known| KnownFinding { finding: Finding::new(*shown, &known.finding), first_seen: known.first_seen }),
    )
}

fn has_no_known(shown: &Shown<'_>) -> bool {
    shown.outcome.known.is_empty()
}

fn undecided<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let Shown { outcome, language } = *shown;
    serializer.collect_seq(outcome.undecided.iter().map(|undecided| Undecided {
        rule: undecided.rule.id,
        missing: render(&undecided.missing, NAME, language),
        decide: joined(undecided.decide.lines(|text| render(text, SENTENCE, language), code)),
        tenant: tenant_name(outcome, undecided.tenant),
        resource: undecided.subject.as_ref().map(Resource::new),
        location: undecided.span.map(|span| Location::new(outcome, span)),
    }))
}

fn joined(lines: Vec<Line>) -> String {
    lines.into_iter().map(Line::into_text).collect::<Vec<_>>().join("\n")
}

fn render(text: &Text, limit: usize, language: Language) -> String {
    text.render_in(language, |value| cut(value, limit).into_owned())
}

fn code(text: &Text) -> String {
    render(text, CODE, Language::English)
}

fn problems<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let Shown { outcome, language } = *shown;
    serializer.collect_seq(outcome.problems.iter().map(|problem| Problem {
        level: problem.level(),
        message: render(&problem.message, SENTENCE, language),
        location: Location::new(outcome, problem.span),
    }))
}

impl<'o> Finding<'o> {
    fn new(shown: Shown<'o>, finding: &'o finding::Finding) -> Self {
        let Shown { outcome, language } = shown;
        let related = finding.related.iter().map(|label| {
            let place = Location::new(outcome, label.span);
            Related { file: place.file, line: place.line, column: place.column, text: render(&label.text, NAME, language) }
        });
        Self {
            schema: FINDING,
            rule: finding.rule.id,
            severity: finding.severity,
            confidence: finding.confidence,
            title: render(&finding.title, NAME, language),
            help: joined(finding.remediation.lines(|text| render(text, SENTENCE, language), code)),
            remediation: finding.remediation.steps.iter().map(|step| Step::new(outcome, step, language)).collect(),
            tenant: tenant_name(outcome, finding.tenant),
            fact: &finding.fact,
            resource: Resource::new(&finding.subject),
            location: Location::new(outcome, finding.primary.span),
            related: related.collect(),
            fingerprint: finding.fingerprint(),
            merged: Merged::new(outcome, finding, language),
        }
    }
}

impl<'o> Merged<'o> {
    pub(super) fn new(outcome: &'o Outcome, finding: &'o finding::Finding, language: Language) -> Self {
        let finding::Merged { instances, notes, parts, part_of } = &finding.merged;
        let instance = |subject| Instance { resource: Resource::new(subject), fingerprint: finding.fingerprint_of(subject) };
        let note = |note: &finding::Finding| Note {
            rule: note.rule.id,
            title: render(&note.title, NAME, language),
            fingerprint: note.fingerprint(),
        };
        let reference = |number: &usize| {
            let finding = outcome.findings.get(*number)?;
            Some(Reference { rule: finding.rule.id, fingerprint: finding.fingerprint() })
        };
        Self {
            instances: instances.iter().map(instance).collect(),
            notes: notes.iter().map(|finding| note(finding)).collect(),
            parts: parts.iter().filter_map(reference).collect(),
            part_of: part_of.iter().filter_map(reference).collect(),
        }
    }
}

impl<'o> Step<'o> {
    fn new(outcome: &'o Outcome, step: &finding::Step, language: Language) -> Self {
        let action = |action: &finding::Action| {
            Some(match action {
                finding::Action::Command(command) => Action::Command { command: code(command) },
                finding::Action::Code(text) => Action::Code { code: code(text) },
                finding::Action::Request(request) => {
                    Action::Request { method: request.method, url: code(&request.url), body: request.body.as_ref().map(code) }
                }
                finding::Action::Edit(edit) => {
                    let replacement = edit.replacement(&outcome.sources)?;
                    Action::Edit { location: Location::new(outcome, replacement.span), replacement: replacement.text }
                }
            })
        };
        Self { sentence: render(&step.sentence, SENTENCE, language), actions: step.actions.iter().filter_map(action).collect() }
    }
}

impl<'o> Resource<'o> {
    fn new(subject: &'o finding::Subject) -> Self {
        Self {
            kind: &subject.kind,
            address: &subject.address,
            root: root_name(&subject.root),
            deployment: Some(subject.deployment.as_str()).filter(|deployment| !deployment.is_empty()),
            name: subject.name.as_deref(),
            id: subject.id.as_deref(),
            app_id: subject.app_id.as_deref(),
        }
    }
}

impl<'o> Location<'o> {
    fn new(outcome: &'o Outcome, span: Span) -> Self {
        let place = place::Located::new(&outcome.sources, span);
        Self {
            file: place.path,
            line: place.start.line,
            column: place.start.column.0,
            end_line: place.end.line,
            end_column: place.end.column.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{HOSTILE, assert_harmless, finding, hostile, outcome, shown, span};
    use super::super::{Format, Style};
    use super::*;
    use crate::message::Label;
    use serde_json::Value;

    fn sample() -> Outcome {
        let mut outcome = outcome(&[("policy.json", "{\n  \"ä\": 1, \"allowInvitesFrom\": \"everyone\"\n}\n")]);
        let mut finding = finding(span(&outcome, 0, "\"everyone\""));
        finding.related.push(Label::at(span(&outcome, 0, "1"), "here too"));
        outcome.findings.push(finding);
        outcome
    }

    #[test]
    fn a_line_is_the_contract() {
        let line = shown(Format::Jsonl, &sample(), &Style::default());
        insta::assert_snapshot!(line, @r#"{"schema":"tenantlint/finding/1","rule":"guest-invite-everyone","severity":"high","confidence":"high","title":"everyone, including guests, can invite guests","help":"set `allowInvitesFrom` to `adminsAndGuestInviters`\naz rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{\"allowInvitesFrom\":\"adminsAndGuestInviters\"}'","remediation":[{"sentence":"set `allowInvitesFrom` to `adminsAndGuestInviters`","actions":[{"type":"request","method":"PATCH","url":"https://graph.example/policies/authorizationPolicy","body":"{\"allowInvitesFrom\":\"adminsAndGuestInviters\"}"},{"type":"edit","location":{"file":"policy.json","line":2,"column":31,"endLine":2,"endColumn":41},"replacement":"\"adminsAndGuestInviters\""}]}],"fact":"everyone","resource":{"kind":"authorizationPolicy","address":"authorizationPolicy","id":"authorizationPolicy"},"location":{"file":"policy.json","line":2,"column":31,"endLine":2,"endColumn":41},"related":[{"file":"policy.json","line":2,"column":8,"text":"here too"}],"fingerprint":"0e827b3dd7f651cc8b939f9edf12cdc1"}"#);
    }

    #[test]
    fn the_report_holds_everything() {
        let report: Value = serde_json::from_str(&shown(Format::Json, &sample(), &Style::default())).unwrap();
        assert_eq!(report["findings"].as_array().unwrap().len(), 1);
        insta::assert_snapshot!(report["summary"], @r#"{"findings":1,"failing":1,"bySeverity":{"critical":0,"high":1,"medium":0,"low":0,"info":0},"accepted":0,"undecidedSettings":0,"undecidedRules":0,"problems":0,"warnings":0,"files":1,"resources":1}"#);
    }

    #[test]
    fn hostile_names_are_whole_and_harmless() {
        for format in [Format::Jsonl, Format::Json] {
            let text = shown(format, &hostile(), &Style::default());
            assert_harmless(&text);
            let mut json: Value = serde_json::from_str(&text).unwrap();
            if format == Format::Json {
                assert_eq!(json["accepted"][0]["reason"], HOSTILE);
                assert_eq!(json["accepted"][0]["finding"]["resource"]["name"], HOSTILE);
                json = json["findings"][0].take();
            }
            assert_eq!(json["resource"]["name"], HOSTILE);
            assert!(json["title"].as_str().unwrap().chars().count() < 300);
        }
    }

    #[test]
    fn output_fits_the_schema() {
        let validator = jsonschema::validator_for(&finding_schema()).unwrap();
        for outcome in [sample(), hostile(), outcome(&[])] {
            let lines = shown(Format::Jsonl, &outcome, &Style::default());
            let report = shown(Format::Json, &outcome, &Style::default());
            for line in lines.lines().chain([report.as_str()]) {
                let errors: Vec<_> = validator.iter_errors(&serde_json::from_str(line).unwrap()).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "{errors:?} in {line}");
            }
        }
        assert!(!validator.is_valid(&serde_json::json!({ "schema": FINDING })));
    }

    /// `UPDATE_EXPECTED=1` writes it.
    #[test]
    fn the_schema_on_file_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/finding.schema.json");
        let fresh = format!("{:#}\n", finding_schema());
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas")).unwrap();
            std::fs::write(path, &fresh).unwrap();
        }
        let on_file = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(on_file == fresh, "schemas/finding.schema.json is stale: run `cargo xtask update`");
    }
}
