//! The tenant itself.
//!
//! Source: Microsoft Graph v1.0, resource type `organization`.

use crate::model::{Identified, Identity, Setting, Str, object};

object! {
    /// The tenant itself.
    Organization {
        /// Tenant id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// Domains that the tenant has proved to own.
        verified_domains: Vec<Setting<'a, VerifiedDomain<'a>>>,
    }
}

object! {
    /// A domain of the tenant.
    VerifiedDomain {
        /// The domain.
        name: Str<'a>,
    }
}

impl Identified for Organization<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}
