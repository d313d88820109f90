//! One finding per place. Findings on instances of one declaration become one, a finding with less detail than another one at the same place
//! becomes a note on it, and the finding of a path is linked with those of its parts.
//!
//! This runs after the allow-list, because an entry accepts an instance.

use crate::baseline::Known;
use crate::finding::{Action, Finding, Subject, Undecided};
use crate::message::{Label, Text};
use crate::outcome::Accepted;
use crate::source::Span;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Most places that are shown of the values of all instances.
const MOST_PLACES: usize = 50;

/// Merges findings, which are sorted by file, place and rule, and puts the most severe first, and paths before others of the same severity.
pub fn merge(mut findings: Vec<Box<Finding>>, accepted: &[Accepted]) -> Vec<Box<Finding>> {
    keep_accepted(&mut findings, accepted);
    let mut findings = take_notes(merge_instances(findings));
    findings.sort_by_key(|finding| (Reverse(finding.severity), finding.rule.parts.is_empty()));
    link_parts(&mut findings);
    findings
}

/// What is accepted in one deployment is no place for an edit because of another one.
fn keep_accepted(findings: &mut [Box<Finding>], accepted: &[Accepted]) {
    let place = |finding: &Finding| (finding.rule.id, finding.primary.span);
    let deployed = accepted.iter().filter(|accepted| !accepted.finding.subject.deployment.is_empty());
    let places: HashSet<_> = deployed.map(|accepted| place(&accepted.finding)).collect();
    for finding in findings.iter_mut().filter(|finding| !places.is_empty() && places.contains(&place(finding))) {
        finding.remediation.steps.iter_mut().for_each(|step| step.actions.retain(|action| !matches!(action, Action::Edit(_))));
    }
}

/// A finding, or one with the reason for accepting it.
pub trait Reported {
    fn finding(&self) -> &Finding;
    fn finding_mut(&mut self) -> &mut Finding;
    /// Why it is accepted; nothing if it is not.
    fn reason(&self) -> &str;
}

impl Reported for Box<Finding> {
    fn finding(&self) -> &Finding {
        self
    }

    fn finding_mut(&mut self) -> &mut Finding {
        self
    }

    fn reason(&self) -> &'static str {
        ""
    }
}

impl Reported for Accepted {
    fn finding(&self) -> &Finding {
        &self.finding
    }

    fn finding_mut(&mut self) -> &mut Finding {
        &mut self.finding
    }

    fn reason(&self) -> &str {
        &self.reason
    }
}

impl Reported for Known {
    fn finding(&self) -> &Finding {
        &self.finding
    }

    fn finding_mut(&mut self) -> &mut Finding {
        &mut self.finding
    }

    fn reason(&self) -> &'static str {
        ""
    }
}

/// Merges findings on instances of one declaration that differ only in the names of objects. They are sorted by file, place and rule.
pub fn merge_instances<R: Reported>(results: Vec<R>) -> Vec<R> {
    let mut merged: Vec<R> = Vec::with_capacity(results.len());
    let mut results = results.into_iter().peekable();
    while let Some(first) = results.next() {
        let place = |result: &R| (result.finding().primary.span, result.finding().rule.id);
        let shared = place(&first);
        let mut run = vec![first];
        run.extend(std::iter::from_fn(|| results.next_if(|next| place(next) == shared)));
        if run.len() > 1 && run.first().is_some_and(|first| is_instance(&first.finding().subject)) {
            merge_run(run, &mut merged);
        } else {
            merged.append(&mut run);
        }
    }
    merged
}

/// Removes what is undecided for the same reason on another instance of a declaration.
pub fn merge_undecided(undecided: &mut Vec<Undecided>) {
    let mut seen = HashSet::new();
    undecided.retain(|undecided| {
        let place = (undecided.rule.id, undecided.tenant, undecided.span);
        !undecided.subject.as_ref().is_some_and(is_instance) || seen.insert((place, undecided.missing.render(str::to_owned)))
    });
}

/// Whether infrastructure as code declares this resource, and a declaration can have several instances.
fn is_instance(subject: &Subject) -> bool {
    !subject.root.is_empty()
}

/// What instances are ordered by: root, whether it has only defaults, deployment, address.
type Instance = (String, bool, String, String);

/// Merges the findings of one rule at one place.
fn merge_run<R: Reported>(mut run: Vec<R>, merged: &mut Vec<R>) {
    let order = |subject: &Subject| -> Instance {
        let [root, deployment, address] = [&subject.root, &subject.deployment, &subject.address].map(String::clone);
        (root, subject.is_with_defaults(), deployment, address)
    };
    run.sort_by_cached_key(|result| order(&result.finding().subject));
    let mut firsts: HashMap<(String, usize), usize> = HashMap::new();
    let mut seen: HashMap<(String, Instance), Vec<String>> = HashMap::new();
    for result in run {
        let finding = result.finding();
        let facts = facts(finding) + "\0" + result.reason();
        // Several findings on one instance, such as one for each of its owners, differ in more than the instance.
        let own = seen.entry((facts.clone(), order(&finding.subject))).or_default();
        let title = finding.title.render(str::to_owned);
        if own.contains(&title) {
            continue;
        }
        own.push(title);
        if let Some(first) = firsts.get(&(facts.clone(), own.len())).and_then(|first| merged.get_mut(*first)) {
            add_instance(first.finding_mut(), finding);
        } else {
            firsts.insert((facts, own.len()), merged.len());
            merged.push(result);
        }
    }
}

/// Adds an instance to the finding on the first one, with the places that its values came from.
fn add_instance(first: &mut Finding, other: &Finding) {
    let new = |label: &&Label| label.is_origin() && !first.related.iter().any(|known| known.is_origin() && known.span == label.span);
    let room = MOST_PLACES.saturating_sub(first.related.len());
    let origins: Vec<Label> = other.related.iter().filter(new).take(room).cloned().collect();
    first.related.extend(origins);
    first.merged.instances.push(other.subject.clone());
}

/// All that a finding states but for the instance and the names of objects.
fn facts(finding: &Finding) -> String {
    let Finding { severity, confidence, tenant, subject, pointer, .. } = finding;
    let is_own = |value: &str| value == subject.address || Some(value) == subject.name.as_deref();
    let text = |text: &Text| text.without_names(&is_own);
    let mut facts = vec![format!("{severity:?} {confidence:?} {tenant} {} {pointer}", subject.kind), text(&finding.title)];
    for label in finding.labels().filter(|label| label.is_evidence()) {
        facts.push(format!("{:?} {}", label.span, text(&label.text)));
    }
    for step in &finding.remediation.steps {
        facts.push(text(&step.sentence));
        facts.extend(step.actions.iter().map(|action| match action {
            Action::Command(command) | Action::Code(command) => text(command),
            Action::Request(request) => text(&request.url) + "\0" + &request.body.as_ref().map(text).unwrap_or_default(),
            Action::Edit(edit) => format!("{edit:?}"),
        }));
    }
    facts.join("\0\0\0")
}

/// Makes findings notes on those with more detail at the same place.
fn take_notes(findings: Vec<Box<Finding>>) -> Vec<Box<Finding>> {
    let place = |finding: &Finding| (finding.tenant, finding.primary.span);
    let wanted: HashSet<_> = findings.iter().filter(|finding| !finding.rule.note_on.is_empty()).map(|note| place(note)).collect();
    if wanted.is_empty() {
        return findings;
    }
    let mut at: HashMap<_, Vec<usize>> = HashMap::new();
    for (number, finding) in findings.iter().enumerate().filter(|(_, finding)| wanted.contains(&place(finding))) {
        at.entry(place(finding)).or_default().push(number);
    }
    let covers = |other: &Finding, note: &Finding| {
        note.rule.note_on.contains(&other.rule.id)
            && note.severity <= other.severity
            && note.instances().all(|instance| other.instances().any(|known| known == instance))
    };
    let is_covered_by = |number: usize, note: &Finding| findings.get(number).is_some_and(|other| covers(other, note));
    let target = |note: &Finding| at.get(&place(note))?.iter().copied().find(|number| is_covered_by(*number, note));
    let targets: Vec<Option<usize>> = findings.iter().map(|finding| target(finding)).collect();
    let mut notes: HashMap<usize, Vec<Box<Finding>>> = HashMap::new();
    let mut others = Vec::with_capacity(findings.len());
    for (number, (finding, target)) in findings.into_iter().zip(targets).enumerate() {
        match target {
            Some(target) => notes.entry(target).or_default().push(finding),
            None => others.push((number, finding)),
        }
    }
    let with_notes = |(number, mut finding): (usize, Box<Finding>)| {
        finding.merged.notes = notes.remove(&number).unwrap_or_default();
        finding
    };
    others.into_iter().map(with_notes).collect()
}

/// Links the findings of paths with those of their parts.
fn link_parts(findings: &mut [Box<Finding>]) {
    let part_rules: HashSet<&str> = findings.iter().flat_map(|finding| finding.rule.parts).copied().collect();
    if part_rules.is_empty() {
        return;
    }
    let mut at: HashMap<(usize, Span), Vec<usize>> = HashMap::new();
    for (number, finding) in findings.iter().enumerate().filter(|(_, finding)| part_rules.contains(finding.rule.id)) {
        at.entry((finding.tenant, finding.primary.span)).or_default().push(number);
    }
    let parts_of = |path: &Finding| {
        let evidence = path.labels().filter(|label| label.is_evidence());
        let there = evidence.filter_map(|label| at.get(&(path.tenant, label.span))).flatten().copied();
        let is_part = |number: &usize| findings.get(*number).is_some_and(|part| path.rule.parts.contains(&part.rule.id));
        let mut parts: Vec<usize> = there.filter(is_part).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    };
    let parts_of_all: Vec<Vec<usize>> = findings.iter().map(|finding| parts_of(finding)).collect();
    for (path, parts) in parts_of_all.into_iter().enumerate() {
        for part in &parts {
            if let Some(part) = findings.get_mut(*part) {
                part.merged.part_of.push(path);
            }
        }
        if let Some(path) = findings.get_mut(path) {
            path.merged.parts = parts;
        }
    }
}
