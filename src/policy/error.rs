//! Mistakes in a policy file.

use crate::message::Text;
use crate::source::{FileId, Sources, Span};
use crate::syntax::tree::Bytes;

/// Maximum number of mistakes that are reported for one file, because a generated file may have one in each of a million lines.
pub(super) const MOST_MISTAKES: usize = 100;

/// One mistake in the policy file, or in the file of an inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// The place, in [`PolicyErrors::files`].
    pub span: Span,
    /// What was found, and what was expected.
    pub message: Text,
    /// What to do; may be empty.
    pub help: Text,
}

impl PolicyError {
    pub(super) fn new(bytes: &Bytes, message: impl Into<Text>) -> Self {
        Self { span: Span::new(FileId(0), bytes.start, bytes.end), message: message.into(), help: Text::default() }
    }

    #[must_use]
    pub(super) fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = help.into();
        self
    }
}

/// Why a policy file cannot be used: all mistakes in it and in its inventories, in the order of the text.
#[derive(Debug, thiserror::Error)]
#[error("the policy file has {} mistakes", errors.len())]
pub struct PolicyErrors {
    /// The policy file, whose text is empty if it could not be read, followed by the files of its inventories.
    pub files: Sources,
    /// The mistakes, at least one; only the first ones of a file with very many.
    pub errors: Vec<PolicyError>,
}

/// The name in `known` that is most similar to `given`.
pub(super) fn nearest<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    /// Names of this length are not typing mistakes, and the distance takes quadratic time.
    const LONGEST: usize = 100;
    if given.len() > LONGEST {
        return None;
    }
    // `failOn`, `fail_on` and `fail-on` are likely the same name.
    let plain = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
    let wanted = plain(given);
    let ranked = known.into_iter().filter_map(|name| {
        let candidate = plain(name);
        let distance = strsim::osa_distance(&wanted, &candidate);
        // A part of a long name (`multi-tenant`) ranks after every typing mistake.
        let is_part = wanted.len() >= 4 && candidate.contains(&wanted);
        let near = distance <= 1.max(candidate.chars().count() / 4);
        if near {
            Some((distance, name))
        } else if is_part {
            Some((LONGEST + candidate.len() - wanted.len(), name))
        } else {
            None
        }
    });
    ranked.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_meant() {
        let known = ["fail-on", "rules", "allow", "application-multi-tenant", "application-personal-accounts", "path-guest-subscription"];
        for (given, expected) in [
            ("failOn", Some("fail-on")),
            ("alow", Some("allow")),
            ("Rules", Some("rules")),
            ("multi-tenant", Some("application-multi-tenant")),
            ("aplication-multi-tennant", Some("application-multi-tenant")),
            ("extends", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, known), expected, "{given}");
        }
        assert_eq!(nearest(&"a".repeat(1 << 20), known), None);
    }
}
