//! What a provider calls a property, and what Graph or ARM calls it: tables of data, and how a value passes through them.

use crate::eval::{Data, Fuel, Unknown, Value};
use crate::reader::value::{place, write};
use crate::wire::{Origin, Place, Writer};
use std::sync::Arc;

/// A resource type of a provider.
#[derive(Debug)]
pub(super) struct ResourceType {
    /// Its type in Terraform.
    pub terraform: &'static str,
    /// The kind that it makes.
    pub kind: &'static str,
    /// Its attributes and blocks.
    pub rows: &'static [Row],
    /// What it makes besides: objects of their own in ARM.
    pub parts: &'static [Part],
}

/// A block that is an object of its own in ARM.
#[derive(Debug)]
pub(super) struct Part {
    /// The block.
    pub block: &'static str,
    /// The kind that it makes.
    pub kind: &'static str,
    /// The attributes of the block.
    pub rows: &'static [Row],
}

/// A resource type that says something of a resource which another one makes.
#[derive(Debug)]
pub(super) struct Satellite {
    /// Its type in Terraform.
    pub terraform: &'static str,
    /// The attribute that names the other resource.
    pub of: &'static str,
    /// The kind of the other resource.
    pub kind: &'static str,
    /// Its attributes, and where they go in the other resource.
    pub rows: &'static [Row],
}

/// An attribute or block. `to` is where it goes, names joined by `/`; empty for the object itself.
#[derive(Debug)]
pub(super) enum Row {
    /// A value that is taken as it is; where it is null, `default` is what the provider or the service takes (JSON).
    Attribute { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// A value of which Graph or ARM has another spelling: pairs of JSON. Any other value is taken as it is.
    Spelt { from: &'static str, to: &'static str, default: Option<&'static str>, pairs: &'static [(&'static str, &'static str)] },
    /// A list that Graph has as one string, joined by commas.
    Joined { from: &'static str, to: &'static str },
    /// A single value that is one element of a list.
    Element { from: &'static str, to: &'static str },
    /// A value that every resource of the type has (JSON).
    Constant { to: &'static str, json: &'static str },
    /// A block that stands once at most: an object.
    Block { from: &'static str, to: &'static str, rows: &'static [Row] },
    /// A block that stands once at most, without which nothing of it holds: an object that is absent then.
    Optional { from: &'static str, to: &'static str, rows: &'static [Row] },
    /// A block that may be repeated: a list of objects.
    Blocks { from: &'static str, to: &'static str, rows: &'static [Row] },
    /// The resource itself as one more element of a list: what a satellite adds.
    Itself { to: &'static str, rows: &'static [Row] },
}

/// An attribute without a documented default.
pub(super) const fn attribute(from: &'static str, to: &'static str) -> Row {
    Row::Attribute { from, to, default: None }
}

/// An attribute with its documented default.
pub(super) const fn with_default(from: &'static str, to: &'static str, default: &'static str) -> Row {
    Row::Attribute { from, to, default: Some(default) }
}

/// An object on its way to JSON.
#[derive(Debug)]
pub(super) enum Out {
    Object(Place, Vec<(&'static str, Self)>),
    Array(Place, Vec<Self>),
    Given(Value),
    Json(Place, &'static str),
    Unknown(Place, Arc<Unknown>),
}

/// Passes the values of a resource through the rows of its type. `holder` is the place of what stands nowhere.
pub(super) fn translate(rows: &'static [Row], given: &Value, holder: &Place) -> Out {
    let mut object = Out::Object(holder.clone(), Vec::new());
    for row in rows {
        if let Some((to, out)) = row.translate(given, holder) {
            object.put(to, holder, out);
        }
    }
    object
}

/// The value of an attribute, where it is set: null is not.
fn set(given: &Value, name: &str) -> Option<Value> {
    given.member(name).filter(|value| !value.is_null())
}

impl Row {
    fn translate(&'static self, given: &Value, holder: &Place) -> Option<(&'static str, Out)> {
        match self {
            Self::Attribute { from, to, default } => {
                let out = match (set(given, from), default) {
                    (Some(value), _) => out(value, holder),
                    (None, Some(default)) => Out::Json(default_place(given, from, holder), default),
                    (None, None) => return None,
                };
                Some((to, out))
            }
            Self::Spelt { from, to, default, pairs } => {
                let out = match (set(given, from), default) {
                    (Some(value), _) => match pairs.iter().find(|(theirs, _)| is_json(&value, theirs)) {
                        Some((_, ours)) => Out::Json(place(&value, holder), ours),
                        None => out(value, holder),
                    },
                    (None, Some(default)) => Out::Json(default_place(given, from, holder), default),
                    (None, None) => return None,
                };
                Some((to, out))
            }
            Self::Joined { from, to } => set(given, from).map(|value| (*to, joined(value, holder))),
            Self::Element { from, to } => set(given, from).map(|value| (*to, Out::Array(place(&value, holder), vec![out(value, holder)]))),
            Self::Constant { to, json } => Some((to, Out::Json(holder.with_origin(Origin::Computed), json))),
            Self::Block { from, to, rows } => {
                // Without the block its defaults hold.
                let out = block(given, from, rows, holder).unwrap_or_else(|| translate(rows, &Value::null(), holder));
                let says_nothing = matches!(&out, Out::Object(_, members) if members.is_empty());
                (!says_nothing).then_some((*to, out))
            }
            Self::Optional { from, to, rows } => block(given, from, rows, holder).map(|out| (*to, out)),
            Self::Blocks { from, to, rows } => {
                let out = match set(given, from) {
                    None => Out::Array(holder.with_origin(Origin::Default), Vec::new()),
                    Some(blocks) => match blocks.as_unknown() {
                        Some(unknown) => Out::Unknown(place(&blocks, holder), unknown.clone()),
                        None => Out::Array(place(&blocks, holder), each(&blocks).map(|block| element(rows, &block, holder)).collect()),
                    },
                };
                Some((to, out))
            }
            Self::Itself { to, rows } => Some((to, Out::Array(holder.clone(), vec![translate(rows, given, holder)]))),
        }
    }
}

/// The blocks of a list; a block that is no list counts as one.
fn each(blocks: &Value) -> impl Iterator<Item = Value> {
    let one = blocks.elements().is_none().then(|| blocks.clone());
    one.into_iter().chain(blocks.elements().into_iter().flatten())
}

/// One of several blocks.
fn element(rows: &'static [Row], block: &Value, holder: &Place) -> Out {
    match block.as_unknown() {
        Some(unknown) => Out::Unknown(place(block, holder), unknown.clone()),
        None => translate(rows, block, &place(block, holder)),
    }
}

/// A block that stands once at most, where it stands.
fn block(given: &Value, name: &str, rows: &'static [Row], holder: &Place) -> Option<Out> {
    let blocks = set(given, name)?;
    if let Some(unknown) = blocks.as_unknown() {
        return Some(Out::Unknown(place(&blocks, holder), unknown.clone()));
    }
    each(&blocks).next().map(|block| element(rows, &block, holder))
}

fn out(value: Value, holder: &Place) -> Out {
    match value.as_unknown() {
        Some(unknown) => Out::Unknown(place(&value, holder), unknown.clone()),
        None => Out::Given(value),
    }
}

/// Where a default holds: at the null that asks for it, else at what holds it.
fn default_place(given: &Value, name: &str, holder: &Place) -> Place {
    let written = given.member(name).map_or_else(|| holder.clone(), |null| place(&null, holder));
    written.with_origin(Origin::Default)
}

/// Whether a value is what this JSON says: text, true or false.
fn is_json(value: &Value, json: &str) -> bool {
    match &value.data {
        Data::Text(text) => json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).is_some_and(|json| json == &**text),
        Data::Bool(value) => json == if *value { "true" } else { "false" },
        _ => false,
    }
}

fn joined(value: Value, holder: &Place) -> Out {
    let place = place(&value, holder);
    let Some(elements) = value.elements() else { return out(value, holder) };
    let mut texts = Vec::with_capacity(elements.len());
    for element in elements {
        match &element.data {
            Data::Text(text) => texts.push(text.clone()),
            Data::Unknown(unknown) => return Out::Unknown(place, unknown.clone()),
            _ => return Out::Given(value.clone()),
        }
    }
    Out::Given(Value { at: Some(place.span), way: place.way, ..Value::text(texts.join(",")) })
}

impl Out {
    /// Puts a value at a path, making the objects on the way.
    fn put(&mut self, path: &'static str, holder: &Place, value: Self) {
        if path.is_empty() {
            return self.absorb(value);
        }
        let Self::Object(_, members) = self else { return };
        let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let index = members.iter().position(|(name, _)| *name == first);
        match (index, rest) {
            (Some(index), Some(rest)) => members[index].1.put(rest, holder, value),
            (None, Some(rest)) => {
                let mut inner = Self::Object(holder.clone(), Vec::new());
                inner.put(rest, holder, value);
                members.push((first, inner));
            }
            (Some(index), None) => members[index].1.absorb(value),
            (None, None) => members.push((first, value)),
        }
    }

    /// Takes in what another object or list has: several rows, and the satellites of a resource, may go into one. A value takes
    /// the place of another one, unless it is only a default.
    pub(super) fn absorb(&mut self, other: Self) {
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
            // Nothing is said of one place twice, but by a list with defaults for what it lacks.
            (Self::Given(_) | Self::Unknown(..), Self::Json(place, _)) if place.origin == Origin::Default => {}
            (mine, other) => *mine = other,
        }
    }

    /// The elements of a list that was given as it is.
    fn as_elements(&self) -> Option<Vec<Self>> {
        let Self::Given(value) = self else { return None };
        value.elements().map(|elements| elements.map(Self::Given).collect())
    }

    /// Writes the value. `holder` is the place of what stands nowhere.
    pub(super) fn write(&self, holder: &Place, fuel: &Fuel, writer: &mut Writer) {
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
            Self::Unknown(place, unknown) => {
                writer.unknown_text(place.clone(), &unknown.reason, &unknown.starts_with, &unknown.ends_with);
            }
        }
    }
}
