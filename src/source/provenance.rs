//! The places through which a value came from where it was written to where it is used.

use super::Span;
use std::sync::Arc;

/// The places through which a value came, as a shared linked list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance(Option<Arc<Step>>);

/// One of these places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: Span,
    /// The place before it.
    pub from: Provenance,
}

/// Maximum number of variables, outputs and calls that are recorded.
const LONGEST_WAY: usize = 12;

impl Provenance {
    /// The provenance that starts at `at` and continues with `from`.
    #[must_use]
    pub fn through(at: Span, from: &Self) -> Self {
        if from.steps().count() >= LONGEST_WAY {
            return from.clone();
        }
        Self(Some(Arc::new(Step { at, from: from.clone() })))
    }

    /// Whether it is empty, because the value is written where it is used.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The places, nearest first.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        std::iter::successors(self.0.as_deref(), |step| step.from.0.as_deref())
    }
}
