//! E-mail addresses that nobody verified.

use crate::rules::prelude::*;
use jiff::civil::{Date, date};

rule! {
    /// ## What it finds
    /// An app that asks for the optional claim `email` and has `removeUnverifiedEmailClaim` set to false. It is high where the app is
    /// multi-tenant, low where it is not. A multi-tenant app made before June 2023 for which nobody has set it is reported with low
    /// confidence: the safe default may not hold for it.
    ///
    /// ## Why it matters
    /// An administrator of any tenant can write any address into a user of his. An app that knows people by it takes the attacker for the
    /// victim (nOAuth).
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs",
    ///   "optionalClaims": { "idToken": [{ "name": "email" }] }, "authenticationBehaviors": { "removeUnverifiedEmailClaim": false } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs",
    ///   "optionalClaims": { "idToken": [{ "name": "email" }] }, "authenticationBehaviors": { "removeUnverifiedEmailClaim": true } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the app shows the address and knows people by `tid` and `oid`.
    ///
    /// ## Sources
    /// - Microsoft Graph: Manage application authenticationBehaviors
    /// - Microsoft identity platform: Migrate away from using email claims
    /// - Descope: nOAuth
    pub static RULE = {
        id: "application-unverified-email-claim",
        group: Group::Application,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "an app asks for e-mail addresses that nobody verified",
        attack: &["T1606", "T1078.004"],
        controls: &[],
        needs: &[Kind::Application],
        options: None,
        check: Check::Application(check),
    };
}

/// Of apps that were made from this day on unverified addresses are taken out, unless somebody says otherwise.
///
/// Source: Microsoft Graph, Manage application authenticationBehaviors ("after June 2023").
const SAFE_DEFAULT: Date = date(2023, 7, 1);

#[allow(clippy::match_same_arms, reason = "the order of the arms says what counts first")]
fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    let Some(claim) = app.email_claim() else { return };
    let admits = app.admits_outsiders();
    let place = app.resource.place(claim);
    let remove = app.authentication_behaviors.known().map(|behaviors| &behaviors.remove_unverified_email_claim);
    let is_old = day_of(&app.created_date_time).is_some_and(|day| day < SAFE_DEFAULT);
    match (remove.map(|remove| (remove, remove.state())), admits) {
        (Some((remove, State::Known(false))), _) => {
            let report = out.report(
                app,
                "/authenticationBehaviors/removeUnverifiedEmailClaim",
                Label::new(app.place(remove), "addresses that nobody verified are delivered"),
            );
            let report = if admits == Some(true) { report } else { report.severity(Severity::Low) };
            report.related(Label::new(place, "the app asks for it")).help(STEP);
        }
        (Some((_, State::Known(true))), _) | (_, Some(false) | None) => {}
        (Some((remove, State::Null)), Some(true)) if is_old => {
            out.report(app, "/authenticationBehaviors/removeUnverifiedEmailClaim", Label::new(app.place(remove), "nobody has set it"))
                .title("an app may get e-mail addresses that nobody verified")
                .severity(Severity::Medium)
                .confidence(Confidence::Low)
                .related(Label::new(app.place(&app.created_date_time), "made before the safe default"))
                .related(Label::new(place, "the app asks for it"))
                .help(STEP);
        }
        (Some((remove, State::Unknown(_))), Some(true)) => out.needs(app, "removeUnverifiedEmailClaim", remove),
        (Some(_), Some(true)) => {}
        (None, Some(true)) if app.resource.format.is_declared() => {}
        // It is returned only where it was asked for by name.
        (None, Some(true)) => out
            .undecided_once("`authenticationBehaviors` is not in the input for some apps that ask for `email`", || {
                "collect it with `$select=id,appId,authenticationBehaviors`".into()
            }),
    }
}

const STEP: &str = "set `authenticationBehaviors.removeUnverifiedEmailClaim` to true, and know users by `tid` and `oid`";
