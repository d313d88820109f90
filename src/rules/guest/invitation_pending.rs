//! Reports external users who have not redeemed their invitation for a long time.

use super::title;
use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An external user whose invitation has been pending (`externalUserState` is `PendingAcceptance`) for more than `days` days (default
    /// 30). Disabled accounts are skipped.
    ///
    /// The age is counted from `externalUserStateChangeDateTime`. If it is missing, `createdDateTime` is used and the confidence is medium.
    /// The rule is undecided if both dates or `externalUserState` are not in the input.
    ///
    /// ## Why it matters
    /// The redemption link in the invitation email keeps working. Anyone who can read that mailbox now, who may not be the person who was
    /// invited, can redeem it and sign in as the guest.
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
    /// If the guest is expected to accept later, raise `days` in the policy file, or add an allow-list entry for this user.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `user`
    pub static RULE = {
        id: "guest-invitation-pending",
        group: Group::Guest,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "external user has not redeemed their invitation",
        attack: &["T1078.004"],
        needs: &[Kind::User],
        options: Some(OptionSpec::of::<PendingOptions>()),
        check: Check::User(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct PendingOptions {
    /// Number of days after which a pending invitation is reported.
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
        return out.undecided_once("`externalUserState` is not in the input for some users", || Undecided::collect(&Kind::User));
    }
    if !user.is_pending() {
        return;
    }
    let changed = &user.external_user_state_change_date_time;
    // The state cannot be older than the account, but it can be newer, because an invitation can be sent again.
    let since = day_of(changed).map(|day| (changed, day, Confidence::High));
    let created = &user.created_date_time;
    let Some((setting, day, confidence)) = since.or_else(|| day_of(created).map(|day| (created, day, Confidence::Medium))) else {
        return out
            .undecided_once("`externalUserStateChangeDateTime` is not in the input for some users", || Undecided::collect(&Kind::User));
    };
    let days = days_between(day, out.today());
    if days > i32::from(out.options::<PendingOptions>().days) {
        let (label, date_label) = match confidence {
            Confidence::High => ("pending for {days} days", "pending since this date"),
            _ => ("pending, in an account created {days} days ago", "the account was created on this date"),
        };
        let label = Text::new(label).with("days", days.to_string());
        out.report(user, "/externalUserState", Label::new(user.place(&user.external_user_state), label))
            .title(title(
                user,
                "guest `{user}` has not redeemed their invitation",
                "external user `{user}` has not redeemed their invitation",
            ))
            .confidence(confidence)
            .related(Label::new(user.place(setting), date_label))
            .step(Change::delete(user.resource).to(super::DELETE_IF_UNNEEDED));
    }
}
