//! What bounds an evaluation: hostile input must neither hang nor fill the memory.

use super::EvalError;
use std::cell::Cell;

/// How much may still be computed. Each step and each byte that is made takes some of it.
#[derive(Debug)]
pub struct Fuel {
    left: Cell<u64>,
}

impl Fuel {
    /// For the evaluation of one configuration: some seconds on a slow machine.
    pub const CONFIGURATION: u64 = 20_000_000;

    /// What an element of a list or a member of an object takes: it is held until the end.
    pub const ELEMENT: usize = 8;

    /// For writing one resource: some megabytes.
    pub const RESOURCE: u64 = 1_000_000;

    pub fn new(amount: u64) -> Self {
        Self { left: Cell::new(amount) }
    }

    /// Takes some: one for a step, an element or four bytes of text.
    ///
    /// # Errors
    /// [`EvalError`] when there is not enough left.
    pub fn take(&self, amount: usize) -> Result<(), EvalError> {
        if let Some(left) = self.left.get().checked_sub(amount as u64) {
            self.left.set(left);
            return Ok(());
        }
        self.left.set(0);
        Err(EvalError::new("the configuration computes too much to be evaluated"))
    }

    /// Takes for a text of this many bytes.
    ///
    /// # Errors
    /// [`EvalError`] when there is not enough left.
    pub fn take_text(&self, bytes: usize) -> Result<(), EvalError> {
        self.take(1 + bytes / 4)
    }

    /// How much is left.
    pub fn left(&self) -> u64 {
        self.left.get()
    }

    /// Whether nothing is left: what was computed last is not to be relied on.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}
