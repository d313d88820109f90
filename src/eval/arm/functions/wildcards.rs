//! Patterns with wildcards.

use crate::parts::Parts;

/// The wildcards of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Signs {
    /// `*` for any number of bytes.
    Star,
    /// `*`, and `?` for one byte.
    StarAndMark,
}

/// Whether a text matches a pattern. Backtracking is limited to the last star, so time is at most the product of the lengths.
pub(super) fn fits(pattern: &str, text: &str, signs: Signs) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut in_pattern, mut in_text, mut star) = (0, 0, None);
    while let Some(byte) = text.get(in_text) {
        match pattern.get(in_pattern) {
            Some(b'*') => {
                star = Some((in_pattern + 1, in_text));
                in_pattern += 1;
            }
            Some(sign) if sign == byte || *sign == b'?' && signs == Signs::StarAndMark => {
                in_pattern += 1;
                in_text += 1;
            }
            _ => match star {
                Some((after, at)) => {
                    star = Some((after, at + 1));
                    (in_pattern, in_text) = (after, at + 1);
                }
                None => return false,
            },
        }
    }
    pattern.after(in_pattern).iter().all(|sign| *sign == b'*')
}
