//! Upper and lower case in .NET's invariant culture, which maps each character to exactly one.

pub(super) fn lower(text: &str) -> String {
    text.chars().map(lower_letter).collect()
}

pub(super) fn upper(text: &str) -> String {
    text.chars().map(upper_letter).collect()
}

/// Whether two texts differ at most in case.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || a.len() == b.len() && !a.is_ascii() && a.chars().map(upper_letter).eq(b.chars().map(upper_letter))
}

/// A letter in lower case, if that is a single letter.
fn lower_letter(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    lower.next().filter(|_| lower.len() == 0).unwrap_or(letter)
}

/// A letter in upper case, if that is a single letter.
pub(super) fn upper_letter(letter: char) -> char {
    let mut upper = letter.to_uppercase();
    upper.next().filter(|_| upper.len() == 0).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_stays_one_letter() {
        assert_eq!(upper("straße é"), "STRAßE É");
        assert_eq!(lower("ÀB"), "àb");
        assert!(same("ÀB", "àb") && same("aB", "Ab") && !same("a", "ab"));
    }
}
