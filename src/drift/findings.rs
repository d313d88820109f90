//! Findings about what differs between two inputs, and what could not be compared.

use super::absence::{Absence, Forms};
use super::difference::{Change, Comparison, Difference};
use super::pairs::Pairs;
use super::properties::{Properties, Reader};
use super::rules::{OBJECT_GONE, OBJECT_NEW, SETTING_CHANGED};
use super::side::{Object, Side};
use crate::finding::{Finding, Merged, Step, Subject, Undecided, fact, last_name};
use crate::message::{Evidence, Label, Text};
use crate::metadata::{Confidence, Metadata};
use crate::model::{Named, View};
use crate::resource::{Kind, Origin, Place, Resource};
use crate::rules::{name_of, subject};
use crate::secrets::Marked;
use crate::source::{Sources, Span};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// How much of a value a title shows.
const MAX_VALUE_BYTES: usize = 120;

/// One of the two inputs, with its files.
#[derive(Debug)]
pub(super) struct Input<'d> {
    side: &'d Side,
    sources: &'d Sources,
    /// How many files the outcome has before those of this input.
    files_before: u32,
    forms: Forms<'d>,
}

impl<'d> Input<'d> {
    /// `left` are the positions of the objects that the other input does not contain.
    pub fn new(side: &'d Side, sources: &'d Sources, files_before: u32, left: &[usize]) -> Self {
        Self { side, sources, files_before, forms: Forms::of(side, left) }
    }

    fn span(&self, mut span: Span) -> Span {
        span.file.0 += self.files_before;
        span
    }

    fn label(&self, place: Place, text: impl Into<Text>) -> Label {
        let label = Label::new(place, text.into().bounded());
        Label { span: self.span(label.span), ..label }
    }
}

/// Both inputs.
#[derive(Debug)]
pub(super) struct Drift<'d> {
    pub old: Input<'d>,
    pub new: Input<'d>,
    pub properties: &'d Properties,
    pub marked: &'d Marked,
}

/// One version of an object.
struct Version<'v> {
    resource: &'v Resource<'static>,
    value: Value,
}

impl Version<'_> {
    /// The text of the value at a pointer.
    fn raw(&self, pointer: &str) -> &str {
        self.resource.at(pointer).unwrap_or_default()
    }
}

/// Why objects of a kind could not be compared: the rule that would report them, the tenant, and the text with the number of objects.
type Unknowns = BTreeMap<(&'static str, usize, Kind), Unknown>;

struct Unknown {
    rule: &'static Metadata,
    missing: Text,
    decide: Step,
    span: Span,
    count: usize,
}

impl Drift<'_> {
    pub fn results(&self, pairs: &Pairs) -> (Vec<Box<Finding>>, Vec<Undecided>) {
        let mut findings: Vec<Box<Finding>> = pairs.same.par_iter().flat_map_iter(|(old, new)| self.changed(*old, *new)).collect();
        let mut undecided: Vec<Undecided> = pairs.ambiguous.iter().filter_map(|(old, new)| self.ambiguous(old, new)).collect();
        let mut unknowns = Unknowns::new();
        for (rule, of, other, only) in [(&OBJECT_NEW, &self.new, &self.old, &pairs.new), (&OBJECT_GONE, &self.old, &self.new, &pairs.gone)]
        {
            let results: Vec<_> = only.par_iter().filter_map(|at| self.only(rule, of, other, of.side.objects.get(*at)?)).collect();
            for result in results {
                match result {
                    Ok(finding) => findings.push(finding),
                    Err((tenant, kind, unknown)) => {
                        unknowns.entry((rule.id, tenant, kind)).or_insert(Unknown { count: 0, ..unknown }).count += 1
                    }
                }
            }
        }
        undecided.extend(unknowns.into_iter().map(|((_, tenant, kind), unknown)| Undecided {
            rule: unknown.rule,
            tenant,
            subject: None,
            span: Some(unknown.span),
            missing: unknown.missing.with("kind", kind.name()).with("count", unknown.count.to_string()),
            decide: unknown.decide,
            is_relevant: true,
        }));
        (findings, undecided)
    }

    /// The settings that differ between two versions of an object.
    fn changed(&self, old: usize, new: usize) -> Vec<Box<Finding>> {
        let Some((old_object, object)) = self.old.side.objects.get(old).zip(self.new.side.objects.get(new)) else { return Vec::new() };
        let Some(properties) = self.properties.of(&object.kind) else { return Vec::new() };
        if old_object.text == object.text || old_object.is_plain && object.is_plain {
            return Vec::new();
        }
        let resources = [old_object.resource(self.old.sources), object.resource(self.new.sources)];
        let [Some(old), Some(new)] = resources.each_ref().map(|resource| {
            let value = serde_json::from_str(&resource.json).ok()?;
            Some(Version { resource, value })
        }) else {
            return Vec::new();
        };
        let ambiguous: Vec<String> = resources.iter().flat_map(|resource| &resource.ambiguous).cloned().collect();
        let partial_lists = old_object.is_update || object.is_update;
        let mut comparison = Comparison { ambiguous: &ambiguous, partial_lists, found: Vec::new() };
        comparison.of_objects(properties, &old.value, &new.value);
        comparison.found.iter().filter_map(|difference| self.setting(object, difference, &old, &new)).collect()
    }

    /// A finding on a setting that differs.
    fn setting(&self, object: &Object, difference: &Difference, old: &Version<'_>, new: &Version<'_>) -> Option<Box<Finding>> {
        let Difference { pointer, readers, change } = difference;
        let members = new.resource.members().ok()?;
        let view: View<'_, Named<'_>> = View::new(new.resource, &members)?;
        let place = |version: &Version<'_>, pointer: &str| version.resource.place(version.raw(pointer));
        let (title, primary, related) = match change {
            Change::Value => {
                // A value that the service has by default is what null stands for.
                let is_null = |version: &Version<'_>| version.raw(pointer) == "null";
                let is_default = |version: &Version<'_>| place(version, pointer).origin == Origin::Default;
                if is_null(old) && is_default(new) || is_default(old) && is_null(new) {
                    return None;
                }
                let [was, is] = [old, new].map(|version| self.shown(pointer, version.value.pointer(pointer)));
                let related = self.old.label(place(old, pointer), Text::new("was `{value}`").with("value", was.clone()));
                let primary = self.new.label(place(new, pointer), Text::new("is `{value}`").with("value", is.clone()));
                let title = Text::new("`{property}` of {kind} `{name}` changed from `{old}` to `{new}`").with("old", was).with("new", is);
                (title, primary, vec![related])
            }
            Change::Elements { gone, new: added } => {
                let element = |at: &usize| format!("{pointer}/{at}");
                let gone_labels = gone.iter().map(|at| self.old.label(place(old, &element(at)), "removed"));
                let mut added_labels = added.iter().map(|at| self.new.label(place(new, &element(at)), "added"));
                let primary = added_labels.next().unwrap_or_else(|| self.new.label(place(new, pointer), "no longer contains it"));
                let evidence: Evidence = added_labels.chain(gone_labels).collect();
                let (labels, _) = evidence.parts();
                let title = match (added.len(), gone.len()) {
                    (_, 0) => "`{property}` of {kind} `{name}` changed: {added} added",
                    (0, _) => "`{property}` of {kind} `{name}` changed: {removed} removed",
                    _ => "`{property}` of {kind} `{name}` changed: {added} added, {removed} removed",
                };
                let title = Text::new(title).with("added", added.len().to_string()).with("removed", gone.len().to_string());
                (title, primary, labels.to_vec())
            }
        };
        let title = title
            .with("property", pointer.trim_start_matches('/').replace('/', "."))
            .with("kind", object.kind.name())
            .with("name", name_of(&view));
        Some(self.finding(
            &SETTING_CHANGED,
            object,
            subject(&view),
            Reported {
                title,
                fact: fact(new.resource, pointer),
                pointer: pointer.clone(),
                primary,
                related,
                step: read_by(
                    "review the change: `{rule}` reads this setting",
                    "review the change: {count} rules read this setting, such as `{rule}`",
                    readers,
                ),
                readers,
            },
        ))
    }

    /// A value as it is shown: without secrets, and shortened.
    fn shown(&self, pointer: &str, value: Option<&Value>) -> String {
        let mut value = value.cloned().unwrap_or_default();
        self.marked.mask_json(&last_name(pointer), &mut value);
        let mut text = match value {
            Value::String(text) if !text.is_empty() => text,
            other => other.to_string(),
        };
        if text.len() > MAX_VALUE_BYTES {
            text.truncate(text.floor_char_boundary(MAX_VALUE_BYTES));
            text.push('…');
        }
        text
    }

    /// A finding on an object that only one input contains, or why nothing is known about it; nothing if no rule needs the object.
    fn only(
        &self,
        rule: &'static Metadata,
        of: &Input<'_>,
        other: &Input<'_>,
        object: &Object,
    ) -> Option<Result<Box<Finding>, (usize, Kind, Unknown)>> {
        let readers = self.properties.readers(&object.kind);
        if readers.is_empty() || object.is_plain || object.is_update {
            return None;
        }
        let resource = object.resource(of.sources);
        let members = resource.members().ok()?;
        let view: View<'_, Named<'_>> = View::new(&resource, &members)?;
        let place = resource.place(view.raw().unwrap_or_default());
        let is_new = std::ptr::eq(rule, &OBJECT_NEW);
        let unknown = |missing: &'static str, span: Span, decide: Step| {
            Some(Err((object.tenant, object.kind.clone(), Unknown { rule, missing: missing.into(), decide, span, count: 0 })))
        };
        let is_declared = object.format.is_from_code();
        let absence = other.forms.absence(object, view.id.known().map(|id| &**id));
        if absence == Absence::Irrelevant {
            return None;
        }
        if other.forms.may_have(object) {
            let missing = if is_new {
                "{count} `{kind}` of the new input have no id or name in common with those of the old one, so it is unknown whether they are new"
            } else {
                "{count} `{kind}` of the old input have no id or name in common with those of the new one, so it is unknown whether they are gone"
            };
            return unknown(missing, of.span(place.span), "compare inputs that contain the ids or names of these objects".into());
        }
        let (title, confidence, is_lower) = match (absence, is_declared) {
            (Absence::Incomplete(gap), _) => {
                let missing = if is_new {
                    "`{kind}` is incomplete in the old input, so it is unknown whether {count} are new"
                } else {
                    "`{kind}` is incomplete in the new input, so it is unknown whether {count} are gone"
                };
                return unknown(missing, other.span(gap.span), Undecided::collect(&object.kind));
            }
            (Absence::NotCollected, _) => {
                let missing = if is_new {
                    "no `{kind}` in the old input, so it is unknown whether {count} are new"
                } else {
                    "no `{kind}` in the new input, so it is unknown whether {count} are gone"
                };
                return unknown(missing, of.span(place.span), Undecided::collect(&object.kind));
            }
            (Absence::Undeclared, false) => ("{kind} `{name}` is not declared in the code", Confidence::Medium, false),
            (Absence::Whole(_) | Absence::InInput, true) => {
                ("{kind} `{name}` is declared, but not in the export", Confidence::Medium, false)
            }
            (Absence::InInput, false) if is_new => ("{kind} `{name}` is new in the input", Confidence::Medium, true),
            (Absence::InInput, false) => ("{kind} `{name}` is no longer in the input", Confidence::Medium, true),
            _ if is_new => ("{kind} `{name}` is new", Confidence::High, false),
            _ => ("{kind} `{name}` is gone", Confidence::High, false),
        };
        let related = match absence {
            Absence::Whole(list) => vec![Label::at(other.span(list), "not in this list")],
            _ => Vec::new(),
        };
        let title = Text::new(title).with("kind", object.kind.name()).with("name", name_of(&view));
        let mut finding = self.finding(
            rule,
            object,
            subject(&view),
            Reported {
                title,
                fact: String::new(),
                pointer: String::new(),
                primary: of.label(place, if is_new { "only in the new input" } else { "only in the old input" }),
                related,
                step: read_by(
                    "review the object: `{rule}` is about objects of its kind",
                    "review the object: {count} rules are about objects of its kind, such as `{rule}`",
                    readers,
                ),
                readers,
            },
        );
        finding.confidence = confidence;
        if is_lower {
            finding.severity = finding.severity.lower();
        }
        Some(Ok(finding))
    }

    /// What cannot be compared, because several objects have the same name.
    fn ambiguous(&self, old: &[usize], new: &[usize]) -> Option<Undecided> {
        let object = self.old.side.objects.get(*old.first()?)?;
        let resource = object.resource(self.old.sources);
        let members = resource.members().ok()?;
        let view: View<'_, Named<'_>> = View::new(&resource, &members)?;
        let missing =
            Text::new("{old} `{kind}` in the old input and {new} in the new one are named `{name}`, so it is unknown which is which")
                .with("old", old.len().to_string())
                .with("new", new.len().to_string())
                .with("kind", object.kind.name())
                .with("name", name_of(&view));
        let span = self.old.span(resource.place(view.raw().unwrap_or_default()).span);
        let (subject, decide) = (Some(subject(&view)), "compare inputs that contain the ids of these objects".into());
        Some(Undecided {
            rule: &SETTING_CHANGED,
            tenant: object.tenant,
            subject,
            span: Some(span),
            missing: missing.bounded(),
            decide,
            is_relevant: true,
        })
    }

    fn finding(&self, rule: &'static Metadata, object: &Object, subject: Subject, reported: Reported<'_>) -> Box<Finding> {
        let Reported { title, fact, pointer, primary, related, step, readers } = reported;
        // The places that a value of the old input came through are those of another numbering.
        let origins: Vec<Label> = if std::ptr::eq(rule, &OBJECT_GONE) { Vec::new() } else { primary.origins().collect() };
        Box::new(Finding {
            rule,
            severity: readers.first().map_or(rule.severity, |reader| reader.severity),
            confidence: rule.confidence,
            tenant: object.tenant,
            subject,
            title: title.bounded(),
            primary,
            related: related.into_iter().chain(origins).collect(),
            remediation: step.into(),
            pointer: pointer.into(),
            fact,
            comments: &[],
            merged: Merged::default(),
        })
    }
}

/// What a finding states.
struct Reported<'r> {
    title: Text,
    fact: String,
    pointer: String,
    primary: Label,
    related: Vec<Label>,
    step: Step,
    readers: &'r [Reader],
}

/// A step that names the most severe of the rules that read something, and says how many there are.
fn read_by(one: &'static str, more: &'static str, readers: &[Reader]) -> Step {
    let Some(first) = readers.first() else { return Step::default() };
    let text = if readers.len() == 1 { Text::new(one) } else { Text::new(more).with("count", readers.len().to_string()) };
    text.with("rule", first.rule.id).into()
}
