//! What differs between two inputs: two exports, or code and an export.
//!
//! Both are read as `check` reads them. Objects are matched by what identifies them, and compared in the properties that rules read.

mod absence;
mod difference;
mod findings;
mod input;
mod objects;
mod pairs;
mod properties;
mod rules;
mod side;

use crate::check::CheckOptions;
use crate::load::Loaded;
use crate::model::Contents;
use crate::outcome::{Hidden, Outcome};
use crate::places;
use crate::policy::Policy;
use crate::reader::Unread;
use crate::resource::Problem;
use crate::source::Span;
use findings::Drift;
use input::Input;
use pairs::Pairs;
use properties::Properties;
use rayon::prelude::*;
use rules::{OBJECT_GONE, OBJECT_NEW, SETTING_CHANGED};
use side::Side;
use std::collections::BTreeSet;

/// Compares two inputs in what the enabled rules read. A difference is a finding at its place in the new input, or else in the old one.
pub fn drift(old: Loaded, new: Loaded, policy: &Policy, terms: &CheckOptions) -> Outcome {
    let rules = policy.settings(terms.today, &terms.only).rules;
    let properties = Properties::new(&rules, |rule| policy.severity_of(rule));
    let [mut old_side, mut new_side] = [&old, &new].map(|loaded| Side::read(loaded, policy, &properties));
    one_tenant(&mut old_side, &mut new_side);
    let mut marked = new.project.marked(&new.sources);
    marked.extend(old.project.marked(&old.sources));
    let files_before = new.sources.next_id().0;
    let pairs = Pairs::find(&old_side.objects, &new_side.objects);
    let drift = Drift {
        old: Input::new(&old_side, &old.sources, files_before, &pairs.gone),
        new: Input::new(&new_side, &new.sources, 0, &pairs.new),
        properties: &properties,
        marked: &marked,
    };
    let (mut findings, mut undecided) = drift.results(&pairs);
    let mask = |text: &mut String| marked.mask(text);
    findings.par_iter_mut().for_each(|finding| {
        finding.hide_fact(&mask);
        finding.each_text(&mask);
    });
    for undecided in &mut undecided {
        undecided.each_text(&mask);
    }
    let resources = [&old_side, &new_side].iter().flat_map(|side| &side.contents).map(Contents::count).sum();
    let (mut files, mut unread, mut problems) = (0, 0, Vec::new());
    for (loaded, side, before) in [(&new, new_side, 0), (&old, old_side, files_before)] {
        files += loaded.sources.iter().filter(|(id, _)| !loaded.project.is_dependency(*id)).count() + loaded.skipped.len();
        let of_input: Vec<Problem> = side.problems.into_iter().chain(loaded.problems.iter().cloned()).collect();
        unread += Unread::find(&loaded.sources, &side.readings, &of_input, loaded.skipped.iter().map(|file| &*file.path)).paths.len();
        problems.extend(of_input.into_iter().map(|mut problem| {
            problem.span.file.0 += before;
            problem.message.each_value(&mask);
            problem
        }));
    }
    let mut sources = new.sources;
    sources.append(old.sources);
    let projects = (old.project, new.project);
    rayon::spawn(move || drop(projects)); // they are large, so they are freed in the background
    let place = |span: Span| (sources.get(span.file).path.clone(), span.start, span.end);
    findings.sort_by_cached_key(|finding| (place(finding.primary.span), finding.rule.id));
    undecided.sort_by_cached_key(|undecided| (undecided.span.map(place), undecided.rule.id));
    problems.sort_by_cached_key(|problem: &Problem| (place(problem.span), problem.message.clone()));
    problems.dedup();
    let fail_on = terms.fail_on.unwrap_or(policy.fail_on());
    let hidden = Hidden::below(&mut findings, terms.severity, &|finding| finding.severity >= fail_on);
    Outcome {
        findings: places::merge(findings, &[]),
        undecided,
        problems,
        files,
        unread,
        resources,
        tenants: policy.tenant_names().to_vec(),
        rules: vec![&SETTING_CHANGED, &OBJECT_NEW, &OBJECT_GONE],
        today: terms.today,
        hidden,
        fail_on,
        thresholds: Vec::new(),
        deny_undecided: terms.deny_undecided,
        policy: policy.in_use(),
        is_comparison: true,
        marked,
        sources,
        ..Outcome::default()
    }
}

/// If each input is about one tenant, both are about the same, even if the policy file names the tenant of one of their folders only.
fn one_tenant(old: &mut Side, new: &mut Side) {
    let tenants = |side: &Side| side.objects.iter().map(|object| object.tenant).collect::<BTreeSet<usize>>();
    let only = |tenants: BTreeSet<usize>| tenants.first().copied().filter(|_| tenants.len() == 1);
    let (Some(from), Some(to)) = (only(tenants(old)), only(tenants(new))) else { return };
    if from != to {
        old.objects.iter_mut().for_each(|object| object.tenant = to);
        old.contents.swap(from, to);
    }
}
