//! Objects that only one of the two inputs contains.

use super::absence::Absence;
use super::input::{About, Input, UNREADABLE, read_by};
use super::properties::Properties;
use super::rules::{OBJECT_GONE, OBJECT_NEW};
use super::side::Object;
use crate::finding::{Finding, Step, Undecided};
use crate::message::{Label, Text};
use crate::metadata::{Confidence, Metadata};
use crate::resource::Kind;
use crate::source::Span;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// One input, of which the other one lacks some objects.
#[derive(Debug)]
pub(super) struct OnlyIn<'d> {
    pub input: &'d Input<'d>,
    pub other: &'d Input<'d>,
    /// Whether this is the new input.
    pub is_new: bool,
    pub properties: &'d Properties,
}

/// Why nothing is known about an object.
#[derive(Debug)]
struct Unknown {
    tenant: usize,
    kind: Kind,
    /// The reason, with the values `kind` and `count`.
    missing: &'static str,
    span: Span,
    decide: Step,
}

/// What it says about an object that the other input lacks it.
struct Statement {
    title: &'static str,
    confidence: Confidence,
    /// Whether the severity is one level lower.
    is_lower: bool,
}

impl OnlyIn<'_> {
    /// Findings on the objects at these positions, and what is not known about them.
    pub fn results(&self, objects: &[usize]) -> (Vec<Box<Finding>>, Vec<Undecided>) {
        let results = objects.par_iter().filter_map(|at| self.result(self.input.side.objects.get(*at)?));
        let (findings, unknown): (Vec<Box<Finding>>, Vec<Unknown>) =
            results.partition_map(|result| result.map_or_else(rayon::iter::Either::Right, rayon::iter::Either::Left));
        let mut reasons: BTreeMap<(usize, Kind, &str), (usize, Unknown)> = BTreeMap::new();
        for unknown in unknown {
            reasons.entry((unknown.tenant, unknown.kind.clone(), unknown.missing)).or_insert((0, unknown)).0 += 1;
        }
        let undecided = reasons.into_values().map(|(count, unknown)| Undecided {
            rule: self.rule(),
            tenant: unknown.tenant,
            subject: None,
            span: Some(unknown.span),
            missing: Text::new(unknown.missing).with("kind", unknown.kind.name()).with("count", count.to_string()),
            decide: unknown.decide,
            is_relevant: true,
        });
        (findings, undecided.collect())
    }

    fn rule(&self) -> &'static Metadata {
        if self.is_new { &OBJECT_NEW } else { &OBJECT_GONE }
    }

    /// A finding on an object, or why nothing is known about it; nothing if no rule needs the object.
    fn result(&self, object: &Object) -> Option<Result<Box<Finding>, Unknown>> {
        let readers = self.properties.readers(&object.kind);
        if readers.is_empty() || object.is_plain || object.is_update {
            return None;
        }
        let unknown = |[of_new, of_old]: [&'static str; 2], span: Span, decide: Step| {
            let missing = if self.is_new { of_new } else { of_old };
            Some(Err(Unknown { tenant: object.tenant, kind: object.kind.clone(), missing, span, decide }))
        };
        let Some(about) = About::of(object, &object.resource(self.input.sources)) else {
            return unknown([UNREADABLE; 2], self.input.span(object.span()), "compare again".into());
        };
        let (absence, span) = (self.other.forms.absence(object, about.subject.id.as_deref()), self.input.span(about.place.span));
        match absence {
            Absence::Irrelevant => return None,
            _ if self.other.forms.may_have(object) => {
                return unknown(NOTHING_IN_COMMON, span, "compare inputs that contain the ids or names of these objects".into());
            }
            Absence::Incomplete(gap) => return unknown(INCOMPLETE, self.other.span(gap.span), Undecided::collect(&object.kind)),
            Absence::NotCollected => return unknown(NOT_COLLECTED, span, Undecided::collect(&object.kind)),
            Absence::Whole(_) | Absence::InInput | Absence::Undeclared => {}
        }
        let Statement { title, confidence, is_lower } = self.statement(absence, object.format.is_from_code());
        let label = if self.is_new { "only in the new input" } else { "only in the old input" };
        let mut labels = self.input.labels(about.place.clone(), label);
        if let Absence::Whole(list) = absence {
            labels.push(Label::at(self.other.span(list), "not in this list"));
        }
        let step = read_by(
            "review the object: `{rule}` is about objects of its kind",
            "review the object: {count} rules are about objects of its kind, such as `{rule}`",
            readers,
        );
        let finding = about.finding(self.rule(), readers, Text::new(title), labels, step)?;
        let severity = if is_lower { finding.severity.lower() } else { finding.severity };
        Some(Ok(Box::new(Finding { severity, confidence, ..*finding })))
    }

    fn statement(&self, absence: Absence, is_declared: bool) -> Statement {
        let (title, confidence) = match (absence, is_declared, self.is_new) {
            (Absence::Undeclared, false, _) => ("{kind} `{name}` is not declared in the code", Confidence::Medium),
            (Absence::Whole(_) | Absence::InInput, true, _) => ("{kind} `{name}` is declared, but not in the export", Confidence::Medium),
            (Absence::InInput, false, true) => ("{kind} `{name}` is new in the input", Confidence::Medium),
            (Absence::InInput, false, false) => ("{kind} `{name}` is no longer in the input", Confidence::Medium),
            (.., true) => ("{kind} `{name}` is new", Confidence::High),
            (.., false) => ("{kind} `{name}` is gone", Confidence::High),
        };
        Statement { title, confidence, is_lower: absence == Absence::InInput }
    }
}

/// The reasons for objects of the new input, and for those of the old one.
const NOTHING_IN_COMMON: [&str; 2] = [
    "{count} `{kind}` of the new input have no id or name in common with those of the old one, so it is unknown whether they are new",
    "{count} `{kind}` of the old input have no id or name in common with those of the new one, so it is unknown whether they are gone",
];

const INCOMPLETE: [&str; 2] = [
    "`{kind}` is incomplete in the old input, so it is unknown whether {count} are new",
    "`{kind}` is incomplete in the new input, so it is unknown whether {count} are gone",
];

const NOT_COLLECTED: [&str; 2] = [
    "no `{kind}` in the old input, so it is unknown whether {count} are new",
    "no `{kind}` in the new input, so it is unknown whether {count} are gone",
];
