//! Where readers send their results.

use super::{Completeness, Kind, Problem, Resource};
use crate::syntax::json::Scan;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Receives the results of reading one file.
pub trait Sink: Send {
    /// Receives a resource with its members. [`Resource::keep`] copies what must outlive the call.
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>);
    fn problem(&mut self, problem: Problem);
    /// Receives what a file shows about whether it has all objects of a kind: those of the tenant, or those of one scope in it if `scope`
    /// is the id of a subscription.
    fn completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness);
    /// Lets several threads write: `work` receives empty sinks of the same type, and their contents are appended in the order of their
    /// numbers, whichever thread finishes first. Most sinks delegate this to [`forked`].
    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks));
}

/// Sinks for threads that read one file together.
pub trait Forks: Sync {
    /// Writes the part with this number into an empty sink. An earlier part with the same number is dropped.
    fn write(&self, number: usize, write: &mut dyn FnMut(&mut dyn Sink));
    /// Drops the parts from this number on.
    fn discard(&self, first: usize);
}

/// The parts that `work` wrote, in the order of their numbers, each in a sink created by `new`.
pub fn forked<S: Sink>(new: impl Fn() -> S + Sync, work: &mut dyn FnMut(&dyn Forks)) -> Vec<S> {
    let parts = Parts { new, parts: Mutex::default() };
    work(&parts);
    parts.parts.into_inner().expect(PANIC).into_values().collect()
}

/// Keeps everything.
#[derive(Debug, Default)]
pub struct Collector {
    pub resources: Vec<Resource<'static>>,
    pub problems: Vec<Problem>,
    /// By kind and scope.
    pub completeness: BTreeMap<(Kind, String), Completeness>,
}

impl Collector {
    /// Appends another part of the input.
    pub fn join(&mut self, part: Self) {
        self.resources.extend(part.resources);
        self.problems.extend(part.problems);
        for ((kind, scope), completeness) in part.completeness {
            self.completeness(&kind, &scope, completeness);
        }
    }
}

impl Sink for Collector {
    fn resource(&mut self, resource: &Resource<'_>, _: &Scan<'_>) {
        self.resources.push(resource.keep());
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        let known = self.completeness.entry((kind.clone(), scope.to_owned())).or_default();
        *known = known.and(completeness);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        for part in forked(Self::default, work) {
            self.join(part);
        }
    }
}

struct Parts<S, N> {
    new: N,
    parts: Mutex<BTreeMap<usize, S>>,
}

const PANIC: &str = "a thread that panics ends the reading of the file";

impl<S: Sink, N: Fn() -> S + Sync> Forks for Parts<S, N> {
    fn write(&self, number: usize, write: &mut dyn FnMut(&mut dyn Sink)) {
        let mut sink = (self.new)();
        write(&mut sink);
        self.parts.lock().expect(PANIC).insert(number, sink);
    }

    fn discard(&self, first: usize) {
        self.parts.lock().expect(PANIC).split_off(&first);
    }
}
