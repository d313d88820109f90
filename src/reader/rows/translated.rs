//! An object between the tables and JSON.
//!
//! It is not a [`Value`]: several rows and resources contribute to it, its members keep the order of the rows, and written values replace
//! defaults.

use crate::eval::{Data, Fuel, Value};
use crate::reader::value::write;
use crate::resource::{Origin, Place, Writer};

#[derive(Debug)]
pub(in crate::reader) enum Translated {
    Object(Place, Vec<(&'static str, Self)>),
    Array(Place, Vec<Self>),
    /// A value from the input, or an unknown one.
    Given(Value),
    /// A constant or default of the tables.
    Json(Place, &'static str),
}

impl Translated {
    /// Puts a value at a path and creates the objects on the way. Parents that are not objects are left unchanged.
    pub(in crate::reader) fn put(&mut self, path: &'static str, holder: &Place, value: Self) {
        if path.is_empty() {
            return self.absorb(value);
        }
        let Self::Object(_, members) = self else { return };
        let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let known = members.iter_mut().find(|(name, _)| *name == first);
        match (known, rest) {
            (Some((_, known)), Some(rest)) => known.put(rest, holder, value),
            (None, Some(rest)) => {
                let mut inner = Self::Object(holder.clone(), Vec::new());
                inner.put(rest, holder, value);
                members.push((first, inner));
            }
            (Some((_, known)), None) => known.absorb(value),
            (None, None) => members.push((first, value)),
        }
    }

    /// Merges another object or list: several rows, and the satellites of a resource, may write the same one. A value replaces an earlier
    /// one, unless it is only a default.
    pub(in crate::reader) fn absorb(&mut self, other: Self) {
        match (self, other) {
            (Self::Object(_, mine), Self::Object(_, theirs)) => {
                for (name, value) in theirs {
                    match mine.iter_mut().find(|(mine, _)| *mine == name) {
                        Some((_, mine)) => mine.absorb(value),
                        None => mine.push((name, value)),
                    }
                }
            }
            (Self::Array(place, mine), Self::Array(theirs, more)) => {
                if mine.is_empty() {
                    *place = theirs;
                }
                mine.extend(more);
            }
            (mine @ Self::Given(_), Self::Array(place, more)) if mine.as_elements().is_some() => {
                let mut elements = mine.as_elements().unwrap_or_default();
                elements.extend(more);
                *mine = Self::Array(place, elements);
            }
            // An additional element does not make a list known.
            (Self::Given(Value { data: Data::Unknown(_), .. }), Self::Array(..)) => {}
            (mine, other) if other.is_default() && !mine.is_default() => {}
            (mine, other) => *mine = other,
        }
    }

    /// Copies what this object leaves unset, or sets only by default, from another object.
    pub(in crate::reader) fn fill(&mut self, other: Self) {
        match (self, other) {
            (Self::Object(_, mine), Self::Object(_, theirs)) => {
                for (name, value) in theirs {
                    match mine.iter_mut().find(|(mine, _)| *mine == name) {
                        Some((_, mine)) => mine.fill(value),
                        None => mine.push((name, value)),
                    }
                }
            }
            (mine, other) if mine.is_unset() && !other.is_default() => *mine = other,
            _ => {}
        }
    }

    fn is_default(&self) -> bool {
        matches!(self, Self::Json(place, _) if place.origin == Origin::Default)
    }

    fn is_unset(&self) -> bool {
        match self {
            Self::Array(_, elements) => elements.is_empty(),
            Self::Given(value) => value.elements().is_some_and(|elements| elements.len() == 0) || matches!(value.data, Data::Null),
            other => other.is_default(),
        }
    }

    /// The elements of a list that came from the input.
    fn as_elements(&self) -> Option<Vec<Self>> {
        let Self::Given(value) = self else { return None };
        value.elements().map(|elements| elements.map(Self::Given).collect())
    }

    /// Writes the value. `holder` is the place of values that have none.
    pub(in crate::reader) fn write(&self, holder: &Place, fuel: &Fuel, writer: &mut Writer) {
        match self {
            Self::Object(place, members) => writer.object(place.clone(), |writer| {
                for (name, value) in members {
                    value.write(place, fuel, writer.key(name));
                }
            }),
            Self::Array(place, elements) => writer.array(place.clone(), |writer| {
                for element in elements {
                    element.write(place, fuel, writer.element());
                }
            }),
            Self::Given(value) => write(value, holder, fuel, writer),
            Self::Json(place, json) => writer.literal(place.clone(), json),
        }
    }
}
