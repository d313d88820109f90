//! Reports static web apps in which every account has the role `authenticated`.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A `staticwebapp.config.json` with a route that requires the role `authenticated`, while one of these applies:
    ///
    /// - The preconfigured Microsoft Entra ID provider is active: the file contains no registration of your own, and no route answers the
    ///   sign-in path of the provider with an error.
    /// - The file contains a registration of your own whose issuer accepts accounts of any tenant.
    ///
    /// Comments in the file are ignored. The rule is undecided if the issuer is a placeholder, or if the roles of the routes or the
    /// identity providers are not known.
    ///
    /// ## Why it matters
    /// The preconfigured provider signs in every account of every tenant, and personal accounts. The role `authenticated` then means anyone
    /// who has an account, so an attacker can open the route with an account of their own.
    ///
    /// ## Bad
    /// ```json staticwebapp.config.json
    /// { "routes": [ { "route": "/admin/*", "allowedRoles": ["authenticated"] } ] }
    /// ```
    ///
    /// ## Good
    /// ```json staticwebapp.config.json
    /// { "auth": { "identityProviders": { "azureActiveDirectory": { "registration": {
    ///     "openIdIssuer": "https://login.microsoftonline.com/11111111-2222-4333-8444-555566667777/v2.0", "clientIdSettingName": "CLIENT_ID",
    ///     "clientSecretSettingName": "CLIENT_SECRET" } } } },
    ///   "routes": [ { "route": "/admin/*", "allowedRoles": ["authenticated"] } ] }
    /// ```
    ///
    /// ## When it is wrong
    /// When the page is meant for everyone who signs in, such as a profile page. Accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - Microsoft Learn: Authenticate and authorize Static Web Apps
    /// - Microsoft Learn: Custom authentication in Azure Static Web Apps
    pub static RULE = {
        id: "static-web-app-default-provider",
        group: Group::StaticWebApp,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "static web app accepts accounts of every tenant",
        attack: &["T1190"],
        needs: &[Kind::StaticWebAppConfiguration],
        check: Check::StaticWebAppConfiguration(check),
    };
}

fn check(config: &View<'_, StaticWebAppConfiguration<'_>>, out: &mut Findings<'_>) {
    let mut routes = config.routes_for_everybody_signed_in();
    let Some(route) = routes.next() else {
        if let Some(unknown) = config.unknown_routes() {
            out.undecided(config, &config.resource.place(unknown), "the roles of a route are not known".into());
        }
        return;
    };
    let more = routes.count();
    let place = config.place(&route.allowed_roles);
    let label = match more {
        0 => Text::new("open to every user who has signed in"),
        more => Text::new("open to every user who has signed in; other such routes: {more}").with("more", more.to_string()),
    };
    let title = |personal: bool| {
        let template = match (route.route.known().is_some(), personal) {
            (true, false) => "route `{route}` is open to accounts of every tenant",
            (true, true) => "route `{route}` is open to every personal account",
            (false, false) => "a route is open to accounts of every tenant",
            (false, true) => "a route is open to every personal account",
        };
        Text::new(template).with("route", route.route.known().map(ToString::to_string).unwrap_or_default())
    };
    if let Some(issuer) = config.issuer() {
        let is_personal = match issuer.known().map(|text| AuthorityTenant::of(text)) {
            Some(Some(tenant)) if tenant.is_shared() => matches!(tenant, AuthorityTenant::Consumers),
            Some(None | Some(AuthorityTenant::Placeholder)) => {
                return out.undecided(config, &config.place(issuer), "the issuer is a placeholder".into());
            }
            Some(Some(_)) => return,
            None => return out.needs(config, "openIdIssuer", issuer),
        };
        out.report(config, "/routes", Label::new(place, label))
            .title(title(is_personal))
            .related(Label::new(config.place(issuer), "not limited to one tenant"))
            .step("set `openIdIssuer` to `https://login.microsoftonline.com/<tenant-id>/v2.0`")
            .step(ROLE);
        return;
    }
    match config.has_preset_providers() {
        Some(true) if !config.blocks_preset_entra() => {
            out.report(config, "/routes", Label::new(place, label))
                .title(title(false))
                .step("register the app in your tenant under `auth.identityProviders.azureActiveDirectory`")
                .step(ROLE);
        }
        None => out.undecided(config, &place, "whether the preconfigured providers are active is not known".into()),
        Some(_) => {}
    }
}

const ROLE: &str = "replace `authenticated` in `allowedRoles` with a role that you assign";
