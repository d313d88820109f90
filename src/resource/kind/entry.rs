//! The table entry of a kind of resource.

use super::{Kind, Request};
use crate::resource::Format;

/// Everything about one kind. The table contains one entry per kind.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The Graph entity or ARM type in lower camel case.
    pub name: &'static str,
    /// The format in which its service returns it.
    pub format: Format,
    /// Types in Azure Resource Manager.
    pub arm: &'static [&'static str],
    /// Last segments of the Graph paths that return it, if they differ from its name with a plural `s`.
    pub sets: &'static [&'static str],
    /// Graph types that derive from it, and other names for it.
    pub derived: &'static [&'static str],
    /// Properties that identify it if an object does not name its type.
    pub shape: Shape,
    /// The same for properties that ARM nests under `properties`.
    pub nested: Shape,
    /// If an object matches several shapes, the lowest rank wins. Shapes are tried in this order, so kinds with large lists come first.
    pub rank: u8,
    pub request: Option<Request>,
    /// How to get it if no service returns it.
    pub hint: Option<&'static str>,
    /// Whether a tenant may have none, so that an empty list is complete. For other kinds (users, and policies that every tenant has) an
    /// empty list only shows that the caller lacks the permission.
    pub may_be_none: bool,
    /// Whether a service returns 404 for it until it is set, which shows that its defaults apply.
    pub may_be_unset: bool,
    /// The first kind of its family, whose facts it also contains: for a schedule, the role assignment.
    pub family: Option<&'static Kind>,
}

/// Properties that identify an object: one group of `any` must be present completely, and none of `none`.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub any: &'static [&'static [&'static str]],
    pub none: &'static [&'static str],
}

impl Shape {
    /// Matches no object.
    const NEVER: Self = Self { any: &[], none: &[] };
}

pub(super) const fn graph(name: &'static str) -> Entry {
    Entry::new(name, Format::Graph)
}

pub(super) const fn azure(name: &'static str, arm: &'static [&'static str]) -> Entry {
    Entry::new(name, Format::Azure).arm(arm)
}

/// A kind that only files of an application contain, and how to get it.
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
            may_be_unset: false,
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

    pub(super) const fn may_be_unset(self) -> Self {
        Self { may_be_unset: true, ..self }
    }

    pub(super) const fn family(self, head: &'static Kind) -> Self {
        Self { family: Some(head), ..self }
    }
}
