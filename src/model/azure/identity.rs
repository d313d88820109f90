//! Managed identities, and federated identity credentials.
//!
//! Source: `Microsoft.ManagedIdentity` 2024-11-30; Microsoft Graph, resource type `federatedIdentityCredential`.

use super::{SystemData, nested};
use crate::model::{Setting, Str, identified, object};

nested! {
    /// `Microsoft.ManagedIdentity/userAssignedIdentities`
    UserAssignedIdentity {
        id: Str<'a>,
        name: Str<'a>,
        system_data: SystemData<'a>,
    } properties: UserAssignedIdentityProperties {
        client_id: Str<'a>,
        /// Object id of the service principal of the identity.
        principal_id: Str<'a>,
    }
}

identified!(UserAssignedIdentity, |object| (&object.id, &object.name));

nested! {
    /// Trust in tokens of another issuer, which let a workload act as an app or identity.
    FederatedIdentityCredential {
        id: Str<'a>,
        name: Str<'a>,
    } properties: FederatedIdentityCredentialProperties {
        issuer: Str<'a>,
        subject: Str<'a>,
        /// The condition on the claims of a token (flexible credentials).
        claims_matching_expression: ClaimsMatchingExpression<'a>,
    }
}

identified!(FederatedIdentityCredential, |object| (&object.id, &object.name));

object! {
    ClaimsMatchingExpression {
        value: Str<'a>,
    }
}
