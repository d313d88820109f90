//! Diagnostics of an evaluation.

use crate::source::Span;

/// The results of an evaluation besides its resources.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// Expressions that could not be evaluated, with their spans.
    pub problems: Vec<(Span, String)>,
    /// Module calls whose declarations are missing, and why.
    pub missing: Vec<(Span, String)>,
}
