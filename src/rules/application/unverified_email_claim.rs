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
        summary: "app receives unverified email addresses",
        attack: &["T1606", "T1078.004"],
        needs: &[Kind::Application],
        check: Check::Application(check),
    };
}

/// Of apps that were made from this day on unverified addresses are taken out, unless somebody says otherwise.
///
/// Source: Microsoft Graph, Manage application authenticationBehaviors ("after June 2023").
const SAFE_DEFAULT: Date = date(2023, 7, 1);

const POINTER: &str = "/authenticationBehaviors/removeUnverifiedEmailClaim";

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    let admits = app.admits_other_tenants();
    // Of a single-tenant app only the word of somebody who said so counts.
    if admits == Some(false) && app.authentication_behaviors.is_absent() {
        return;
    }
    let claim = match app.email_claim() {
        EmailClaim::Asked(name) => Label::new(app.resource.place(name), "the app asks for the address"),
        EmailClaim::NotAsked => return,
        EmailClaim::Unknown if admits == Some(false) => return,
        EmailClaim::Unknown if app.optional_claims.is_absent() => {
            return out.undecided_once("`optionalClaims` is not in the input for some apps", || Undecided::collect(&Kind::Application));
        }
        EmailClaim::Unknown => {
            return out.undecided(app, &app.place(&app.optional_claims), "whether the app asks for `email` cannot be known".into());
        }
    };
    match app.unverified_email() {
        UnverifiedEmail::Removed => {}
        UnverifiedEmail::Delivered(remove) => {
            let report = out
                .report(app, POINTER, Label::new(app.place(remove), "addresses that nobody verified are delivered"))
                .title(Text::new("app `{name}` is given e-mail addresses that nobody verified").with("name", name_of(app)))
                .related(claim)
                .step(Change::set(app.resource, POINTER, "true").to(PURPOSE));
            match (admits, limit_label(app)) {
                (Some(true), None) => {}
                (Some(true), Some(limit)) => drop(report.confidence(Confidence::Medium).related(limit)),
                (Some(false), _) => drop(report.severity(Severity::Low)),
                // Whoever may sign in, somebody chose to have such addresses delivered.
                (None, _) => drop(report.severity(Severity::Low).confidence(Confidence::Medium)),
            }
        }
        _ if admits == Some(false) || !admits_other_tenants(app, out) => {}
        UnverifiedEmail::ByDefault(written) => by_default(app, written, claim, out),
        // It is returned only where it was asked for by name.
        UnverifiedEmail::NotCollected => {
            out.undecided_once("`authenticationBehaviors` is not in the input for some apps that ask for `email`", || {
                let command = "az rest --url 'https://graph.microsoft.com/v1.0/applications?$select=id,appId,displayName,signInAudience,\
                               createdDateTime,optionalClaims,authenticationBehaviors'";
                Step::from("also collect `authenticationBehaviors`").with(Action::Command(command.into()))
            });
        }
        UnverifiedEmail::Unknown(reason) => {
            let missing = Text::new("`removeUnverifiedEmailClaim` cannot be known: {reason}").with("reason", reason);
            out.undecided(app, &app.place(&app.authentication_behaviors), missing);
        }
    }
}

/// Where nobody has said anything, the age of the app decides.
fn by_default(app: &View<'_, Application<'_>>, written: &str, claim: Label, out: &mut Findings<'_>) {
    let place = if written.is_empty() { app.place(&app.sign_in_audience) } else { app.resource.place(written) };
    match day_of(&app.created_date_time) {
        Some(day) if day >= SAFE_DEFAULT => {}
        Some(_) => {
            out.report(app, POINTER, Label::new(place, "nobody has set it"))
                .title(Text::new("app `{name}` may be given e-mail addresses that nobody verified").with("name", name_of(app)))
                .severity(Severity::Medium)
                .confidence(Confidence::Low)
                .related(Label::new(app.place(&app.created_date_time), "made before the safe default of June 2023"))
                .related(claim)
                .step(Change::set(app.resource, POINTER, "true").to(PURPOSE));
        }
        None if written.is_empty() && is_of_provider(app.resource, "azuread") => {
            let missing = "the `azuread` provider cannot set `removeUnverifiedEmailClaim`, and an app from before June 2023 is given e-mail \
                           addresses that nobody verified";
            out.undecided(app, &place, missing.into());
        }
        None => {
            let missing = "nobody has set `removeUnverifiedEmailClaim`, and when the app was made, which then decides, is not in the input";
            out.undecided(app, &place, missing.into());
        }
    }
}

const PURPOSE: &str = "identify users by `tid` and `oid` in the code, and have unverified addresses removed from tokens";
