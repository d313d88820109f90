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

use super::{Identified, Identity, Outsiders, Reference, Setting, State, Str, View, object};
use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum SignInAudience {
    /// Accounts of this tenant, including guests.
    AzureADMyOrg,
    /// Accounts of any tenant.
    AzureADMultipleOrgs,
    /// Accounts of any tenant, and personal Microsoft accounts.
    AzureADandPersonalMicrosoftAccount,
    PersonalMicrosoftAccount,
    /// `unknownFutureValue`, or a value that Microsoft added later.
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
        /// Chosen by the person who registered the app.
        display_name: Str<'a>,
        unique_name: Str<'a>,
        sign_in_audience: SignInAudience,
        /// Limits of a multi-tenant audience (beta only).
        sign_in_audience_restrictions: AudienceRestrictions<'a>,
        verified_publisher: VerifiedPublisher<'a>,
        /// For formats that do not keep the audience: whether it differs from `AzureADMyOrg`.
        available_to_other_tenants: bool,
        identifier_uris: Vec<Setting<'a, Str<'a>>>,
        app_roles: Vec<Setting<'a, AppRole<'a>>>,
        /// The groups that tokens contain: `None`, `SecurityGroup`, `All`, …
        group_membership_claims: IgnoredAny,
        password_credentials: Vec<Setting<'a, PasswordCredential<'a>>>,
        key_credentials: Vec<Setting<'a, KeyCredential<'a>>>,
        /// The settings of the app as an API.
        api: Api<'a>,
        /// The APIs that the app requests, with the permissions.
        required_resource_access: Vec<Setting<'a, ResourceAccess<'a>>>,
        tags: Vec<Setting<'a, Str<'a>>>,
        /// The template that the app was created from.
        application_template_id: Str<'a>,
        created_date_time: Str<'a>,
        /// The web platform.
        web: Platform<'a>,
        /// The single-page application platform.
        spa: Platform<'a>,
        /// The mobile and desktop platform.
        public_client: Platform<'a>,
        optional_claims: OptionalClaims<'a>,
        /// Returned only if `$select` names it.
        authentication_behaviors: AuthenticationBehaviors<'a>,
        /// The properties that other tenants cannot change in their instances of the app.
        service_principal_lock_configuration: LockConfiguration<'a>,
        /// Present with `$expand` and in infrastructure as code.
        owners: Vec<Setting<'a, Reference<'a>>>,
    }

    /// Which tenants a multi-tenant app is limited to (beta `signInAudienceRestrictions`).
    AudienceRestrictions {
        kind: Str<'a>,
        allowed_tenant_ids: Vec<Setting<'a, Str<'a>>>,
    }

    VerifiedPublisher {
        /// The id in the Microsoft partner program; null without a verified publisher.
        verified_publisher_id: Str<'a>,
    }

    /// Settings of an app that is an API.
    Api {
        /// Version of the access tokens: 1 or 2; null means 1.
        requested_access_token_version: u8,
        /// The delegated permissions that the API offers.
        oauth2_permission_scopes: Vec<Setting<'a, PermissionScope<'a>>>,
    }
}

impl<'a> Application<'a> {
    /// Whether the app defines roles or has secrets, so that an external sign-in reaches something.
    pub fn has_roles_or_secrets(&self) -> bool {
        !self.app_roles.elements().is_empty() || !self.password_credentials.elements().is_empty()
    }

    /// Whether accounts from outside the tenant may sign in; `None` if unknown.
    pub fn admits_outsiders(&self) -> Option<bool> {
        match self.sign_in_audience.known() {
            Some(SignInAudience::AzureADMyOrg) => Some(false),
            Some(SignInAudience::Other) => None,
            Some(_) => Some(true),
            None => self.is_available_to_others().then_some(true),
        }
    }

    /// The accounts from outside the tenant that may sign in, as far as the audience shows it.
    pub fn outsiders(&self) -> Outsiders {
        match self.sign_in_audience.known() {
            Some(SignInAudience::AzureADMyOrg) => Outsiders::default(),
            Some(SignInAudience::AzureADMultipleOrgs) => Outsiders { personal: false, ..Outsiders::ALL },
            Some(SignInAudience::PersonalMicrosoftAccount) => Outsiders { of_tenants: false, ..Outsiders::ALL },
            Some(SignInAudience::AzureADandPersonalMicrosoftAccount | SignInAudience::Other) | None => Outsiders::ALL,
        }
    }

    /// Whether the only known fact about the audience is that it differs from `AzureADMyOrg`: it then allows accounts of other tenants,
    /// personal accounts, or both.
    pub fn is_available_to_others(&self) -> bool {
        self.sign_in_audience.known().is_none() && self.available_to_other_tenants.known() == Some(&true)
    }

    /// Whether accounts of other tenants may sign in, so that those tenants have instances of the app; `None` if unknown.
    pub fn admits_other_tenants(&self) -> Option<bool> {
        match self.sign_in_audience.known()? {
            SignInAudience::AzureADMyOrg | SignInAudience::PersonalMicrosoftAccount => Some(false),
            SignInAudience::AzureADMultipleOrgs | SignInAudience::AzureADandPersonalMicrosoftAccount => Some(true),
            SignInAudience::Other => None,
        }
    }

    /// The list of tenants that a multi-tenant app is limited to.
    pub fn allowed_tenants(&self) -> Option<&AudienceRestrictions<'a>> {
        self.sign_in_audience_restrictions.known().filter(|limits| limits.kind.known().is_some_and(|kind| &**kind == "allowedTenants"))
    }
}

impl Application<'_> {
    /// Whether a multi-tenant app is known to be used in other tenants, because its publisher is verified, which consent in other tenants
    /// requires by default, or because the audience lists them; `None` if the publisher is unknown.
    pub fn is_offered_to_others(&self) -> Option<bool> {
        if self.allowed_tenants().is_some_and(|limits| !limits.allowed_tenant_ids.elements().is_empty()) {
            return Some(true);
        }
        match self.verified_publisher.state() {
            State::Known(publisher) => match publisher.verified_publisher_id.state() {
                State::Known(id) => Some(!id.trim().is_empty()),
                State::Null => Some(false),
                State::Absent | State::Unknown(_) => None,
            },
            State::Null => Some(false),
            // Code cannot set it: a publisher is verified by a request of its own.
            State::Absent | State::Unknown(_) => None,
        }
    }
}

impl View<'_, Application<'_>> {
    /// Whether code that creates the app omits a setting, so that the default of the service applies.
    ///
    /// An update keeps what it omits, and the values of an application template are not in the code.
    pub fn leaves_out<U>(&self, setting: &Setting<'_, U>) -> bool {
        let makes_it = self.resource.format.makes_whole_objects() && !self.resource.is_update;
        setting.is_absent() && makes_it && self.application_template_id.is_absent()
    }

    /// Whether an absent setting allows no conclusion: it was not collected, or an update keeps it.
    pub fn lacks<U>(&self, setting: &Setting<'_, U>) -> bool {
        setting.is_absent() && !self.leaves_out(setting)
    }
}

impl Identified for Application<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, Some(&self.app_id), self.display_name.or(&self.unique_name))
    }
}
