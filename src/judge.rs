//! From resources to findings: single resources are checked as they are read, and joins run after the last one.

use crate::chunks::Chunks;
use crate::finding::{Finding, Undecided};
use crate::model::{Index, PlainMember, Tenant};
use crate::reader::{self, Project};
use crate::resource::{Forks, Kind, Problem, Resource, Scan, Sink, forked};
use crate::rules::{Findings, Settings};
use crate::source::Sources;
use std::collections::{HashMap, HashSet};
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

/// Reads and checks all sources. `tenant_of` returns the tenant that a path belongs to.
pub fn judge(
    sources: &Sources,
    project: &Project,
    settings: &Settings,
    tenants: usize,
    tenant_of: &(dyn Fn(&str) -> usize + Sync),
) -> Judged {
    let mut judged = Judged::default();
    let mut undecided = Chunks::default();
    let mut indexes: Vec<Index> = (0..tenants).map(|_| Index::default()).collect();
    reader::read_all(sources, project, &|path| Judge::new(settings, tenant_of(path)), &mut |part: Judge<'_>| {
        indexes[part.number].join(part.index);
        judged.findings.append(part.findings.findings);
        undecided.append(part.findings.undecided);
        judged.problems.extend(part.problems);
    });
    for (number, index) in indexes.into_iter().enumerate() {
        judged.resources += index.count();
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

/// Runs the rules that check the tenant as a whole, and records those without input as undecided.
fn join(index: &Rc<Index>, settings: &Settings, number: usize, out: &mut Findings<'_>, asked: &mut HashMap<&'static str, HashSet<Kind>>) {
    for rule in &settings.rules {
        let out = out.of(rule, number);
        if let Some([kind, ..]) = rule.needs.iter().find(|kinds| !is_met(kinds, index)) {
            out.undecided_missing(kind);
            continue;
        }
        // A setting that may not be declared is not in force.
        let is_certain = |kinds: &&&[Kind]| !kinds.iter().any(|kind| index.has(kind)) || kinds.iter().any(|kind| index.is_certain(kind));
        if let Some([kind, ..]) = rule.needs.iter().find(|kinds| !is_certain(kinds)) {
            out.undecided_conditional(kind);
        }
        let tenant = Tenant::new(index, rule);
        rule.check.run_on_tenant(&tenant, out);
        for (kind, property) in tenant.lacking() {
            out.undecided_property(&kind, property);
        }
        asked.entry(rule.id).or_default().extend(tenant.into_asked());
    }
}

/// Whether the input has one of these kinds, or a complete list of the first, which may be empty.
fn is_met(kinds: &[Kind], index: &Index) -> bool {
    let is_empty_list = |kind: &Kind| kind.may_be_none() && index.seen(kind).complete;
    kinds.iter().any(|kind| index.has(kind)) || kinds.first().is_none_or(is_empty_list)
}

/// Checks the resources of one file, or of a part of one.
struct Judge<'r> {
    settings: &'r Settings,
    number: usize,
    index: Index,
    findings: Findings<'r>,
    problems: Vec<Problem>,
}

impl<'r> Judge<'r> {
    fn new(settings: &'r Settings, number: usize) -> Self {
        Self { settings, number, index: Index::default(), findings: Findings::new(settings, number), problems: Vec::new() }
    }
}

impl Sink for Judge<'_> {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
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

    fn complete(&mut self, kind: &Kind) {
        self.index.complete(kind);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let (settings, number) = (self.settings, self.number);
        for part in forked(|| Self::new(settings, number), work) {
            self.index.join(part.index);
            self.findings.findings.append(part.findings.findings);
            self.findings.undecided.append(part.findings.undecided);
            self.problems.extend(part.problems);
        }
    }
}
