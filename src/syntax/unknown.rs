//! Values that no text gives away, because something has to run first.

use std::borrow::Cow;
use std::sync::Arc;

/// Why a value cannot be known, and what is known of it all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unknown {
    /// The reason, for people.
    pub reason: Cow<'static, str>,
    /// The attribute of a resource that it is, where it is nothing but that.
    pub reference: Option<Reference>,
    /// Of text that is known in part, how it starts; else empty.
    pub starts_with: Cow<'static, str>,
    /// Of text that is known in part, how it ends; else empty.
    pub ends_with: Cow<'static, str>,
}

/// An attribute of a resource that is known only when the resource is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The resource's whole address.
    pub address: Arc<str>,
    /// The attribute; empty for the resource itself.
    pub attribute: Arc<str>,
}

impl Unknown {
    /// Something that cannot be known for this reason.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    /// Text of which only the start and the end are known.
    #[must_use]
    pub fn between(self, starts_with: impl Into<String>, ends_with: impl Into<String>) -> Self {
        Self { starts_with: starts_with.into().into(), ends_with: ends_with.into().into(), reference: None, ..self }
    }
}
