//! Managed identities, and the credentials of other issuers that they and apps accept.
//!
//! Source: `Microsoft.ManagedIdentity` 2024-11-30; Microsoft Graph, resource type `federatedIdentityCredential`.

use super::{SystemData, nested};
use crate::model::{Setting, Str, identified, object};

nested! {
    /// A user-assigned managed identity (`Microsoft.ManagedIdentity/userAssignedIdentities`).
    UserAssignedIdentity {
        id: Str<'a>,
        name: Str<'a>,
        /// Who made it, and when.
        system_data: SystemData<'a>,
    } properties: UserAssignedIdentityProperties {
        client_id: Str<'a>,
        /// Object id of its service principal.
        principal_id: Str<'a>,
    }
}

identified!(UserAssignedIdentity, |object| (&object.id, &object.name));

nested! {
    /// Tokens of another issuer by which one may act as an app or identity.
    FederatedIdentityCredential {
        id: Str<'a>,
        name: Str<'a>,
    } properties: FederatedIdentityCredentialProperties {
        /// Who issues the tokens.
        issuer: Str<'a>,
        subject: Str<'a>,
        /// What their claims must match (flexible credentials).
        claims_matching_expression: ClaimsMatchingExpression<'a>,
    }
}

identified!(FederatedIdentityCredential, |object| (&object.id, &object.name));

object! {
    /// What the claims of a token must match.
    ClaimsMatchingExpression {
        value: Str<'a>,
    }
}
