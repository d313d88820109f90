//! Records as findings.

use crate::finding::{Action, Finding, Merged, Remediation, Request, Step, Subject, Undecided};
use crate::message::{Label, Text};
use crate::metadata::{Group, Metadata};
use crate::outcome::{Accepted, AcceptedBy};
use crate::report::record::{self, COMMENT};
use crate::resource::Problem;
use crate::source::{CharColumn, FileId, Position, Source, Sources, Span, Utf8Column, Utf16Column};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

/// The path of a tenant's folder.
const FOLDER: &str = ".";

/// A line and a column, from 1.
type At = (u32, u32);

/// The files and places in records, by tenant and path.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<(usize, String), BTreeSet<At>>);

/// The same as sources.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub sources: Sources,
    places: HashMap<(usize, String), (FileId, Vec<At>)>,
}

impl Places {
    pub fn add_finding(&mut self, tenant: usize, finding: &record::Finding<'_>) {
        self.add(tenant, &finding.location);
        finding.related.iter().for_each(|related| self.at(tenant, &related.file, (related.line, related.column)));
    }

    pub fn add(&mut self, tenant: usize, location: &record::Location<'_>) {
        self.at(tenant, &location.file, (location.line, location.column));
        self.at(tenant, &location.file, (location.end_line, location.end_column));
    }

    /// The folder of a tenant as a whole.
    pub fn add_folder(&mut self, tenant: usize) {
        self.at(tenant, FOLDER, (1, 1));
    }

    fn at(&mut self, tenant: usize, file: &str, at: At) {
        self.0.entry((tenant, file.to_owned())).or_default().insert(at);
    }

    /// Sources that know these places. The paths begin with the name of the tenant.
    pub fn into_files(self, tenants: &[String]) -> Files {
        let mut files = Files::default();
        for ((tenant, path), places) in self.0 {
            let shown = match tenants.get(tenant).filter(|name| !name.is_empty()) {
                Some(name) if path == FOLDER => name.clone(),
                Some(name) => format!("{name}/{path}"),
                None => path.clone(),
            };
            let places: Vec<At> = places.into_iter().collect();
            let id = files.sources.add(Source::recorded(shown, places.iter().map(|(line, column)| position(*line, *column)).collect()));
            files.places.insert((tenant, path), (id, places));
        }
        files
    }
}

/// A position of which only the column in characters is known.
pub(super) fn position(line: u32, column: u32) -> Position {
    Position { line, column: CharColumn(column), utf16: Utf16Column(column), utf8: Utf8Column(column) }
}

impl Files {
    /// The folder of a tenant as a whole.
    pub fn folder(&self, tenant: usize) -> Span {
        self.span(tenant, FOLDER, (1, 1), (1, 1))
    }

    fn span(&self, tenant: usize, file: &str, start: At, end: At) -> Span {
        let (file, places) = self.places.get(&(tenant, file.to_owned())).expect("each place was added before");
        let number = |at: At| places.binary_search(&at).unwrap_or_else(|number| number);
        Span::new(*file, number(start), number(end).max(number(start)))
    }

    fn location(&self, tenant: usize, location: &record::Location<'_>) -> Span {
        self.span(tenant, &location.file, (location.line, location.column), (location.end_line, location.end_column))
    }

    /// A finding, without the findings that it is linked with.
    ///
    /// # Errors
    /// What no rule reports.
    pub fn finding(&self, tenant: usize, finding: record::Finding<'_>) -> Result<Finding, String> {
        let primary = Label::at(self.location(tenant, &finding.location), Text::rendered(&finding.evidence));
        let related = finding.related.iter().map(|related| {
            let at = (related.line, related.column);
            Label::at(self.span(tenant, &related.file, at, at), Text::rendered(&related.text))
        });
        let related = related.collect();
        let subject = Subject { recorded: Some(finding.fingerprint.into()), ..subject(finding.resource) };
        let instance =
            |instance: record::Instance<'_>| Subject { recorded: Some(instance.fingerprint.into()), ..self::subject(instance.resource) };
        let note = |note: record::Note<'_>| {
            let rule = rule(&note.rule)?;
            Ok(Box::new(Finding {
                rule,
                severity: rule.severity,
                confidence: rule.confidence,
                tenant,
                subject: Subject { recorded: Some(note.fingerprint.into()), ..subject.clone() },
                title: Text::rendered(&note.title),
                primary: primary.clone(),
                related: Vec::new(),
                remediation: Remediation::default(),
                pointer: "".into(),
                fact: String::new(),
                comments: &[],
                merged: Merged::default(),
            }))
        };
        let record::Merged { instances, notes, .. } = finding.merged;
        let merged = Merged {
            instances: instances.into_iter().map(instance).collect(),
            notes: notes.into_iter().map(note).collect::<Result<_, String>>()?,
            ..Merged::default()
        };
        Ok(Finding {
            rule: rule(&finding.rule)?,
            severity: finding.severity,
            confidence: finding.confidence,
            tenant,
            title: Text::rendered(&finding.title),
            remediation: Remediation { steps: finding.remediation.into_iter().map(step).collect() },
            pointer: "".into(),
            fact: finding.fact.into_owned(),
            comments: &[],
            merged,
            subject,
            primary,
            related,
        })
    }

    pub fn accepted(&self, tenant: usize, accepted: record::Accepted<'_>) -> Result<Accepted, String> {
        Ok(Accepted {
            finding: Box::new(self.finding(tenant, accepted.finding)?),
            reason: accepted.reason.into_owned(),
            reviewer: accepted.reviewer.into_owned(),
            by: if accepted.by == COMMENT { AcceptedBy::Comment } else { AcceptedBy::Entry },
            expires: accepted.expires,
        })
    }

    pub fn undecided(&self, tenant: usize, undecided: record::Undecided<'_>) -> Result<Undecided, String> {
        let mut lines = undecided.decide.lines();
        let sentence = Text::rendered(lines.next().unwrap_or_default());
        let commands = lines.map(|line| Action::Command(Text::new("{command}").with("command", line)));
        Ok(Undecided {
            rule: rule(&undecided.rule)?,
            tenant,
            subject: undecided.resource.map(subject),
            span: undecided.location.map(|location| self.location(tenant, &location)),
            missing: Text::rendered(&undecided.missing),
            decide: commands.fold(Step::from(sentence), Step::with),
            is_relevant: undecided.relevant,
        })
    }

    pub fn problem(&self, tenant: usize, problem: &record::Problem<'_>) -> Problem {
        let (span, message) = (self.location(tenant, &problem.location), Text::rendered(&problem.message));
        if problem.level == "warning" { Problem::warning(span, message) } else { Problem::error(span, message) }
    }
}

fn subject(resource: record::Resource<'_>) -> Subject {
    Subject {
        kind: resource.kind.into_owned(),
        address: resource.address.into_owned(),
        root: resource.root.map(std::borrow::Cow::into_owned).unwrap_or_default(),
        deployment: resource.deployment.map(std::borrow::Cow::into_owned).unwrap_or_default(),
        name: resource.name.map(std::borrow::Cow::into_owned),
        id: resource.id.map(std::borrow::Cow::into_owned),
        app_id: resource.app_id.map(std::borrow::Cow::into_owned),
        declared: false,
        recorded: None,
    }
}

/// A step without its edits: the file that they change is not there.
fn step(step: record::Step<'_>) -> Step {
    let code = |name, code: String| Text::new(name).with("code", code);
    let action = |action| match action {
        record::Action::Command { command } => Some(Action::Command(code("{code}", command))),
        record::Action::Code { code: text } => Some(Action::Code(code("{code}", text))),
        record::Action::Request { method, url, body } => {
            let method = ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().find(|known| *known == method)?;
            Some(Request::action(method, code("{code}", url), body.map(|body| code("{code}", body))))
        }
        record::Action::Edit { .. } => None,
    };
    Step { sentence: Text::rendered(&step.sentence), actions: step.actions.into_iter().filter_map(action).collect() }
}

/// The rule with this id: one of an organization, or of another version of tenantlint, has only a name.
///
/// # Errors
/// Why it is no id.
pub(super) fn rule(id: &str) -> Result<&'static Metadata, String> {
    /// Reports refer to metadata without owning it, so it stays for the rest of the process.
    static OTHERS: Mutex<BTreeMap<String, &'static Metadata>> = Mutex::new(BTreeMap::new());
    /// An organization has fewer rules.
    const MOST: usize = 10_000;
    if let Some(rule) = crate::rules::find(id) {
        return Ok(&rule.metadata);
    }
    let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || id.len() > 100 || !id.bytes().all(is_id) {
        return Err("`rule` is not the name of a rule".to_owned());
    }
    let mut others = OTHERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(rule) = others.get(id) {
        return Ok(rule);
    }
    if others.len() == MOST {
        return Err(format!("there are more than {MOST} rules"));
    }
    let summary = "A rule of an organization, or of another version of tenantlint";
    let rule: &'static Metadata = Box::leak(Box::new(Metadata::new(Group::Custom, Box::leak(id.into()), summary, "")));
    others.insert(id.to_owned(), rule);
    Ok(rule)
}
