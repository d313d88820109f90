//! The tenant.
//!
//! Source: Microsoft Graph v1.0, resource type `organization`.

use crate::model::{Setting, Str, identified, object};

object! {
    Organization {
        id: Str<'a>,
        display_name: Str<'a>,
        verified_domains: Vec<Setting<'a, VerifiedDomain<'a>>>,
    }

    VerifiedDomain {
        name: Str<'a>,
    }
}

identified!(Organization, |object| (&object.id, &object.display_name));
