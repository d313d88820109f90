//! Reports App Service authentication that is enabled but allows unauthenticated requests.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Built-in authentication that is enabled but allows unauthenticated requests: `requireAuthentication` is `false`, the action for
    /// unauthenticated requests is `AllowAnonymous`, or `excludedPaths` excludes everything below a path (`/*`, `/api/*`).
    ///
    /// In `auth_settings_v2` of the Terraform provider `azurerm`, `require_authentication` is `false` if it is not set.
    ///
    /// The rule is undecided if neither of the first two settings is in the input, or if the settings are in a separate file
    /// (`configFilePath`).
    ///
    /// ## Why it matters
    /// Requests from anyone reach the app, and the app is protected only if its own code checks each of them. A reviewer who sees that
    /// authentication is enabled easily assumes that it is also required.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.Web/sites/expenses/config/authsettingsV2",
    ///   "type": "Microsoft.Web/sites/config", "name": "authsettingsV2",
    ///   "properties": { "platform": { "enabled": true },
    ///     "globalValidation": { "requireAuthentication": false, "unauthenticatedClientAction": "AllowAnonymous" },
    ///     "identityProviders": { "azureActiveDirectory": { "enabled": true, "registration": { "clientId": "9a8b7c6d-1111-4222-8333-444455556666" } } } } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.Web/sites/expenses/config/authsettingsV2",
    ///   "type": "Microsoft.Web/sites/config", "name": "authsettingsV2",
    ///   "properties": { "platform": { "enabled": true },
    ///     "globalValidation": { "requireAuthentication": true, "unauthenticatedClientAction": "Return401" },
    ///     "identityProviders": { "azureActiveDirectory": { "enabled": true, "registration": { "clientId": "9a8b7c6d-1111-4222-8333-444455556666" } } } } }
    /// ```
    ///
    /// ## When it is wrong
    /// When part of the site is public and the code requires sign-in where it is needed. Accept the finding under `allow:` in the policy
    /// file.
    ///
    /// ## Sources
    /// - Microsoft Learn: Authentication and authorization in Azure App Service and Azure Functions
    /// - ARM: `Microsoft.Web/sites/config`, name `authsettingsV2`, 2024-04-01
    pub static RULE = {
        id: "app-service-auth-not-required",
        group: Group::AppService,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "built-in authentication is enabled but allows unauthenticated requests",
        attack: &["T1190"],
        needs: &[Kind::SiteConfig],
        check: Check::SiteConfig(check),
    };
}

const REQUIRE: &str = "/properties/globalValidation/requireAuthentication";

fn check(config: &View<'_, SiteConfig<'_>>, out: &mut Findings<'_>) {
    if super::sign_in(config, out).is_none() {
        return;
    }
    let version_1 = config.unauthenticated_client_action();
    let validation = config.global_validation();
    let validation = validation.known();
    let action = validation.map_or(version_1, |validation| &validation.unauthenticated_client_action);
    let required = validation.map(|validation| &validation.require_authentication);
    let not_required = required.filter(|required| required.known() == Some(&false));
    let allows_anonymous = |action: &Str<'_>| action.eq_ignore_ascii_case("AllowAnonymous");
    if action.known().is_some_and(allows_anonymous) {
        let (pointer, path) = if validation.is_some() {
            ("/properties/globalValidation", "/properties/globalValidation/unauthenticatedClientAction")
        } else {
            ("/properties/unauthenticatedClientAction", "/properties/unauthenticatedClientAction")
        };
        let change = Change::set(config.resource, path, "\"RedirectToLoginPage\"");
        out.report(config, pointer, Label::new(config.place(action), "unauthenticated requests reach the app"))
            .title(title(config))
            .step(if not_required.is_some() { change.and(REQUIRE, "true") } else { change });
    } else if let Some(required) = not_required {
        out.report(config, "/properties/globalValidation", Label::new(config.place(required), "authentication is not required"))
            .title(title(config))
            .step(Change::set(config.resource, REQUIRE, "true"));
    } else {
        undecided(config, required, action, out);
    }
    if let Some(paths) = validation.map(|validation| &validation.excluded_paths).filter(|paths| matches!(paths.state(), State::Unknown(_)))
    {
        out.needs(config, "excludedPaths", paths);
    }
    for path in validation.iter().flat_map(|validation| validation.excluded_paths.elements()) {
        if let Some(text) = path.known().filter(|path| path.ends_with("/*")) {
            let (kind, app) = super::app(config);
            out.report(
                config,
                "/properties/globalValidation/excludedPaths",
                Label::new(config.place(path), "all paths that match this are excluded"),
            )
            .title(
                Text::new("{kind} `{app}` requires no authentication for `{path}`")
                    .with("kind", kind)
                    .with("app", app)
                    .with("path", text.to_string()),
            )
            .step("list each public path separately");
        }
    }
}

fn title(config: &View<'_, SiteConfig<'_>>) -> Text {
    let (kind, app) = super::app(config);
    Text::new("{kind} `{app}` allows unauthenticated requests").with("kind", kind).with("app", app)
}

/// Leaves the rule undecided if no setting states whether authentication is required. One known setting is enough, because the other then
/// has its default.
fn undecided<'a>(
    config: &View<'_, SiteConfig<'_>>,
    required: Option<&Setting<'_, bool>>,
    action: &Setting<'a, Str<'a>>,
    out: &mut Findings<'_>,
) {
    let is_unknown = |setting: &Setting<'_, bool>| matches!(setting.state(), State::Unknown(_));
    if let Some(required) = required.filter(|required| is_unknown(required)) {
        return out.needs(config, "requireAuthentication", required);
    }
    let is_known = required.is_some_and(|required| required.known().is_some()) || action.known().is_some();
    if matches!(action.state(), State::Unknown(_)) || !is_known {
        out.needs(config, "unauthenticatedClientAction", action);
    }
}
