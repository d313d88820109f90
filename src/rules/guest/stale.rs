//! Reports enabled guests and external members who have not signed in for a long time.

use super::{DELETE_IF_UNNEEDED, address_of, confidence_of_external};
use crate::finding::Undecided;
use crate::remediation::delete_user;
use crate::rules::names;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An enabled guest or external member whose last sign-in, interactive or non-interactive, was more than `days` days ago (default 90),
    /// or who has never signed in and was created more than `days` days ago. An external member has the user type `Member` and `#EXT#` in
    /// the user principal name. Users who have not redeemed their invitation are left to `guest-invitation-pending`.
    ///
    /// Microsoft Graph omits `signInActivity` for users who have never signed in. An external user without it therefore counts as never
    /// signed in if another user in the same file has it. If no user in the file has it, the rule is undecided: the property must be
    /// requested with `$select` and needs a license, and EntraExporter never requests it. The rule is also undecided if the user type, or
    /// whether the account is enabled, is not in the input: neither is part of what Microsoft Graph returns by default.
    ///
    /// ## Why it matters
    /// The guest account of a person who has left their company stays active in this tenant, and no one on either side looks after it. An
    /// attacker who takes over the account keeps its access.
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
    /// If the guest is needed only occasionally, such as an auditor, raise `days` in the policy file, or add an allow-list entry for this
    /// guest.
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
        summary: "guest or other external user has not signed in for a long time",
        attack: &["T1078.004"],
        controls: &["ZTA 21858"],
        needs: &[Kind::User],
        options: Some(OptionSpec::of::<StaleOptions>()),
        check: Check::Several(&[Check::User(each), Check::Tenant(all)]),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct StaleOptions {
    /// Number of days without a sign-in after which a guest is reported.
    days: u16,
}

impl Default for StaleOptions {
    fn default() -> Self {
        Self { days: 90 }
    }
}

fn each(user: &View<'_, User<'_>>, out: &mut Findings<'_>) {
    if user.account_enabled.known() == Some(&false) || user.is_pending() {
        return;
    }
    let Some(confidence) = confidence_of_external(user, out) else { return };
    if user.sign_in_activity.is_absent() {
        return; // These guests are checked in `all`, when it is known whether other users have it.
    }
    let last = match user.sign_in_activity.state() {
        State::Known(activity) => activity.last(),
        State::Unknown(_) => return out.needs(user, "signInActivity", &user.sign_in_activity),
        State::Null | State::Absent => LastSignIn { on: None, is_uncertain: false },
    };
    let (setting, day, label) = match last.on {
        Some((setting, day)) => (setting, day, "last sign-in was {days} days ago"),
        None => match day_of(&user.created_date_time) {
            Some(day) => (&user.created_date_time, day, CREATED),
            None => return out.undecided_once("`createdDateTime` is not in the input for some guests", || Undecided::collect(&Kind::User)),
        },
    };
    let days = days_between(day, out.today());
    let limit = out.options::<StaleOptions>().days;
    if days <= i32::from(limit) {
        return;
    }
    if last.is_uncertain {
        return out.undecided(user, &user.place(&user.sign_in_activity), "a date in `signInActivity` cannot be read".into());
    }
    if user.account_enabled.known().is_none() {
        return out.undecided_once("`accountEnabled` is not in the input for some guests", || Undecided::collect(&Kind::User));
    }
    let label = Text::new(label).with("days", days.to_string());
    out.report(user, "/signInActivity", Label::new(user.place(setting), label))
        .title(title(user.standing(), last.on.is_some(), address_of(user), limit))
        .confidence(confidence)
        .step(Change::delete(user.resource).to(DELETE_IF_UNNEEDED));
}

/// Checks external users without `signInActivity`: Graph omits it for users who have never signed in.
fn all(tenant: &Tenant, out: &mut Findings<'_>) {
    let limit = out.options::<StaleOptions>().days;
    for (guest, was_asked) in tenant.silent_guests() {
        if !was_asked {
            out.undecided_once("`signInActivity` is not in the input for some guests", || Undecided::collect(&Kind::User));
            continue;
        }
        let (Some((day, span)), Some(user)) = (guest.made, tenant.user_of(guest.id)) else {
            out.undecided_once("`createdDateTime` is not in the input for some guests", || Undecided::collect(&Kind::User));
            continue;
        };
        let days = days_between(day, out.today());
        if days > i32::from(limit) && !guest.is_enabled {
            out.undecided_once("`accountEnabled` is not in the input for some guests", || Undecided::collect(&Kind::User));
        } else if days > i32::from(limit) {
            let confidence = if guest.standing.is_none() { Confidence::Low } else { Confidence::High };
            out.report_user(user, "/signInActivity", Label::at(span, Text::new(CREATED).with("days", days.to_string())))
                .title(title(guest.standing, false, names::guest(user), limit))
                .confidence(confidence)
                .step(delete_user(guest.id, DELETE_IF_UNNEEDED));
        }
    }
}

const CREATED: &str = "created {days} days ago";

fn title(standing: Option<Standing>, has_signed_in: bool, user: String, limit: u16) -> Text {
    let template = match (standing, has_signed_in) {
        (Some(Standing::Guest), true) => "guest `{user}` has not signed in for more than {limit} days",
        (Some(Standing::Guest), false) => "guest `{user}` has never signed in",
        (_, true) => "external user `{user}` has not signed in for more than {limit} days",
        (_, false) => "external user `{user}` has never signed in",
    };
    Text::new(template).with("user", user).with("limit", limit.to_string())
}
