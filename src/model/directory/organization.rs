//! The tenant itself.
//!
//! Source: Microsoft Graph v1.0, resource type `organization`.

use crate::model::{Setting, Str, identified, object};

object! {
    Organization {
        id: Str<'a>,
        display_name: Str<'a>,
        /// Domains that the tenant has proved to own.
        verified_domains: Vec<Setting<'a, VerifiedDomain<'a>>>,
    }

    /// A domain of the tenant.
    VerifiedDomain {
        name: Str<'a>,
    }
}

identified!(Organization, |object| (&object.id, &object.display_name));
