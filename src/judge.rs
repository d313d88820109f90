//! From resources to findings: single resources are checked as they are read, and joins run after the last one.

use crate::chunks::Chunks;
use crate::finding::{Finding, Undecided};
use crate::model::{Index, PlainMember, Tenant};
use crate::reader::{self, Project};
use crate::resource::{Completeness, Forks, Gap, Kind, Problem, Resource, Scan, Sink, forked};
use crate::rules::{Findings, Settings};
use crate::source::Sources;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// The result of checking all sources.
#[derive(Debug, Default)]
pub struct Judged {
    /// What the rules report, in no particular order.
    pub findings: Chunks<Box<Finding>>,
    /// What they could not decide.
    pub undecided: Vec<Undecided>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// How many resources were read.
    pub resources: usize,
    /// For each tenant, the kinds for which a complete list was read.
    pub complete: Vec<Vec<Kind>>,
    /// The kinds that each rule asked the index for, in a debug build. A test compares them with what the rules declare.
    pub asked: HashMap<&'static str, HashSet<Kind>>,
}

/// The tenants of a run.
pub struct Tenants<'p> {
    pub count: usize,
    /// The number of the tenant that the file at a displayed path belongs to.
    pub of: &'p (dyn Fn(&str) -> usize + Sync),
    /// The kinds of which that file contains a part of all objects of the tenant, according to the policy file.
    pub complete: &'p (dyn Fn(&str) -> Vec<Kind> + Sync),
}

/// Reads and checks all sources.
pub fn judge(sources: &Sources, project: &Project, settings: &Settings, tenants: &Tenants<'_>) -> Judged {
    let mut judged = Judged::default();
    let mut undecided = Chunks::default();
    let mut indexes: Vec<Index> = (0..tenants.count).map(|_| Index::default()).collect();
    let new = |path: &str| Judge { complete: (tenants.complete)(path), ..Judge::new(settings, (tenants.of)(path)) };
    let mut complete = BTreeSet::new();
    reader::read_all(sources, project, &new, &mut |part: Judge<'_>| {
        complete.extend(part.complete.into_iter().map(|kind| (part.number, kind)));
        indexes[part.number].join(part.index);
        judged.findings.append(part.findings.findings);
        undecided.append(part.findings.undecided);
        judged.problems.extend(part.problems);
    });
    for (number, kind) in complete {
        judged.problems.extend(wrongly_declared(&mut indexes[number], &kind));
    }
    for (number, index) in indexes.into_iter().enumerate() {
        judged.resources += index.contents().count();
        judged.complete.push(index.complete_kinds().cloned().collect());
        let mut out = Findings::new(settings, number);
        join(&Rc::new(index), settings, number, &mut out, &mut judged.asked);
        judged.findings.append(out.findings);
        undecided.append(out.undecided);
    }
    // Every part of the input records what concerns the tenant as a whole, so duplicates are removed.
    let mut seen = HashSet::new();
    let mut is_new = |undecided: &Undecided| {
        undecided.subject.is_some() || seen.insert((undecided.rule.id, undecided.tenant, undecided.missing.render(str::to_owned)))
    };
    judged.undecided = undecided.into_iter().filter(|undecided| is_new(undecided)).collect();
    judged
}

/// A warning if the policy file declares that the input contains all objects of a kind, and something refers to one that is not in it.
/// The kind then counts as incomplete.
fn wrongly_declared(index: &mut Index, kind: &Kind) -> Option<Problem> {
    let (id, span) = index.unknown_reference(kind)?;
    let reason = "the policy file declares it complete, but this refers to one that is not in the input";
    index.add_completeness(kind, "", Completeness::Partial(Gap { span, reason }));
    Some(Problem::warning(span, format!("the policy file declares under `complete` that the input contains each `{kind}`, but not `{id}`")))
}

/// Runs the rules that check the tenant as a whole, and records those without input as undecided.
fn join(index: &Rc<Index>, settings: &Settings, number: usize, out: &mut Findings<'_>, asked: &mut HashMap<&'static str, HashSet<Kind>>) {
    for rule in &settings.rules {
        let out = out.of(rule, number);
        if let Some([kind, ..]) = rule.needs.iter().find(|kinds| !is_met(kinds, index)) {
            out.undecided_missing(kind);
            continue;
        }
        // A setting that may not be declared is not in force.
        let is_certain = |kinds: &&&[Kind]| {
            !kinds.iter().any(|kind| index.contents().has(kind)) || kinds.iter().any(|kind| index.contents().is_certain(kind))
        };
        if let Some([kind, ..]) = rule.needs.iter().find(|kinds| !is_certain(kinds)) {
            out.undecided_conditional(kind);
        }
        let tenant = Tenant::new(index, rule);
        rule.check.run_on_tenant(&tenant, out);
        asked.entry(rule.id).or_default().extend(tenant.into_asked());
    }
}

/// Whether the input has one of these kinds, or a complete list of the first, which may be empty.
fn is_met(kinds: &[Kind], index: &Index) -> bool {
    let is_empty_list = |kind: &Kind| kind.may_be_none() && index.completeness(kind).is_whole();
    kinds.iter().any(|kind| index.contents().has(kind)) || kinds.first().is_none_or(is_empty_list)
}

/// Checks the resources of one file, or of a part of one.
struct Judge<'r> {
    settings: &'r Settings,
    number: usize,
    /// The kinds of which the file contains a part of all objects, according to the policy file.
    complete: Vec<Kind>,
    index: Index,
    findings: Findings<'r>,
    problems: Vec<Problem>,
}

impl<'r> Judge<'r> {
    fn new(settings: &'r Settings, number: usize) -> Self {
        Self {
            settings,
            number,
            complete: Vec::new(),
            index: Index::default(),
            findings: Findings::new(settings, number),
            problems: Vec::new(),
        }
    }
}

impl Sink for Judge<'_> {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        if self.complete.contains(&resource.kind) {
            self.index.add_completeness(&resource.kind, "", Completeness::Whole(resource.span));
        }
        // There can be a million plain members, and no rule checks them.
        if let Some(member) = PlainMember::of(resource, members) {
            return self.index.add_member(&member, &self.settings.retained);
        }
        self.index.add(resource, members, &self.settings.retained);
        self.settings.checks.run(resource, members, self.number, &mut self.findings);
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        self.index.add_completeness(kind, scope, completeness);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let (settings, number, complete) = (self.settings, self.number, self.complete.clone());
        for part in forked(|| Self { complete: complete.clone(), ..Self::new(settings, number) }, work) {
            self.index.join(part.index);
            self.findings.findings.append(part.findings.findings);
            self.findings.undecided.append(part.findings.undecided);
            self.problems.extend(part.problems);
        }
    }
}
