//! Built-in authentication of App Service and Container Apps.

pub(crate) mod auth_multi_tenant;
pub(super) mod auth_not_required;

use crate::message::Text;
use crate::model::{PlatformSignIn, SiteConfig, View};
use crate::resource::Kind;
use crate::rules::{Findings, name_of, names};

/// The sign-in with Microsoft Entra ID if it is enabled. If that is not known, the rule is undecided.
fn sign_in<'s, 'a>(config: &'s View<'_, SiteConfig<'a>>, out: &mut Findings<'_>) -> Option<PlatformSignIn<'s, 'a>> {
    let is_of_site = config.resource.kind == Kind::SiteConfig;
    let name = config.name.known().and_then(|name| name.rsplit('/').next());
    if is_of_site && name.is_some_and(|name| !["authsettings", "authsettingsV2"].iter().any(|auth| auth.eq_ignore_ascii_case(name))) {
        return None;
    }
    if let Some((name, raw)) = config.unknown_sign_in() {
        let missing =
            Text::new("whether users sign in with Microsoft Entra ID is not known: it depends on `{setting}`").with("setting", name);
        out.undecided(config, &config.resource.place(raw), missing);
        return None;
    }
    if config.entra_sign_in().is_none() && config.is_empty() {
        out.lacks(config, "properties", &config.properties);
    }
    config.entra_sign_in()
}

/// What titles call the app that a configuration belongs to: the kind of app, and its name or else the address of the configuration.
fn app(config: &View<'_, SiteConfig<'_>>) -> (&'static str, String) {
    let is_container_app = config.resource.kind == Kind::ContainerAppAuthConfig;
    let app_of_id = |id: &str| {
        let mut parts =
            id.split('/').skip_while(|part| !part.eq_ignore_ascii_case(if is_container_app { "containerApps" } else { "sites" }));
        let name = parts.nth(1)?;
        let slot = parts.next().filter(|part| part.eq_ignore_ascii_case("slots")).and_then(|_| parts.next());
        Some(slot.map_or_else(|| name.to_owned(), |slot| format!("{name}/{slot}")))
    };
    let app_of_name = |name: &str| name.rsplit_once('/').map(|(app, _)| app.to_owned());
    let name = config.id.known().and_then(|id| app_of_id(id)).or_else(|| config.name.known().and_then(|name| app_of_name(name)));
    if let Some(name) = name.or_else(|| config.resource.address.as_deref().map(str::to_owned)) {
        return (if is_container_app { "container app" } else { "App Service app" }, name);
    }
    // `az webapp auth show` states neither the id nor the name of the app.
    let client_id = config.entra_sign_in().and_then(|sign_in| names::text(sign_in.client_id));
    let kind = if is_container_app { "container app with client id" } else { "App Service app with client id" };
    (kind, client_id.unwrap_or_else(|| name_of(config)))
}
