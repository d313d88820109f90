//! Reports sign-in configuration with a shared authority and without a list of allowed tenants.

use super::{is_shared, list_steps, title};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Sign-in configuration with an authority that is shared by all tenants (`common`, `organizations`) and without a list of allowed
    /// tenants or issuers. `consumers` accepts only personal Microsoft accounts, which no list of tenants distinguishes.
    ///
    /// Client libraries (MSAL.js, MSAL for Android, Azure Identity) are not reported, because the list belongs in the API that they call.
    /// The rule is undecided if the list is not known.
    ///
    /// Where `code-config-authority-shared` reports the authority, the missing list is a note on that finding.
    ///
    /// ## Why it matters
    /// With a shared authority, a user of any tenant can sign in. Only a list of tenants distinguishes the users of your partners from
    /// everyone else.
    ///
    /// ## Bad
    /// ```json appsettings.json
    /// { "AzureAd": { "Instance": "https://login.microsoftonline.com/", "TenantId": "organizations", "ClientId": "9a8b7c6d-1111-4222-8333-444455556666" } }
    /// ```
    ///
    /// ## Good
    /// ```json appsettings.json
    /// { "AzureAd": { "Instance": "https://login.microsoftonline.com/", "TenantId": "organizations", "ClientId": "9a8b7c6d-1111-4222-8333-444455556666",
    ///   "TokenValidationParameters": { "ValidIssuers": ["https://login.microsoftonline.com/11111111-2222-4333-8444-555566667777/v2.0"] } } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the list is in code or in a database. Accept the finding under `allow:` in the policy file and say in `reason` where the list
    /// is.
    ///
    /// ## Sources
    /// - Microsoft identity platform: Claims validation, validate the tenant
    pub static RULE = {
        id: "code-config-tenant-list-missing",
        group: Group::CodeConfig,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "multi-tenant sign-in configuration lists no allowed tenants",
        attack: &["T1078.004"],
        needs: &[Kind::SignInConfiguration],
        note_on: &["code-config-authority-shared"],
        check: Check::SignInConfiguration(check),
    };
}

fn check(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) {
    if config.is_public_client() || !is_shared(config, out) {
        return;
    }
    let Some(endpoint) = config.endpoint().filter(|endpoint| endpoint.tenant.outsiders().of_tenants) else { return };
    let place = config.place(endpoint.setting);
    match config.lists_tenants() {
        Some(true) => {}
        None => out.undecided(config, &place, "a list of tenants or issuers is not known".into()),
        Some(false) => {
            let report = out.report(config, "", Label::new(place, "shared by all tenants"));
            list_steps(config).fold(report.title(title!(config, "lists no allowed tenants")), Report::step);
        }
    }
}
