//! Case files: small inputs with the results that rules of an organization must have on them.

use super::error::{PolicyError, PolicyErrors};
use super::forms::is_rule_id;
use super::schema::drafted;
use super::validate::{by_schema, cut, take_duplicates, without_nulls};
use crate::message::Text;
use crate::metadata::Severity;
use crate::rules::{Rule, RuleSet};
use crate::source::{FileId, Source, Sources, Span};
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use crate::text::Words;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Component, Path};

/// Cases of rules of an organization.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    /// The rules that run.
    #[schemars(length(min = 1))]
    rules: Vec<String>,
    /// The date of the run.
    #[serde(default)]
    #[schemars(with = "Date")]
    today: Option<Date>,
    cases: Vec<WrittenCase>,
}

/// Files, and what the rules must report on them and nothing else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WrittenCase {
    name: String,
    /// The text of each file, by its path.
    files: BTreeMap<String, String>,
    /// The findings.
    #[serde(default)]
    findings: Vec<Expected>,
    /// The rules that are undecided, once for each time.
    #[serde(default)]
    undecided: Vec<String>,
}

/// An expected finding: what is not given is not compared.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct Expected {
    pub rule: String,
    #[serde(default)]
    #[schemars(with = "String")]
    pub file: Option<String>,
    #[serde(default)]
    #[schemars(with = "u32")]
    pub line: Option<u32>,
    /// The text at the place of the finding.
    #[serde(default)]
    #[schemars(with = "String")]
    pub text: Option<String>,
    #[serde(default)]
    #[schemars(with = "String")]
    pub title: Option<String>,
    #[serde(default)]
    #[schemars(with = "Severity")]
    pub severity: Option<Severity>,
}

/// A case.
#[derive(Debug)]
pub struct Case {
    pub name: String,
    /// The line of its name.
    pub span: Span,
    pub rules: Vec<&'static Rule>,
    pub today: Option<Date>,
    pub files: BTreeMap<String, String>,
    pub findings: Vec<Expected>,
    pub undecided: Vec<String>,
}

/// Whether a file contains cases.
pub fn is_cases(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(".cases.yaml") || name.ends_with(".cases.yml"))
}

/// The cases in a file, and the file.
///
/// # Errors
/// [`PolicyErrors`] with all mistakes.
pub fn cases(source: Source, known: &RuleSet) -> Result<(Vec<Case>, Sources), PolicyErrors> {
    let read = read(&source, known);
    let files = Sources::from_iter([source]);
    match read {
        Ok(cases) => Ok((cases, files)),
        Err(errors) => Err(PolicyErrors { files, errors }),
    }
}

fn read(source: &Source, known: &RuleSet) -> Result<Vec<Case>, Vec<PolicyError>> {
    let text = source.text().map_err(|error| vec![PolicyError::new(&(0..0), error.text())])?;
    let mut root = yaml::parse(text).map_err(|error| vec![PolicyError::new(&error.bytes, error.message)])?;
    let mut errors = Vec::new();
    take_duplicates(&mut root, &mut errors);
    by_schema(&root, &drafted().into_root_schema_for::<CaseFile>().to_value(), &mut errors);
    let cases = root.get("cases").map(Node::elements).unwrap_or_default();
    let named = root.get("rules").map(Node::elements).unwrap_or_default().iter();
    let expected =
        cases.iter().flat_map(|case| case.get("findings").map(Node::elements).unwrap_or_default()).filter_map(|one| one.get("rule"));
    let undecided = cases.iter().flat_map(|case| case.get("undecided").map(Node::elements).unwrap_or_default());
    for rule in named.chain(expected).chain(undecided) {
        if let Some(name) = rule.as_str().filter(|name| !is_rule_id(name) || known.find(name).is_none()) {
            errors.push(PolicyError::new(&rule.bytes, Text::new("`{rule}` is not a rule of the policy file").with("rule", cut(name))));
        }
    }
    for file in cases.iter().flat_map(|case| case.get("files").map(Node::members).unwrap_or_default()) {
        if !Path::new(&*file.key).components().all(|part| matches!(part, Component::Normal(_))) {
            errors.push(PolicyError::new(&file.key_bytes, "expected a path below the folder of the case"));
        }
    }
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.span);
        return Err(errors);
    }
    let file: CaseFile = serde_json::from_value(without_nulls(&root))
        .map_err(|error| vec![PolicyError::new(&root.bytes, Words::from(error.to_string()))])?;
    let rules: Vec<&'static Rule> = file.rules.iter().filter_map(|name| known.find(name)).collect();
    let written = file.cases.into_iter().zip(cases).map(|(case, node)| Case {
        span: node.get("name").map_or(Span::new(FileId(0), 0, 0), |name| Span::new(FileId(0), name.bytes.start, name.bytes.end)),
        name: case.name,
        rules: rules.clone(),
        today: file.today,
        files: case.files,
        findings: case.findings,
        undecided: case.undecided,
    });
    Ok(written.collect())
}
