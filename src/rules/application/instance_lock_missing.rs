//! Reports multi-tenant apps whose app instance property lock does not protect their credentials.

use super::admits_other_tenants;
use crate::finding::Undecided;
use crate::remediation::is_of_provider;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A multi-tenant app that is known to be used in other tenants, and whose app instance property lock
    /// (`servicePrincipalLockConfiguration`) is null, is not enabled, or does not cover the credentials for signing or for verifying.
    ///
    /// An app is known to be used in other tenants if it has a verified publisher, or if its audience lists tenants
    /// (`signInAudienceRestrictions`). Other multi-tenant apps are not reported, because the lock has no effect in the tenant of the app.
    ///
    /// Infrastructure as code that creates the app without a lock is reported with medium confidence, because the service does not set one
    /// by default. The `azuread` provider has no attribute for the lock, so the rule is undecided for its apps. It is also undecided if the
    /// lock or the publisher is not in the input.
    ///
    /// ## Why it matters
    /// Administrators of the tenants in which the app is used can add their own credentials to the service principal of the app in their
    /// tenant. With such a credential they, or an attacker in their tenant, can sign in as the app there.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs", "verifiedPublisher": { "verifiedPublisherId": "1234567" }, "servicePrincipalLockConfiguration": null }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs", "verifiedPublisher": { "verifiedPublisherId": "1234567" }, "servicePrincipalLockConfiguration": { "isEnabled": true, "allProperties": true } }
    /// ```
    ///
    /// ## When it is wrong
    /// When no other tenant uses the app any more. Make the app single-tenant, or accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - Microsoft identity platform: Configure app instance property lock
    /// - Microsoft Graph: resource type `servicePrincipalLockConfiguration`
    pub static RULE = {
        id: "application-instance-lock-missing",
        group: Group::Application,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "other tenants can add credentials to a multi-tenant app",
        attack: &["T1098.001"],
        controls: &["ZTA 21777"],
        needs: &[Kind::Application],
        check: Check::Application(check),
    };
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    let is_offered = app.is_offered_to_others();
    if is_offered == Some(false) || !admits_other_tenants(app, out) {
        return;
    }
    let setting = &app.service_principal_lock_configuration;
    // A part that is not in the input has no place of its own, so the label points at the whole lock.
    let place_of = |part: &Setting<'_, bool>| app.resource.place(part.raw().or(setting.raw()).unwrap_or_default());
    let (place, label) = match app.lock() {
        Lock::Closed => return,
        Lock::Missing => (app.place(setting), "the app has no lock"),
        Lock::LeftOut if is_of_provider(app.resource, "azuread") => {
            let missing = "the `azuread` provider cannot set `servicePrincipalLockConfiguration`, and the service sets no lock by default";
            return out.undecided(app, &app.place(&app.sign_in_audience), missing.into());
        }
        Lock::LeftOut => (app.place(setting), "no lock is set, and the service sets none by default"),
        Lock::Off(is_enabled) => (place_of(is_enabled), "the lock is disabled"),
        Lock::Partial(part) => (place_of(part), "the lock does not cover these credentials"),
        Lock::Unknown(name, part) => return out.needs(app, name, part),
        Lock::NotCollected if setting.is_absent() => {
            return out.undecided_once("`servicePrincipalLockConfiguration` is not in the input for some multi-tenant apps", || {
                Undecided::collect(&Kind::Application)
            });
        }
        Lock::NotCollected => return out.needs(app, "servicePrincipalLockConfiguration", setting),
    };
    if is_offered.is_none() {
        return out
            .undecided_once("`verifiedPublisher` is not known for some multi-tenant apps", || Undecided::collect(&Kind::Application));
    }
    let title =
        Text::new("other tenants can add credentials to their service principal of app registration `{name}`").with("name", name_of(app));
    let step = if setting.known().is_some() {
        Change::set(app.resource, "/servicePrincipalLockConfiguration/isEnabled", "true")
            .and("/servicePrincipalLockConfiguration/allProperties", "true")
            .safe()
    } else {
        Change::set(app.resource, "/servicePrincipalLockConfiguration", LOCKED)
    };
    let report = out
        .report(app, "/servicePrincipalLockConfiguration", Label::new(place, label))
        .title(title)
        .related(Label::new(app.place(&app.sign_in_audience), "accounts of other tenants can sign in"))
        .step(step);
    if setting.is_absent() {
        report.confidence(Confidence::Medium);
    }
}

/// A lock that covers every property that can be locked.
const LOCKED: &str = "{\"isEnabled\":true,\"allProperties\":true}";
