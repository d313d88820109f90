//! Static Web Apps.
//!
//! Source: Azure Static Web Apps, "Configure Azure Static Web Apps" and "Custom authentication", August 2026.

use super::{Identified, Identity, Setting, State, Str, object};

object! {
    /// The configuration of a Static Web App (kind `staticWebAppConfiguration`), as in `staticwebapp.config.json`.
    StaticWebAppConfiguration {
        auth: StaticWebAppAuth<'a>,
        routes: Vec<Setting<'a, StaticWebAppRoute<'a>>>,
    }

    StaticWebAppAuth {
        /// Custom registrations. They disable all preconfigured providers.
        identity_providers: StaticWebAppProviders<'a>,
    }

    StaticWebAppProviders {
        azure_active_directory: StaticWebAppEntraProvider<'a>,
    }

    /// The custom registration of Microsoft Entra ID.
    StaticWebAppEntraProvider {
        registration: StaticWebAppRegistration<'a>,
    }

    StaticWebAppRegistration {
        /// The issuer of tokens: `https://login.microsoftonline.com/<tenant>/v2.0`.
        open_id_issuer: Str<'a>,
    }

    StaticWebAppRoute {
        /// The path, possibly with `*`.
        route: Str<'a>,
        /// The user needs one of these roles: `anonymous`, `authenticated`, or a role that is assigned by invitation.
        allowed_roles: Vec<Setting<'a, Str<'a>>>,
        /// The status of the response.
        status_code: u16,
    }
}

impl StaticWebAppRoute<'_> {
    /// Whether any signed-in user may see the route, whatever the account. `None` if unknown.
    pub fn admits_everybody_signed_in(&self) -> Option<bool> {
        if self.allowed_roles.is_absent() || self.allowed_roles.is_null() {
            return Some(false); // no sign-in is required
        }
        let roles = self.allowed_roles.known()?;
        let roles: Option<Vec<&Str<'_>>> = roles.iter().map(Setting::known).collect();
        let has = |role: &str| roles.as_ref().map(|roles| roles.iter().any(|name| name.eq_ignore_ascii_case(role)));
        Some(has("authenticated")? && !has("anonymous")?)
    }
}

impl<'a> StaticWebAppConfiguration<'a> {
    /// Whether the preconfigured providers are enabled, which accept any account: there is no custom registration. `None` if unknown.
    pub fn has_preset_providers(&self) -> Option<bool> {
        let is_missing = |is_absent: bool, is_null: bool| is_absent || is_null;
        if is_missing(self.auth.is_absent(), self.auth.is_null()) {
            return Some(true);
        }
        let providers = &self.auth.known()?.identity_providers;
        if is_missing(providers.is_absent(), providers.is_null()) {
            return Some(true);
        }
        providers.known()?;
        Some(providers.raw() == Some("{}"))
    }

    /// Whether a route blocks the sign-in of the preconfigured Entra provider with an error status.
    pub fn blocks_preset_entra(&self) -> bool {
        self.routes.elements().iter().filter_map(Setting::known).any(|route| {
            let is_login = route.route.known().is_some_and(|path| ["/.auth/login/aad", "/.auth/login/*", "/.auth/*"].contains(&&**path));
            is_login && route.status_code.known().is_some_and(|status| *status >= 400)
        })
    }

    /// The routes that any signed-in user may see, whatever the account.
    pub fn routes_for_everybody_signed_in(&self) -> impl Iterator<Item = &StaticWebAppRoute<'a>> {
        let routes = self.routes.elements().iter().filter_map(Setting::known);
        routes.filter(|route| route.admits_everybody_signed_in() == Some(true))
    }

    /// The first unknown setting that decides who may see a route, as text in its resource.
    pub fn unknown_routes(&self) -> Option<&str> {
        if matches!(self.routes.state(), State::Unknown(_)) {
            return self.routes.raw();
        }
        let is_unknown = |route: &&Setting<'a, StaticWebAppRoute<'a>>| match route.known() {
            Some(route) => route.admits_everybody_signed_in().is_none(),
            None => !route.is_null(),
        };
        self.routes.elements().iter().find(is_unknown)?.raw()
    }

    /// The issuer of the custom registration of Microsoft Entra ID.
    pub fn issuer(&self) -> Option<&Setting<'a, Str<'a>>> {
        let provider = self.auth.known()?.identity_providers.known()?.azure_active_directory.known()?;
        Some(&provider.registration.known()?.open_id_issuer)
    }
}

impl Identified for StaticWebAppConfiguration<'_> {
    fn identity(&self) -> Identity {
        Identity::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> StaticWebAppConfiguration<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_custom_registration_replaces_the_preconfigured_providers() {
        for (json, expected) in [
            ("{}", Some(true)),
            (r#"{"auth":{"rolesSource":"/api/roles"}}"#, Some(true)),
            (r#"{"auth":{"identityProviders":{}}}"#, Some(true)),
            (r#"{"auth":{"identityProviders":{"azureActiveDirectory":{}}}}"#, Some(false)),
            (r#"{"auth":{"identityProviders":{"github":{}}}}"#, Some(false)),
            (r#"{"auth":"x"}"#, None),
        ] {
            assert_eq!(read(json).has_preset_providers(), expected, "{json}");
        }
        let own = read(r#"{"auth":{"identityProviders":{"azureActiveDirectory":{"registration":{"openIdIssuer":"i"}}}}}"#);
        assert_eq!(own.issuer().and_then(Setting::known).map(|text| &**text), Some("i"));
    }

    #[test]
    fn routes_decide_who_is_admitted() {
        let app = read(
            r#"{"routes":[{"route":"/a","allowedRoles":["authenticated"]},{"route":"/b","allowedRoles":["admin"]},{"route":"/c"},
            {"route":"/d","allowedRoles":["anonymous","authenticated"]},{"route":"/.auth/login/aad","statusCode":404}]}"#,
        );
        let routes: Vec<_> = app.routes_for_everybody_signed_in().filter_map(|route| route.route.known()).map(|route| &*route.0).collect();
        assert_eq!(routes, ["/a"]);
        assert!(app.blocks_preset_entra());
        assert!(!read(r#"{"routes":[{"route":"/.auth/login/github","statusCode":404}]}"#).blocks_preset_entra());
    }
}
