//! App registrations.
//!
//! Source: Microsoft Graph v1.0 and beta, resource type `application`.

mod claims;
mod credentials;
mod limits;
mod lock;
mod redirects;
mod roles;

pub use claims::*;
pub use credentials::*;
pub use limits::beyond_single_tenant;
pub use lock::*;
pub use redirects::*;
pub use roles::*;

use super::{Identified, Identity, Reference, Setting, Str, View, object};
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
    Application {
        id: Str<'a>,
        app_id: Str<'a>,
        /// Name, chosen by whoever registered the app.
        display_name: Str<'a>,
        unique_name: Str<'a>,
        /// Who may sign in.
        sign_in_audience: SignInAudience,
        /// Limits of a multi-tenant audience (beta only).
        sign_in_audience_restrictions: AudienceRestrictions<'a>,
        /// Of formats that do not keep the audience: whether it is another one than `AzureADMyOrg`.
        available_to_other_tenants: bool,
        identifier_uris: Vec<Setting<'a, Str<'a>>>,
        /// Roles that the app defines.
        app_roles: Vec<Setting<'a, AppRole<'a>>>,
        /// Which groups of the user stand in tokens: `None`, `SecurityGroup`, `All`, …
        group_membership_claims: IgnoredAny,
        password_credentials: Vec<Setting<'a, PasswordCredential<'a>>>,
        key_credentials: Vec<Setting<'a, KeyCredential<'a>>>,
        /// The app as an API.
        api: Api<'a>,
        /// The APIs that it asks for, with their permissions.
        required_resource_access: Vec<Setting<'a, ResourceAccess<'a>>>,
        tags: Vec<Setting<'a, Str<'a>>>,
        /// The template that it was made from.
        application_template_id: Str<'a>,
        /// When it was made.
        created_date_time: Str<'a>,
        /// The app as a web app.
        web: Platform<'a>,
        /// The app as a single-page app.
        spa: Platform<'a>,
        /// The app as a native one.
        public_client: Platform<'a>,
        /// Claims that the app asks for.
        optional_claims: OptionalClaims<'a>,
        /// Behaviours that can be switched (returned only where asked for by name).
        authentication_behaviors: AuthenticationBehaviors<'a>,
        /// What cannot be changed in the copies of the app in other tenants.
        service_principal_lock_configuration: LockConfiguration<'a>,
        /// Its owners (`$expand`, infrastructure as code).
        owners: Vec<Setting<'a, Reference<'a>>>,
    }

    /// Which tenants a multi-tenant app is limited to (beta `signInAudienceRestrictions`).
    AudienceRestrictions {
        kind: Str<'a>,
        allowed_tenant_ids: Vec<Setting<'a, Str<'a>>>,
    }

    /// Settings of an app that is an API.
    Api {
        /// Version of the access tokens: 1, 2, or null for 1.
        requested_access_token_version: u8,
        /// Delegated permissions that it offers.
        oauth2_permission_scopes: Vec<Setting<'a, PermissionScope<'a>>>,
    }
}

impl<'a> Application<'a> {
    /// Whether the app has roles or secrets of its own, so that a foreign sign-in reaches something.
    pub fn has_roles_or_secrets(&self) -> bool {
        !self.app_roles.elements().is_empty() || !self.password_credentials.elements().is_empty()
    }

    /// Whether accounts from outside of the tenant may sign in; nothing where that is not known.
    pub fn admits_outsiders(&self) -> Option<bool> {
        match self.sign_in_audience.known() {
            Some(SignInAudience::AzureADMyOrg) => Some(false),
            Some(SignInAudience::Other) => None,
            Some(_) => Some(true),
            None => self.is_available_to_others().then_some(true),
        }
    }

    /// Whether it is all that is known of the audience that it is not `AzureADMyOrg`: accounts of other tenants may sign in, or personal
    /// ones, or both.
    pub fn is_available_to_others(&self) -> bool {
        self.sign_in_audience.known().is_none() && self.available_to_other_tenants.known() == Some(&true)
    }

    /// Whether accounts of other tenants may sign in, so that those tenants have instances of the app; nothing where that is not known.
    pub fn admits_other_tenants(&self) -> Option<bool> {
        match self.sign_in_audience.known()? {
            SignInAudience::AzureADMyOrg | SignInAudience::PersonalMicrosoftAccount => Some(false),
            SignInAudience::AzureADMultipleOrgs | SignInAudience::AzureADandPersonalMicrosoftAccount => Some(true),
            SignInAudience::Other => None,
        }
    }

    /// The limits, where the app is multi-tenant for a list of tenants only.
    pub fn allowed_tenants(&self) -> Option<&AudienceRestrictions<'a>> {
        self.sign_in_audience_restrictions.known().filter(|limits| limits.kind.known().is_some_and(|kind| &**kind == "allowedTenants"))
    }
}

impl View<'_, Application<'_>> {
    /// Whether code that makes the app says nothing of a setting, so that it will have the service's default.
    ///
    /// What an update leaves out stays as it is, and what the template of an app says is not in the code.
    pub fn leaves_out<U>(&self, setting: &Setting<'_, U>) -> bool {
        let makes_it = self.resource.format.makes_whole_objects() && !self.resource.is_update();
        setting.is_absent() && makes_it && self.application_template_id.is_absent()
    }

    /// Whether nothing may be concluded from a setting that is not there: it was not collected, or stays as it is.
    pub fn lacks<U>(&self, setting: &Setting<'_, U>) -> bool {
        setting.is_absent() && !self.leaves_out(setting)
    }
}

impl Identified for Application<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, Some(&self.app_id), self.display_name.or(&self.unique_name))
    }
}
