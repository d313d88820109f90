//! Findings as records: what JSON contains, and what `report` reads again.
//!
//! Names are complete and unchanged; titles and other texts are for people, so long values in them are cut. The types are the
//! contract: `schemas/finding.schema.json` is generated from them, and absent optional values are omitted.

use super::escape::{CODE, NAME, SENTENCE, cut};
pub(crate) use super::summary::Summary;
use super::{place, tenant_name};
use crate::baseline::Known;
use crate::finding::{self, Line};
use crate::language::Language;
use crate::message::Text;
use crate::metadata::{Confidence, Metadata, Severity};
use crate::outcome::{AcceptedBy, Exit, Outcome, PolicyInUse, Run};
use crate::resource::root_name;
use crate::source::Span;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Version of the format of a finding.
pub(crate) const FINDING: &str = "tenantlint/finding/1";

/// Version of the format of the result of a tenant.
pub(crate) const TENANT: &str = "tenantlint/tenant/1";

/// What [`Accepted::by`] calls a comment in the code.
pub(crate) const COMMENT: &str = "comment";

/// A finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Finding<'o> {
    /// Version of this format.
    #[schemars(extend("const" = FINDING))]
    pub schema: Cow<'o, str>,
    /// The rule.
    pub rule: Cow<'o, str>,
    /// Severity of the finding.
    pub severity: Severity,
    /// How certain it is that the finding is correct.
    pub confidence: Confidence,
    /// The fact, with the name of the resource.
    pub title: String,
    /// What to do: a sentence for each alternative, followed by its commands, each on its own line.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub help: String,
    /// The same for programs: the alternatives, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub remediation: Vec<Step<'o>>,
    /// Name of the tenant, where the policy file or `--tenants` names tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Cow<'o, str>>,
    /// The run, with `--tenants`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Cow<'o, Run>>,
    /// The value that the finding is about, or an identifier of it, as `fact` in an entry of the allow-list; omitted if it is about the object
    /// as a whole.
    #[serde(skip_serializing_if = "str::is_empty", default)]
    #[schemars(default)]
    pub fact: Cow<'o, str>,
    /// The resource that the finding is about.
    pub resource: Resource<'o>,
    /// Where the evidence is.
    pub location: Location<'o>,
    /// What is there; omitted if the title says it.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub evidence: String,
    /// More places that are part of the evidence.
    pub related: Vec<Related<'o>>,
    /// An identifier that stays the same when lines move: that of `resource`, which is the first of all instances.
    pub fingerprint: String,
    #[serde(flatten)]
    pub merged: Merged<'o>,
}

/// What belongs to the finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Merged<'o> {
    /// The other instances of the declaration of which the finding is true: of a loop, of a template with several parameter files, of a
    /// module that is called several times. They differ only in names.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub instances: Vec<Instance<'o>>,
    /// The findings of other rules with less detail at the same place.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<Note<'o>>,
    /// For a path: the findings that it consists of.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parts: Vec<Reference<'o>>,
    /// The findings of paths that this one is a part of.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub part_of: Vec<Reference<'o>>,
}

/// Another instance of the declaration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Instance<'o> {
    /// The resource.
    pub resource: Resource<'o>,
    /// The fingerprint of the finding on this instance alone.
    pub fingerprint: String,
}

/// A finding of another rule with less detail at the same place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Note<'o> {
    /// The rule.
    pub rule: Cow<'o, str>,
    /// The fact.
    pub title: String,
    /// The fingerprint of the finding of that rule.
    pub fingerprint: String,
}

/// A finding of the same report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Reference<'o> {
    /// Its rule.
    pub rule: Cow<'o, str>,
    /// Its fingerprint.
    pub fingerprint: String,
}

/// One way to resolve the finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Step<'o> {
    /// What to do.
    pub sentence: String,
    /// The actions of the step, in this order; empty if a person has to decide.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub actions: Vec<Action<'o>>,
}

/// An action of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "type")]
pub(crate) enum Action<'o> {
    /// A shell command.
    Command { command: String },
    /// A request to Microsoft Graph or Azure Resource Manager.
    Request {
        method: Cow<'o, str>,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Resource<'o> {
    /// Its kind: the Graph entity or ARM type in lower camel case.
    pub kind: Cow<'o, str>,
    /// Its address in the format of the file; for an object of an export, its id.
    pub address: Cow<'o, str>,
    /// What the address is unique in, in infrastructure as code: the folder of the root module, or the file of the template, plan or state.
    /// Relative to the policy file, or to the working directory if there is none. Missing for that folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<Cow<'o, str>>,
    /// The parameter file of its deployment if a template is deployed with several, or the template for its defaults.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment: Option<Cow<'o, str>>,
    /// Its display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'o, str>>,
    /// Its object id or resource id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'o, str>>,
    /// Its application (client) id, for an app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<Cow<'o, str>>,
}

/// A place in a file. Lines and columns count from 1, columns in characters; the end is after the last character.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Location<'o> {
    /// Path of the file with `/`, relative to the working directory where possible.
    pub file: Cow<'o, str>,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column of the end.
    pub end_column: u32,
}

/// A place with an explanation. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Related<'o> {
    /// Path of the file with `/`, relative to the working directory where possible.
    pub file: Cow<'o, str>,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// The explanation.
    pub text: String,
}

/// A finding that an entry of the allow-list accepts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Accepted<'o> {
    /// The finding.
    pub finding: Finding<'o>,
    /// The reason in the entry.
    pub reason: Cow<'o, str>,
    /// Who reviewed the entry.
    pub reviewer: Cow<'o, str>,
    /// The last day on which it is accepted; omitted if it does not expire.
    #[schemars(with = "Option<Date>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// What accepts it: an `entry` of the allow-list, or a `comment` in the code.
    pub by: Cow<'o, str>,
}

/// A result that is undecided: neither a finding nor clean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Undecided<'o> {
    /// The rule.
    pub rule: Cow<'o, str>,
    /// What is missing.
    pub missing: String,
    /// What to add to the input so that the rule can decide; a command is on a line of its own.
    pub decide: String,
    /// Name of the tenant, where the policy file names tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Cow<'o, str>>,
    /// Whether the input contains something that the rule could be about.
    #[serde(default)]
    pub relevant: bool,
    /// The resource; omitted if the result concerns the tenant as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Resource<'o>>,
    /// Where the setting is, or where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location<'o>>,
}

/// Something in the input that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Problem<'o> {
    /// `error`: it could not be read. `warning`: it is incomplete, or another version of it counts.
    pub level: Cow<'o, str>,
    /// What was found, and what was expected.
    pub message: String,
    /// Where.
    pub location: Location<'o>,
}

/// A finding that the baseline contains, or that did not change since the revision of `--since`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KnownFinding<'o> {
    /// The finding.
    pub finding: Finding<'o>,
    /// The day on which the baseline recorded it; omitted if it is only known from the revision.
    #[schemars(with = "Option<Date>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Date>,
}

/// The result of a tenant as a whole, after its findings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tenant<'o> {
    /// Version of this format.
    #[schemars(extend("const" = TENANT))]
    pub schema: Cow<'o, str>,
    /// Name of the tenant.
    pub tenant: Cow<'o, str>,
    /// The run.
    pub run: Cow<'o, Run>,
    /// The exit code of a run on this tenant alone: 0 clean, 1 findings, 2 nothing was checked, 3 incomplete.
    pub exit_code: u8,
    /// The rules that ran, if `--only` selected some.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub only: Vec<Cow<'o, str>>,
    /// Findings that the allow-list accepts.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub accepted: Vec<Accepted<'o>>,
    /// Findings that the baseline contains.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub known: Vec<KnownFinding<'o>>,
    /// What could not be decided.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub undecided: Vec<Undecided<'o>>,
    /// What could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub problems: Vec<Problem<'o>>,
    /// Numbers of findings, files and resources.
    pub summary: Summary,
    /// The policy files that apply, and what they switch off.
    pub policy: Cow<'o, PolicyInUse>,
}

impl<'o> Tenant<'o> {
    /// The result of an outcome of one tenant.
    pub(super) fn new(outcome: &'o Outcome, run: &'o Run, exit: Exit, only: &[&'static Metadata]) -> Self {
        let shown = Shown { outcome, language: Language::English };
        Self {
            schema: TENANT.into(),
            tenant: tenant_name(outcome, 0).unwrap_or_default().into(),
            run: Cow::Borrowed(run),
            exit_code: exit as u8,
            only: only.iter().map(|rule| rule.id.into()).collect(),
            accepted: shown.accepted().collect(),
            known: shown.known().collect(),
            undecided: shown.undecided().collect(),
            problems: shown.problems().collect(),
            summary: Summary::new(outcome),
            policy: Cow::Borrowed(&outcome.policy),
        }
    }
}

/// What is written, and in which language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'o> {
    pub outcome: &'o Outcome,
    pub language: Language,
}

impl<'o> Shown<'o> {
    /// The findings that are accepted.
    pub fn accepted(self) -> impl Iterator<Item = Accepted<'o>> {
        self.outcome.accepted.iter().map(move |accepted| Accepted {
            finding: Finding::new(self, &accepted.finding),
            reason: Cow::Borrowed(&*accepted.reason),
            reviewer: Cow::Borrowed(&*accepted.reviewer),
            expires: accepted.expires,
            by: if accepted.by == AcceptedBy::Comment { COMMENT } else { "entry" }.into(),
        })
    }

    /// The findings that are known.
    pub fn known(self) -> impl Iterator<Item = KnownFinding<'o>> {
        let known = move |known: &'o Known| KnownFinding { finding: Finding::new(self, &known.finding), first_seen: known.first_seen };
        self.outcome.known.iter().map(known)
    }

    /// What is undecided.
    pub fn undecided(self) -> impl Iterator<Item = Undecided<'o>> {
        let Self { outcome, language } = self;
        outcome.undecided.iter().map(move |undecided| Undecided {
            rule: undecided.rule.id.into(),
            missing: render(&undecided.missing, NAME, language),
            decide: joined(undecided.decide.lines(|text| render(text, SENTENCE, language), code)),
            tenant: tenant_name(outcome, undecided.tenant).map(Cow::Borrowed),
            relevant: undecided.is_relevant,
            resource: undecided.subject.as_ref().map(Resource::new),
            location: undecided.span.map(|span| Location::new(outcome, span)),
        })
    }

    /// What could not be read.
    pub fn problems(self) -> impl Iterator<Item = Problem<'o>> {
        let Self { outcome, language } = self;
        outcome.problems.iter().map(move |problem| Problem {
            level: problem.level().into(),
            message: render(&problem.message, SENTENCE, language),
            location: Location::new(outcome, problem.span),
        })
    }
}

impl<'o> Finding<'o> {
    pub(super) fn new(shown: Shown<'o>, finding: &'o finding::Finding) -> Self {
        let Shown { outcome, language } = shown;
        let related = finding.related.iter().map(|label| {
            let place = Location::new(outcome, label.span);
            Related { file: place.file, line: place.line, column: place.column, text: render(&label.text, NAME, language) }
        });
        Self {
            schema: FINDING.into(),
            rule: finding.rule.id.into(),
            severity: finding.severity,
            confidence: finding.confidence,
            title: render(&finding.title, NAME, language),
            help: joined(finding.remediation.lines(|text| render(text, SENTENCE, language), code)),
            remediation: finding.remediation.steps.iter().map(|step| Step::new(outcome, step, language)).collect(),
            tenant: tenant_name(outcome, finding.tenant).map(Cow::Borrowed),
            run: outcome.run_of(finding.tenant).map(Cow::Borrowed),
            fact: Cow::Borrowed(&finding.fact),
            resource: Resource::new(&finding.subject),
            location: Location::new(outcome, finding.primary.span),
            evidence: render(&finding.primary.text, NAME, language),
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
            rule: note.rule.id.into(),
            title: render(&note.title, NAME, language),
            fingerprint: note.fingerprint(),
        };
        let reference = |number: &usize| {
            let finding = outcome.findings.get(*number)?;
            Some(Reference { rule: finding.rule.id.into(), fingerprint: finding.fingerprint() })
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
                    Action::Request { method: request.method.into(), url: code(&request.url), body: request.body.as_ref().map(code) }
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
            kind: Cow::Borrowed(&subject.kind),
            address: Cow::Borrowed(&subject.address),
            root: root_name(&subject.root).map(Cow::Borrowed),
            deployment: Some(Cow::Borrowed(&*subject.deployment)).filter(|deployment| !deployment.is_empty()),
            name: subject.name.as_deref().map(Cow::Borrowed),
            id: subject.id.as_deref().map(Cow::Borrowed),
            app_id: subject.app_id.as_deref().map(Cow::Borrowed),
        }
    }
}

impl<'o> Location<'o> {
    fn new(outcome: &'o Outcome, span: Span) -> Self {
        let place = place::Located::new(&outcome.sources, span);
        Self {
            file: Cow::Borrowed(place.path),
            line: place.start.line,
            column: place.start.column.0,
            end_line: place.end.line,
            end_column: place.end.column.0,
        }
    }
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
