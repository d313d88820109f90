//! Rules of an organization in Rego: their files, their metadata, and their evaluation.
//!
//! An evaluation sees only its input: the engine is built without a clock, random numbers, network and files. `watch` ends what takes too
//! much time or memory.

mod annotation;
mod calls;
mod engine;
mod evaluate;
mod input;
mod passed;
mod reads;
mod watch;

pub use annotation::{Annotated, annotations};
pub use engine::{Mistake, Program};
pub(super) use evaluate::{Seen, on_resource, on_tenant};

use crate::model::pointed::Pointer;
use crate::resource::Kind;
use reads::Access;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

/// The test of a rule in Rego.
#[derive(Debug)]
pub struct Rego {
    pub program: Arc<Program>,
    /// The rule, as in `data.contoso.apps.deny`.
    pub query: String,
    pub reads: Reads,
    /// The bytes of its metadata in the file that defines it.
    pub place: std::ops::Range<usize>,
    passed: passed::Passed,
    /// How long it has run, in nanoseconds.
    pub(super) spent: AtomicU64,
    /// Why evaluations failed.
    failures: Mutex<BTreeSet<String>>,
}

/// What a rule reads. Without these values it is undecided, and is not evaluated.
#[derive(Debug)]
pub enum Reads {
    /// Values of the one resource that it checks.
    Resource(Vec<Pointer>),
    /// Values of all resources of these kinds, which it joins.
    Tenant(Vec<(Kind, Vec<Pointer>)>),
}

impl Reads {
    /// Whether the pointer of these names is listed, or a longer one: then the rule is undecided without the value.
    pub fn lists(&self, names: &[String]) -> bool {
        let has = |pointers: &[Pointer]| pointers.iter().any(|pointer| pointer.starts_with(names));
        match self {
            Self::Resource(pointers) => has(pointers),
            Self::Tenant(kinds) => kinds.iter().any(|(_, pointers)| has(pointers)),
        }
    }
}

impl Rego {
    pub fn new(program: Arc<Program>, query: String, access: &Access, reads: Reads, place: std::ops::Range<usize>) -> Self {
        Self {
            program,
            query,
            reads,
            place,
            passed: passed::Passed::new(access.relevant()),
            spent: AtomicU64::new(0),
            failures: Mutex::default(),
        }
    }

    /// Records why an evaluation failed. Each of many resources may fail for a reason of its own, and a few show the mistake.
    pub(super) fn fail(&self, reason: String) {
        const MOST: usize = 3;
        if let Ok(mut failures) = self.failures.lock()
            && failures.len() < MOST
        {
            failures.insert(reason);
        }
    }

    /// Why evaluations failed since this was last asked.
    pub fn take_failures(&self) -> BTreeSet<String> {
        self.failures.lock().map(|mut failures| std::mem::take(&mut *failures)).unwrap_or_default()
    }
}
