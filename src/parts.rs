//! Parts of texts and of lists, at offsets that were found in them before.
//!
//! `text[at..]` panics if the offset is wrong, and input is hostile: a mistake in one reader must not end the run. In a build for users, what is
//! not there is empty. Tests and fuzz targets, which are built with debug assertions, still fail at it.

use std::borrow::Borrow;
use std::ops::Range;

/// Parts of a text or a list. Offsets of a text are those of characters.
pub trait Parts {
    /// The part between two offsets.
    fn part(&self, range: impl Borrow<Range<usize>>) -> &Self;

    /// What comes before an offset.
    fn before(&self, end: usize) -> &Self;

    /// What comes from an offset on.
    fn after(&self, start: usize) -> &Self;
}

impl Parts for str {
    #[inline]
    fn part(&self, range: impl Borrow<Range<usize>>) -> &Self {
        found(self.get(range.borrow().clone()))
    }

    #[inline]
    fn before(&self, end: usize) -> &Self {
        found(self.get(..end))
    }

    #[inline]
    fn after(&self, start: usize) -> &Self {
        found(self.get(start..))
    }
}

impl<T> Parts for [T] {
    #[inline]
    fn part(&self, range: impl Borrow<Range<usize>>) -> &Self {
        found(self.get(range.borrow().clone()))
    }

    #[inline]
    fn before(&self, end: usize) -> &Self {
        found(self.get(..end))
    }

    #[inline]
    fn after(&self, start: usize) -> &Self {
        found(self.get(start..))
    }
}

#[inline]
fn found<T: Default>(part: Option<T>) -> T {
    debug_assert!(part.is_some(), "an offset is wrong");
    part.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_of_an_index() {
        assert_eq!(["äbc".before(2), "äbc".after(2), "äbc".part(2..3), "äbc".part(&(3..3)), "äbc".after(4)], ["ä", "bc", "b", "", ""]);
        assert_eq!([[1, 2, 3].before(1), [1, 2, 3].after(1), [1, 2, 3].part(1..2)], [&[1][..], &[2, 3], &[2]]);
    }

    #[test]
    #[cfg_attr(debug_assertions, should_panic(expected = "an offset is wrong"))]
    fn a_wrong_offset_is_found_by_tests_only() {
        assert_eq!("ä".after(1), "");
    }
}
