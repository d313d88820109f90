//! The way of a value from where it was written to where it is used.

use super::Span;
use std::sync::Arc;

/// The places on which a value came to where it is used: a list that is shared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance(Option<Arc<Step>>);

/// A place on the way of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: Span,
    /// The place before it.
    pub from: Provenance,
}

/// How long a way is remembered: through this many variables, outputs and calls.
const LONGEST_WAY: usize = 12;

impl Provenance {
    /// The way that goes on from `at` along `from`.
    #[must_use]
    pub fn through(at: Span, from: &Self) -> Self {
        if from.steps().count() >= LONGEST_WAY {
            return from.clone();
        }
        Self(Some(Arc::new(Step { at, from: from.clone() })))
    }

    /// Whether it leads nowhere: the value stands where it is used.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The places, nearest first.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        std::iter::successors(self.0.as_deref(), |step| step.from.0.as_deref())
    }
}
