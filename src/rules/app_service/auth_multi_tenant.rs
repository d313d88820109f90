//! Reports built-in authentication that accepts users of every tenant and has no list of allowed ones.

use crate::finding::Step;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// Built-in authentication of App Service, Azure Functions or Container Apps with Microsoft Entra ID whose issuer is `common`,
    /// `organizations` or `consumers`, or is missing, and that no list restricts: no allowed groups or identities, which are object ids of
    /// one tenant, and no tenants in the app setting `WEBSITE_AUTH_AAD_ALLOWED_TENANTS`. An empty list counts as none, and so does a list of
    /// tenants that contains `*`.
    ///
    /// `allowedApplications` and `allowedClientApplications` do not count: they are compared with the claim `appid` or `azp`, the application
    /// that requested the token. It is the same for users of every tenant.
    ///
    /// Version 1 and version 2 of the authentication settings are both checked. The severity is high. It is medium with low confidence if
    /// the issuer is null, is left out of infrastructure as code, or is empty in version 1. The rule is undecided if the issuer is a
    /// placeholder, if an export does not contain it, or if one of the lists is not known or is a placeholder.
    ///
    /// ## Why it matters
    /// With such an issuer, the platform accepts any valid token and does not check the tenant. The input does not show whether the code of
    /// the app does. Apps of Microsoft itself did not (BingBang), so anyone with a tenant could sign in.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.Web/sites/expenses/config/authsettingsV2",
    ///   "type": "Microsoft.Web/sites/config", "name": "authsettingsV2",
    ///   "properties": { "platform": { "enabled": true },
    ///     "identityProviders": { "azureActiveDirectory": { "enabled": true, "registration": {
    ///       "clientId": "9a8b7c6d-1111-4222-8333-444455556666", "openIdIssuer": "https://login.microsoftonline.com/common/v2.0" } } } } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.Web/sites/expenses/config/authsettingsV2",
    ///   "type": "Microsoft.Web/sites/config", "name": "authsettingsV2",
    ///   "properties": { "platform": { "enabled": true },
    ///     "identityProviders": { "azureActiveDirectory": { "enabled": true, "registration": {
    ///       "clientId": "9a8b7c6d-1111-4222-8333-444455556666",
    ///       "openIdIssuer": "https://login.microsoftonline.com/11111111-2222-4333-8444-555566667777/v2.0" } } } } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the app is meant for every tenant, or compares the `tid` claim itself. Accept the finding under `allow:` in the policy file
    /// with the reason.
    ///
    /// ## Sources
    /// - Microsoft Learn: Configure your App Service or Azure Functions app to use Microsoft Entra sign-in
    /// - ARM: `Microsoft.Web/sites/config`, name `authsettingsV2`, 2024-04-01
    /// - Wiz: BingBang
    pub static RULE = {
        id: "app-service-auth-multi-tenant",
        group: Group::AppService,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "built-in authentication accepts users of every tenant",
        attack: &["T1190", "T1078.004"],
        needs: &[Kind::SiteConfig],
        joins: &[Kind::Site],
        check: Check::Tenant(check),
    };
}

/// The app setting that lists the tenants whose tokens the platform accepts.
const ALLOWED_TENANTS: &str = "WEBSITE_AUTH_AAD_ALLOWED_TENANTS";

/// Whether a site lists the tenants that it allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tenants {
    Listed,
    Unlisted,
    Unknown,
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let sites = listed_tenants(tenant);
    for config in tenant.views_of::<SiteConfig<'_>>(&[Kind::SiteConfig, Kind::ContainerAppAuthConfig]) {
        check_config(&config, &sites, out);
    }
}

fn check_config(config: &View<'_, SiteConfig<'_>>, sites: &HashMap<String, Tenants>, out: &mut Findings<'_>) {
    let Some(sign_in) = super::sign_in(config, out) else { return };
    let Some(open) = openness(config, &sign_in, out) else { return };
    let place = config.place(sign_in.issuer);
    match (config.limits_principals(), tenants_of(config, sites)) {
        (Some(true), _) | (_, Tenants::Listed) => {}
        (None, _) => out.undecided(config, &place, "who can sign in is not known: a list in `validation` is not known".into()),
        (_, Tenants::Unknown) => {
            let missing = Text::new("the app setting `{setting}` of the site is not known").with("setting", ALLOWED_TENANTS);
            out.undecided(config, &place, missing);
        }
        (Some(false), Tenants::Unlisted) => {
            let (kind, app) = super::app(config);
            let title = Text::new(open.title).with("kind", kind).with("app", app);
            let mut report = out.report(config, sign_in.pointer, Label::new(place, open.label)).title(title);
            if let Some(applications) = config.allowed_applications() {
                let label = "limits the application that the user signs in with, and not the tenant of the user";
                report = report.related(Label::new(config.place(applications), label));
            }
            let report = if open.is_sure { report } else { report.severity(Severity::Medium).confidence(Confidence::Low) };
            report.step(one_tenant(config, &sign_in)).step(if config.resource.kind == Kind::SiteConfig {
                Text::new("list the allowed tenants in the app setting `{setting}`").with("setting", ALLOWED_TENANTS)
            } else {
                "list the allowed groups or users under `validation.defaultAuthorizationPolicy.allowedPrincipals`".into()
            });
        }
    }
}

/// Built-in authentication that accepts accounts from outside the tenant.
pub(crate) struct OpenSignIn {
    pub outsiders: Outsiders,
    pub label: Label,
    /// The change that limits it to one tenant.
    pub step: Step,
}

/// The built-in authentication that certainly accepts accounts from outside the tenant, by client id.
pub(crate) fn open_sign_ins(tenant: &Tenant) -> Vec<(ObjectId, OpenSignIn)> {
    let sites = listed_tenants(tenant);
    let configs = tenant.views_of::<SiteConfig<'_>>(&[Kind::SiteConfig, Kind::ContainerAppAuthConfig]);
    let open = configs.filter_map(|config| {
        if config.is_empty() && config.is_uncollected(&config.properties) {
            tenant.lacks(&config.resource.kind, "properties");
        }
        let sign_in = config.entra_sign_in().filter(|_| config.unknown_sign_in().is_none())?;
        if config.is_uncollected(sign_in.issuer) {
            tenant.lacks(&config.resource.kind, "openIdIssuer");
        }
        let anyone = if sign_in.is_version_1 { Outsiders::default() } else { Outsiders::ALL };
        let outsiders = AuthorityTenant::of(sign_in.issuer.known()?).map_or(anyone, AuthorityTenant::outsiders);
        let is_open =
            !outsiders.is_empty() && config.limits_principals() == Some(false) && tenants_of(&config, &sites) == Tenants::Unlisted;
        let text = if outsiders.of_tenants {
            "built-in authentication accepts tokens of any tenant"
        } else {
            "built-in authentication accepts tokens of personal Microsoft accounts"
        };
        let label = Label::new(config.place(sign_in.issuer), text);
        let step = one_tenant(&config, &sign_in).into();
        is_open.then(|| Some((ObjectId::of_setting(sign_in.client_id)?, OpenSignIn { outsiders, label, step }))).flatten()
    });
    open.collect()
}

/// Limits sign-in to one tenant.
fn one_tenant<'r>(config: &View<'r, SiteConfig<'_>>, sign_in: &PlatformSignIn<'_, '_>) -> Change<'r> {
    let issuer = if sign_in.is_version_1 {
        "\"https://sts.windows.net/<tenant-id>/\""
    } else {
        "\"https://login.microsoftonline.com/<tenant-id>/v2.0\""
    };
    Change::set(config.resource, sign_in.pointer, issuer)
}

/// Why accounts from outside the tenant can sign in.
struct Open {
    /// States this as a fact only if it is certain.
    title: &'static str,
    label: &'static str,
    is_sure: bool,
}

const ANY_TENANT: &str = "{kind} `{app}` accepts users of every tenant";
const PERHAPS_ANY_TENANT: &str = "{kind} `{app}` may accept users of every tenant";
const PERSONAL_ACCOUNTS: &str = "{kind} `{app}` accepts every personal Microsoft account";

/// Why this issuer allows accounts from outside the tenant. `None` if it is the issuer of one tenant, or is not known.
fn openness<'a>(config: &View<'_, SiteConfig<'a>>, sign_in: &PlatformSignIn<'_, 'a>, out: &mut Findings<'_>) -> Option<Open> {
    let open = |label: &'static str, is_sure: bool| {
        let is_sure = is_sure && !sign_in.is_version_1;
        Some(Open { title: if is_sure { ANY_TENANT } else { PERHAPS_ANY_TENANT }, label, is_sure })
    };
    match sign_in.issuer.state() {
        State::Known(issuer) => match AuthorityTenant::of(issuer) {
            None => open("the issuer is empty", true),
            Some(AuthorityTenant::Consumers) => {
                Some(Open { title: PERSONAL_ACCOUNTS, label: "the issuer of all personal Microsoft accounts", is_sure: true })
            }
            Some(issuer) if issuer.is_shared() => {
                Some(Open { title: ANY_TENANT, label: "this issuer matches tokens of any tenant", is_sure: true })
            }
            Some(AuthorityTenant::Placeholder) => {
                out.undecided(config, &config.place(sign_in.issuer), "the issuer is a placeholder that must be replaced".into());
                None
            }
            Some(_) => None,
        },
        State::Null => open("the issuer is null", false),
        State::Absent if config.resource.format.is_declared() => open("the issuer is not set", false),
        State::Unknown(_) if names_one_tenant(sign_in.issuer) => None,
        State::Absent | State::Unknown(_) => {
            out.known(config, "openIdIssuer", sign_in.issuer);
            None
        }
    }
}

/// Whether each site lists the tenants that it allows, by each of its names.
fn listed_tenants(tenant: &Tenant) -> HashMap<String, Tenants> {
    let mut sites = HashMap::new();
    let mut note = |names: Vec<String>, tenants: Tenants| {
        for name in names {
            let known = sites.entry(name).or_insert(tenants);
            // The site and its configuration `appsettings` can both contain the setting.
            if tenants == Tenants::Listed || *known == Tenants::Unlisted {
                *known = tenants;
            }
        }
    };
    for site in tenant.views::<Site<'_>>(&Kind::Site) {
        note(site_names(site.resource, &site.id, &site.name), site.allowed_tenants().map_or(Tenants::Unknown, tenants_if));
    }
    for config in tenant.views::<SiteConfig<'_>>(&Kind::SiteConfig) {
        if config.website_auth_aad_allowed_tenants().is_absent() {
            continue;
        }
        note(site_names(config.resource, &config.id, &config.name), config.allowed_tenants().map_or(Tenants::Unknown, tenants_if));
    }
    sites
}

fn tenants_if(listed: bool) -> Tenants {
    if listed { Tenants::Listed } else { Tenants::Unlisted }
}

/// Whether the site of this configuration lists the tenants that it allows. A site that is not in the input counts as one without a list.
fn tenants_of(config: &View<'_, SiteConfig<'_>>, sites: &HashMap<String, Tenants>) -> Tenants {
    let names = site_names(config.resource, &config.id, &config.name);
    names.iter().find_map(|name| sites.get(name)).copied().unwrap_or_else(|| {
        // If the name of the site is not known, it can be any site with such a setting.
        let any = sites.values().any(|tenants| *tenants != Tenants::Unlisted);
        if names.is_empty() && any { Tenants::Unknown } else { Tenants::Unlisted }
    })
}
