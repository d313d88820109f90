//! From resources to findings: every resource is judged as it is read, joins come after the last one.

use crate::chunks::Chunks;
use crate::finding::{Finding, Undecided};
use crate::message::Text;
use crate::model::{PlainMember, Tenant};
use crate::reader::{self, Project};
use crate::resource::{Forks, Kind, Problem, Resource, Sink, forked};
use crate::rules::{Check, Findings, Settings};
use crate::source::Sources;
use crate::syntax::json::Scan;
use std::collections::HashSet;

/// What judging all sources gives.
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
    /// Of each tenant, the kinds of which a whole list was read.
    pub complete: Vec<Vec<Kind>>,
}

/// Reads and judges all sources. `tenant_of` tells to which tenant a path belongs.
pub fn judge(
    sources: &Sources,
    project: &Project,
    settings: &Settings,
    tenants: usize,
    tenant_of: &(dyn Fn(&str) -> usize + Sync),
) -> Judged {
    let mut judged = Judged::default();
    let mut undecided = Chunks::default();
    let mut indexes: Vec<Tenant> = (0..tenants).map(|_| Tenant::default()).collect();
    reader::read_all(sources, project, &|path| Judge::new(settings, tenant_of(path)), &mut |part: Judge<'_>| {
        indexes[part.number].join(part.tenant);
        judged.findings.append(part.findings.findings);
        undecided.append(part.findings.undecided);
        judged.problems.extend(part.problems);
    });
    for (number, tenant) in indexes.iter().enumerate() {
        let mut out = Findings::new(settings, number);
        join(tenant, settings, number, &mut out);
        judged.findings.append(out.findings);
        undecided.append(out.undecided);
        judged.resources += tenant.count();
        judged.complete.push(tenant.complete_kinds().cloned().collect());
    }
    // What is said of the tenant as a whole was noted by every part of the input.
    let mut told = HashSet::new();
    let mut is_new = |undecided: &Undecided| {
        undecided.subject.is_some() || told.insert((undecided.rule.id, undecided.tenant, undecided.missing.render(str::to_owned)))
    };
    judged.undecided = undecided.into_iter().filter(|undecided| is_new(undecided)).collect();
    judged
}

/// Runs the rules that look at the tenant as a whole, and notes those that have nothing to look at.
fn join(tenant: &Tenant, settings: &Settings, number: usize, out: &mut Findings<'_>) {
    for rule in &settings.rules {
        let out = out.of(rule, number);
        let is_told = |kind: &Kind| tenant.has(kind) || kind.may_be_none() && tenant.seen(kind).complete;
        let missing = rule.needs.iter().find(|kind| !is_told(kind));
        if let Some(kind) = missing {
            let text = Text::new("no `{kind}` is in the input").with("kind", kind.name());
            out.undecided_tenant(text, Undecided::collect(kind));
            continue;
        }
        for check in rule.check.parts() {
            if let Check::Tenant(check) | Check::Users { all: check, .. } = check {
                check(tenant, out);
            }
        }
    }
}

/// Judges the resources of one file, or of a part of one.
struct Judge<'r> {
    settings: &'r Settings,
    number: usize,
    tenant: Tenant,
    findings: Findings<'r>,
    problems: Vec<Problem>,
}

impl<'r> Judge<'r> {
    fn new(settings: &'r Settings, number: usize) -> Self {
        Self { settings, number, tenant: Tenant::default(), findings: Findings::new(settings, number), problems: Vec::new() }
    }
}

impl Sink for Judge<'_> {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        // A million of them may be there, of whom no rule has anything to say.
        if let Some(member) = PlainMember::of(resource, members) {
            return self.tenant.add_member(&member);
        }
        self.tenant.add(resource, members);
        self.settings.checks.run(resource, members, self.number, &mut self.findings);
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn complete(&mut self, kind: &Kind) {
        self.tenant.complete(kind);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let (settings, number) = (self.settings, self.number);
        for part in forked(|| Self::new(settings, number), work) {
            self.tenant.join(part.tenant);
            self.findings.findings.append(part.findings.findings);
            self.findings.undecided.append(part.findings.undecided);
            self.problems.extend(part.problems);
        }
    }
}
