//! Reports app registrations that accept personal Microsoft accounts.

use super::{audience, single_tenant};
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An app registration whose `signInAudience` is `AzureADandPersonalMicrosoftAccount` or `PersonalMicrosoftAccount`, unless an entry of
    /// the allow-list in the policy file accepts it.
    ///
    /// ## Why it matters
    /// Anyone can create a personal account in a minute, without a tenant and without an administrator. An app that treats a valid token as
    /// permission is then open to the whole world. A list of allowed tenants does not help, because personal accounts do not belong to the
    /// tenant of an organization.
    ///
    /// ## Bad
    /// ```json
    /// { "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADandPersonalMicrosoftAccount" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg" }
    /// ```
    ///
    /// ## When it is wrong
    /// When the app is meant for consumers, or for Azure AD B2C user flows, which require this audience. Accept the finding under `allow:`
    /// in the policy file.
    ///
    /// ## Sources
    /// - Tenable, indicator of exposure "Application Allowing Multi-Tenant Authentication"
    /// - Microsoft Learn: Supported account types and their validation differences
    /// - Microsoft Graph: `signInAudience` of resource type `application`
    pub static RULE = {
        id: "application-personal-accounts",
        group: Group::Application,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "app registration accepts personal Microsoft accounts",
        attack: &["T1078.004"],
        needs: &[Kind::Application],
        check: Check::Application(check),
    };
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    let label = match audience(app, out) {
        Some(SignInAudience::AzureADandPersonalMicrosoftAccount) => "personal accounts and accounts of any tenant can sign in",
        Some(SignInAudience::PersonalMicrosoftAccount) => "any personal account can sign in",
        Some(SignInAudience::Other) => {
            return out.undecided(app, &app.place(&app.sign_in_audience), "the value of `signInAudience` is not documented".into());
        }
        _ => return,
    };
    let name = name_of(app);
    out.report(app, "/signInAudience", Label::new(app.place(&app.sign_in_audience), label))
        .title(Text::new("app registration `{name}` accepts personal Microsoft accounts").with("name", name))
        .step(single_tenant(app))
        .accept("accept the finding in the policy file if the app is meant for consumers");
}
