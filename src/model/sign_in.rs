//! Who may sign in to an application, according to its configuration.
//!
//! All libraries share one shape; a reader writes each setting under these names. A setting that is not in the file is absent, because it
//! may be set where the app runs. A default that the library documents is known and has that origin.

use super::authority::{is_any_tenant, is_wildcard};
use super::{AuthorityTenant, Identified, Identity, Setting, State, Str, View, object};
use std::collections::HashSet;

object! {
    /// One section, registration or object of a configuration (kind `signInConfiguration`).
    SignInConfiguration {
        /// The library that reads the configuration: `Microsoft.Identity.Web`, `Blazor WebAssembly`, `Spring Cloud Azure`, `Spring Security`, `MSAL.js`, `MSAL
        /// Node`, `MSAL Android`, `oauth2-proxy`, `passport-azure-ad`, `Azure Identity`, `App Service`, `Auth.js`, or, if the names of
        /// the variables do not show it, `web page` for variables that are compiled into one, and `environment` for others.
        library: Str<'a>,
        /// The place in the file: `AzureAd`, `spring.cloud.azure.active-directory`, `auth`, or a prefix of variables.
        section: Str<'a>,
        /// The environment that the file is for, such as `development`; absent if the file is for all environments.
        environment: Str<'a>,
        /// Whether the library signs users in at all (Spring).
        enabled: bool,
        /// The host of the authority: `https://login.microsoftonline.com/`.
        instance: Str<'a>,
        /// A tenant: its id or domain, `common`, `organizations` or `consumers`.
        tenant_id: Str<'a>,
        /// The URL of the token issuer, including a tenant.
        authority: Str<'a>,
        /// The URL of the `OpenID` Connect metadata or of the issuer's signing keys.
        metadata_address: Str<'a>,
        /// The expected issuer of tokens, or the issuer whose metadata is fetched.
        issuer: Str<'a>,
        client_id: Str<'a>,
        /// Whether the issuer of a token is validated. Settings with the opposite meaning (`insecure_oidc_skip_…`) are inverted.
        validate_issuer: bool,
        /// The accepted issuers.
        valid_issuers: Vec<Setting<'a, Str<'a>>>,
        /// The tenants whose users may sign in.
        allowed_tenants: Vec<Setting<'a, Str<'a>>>,
        /// The email domains whose users may sign in (`*` for all).
        email_domains: Vec<Setting<'a, Str<'a>>>,
        /// A file with the email addresses that may sign in.
        allowed_emails_file: Str<'a>,
        /// Whether unverified email addresses are accepted.
        allow_unverified_email: bool,
        /// The claim that is used as the user name.
        name_claim: Str<'a>,
        /// The claim that is used as the email address.
        email_claim: Str<'a>,
        /// The claim that is used as the user id.
        user_id_claim: Str<'a>,
        /// The user flow of Azure AD B2C, whose accounts belong to that tenant only.
        sign_up_sign_in_policy_id: Str<'a>,
    }
}

/// Libraries whose clients request tokens but do not validate them. `web page` is any library that reads variables such as `VITE_AUTHORITY`.
const PUBLIC_CLIENTS: &[&str] = &["MSAL.js", "MSAL Android", "Azure Identity", "Blazor WebAssembly", "web page"];

/// Names of environments in which an app is developed and tested, and of files that are only a template.
///
/// Source: ASP.NET Core, "Use multiple environments"; Vite, "Env variables and modes"; usual names of Spring profiles.
const NOT_PRODUCTION: &[&str] = &[
    "dev",
    "develop",
    "development",
    "local",
    "localhost",
    "debug",
    "test",
    "tests",
    "testing",
    "ci",
    "e2e",
    "integration",
    "int",
    "qa",
    "uat",
    "staging",
    "stage",
    "preview",
    "demo",
    "example",
    "sample",
    "template",
    "dist",
];

/// The environment that a configuration is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// All of them, unless a file for one environment sets the same.
    All,
    Production,
    /// Development and tests.
    Development,
    /// An environment whose name does not show which one it is.
    Other,
}

/// The setting that decides whose accounts may sign in.
#[derive(Debug)]
pub struct Endpoint<'s, 'a> {
    pub name: &'static str,
    pub setting: &'s Setting<'a, Str<'a>>,
    pub tenant: AuthorityTenant<'s>,
}

/// Claims that the user or an administrator of the user's tenant can set to any value, so that they identify no one.
///
/// Source: Microsoft identity platform, "Secure applications and APIs by validating claims".
const MUTABLE_CLAIMS: &[&str] = &[
    "email",
    "emails",
    "preferred_username",
    "unique_name",
    "upn",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
];

impl<'a> SignInConfiguration<'a> {
    /// The setting that decides whose accounts may sign in, in the precedence that all libraries share: tenant, authority, metadata,
    /// issuer. `None` if none is in the file, or if the first one is unknown.
    pub fn endpoint(&self) -> Option<Endpoint<'_, 'a>> {
        for (name, setting) in self.endpoints() {
            match setting.state() {
                State::Known(text) => {
                    if let Some(tenant) = AuthorityTenant::of(text) {
                        return Some(Endpoint { name, setting, tenant });
                    }
                }
                State::Unknown(_) => return None,
                State::Absent | State::Null => {}
            }
        }
        None
    }

    /// The first of these settings that is present, even if it is unknown or empty.
    pub fn endpoint_setting(&self) -> Option<(&'static str, &Setting<'a, Str<'a>>)> {
        self.endpoints().into_iter().find(|(_, setting)| !setting.is_absent() && !setting.is_null())
    }

    fn endpoints(&self) -> [(&'static str, &Setting<'a, Str<'a>>); 4] {
        [
            ("tenantId", &self.tenant_id),
            ("authority", &self.authority),
            ("metadataAddress", &self.metadata_address),
            ("issuer", &self.issuer),
        ]
    }

    /// Whose accounts may sign in; `None` if unknown.
    pub fn authority_tenant(&self) -> Option<AuthorityTenant<'_>> {
        self.endpoint().map(|endpoint| endpoint.tenant)
    }

    /// Whether the authority alone accepts accounts of any tenant; `None` if unknown.
    pub fn is_shared(&self) -> Option<bool> {
        match self.authority_tenant()? {
            AuthorityTenant::Placeholder => None,
            tenant => Some(tenant.is_shared()),
        }
    }

    /// Whether the configuration lists the allowed tenants; `None` if the list is unknown.
    pub fn allows_tenants(&self) -> Option<bool> {
        names_some(&self.allowed_tenants)
    }

    /// Whether the configuration lists the allowed tenants or issuers; `None` if a list is unknown.
    pub fn lists_tenants(&self) -> Option<bool> {
        let issuer_of_one = || {
            let is_one = |text: &Str<'_>| matches!(AuthorityTenant::of(text), Some(AuthorityTenant::Tenant(_)));
            match self.issuer.state() {
                State::Known(text) => Some(is_one(text)),
                State::Absent | State::Null => Some(false),
                State::Unknown(_) => None,
            }
        };
        let lists = [self.allows_tenants(), names_some(&self.valid_issuers), issuer_of_one()];
        if lists.contains(&Some(true)) {
            return Some(true);
        }
        if lists.contains(&None) { None } else { Some(false) }
    }

    /// The valid issuers that match any tenant.
    pub fn wildcard_issuers(&self) -> impl Iterator<Item = &Setting<'a, Str<'a>>> {
        let issuers = std::iter::once(&self.issuer).chain(self.valid_issuers.elements());
        issuers.filter(|issuer| issuer.known().is_some_and(|text| is_wildcard(text)))
    }

    /// The claims that identify the user to the app, if they are in the file, with their names in the resource.
    pub fn user_claims(&self) -> impl Iterator<Item = (&'static str, &Setting<'a, Str<'a>>)> {
        [("userIdClaim", &self.user_id_claim), ("nameClaim", &self.name_claim), ("emailClaim", &self.email_claim)]
            .into_iter()
            .filter(|(_, claim)| !claim.is_absent() && !claim.is_null())
    }

    /// The unknown settings among [`SignInConfiguration::user_claims`].
    pub fn unknown_claims(&self) -> impl Iterator<Item = (&'static str, &Setting<'a, Str<'a>>)> {
        self.user_claims().filter(|(_, claim)| matches!(claim.state(), State::Unknown(_)))
    }

    /// The claims among [`SignInConfiguration::user_claims`] that the user or an administrator of the user's tenant can set to any value.
    pub fn mutable_claims(&self) -> impl Iterator<Item = (&'static str, &Setting<'a, Str<'a>>)> {
        self.user_claims().filter(|(_, claim)| {
            claim.known().is_some_and(|name| MUTABLE_CLAIMS.iter().any(|known| known.eq_ignore_ascii_case(name.trim())))
        })
    }

    /// Whether the accounts belong to an Azure AD B2C tenant: a host of the service, or a user flow (`B2C_1_signin`, `B2C_1A_signin`).
    pub fn is_b2c(&self) -> bool {
        let is_sign = |text: &str| {
            let text = text.to_ascii_lowercase();
            text.contains(".b2clogin.com") || text.contains("/b2c_1") || text.contains("p=b2c_1")
        };
        let places = [&self.instance, &self.authority, &self.metadata_address, &self.issuer];
        !self.sign_up_sign_in_policy_id.is_absent() || places.iter().any(|setting| setting.known().is_some_and(|text| is_sign(text)))
    }

    fn section(&self) -> Option<&str> {
        self.section.known().map(|section| &**section)
    }

    /// The environment that the configuration is for.
    pub fn environment(&self) -> Environment {
        let Some(name) = self.environment.known() else { return Environment::All };
        let mut words = name.split(|character: char| !character.is_alphanumeric());
        let is_development = |word: &str| NOT_PRODUCTION.iter().any(|known| known.eq_ignore_ascii_case(word));
        // `eu-production` and `prod-eu`, but not `preprod`.
        let is_production = |word: &str| ["prod", "production", "live"].iter().any(|known| known.eq_ignore_ascii_case(word));
        match words.clone().any(is_development) {
            true => Environment::Development,
            false if words.any(is_production) => Environment::Production,
            false => Environment::Other,
        }
    }

    /// Whether the configuration accepts only accounts of some tenants; `None` if that is not known.
    pub fn checks_tenant(&self) -> Option<bool> {
        match (self.is_shared(), self.lists_tenants()) {
            (Some(false), _) | (_, Some(true)) => Some(true),
            (Some(true), Some(false)) => Some(false),
            _ => None,
        }
    }

    /// Whether the library requests tokens in a client that anyone can read, and validates none.
    pub fn is_public_client(&self) -> bool {
        self.library.known().is_some_and(|library| PUBLIC_CLIENTS.contains(&&**library))
    }
}

/// The configurations of one app that validate tokens in production: not those of public clients and of other environments, nor the sections
/// for all environments that a file for production replaces.
pub fn in_production<'c, 'r: 'c, 'a: 'c>(
    configurations: impl Iterator<Item = &'c View<'r, SignInConfiguration<'a>>>,
) -> Vec<&'c View<'r, SignInConfiguration<'a>>> {
    let applies =
        |config: &&View<'_, SignInConfiguration<'_>>| !config.is_public_client() && config.environment() != Environment::Development;
    let all: Vec<_> = configurations.filter(applies).collect();
    let replaces = |config: &&View<'_, SignInConfiguration<'_>>| {
        config.environment() == Environment::Production && config.endpoint_setting().is_some()
    };
    let sections: HashSet<Option<&str>> = all.iter().copied().filter(replaces).map(|config| config.section()).collect();
    all.into_iter().filter(|config| config.environment() != Environment::All || !sections.contains(&config.section())).collect()
}

/// Whether a list names tenants or issuers and none that matches any tenant; `None` if unknown.
fn names_some<'a>(list: &Setting<'a, Vec<Setting<'a, Str<'a>>>>) -> Option<bool> {
    match list.state() {
        State::Known(entries) => {
            let texts: Vec<&str> = entries.iter().filter_map(|entry| Some(entry.known()?.trim())).filter(|text| !text.is_empty()).collect();
            // Such an entry decides, even if others are unknown.
            if texts.iter().any(|text| is_any_tenant(text)) {
                return Some(false);
            }
            let is_known = |text: &str| AuthorityTenant::of(text) != Some(AuthorityTenant::Placeholder);
            let all_known =
                entries.iter().all(|entry| !matches!(entry.state(), State::Unknown(_))) && texts.iter().all(|text| is_known(text));
            all_known.then_some(!texts.is_empty())
        }
        State::Absent | State::Null => Some(false),
        State::Unknown(_) => None,
    }
}

impl Identified for SignInConfiguration<'_> {
    fn identity(&self) -> Identity {
        let section = self.section.known().map(ToString::to_string);
        Identity { id: None, app_id: self.client_id.known().map(ToString::to_string), name: section }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> SignInConfiguration<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_first_setting_that_has_endpoint_decides() {
        let tenant = |json: &str| read(json).endpoint().map(|endpoint| (endpoint.name, endpoint.tenant.is_shared()));
        assert_eq!(
            tenant(r#"{"tenantId":"common","authority":"https://login.microsoftonline.com/contoso.example"}"#),
            Some(("tenantId", true))
        );
        assert_eq!(tenant(r#"{"tenantId":"","authority":"https://login.microsoftonline.com/common"}"#), Some(("authority", true)));
        assert_eq!(tenant(r#"{"issuer":"https://login.microsoftonline.com/contoso.example/v2.0"}"#), Some(("issuer", false)));
        assert_eq!(tenant(r#"{"tenantId":{"$unknown":"x"},"authority":"https://login.microsoftonline.com/common"}"#), None);
        assert_eq!(tenant("{}"), None);
        assert_eq!(read(r#"{"tenantId":"<tenant>"}"#).is_shared(), None);
    }

    #[test]
    fn a_list_of_tenants_counts_if_it_is_not_empty() {
        for (json, expected) in [
            ("{}", Some(false)),
            (r#"{"allowedTenants":[]}"#, Some(false)),
            (r#"{"allowedTenants":[""," "]}"#, Some(false)),
            (r#"{"allowedTenants":["*"]}"#, Some(false)),
            (r#"{"allowedTenants":["f645ad92-e38d-4d1a-b510-d1b09a74a8ca"]}"#, Some(true)),
            (r#"{"allowedTenants":[{"$unknown":"x"}]}"#, None),
            (r#"{"allowedTenants":[{"$unknown":"x"},"*"]}"#, Some(false)),
            (r#"{"allowedTenants":["Enter_the_Tenant_Id_Here"]}"#, None),
            (r#"{"validIssuers":["https://sts.windows.net/{0}/"]}"#, None),
            (r#"{"validIssuers":["https://login.microsoftonline.com/common/v2.0"]}"#, Some(false)),
            (r#"{"validIssuers":["https://login.microsoftonline.com/contoso.example/v2.0"]}"#, Some(true)),
            (r#"{"validIssuers":["https://login.microsoftonline.com/{tenantid}/v2.0"]}"#, Some(false)),
            (r#"{"validIssuers":{"$unknown":"x"},"allowedTenants":["contoso.example"]}"#, Some(true)),
            (r#"{"issuer":"https://sts.windows.net/f645ad92-e38d-4d1a-b510-d1b09a74a8ca/"}"#, Some(true)),
        ] {
            assert_eq!(read(json).lists_tenants(), expected, "{json}");
        }
        assert_eq!(read(r#"{"validIssuers":["https://*","https://sts.windows.net/x/"]}"#).wildcard_issuers().count(), 1);
    }

    #[test]
    fn claims_that_anyone_can_set_are_mutable() {
        let configuration = read(r#"{"nameClaim":"preferred_username","userIdClaim":"oid","emailClaim":"Email"}"#);
        assert_eq!(configuration.mutable_claims().map(|(name, _)| name).collect::<Vec<_>>(), ["nameClaim", "emailClaim"]);
        assert_eq!(configuration.user_claims().count(), 3);
    }
}
