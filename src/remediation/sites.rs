//! The sign-in of App Service and Container Apps, by the Azure CLI: version 2 by its extension `authV2`, version 1 by `auth-classic`.
//!
//! Source: Azure CLI reference, `az webapp auth`, `az webapp auth-classic`, `az containerapp auth` (2026-07).

use super::shell::shell_safe;
use crate::message::Text;
use crate::resource::{Kind, Resource};

/// Settings of the sign-in, and the commands that set them, `{app}` being the app.
const APP_SERVICE: &[(&str, &str)] = &[
    ("/identityProviders/azureActiveDirectory/registration/openIdIssuer", "az webapp auth microsoft update {app} --issuer {value}"),
    ("/globalValidation/unauthenticatedClientAction", "az webapp auth update {app} --unauthenticated-client-action {value}"),
    ("/globalValidation/requireAuthentication", "az webapp auth update {app} --set globalValidation.requireAuthentication={value}"),
    ("/properties/issuer", "az webapp auth-classic update {app} --aad-token-issuer-url {value}"),
    // Which provider the login page is of is an action of its own there.
    ("/properties/unauthenticatedClientAction", "az webapp auth-classic update {app} --action LoginWithAzureActiveDirectory"),
];

const CONTAINER_APPS: &[(&str, &str)] = &[
    ("/identityProviders/azureActiveDirectory/registration/openIdIssuer", "az containerapp auth microsoft update {app} --issuer {value}"),
    ("/globalValidation/unauthenticatedClientAction", "az containerapp auth update {app} --unauthenticated-client-action {value}"),
];

pub(super) fn set(resource: &Resource<'_>, path: &str, value: &str) -> Option<Text> {
    let commands = if resource.kind == Kind::ContainerAppAuthConfig { CONTAINER_APPS } else { APP_SERVICE };
    let (_, command) = commands.iter().find(|(setting, _)| path.ends_with(setting))?;
    Some(Text::new(command).with("app", app(resource)).with("value", value))
}

/// The options that name the app: `--resource-group shop --name web`.
fn app(resource: &Resource<'_>) -> String {
    let id = resource.text_at("/id").unwrap_or_default();
    let parts: Vec<&str> = id.split('/').collect();
    let after = |name: &str| parts.iter().position(|part| part.eq_ignore_ascii_case(name)).and_then(|at| parts.get(at + 1).copied());
    let group = shell_safe(after("resourceGroups"), "<resource-group>");
    let name = shell_safe(after("sites").or_else(|| after("containerApps")), "<app>");
    let slot = after("slots").map(|slot| format!(" --slot {}", shell_safe(Some(slot), "<slot>"))).unwrap_or_default();
    format!("--resource-group {group} --name {name}{slot}")
}
