//! Findings about what differs between two inputs, and what could not be compared.

use super::difference::{Change, Comparison, Difference};
use super::input::{About, Input, UNREADABLE, read_by};
use super::objects::OnlyIn;
use super::pairs::Pairs;
use super::properties::Properties;
use super::rules::SETTING_CHANGED;
use super::side::Object;
use crate::finding::{Finding, Undecided, fact, last_name};
use crate::message::{Label, MOST_LABELS, Text};
use crate::resource::{Origin, Place, Resource};
use crate::secrets::Marked;
use rayon::prelude::*;
use serde_json::Value;

/// How much of a value a title shows.
const MAX_VALUE_BYTES: usize = 120;

/// How many differences of one object are listed. Finding the place of each takes as long as the object is large.
const MOST_OF_OBJECT: usize = 100;

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

impl<'v> Version<'v> {
    fn of(resource: &'v Resource<'static>) -> Option<Self> {
        Some(Self { resource, value: serde_json::from_str(&resource.json).ok()? })
    }

    /// The place of the value at a pointer.
    fn place(&self, pointer: &str) -> Place {
        self.resource.place(self.resource.at(pointer).unwrap_or_default())
    }

    fn is_null(&self, pointer: &str) -> bool {
        self.value.pointer(pointer).is_some_and(Value::is_null)
    }

    /// Whether the value at a pointer is a default that the format documents.
    fn is_default(&self, pointer: &str) -> bool {
        self.place(pointer).origin == Origin::Default
    }
}

impl Drift<'_> {
    pub fn results(&self, pairs: &Pairs) -> (Vec<Box<Finding>>, Vec<Undecided>) {
        let mut findings = Vec::new();
        let mut undecided: Vec<Undecided> = pairs.ambiguous.iter().filter_map(|(old, new)| self.ambiguous(old, new)).collect();
        let changed: Vec<_> = pairs.same.par_iter().filter_map(|(old, new)| self.changed(*old, *new)).collect();
        for (of_object, more) in changed {
            findings.extend(of_object);
            undecided.extend(more);
        }
        let (old, new, properties) = (&self.old, &self.new, self.properties);
        let only_in_new = OnlyIn { input: new, other: old, is_new: true, properties }.results(&pairs.new);
        let only_in_old = OnlyIn { input: old, other: new, is_new: false, properties }.results(&pairs.gone);
        for (of_input, unknown) in [only_in_new, only_in_old] {
            findings.extend(of_input);
            undecided.extend(unknown);
        }
        (findings, undecided)
    }

    /// The settings that differ between two versions of an object, and whether there are more than are listed.
    fn changed(&self, old: usize, new: usize) -> Option<(Vec<Box<Finding>>, Option<Undecided>)> {
        let (old_object, object) = (self.old.side.objects.get(old)?, self.new.side.objects.get(new)?);
        let properties = self.properties.of(&object.kind)?;
        if old_object.text == object.text || old_object.is_plain && object.is_plain {
            return None;
        }
        let resources = [old_object.resource(self.old.sources), object.resource(self.new.sources)];
        let [Some(old), Some(new)] = resources.each_ref().map(|resource| Version::of(resource)) else {
            return Some((Vec::new(), Some(self.unreadable(object))));
        };
        let ambiguous: Vec<String> = resources.iter().flat_map(|resource| &resource.ambiguous).cloned().collect();
        let partial_lists = old_object.is_update || object.is_update;
        let mut comparison = Comparison { ambiguous: &ambiguous, partial_lists, found: Vec::new() };
        comparison.of_objects(properties, &old.value, &new.value);
        let found = &comparison.found;
        let findings = found.iter().take(MOST_OF_OBJECT).filter_map(|difference| self.setting(object, difference, &old, &new)).collect();
        let more = if found.len() > MOST_OF_OBJECT { self.unlisted(object, new.resource) } else { None };
        Some((findings, more))
    }

    /// What is said of an object whose text is nested too deeply, or whose file is gone since it was read.
    fn unreadable(&self, object: &Object) -> Undecided {
        Undecided {
            rule: &SETTING_CHANGED,
            tenant: object.tenant,
            subject: None,
            span: Some(self.new.span(object.span())),
            missing: UNREADABLE.into(),
            decide: "compare again".into(),
            is_relevant: true,
        }
    }

    /// What is said of an object with more differences than are listed.
    fn unlisted(&self, object: &Object, resource: &Resource<'_>) -> Option<Undecided> {
        let about = About::of(object, resource)?;
        let missing = Text::new("`{name}` differs in more than {count} settings, of which the first {count} are listed")
            .with("name", about.name)
            .with("count", MOST_OF_OBJECT.to_string());
        Some(Undecided {
            rule: &SETTING_CHANGED,
            tenant: object.tenant,
            subject: Some(about.subject),
            span: Some(self.new.span(about.place.span)),
            missing: missing.bounded(),
            decide: "resolve these differences, and compare again".into(),
            is_relevant: true,
        })
    }

    /// A finding on a setting that differs.
    fn setting(&self, object: &Object, difference: &Difference, old: &Version<'_>, new: &Version<'_>) -> Option<Box<Finding>> {
        let Difference { pointer, readers, change } = difference;
        let (title, labels) = match change {
            // The service has the default where null stands.
            Change::Value if old.is_null(pointer) && new.is_default(pointer) || old.is_default(pointer) && new.is_null(pointer) => {
                return None;
            }
            Change::Value => {
                let [was, is] = [old, new].map(|version| self.shown(pointer, version.value.pointer(pointer)));
                let mut labels = self.new.labels(new.place(pointer), Text::new("is `{value}`").with("value", is.clone()));
                labels.extend(self.old.labels(old.place(pointer), Text::new("was `{value}`").with("value", was.clone())));
                (Text::new("`{property}` of {kind} `{name}` changed from `{old}` to `{new}`").with("old", was).with("new", is), labels)
            }
            Change::Elements { gone, new: added } => self.elements(pointer, gone, added, old, new),
        };
        let step = read_by(
            "review the change: `{rule}` reads this setting",
            "review the change: {count} rules read this setting, such as `{rule}`",
            readers,
        );
        let title = title.with("property", pointer.trim_start_matches('/').replace('/', "."));
        let finding = About::of(object, new.resource)?.finding(&SETTING_CHANGED, readers, title, labels, step)?;
        Some(Box::new(Finding { pointer: pointer.clone().into(), fact: fact(new.resource, pointer), ..*finding }))
    }

    /// The title and the labels of a list with other elements.
    fn elements(&self, pointer: &str, gone: &[usize], added: &[usize], old: &Version<'_>, new: &Version<'_>) -> (Text, Vec<Label>) {
        // The title counts them all.
        let places = |all: &[usize]| all.iter().take(MOST_LABELS / 2).map(|at| format!("{pointer}/{at}")).collect::<Vec<_>>();
        let mut labels = if added.is_empty() { self.new.labels(new.place(pointer), "no longer contains it") } else { Vec::new() };
        labels.extend(places(added).iter().flat_map(|element| self.new.labels(new.place(element), "added")));
        labels.extend(places(gone).iter().flat_map(|element| self.old.labels(old.place(element), "removed")));
        let title = match (added.len(), gone.len()) {
            (_, 0) => "`{property}` of {kind} `{name}` changed: {added} added",
            (0, _) => "`{property}` of {kind} `{name}` changed: {removed} removed",
            _ => "`{property}` of {kind} `{name}` changed: {added} added, {removed} removed",
        };
        let title = Text::new(title).with("added", added.len().to_string()).with("removed", gone.len().to_string());
        (title, labels)
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

    /// What cannot be compared, because several objects have the same name.
    fn ambiguous(&self, old: &[usize], new: &[usize]) -> Option<Undecided> {
        let object = self.old.side.objects.get(*old.first()?)?;
        let about = About::of(object, &object.resource(self.old.sources))?;
        let missing =
            Text::new("{old} `{kind}` in the old input and {new} in the new one are named `{name}`, so it is unknown which is which")
                .with("old", old.len().to_string())
                .with("new", new.len().to_string())
                .with("kind", object.kind.name())
                .with("name", about.name);
        Some(Undecided {
            rule: &SETTING_CHANGED,
            tenant: object.tenant,
            subject: Some(about.subject),
            span: Some(self.old.span(about.place.span)),
            missing: missing.bounded(),
            decide: "compare inputs that contain the ids of these objects".into(),
            is_relevant: true,
        })
    }
}
