//! The allow-list: which findings stand, and which are accepted.

use super::Policy;
use super::file::{AllowEntry, Selectors};
use super::glob::Glob;
use super::relied_on::Reliance;
use super::unsound;
use crate::finding::{Finding, Subject, Undecided};
use crate::judge::Judged;
use crate::metadata::Metadata;
use crate::outcome::Accepted;
use crate::resource::Problem;
use crate::rules::{Rule, find, policy_file::allow_list_entry_unsound};
use crate::source::{FileId, Sources, Span};
use crate::syntax::tree::{Bytes, Node};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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

/// What a policy leaves of the findings.
#[derive(Debug, Default)]
pub struct Applied {
    /// Findings that stand, sorted by file, place and rule: those on the allow-list itself among them.
    pub findings: Vec<Box<Finding>>,
    /// Findings that the allow-list accepts, sorted alike.
    pub accepted: Vec<Accepted>,
    /// What could not be decided, sorted alike; what concerns a tenant as a whole comes last.
    pub undecided: Vec<Undecided>,
    /// What could not be read, sorted alike.
    pub problems: Vec<Problem>,
}

impl Policy {
    /// Sets severities, takes away what the allow-list accepts and comments on what is not reported, and reports entries of the
    /// allow-list that are unsound.
    ///
    /// Time grows with the findings, and with their product with the entries that are globs.
    pub fn apply(&self, judged: Judged, run: &Run<'_>) -> Applied {
        let Judged { findings, mut undecided, mut problems, complete, .. } = judged;
        // The tenant without a name is there for files that belong to no other: where there are none, nothing of it is undecided.
        let idle = self.idle_tenant(&undecided, run);
        undecided.retain(|undecided| Some(undecided.tenant) != idle);
        let mut uses = vec![Use::default(); self.entries.len()];
        let index = Index::new(&self.entries, run.today);
        let mut reliance = Reliance::default();
        let mut applied = Applied { findings: Vec::with_capacity(findings.len()), ..Applied::default() };
        for mut finding in findings {
            finding.severity = self.severity(finding.rule).unwrap_or(finding.severity);
            let matching = index.matching(finding.rule, finding.tenant, &finding.subject);
            for entry in &matching {
                uses[*entry].note(&finding);
            }
            match matching.first().map(|number| (*number, &self.entries[*number])) {
                Some((number, entry)) => {
                    reliance.note(&finding, number, entry);
                    applied.accepted.push(entry.accept(finding));
                }
                None => applied.findings.push(finding),
            }
        }
        self.drop_comments(&mut applied.findings, run);
        for undecided in &undecided {
            let Some(subject) = &undecided.subject else { continue };
            index.matching(undecided.rule, undecided.tenant, subject).iter().for_each(|entry| uses[*entry].undecided = true);
        }
        if let Some(file) = run.policy_file.filter(|_| run.has_run(allow_list_entry_unsound::RULE.id)) {
            let input = unsound::Input { run, idle, complete: &complete, undecided: &undecided, problems: &problems };
            applied.findings.extend(unsound::findings(self, file, &uses, &input));
        }
        if let Some(file) = run.policy_file {
            reliance.raise(&mut applied.findings, self, file);
            problems.extend(self.unreviewed(file));
        }
        sort(&mut applied.findings, run.sources, |finding| (Some(finding.primary.span), finding.rule.id));
        sort(&mut applied.accepted, run.sources, |accepted| (Some(accepted.finding.primary.span), accepted.finding.rule.id));
        sort(&mut undecided, run.sources, |undecided| (undecided.span, undecided.rule.id));
        sort(&mut problems, run.sources, |problem| (Some(problem.span), &problem.message));
        // A module that several roots call, and a file that is tried in two forms, tell of one mistake each time.
        problems.dedup();
        Applied { undecided, problems, ..applied }
    }

    /// The tenant without a name, where no rule had anything to look at in it.
    fn idle_tenant(&self, undecided: &[Undecided], run: &Run<'_>) -> Option<usize> {
        let nameless = self.tenants.nameless()?;
        let without: HashSet<_> = unseen(undecided).filter(|(tenant, _)| *tenant == nameless).map(|(_, rule)| rule).collect();
        let idle = run.ran.iter().all(|rule| rule.needs.is_empty() || without.contains(rule.id));
        idle.then_some(nameless)
    }

    /// Takes away comments on findings that do not stand. A rule that did not run, and is not switched off, tells nothing.
    fn drop_comments(&self, findings: &mut Vec<Box<Finding>>, run: &Run<'_>) {
        let commented: HashSet<_> = findings.iter().flat_map(|finding| finding.comments).copied().collect();
        let standing: HashSet<_> = findings
            .iter()
            .filter(|finding| commented.contains(finding.rule.id))
            .map(|finding| (finding.rule.id, resource(finding)))
            .collect();
        let silent = |id: &str| !run.has_run(id) && find(id).is_none_or(|rule| self.is_enabled(rule));
        findings.retain(|finding| {
            let stands = |id: &&str| silent(id) || standing.contains(&(*id, resource(finding)));
            finding.comments.is_empty() || finding.comments.iter().any(stands)
        });
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

/// Sorts by file, place and rule; what has no place comes last.
fn sort<T>(list: &mut [T], sources: &Sources, key: impl Fn(&T) -> (Option<Span>, &str)) {
    list.sort_by(|left, right| {
        let key = |element| {
            let (span, name) = key(element);
            (span.is_none(), span.map(|span| (sources.get(span.file).path.as_str(), span.start, span.end)), name)
        };
        key(left).cmp(&key(right))
    });
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

    fn accept(&self, finding: Box<Finding>) -> Accepted {
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

    fn fits(&self, subject: &Subject) -> bool {
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
    fn note(&mut self, finding: &Finding) {
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

/// The entries that hold, by what names a resource best: most entries are found without looking at the others.
struct Index<'p> {
    entries: &'p [Entry],
    rules: HashMap<&'static str, RuleIndex<'p>>,
}

#[derive(Default)]
struct RuleIndex<'p> {
    app_ids: HashMap<&'p str, Vec<usize>>,
    ids: HashMap<&'p str, Vec<usize>>,
    names: HashMap<&'p str, Vec<usize>>,
    addresses: HashMap<&'p str, Vec<usize>>,
    others: Vec<usize>,
}

impl<'p> Index<'p> {
    fn new(entries: &'p [Entry], today: Date) -> Self {
        let mut rules: HashMap<_, RuleIndex<'_>> = HashMap::new();
        for (number, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.holds(today)) {
            let index = rules.entry(entry.rule.id).or_default();
            let selector = &entry.selector;
            let list = match (&selector.app_id, &selector.id, &selector.display_name, &selector.address) {
                (Some(app_id), ..) => index.app_ids.entry(app_id).or_default(),
                (_, Some(id), ..) => index.ids.entry(id).or_default(),
                (_, _, Some(Name::Exact(name)), _) => index.names.entry(name).or_default(),
                (.., Some(Name::Exact(address))) => index.addresses.entry(address).or_default(),
                _ => &mut index.others,
            };
            list.push(number);
        }
        Self { entries, rules }
    }

    /// The entries for the findings of a rule on this resource, in the order of the file.
    fn matching(&self, rule: &Metadata, tenant: usize, subject: &Subject) -> Vec<usize> {
        let Some(index) = self.rules.get(rule.id) else { return Vec::new() };
        let list = |map: &HashMap<&str, Vec<usize>>, key: Option<&str>| key.and_then(|key| map.get(key)).cloned().unwrap_or_default();
        let lower = |id: &Option<String>| id.as_deref().map(str::to_ascii_lowercase);
        let mut entries = list(&index.app_ids, lower(&subject.app_id).as_deref());
        entries.extend(list(&index.ids, lower(&subject.id).as_deref()));
        entries.extend(list(&index.names, subject.name.as_deref()));
        entries.extend(list(&index.addresses, Some(&subject.address)));
        entries.extend(&index.others);
        let fits = |entry: &Entry| entry.tenant.is_none_or(|named| named == tenant) && entry.selector.fits(subject);
        entries.retain(|number| fits(&self.entries[*number]));
        entries.sort_unstable();
        entries
    }
}

#[cfg(test)]
mod tests;
