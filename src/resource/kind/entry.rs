//! What is known of a kind of resource.

use super::{Kind, Request};
use crate::resource::Format;
use crate::syntax::json::Scan;

/// All that is known of one kind. The table declares one for each.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The Graph entity or ARM type in lower camel case.
    pub name: &'static str,
    /// The format in which its service returns it.
    pub format: Format,
    /// Types in Azure Resource Manager.
    pub arm: &'static [&'static str],
    /// Ends of the Graph paths that return it, where its name is not the last step without the plural `s`.
    pub sets: &'static [&'static str],
    /// Types of Graph that derive from it, and other names for it.
    pub derived: &'static [&'static str],
    /// Properties that give it away where an object does not name its type.
    pub shape: Shape,
    /// The same for what ARM nests under `properties`.
    pub nested: Shape,
    /// Where an object fits several shapes, the kind with the lowest rank counts. Large lists come first, because the shapes are tried
    /// in this order.
    pub rank: u8,
    pub request: Option<Request>,
    /// How to get it where no service returns it.
    pub hint: Option<&'static str>,
    /// Whether a tenant may have none, so that an empty list is an answer. Of other kinds (users, and policies that each tenant has)
    /// an empty list only shows that the caller may not see them.
    pub may_be_none: bool,
    /// The first kind of its family, whose facts it states as well: the role assignment, of a schedule.
    pub family: Option<&'static Kind>,
}

/// Properties by which an object is recognized: one group of `any` must be there as a whole, and none of `none`.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub any: &'static [&'static [&'static str]],
    pub none: &'static [&'static str],
}

impl Shape {
    /// The shape of no object.
    const NEVER: Self = Self { any: &[], none: &[] };

    pub fn fits(&self, members: &Scan<'_>) -> bool {
        self.any.iter().any(|keys| keys.iter().all(|key| members.has(key))) && !self.none.iter().any(|key| members.has(key))
    }
}

/// An entity of Microsoft Graph.
pub(super) const fn graph(name: &'static str) -> Entry {
    Entry::new(name, Format::Graph)
}

/// A resource of Azure, with its ARM types.
pub(super) const fn azure(name: &'static str, arm: &'static [&'static str]) -> Entry {
    Entry::new(name, Format::Azure).arm(arm)
}

/// What only files of an application contain, and how to get it.
pub(super) const fn file(name: &'static str, hint: &'static str) -> Entry {
    Entry::new(name, Format::AppConfiguration).hint(hint)
}

impl Entry {
    const fn new(name: &'static str, format: Format) -> Self {
        Self {
            name,
            format,
            arm: &[],
            sets: &[],
            derived: &[],
            shape: Shape::NEVER,
            nested: Shape::NEVER,
            rank: u8::MAX,
            request: None,
            hint: None,
            may_be_none: false,
            family: None,
        }
    }

    pub(super) const fn arm(self, arm: &'static [&'static str]) -> Self {
        Self { arm, ..self }
    }

    pub(super) const fn sets(self, sets: &'static [&'static str]) -> Self {
        Self { sets, ..self }
    }

    pub(super) const fn derived(self, derived: &'static [&'static str]) -> Self {
        Self { derived, ..self }
    }

    pub(super) const fn shape(self, any: &'static [&'static [&'static str]], none: &'static [&'static str]) -> Self {
        Self { shape: Shape { any, none }, ..self }
    }

    pub(super) const fn nested(self, any: &'static [&'static [&'static str]], none: &'static [&'static str]) -> Self {
        Self { nested: Shape { any, none }, ..self }
    }

    pub(super) const fn rank(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    pub(super) const fn request(self, request: Request) -> Self {
        Self { request: Some(request), ..self }
    }

    pub(super) const fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    pub(super) const fn may_be_none(self) -> Self {
        Self { may_be_none: true, ..self }
    }

    pub(super) const fn family(self, head: &'static Kind) -> Self {
        Self { family: Some(head), ..self }
    }
}
