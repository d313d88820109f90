//! A guest who is not used any more.

use super::removal_step;
use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An enabled guest whose last sign-in, by himself or by an app for him, is older than the option `days` (90), or who never signed in
    /// and was made longer ago than that. Without `signInActivity` in the export nothing can be said: it takes `$select` and a licence, and
    /// EntraExporter never has it.
    ///
    /// ## Why it matters
    /// The account of a guest who has left his company lives on in your tenant, and nobody at either side looks after it.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "7c64653e-44f8-422a-88d6-2a224f4babb8", "displayName": "Vendor One", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "mail": "vendor@fabrikam.example", "userType": "Guest", "accountEnabled": true, "createdDateTime": "2024-01-02T03:04:05Z", "externalUserState": "Accepted", "signInActivity": { "lastSignInDateTime": "2025-01-02T03:04:05Z" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "7c64653e-44f8-422a-88d6-2a224f4babb8", "displayName": "Vendor One", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "mail": "vendor@fabrikam.example", "userType": "Guest", "accountEnabled": true, "createdDateTime": "2024-01-02T03:04:05Z", "externalUserState": "Accepted", "signInActivity": { "lastSignInDateTime": "2026-11-02T03:04:05Z" } }
    /// ```
    ///
    /// ## When it is wrong
    /// Guests who are needed seldom, such as auditors: raise `days`, or accept the finding.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `user`
    /// - Microsoft Learn: Detect and investigate inactive user accounts
    pub static RULE = {
        id: "guest-stale",
        group: Group::Guest,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "a guest has not signed in for a long time",
        attack: &["T1078.004"],
        controls: &["ZTA 21858"],
        needs: &[Kind::User],
        options: Some(OptionSpec::of::<StaleOptions>()),
        check: Check::User(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct StaleOptions {
    /// After how many days without a sign-in a guest is stale.
    days: i32,
}

impl Default for StaleOptions {
    fn default() -> Self {
        Self { days: 90 }
    }
}

fn check(user: &View<'_, User<'_>>, out: &mut Findings<'_>) {
    if user.is_guest() != Some(true) || user.account_enabled.known() == Some(&false) || user.is_pending() {
        return;
    }
    let activity = match user.sign_in_activity.state() {
        State::Known(activity) => Some(activity),
        State::Null => None,
        State::Absent => {
            return out.undecided_once("`signInActivity` is not in the input for some guests", || Undecided::collect(&Kind::User));
        }
        State::Unknown(_) => return out.needs(user, "signInActivity", &user.sign_in_activity),
    };
    let limit = out.options::<StaleOptions>().days;
    let last = activity.and_then(SignInActivity::last);
    let (setting, day, label) = match last {
        Some((setting, day)) => (setting, day, "the last sign-in, {days} days ago"),
        None => match day_of(&user.created_date_time) {
            Some(day) => (&user.created_date_time, day, "made {days} days ago, and never signed in"),
            None => return out.needs(user, "createdDateTime", &user.created_date_time),
        },
    };
    let days = days_between(day, out.today());
    if days > limit {
        let label = Text::new(label).with("days", days.to_string());
        out.report(user, "/signInActivity", Label::new(user.place(setting), label)).help(removal_step(user));
    }
}
