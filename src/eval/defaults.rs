//! The defaults of the parameters of a root, which hold only where nobody sets the parameter.
//!
//! A deployment is evaluated in runs. In the first one, all defaults hold. A declaration that vanishes then because of a default is
//! evaluated in a further run, in which the parameters that its condition reads have no known value: it exists only where somebody sets
//! them.

use super::{EvalError, Value};
use crate::source::Span;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::{BitAnd, BitOr, BitXor};
use std::sync::Arc;

/// The maximum number of runs of a deployment. Real ones have one for each condition that they use.
const MAX_RUNS: usize = 128;

/// A set of parameters that have a default: a bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parameters(u128);

impl Parameters {
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn len(self) -> u32 {
        self.0.count_ones()
    }
}

impl BitAnd for Parameters {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Parameters {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitXor for Parameters {
    type Output = Self;

    fn bitxor(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }
}

/// A declaration: its own place, and the calls that lead to it, innermost first.
type Place = Vec<Span>;

/// The defaults of a deployment, and its runs.
#[derive(Debug, Default)]
pub struct Defaults {
    /// The parameters that were read, at the positions of their bits. Further parameters keep their defaults.
    names: RefCell<Vec<Arc<str>>>,
    /// The parameters without a value in this run.
    open: Cell<Parameters>,
    /// The parameters that the current computation has read.
    read: Cell<Parameters>,
    /// The next runs, those with the most defaults first.
    next: RefCell<BTreeSet<(u32, Parameters)>>,
    runs: RefCell<HashSet<Parameters>>,
    /// The declarations that exist in a run, with the first such run.
    declared: RefCell<HashMap<Place, Parameters>>,
    /// The calls around declarations that vanished.
    around: RefCell<HashSet<Place>>,
}

impl Defaults {
    /// The value of a parameter that nobody sets.
    ///
    /// # Errors
    /// [`EvalError`] of the default.
    pub fn value(&self, name: &str, default: impl FnOnce() -> Result<Value, EvalError>) -> Result<Value, EvalError> {
        let Some(own) = self.parameter(name) else { return default() };
        self.note(own);
        if (own & self.open.get()).is_empty() {
            return default();
        }
        Ok(Value::unknown(format!("the declaration exists only if `{name}` is set")))
    }

    fn parameter(&self, name: &str) -> Option<Parameters> {
        let mut names = self.names.borrow_mut();
        let at = names.iter().position(|known| **known == *name).unwrap_or(names.len());
        let bit = 1_u128.checked_shl(u32::try_from(at).ok()?)?;
        if at == names.len() {
            names.push(name.into());
        }
        Some(Parameters(bit))
    }

    /// The result of a computation, and the parameters that it read.
    pub fn recording<T>(&self, compute: impl FnOnce() -> T) -> (T, Parameters) {
        let before = self.read.take();
        let result = compute();
        let read = self.read.replace(before);
        self.note(read);
        (result, read)
    }

    /// Records parameters that a cached value depends on.
    pub fn note(&self, read: Parameters) {
        self.read.set(self.read.get() | read);
    }

    /// The parameters without a value in this run.
    pub fn open(&self) -> Parameters {
        self.open.get()
    }

    /// Starts the next run, if there is one.
    pub fn start_next(&self) -> bool {
        let Some((_, open)) = self.next.borrow_mut().pop_first() else { return false };
        self.open.set(open);
        true
    }

    /// Records that a declaration does not exist in this run, because of these parameters.
    pub fn vanishes(&self, read: Parameters, calls: &[Span]) {
        let open = self.open.get() | read;
        if open == self.open.get() {
            return;
        }
        let mut around = self.around.borrow_mut();
        for outer in 0..calls.len() {
            if !around.insert(calls[outer..].to_vec()) {
                break;
            }
        }
        let mut runs = self.runs.borrow_mut();
        if runs.len() < MAX_RUNS && runs.insert(open) {
            self.next.borrow_mut().insert((open.len(), open));
        }
    }

    /// Records that a declaration exists in this run. Returns whether it existed in no earlier one.
    pub fn declare(&self, place: Place) -> bool {
        *self.declared.borrow_mut().entry(place).or_insert(self.open.get()) == self.open.get()
    }

    /// The first run in which a declaration exists, by the parameters without a value in it.
    pub fn first_run(&self, place: &[Span]) -> Option<Parameters> {
        self.declared.borrow().get(place).copied()
    }

    /// Whether this run has to evaluate what a call declares: it did not exist before, or something in it did not.
    pub fn enters(&self, call: &[Span]) -> bool {
        self.open.get().is_empty()
            || self.first_run(call).is_none_or(|first| first == self.open.get())
            || self.around.borrow().contains(call)
    }

    /// The names of those of these parameters that have no value in this run, sorted.
    pub fn names(&self, of: Parameters) -> Vec<Arc<str>> {
        let set = of & self.open.get();
        let names = self.names.borrow();
        let mut names: Vec<Arc<str>> =
            names.iter().enumerate().filter(|(at, _)| set.0 >> at & 1 == 1).map(|(_, name)| name.clone()).collect();
        names.sort_unstable();
        names
    }
}

/// The place of a declaration in a module or template that these calls lead to.
pub fn place(own: Span, calls: &[Span]) -> Place {
    std::iter::once(own).chain(calls.iter().copied()).collect()
}
