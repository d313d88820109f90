//! App Service and Container Apps, and their built-in authentication.
//!
//! Source: `Microsoft.Web` 2024-04-01, `Microsoft.App` 2026-01-01.

use super::nested;
use crate::model::authority::lists_tenants;
use crate::model::{Setting, State, Str, identified, object};
use crate::resource::{Kind, Resource, terraform_type};

nested! {
    /// A web or function app, or one of its slots (`Microsoft.Web/sites`).
    Site {
        id: Str<'a>,
        name: Str<'a>,
    } properties: SiteProperties {
        site_config: SiteSettings<'a>,
    }
}

identified!(Site, |object| (&object.id, &object.name));

object! {
    SiteSettings {
        app_settings: Vec<Setting<'a, NameValue<'a>>>,
    }

    NameValue {
        name: Str<'a>,
        value: Str<'a>,
    }
}

nested! {
    /// A configuration of a web or function app (`Microsoft.Web/sites/config`), or the authentication of a container app
    /// (`Microsoft.App/containerApps/authConfigs`).
    SiteConfig {
        id: Str<'a>,
        name: Str<'a>,
    } properties: SiteConfigProperties {
        platform: AuthPlatform<'a>,
        global_validation: GlobalValidation<'a>,
        identity_providers: IdentityProviders<'a>,
        /// Version 1: whether built-in authentication is enabled.
        enabled: bool,
        /// Version 1: the issuer of tokens.
        issuer: Str<'a>,
        /// Version 1: client id of the app.
        client_id: Str<'a>,
        /// Version 1: `RedirectToLoginPage` or `AllowAnonymous`.
        unauthenticated_client_action: Str<'a>,
        /// Version 1: `AzureActiveDirectory`, …
        default_provider: Str<'a>,
        /// In a configuration `appsettings`: the allowed tenants.
        #[serde(rename = "WEBSITE_AUTH_AAD_ALLOWED_TENANTS")]
        website_auth_aad_allowed_tenants: Str<'a>,
    }
}

identified!(SiteConfig, |object| (&object.id, &object.name));

object! {
    AuthPlatform {
        enabled: bool,
        /// The file that contains the settings instead.
        config_file_path: Str<'a>,
    }
}

impl AuthPlatform<'_> {
    /// Whether a file contains the settings. An empty path names none.
    fn has_file(&self) -> bool {
        self.config_file_path.known().is_some_and(|path| !path.trim().is_empty())
    }
}

object! {
    GlobalValidation {
        require_authentication: bool,
        /// `RedirectToLoginPage`, `AllowAnonymous`, `Return401`, `Return403`.
        unauthenticated_client_action: Str<'a>,
        /// Paths that need no sign-in.
        excluded_paths: Vec<Setting<'a, Str<'a>>>,
    }

    IdentityProviders {
        azure_active_directory: EntraProvider<'a>,
    }

    EntraProvider {
        enabled: bool,
        registration: EntraRegistration<'a>,
        validation: EntraValidation<'a>,
    }

    /// The app registration that signs users in.
    EntraRegistration {
        client_id: Str<'a>,
        open_id_issuer: Str<'a>,
    }

    EntraValidation {
        default_authorization_policy: EntraAuthorizationPolicy<'a>,
        /// The older form of the authorization policy.
        jwt_claim_checks: JwtClaimChecks<'a>,
    }

    EntraAuthorizationPolicy {
        /// Client ids of the applications that may call.
        allowed_applications: Vec<Setting<'a, Str<'a>>>,
        allowed_principals: AllowedPrincipals<'a>,
    }

    AllowedPrincipals {
        /// Object ids of groups.
        groups: Vec<Setting<'a, Str<'a>>>,
        /// Object ids of users and applications.
        identities: Vec<Setting<'a, Str<'a>>>,
    }

    JwtClaimChecks {
        /// Object ids of groups.
        allowed_groups: Vec<Setting<'a, Str<'a>>>,
        /// Client ids of the applications that may call.
        allowed_client_applications: Vec<Setting<'a, Str<'a>>>,
    }
}

impl Site<'_> {
    /// Whether the app setting `WEBSITE_AUTH_AAD_ALLOWED_TENANTS` lists tenants; `None` if unknown. An empty value lists none, and neither does `*`.
    pub fn allowed_tenants(&self) -> Option<bool> {
        let config = self.site_config();
        if matches!(config.state(), State::Unknown(_)) {
            return None;
        }
        let Some(settings) = config.known().map(|config| &config.app_settings) else { return Some(false) };
        if matches!(settings.state(), State::Unknown(_)) {
            return None;
        }
        let is_unknown = |setting: &Setting<'_, NameValue<'_>>| setting.raw().is_some_and(|raw| raw.contains("\"$unknown\""));
        let listed = settings
            .elements()
            .iter()
            .filter_map(Setting::known)
            .filter(|setting| setting.name.known().is_some_and(|name| name.eq_ignore_ascii_case("WEBSITE_AUTH_AAD_ALLOWED_TENANTS")));
        match listed.last().map(|setting| setting.value.state()) {
            Some(State::Known(list)) => lists_tenants(list),
            Some(State::Unknown(_)) => None,
            Some(State::Null | State::Absent) => Some(false),
            None => Some(false).filter(|_| !settings.elements().iter().any(|setting| setting.known().is_none() && is_unknown(setting))),
        }
    }
}

/// The settings that decide whose accounts may sign in.
#[derive(Debug)]
pub struct PlatformSignIn<'s, 'a> {
    pub issuer: &'s Setting<'a, Str<'a>>,
    pub client_id: &'s Setting<'a, Str<'a>>,
    /// The JSON pointer of the issuer.
    pub pointer: &'static str,
    pub is_version_1: bool,
}

impl<'a> SiteConfig<'a> {
    /// The sign-in with Microsoft Entra ID, if this configuration has it and it is enabled.
    ///
    /// `None` for a configuration of something else, a disabled one, and one with other providers only.
    pub fn entra_sign_in(&self) -> Option<PlatformSignIn<'_, 'a>> {
        if let Some(providers) = self.identity_providers().known() {
            let platform = self.platform().known();
            // Container Apps and `az webapp auth show` omit it when it is enabled.
            let is_off = platform.is_some_and(|platform| platform.enabled.known() == Some(&false) || platform.has_file());
            let provider = providers.azure_active_directory.known().filter(|provider| provider.enabled.known() != Some(&false))?;
            let registration = provider.registration.known().filter(|_| !is_off)?;
            let pointer = "/properties/identityProviders/azureActiveDirectory/registration/openIdIssuer";
            let (issuer, client_id) = (&registration.open_id_issuer, &registration.client_id);
            return (!client_id.is_absent() && !client_id.is_null()).then_some(PlatformSignIn {
                issuer,
                client_id,
                pointer,
                is_version_1: false,
            });
        }
        let is_entra = self.default_provider().known().is_none_or(|provider| provider.eq_ignore_ascii_case("AzureActiveDirectory"));
        let has_client = !self.client_id().is_absent() && !self.client_id().is_null();
        let is_on = self.enabled().known() == Some(&true) && is_entra && has_client;
        is_on.then(|| PlatformSignIn {
            issuer: self.issuer(),
            client_id: self.client_id(),
            pointer: "/properties/issuer",
            is_version_1: true,
        })
    }

    /// Whether the configuration has no setting of authentication.
    pub fn is_empty(&self) -> bool {
        self.identity_providers().is_absent() && self.enabled().is_absent() && self.platform().is_absent()
    }

    /// The unknown setting that decides whether users sign in with Microsoft Entra ID: its name, and its text in the resource.
    /// `configFilePath` names a file that contains the settings instead.
    pub fn unknown_sign_in(&self) -> Option<(&'static str, &'a str)> {
        fn unknown<'a, T: serde::Deserialize<'a>>(name: &'static str, setting: &Setting<'a, T>) -> Option<(&'static str, &'a str)> {
            setting.raw().filter(|_| matches!(setting.state(), State::Unknown(_))).map(|raw| (name, raw))
        }
        let providers = self.identity_providers();
        if providers.is_absent() || providers.is_null() {
            return unknown("enabled", self.enabled());
        }
        let platform = self.platform().known();
        let provider = providers.known().map(|providers| &providers.azure_active_directory);
        let known = provider.and_then(|provider| provider.known());
        let is_off = platform.is_some_and(|platform| platform.enabled.known() == Some(&false))
            || known.is_some_and(|provider| provider.enabled.known() == Some(&false));
        if is_off {
            return None;
        }
        let file = platform.filter(|platform| platform.has_file()).and_then(|platform| platform.config_file_path.raw());
        file.map(|file| ("configFilePath", file))
            .or_else(|| unknown("platform", self.platform()))
            .or_else(|| unknown("enabled", &platform?.enabled))
            .or_else(|| unknown("configFilePath", &platform?.config_file_path))
            .or_else(|| unknown("identityProviders", providers))
            .or_else(|| unknown("azureActiveDirectory", provider?))
            .or_else(|| unknown("enabled", &known?.enabled))
            .or_else(|| unknown("registration", &known?.registration))
    }

    /// The same as [`Site::allowed_tenants`], in a configuration `appsettings`.
    pub fn allowed_tenants(&self) -> Option<bool> {
        match self.website_auth_aad_allowed_tenants().state() {
            State::Known(list) => lists_tenants(list),
            State::Null | State::Absent => Some(false),
            State::Unknown(_) => None,
        }
    }

    /// Whether a list limits who may sign in; `None` if unknown. Groups and identities are object ids, which exist in one tenant only. A
    /// list of applications limits the claim `appid` or `azp`, which is the same for users of every tenant, so it does not count.
    pub fn limits_principals(&self) -> Option<bool> {
        let Some(validation) = self.validation() else { return Some(false) };
        if matches!(validation.state(), State::Unknown(_)) {
            return None;
        }
        let Some(validation) = validation.known() else { return Some(false) };
        let (policy, checks) = (&validation.default_authorization_policy, &validation.jwt_claim_checks);
        let principals = policy.known().map(|policy| &policy.allowed_principals);
        let unknown = matches!(policy.state(), State::Unknown(_))
            || matches!(checks.state(), State::Unknown(_))
            || principals.is_some_and(|principals| matches!(principals.state(), State::Unknown(_)));
        let lists = [
            principals.and_then(|principals| Some(&principals.known()?.groups)),
            principals.and_then(|principals| Some(&principals.known()?.identities)),
            checks.known().map(|checks| &checks.allowed_groups),
        ];
        let lists: Vec<_> = lists.into_iter().flatten().collect();
        if lists.iter().any(|list| !list.elements().is_empty()) {
            return Some(true);
        }
        let unknown = unknown || lists.iter().any(|list| matches!(list.state(), State::Unknown(_)));
        (!unknown).then_some(false)
    }

    /// The list of applications that may call, if it is not empty.
    pub fn allowed_applications(&self) -> Option<&Setting<'a, Vec<Setting<'a, Str<'a>>>>> {
        let validation = self.validation()?.known()?;
        let lists = [
            validation.default_authorization_policy.known().map(|policy| &policy.allowed_applications),
            validation.jwt_claim_checks.known().map(|checks| &checks.allowed_client_applications),
        ];
        lists.into_iter().flatten().find(|list| !list.elements().is_empty())
    }

    fn validation(&self) -> Option<&Setting<'a, EntraValidation<'a>>> {
        let provider = self.identity_providers().known()?.azure_active_directory.known()?;
        Some(&provider.validation)
    }
}

/// Names that link a site and its configurations: the resource id and the name in lower case, and the address in code. A site and its
/// configurations are in one deployment.
///
/// An id that is known only after deployment may be the id of another resource followed by known text. In Terraform, one resource of
/// `azurerm` creates both the site and its configuration. Without a name, a configuration may belong to any site.
pub fn site_names<'a>(resource: &Resource<'_>, id: &Setting<'a, Str<'a>>, name: &Setting<'a, Str<'a>>) -> Vec<String> {
    let is_config = matches!(resource.kind, Kind::SiteConfig | Kind::ContainerAppAuthConfig);
    let site_of = |id: &str| {
        let id = id.to_ascii_lowercase();
        id.split_once("/config/").or_else(|| id.split_once("/authconfigs/")).map(|(site, _)| site.to_owned()).unwrap_or(id)
    };
    let in_deployment = |name: String| if resource.deployment.is_empty() { name } else { format!("{}:{name}", resource.deployment) };
    let of_id = id.known().map(|id| site_of(id));
    let end = id.known_end().map(|end| site_of(&end));
    let of_end = end.and_then(|end| end.rsplit_once("/sites/").map(|(_, name)| name.to_owned())).filter(|name| !name.contains('/'));
    let of_name = name.known().map(|name| name.to_ascii_lowercase());
    let of_name = of_name.and_then(|name| if is_config { name.rsplit_once('/').map(|(site, _)| site.to_owned()) } else { Some(name) });
    let part = id.part().filter(|part| part.attribute == "id" && part.before.is_empty());
    let of_part = part.map(|part| part.full_reference() + &site_of(&part.after));
    let is_own = |address: &&str| terraform_type(address).is_some_and(|name| !is_config || name.starts_with("azurerm_"));
    let own = resource.address.as_deref().filter(is_own).and_then(|_| resource.full_address());
    of_id.into_iter().chain(of_name).chain(of_end).map(in_deployment).chain(of_part).chain(id.full_reference()).chain(own).collect()
}
