//! Diagnostics of an evaluation.

use crate::source::{FileId, Span};
use crate::text::Text;
use std::collections::HashSet;

/// The results of an evaluation besides its resources.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// Expressions that could not be evaluated, with their spans.
    pub problems: Vec<(Span, Text)>,
    /// Limits that were reached after everything was evaluated that exists by default.
    pub limits: Vec<(Span, Text)>,
    /// Module calls whose declarations are missing, and why.
    pub missing: Vec<(Span, Text)>,
    /// The headers of the declarations that were evaluated.
    pub evaluated: HashSet<Span>,
    /// A file of each module that a call would deploy, if the call did not have a condition, `count` or `for_each` that turns it off.
    pub turned_off: HashSet<FileId>,
}
