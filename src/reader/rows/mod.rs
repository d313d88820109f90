//! Tables that map the names and values of a format to those of Graph or ARM, for the types of Terraform providers and the resources of
//! `Microsoft365DSC`, and the code that applies them.

mod reverse;
mod translate;
mod translated;

pub(super) use reverse::{written, written_as};
pub(super) use translate::{set, translate};

/// Pairs of a value in Terraform and the value in Graph or ARM, both JSON.
pub(in crate::reader) type Pairs = &'static [(&'static str, &'static str)];

/// An attribute or block.
///
/// `from` is its name, followed by its former names after `|`: the first one that is set counts. `to` is its path in the object, names
/// joined by `/`; empty means the object itself. If it is not set, `default` (JSON) applies: the documented default of the provider or the
/// service. Without a default it is absent.
#[derive(Debug)]
pub(in crate::reader) enum Row {
    /// A value that is copied.
    Attribute { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// The same, if the provider writes an empty string or 0 for an unset value.
    Filled { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// A value with another spelling in Graph or ARM. A value that is in no pair is copied.
    Spelt { from: &'static str, to: &'static str, default: Option<&'static str>, pairs: Pairs },
    /// A list of strings that is one string in Graph, joined by `by`.
    Joined { from: &'static str, to: &'static str, by: &'static str },
    /// A string or number with text around it: `30` days become `P30D`.
    Framed { from: &'static str, to: &'static str, before: &'static str, after: &'static str },
    /// An id that is a full path in the provider, and only its last segment in Graph.
    Tail { from: &'static str, to: &'static str },
    /// The id of a child in ARM: if it is not known yet, it is built from the parent's id and the name. Without a parent it is below the
    /// tenant.
    Child { parent: &'static str, between: &'static str, name: &'static str },
    /// A single value that becomes an element of a list.
    Element { from: &'static str, to: &'static str },
    /// A list to which the provider adds an element if it is missing.
    Including { list: &'static str, element: &'static str, to: &'static str },
    /// A list of strings that is a list of objects in Graph: each string becomes the member `key`, beside the members in `with` (JSON).
    Wrapped { from: &'static str, to: &'static str, default: Option<&'static str>, key: &'static str, with: Pairs },
    /// A map that becomes a list of objects with `name` and `value`.
    Entries { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// A map that becomes a list of strings `name=value`.
    Assignments { from: &'static str, to: &'static str },
    /// Values (JSON) that depend on whether an attribute is set.
    Presence { from: &'static str, to: &'static str, set: &'static str, unset: Option<&'static str> },
    /// A list, or a block of switches that represent its elements.
    Switches { list: &'static str, block: &'static str, to: &'static str, pairs: Pairs },
    /// A value that every resource of the type has (JSON).
    Constant { to: &'static str, json: &'static str },
    /// Rows that apply if an attribute has a certain value (JSON). For any other value, and if it is not set, `otherwise` applies.
    Case { of: &'static str, cases: &'static [(&'static str, &'static [Self])], otherwise: &'static [Self] },
    /// Rows that several types share.
    Shared { rows: &'static [Self] },
    /// Rows for what the preceding rows leave unset or set only by default: former attributes of another shape.
    Fallback { rows: &'static [Self] },
    /// A block that occurs at most once and becomes an object. Without the block its defaults apply.
    Block { from: &'static str, to: &'static str, rows: &'static [Self] },
    /// A block that occurs at most once. Without the block none of its rows apply.
    Optional { from: &'static str, to: &'static str, default: Option<&'static str>, rows: &'static [Self] },
    /// A repeatable block that becomes a list of objects.
    Blocks { from: &'static str, to: &'static str, default: Option<&'static str>, rows: &'static [Self] },
    /// The resource itself as an additional element of a list: the contribution of a satellite.
    Itself { to: &'static str, rows: &'static [Self] },
}

pub(in crate::reader) const fn attribute(from: &'static str, to: &'static str) -> Row {
    Row::Attribute { from, to, default: None }
}

/// An attribute with its documented default.
pub(in crate::reader) const fn with_default(from: &'static str, to: &'static str, default: &'static str) -> Row {
    Row::Attribute { from, to, default: Some(default) }
}

/// An attribute that counts as unset if it is empty.
pub(in crate::reader) const fn filled(from: &'static str, to: &'static str) -> Row {
    Row::Filled { from, to, default: None }
}

pub(in crate::reader) const fn constant(to: &'static str, json: &'static str) -> Row {
    Row::Constant { to, json }
}

/// A repeatable block; without one the list is empty.
pub(in crate::reader) const fn blocks(from: &'static str, to: &'static str, rows: &'static [Row]) -> Row {
    Row::Blocks { from, to, default: Some("[]"), rows }
}

/// A block without which none of its rows apply.
pub(in crate::reader) const fn optional(from: &'static str, to: &'static str, rows: &'static [Row]) -> Row {
    Row::Optional { from, to, default: None, rows }
}

/// Object ids that are objects in Graph.
pub(in crate::reader) const fn ids(from: &'static str, to: &'static str) -> Row {
    Row::Wrapped { from, to, default: None, key: "id", with: &[] }
}

/// Object ids that are objects in Graph, with an empty list as the default.
pub(in crate::reader) const fn members(from: &'static str, to: &'static str) -> Row {
    Row::Wrapped { from, to, default: Some("[]"), key: "id", with: &[] }
}
