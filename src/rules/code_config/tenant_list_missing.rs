//! An app takes sign-ins from any tenant and lists none.

use super::{is_shared, list_step};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Sign-in configuration with a shared authority (`common`, `organizations`, `consumers`) in which no list of allowed tenants or issuers
    /// stands beside it. Public clients (MSAL.js, MSAL for Android) are left out: the list belongs into the API that they call.
    ///
    /// ## Why it matters
    /// With a shared authority a list of tenants is the one thing that tells your partners from everybody else.
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
    /// When the list stands in code or in a database: accept the finding and say where.
    ///
    /// ## Sources
    /// - Microsoft identity platform: Claims validation, validate the tenant
    pub static RULE = {
        id: "code-config-tenant-list-missing",
        group: Group::CodeConfig,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "the app takes sign-ins from any tenant and lists none that may",
        attack: &["T1078.004"],
        controls: &[],
        needs: &[Kind::SignInConfiguration],
        joins: &[],
        options: None,
        check: Check::SignInConfiguration(check),
    };
}

/// Libraries of clients, which take no tokens.
const CLIENTS: &[&str] = &["MSAL.js", "MSAL Android", "Azure Identity"];

fn check(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) {
    let is_client = config.library.known().is_some_and(|library| CLIENTS.contains(&&**library));
    if is_client || !is_shared(config, out) {
        return;
    }
    let Some(endpoint) = config.endpoint() else { return };
    let place = config.place(endpoint.setting);
    match config.lists_tenants() {
        Some(true) => {}
        None => out.undecided(config, &place, "a list of tenants or issuers cannot be known".into()),
        Some(false) => {
            out.report(config, "", Label::new(place, "any tenant, and no list of those that may sign in")).step(list_step(config));
        }
    }
}
