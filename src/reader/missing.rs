//! The warning about modules that are not in the input.

use crate::resource::Problem;
use crate::source::Span;

/// Reports all modules that are not in the input as one warning, at the first of their calls.
pub(super) fn missing(calls: &[(Span, String)]) -> Option<Problem> {
    let (at, message) = calls.first()?;
    let others = match calls.len() {
        1 => String::new(),
        2 => "; one other module is also missing".to_owned(),
        number => format!("; {} other modules are also missing", number - 1),
    };
    Some(Problem::warning(*at, format!("{message}{others}")))
}
