//! An app does not look at who issued a token.

use super::{list_step, signs_in};
use crate::resource::Origin;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Sign-in configuration in which the check of the issuer is switched off (`ValidateIssuer: false`, `validateIssuer: false`,
    /// `insecure_oidc_skip_issuer_verification`), or whose valid issuers hold a wildcard or the template `{tenantid}`. oauth2-proxy with a list
    /// of allowed tenants is left out: it looks at the tenant itself, and needs the switch for that.
    ///
    /// ## Why it matters
    /// The issuer is the only thing in a token that tells the tenant before the code looks at claims. Without it a token of any tenant, made
    /// for an app of the same audience, is as good as one of yours.
    ///
    /// ## Bad
    /// ```json appsettings.json
    /// { "AzureAd": { "TenantId": "11111111-2222-4333-8444-555566667777", "ClientId": "9a8b7c6d-1111-4222-8333-444455556666",
    ///   "TokenValidationParameters": { "ValidateIssuer": false } } }
    /// ```
    ///
    /// ## Good
    /// ```json appsettings.json
    /// { "AzureAd": { "TenantId": "11111111-2222-4333-8444-555566667777", "ClientId": "9a8b7c6d-1111-4222-8333-444455556666",
    ///   "TokenValidationParameters": { "ValidateIssuer": true } } }
    /// ```
    ///
    /// ## When it is wrong
    /// When code validates the issuer itself: accept the finding and name the code.
    ///
    /// ## Sources
    /// - Microsoft identity platform: Claims validation
    /// - Microsoft.IdentityModel: TokenValidationParameters.ValidateIssuer
    pub static RULE = {
        id: "code-config-issuer-validation-off",
        group: Group::CodeConfig,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "the app does not look at who issued a token",
        attack: &["T1606", "T1190"],
        controls: &[],
        needs: &[Kind::SignInConfiguration],
        joins: &[],
        options: None,
        check: Check::SignInConfiguration(check),
    };
}

fn check(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) {
    if !signs_in(config, out) {
        return;
    }
    let switch = &config.validate_issuer;
    match switch.state() {
        // The proxy then compares the tenant itself, as its documentation asks for with several tenants.
        State::Known(false) if config.library.known().is_some_and(|library| &**library == "oauth2-proxy") => {
            match config.allows_tenants() {
                Some(true) => {}
                Some(false) => off(config, out),
                None => out.undecided(config, &config.place(&config.allowed_tenants), "the list of allowed tenants cannot be known".into()),
            }
        }
        State::Known(false) => off(config, out),
        State::Unknown(_) => out.needs(config, "validateIssuer", switch),
        State::Known(true) | State::Absent | State::Null => {}
    }
    for issuer in config.wildcard_issuers() {
        out.report(config, "/validIssuers", Label::new(config.place(issuer), "stands for any tenant"))
            .title("any tenant is a valid issuer")
            .step("list the issuers of the tenants that may sign in, each as `https://login.microsoftonline.com/<tenant-id>/v2.0`");
    }
}

/// Reports that the check is off.
fn off(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) {
    let place = config.place(&config.validate_issuer);
    // A switch that is computed is the other way round: it says that nothing is compared.
    let value = if place.origin == Origin::Computed { "false" } else { "true" };
    out.report(config, "/validateIssuer", Label::new(place, "tokens of any issuer are taken"))
        .step(Change::set(config.resource, "/validateIssuer", value).to("validate the issuer of tokens"))
        .step(list_step(config));
}
