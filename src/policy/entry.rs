//! Entries of the allow-list, and how a run uses them.

use super::file::{AllowEntry, Selectors};
use super::glob::Glob;
use super::validate::without_nulls;
use super::weaker::Weaker;
use crate::finding::{Finding, Subject, Undecided};
use crate::outcome::{Accepted, AcceptedBy};
use crate::rules::{Rule, RuleSet};
use crate::source::{FileId, Sources, Span};
use crate::syntax::tree::{Bytes, Node};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The run to which a policy is applied.
#[derive(Debug, Clone, Copy)]
pub struct Run<'r> {
    /// The files that were read, including the policy file.
    pub sources: &'r Sources,
    /// The policy file, if there is one. Findings on its entries point to it.
    pub policy_file: Option<FileId>,
    /// The date that expiry dates are compared with.
    pub today: Date,
    /// Whether a folder was named, so that the input is complete.
    pub whole_input: bool,
    /// Whether the command line names the rules, so that disabled ones run, too.
    pub is_named: bool,
    /// The rules that ran.
    pub ran: &'r [&'static Rule],
    /// Whether comments in code accept findings.
    pub suppressions: bool,
    /// What the working tree makes weaker than the revision whose policy applies.
    pub(crate) weaker: &'r [Weaker],
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
    /// The only fact that it accepts.
    pub fact: Option<String>,
    /// The file in which it is written, counted from the policy file.
    pub file: FileId,
    pub places: Places,
    /// Why it accepts nothing, however it is reviewed.
    pub void: Option<Void>,
}

/// Why an entry accepts nothing: a reviewer of a pull request does not see what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Void {
    /// Its reason has no visible character.
    Reason,
    /// Its reviewer has no visible character.
    Reviewer,
    /// Its patterns match every resource.
    Everything,
}

/// Where the parts of an entry are; a missing part is reported at the name of the rule.
#[derive(Debug)]
pub(super) struct Places {
    pub resource: Bytes,
    pub reason: Bytes,
    pub reviewer: Bytes,
    pub expires: Bytes,
    pub display_name: Bytes,
}

impl Entry {
    /// Entry number `number`, written at `node`. Nothing if its rule or its tenant does not exist, which validation reports.
    pub(super) fn new(
        number: usize,
        entry: AllowEntry,
        node: &Node<'_>,
        tenants: &[(String, Vec<String>)],
        known: &RuleSet,
    ) -> Option<Self> {
        let rule = known.find(&entry.rule)?;
        let tenant = match entry.tenant {
            Some(name) => Some(tenants.iter().position(|(tenant, _)| *tenant == name)?),
            None => None,
        };
        let is_blank = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty() && !is_visible(text));
        let selector = Selector::new(&entry.resource);
        let void = [
            (Void::Reason, is_blank(&entry.reason)),
            (Void::Reviewer, is_blank(&entry.reviewer)),
            (Void::Everything, selector.fits_everything()),
        ];
        let void = void.into_iter().find(|(_, is_so)| *is_so).map(|(void, _)| void);
        let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).unwrap_or_default();
        Some(Self {
            number,
            rule,
            selector,
            reason: text(entry.reason),
            reviewer: text(entry.reviewer),
            expires: entry.expires,
            tenant,
            fact: entry.fact.map(|fact| if uuid::Uuid::try_parse(&fact).is_ok() { fact.to_ascii_lowercase() } else { fact }),
            file: FileId(0),
            places: Places::new(node),
            void,
        })
    }

    /// The same as an entry of a file that is extended: it follows `number` others, and its file follows `before` others.
    pub(super) fn moved(self, number: usize, before: FileId) -> Self {
        Self { number: self.number + number, file: FileId(self.file.0 + before.0), tenant: None, ..self }
    }

    /// A place in it, where the policy file is `first`.
    pub(super) fn span(&self, bytes: &Bytes, first: FileId) -> Span {
        Span::new(FileId(first.0 + self.file.0), bytes.start, bytes.end)
    }

    /// What it accepts, which identifies the entry independent of its position.
    pub(super) fn name(&self) -> String {
        let fact = self.fact.iter().map(|fact| format!(",fact={fact}"));
        [self.rule.id, " ", &self.selector.name()].map(str::to_owned).into_iter().chain(fact).collect()
    }

    pub(super) fn accept(&self, finding: Box<Finding>) -> Accepted {
        Accepted { finding, reason: self.reason.clone(), reviewer: self.reviewer.clone(), by: AcceptedBy::Entry, expires: self.expires }
    }

    /// Whether it is valid on this date, which includes the date of expiry.
    pub(super) fn holds(&self, today: Date) -> bool {
        self.void.is_none() && self.expires.is_none_or(|last| today <= last)
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

/// Whether an entry as it is written in a policy file names the resource, the rule and the fact of a finding, whoever reviewed it.
pub fn selects(entry: &Node<'_>, finding: &Finding) -> bool {
    let Ok(written) = serde_json::from_value::<AllowEntry>(without_nulls(entry)) else { return false };
    let entry = Entry::new(0, AllowEntry { tenant: None, ..written }, entry, &[], &RuleSet::default());
    entry.is_some_and(|entry| {
        let is_fact = entry.fact.as_ref().is_none_or(|fact| *fact == finding.fact);
        entry.rule.id == finding.rule.id && is_fact && finding.instances().any(|subject| entry.selector.fits(subject))
    })
}

/// Whether a text has a letter or a digit that can be seen: the fillers of Hangul count as letters.
fn is_visible(text: &str) -> bool {
    text.chars().any(|character| character.is_alphanumeric() && !matches!(character, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'))
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

/// The resources that an entry matches: those that match every given key.
#[derive(Debug)]
pub(super) struct Selector {
    /// In lower case, because ids and kinds are compared case-insensitively.
    pub app_id: Option<String>,
    pub id: Option<String>,
    pub kind: Option<String>,
    pub display_name: Option<Name>,
    pub address: Option<Name>,
    pub root: Option<Name>,
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
            root: selectors
                .root
                .as_deref()
                .map(|root| root.trim_end_matches('/'))
                .map(|root| Name::new(root.strip_prefix("./").unwrap_or(root))),
        }
    }

    /// Whether the patterns match every name, and nothing else is given.
    fn fits_everything(&self) -> bool {
        let names = [&self.display_name, &self.address, &self.root];
        let is_all = |name: &&Name| name.text().chars().all(|character| matches!(character, '*' | '?' | '/' | '.'));
        self.app_id.is_none() && self.id.is_none() && self.kind.is_none() && names.into_iter().flatten().all(|name| is_all(&name))
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
            && self.fits_root(subject)
    }

    /// Whether the root is meant: the same address in another root is another resource. Without `root`, an address is one in the folder of
    /// the policy file.
    fn fits_root(&self, subject: &Subject) -> bool {
        match &self.root {
            Some(wanted) => {
                let places = [subject.folder(), &subject.root, &subject.deployment];
                !subject.root.is_empty() && places.into_iter().any(|place| !place.is_empty() && wanted.fits(place))
            }
            None => self.address.is_none() || subject.root.is_empty() || subject.folder() == ".",
        }
    }

    /// The given keys as `key=value`, which identify the entry independent of its position.
    pub(super) fn name(&self) -> String {
        let text = |name: &Option<Name>| name.as_ref().map(|name| name.text().to_owned());
        let given = [
            ("appId", self.app_id.clone()),
            ("id", self.id.clone()),
            ("displayName", text(&self.display_name)),
            ("address", text(&self.address)),
            ("root", text(&self.root)),
            ("kind", self.kind.clone()),
        ];
        let given: Vec<_> = given.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", value?))).collect();
        given.join(",")
    }
}

/// What an entry accepted in a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Use {
    /// The resources on which it accepts findings.
    pub resources: BTreeSet<Resource>,
    /// Stable identifiers of those that exist in a tenant, where others can choose the display name.
    pub ids: BTreeMap<String, &'static str>,
    /// The facts of resources that have several, none of which it accepts.
    pub several: BTreeSet<String>,
    /// Whether the rule is undecided on a resource of the input.
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

/// Rules without input in a tenant.
pub(super) fn unseen(undecided: &[Undecided]) -> impl Iterator<Item = (usize, &'static str)> {
    undecided.iter().filter(|undecided| undecided.subject.is_none()).map(|undecided| (undecided.tenant, undecided.rule.id))
}

/// The identity of a resource.
pub(super) fn resource(finding: &Finding) -> Resource {
    let subject = &finding.subject;
    let app_id = subject.app_id.as_deref().filter(|_| !subject.declared && subject.id.is_none());
    (finding.tenant, subject.kind.clone(), app_id.map_or_else(|| subject.identity(), Into::into).to_ascii_lowercase())
}

pub(super) type Resource = (usize, String, String);
