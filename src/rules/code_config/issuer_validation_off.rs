//! Reports sign-in configuration that does not validate the issuer of tokens.

use super::{list_steps, signs_in, title};
use crate::resource::Origin;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Sign-in configuration that disables issuer validation (`ValidateIssuer: false`, `validateIssuer: false`,
    /// `insecure_oidc_skip_issuer_verification`), or whose valid issuers contain a wildcard or the template `{tenantid}`.
    ///
    /// An oauth2-proxy configuration with a list of allowed tenants is not reported: the proxy checks the tenant itself and needs issuer
    /// verification to be disabled for that. The rule is undecided if the list is not known.
    ///
    /// ## Why it matters
    /// The issuer identifies the tenant of a token before the code reads any other claim. Without issuer validation, the app accepts a
    /// token from any tenant, as long as it was issued for the same audience.
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
    /// When code validates the issuer itself. Accept the finding under `allow:` in the policy file and name the code in `reason`.
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
        summary: "issuer validation is disabled",
        attack: &["T1606", "T1190"],
        needs: &[Kind::SignInConfiguration],
        check: Check::SignInConfiguration(check),
    };
}

fn check(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) {
    if !signs_in(config, out) {
        return;
    }
    let switch = &config.validate_issuer;
    match switch.state() {
        // With a list of tenants, the proxy checks the tenant itself, and its documentation requires this switch.
        State::Known(false) if config.library.known().is_some_and(|library| &**library == "oauth2-proxy") => {
            match config.allows_tenants() {
                Some(true) => {}
                Some(false) => off(config, out),
                None => out.undecided(config, &config.place(&config.allowed_tenants), "the list of allowed tenants is not known".into()),
            }
        }
        State::Known(false) => off(config, out),
        State::Unknown(_) => out.needs(config, "validateIssuer", switch),
        State::Known(true) | State::Absent | State::Null => {}
    }
    for issuer in config.wildcard_issuers() {
        let text = issuer.known().map(ToString::to_string).unwrap_or_default();
        out.report(config, "/validIssuers", Label::new(config.place(issuer), "matches the issuer of every tenant"))
            .title(title!(config, "accepts wildcard issuer `{issuer}`").with("issuer", text))
            .step("list the issuer of each allowed tenant as `https://login.microsoftonline.com/<tenant-id>/v2.0`");
    }
}

/// Reports that issuer validation is disabled.
fn off(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) {
    let place = config.place(&config.validate_issuer);
    // A computed value is inverted: the switch in the file disables the validation.
    let value = if place.origin == Origin::Computed { "false" } else { "true" };
    let report = out
        .report(config, "/validateIssuer", Label::new(place, "tokens of any issuer are accepted"))
        .title(title!(config, "disables issuer validation"))
        .step(Change::set(config.resource, "/validateIssuer", value).to("enable issuer validation"));
    list_steps(config).fold(report, Report::step);
}
