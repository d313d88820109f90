//! What a provider calls a property, and what Graph or ARM calls it: tables of data, and how a value passes through them.

use super::body::{Given, merge};
use crate::wire::{Origin, Place, Writer};

/// A resource type of a provider.
#[derive(Debug)]
pub(super) struct ResourceType {
    /// Its type in Terraform.
    pub terraform: &'static str,
    /// The kind that it makes.
    pub kind: &'static str,
    /// Its attributes and blocks.
    pub rows: &'static [Row],
}

/// An attribute or block. `to` is where it goes, names joined by `/`.
#[derive(Debug)]
pub(super) enum Row {
    /// A value that is taken as it is; where it is null, `default` is what the provider or the service takes (JSON).
    Attribute { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// A block that stands once at most: an object.
    Block { from: &'static str, to: &'static str, rows: &'static [Row] },
    /// A block that may be repeated: a list of objects.
    Blocks { from: &'static str, to: &'static str, rows: &'static [Row] },
}

/// An attribute without a documented default.
pub(super) const fn attribute(from: &'static str, to: &'static str) -> Row {
    Row::Attribute { from, to, default: None }
}

/// An attribute with its documented default.
pub(super) const fn with_default(from: &'static str, to: &'static str, default: &'static str) -> Row {
    Row::Attribute { from, to, default: Some(default) }
}

/// A value on its way to JSON.
#[derive(Debug)]
pub(super) enum Out<'n, 't> {
    Object(Place, Vec<(&'static str, Self)>),
    Array(Place, Vec<Self>),
    Given(Given<'n, 't>),
    Default(Place, &'static str),
    Unknown(Place, &'static str),
}

/// Why a value of a plan cannot be known.
pub(super) const AFTER_APPLY: &str = "known only after `terraform apply`";

/// Passes the values of a resource through the rows of its type. `header` is the place of what stands nowhere.
pub(super) fn translate<'n, 't>(rows: &'static [Row], given: Given<'n, 't>, header: Place) -> Out<'n, 't> {
    let mut object = Out::Object(header, Vec::new());
    for row in rows {
        match row {
            Row::Attribute { from, to, default } => {
                let value = given.get(from);
                let out = if let Some(reason) = value.unknown_because() {
                    Out::Unknown(value.place(header), reason)
                } else if value.is_set() {
                    Out::Given(value)
                } else if let Some(default) = default {
                    Out::Default(Place { origin: Origin::Default, ..value.place(header) }, default)
                } else {
                    continue;
                };
                object.put(to, header, out);
            }
            Row::Block { from, to, rows } => {
                let block = given.get(from);
                let first = block.elements().next();
                let out = match (block.unknown_because(), first) {
                    (Some(reason), _) => Out::Unknown(block.place(header), reason),
                    (None, Some(first)) => translate(rows, first, first.place(header)),
                    // Without the block its defaults hold.
                    (None, None) => translate(rows, Given::default(), header),
                };
                if !matches!(&out, Out::Object(_, members) if members.is_empty()) {
                    object.put(to, header, out);
                }
            }
            Row::Blocks { from, to, rows } => {
                let blocks = given.get(from);
                let place = blocks.place(header);
                let out = if let Some(reason) = blocks.unknown_because() {
                    Out::Unknown(place, reason)
                } else if blocks.is_set() {
                    Out::Array(place, blocks.elements().map(|block| translate(rows, block, block.place(header))).collect())
                } else {
                    Out::Array(Place { origin: Origin::Default, ..header }, Vec::new())
                };
                object.put(to, header, out);
            }
        }
    }
    object
}

impl Out<'_, '_> {
    /// Puts a value at a path, making the objects on the way.
    fn put(&mut self, path: &'static str, header: Place, value: Self) {
        let Self::Object(_, members) = self else { return };
        let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let index = members.iter().position(|(name, _)| *name == first);
        match (index, rest) {
            (Some(index), Some(rest)) => members[index].1.put(rest, header, value),
            (None, Some(rest)) => {
                let mut inner = Self::Object(header, Vec::new());
                inner.put(rest, header, value);
                members.push((first, inner));
            }
            (Some(index), None) => members[index].1.absorb(value),
            (None, None) => members.push((first, value)),
        }
    }

    /// Adds the members of another object: several rows may go into one.
    fn absorb(&mut self, other: Self) {
        match (self, other) {
            (Self::Object(_, mine), Self::Object(_, theirs)) => mine.extend(theirs),
            (mine, other) => *mine = other,
        }
    }

    /// Writes the value.
    pub(super) fn write(&self, writer: &mut Writer) {
        match self {
            Self::Object(place, members) => writer.object(*place, |writer| {
                for (name, value) in members {
                    value.write(writer.key(name));
                }
            }),
            Self::Array(place, elements) => writer.array(*place, |writer| {
                for element in elements {
                    element.write(writer.element());
                }
            }),
            Self::Given(given) => merge(*given, writer),
            Self::Default(place, json) => writer.literal(*place, json),
            Self::Unknown(place, reason) => writer.unknown(*place, reason),
        }
    }
}
