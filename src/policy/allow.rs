//! The allow-list: which findings are accepted.

use super::Policy;
use super::entry::{Entry, Name, Run, Use, resource, unseen};
use super::facts::Facts;
use super::relied_on::Reliance;
use super::suppression::Suppressions;
use super::unsound;
use crate::finding::{Finding, Subject, Undecided};
use crate::judge::Judged;
use crate::metadata::Metadata;
use crate::outcome::Accepted;
use crate::resource::Problem;
use crate::rules::policy_file::{allow_list_entry_unsound, policy_weakened, suppression_unsound};
use crate::source::{Sources, Span};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// The findings after the policy is applied.
#[derive(Debug, Default)]
pub struct Applied {
    /// Findings that are not accepted, sorted by file, place and rule, including those on the allow-list itself.
    pub findings: Vec<Box<Finding>>,
    /// Findings that the allow-list accepts, in the same order.
    pub accepted: Vec<Accepted>,
    /// What could not be decided, in the same order; what concerns a tenant as a whole comes last.
    pub undecided: Vec<Undecided>,
    /// What could not be read, in the same order.
    pub problems: Vec<Problem>,
}

impl Policy {
    /// Sets severities, removes what the allow-list accepts and comments on findings that are not reported, and reports unsound entries
    /// of the allow-list.
    ///
    /// Time grows with the findings, and with their product with the entries that are globs.
    pub fn apply(&self, judged: Judged, run: &Run<'_>) -> Applied {
        let Judged { findings, mut undecided, mut problems, complete, readings, .. } = judged;
        // The tenant without a name exists for files that belong to no other tenant. Without such files it has no undecided rules.
        let idle = self.idle_tenant(&undecided, run);
        undecided.retain(|undecided| Some(undecided.tenant) != idle);
        let path = |undecided: &Undecided| undecided.span.map_or("", |span| &run.sources.get(span.file).path);
        undecided.retain(|undecided| run.is_named || self.is_enabled_at(undecided.rule, path(undecided)));
        for subject in undecided.iter_mut().filter_map(|undecided| undecided.subject.as_mut()) {
            self.locate(subject);
        }
        let mut uses = vec![Use::default(); self.entries.len()];
        let index = Index::new(&self.entries, run.today);
        let mut reliance = Reliance::default();
        let mut applied = Applied { findings: Vec::with_capacity(findings.len()), ..Applied::default() };
        let mut suppressions =
            if run.suppressions { Suppressions::find(run.sources, &readings, &self.rule_set) } else { Suppressions::default() };
        let mut weaker = run.weaker.to_vec();
        let (mut facts, mut matched) = (Facts::default(), Vec::with_capacity(findings.len()));
        for mut finding in findings {
            let path = &run.sources.get(finding.primary.span.file).path;
            if !run.is_named && !self.is_enabled_at(finding.rule, path) {
                continue;
            }
            finding.severity = self.severity_at(finding.rule, path, self.severity(finding.rule).unwrap_or(finding.severity));
            self.locate(&mut finding.subject);
            let mut matching = index.matching(finding.rule, finding.tenant, &finding.subject);
            facts.choose(&self.entries, &mut matching, &finding);
            matched.push((finding, matching));
        }
        for (finding, mut matching) in matched {
            for entry in &matching {
                if let Some(of_entry) = uses.get_mut(*entry) {
                    of_entry.note(&finding);
                    of_entry.several.extend(facts.several(*entry, &finding).into_iter().flatten().map(str::to_owned));
                }
            }
            matching.retain(|entry| facts.several(*entry, &finding).is_none());
            let is_locked = self.locked_by(finding.rule).is_some();
            match matching.first().and_then(|number| Some((*number, self.entries.get(*number)?))) {
                Some((number, entry)) => {
                    reliance.note(&finding, number, entry);
                    applied.accepted.push(entry.accept(finding));
                }
                None => match suppressions.accept(finding, run.today, is_locked) {
                    Ok((accepted, _)) if self.is_accepted_in_base(&accepted.finding) => applied.accepted.push(accepted),
                    Ok((Accepted { finding, .. }, comment)) => {
                        weaker.extend(self.comment_weakens(&finding, comment));
                        applied.findings.push(finding);
                    }
                    Err(finding) => applied.findings.push(finding),
                },
            }
        }
        self.drop_comments(&mut applied.findings, run);
        if run.has_run(policy_weakened::RULE.id) {
            let severity = self.severity(&policy_weakened::RULE).unwrap_or(policy_weakened::RULE.severity);
            applied.findings.extend(weaker.into_iter().map(|weaker| weaker.finding(severity)));
        }
        for undecided in &undecided {
            let Some(subject) = &undecided.subject else { continue };
            for entry in index.matching(undecided.rule, undecided.tenant, subject) {
                if let Some(of_entry) = uses.get_mut(entry) {
                    of_entry.undecided = true;
                }
            }
        }
        for undecided in &undecided {
            suppressions.note_undecided(undecided);
        }
        if run.has_run(suppression_unsound::RULE.id) {
            let severity = self.severity(&suppression_unsound::RULE).unwrap_or(suppression_unsound::RULE.severity);
            applied.findings.extend(suppressions.findings(run, severity));
        }
        if let Some(file) = run.policy_file.filter(|_| run.has_run(allow_list_entry_unsound::RULE.id)) {
            let input = unsound::Input { run, idle, complete: &complete, undecided: &undecided, problems: &problems };
            applied.findings.extend(unsound::findings(self, file, &uses, &input));
        }
        if let Some(file) = run.policy_file {
            reliance.raise(&mut applied.findings, self, file);
            problems.extend(self.unreviewed(file));
            problems.extend(self.looser_files(file));
        }
        sort(&mut applied.findings, run.sources, |finding| (Some(finding.primary.span), finding.rule.id));
        sort(&mut applied.accepted, run.sources, |accepted| (Some(accepted.finding.primary.span), accepted.finding.rule.id));
        sort(&mut undecided, run.sources, |undecided| (undecided.span, undecided.rule.id));
        sort(&mut problems, run.sources, |problem| (Some(problem.span), &problem.message));
        // A module that several roots call, and a file that is read in two formats, report the same problem each time.
        problems.dedup();
        Applied { undecided, problems, ..applied }
    }

    /// Makes the paths in a subject relative to the policy file.
    fn locate(&self, subject: &mut Subject) {
        subject.root = self.tenants.root(&subject.root);
        subject.deployment = self.tenants.root(&subject.deployment);
    }

    /// The tenant without a name, if no rule had input in it.
    fn idle_tenant(&self, undecided: &[Undecided], run: &Run<'_>) -> Option<usize> {
        let nameless = self.tenants.nameless()?;
        let without: HashSet<_> = unseen(undecided).filter(|(tenant, _)| *tenant == nameless).map(|(_, rule)| rule).collect();
        let idle = run.ran.iter().all(|rule| rule.needs.is_empty() || without.contains(rule.id));
        idle.then_some(nameless)
    }

    /// Removes comments on findings that are not reported. A rule that did not run but is enabled removes nothing.
    fn drop_comments(&self, findings: &mut Vec<Box<Finding>>, run: &Run<'_>) {
        let commented: HashSet<_> = findings.iter().flat_map(|finding| finding.comments).copied().collect();
        let standing: HashSet<_> = findings
            .iter()
            .filter(|finding| commented.contains(finding.rule.id))
            .map(|finding| (finding.rule.id, resource(finding), finding.subject.deployment.clone()))
            .collect();
        let silent = |id: &str| !run.has_run(id) && self.rule_set.find(id).is_none_or(|rule| self.is_enabled(rule));
        findings.retain(|finding| {
            let is_reported = |id: &&str| silent(id) || standing.contains(&(*id, resource(finding), finding.subject.deployment.clone()));
            finding.comments.is_empty() || finding.comments.iter().any(is_reported)
        });
    }
}

/// Sorts by file, place and rule; what has no place comes last.
fn sort<T, K: Ord + ?Sized>(list: &mut [T], sources: &Sources, key: impl Fn(&T) -> (Option<Span>, &K)) {
    list.sort_by(|left, right| {
        let key = |element| {
            let (span, name) = key(element);
            (span.is_none(), span.map(|span| (sources.get(span.file).path.as_str(), span.start, span.end)), name)
        };
        key(left).cmp(&key(right))
    });
}

/// The valid entries, by their best identifier of a resource, so that most lookups need no search.
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
        entries.retain(|number| self.entries.get(*number).is_some_and(fits));
        entries.sort_unstable();
        entries
    }
}

#[cfg(test)]
mod tests;
