//! A multi-tenant app without instance property lock.

use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A multi-tenant app whose `servicePrincipalLockConfiguration` is null, not enabled, or leaves credentials out. Formats that cannot
    /// say it are undecided.
    ///
    /// ## Why it matters
    /// Administrators of the tenants in which the app is used can add credentials of their own to their copy of it, and act as the app
    /// there.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs", "servicePrincipalLockConfiguration": null }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs", "servicePrincipalLockConfiguration": { "isEnabled": true, "allProperties": true } }
    /// ```
    ///
    /// ## When it is wrong
    /// When no other tenant uses the app.
    ///
    /// ## Sources
    /// - Microsoft identity platform: Configure app instance property lock
    /// - Microsoft Graph: resource type `servicePrincipalLockConfiguration`
    pub static RULE = {
        id: "application-instance-lock-missing",
        group: Group::Application,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "credentials can be added to a multi-tenant app in other tenants",
        attack: &["T1098.001"],
        controls: &["ZTA 21777"],
        needs: &[Kind::Application],
        options: None,
        check: Check::Application(check),
    };
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    if app.admits_outsiders() != Some(true) {
        return;
    }
    let lock = &app.service_principal_lock_configuration;
    let (place, label) = match lock.state() {
        State::Null => (app.place(lock), "no lock"),
        State::Known(lock) if lock.is_enabled.known() == Some(&false) => (app.place(&lock.is_enabled), "the lock is off"),
        State::Known(lock) if lock.leaves_credentials_open() => {
            (app.place(&app.service_principal_lock_configuration), "credentials are left out")
        }
        State::Known(_) => return,
        State::Absent if app.resource.format.is_declared() => {
            let missing = "`servicePrincipalLockConfiguration` is not written; without it the lock is off where code makes the app";
            return out.undecided(app, &app.place(&app.sign_in_audience), missing.into());
        }
        State::Absent => {
            return out.undecided_once("`servicePrincipalLockConfiguration` is not in the input for some multi-tenant apps", || {
                Undecided::collect(&Kind::Application)
            });
        }
        State::Unknown(_) => return out.needs(app, "servicePrincipalLockConfiguration", lock),
    };
    out.report(app, "/servicePrincipalLockConfiguration", Label::new(place, label))
        .related(Label::new(app.place(&app.sign_in_audience), "used in other tenants"))
        .help("set `servicePrincipalLockConfiguration` to `isEnabled` and `allProperties`: Entra admin centre, App registrations, Authentication, App instance property lock");
}
