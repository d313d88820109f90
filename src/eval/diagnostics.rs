//! What an evaluation says besides what is declared.

use crate::source::Span;

/// What there is to say of an evaluation besides its resources.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// What could not be evaluated as it should, with its place.
    pub problems: Vec<(Span, String)>,
    /// Calls of modules whose declarations are not seen, and why.
    pub missing: Vec<(Span, String)>,
}
