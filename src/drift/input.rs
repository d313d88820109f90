//! One of the two inputs with its files, and the results about its objects.

use super::absence::Forms;
use super::properties::Reader;
use super::side::{Object, Side};
use crate::finding::{Finding, Merged, Step, Subject};
use crate::message::{Label, Text};
use crate::metadata::Metadata;
use crate::model::{Named, View};
use crate::resource::{Place, Resource};
use crate::rules::{name_of, subject};
use crate::source::{Sources, Span};

/// Why nothing is known about an object whose text is nested too deeply, or whose file is gone since it was read.
pub(super) const UNREADABLE: &str = "an object could not be read again to compare it";

/// One of the two inputs, with its files.
#[derive(Debug)]
pub(super) struct Input<'d> {
    pub side: &'d Side,
    pub sources: &'d Sources,
    /// How many files the outcome has before those of this input.
    files_before: u32,
    pub forms: Forms<'d>,
}

impl<'d> Input<'d> {
    /// `left` are the positions of the objects that the other input does not contain.
    pub fn new(side: &'d Side, sources: &'d Sources, files_before: u32, left: &[usize]) -> Self {
        Self { side, sources, files_before, forms: Forms::of(side, left) }
    }

    pub fn span(&self, mut span: Span) -> Span {
        span.file.0 += self.files_before;
        span
    }

    /// A label at a place, followed by labels at the places that its value came from.
    pub fn labels(&self, place: Place, text: impl Into<Text>) -> Vec<Label> {
        let label = Label::new(place, text.into().bounded());
        let origins: Vec<Label> = label.origins().collect();
        let moved = |label: Label| Label::at(self.span(label.span), label.text);
        std::iter::once(label).chain(origins).map(moved).collect()
    }
}

/// What a finding is about: an object, by its names.
#[derive(Debug)]
pub(super) struct About {
    tenant: usize,
    kind: String,
    pub name: String,
    pub subject: Subject,
    /// The place of the name.
    pub place: Place,
}

impl About {
    pub fn of(object: &Object, resource: &Resource<'_>) -> Option<Self> {
        let members = resource.members().ok()?;
        let view: View<'_, Named<'_>> = View::new(resource, &members)?;
        Some(Self {
            tenant: object.tenant,
            kind: object.kind.name().to_owned(),
            name: name_of(&view),
            subject: subject(&view),
            place: resource.place(view.raw().unwrap_or_default()),
        })
    }

    /// A finding on this object with the severity of the most severe of these rules. `title` has the values `kind` and `name`; the first
    /// label is the primary one.
    pub fn finding(self, rule: &'static Metadata, readers: &[Reader], title: Text, labels: Vec<Label>, step: Step) -> Option<Box<Finding>> {
        let mut labels = labels.into_iter();
        Some(Box::new(Finding {
            rule,
            severity: readers.first().map_or(rule.severity, |reader| reader.severity),
            confidence: rule.confidence,
            tenant: self.tenant,
            subject: self.subject,
            title: title.with("kind", self.kind).with("name", self.name).bounded(),
            primary: labels.next()?,
            related: labels.collect(),
            remediation: step.into(),
            pointer: "".into(),
            fact: String::new(),
            comments: &[],
            merged: Merged::default(),
        }))
    }
}

/// A step that names the most severe of the rules that read something, and says how many there are.
pub(super) fn read_by(one: &'static str, several: &'static str, readers: &[Reader]) -> Step {
    let Some(first) = readers.first() else { return Step::default() };
    let text = if readers.len() == 1 { Text::new(one) } else { Text::new(several).with("count", readers.len().to_string()) };
    text.with("rule", first.rule.id).into()
}
