//! Bounds an evaluation: hostile input must neither hang nor exhaust memory.

use super::EvalError;
use std::cell::Cell;

/// The remaining budget of an evaluation. Each step and each byte that is produced consumes some of it.
#[derive(Debug)]
pub struct Fuel {
    left: Cell<u64>,
}

impl Fuel {
    /// For the evaluation of one configuration at most: some seconds on a slow machine.
    const CONFIGURATION: u64 = 20_000_000;

    /// For all evaluations of a run.
    const RUN: u64 = 5 * Self::CONFIGURATION;

    /// For the evaluation of one configuration at least. Of real ones, nearly all consume less.
    const LEAST: u64 = 200_000;

    /// The cost of a list element or object member, as it is kept in memory until the end.
    pub const ELEMENT: usize = 8;

    /// For rendering one resource: some megabytes.
    pub const RESOURCE: u64 = 1_000_000;

    /// The fuel of each of several evaluations. Equal shares make the result independent of the order in which threads evaluate.
    pub fn share(evaluations: usize) -> u64 {
        (Self::RUN / evaluations.max(1) as u64).clamp(Self::LEAST, Self::CONFIGURATION)
    }

    pub fn new(amount: u64) -> Self {
        Self { left: Cell::new(amount) }
    }

    /// Consumes fuel: one unit for a step, an element or four bytes of text.
    ///
    /// # Errors
    /// [`EvalError`] when too little is left.
    pub fn take(&self, amount: usize) -> Result<(), EvalError> {
        if let Some(left) = self.left.get().checked_sub(amount as u64) {
            self.left.set(left);
            return Ok(());
        }
        self.left.set(0);
        Err(EvalError::new("the configuration exceeds the evaluation limit"))
    }

    /// Consumes fuel for a text of this many bytes.
    ///
    /// # Errors
    /// [`EvalError`] when too little is left.
    pub fn take_text(&self, bytes: usize) -> Result<(), EvalError> {
        self.take(1 + bytes / 4)
    }

    pub fn left(&self) -> u64 {
        self.left.get()
    }

    /// Whether the fuel has run out, so that the last result is unreliable.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}
