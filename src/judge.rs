//! From resources to findings: single resources are checked as they are read, and joins run after the last one.

mod versions;

use crate::chunks::Chunks;
use crate::finding::{Finding, Undecided};
use crate::model::{Index, PlainMember, Retained, Tenant};
use crate::reader::{self, Project, Reading};
use crate::resource::{Completeness, Forks, Gap, Identity, Kind, Problem, Resource, Scan, Sink, forked};
use crate::rules::{Findings, Settings};
use crate::source::{FileId, Sources, Span};
use crate::text::Text;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
pub(crate) use versions::{Objects, Versions};

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
    /// The detected format of each file.
    pub readings: Vec<(FileId, Reading)>,
    /// For each tenant, the kinds for which a complete list was read.
    pub complete: Vec<Vec<Kind>>,
    /// The kinds that each rule asked the index for, in a debug build. A test compares them with what the rules declare.
    pub asked: HashMap<&'static str, HashSet<Kind>>,
}

/// The tenants of a run.
#[derive(Clone, Copy)]
pub struct Tenants<'p> {
    pub count: usize,
    /// The number of the tenant that the file at a displayed path belongs to.
    pub of: &'p (dyn Fn(&str) -> usize + Sync),
    /// The kinds of which that file contains a part of all objects of the tenant, according to the policy file.
    pub complete: &'p (dyn Fn(&str) -> Vec<Kind> + Sync),
}

impl Tenants<'_> {
    /// One tenant, to which all files belong.
    pub const ONE: Self = Self { count: 1, of: &|_| 0, complete: &|_| Vec::new() };
}

/// Reads and checks all sources.
pub fn judge(sources: &Sources, project: &Project, settings: &Settings, tenants: &Tenants<'_>) -> Judged {
    let run = |versions: Option<&Versions>| Run::new(sources, project, settings, tenants, versions);
    let mut run_result = run(None);
    if let Some(versions) = Versions::find(std::mem::take(&mut run_result.objects), sources, project, tenants.of) {
        drop(run_result);
        run_result = run(Some(&versions));
        run_result.problems.extend(versions.warnings);
    }
    let Run { indexes, findings, mut undecided, problems, readings, .. } = run_result;
    let mut judged = Judged { findings, problems, readings, ..Judged::default() };
    for (number, index) in indexes.into_iter().enumerate() {
        judged.resources += index.contents().count();
        judged.complete.push(index.complete_kinds().cloned().collect());
        let mut out = Findings::joining(settings, number, index.all());
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
fn wrongly_declared(index: &mut Index, kind: &Kind, retained: &Retained) -> Option<Problem> {
    let (id, span) = index.unknown_reference(kind, retained)?;
    let reason = "the policy file declares it complete, but this refers to one that is not in the input";
    index.add_completeness(kind, "", Completeness::Partial(Gap { span, reason }));
    let message = Text::new("the policy file declares under `complete` that the input contains each `{kind}`, but not `{id}`");
    Some(Problem::warning(span, message.with("kind", kind.name()).with("id", id)))
}

/// The results of reading all sources and checking single resources.
struct Run {
    /// For each tenant.
    indexes: Vec<Index>,
    /// For each tenant, the objects that are possibly in several places.
    objects: Vec<Objects>,
    findings: Chunks<Box<Finding>>,
    undecided: Chunks<Undecided>,
    problems: Vec<Problem>,
    readings: Vec<(FileId, Reading)>,
}

impl Run {
    #[expect(clippy::indexing_slicing, reason = "the number of a tenant is less than their count")]
    fn new(sources: &Sources, project: &Project, settings: &Settings, tenants: &Tenants<'_>, versions: Option<&Versions>) -> Self {
        let mut run = Self {
            indexes: (0..tenants.count).map(|_| Index::default()).collect(),
            objects: (0..tenants.count).map(|_| Objects::default()).collect(),
            findings: Chunks::default(),
            undecided: Chunks::default(),
            problems: Vec::new(),
            readings: Vec::new(),
        };
        let common = Common { settings, versions };
        let new = |path: &str| Judge::new(common, (tenants.of)(path), (tenants.complete)(path));
        let mut complete = BTreeSet::new();
        run.readings = reader::read_all(sources, project, tenants.of, &new, &mut |part: Judge<'_>| {
            complete.extend(part.complete.into_iter().map(|kind| (part.number, kind)));
            run.indexes[part.number].join(part.index);
            run.objects[part.number].join(part.objects);
            run.findings.append(part.findings.findings);
            run.undecided.append(part.findings.undecided);
            run.problems.extend(part.problems);
        });
        for (id, source) in sources.iter().filter(|(_, source)| source.unreadable) {
            run.indexes[(tenants.of)(&source.path)].add_unreadable(&(tenants.complete)(&source.path), Span::new(id, 0, 0));
        }
        for (number, kind) in complete {
            run.problems.extend(wrongly_declared(&mut run.indexes[number], &kind, &settings.retained));
        }
        run
    }
}

/// Runs the rules that check the tenant as a whole, and records those without input as undecided.
fn join(index: &Rc<Index>, settings: &Settings, number: usize, out: &mut Findings<'_>, asked: &mut HashMap<&'static str, HashSet<Kind>>) {
    for rule in &settings.rules {
        let out = out.of(rule, number);
        if let Some([kind, ..]) = rule.needs.iter().find(|kinds| !is_met(kinds, index)) {
            out.without_input(kind, index.contents().concerns(kind));
            continue;
        }
        // A setting that may not be declared is not in force.
        let is_certain = |kinds: &&&[Kind]| {
            !kinds.iter().any(|kind| index.contents().has(kind)) || kinds.iter().any(|kind| index.contents().is_certain(kind))
        };
        if let Some([kind, ..]) = rule.needs.iter().find(|kinds| !is_certain(kinds)) {
            let resources = kind.family().iter().flat_map(|kind| index.kept(kind));
            let parameter = resources.flat_map(|resource| &resource.only_if).min();
            out.undecided_conditional(kind, parameter.map_or("", |parameter| parameter));
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
    let is_empty_list = |kind: &Kind| kind.may_be_none() && index.completeness(kind).is_whole();
    kinds.iter().any(|kind| index.contents().has(kind)) || kinds.first().is_none_or(is_empty_list)
}

/// What is the same for all files.
#[derive(Clone, Copy)]
struct Common<'r> {
    settings: &'r Settings,
    /// What counts of objects that are in several places, if that is known.
    versions: Option<&'r Versions>,
}

/// Checks the resources of one file, or of a part of one.
struct Judge<'r> {
    common: Common<'r>,
    number: usize,
    /// The kinds of which the file contains a part of all objects, according to the policy file.
    complete: Vec<Kind>,
    index: Index,
    findings: Findings<'r>,
    problems: Vec<Problem>,
    objects: Objects,
}

impl<'r> Judge<'r> {
    fn new(common: Common<'r>, number: usize, complete: Vec<Kind>) -> Self {
        let findings = Findings::new(common.settings, number);
        Self { common, number, complete, index: Index::default(), findings, problems: Vec::new(), objects: Objects::default() }
    }

    fn check(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let settings = self.common.settings;
        self.index.add(resource, members, &settings.retained);
        self.index.add_joined(resource, &settings.retained);
        settings.checks.run(resource, members, self.number, &mut self.findings);
    }
}

impl Sink for Judge<'_> {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        if self.complete.contains(&resource.kind) {
            self.index.add_completeness(&resource.kind, "", Completeness::Whole(resource.span));
        }
        let settings = self.common.settings;
        // There can be a million plain members, and only rules of an organization check them.
        if let Some(member) = PlainMember::of(resource, members) {
            self.index.add_member(&member, &settings.retained);
            self.index.add_joined(resource, &settings.retained);
            if settings.checks.has_custom(&resource.kind) {
                settings.checks.run(resource, members, self.number, &mut self.findings);
            }
            return;
        }
        match (Identity::of(resource, members), self.common.versions) {
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
        if !problem.is_warning {
            self.index.add_unreadable(&self.complete, problem.span);
        }
        self.problems.push(problem);
    }

    fn completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        self.index.add_completeness(kind, scope, completeness);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let (common, number, complete) = (self.common, self.number, self.complete.clone());
        for part in forked(|| Self::new(common, number, complete.clone()), work) {
            self.index.join(part.index);
            self.objects.join(part.objects);
            self.findings.findings.append(part.findings.findings);
            self.findings.undecided.append(part.findings.undecided);
            self.problems.extend(part.problems);
        }
    }
}
