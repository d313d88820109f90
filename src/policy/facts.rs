//! Which facts an entry of the allow-list accepts. An entry that names none accepts the only one of an object: of several, nobody can tell
//! which was reviewed, and a later one must not be accepted with it.

use super::entry::{Entry, Resource, resource};
use crate::finding::Finding;
use std::collections::{BTreeSet, HashMap};

/// An object in one deployment, where an entry, by its number, matches it.
type Object = (usize, Resource, String);

/// The facts of each object on which an entry without a fact matches findings.
#[derive(Debug, Default)]
pub(super) struct Facts(HashMap<Object, BTreeSet<(String, String)>>);

impl Facts {
    /// Keeps the entries for this finding that name its fact, or else those that name none.
    pub fn choose(&mut self, entries: &[Entry], matching: &mut Vec<usize>, finding: &Finding) {
        let names = |number: &usize| entries.get(*number).is_some_and(|entry| entry.fact.is_some());
        let fits = |number: &usize| entries.get(*number).and_then(|entry| entry.fact.as_deref()).is_none_or(|fact| fact == finding.fact);
        matching.retain(fits);
        if matching.iter().any(names) {
            matching.retain(names);
            return;
        }
        for number in &*matching {
            let fact = (finding.pointer.to_string(), finding.fact.clone());
            self.0.entry(object(*number, finding)).or_default().insert(fact);
        }
    }

    /// The facts between which an entry without one cannot choose on the object of this finding.
    pub fn several(&self, number: usize, finding: &Finding) -> Option<impl Iterator<Item = &str>> {
        let facts = self.0.get(&object(number, finding)).filter(|facts| facts.len() > 1)?;
        Some(facts.iter().map(|(_, fact)| fact.as_str()))
    }
}

fn object(number: usize, finding: &Finding) -> Object {
    (number, resource(finding), finding.subject.deployment.clone())
}
