//! From resources to findings: single resources are checked as they are read, and joins run after the last one.

mod versions;

use crate::chunks::Chunks;
use crate::finding::{Finding, Undecided};
use crate::model::{Index, PlainMember, Tenant};
use crate::reader::{self, Project};
use crate::resource::{Forks, Identity, Kind, Problem, Resource, Scan, Sink, forked};
use crate::rules::{Findings, Settings};
use crate::source::Sources;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use versions::{Objects, Versions};

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
    let run = |versions: Option<&Versions>| Run::new(sources, project, settings, tenants, tenant_of, versions);
    let mut run_result = run(None);
    if let Some(versions) = Versions::find(std::mem::take(&mut run_result.objects), sources, project, tenant_of) {
        drop(run_result);
        run_result = run(Some(&versions));
        run_result.problems.extend(versions.warnings);
    }
    let Run { indexes, findings, mut undecided, problems, .. } = run_result;
    let mut judged = Judged { findings, problems, ..Judged::default() };
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

/// The results of reading all sources and checking single resources.
struct Run {
    /// For each tenant.
    indexes: Vec<Index>,
    /// For each tenant, the objects that are possibly in several files.
    objects: Vec<Objects>,
    findings: Chunks<Box<Finding>>,
    undecided: Chunks<Undecided>,
    problems: Vec<Problem>,
}

impl Run {
    fn new(
        sources: &Sources,
        project: &Project,
        settings: &Settings,
        tenants: usize,
        tenant_of: &(dyn Fn(&str) -> usize + Sync),
        versions: Option<&Versions>,
    ) -> Self {
        let mut run = Self {
            indexes: (0..tenants).map(|_| Index::default()).collect(),
            objects: (0..tenants).map(|_| Objects::default()).collect(),
            findings: Chunks::default(),
            undecided: Chunks::default(),
            problems: Vec::new(),
        };
        let new = |path: &str| Judge::new(settings, tenant_of(path), sources.len() > 1, versions);
        reader::read_all(sources, project, tenant_of, &new, &mut |part: Judge<'_>| {
            run.indexes[part.number].join(part.index);
            run.objects[part.number].join(part.objects);
            run.findings.append(part.findings.findings);
            run.undecided.append(part.findings.undecided);
            run.problems.extend(part.problems);
        });
        run
    }
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
    /// Whether there are other files, which can contain other versions of an object.
    has_others: bool,
    objects: Objects,
    /// What counts of objects that are in several files, if that is known.
    versions: Option<&'r Versions>,
}

impl<'r> Judge<'r> {
    fn new(settings: &'r Settings, number: usize, has_others: bool, versions: Option<&'r Versions>) -> Self {
        let (index, objects, findings) = (Index::default(), Objects::default(), Findings::new(settings, number));
        Self { settings, number, index, findings, problems: Vec::new(), has_others, objects, versions }
    }

    fn check(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        self.index.add(resource, members, &self.settings.retained);
        self.settings.checks.run(resource, members, self.number, &mut self.findings);
    }
}

impl Sink for Judge<'_> {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        // There can be a million plain members, and no rule checks them.
        if let Some(member) = PlainMember::of(resource, members) {
            return self.index.add_member(&member, &self.settings.retained);
        }
        let object = self.has_others.then(|| Identity::of(resource, members)).flatten();
        match (object, self.versions) {
            (Some(object), Some(versions)) => {
                versions.filter(self.number, object, resource, |resource| self.check(resource, members));
            }
            (object, _) => {
                if let Some(object) = object {
                    self.objects.add(object, resource);
                }
                self.check(resource, members);
            }
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn complete(&mut self, kind: &Kind) {
        self.index.complete(kind);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let (settings, number, has_others, versions) = (self.settings, self.number, self.has_others, self.versions);
        for part in forked(|| Self::new(settings, number, has_others, versions), work) {
            self.index.join(part.index);
            self.objects.join(part.objects);
            self.findings.findings.append(part.findings.findings);
            self.findings.undecided.append(part.findings.undecided);
            self.problems.extend(part.problems);
        }
    }
}
