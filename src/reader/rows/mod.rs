//! How the names and values of a format become those of Graph or ARM: rows of data, for the types of Terraform's providers and the
//! resources of `Microsoft365DSC`, and how a value passes through them.

mod reverse;
mod translate;
mod translated;

pub(super) use reverse::{written, written_as};
pub(super) use translate::{set, translate};

/// Pairs of what stands in Terraform and what Graph or ARM says for it, both JSON.
pub(in crate::reader) type Pairs = &'static [(&'static str, &'static str)];

/// An attribute or block.
///
/// `from` is its name, and behind `|` the names that it had before: the first that is set counts. `to` is where it goes, names
/// joined by `/`; empty for the object itself. Where it is not set, `default` holds (JSON): what the provider or the service is
/// documented to take then. Without one it is absent.
#[derive(Debug)]
pub(in crate::reader) enum Row {
    /// A value that is taken as it is.
    Attribute { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// The same, where the provider writes an empty string or 0 for what is not set.
    Filled { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// A value of which Graph or ARM has another spelling. Any value that is in no pair is taken as it is.
    Spelt { from: &'static str, to: &'static str, default: Option<&'static str>, pairs: Pairs },
    /// A list of strings that Graph has as one string, joined by `by`.
    Joined { from: &'static str, to: &'static str, by: &'static str },
    /// A string or number with text around it: `30` days are `P30D`.
    Framed { from: &'static str, to: &'static str, before: &'static str, after: &'static str },
    /// An id of which the provider has the whole path, and Graph the last name of it.
    Tail { from: &'static str, to: &'static str },
    /// The id of a child in ARM: where it is not known yet, it is made of the parent's id and the name. Without a parent it stands
    /// under the tenant.
    Child { parent: &'static str, between: &'static str, name: &'static str },
    /// A single value that is one element of a list.
    Element { from: &'static str, to: &'static str },
    /// A list, to which the provider adds an element where it lacks it.
    Including { list: &'static str, element: &'static str, to: &'static str },
    /// A list of strings that is a list of objects in Graph: each string goes under `key`, beside what `with` says (JSON).
    Wrapped { from: &'static str, to: &'static str, default: Option<&'static str>, key: &'static str, with: Pairs },
    /// A map that is a list of objects with `name` and `value`.
    Entries { from: &'static str, to: &'static str, default: Option<&'static str> },
    /// A map that is a list of strings `name=value`.
    Assignments { from: &'static str, to: &'static str },
    /// Whether an attribute is set: what that says (JSON).
    Presence { from: &'static str, to: &'static str, set: &'static str, unset: Option<&'static str> },
    /// A list, or a block of switches that stand for its elements.
    Switches { list: &'static str, block: &'static str, to: &'static str, pairs: Pairs },
    /// A value that every resource of the type has (JSON).
    Constant { to: &'static str, json: &'static str },
    /// Rows that hold where an attribute has a value (JSON). Of any other value, and where it is not set, `otherwise` holds.
    Case { of: &'static str, cases: &'static [(&'static str, &'static [Self])], otherwise: &'static [Self] },
    /// Rows that several types have in common.
    Shared { rows: &'static [Self] },
    /// Rows for what the rows before them do not say, or say by default only: former attributes of another shape.
    Fallback { rows: &'static [Self] },
    /// A block that stands once at most: an object. Without the block its defaults hold.
    Block { from: &'static str, to: &'static str, rows: &'static [Self] },
    /// A block that stands once at most, without which nothing of it holds.
    Optional { from: &'static str, to: &'static str, default: Option<&'static str>, rows: &'static [Self] },
    /// A block that may be repeated: a list of objects.
    Blocks { from: &'static str, to: &'static str, default: Option<&'static str>, rows: &'static [Self] },
    /// The resource itself as one more element of a list: what a satellite adds.
    Itself { to: &'static str, rows: &'static [Self] },
}

/// An attribute without a documented default.
pub(in crate::reader) const fn attribute(from: &'static str, to: &'static str) -> Row {
    Row::Attribute { from, to, default: None }
}

/// An attribute with its documented default.
pub(in crate::reader) const fn with_default(from: &'static str, to: &'static str, default: &'static str) -> Row {
    Row::Attribute { from, to, default: Some(default) }
}

/// An attribute that says nothing where it is empty.
pub(in crate::reader) const fn filled(from: &'static str, to: &'static str) -> Row {
    Row::Filled { from, to, default: None }
}

/// A value that every resource of the type has.
pub(in crate::reader) const fn constant(to: &'static str, json: &'static str) -> Row {
    Row::Constant { to, json }
}

/// A block that may be repeated; without one the list is empty.
pub(in crate::reader) const fn blocks(from: &'static str, to: &'static str, rows: &'static [Row]) -> Row {
    Row::Blocks { from, to, default: Some("[]"), rows }
}

/// A block without which nothing of it holds.
pub(in crate::reader) const fn optional(from: &'static str, to: &'static str, rows: &'static [Row]) -> Row {
    Row::Optional { from, to, default: None, rows }
}

/// Object ids of which Graph has objects.
pub(in crate::reader) const fn ids(from: &'static str, to: &'static str) -> Row {
    Row::Wrapped { from, to, default: None, key: "id", with: &[] }
}

/// Object ids of which Graph has objects; by default there are none.
pub(in crate::reader) const fn members(from: &'static str, to: &'static str) -> Row {
    Row::Wrapped { from, to, default: Some("[]"), key: "id", with: &[] }
}
