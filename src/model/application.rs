//! App registrations.
//!
//! Source: Microsoft Graph v1.0 and beta, resource type `application`.

use super::{Identified, Identity, Reference, Setting, State, Str, object};
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
        /// Which groups of the user stand in tokens: `None`, `SecurityGroup`, `All`, …
        group_membership_claims: IgnoredAny,
        /// Client secrets.
        password_credentials: Vec<Setting<'a, PasswordCredential<'a>>>,
        /// Certificates and keys.
        key_credentials: Vec<Setting<'a, KeyCredential<'a>>>,
        /// The app as an API.
        api: Api<'a>,
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
    /// Where tokens and codes are sent.
    Platform {
        /// Addresses.
        redirect_uris: Vec<Setting<'a, Str<'a>>>,
    }
}

object! {
    /// Claims that an app asks for, by kind of token.
    OptionalClaims {
        /// In id tokens.
        id_token: Vec<Setting<'a, OptionalClaim<'a>>>,
        /// In access tokens.
        access_token: Vec<Setting<'a, OptionalClaim<'a>>>,
        /// In SAML tokens.
        saml2_token: Vec<Setting<'a, OptionalClaim<'a>>>,
    }
}

object! {
    /// A claim that an app asks for.
    OptionalClaim {
        /// Its name.
        name: Str<'a>,
    }
}

object! {
    /// Behaviours of sign-in that can be switched.
    AuthenticationBehaviors {
        /// Whether addresses are left out that nobody verified; null for the default of the service.
        remove_unverified_email_claim: bool,
    }
}

object! {
    /// What cannot be changed in the copies of an app in other tenants.
    LockConfiguration {
        /// Whether it is in force.
        is_enabled: bool,
        /// Whether it covers everything that can be locked.
        all_properties: bool,
        /// Whether it covers credentials for signing.
        credentials_with_usage_sign: bool,
        /// Whether it covers credentials for verifying.
        credentials_with_usage_verify: bool,
    }
}

impl LockConfiguration<'_> {
    /// Whether it is known to leave credentials open.
    pub fn leaves_credentials_open(&self) -> bool {
        let is_on = |setting: &Setting<'_, bool>| setting.known() == Some(&true);
        let is_unknown = |setting: &Setting<'_, bool>| matches!(setting.state(), State::Unknown(_));
        let parts = [&self.credentials_with_usage_sign, &self.credentials_with_usage_verify];
        let all = &self.all_properties;
        !is_on(all) && !is_unknown(all) && parts.iter().any(|part| !is_on(part) && !is_unknown(part))
    }
}

object! {
    /// A client secret.
    PasswordCredential {
        /// From when on it holds.
        start_date_time: Str<'a>,
        /// Until when.
        end_date_time: Str<'a>,
    }
}

object! {
    /// A certificate or key.
    KeyCredential {
        /// From when on it holds.
        start_date_time: Str<'a>,
        /// Until when.
        end_date_time: Str<'a>,
        /// `AsymmetricX509Cert`, `Symmetric`, …
        r#type: Str<'a>,
    }
}

impl<'a> Application<'a> {
    /// Whether the app can tell by a token what its user may do: by roles that it defines, or by groups. Nothing where that is not known.
    pub fn has_roles_or_groups(&self) -> Option<bool> {
        let groups = match self.group_membership_claims.raw() {
            None | Some("null" | "\"None\"" | "[]" | "\"\"") => Some(false),
            Some(raw) if raw.starts_with('{') => None,
            Some(_) => Some(true),
        };
        let roles = match self.app_roles.state() {
            State::Known(roles) => Some(!roles.is_empty()),
            State::Null => Some(false),
            State::Absent | State::Unknown(_) => None,
        };
        if groups == Some(true) || roles == Some(true) { Some(true) } else { groups.and(roles) }
    }

    /// The text of the claim `email`, where the app asks for it.
    pub fn email_claim(&self) -> Option<&'a str> {
        let claims = self.optional_claims.known()?;
        let asked = [&claims.id_token, &claims.access_token, &claims.saml2_token].into_iter().flat_map(Setting::elements);
        let mut names = asked.filter_map(|claim| Some(&claim.known()?.name));
        names.find(|name| name.known().is_some_and(|name| name.eq_ignore_ascii_case("email")))?.raw()
    }

    /// Where tokens and codes are sent, each with the platform.
    pub fn redirect_uris(&self) -> impl Iterator<Item = (&'static str, &Setting<'a, Str<'a>>)> {
        let platforms = [("web", &self.web), ("spa", &self.spa), ("publicClient", &self.public_client)];
        let lists = platforms.into_iter().filter_map(|(name, platform)| Some((name, &platform.known()?.redirect_uris)));
        lists.flat_map(|(name, uris)| uris.elements().iter().map(move |uri| (name, uri)))
    }

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
