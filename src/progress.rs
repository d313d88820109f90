//! How far a run is: counted everywhere, and shown by the command line at a terminal.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A step of a run.
#[derive(Debug)]
pub struct Step(AtomicUsize);

/// Files that were found.
pub static FOUND: Step = Step::new();

/// Files that were read.
pub static READ: Step = Step::new();

/// Files, configurations and templates that were checked.
pub static CHECKED: Step = Step::new();

impl Step {
    const fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// One more is done.
    pub fn done(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many are done in this process.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}
