//! Reports apps that accept users of any tenant at every layer of the input.

use crate::rules::app_service::auth_multi_tenant::{OpenSignIn, open_sign_ins};
use crate::rules::application::single_tenant;
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// A multi-tenant app registration, together with an App Service or Container Apps sign-in that uses its client id and accepts any
    /// tenant, and a configuration of the app itself with a shared authority. The rule reports one finding, even if the three are in
    /// different files. They are joined by the client id and, in infrastructure as code, also by reference.
    ///
    /// Only configurations that validate tokens in production count. Those of public clients, such as a web page with MSAL.js, validate
    /// none. Files for development and tests (`appsettings.Development.json`, `local.settings.json`, `application-dev.yml`, `.env.test`)
    /// apply only there. A file for production replaces the same section of the files for all environments.
    ///
    /// The finding is critical. If the configuration of the app is not in the input, the path ends at the platform and the finding is high.
    /// The rule is undecided if only a file for an environment that may be production checks the tenant. For an app that accepts only
    /// personal Microsoft accounts besides those of this tenant, the title names these accounts.
    ///
    /// ## Why it matters
    /// Each layer relies on another one to check the tenant, and none does. A user of any tenant can then sign in to the app. The BingBang
    /// research gained access to Microsoft's own apps in this way.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.Web/sites/expenses/config/authsettingsV2",
    ///   "type": "Microsoft.Web/sites/config", "name": "authsettingsV2",
    ///   "properties": { "platform": { "enabled": true }, "identityProviders": { "azureActiveDirectory": { "enabled": true, "registration": {
    ///     "clientId": "9a8b7c6d-1111-4222-8333-444455556666", "openIdIssuer": "https://login.microsoftonline.com/common/v2.0" } } } } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.Web/sites/expenses/config/authsettingsV2",
    ///   "type": "Microsoft.Web/sites/config", "name": "authsettingsV2",
    ///   "properties": { "platform": { "enabled": true }, "identityProviders": { "azureActiveDirectory": { "enabled": true, "registration": {
    ///     "clientId": "9a8b7c6d-1111-4222-8333-444455556666", "openIdIssuer": "https://login.microsoftonline.com/common/v2.0" } } } } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the code of the app checks the tenant of the token, which no configuration shows. Accept the finding under `allow:` in the
    /// policy file.
    ///
    /// ## Sources
    /// - Wiz: BingBang
    /// - Tenable: Application allowing multi-tenant authentication
    pub static RULE = {
        id: "path-app-any-tenant",
        group: Group::Path,
        severity: Severity::Critical,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "app accepts users of any tenant, and no layer checks the tenant",
        attack: &["T1190", "T1078.004"],
        needs: &[Kind::Application, Kind::SiteConfig],
        joins: &[Kind::SignInConfiguration, Kind::Site],
        parts: &[
            "application-multi-tenant",
            "application-personal-accounts",
            "app-service-auth-multi-tenant",
            "code-config-authority-shared",
            "code-config-tenant-list-missing",
        ],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let mut open: HashMap<ObjectId, Vec<OpenSignIn>> = HashMap::new();
    for (id, sign_in) in open_sign_ins(tenant) {
        open.entry(id).or_default().push(sign_in);
    }
    let mut configurations: HashMap<ObjectId, Vec<View<'_, SignInConfiguration<'_>>>> = HashMap::new();
    for config in tenant.views::<SignInConfiguration<'_>>(&Kind::SignInConfiguration) {
        if let Some(id) = ObjectId::of_setting(&config.client_id) {
            configurations.entry(id).or_default().push(config);
        }
    }
    for app in tenant.views::<Application<'_>>(&Kind::Application) {
        if open.is_empty() {
            break;
        }
        out.lacks(&app, "signInAudience", &app.sign_in_audience);
        let is_unknown = matches!(app.sign_in_audience.state(), State::Unknown(_));
        if app.admits_outsiders() != Some(true) && !is_unknown || app.allowed_tenants().is_some() {
            continue;
        }
        out.lacks(&app, "appId", &app.app_id);
        let address = ObjectId::of_address(app.resource);
        let ids: Vec<ObjectId> = app.app_id.known().map(|id| ObjectId::of(id)).into_iter().chain(address).collect();
        if is_unknown {
            if ids.iter().any(|id| open.contains_key(id)) {
                out.needs(&app, "signInAudience", &app.sign_in_audience);
            }
            continue;
        }
        let own = in_production(ids.iter().filter_map(|id| configurations.get(id)).flatten());
        let is_open = |sign_in: &&OpenSignIn| !sign_in.outsiders.within(app.outsiders()).is_empty();
        let platform: Vec<&OpenSignIn> = ids.iter().filter_map(|id| open.get(id)).flatten().filter(is_open).collect();
        let Some(smallest) = platform.first() else { continue };
        let mut checks = own.iter().filter(|config| config.checks_tenant() == Some(true)).peekable();
        if let Some(config) = checks.peek() {
            let place = config.place(config.endpoint_setting().map_or(&config.client_id, |(_, setting)| setting));
            if checks.all(|config| config.environment() == Environment::Other) {
                out.undecided(&app, &place, "whether this configuration applies in production is not known".into());
            }
            continue;
        }
        let shared: Vec<_> = own
            .iter()
            .filter_map(|config| config.endpoint().zip(Some(config)))
            .filter(|(endpoint, _)| endpoint.tenant.is_shared())
            .collect();
        let at_platform = platform.iter().fold(Outsiders::default(), |all, sign_in| all.and(sign_in.outsiders));
        let in_code = shared.iter().fold(Outsiders::default(), |all, (endpoint, _)| all.and(endpoint.tenant.outsiders()));
        let in_code = if shared.is_empty() { Outsiders::ALL } else { in_code };
        let outsiders = app.outsiders().within(at_platform).within(in_code);
        if outsiders.is_empty() {
            continue;
        }
        let shared: Vec<Label> = shared
            .into_iter()
            .map(|(endpoint, config)| Label::new(config.place(endpoint.setting), "the configuration of the app uses a shared authority"))
            .collect();
        let title = if outsiders.of_tenants {
            Text::new("app registration `{app}` accepts users of any tenant, and no layer in the input checks the tenant")
        } else {
            Text::new("app registration `{app}` accepts any personal Microsoft account, and no layer in the input excludes these accounts")
        };
        let label = Label::new(app.place(&app.sign_in_audience), "accounts from outside the tenant can get a token for this app");
        let mut report = out
            .report(&app, "/signInAudience", label)
            .title(title.with("app", name_of(&app)))
            .step(smallest.step.clone())
            .step(single_tenant(&app));
        if shared.is_empty() {
            report = report.severity(Severity::High);
        }
        for label in platform.into_iter().map(|sign_in| sign_in.label.clone()).chain(shared) {
            report = report.related(label);
        }
    }
}
