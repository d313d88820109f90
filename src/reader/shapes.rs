//! Recognizes objects by their properties if they do not name their type.

use super::description::describes;
use crate::resource::{Entry, Format, Kind};
use crate::syntax::json::{Scan, scan};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The kinds that have a shape, in the order in which they are tried.
static BY_RANK: LazyLock<Vec<(&Kind, &Entry)>> = LazyLock::new(|| {
    let has_shape = |entry: &Entry| !(entry.shape.any.is_empty() && entry.nested.any.is_empty());
    let mut kinds: Vec<_> = Kind::table().filter(|(_, entry)| has_shape(entry)).collect();
    kinds.sort_by_key(|(_, entry)| entry.rank);
    kinds
});

/// The kind that matches the object's properties. `json` is the object's text.
pub fn shape<'s>(json: &'s str, members: &Scan<'s>) -> Option<(Kind, Format)> {
    let found = BY_RANK.iter().find(|(_, entry)| entry.shape.fits(members));
    found.map(|(kind, entry)| ((*kind).clone(), entry.format)).or_else(|| nested(json, members))
}

/// Whether an object in a file with these keys, at any depth, may match a shape.
pub fn may_hold(keys: &HashSet<Cow<'_, str>>) -> bool {
    groups().any(|group| group.iter().all(|key| keys.contains(*key)))
}

/// The groups of keys of which each identifies a kind.
pub fn groups() -> impl Iterator<Item = &'static [&'static str]> {
    BY_RANK.iter().flat_map(|(_, entry)| entry.shape.any.iter().chain(entry.nested.any)).copied()
}

/// The kind that matches the object's `properties`: an ARM response without a `type`.
fn nested<'s>(json: &'s str, members: &Scan<'s>) -> Option<(Kind, Format)> {
    let properties = members.get(json, "properties").filter(|properties| properties.starts_with('{'))?;
    let mut inner = Scan::default();
    scan(properties, 0, &mut inner).ok()?;
    let (kind, _) = BY_RANK.iter().find(|(_, entry)| entry.nested.fits(&inner)).filter(|_| !describes(properties, &inner))?;
    Some(((*kind).clone(), Format::Azure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_shape_is_hidden_by_one_before_it() {
        for (kind, entry) in BY_RANK.iter() {
            for keys in entry.shape.any {
                let object: serde_json::Map<_, _> = keys.iter().map(|key| ((*key).to_owned(), serde_json::Value::Null)).collect();
                let json = serde_json::Value::Object(object).to_string();
                let mut members = Scan::default();
                scan(&json, 0, &mut members).unwrap();
                assert_eq!(shape(&json, &members), Some(((*kind).clone(), entry.format)), "{keys:?}");
            }
        }
    }
}
