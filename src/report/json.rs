//! JSON for programs: one line for each finding, or one object for the whole run.

use super::json_text;
use super::record::{Accepted, Finding, KnownFinding, Problem, Shown, Tenant, Undecided};
use super::summary::Summary;
use crate::language::Language;
use crate::metadata::Metadata;
use crate::outcome::{self, Day, Exit, Outcome, PolicyInUse, Run};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::io::{self, Write};

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

/// Writes the findings of a tenant, followed by its result as a whole. `only` are the rules that ran, if not all did.
///
/// # Errors
/// Those of `out`.
pub fn tenant_records(outcome: &Outcome, exit: Exit, only: &[&'static Metadata], out: &mut dyn Write) -> io::Result<()> {
    write_lines(outcome, Language::English, out)?;
    if let Some(run) = &outcome.run {
        json_text::write(&Tenant::new(outcome, run, exit, only), &mut *out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The JSON Schema (draft 2020-12) of a line of `--format jsonl` and of the object of `--format json`.
pub fn finding_schema() -> serde_json::Value {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12().for_serialize().into_generator();
    let forms =
        [generator.subschema_for::<Finding<'_>>(), generator.subschema_for::<Report<'_>>(), generator.subschema_for::<Tenant<'_>>()];
    let definitions = generator.take_definitions(true);
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/raw/main/schemas/finding.schema.json", super::HOME),
        "title": "Findings of tenantlint",
        "description": "A line of `check --format jsonl`, the object of `check --format json`, or the result of a tenant of `check --tenants`.",
        "oneOf": forms,
        "$defs": definitions,
    })
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
    /// The last run on each tenant, in a report that is merged from runs on many; omitted in others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    tenants: Vec<LastRun<'o>>,
    /// What was known on each date, in a report that is merged from runs on many; omitted in others.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schemars(default)]
    days: &'o [Day],
}

/// The last run on a tenant.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LastRun<'o> {
    /// Name of the tenant.
    tenant: &'o str,
    /// The run.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<&'o Run>,
    /// The date of the run before; omitted if there was none.
    #[schemars(with = "Option<Date>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Date>,
    /// The exit code of the run; omitted if its result is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<u8>,
    /// Number of findings that the run before did not have.
    new: usize,
    /// Number of findings of the run before that the last one does not have.
    gone: usize,
}

impl<'o> LastRun<'o> {
    fn of(outcome: &'o Outcome) -> Vec<Self> {
        let Some(fleet) = &outcome.fleet else { return Vec::new() };
        let mut new = vec![0; outcome.tenants.len()];
        for finding in fleet.new.iter().filter_map(|number| outcome.findings.get(*number)) {
            new.get_mut(finding.tenant).into_iter().for_each(|count| *count += 1);
        }
        let run = |((tenant, run), new): ((&'o String, &'o outcome::LastRun), usize)| Self {
            tenant,
            run: run.run.as_ref(),
            before: run.before,
            exit_code: run.exit.map(|exit| exit as u8),
            new,
            gone: run.gone,
        };
        outcome.tenants.iter().zip(&fleet.runs).zip(new).map(run).collect()
    }
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
            tenants: LastRun::of(outcome),
            days: outcome.fleet.as_ref().map(|fleet| &*fleet.days).unwrap_or_default(),
        }
    }
}

// The lists are serialized while they are written, because the report of a large tenant is long.

fn findings<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(shown.outcome.findings.iter().map(|finding| Finding::new(*shown, finding)))
}

fn accepted<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(shown.accepted())
}

fn known<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(shown.known())
}

fn has_no_known(shown: &Shown<'_>) -> bool {
    shown.outcome.known.is_empty()
}

fn undecided<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(shown.undecided())
}

fn problems<S: Serializer>(shown: &Shown<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(shown.problems())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{HOSTILE, assert_harmless, finding, hostile, outcome, shown, span};
    use super::super::record::FINDING;
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
        insta::assert_snapshot!(line, @r#"{"schema":"tenantlint/finding/1","rule":"guest-invite-everyone","severity":"high","confidence":"high","title":"everyone, including guests, can invite guests","help":"set `allowInvitesFrom` to `adminsAndGuestInviters`\naz rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{\"allowInvitesFrom\":\"adminsAndGuestInviters\"}'","remediation":[{"sentence":"set `allowInvitesFrom` to `adminsAndGuestInviters`","actions":[{"type":"request","method":"PATCH","url":"https://graph.example/policies/authorizationPolicy","body":"{\"allowInvitesFrom\":\"adminsAndGuestInviters\"}"},{"type":"edit","location":{"file":"policy.json","line":2,"column":31,"endLine":2,"endColumn":41},"replacement":"\"adminsAndGuestInviters\""}]}],"fact":"everyone","resource":{"kind":"authorizationPolicy","address":"authorizationPolicy","id":"authorizationPolicy"},"location":{"file":"policy.json","line":2,"column":31,"endLine":2,"endColumn":41},"evidence":"everyone may invite, guests too","related":[{"file":"policy.json","line":2,"column":8,"text":"here too"}],"fingerprint":"0e827b3dd7f651cc8b939f9edf12cdc1"}"#);
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
