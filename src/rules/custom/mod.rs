//! Rules of an organization: what its policy file requires of the objects of a kind.
//!
//! They are rules like all others, with metadata, a check and findings at exact places. Only their check is data: an [`Operator`]
//! that the value at a JSON pointer must fulfill.

mod operator;
#[cfg(feature = "rego")]
pub mod rego;

pub use operator::{Operator, Range, Scalar};

use super::prelude::*;
use super::{Rule, name_of};
use crate::metadata::Metadata;
use crate::model::object;
use crate::model::pointed::{Found, Pointer, found};
use crate::resource::{Resource, Scan};
use serde_json::Value;

/// The check of a rule of an organization.
#[derive(Debug)]
pub struct Custom {
    /// The kind of the resources that it checks; nothing for a rule that joins several kinds.
    pub kind: Option<Kind>,
    /// What is written in the policy file, which identifies the check.
    pub definition: Value,
    /// How to resolve a finding; may be empty.
    pub help: String,
    /// The displayed path of the file that defines it.
    pub file: String,
    pub test: Test,
}

/// What a rule of an organization tests.
#[derive(Debug)]
pub enum Test {
    /// Each value at a pointer, on the resources of which all conditions are true.
    Values { conditions: Vec<(Pointer, Operator)>, pointer: Pointer, must: Operator },
    /// In Rego.
    #[cfg(feature = "rego")]
    Rego(rego::Rego),
}

impl Custom {
    /// The key of the policy file that defines it.
    pub fn key(&self) -> &'static str {
        match self.test {
            Test::Values { .. } => "custom",
            #[cfg(feature = "rego")]
            Test::Rego(_) => "rego",
        }
    }

    /// Checks the tenant as a whole.
    #[cfg_attr(not(feature = "rego"), expect(unused_variables, reason = "only rules in Rego join resources"))]
    pub(super) fn run_on_tenant(&self, tenant: &Tenant, out: &mut Findings<'_>) {
        match &self.test {
            Test::Values { .. } => {}
            #[cfg(feature = "rego")]
            Test::Rego(rego) => rego::on_tenant(self, rego, tenant, out),
        }
    }

    /// Why it failed since this was last asked, and the bytes of the rule in its file.
    pub fn take_failures(&self) -> Vec<(std::ops::Range<usize>, String)> {
        match &self.test {
            Test::Values { .. } => Vec::new(),
            #[cfg(feature = "rego")]
            Test::Rego(rego) => rego.take_failures().into_iter().map(|reason| (rego.place.clone(), reason)).collect(),
        }
    }
}

/// The rules of a run: those of tenantlint, and those of an organization.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    custom: Vec<&'static Rule>,
}

impl RuleSet {
    /// The rules of an organization.
    pub fn custom(&self) -> &[&'static Rule] {
        &self.custom
    }

    /// All rules.
    pub fn iter(&self) -> impl Iterator<Item = &'static Rule> {
        super::RULES.iter().chain(&self.custom).copied()
    }

    /// The rule with this id.
    pub fn find(&self, id: &str) -> Option<&'static Rule> {
        super::find(id).or_else(|| self.custom.iter().copied().find(|rule| rule.id == id))
    }

    pub fn add(&mut self, rule: &'static Rule) {
        self.custom.push(rule);
    }
}

/// Keeps a rule of a policy file for the rest of the process, like those of tenantlint: findings and reports refer to the metadata of rules
/// without owning it, and a process reads few policy files.
pub fn keep(metadata: Metadata, custom: Custom) -> &'static Rule {
    /// What is kept stays reachable, so it does not count as lost.
    static KEPT: std::sync::Mutex<Vec<&'static Rule>> = std::sync::Mutex::new(Vec::new());
    let check = Check::Custom(Box::leak(Box::new(custom)));
    let rule: &'static Rule = Box::leak(Box::new(Rule { metadata, options: None, check }));
    if let Ok(mut kept) = KEPT.lock() {
        kept.push(rule);
    }
    rule
}

/// A text or list of a rule for the rest of the process.
pub fn keep_text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

object! {
    /// The names of an object of any kind.
    Named {
        id: Str<'a>,
        app_id: Str<'a>,
        display_name: Str<'a>,
        name: Str<'a>,
        user_principal_name: Str<'a>,
        properties: NamedProperties<'a>,
    }

    /// The names in the properties of an Azure object, whose own name can be a GUID.
    NamedProperties {
        display_name: Str<'a>,
        role_name: Str<'a>,
    }
}

impl<'a> Identified for Named<'a> {
    fn identity(&self) -> Identity {
        let text = |setting: &Setting<'a, Str<'a>>| setting.known().map(ToString::to_string);
        let inner = self.properties.known().and_then(|inner| text(&inner.display_name).or_else(|| text(&inner.role_name)));
        let name = text(&self.display_name).or(inner).or_else(|| text(&self.user_principal_name)).or_else(|| text(&self.name));
        Identity { id: text(&self.id), app_id: text(&self.app_id), name }
    }
}

/// Runs rules of an organization on a resource of their kind.
pub(super) fn run(
    rules: &[(&'static Rule, &'static Custom)],
    resource: &Resource<'_>,
    members: &Scan<'_>,
    tenant: usize,
    out: &mut Findings<'_>,
) {
    let Some(view) = View::<Named<'_>>::new(resource, members) else { return };
    #[cfg(feature = "rego")]
    let seen = rego::Seen::default();
    for (rule, custom) in rules {
        let out = out.of(rule, tenant);
        match &custom.test {
            Test::Values { conditions, pointer, must } => values(custom, conditions, pointer, must, &view, members, out),
            #[cfg(feature = "rego")]
            Test::Rego(rego) => rego::on_resource(custom, rego, &view, members, &seen, out),
        }
    }
}

fn values(
    custom: &Custom,
    conditions: &[(Pointer, Operator)],
    pointer: &Pointer,
    must: &Operator,
    view: &View<'_, Named<'_>>,
    members: &Scan<'_>,
    out: &mut Findings<'_>,
) {
    let mut open = None;
    for (pointer, operator) in conditions {
        let values = found(view.resource, members, pointer);
        // A condition on the elements of a list is true if it is true of one of them.
        let results: Vec<_> = values.iter().map(|value| (operator.test(&value.state), value)).collect();
        if results.iter().any(|(result, _)| *result == Some(true)) {
            continue;
        }
        match results.iter().find(|(result, _)| result.is_none()) {
            Some((_, value)) => open = open.or_else(|| Some(undecided(value))),
            None => return,
        }
    }
    for value in found(view.resource, members, pointer) {
        let result = must.test(&value.state);
        match (result, &open) {
            (Some(true), _) => {}
            (Some(false), None) => report(custom, must, view, &value, out),
            (Some(false), Some((missing, place))) => out.undecided(view, place, missing.clone()),
            (None, _) => {
                let (missing, place) = undecided(&value);
                out.undecided(view, &place, missing);
            }
        }
    }
}

fn undecided(value: &Found<'_>) -> (Text, crate::resource::Place) {
    let text = match &value.state {
        State::Unknown(reason) => Text::new("`{setting}` is unknown: {reason}").with("reason", reason.clone()),
        State::Known(_) => Text::new("`{setting}` is not set, and the service may have a default for it"),
        _ => Text::new("`{setting}` is not in the input"),
    };
    (text.with("setting", value.pointer.clone()), value.place.clone())
}

fn report(custom: &Custom, must: &Operator, view: &View<'_, Named<'_>>, value: &Found<'_>, out: &mut Findings<'_>) {
    let label = match value.state {
        State::Known(_) => Text::new("must {expected}"),
        State::Null => Text::new("must {expected}, and is null"),
        _ => Text::new("must {expected}, and is missing"),
    };
    let label = Label::new(value.place.clone(), label.with("expected", must.expected()));
    let title = Text::new("{summary}: `{name}`").with("summary", out.rule.summary).with("name", name_of(view));
    let report = out.report(view, value.pointer.clone(), label).title(title);
    // The value is looked up by its index, and the finding is recognized by a name that stays when other elements are added.
    report.finding.pointer = value.stable.clone().into();
    help(custom, report);
}

/// Adds how to resolve a finding.
fn help(custom: &Custom, report: Report<'_>) {
    if !custom.help.is_empty() {
        report.step(Text::new("{help}").with("help", custom.help.clone()));
    }
}
