//! Recognizes objects by their properties if they do not name their type.

use super::description::describes;
use super::key_table::KeyTable;
use crate::resource::{Entry, Format, Kind, Shape};
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

/// A set of the keys of shapes, a bit per key.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Keys([u64; 4]);

impl Keys {
    #[expect(clippy::indexing_slicing, reason = "the shapes have fewer than 256 keys, whatever the input is")]
    fn insert(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    fn contains(self, others: Self) -> bool {
        self.0.iter().zip(others.0).all(|(own, other)| own & other == other)
    }

    fn intersects(self, others: Self) -> bool {
        self.0.iter().zip(others.0).any(|(own, other)| own & other != 0)
    }
}

/// The shapes of the kinds in [`BY_RANK`], each an object and one that ARM nests, in a form that is compared with one object after another.
struct Shapes {
    keys: KeyTable,
    objects: Vec<(Vec<Keys>, Keys)>,
    nested: Vec<(Vec<Keys>, Keys)>,
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let mut keys = KeyTable::default();
    let mut set = |names: &[&str]| {
        let mut set = Keys::default();
        for name in names {
            set.insert(keys.add(name.as_bytes()));
        }
        set
    };
    let mut compile = |shape: &Shape| (shape.any.iter().map(|group| set(group)).collect(), set(shape.none));
    let objects = BY_RANK.iter().map(|(_, entry)| compile(&entry.shape)).collect();
    let nested = BY_RANK.iter().map(|(_, entry)| compile(&entry.nested)).collect();
    Shapes { keys, objects, nested }
});

/// The first kind of which one of these shapes matches the members of an object.
fn first_match(shapes: &[(Vec<Keys>, Keys)], members: &Scan<'_>) -> Option<(&'static Kind, &'static Entry)> {
    let mut own = Keys::default();
    members.members.iter().filter_map(|(key, _)| SHAPES.keys.number(key.as_bytes())).for_each(|number| own.insert(number));
    if own == Keys::default() {
        return None;
    }
    let fits = |(any, none): &(Vec<Keys>, Keys)| any.iter().any(|group| own.contains(*group)) && !own.intersects(*none);
    shapes.iter().zip(BY_RANK.iter()).find(|(shape, _)| fits(shape)).map(|(_, kind)| *kind)
}

/// The kind that matches the object's properties. `json` is the object's text.
pub fn shape<'s>(json: &'s str, members: &Scan<'s>) -> Option<(Kind, Format)> {
    let found = first_match(&SHAPES.objects, members);
    found.map(|(kind, entry)| (kind.clone(), entry.format)).or_else(|| nested(json, members))
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
    let (kind, _) = first_match(&SHAPES.nested, &inner).filter(|_| !describes(properties, &inner))?;
    Some((kind.clone(), Format::Azure))
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
