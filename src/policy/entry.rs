//! Entries of the allow-list, and what a run tells about them.

use super::file::{AllowEntry, Selectors};
use super::glob::Glob;
use crate::finding::{Finding, Subject, Undecided};
use crate::outcome::Accepted;
use crate::rules::{Rule, find};
use crate::source::{FileId, Sources};
use crate::syntax::tree::{Bytes, Node};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the run whose findings a policy is applied to.
#[derive(Debug, Clone, Copy)]
pub struct Run<'r> {
    /// The files that were read, the policy file among them.
    pub sources: &'r Sources,
    /// The policy file, where there is one: findings on its entries stand in it.
    pub policy_file: Option<FileId>,
    /// Today, for what expires.
    pub today: Date,
    /// A folder was named: the input is all there is, and not some files of many.
    pub whole_input: bool,
    /// The rules that ran.
    pub ran: &'r [&'static Rule],
}

impl Run<'_> {
    pub(super) fn has_run(&self, id: &str) -> bool {
        self.ran.iter().any(|rule| rule.id == id)
    }
}

/// An entry of the allow-list.
#[derive(Debug)]
pub(super) struct Entry {
    pub number: usize,
    pub rule: &'static Rule,
    pub selector: Selector,
    pub reason: String,
    pub reviewer: String,
    pub expires: Option<Date>,
    pub tenant: Option<usize>,
    pub places: Places,
}

/// Where the parts of an entry stand; the name of the rule is the place of what is missing.
#[derive(Debug)]
pub(super) struct Places {
    pub resource: Bytes,
    pub reason: Bytes,
    pub reviewer: Bytes,
    pub expires: Bytes,
    pub display_name: Bytes,
}

impl Entry {
    /// Entry number `number`, written at `node`. Nothing when its rule or its tenant does not exist, which the check of the file finds.
    pub(super) fn new(number: usize, entry: AllowEntry, node: &Node<'_>, tenants: &[(String, Vec<String>)]) -> Option<Self> {
        let rule = find(&entry.rule)?;
        let tenant = match entry.tenant {
            Some(name) => Some(tenants.iter().position(|(tenant, _)| *tenant == name)?),
            None => None,
        };
        let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).unwrap_or_default();
        Some(Self {
            number,
            rule,
            selector: Selector::new(&entry.resource),
            reason: text(entry.reason),
            reviewer: text(entry.reviewer),
            expires: entry.expires,
            tenant,
            places: Places::new(node),
        })
    }

    pub(super) fn accept(&self, finding: Box<Finding>) -> Accepted {
        Accepted { finding, reason: self.reason.clone(), reviewer: self.reviewer.clone() }
    }

    /// Whether it holds on this day: the last day is one of its days.
    pub(super) fn holds(&self, today: Date) -> bool {
        self.expires.is_none_or(|last| today <= last)
    }
}

impl Places {
    fn new(node: &Node<'_>) -> Self {
        let rule = node.get("rule").map_or_else(|| node.bytes.clone(), |rule| rule.bytes.clone());
        let place = |parent: &Node<'_>, key: &str| match parent.member(key) {
            Some(member) if member.value.bytes.is_empty() => member.key_bytes.clone(),
            Some(member) => member.value.bytes.clone(),
            None => rule.clone(),
        };
        let resource = node.get("resource").unwrap_or(node);
        Self {
            resource: place(node, "resource"),
            reason: place(node, "reason"),
            reviewer: place(node, "reviewer"),
            expires: place(node, "expires"),
            display_name: place(resource, "displayName"),
        }
    }
}

/// A name, or a pattern for names.
#[derive(Debug)]
pub(super) enum Name {
    Exact(String),
    Glob(String, Glob),
}

impl Name {
    fn new(text: &str) -> Self {
        match Glob::new(text) {
            Some(glob) => Self::Glob(text.to_owned(), glob),
            None => Self::Exact(text.to_owned()),
        }
    }

    pub(super) fn text(&self) -> &str {
        let (Self::Exact(text) | Self::Glob(text, _)) = self;
        text
    }

    fn fits(&self, name: &str) -> bool {
        match self {
            Self::Exact(text) => text == name,
            Self::Glob(_, glob) => glob.fits(name),
        }
    }
}

/// Which resources an entry is for: those that everything fits which is given.
#[derive(Debug)]
pub(super) struct Selector {
    /// In lower case, as ids and kinds are compared without regard to it.
    pub app_id: Option<String>,
    pub id: Option<String>,
    pub kind: Option<String>,
    pub display_name: Option<Name>,
    pub address: Option<Name>,
}

impl Selector {
    fn new(selectors: &Selectors) -> Self {
        let lower = |text: &Option<String>| text.as_deref().map(str::to_ascii_lowercase);
        let name = |text: &Option<String>| text.as_deref().map(Name::new);
        Self {
            app_id: lower(&selectors.app_id),
            id: lower(&selectors.id),
            kind: lower(&selectors.kind),
            display_name: name(&selectors.display_name),
            address: name(&selectors.address),
        }
    }

    pub(super) fn fits(&self, subject: &Subject) -> bool {
        let same = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| found.is_some_and(|found| found.eq_ignore_ascii_case(wanted)))
        };
        let fits =
            |wanted: &Option<Name>, found: Option<&str>| wanted.as_ref().is_none_or(|wanted| found.is_some_and(|found| wanted.fits(found)));
        same(&self.app_id, subject.app_id.as_deref())
            && same(&self.id, subject.id.as_deref())
            && same(&self.kind, Some(&subject.kind))
            && fits(&self.display_name, subject.name.as_deref())
            && fits(&self.address, Some(&subject.address))
    }

    /// What is given, as `key=value`: it names the entry, however many stand before it.
    pub(super) fn name(&self) -> String {
        let text = |name: &Option<Name>| name.as_ref().map(|name| name.text().to_owned());
        let given = [
            ("appId", self.app_id.clone()),
            ("id", self.id.clone()),
            ("displayName", text(&self.display_name)),
            ("address", text(&self.address)),
            ("kind", self.kind.clone()),
        ];
        let given: Vec<_> = given.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", value?))).collect();
        given.join(",")
    }
}

/// What an entry was good for.
#[derive(Debug, Clone, Default)]
pub(super) struct Use {
    /// The resources on which it accepts findings.
    pub resources: BTreeSet<Resource>,
    /// Of those that exist in a tenant (and so have a name that somebody else may have chosen): how to name them for good.
    pub ids: BTreeMap<String, &'static str>,
    /// A resource is in the input on which its rule could not decide.
    pub undecided: bool,
}

impl Use {
    pub(super) fn note(&mut self, finding: &Finding) {
        self.resources.insert(resource(finding));
        let subject = &finding.subject;
        if subject.declared {
            return;
        }
        match (&subject.app_id, &subject.id) {
            (Some(app_id), _) => drop(self.ids.insert(app_id.clone(), "appId")),
            (None, Some(id)) => drop(self.ids.insert(id.clone(), "id")),
            (None, None) => {}
        }
    }
}

/// Rules that had nothing to look at in a tenant.
pub(super) fn unseen(undecided: &[Undecided]) -> impl Iterator<Item = (usize, &'static str)> {
    undecided.iter().filter(|undecided| undecided.subject.is_none()).map(|undecided| (undecided.tenant, undecided.rule.id))
}

/// What tells one resource from another.
pub(super) fn resource(finding: &Finding) -> Resource {
    let subject = &finding.subject;
    let id = subject.id.as_ref().or(subject.app_id.as_ref()).filter(|_| !subject.declared);
    (finding.tenant, subject.kind.clone(), id.unwrap_or(&subject.address).to_ascii_lowercase())
}

pub(super) type Resource = (usize, String, String);
