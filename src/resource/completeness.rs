//! Whether an input contains all objects of a kind.

use crate::source::Span;

/// Whether the input contains all objects of a kind that a tenant has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Completeness {
    /// Nothing shows that it does: single objects, and infrastructure as code.
    #[default]
    Unknown,
    /// It does, in the list at this place: an object that is not in it does not exist.
    Whole(Span),
    /// Objects are missing.
    Partial(Gap),
}

/// Where an input shows that objects are missing, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub span: Span,
    /// The reason, as a clause: `further pages were not fetched`.
    pub reason: &'static str,
}

impl Gap {
    /// The reason for files that a hook names, one or more but not all of their folder.
    pub const NAMED: &'static str = "only some files of the folder are checked";
}

impl Completeness {
    /// What two parts of an input show together: a list from which objects are missing is not completed by another list, of which nobody
    /// knows what it contains.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Partial(_), _) => self,
            (_, Self::Partial(_)) | (Self::Unknown, _) => other,
            (Self::Whole(_), _) => self,
        }
    }

    pub fn is_whole(self) -> bool {
        matches!(self, Self::Whole(_))
    }

    pub fn gap(self) -> Option<Gap> {
        match self {
            Self::Partial(gap) => Some(gap),
            _ => None,
        }
    }

    /// The name that `inputs` and `inspect` print.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Whole(_) => "whole",
            Self::Partial(_) => "partial",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_whole_list_does_not_complete_a_partial_one() {
        let span = Span::new(FileId(0), 0, 1);
        let partial = Completeness::Partial(Gap { span, reason: "further pages were not fetched" });
        for other in [Completeness::Unknown, Completeness::Whole(span), partial] {
            assert_eq!(partial.and(other), partial);
            assert_eq!(other.and(partial), partial);
        }
        assert_eq!(Completeness::Unknown.and(Completeness::Whole(span)), Completeness::Whole(span));
        assert_eq!(Completeness::Whole(span).and(Completeness::Unknown), Completeness::Whole(span));
    }
}
