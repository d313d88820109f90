//! Reports apps that receive unverified email addresses in the `email` claim.

use super::{admits_other_tenants, limit_label};
use crate::finding::{Action, Step, Undecided};
use crate::remediation::is_of_provider;
use crate::rules::name_of;
use crate::rules::prelude::*;
use jiff::civil::{Date, date};

rule! {
    /// ## What it finds
    /// An app registration that requests the optional claim `email` and sets `removeUnverifiedEmailClaim` to `false`. The severity is high
    /// for a multi-tenant app and low for any other app.
    ///
    /// A multi-tenant app that was created before July 2023 and does not set `removeUnverifiedEmailClaim` is reported as medium with low
    /// confidence, because the safe default of the service may not apply to it.
    ///
    /// The rule is undecided if a value that it needs is unknown. Microsoft Graph returns `authenticationBehaviors` only if the request
    /// selects it (`$select`), and infrastructure as code does not contain the creation date of the app.
    ///
    /// ## Why it matters
    /// An administrator of any tenant can set the email address of a user in that tenant to any value, such as the address of a victim. An
    /// app that identifies users by this claim then signs the attacker in to the account of the victim (nOAuth).
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
    /// When the app only displays the address and identifies users by `tid` and `oid`. Accept the finding under `allow:` in the policy
    /// file.
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
        summary: "app registration receives unverified email addresses",
        attack: &["T1606", "T1078.004"],
        needs: &[Kind::Application],
        check: Check::Application(check),
    };
}

/// For apps created on or after this day, the service removes unverified addresses by default.
///
/// Source: Microsoft Graph, Manage application authenticationBehaviors ("after June 2023").
const SAFE_DEFAULT: Date = date(2023, 7, 1);

const POINTER: &str = "/authenticationBehaviors/removeUnverifiedEmailClaim";

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    let admits = app.admits_other_tenants();
    // For a single-tenant app, only an explicit setting is a finding.
    if admits == Some(false) && app.authentication_behaviors.is_absent() {
        return;
    }
    let claim = match app.email_claim() {
        EmailClaim::Asked(name) => Label::new(app.resource.place(name), "the app requests the `email` claim"),
        EmailClaim::NotAsked => return,
        EmailClaim::Unknown if admits == Some(false) && !matches!(app.unverified_email(), UnverifiedEmail::Delivered(_)) => return,
        EmailClaim::Unknown if app.optional_claims.is_absent() => {
            return out.undecided_once("`optionalClaims` is not in the input for some apps", || Undecided::collect(&Kind::Application));
        }
        EmailClaim::Unknown => {
            return out.undecided(app, &app.place(&app.optional_claims), "whether the app requests the `email` claim is not known".into());
        }
    };
    match app.unverified_email() {
        UnverifiedEmail::Removed => {}
        UnverifiedEmail::Delivered(remove) => {
            let report = out
                .report(app, POINTER, Label::new(app.place(remove), "tokens contain unverified email addresses"))
                .title(Text::new("app registration `{name}` receives unverified email addresses").with("name", name_of(app)))
                .related(claim)
                .step(Change::set(app.resource, POINTER, "true").to(PURPOSE))
                .step(IDENTIFY);
            match (admits, limit_label(app)) {
                (Some(true), None) => {}
                (Some(true), Some(limit)) => drop(report.confidence(Confidence::Medium).related(limit)),
                (Some(false), _) => drop(report.severity(Severity::Low)),
                // The value was set on purpose, whatever the audience is.
                (None, _) => drop(report.severity(Severity::Low).confidence(Confidence::Medium)),
            }
        }
        _ if admits == Some(false) || !admits_other_tenants(app, out) => {}
        UnverifiedEmail::ByDefault(written) => by_default(app, written, claim, out),
        // Microsoft Graph returns the property only if the request selects it.
        UnverifiedEmail::NotCollected => {
            out.undecided_once("`authenticationBehaviors` is not in the input for some apps that request `email`", || {
                let command = "az rest --url 'https://graph.microsoft.com/v1.0/applications?$select=id,appId,displayName,signInAudience,\
                               createdDateTime,optionalClaims,authenticationBehaviors'";
                Step::from("also collect `authenticationBehaviors`").with(Action::Command(command.into()))
            });
        }
        UnverifiedEmail::Unknown(reason) => {
            let missing = Text::new("`removeUnverifiedEmailClaim` is not known: {reason}").with("reason", reason);
            out.undecided(app, &app.place(&app.authentication_behaviors), missing);
        }
    }
}

/// Without a value, the default of the service applies, which depends on the creation date of the app.
fn by_default(app: &View<'_, Application<'_>>, written: &str, claim: Label, out: &mut Findings<'_>) {
    let place = if written.is_empty() { app.place(&app.sign_in_audience) } else { app.resource.place(written) };
    match day_of(&app.created_date_time) {
        Some(day) if day >= SAFE_DEFAULT => {}
        Some(_) => {
            out.report(app, POINTER, Label::new(place, "`removeUnverifiedEmailClaim` is not set"))
                .title(Text::new("app registration `{name}` may receive unverified email addresses").with("name", name_of(app)))
                .severity(Severity::Medium)
                .confidence(Confidence::Low)
                .related(Label::new(app.place(&app.created_date_time), "created before the safe default applied (July 2023)"))
                .related(claim)
                .step(Change::set(app.resource, POINTER, "true").to(PURPOSE))
                .step(IDENTIFY);
        }
        None if written.is_empty() && is_of_provider(app.resource, "azuread") => {
            let missing = "the `azuread` provider cannot set `removeUnverifiedEmailClaim`, and an app created before July 2023 may receive \
                           unverified email addresses";
            out.undecided(app, &place, missing.into());
        }
        None => {
            let missing = "`removeUnverifiedEmailClaim` is not set, and the creation date of the app is not in the input";
            out.undecided(app, &place, missing.into());
        }
    }
}

const PURPOSE: &str = "remove unverified email addresses from tokens";

const IDENTIFY: &str = "identify users by `tid` and `oid` in the code";
