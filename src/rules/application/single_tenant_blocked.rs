//! Reports what prevents an app from becoming single-tenant, or changes its behavior afterwards.

use super::{multi_tenant, personal_accounts};
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// An app that `application-multi-tenant` or `application-personal-accounts` reports, if something prevents its change to a
    /// single-tenant app or changes its behavior afterwards:
    ///
    /// - The app is limited to a list of tenants (`signInAudienceRestrictions`). The limit must be removed first.
    /// - The app accepts personal accounts, and its access tokens have version 1 (also the default) or its keys are asymmetric. Other rules
    ///   apply to token versions and keys after the change.
    /// - An App ID URI is not on a verified domain and contains no app id or tenant id. The app can then not become multi-tenant again.
    /// - The app has several App ID URIs. Clients may request any of them, and the code may accept tokens for any of them.
    /// - A name, URI, tag, scope or number of permissions exceeds a limit that applies to every audience. Any change to the app then fails,
    ///   whatever the audience.
    /// - The sign-in configuration of the app, if it is in the input, uses the authority `common`, `organizations` or `consumers`, or user
    ///   flows of Azure AD B2C.
    ///
    /// ## Why it matters
    /// The validation of an app registration depends on its audience, so a change without preparation is rejected or breaks clients. The
    /// new audience itself adds no limit on numbers or lengths, because no limit for single-tenant apps is stricter than for other
    /// audiences. Users of other tenants and personal accounts lose access in any case; guests of the home tenant keep it. Code that
    /// requests tokens from `common`, `organizations` or `consumers` fails after the change. The service principals of the app remain in
    /// other tenants, which is not visible from the home tenant.
    ///
    /// ## Bad
    /// ```json
    /// { "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs",
    ///   "signInAudienceRestrictions": { "kind": "allowedTenants", "allowedTenantIds": ["11111111-2222-4333-8444-555566667777"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs",
    ///   "identifierUris": ["api://9a8b7c6d-1111-4222-8333-444455556666"] }
    /// ```
    ///
    /// ## When it is wrong
    /// This finding is a comment on a finding of the other two rules. Accept that finding under `allow:` in the policy file, and this one
    /// is no longer reported.
    ///
    /// ## Sources
    /// - Microsoft Learn: Validation differences by supported account types
    /// - Microsoft Learn: Redirect URI (reply URL) restrictions and limitations
    /// - Microsoft Graph beta: resource type `allowedTenantsAudience`
    pub static RULE = {
        id: "application-single-tenant-blocked",
        group: Group::Application,
        severity: Severity::Info,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "app cannot become single-tenant without further changes",
        needs: &[Kind::Application],
        joins: &[Kind::SignInConfiguration, Kind::Organization],
        check: Check::Tenant(check),
    };
}

/// The rules on whose findings this one comments.
const COMMENTS: &[&str] = &[multi_tenant::RULE.metadata.id, personal_accounts::RULE.metadata.id];

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let code = sign_in_by_app(tenant);
    for app in tenant.views::<Application<'_>>(&Kind::Application) {
        if app.admits_outsiders() != Some(true) {
            out.lacks(&app, "signInAudience", &app.sign_in_audience);
            continue;
        }
        let address = ObjectId::of_address(app.resource);
        let names = ObjectId::of_setting(&app.app_id).into_iter().chain(address);
        let in_code = names.filter_map(|name| code.get(&name)).flatten();
        let mut blocks = blocks(&app, tenant).into_iter().chain(beyond_single_tenant(&app)).chain(in_code.cloned());
        let Some(first) = blocks.next() else {
            if !code.is_empty() {
                out.lacks(&app, "appId", &app.app_id);
            }
            for organization in tenant.views::<Organization<'_>>(&Kind::Organization).filter(|_| !app.identifier_uris.elements().is_empty())
            {
                out.lacks(&organization, "verifiedDomains", &organization.verified_domains);
            }
            note_unknown(&app, "identifierUris", &app.identifier_uris, out);
            app.identifier_uris.elements().iter().for_each(|uri| note_unknown(&app, "identifierUris", uri, out));
            if admits_personal_accounts(&app) {
                note_unknown(&app, "keyCredentials", &app.key_credentials, out);
                note_unknown(&app, "api", &app.api, out);
            }
            continue;
        };
        let name = name_of(&app);
        let report = out
            .report(&app, "/signInAudience", first)
            .title(Text::new("app registration `{name}` needs other changes before it becomes single-tenant").with("name", name))
            .step("resolve each point before you make the app single-tenant")
            .comments(COMMENTS);
        blocks.fold(report, Report::related);
    }
}

/// Labels at the sign-in configuration that stops working when the app becomes single-tenant, by client id.
fn admits_personal_accounts(app: &Application<'_>) -> bool {
    app.sign_in_audience.known().is_some_and(|audience| audience.admits_personal_accounts())
}

/// Notes that the rule is undecided if the value of a setting is not known.
fn note_unknown<'x, U: serde::Deserialize<'x>>(
    app: &View<'_, Application<'_>>,
    name: &'static str,
    setting: &Setting<'x, U>,
    out: &mut Findings<'_>,
) {
    match setting.state() {
        State::Absent if app.lacks(setting) => out.undecided_property(&Kind::Application, name),
        State::Unknown(_) => out.needs(app, name, setting),
        State::Absent | State::Null | State::Known(_) => {}
    }
}

fn sign_in_by_app(tenant: &Tenant) -> HashMap<ObjectId, Vec<Label>> {
    let mut labels: HashMap<ObjectId, Vec<Label>> = HashMap::new();
    for code in tenant.views::<SignInConfiguration<'_>>(&Kind::SignInConfiguration) {
        let Some(app) = ObjectId::of_setting(&code.client_id) else { continue };
        if code.is_b2c() {
            let policy = code.place(&code.sign_up_sign_in_policy_id);
            let label = "Azure AD B2C user flows require the audience `AzureADandPersonalMicrosoftAccount`";
            labels.entry(app).or_default().push(Label::new(policy, label));
        } else if let Some(endpoint) = code.endpoint().filter(|endpoint| endpoint.tenant.is_shared()) {
            let label = "a single-tenant app cannot use this authority; set your tenant first";
            labels.entry(app).or_default().push(Label::new(code.place(endpoint.setting), label));
        }
    }
    labels
}

/// What prevents the change, each with its place.
fn blocks(app: &View<'_, Application<'_>>, tenant: &Tenant) -> Vec<Label> {
    let mut blocks = Vec::new();
    if app.allowed_tenants().is_some() {
        blocks.push(Label::new(
            app.place(&app.sign_in_audience_restrictions),
            "only valid with `AzureADMultipleOrgs`; remove the limit first",
        ));
    }
    for uri in app.identifier_uris.elements() {
        if uri.known().is_some_and(|uri| is_foreign(uri, app, tenant)) {
            blocks.push(Label::new(app.place(uri), "prevents a return to multi-tenant: no verified domain, app id or tenant id"));
        }
    }
    if app.identifier_uris.elements().len() > 1 {
        blocks.push(Label::new(app.place(&app.identifier_uris), "clients may request tokens for any of these App ID URIs"));
    }
    if admits_personal_accounts(app) {
        if let Some(api) = app.api.known() {
            let version = &api.requested_access_token_version;
            if version.is_null() || version.known() == Some(&1) {
                blocks.push(Label::new(app.place(version), "personal accounts require version 2; check which issuer the code expects"));
            }
        }
        for key in app.key_credentials.elements() {
            let Some(kind) = key.known().map(|key| &key.r#type) else { continue };
            if kind.known().is_some_and(|kind| kind.starts_with("Asymmetric")) {
                blocks.push(Label::new(app.place(kind), "asymmetric keys are documented for personal accounts only; test sign-in"));
            }
        }
    }
    blocks
}

/// Whether an App ID URI has no default form and is not on a verified domain. False if the domains are not known.
fn is_foreign(uri: &str, app: &Application<'_>, tenant: &Tenant) -> bool {
    let uri = uri.to_ascii_lowercase();
    let Some((_, rest)) = uri.split_once("://") else { return false };
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let is_own_id = app.app_id.known().is_some_and(|id| rest.contains(&id.to_ascii_lowercase()));
    let is_some_id = host.len() == 36 && host.split('-').count() == 5;
    let domains = tenant.verified_domains();
    let on_domain = domains.iter().any(|domain| host == domain || host.strip_suffix(domain).is_some_and(|before| before.ends_with('.')));
    !domains.is_empty() && !is_own_id && !is_some_id && !on_domain
}
