//! Values that are known only at run time.

use crate::text::Text;
use std::borrow::Cow;
use std::sync::Arc;

/// Why a value is unknown, and which parts of it are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unknown {
    /// The reason, for messages.
    pub reason: Text,
    /// The attribute of a resource, if the value is exactly that.
    pub reference: Option<Reference>,
    /// The known start of a text; empty otherwise.
    pub starts_with: Cow<'static, str>,
    /// The known end of a text; empty otherwise.
    pub ends_with: Cow<'static, str>,
    /// The known text between the first and the last unknown part; empty otherwise.
    pub middle: Cow<'static, str>,
    /// The only unknown part of a text, if it is an attribute. Unlike `reference`, it may be one of an object that the input does not declare.
    pub part: Option<Box<Part>>,
}

/// An attribute in a text that is otherwise known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub of: Reference,
    /// The text before it.
    pub before: String,
    /// The text after it.
    pub after: String,
}

/// An attribute of a resource that is known only after the resource is created or read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The full address of the resource.
    pub address: Arc<str>,
    /// The attribute; empty for the resource itself.
    pub attribute: Arc<str>,
    /// The provider configuration whose subscription contains the resource, if that is known.
    pub provider: Option<Arc<str>>,
}

impl Reference {
    pub fn new(address: impl Into<Arc<str>>, attribute: impl Into<Arc<str>>) -> Self {
        Self { address: address.into(), attribute: attribute.into(), provider: None }
    }
}

impl Unknown {
    pub fn new(reason: impl Into<Text>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    /// An attribute of an object that is read when the configuration is applied.
    #[must_use]
    pub fn read_from(self, address: impl Into<Arc<str>>, attribute: &str) -> Self {
        let of = Reference::new(address, attribute);
        Self { part: Some(Box::new(Part { of, before: String::new(), after: String::new() })), ..self }
    }

    /// Text of which only the start and the end are known.
    #[must_use]
    pub fn between(self, starts_with: impl Into<String>, ends_with: impl Into<String>) -> Self {
        Self { starts_with: starts_with.into().into(), ends_with: ends_with.into().into(), ..Self::new(self.reason) }
    }
}
