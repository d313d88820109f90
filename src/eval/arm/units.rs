//! Text measured in UTF-16 units, as in .NET.

use crate::eval::{EvalError, Fuel, Value};
use crate::parts::Parts;

pub(super) fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The byte offset of a unit; `None` if the text is shorter, or if the offset is inside a character.
fn offset(text: &str, units: usize) -> Option<usize> {
    if text.is_ascii() {
        return (units <= text.len()).then_some(units);
    }
    let mut before = 0;
    for (offset, letter) in text.char_indices() {
        if before >= units {
            return (before == units).then_some(offset);
        }
        before += letter.len_utf16();
    }
    (before == units).then_some(text.len())
}

/// The text between two units; unknown if a surrogate pair is split, because UTF-8 cannot represent half of it.
///
/// # Errors
/// [`EvalError`] when the fuel runs out.
pub(super) fn part(text: &str, start: usize, end: usize, fuel: &Fuel) -> Result<Value, EvalError> {
    fuel.take_text(text.len())?;
    let bounds = offset(text, start).zip(offset(text, end));
    Ok(bounds.map_or_else(|| Value::unknown("a character is split"), |(start, end)| Value::text(text.part(start..end))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_beyond_the_first_plane_counts_twice() {
        let fuel = Fuel::new(1000);
        assert_eq!((length("a😀é"), length("")), (4, 0));
        assert_eq!(part("a😀é", 1, 3, &fuel).unwrap().as_text(), Some("😀"));
        assert_eq!(part("a😀é", 3, 4, &fuel).unwrap().as_text(), Some("é"));
        assert!(part("a😀é", 0, 2, &fuel).unwrap().as_unknown().is_some());
    }
}
