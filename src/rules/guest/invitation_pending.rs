//! An invitation that nobody redeemed.

use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A guest whose invitation has been pending for longer than the option `days` (30).
    ///
    /// ## Why it matters
    /// The link in the mail still works for whoever reads that mailbox by now.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "7c64653e-44f8-422a-88d6-2a224f4babb8", "displayName": "Vendor One", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "mail": "vendor@fabrikam.example", "userType": "Guest", "accountEnabled": true, "externalUserState": "PendingAcceptance", "externalUserStateChangeDateTime": "2025-01-02T03:04:05Z" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "7c64653e-44f8-422a-88d6-2a224f4babb8", "displayName": "Vendor One", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "mail": "vendor@fabrikam.example", "userType": "Guest", "accountEnabled": true, "externalUserState": "Accepted", "externalUserStateChangeDateTime": "2025-01-02T03:04:05Z" }
    /// ```
    ///
    /// ## When it is wrong
    /// When the guest is expected to come later: raise `days`.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `user`
    pub static RULE = {
        id: "guest-invitation-pending",
        group: Group::Guest,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "an invitation was never redeemed",
        attack: &["T1078.004"],
        controls: &[],
        needs: &[Kind::User],
        joins: &[],
        options: Some(OptionSpec::of::<PendingOptions>()),
        check: Check::User(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct PendingOptions {
    /// After how many days an invitation is held to be forgotten.
    days: u16,
}

impl Default for PendingOptions {
    fn default() -> Self {
        Self { days: 30 }
    }
}

fn check(user: &View<'_, User<'_>>, out: &mut Findings<'_>) {
    if user.standing() == Some(Standing::Member) || user.account_enabled.known() == Some(&false) {
        return;
    }
    if user.external_user_state.is_absent() {
        return out
            .undecided_once("`externalUserState` is not in the input for some users from elsewhere", || Undecided::collect(&Kind::User));
    }
    if !user.is_pending() {
        return;
    }
    let changed = &user.external_user_state_change_date_time;
    // The state cannot be older than the account, and may be younger: an invitation can be sent again.
    let (since, confidence) = match day_of(changed) {
        Some(day) => (Some((changed, day)), Confidence::High),
        None => (day_of(&user.created_date_time).map(|day| (&user.created_date_time, day)), Confidence::Medium),
    };
    let Some((setting, day)) = since else {
        return out
            .undecided_once("`externalUserStateChangeDateTime` is not in the input for some guests", || Undecided::collect(&Kind::User));
    };
    let days = days_between(day, out.today());
    if days > i32::from(out.options::<PendingOptions>().days) {
        let label = Text::new("pending for {days} days").with("days", days.to_string());
        out.report(user, "/externalUserState", Label::new(user.place(&user.external_user_state), label))
            .confidence(confidence)
            .related(Label::new(user.place(setting), "since then"))
            .step(Change::delete(user.resource).to(super::DELETE_GUEST));
    }
}
