//! What rules report: findings, and what they could not decide.

mod allow_entry;
mod fact;
mod remediation;
mod spelling;

pub(crate) use fact::{fact, last_name};
pub use remediation::{Action, Edit, Line, Remediation, Replacement, Request, Step};

use crate::message::{Label, Text};
use crate::metadata::{Confidence, Metadata, Severity};
use crate::resource::{Kind, full_address, root_name};
use crate::source::Span;
use std::borrow::Cow;

/// The resource that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// Its kind.
    pub kind: String,
    /// Its address in the format of the file; for an object of an export, its id.
    pub address: String,
    /// What the address is unique in, in infrastructure as code: the folder of the root module, with `/` at the end, or the file of the
    /// template, plan or state. Relative to the policy file, if there is one.
    pub root: String,
    /// The parameter file of the deployment, if a template is deployed with several. Relative to the policy file, if there is one.
    pub deployment: String,
    /// Its display name.
    pub name: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Its client id, for an app.
    pub app_id: Option<String>,
    /// Whether the file declares the object, so that its author chose the name.
    pub declared: bool,
    /// The fingerprint of the finding on it, where it is known from an earlier report.
    pub recorded: Option<Box<str>>,
}

impl Subject {
    /// Its id, or its address with its root if a file declares it.
    pub fn identity(&self) -> Cow<'_, str> {
        match (self.id.as_deref().filter(|_| !self.declared), root_name(&self.root)) {
            (Some(id), _) => id.into(),
            (None, Some(root)) => full_address(root, &self.address).into(),
            (None, None) => self.address.as_str().into(),
        }
    }

    /// What to call its root in a report: nothing for a root in the folder to which paths are relative.
    pub fn elsewhere(&self) -> Option<&str> {
        root_name(&self.root).filter(|_| self.folder() != ".")
    }

    /// Whether it is that of a template with the defaults of its parameters, although there are parameter files.
    pub fn is_with_defaults(&self) -> bool {
        !self.root.is_empty() && self.deployment == self.root
    }

    /// The folder of its root.
    pub fn folder(&self) -> &str {
        self.root.rsplit_once('/').map_or(".", |(folder, _)| folder)
    }
}

/// What a rule reports.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Metadata,
    /// How bad it is here.
    pub severity: Severity,
    /// How sure it is here.
    pub confidence: Confidence,
    /// The tenant: an index into the tenants of the run.
    pub tenant: usize,
    /// What it is about.
    pub subject: Subject,
    /// The fact.
    pub title: Text,
    /// The evidence.
    pub primary: Label,
    /// More evidence.
    pub related: Vec<Label>,
    pub remediation: Remediation,
    /// JSON pointer of the setting in the resource.
    pub pointer: Cow<'static, str>,
    /// The value that it is about, or an identifier of it; empty if it is about the object as a whole. What accepts a finding does not
    /// accept one with another value.
    pub fact: String,
    /// A finding of one of these rules on the same resource is what this one comments: without it this one goes too.
    pub comments: &'static [&'static str],
    /// Other results that are shown with this one.
    pub merged: Merged,
}

/// What belongs to a finding, once all are known: `places` merges findings.
#[derive(Debug, Clone, Default)]
pub struct Merged {
    /// The other instances of the declaration, of which the finding is true as well.
    pub instances: Vec<Subject>,
    /// Findings of other rules with less detail at the same place.
    pub notes: Vec<Box<Finding>>,
    /// The findings of a path's parts, by their numbers in the outcome.
    pub parts: Vec<usize>,
    /// The findings of the paths that this one is a part of, by their numbers in the outcome.
    pub part_of: Vec<usize>,
}

impl Subject {
    /// Changes every text that the input contains.
    pub(crate) fn each_text(&mut self, change: &dyn Fn(&mut String)) {
        let Self { address, name, id, app_id, .. } = self;
        [Some(address), name.as_mut(), id.as_mut(), app_id.as_mut()].into_iter().flatten().for_each(change);
    }
}

impl Finding {
    /// Changes every text that the input contains.
    pub(crate) fn each_text(&mut self, change: &dyn Fn(&mut String)) {
        self.subject.each_text(change);
        self.title.each_value(change);
        std::iter::once(&mut self.primary).chain(&mut self.related).for_each(|label| label.text.each_value(change));
        self.remediation.steps.iter_mut().for_each(|step| step.each_text(change));
        self.merged.instances.iter_mut().for_each(|instance| instance.each_text(change));
        self.merged.notes.iter_mut().for_each(|note| note.each_text(change));
    }

    /// Replaces a fact that `change` changes, because it contains a secret, by an identifier.
    pub(crate) fn hide_fact(&mut self, change: &dyn Fn(&mut String)) {
        let mut shown = self.fact.clone();
        change(&mut shown);
        if shown != self.fact {
            self.fact = fact::identifier(&self.fact);
        }
    }

    /// A name that stays when lines move: of rule, kind, id or address with its root, and pointer.
    ///
    /// A finding on several instances of a declaration has the fingerprint of the first one.
    pub fn fingerprint(&self) -> String {
        self.fingerprint_of(&self.subject)
    }

    /// The fingerprint of the finding on one of its instances.
    pub fn fingerprint_of(&self, subject: &Subject) -> String {
        let computed = || fingerprint(&[self.rule.id, &subject.kind, &subject.identity(), &self.pointer]);
        subject.recorded.as_deref().map_or_else(computed, str::to_owned)
    }

    /// The subjects of all instances, the first one first.
    pub fn instances(&self) -> impl Iterator<Item = &Subject> {
        std::iter::once(&self.subject).chain(&self.merged.instances)
    }

    /// All labels, the primary one first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.primary).chain(&self.related)
    }
}

/// A fingerprint of a result with these names.
pub fn fingerprint(names: &[&str]) -> String {
    /// Namespace of fingerprints; it must never change.
    const NAME_SPACE: uuid::Uuid = uuid::uuid!("6f2cbb3e-6f3d-5d0a-9b51-0e0f4b0b8f3a");
    uuid::Uuid::new_v5(&NAME_SPACE, names.join("\0").as_bytes()).simple().to_string()
}

/// What a rule could not decide, and what is needed to decide it.
#[derive(Debug, Clone)]
pub struct Undecided {
    /// The rule.
    pub rule: &'static Metadata,
    /// The tenant: an index into the tenants of the run.
    pub tenant: usize,
    /// The resource; nothing if the result concerns the tenant as a whole.
    pub subject: Option<Subject>,
    /// Where the setting is, or where it is missing.
    pub span: Option<Span>,
    /// What is missing.
    pub missing: Text,
    /// What to add to the input so that the rule can decide.
    pub decide: Step,
    /// Whether the input contains something that the rule could be about.
    pub is_relevant: bool,
}

impl Undecided {
    /// Changes every text that the input contains.
    pub(crate) fn each_text(&mut self, change: &dyn Fn(&mut String)) {
        self.missing.each_value(change);
        self.subject.iter_mut().for_each(|subject| subject.each_text(change));
        self.decide.each_text(change);
    }

    /// The step that adds a missing kind of resource to the input.
    pub fn collect(kind: &Kind) -> Step {
        match (kind.request(), kind.entry().and_then(|entry| entry.hint)) {
            (Some(request), _) => Step::from(Text::new("also collect `{kind}`").with("kind", kind.name()))
                .with(Action::Command(Text::new("{command}").with("command", request.command()))),
            (None, Some(hint)) => hint.into(),
            (None, None) => Text::new("also check the files that declare `{kind}`").with("kind", kind.name()).into(),
        }
    }
}
