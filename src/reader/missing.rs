//! The warning about modules that are not in the input.

use crate::resource::Problem;
use crate::source::Span;
use crate::text::Text;

/// Reports all modules that are not in the input as one warning, at the first of their calls.
pub(super) fn missing(calls: &[(Span, Text)]) -> Option<Problem> {
    let (at, message) = calls.first()?;
    let message = match calls.len() {
        1 => message.clone(),
        2 => message.clone().and("one other module is also missing".into()),
        number => message.clone().and(Text::new("{number} other modules are also missing").with("number", (number - 1).to_string())),
    };
    Some(Problem::warning(*at, message))
}
