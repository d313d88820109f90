//! App registrations.
//!
//! Source: Microsoft Graph v1.0 and beta, resource type `application`.

use super::{Identified, Identity, Setting, Str, object};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Who may sign in to an app (`signInAudience`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum SignInAudience {
    /// Accounts of this tenant, its guests included.
    AzureADMyOrg,
    /// Accounts of any tenant.
    AzureADMultipleOrgs,
    /// Accounts of any tenant, and personal Microsoft accounts.
    AzureADandPersonalMicrosoftAccount,
    /// Personal Microsoft accounts.
    PersonalMicrosoftAccount,
    /// `unknownFutureValue` and whatever comes: cannot be judged.
    #[serde(other)]
    Other,
}

impl SignInAudience {
    /// Whether personal Microsoft accounts may sign in.
    pub fn admits_personal_accounts(self) -> bool {
        matches!(self, Self::AzureADandPersonalMicrosoftAccount | Self::PersonalMicrosoftAccount)
    }
}

object! {
    /// An app registration.
    Application {
        /// Object id.
        id: Str<'a>,
        /// Client id.
        app_id: Str<'a>,
        /// Name, chosen by whoever registered the app.
        display_name: Str<'a>,
        /// Bicep's immutable key.
        unique_name: Str<'a>,
        /// Who may sign in.
        sign_in_audience: SignInAudience,
        /// Limits of a multi-tenant audience (beta only).
        sign_in_audience_restrictions: AudienceRestrictions<'a>,
        /// App ID URIs.
        identifier_uris: Vec<Setting<'a, Str<'a>>>,
        /// Roles that the app defines.
        app_roles: Vec<IgnoredAny>,
        /// Client secrets.
        password_credentials: Vec<IgnoredAny>,
        /// Certificates and keys.
        key_credentials: Vec<Setting<'a, KeyCredential<'a>>>,
        /// The app as an API.
        api: Api<'a>,
    }
}

object! {
    /// Which tenants a multi-tenant app is limited to (beta `signInAudienceRestrictions`).
    AudienceRestrictions {
        /// `unrestricted` or `allowedTenants`.
        kind: Str<'a>,
        /// The tenants.
        allowed_tenant_ids: Vec<Setting<'a, Str<'a>>>,
    }
}

object! {
    /// Settings of an app that is an API.
    Api {
        /// Version of the access tokens: 1, 2, or null for 1.
        requested_access_token_version: u8,
    }
}

object! {
    /// A certificate or key.
    KeyCredential {
        /// `AsymmetricX509Cert`, `Symmetric`, …
        r#type: Str<'a>,
    }
}

impl<'a> Application<'a> {
    /// Whether the app has roles or secrets of its own, so that a foreign sign-in reaches something.
    pub fn has_roles_or_secrets(&self) -> bool {
        !self.app_roles.elements().is_empty() || !self.password_credentials.elements().is_empty()
    }

    /// Whether accounts from outside of the tenant may sign in; nothing where that is not known.
    pub fn admits_outsiders(&self) -> Option<bool> {
        match self.sign_in_audience.known()? {
            SignInAudience::AzureADMyOrg => Some(false),
            SignInAudience::Other => None,
            _ => Some(true),
        }
    }

    /// The limits, where the app is multi-tenant for a list of tenants only.
    pub fn allowed_tenants(&self) -> Option<&AudienceRestrictions<'a>> {
        self.sign_in_audience_restrictions.known().filter(|limits| limits.kind.known().is_some_and(|kind| &**kind == "allowedTenants"))
    }
}

impl Identified for Application<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, Some(&self.app_id), self.display_name.or(&self.unique_name))
    }
}
