//! All members may invite guests.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An authorization policy whose `allowInvitesFrom` is `adminsGuestInvitersAndAllMembers`.
    ///
    /// ## Why it matters
    /// Every employee may then bring in a guest, and can be talked into it. A guest from a tenant that was set up in minutes is enough
    /// to start planting a subscription.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "authorizationPolicy", "allowInvitesFrom": "adminsGuestInvitersAndAllMembers" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "authorizationPolicy", "allowInvitesFrom": "adminsAndGuestInviters" }
    /// ```
    ///
    /// ## When it is wrong
    /// Where employees shall invite, and guests are reviewed and cannot bring subscriptions along.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `authorizationPolicy`
    /// - Microsoft Learn: Configure external collaboration settings
    pub static RULE = {
        id: "guest-invite-all-members",
        group: Group::Guest,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "every member may invite guests",
        attack: &["T1136.003"],
        controls: &["CIS Azure 5.0 5.16", "CIS M365 6.0 5.1.6.3", "MS.AAD.8.2v1", "EIDSCA.AP04"],
        needs: &[Kind::AuthorizationPolicy],
        joins: &[],
        options: None,
        check: Check::AuthorizationPolicy(check),
    };
}

fn check(policy: &View<'_, AuthorizationPolicy<'_>>, out: &mut Findings<'_>) {
    let setting = &policy.allow_invites_from;
    if setting.is_null() {
        return; // the service's default is `everyone`: another rule
    }
    match out.known(policy, "allowInvitesFrom", setting) {
        Some(InvitesFrom::AdminsGuestInvitersAndAllMembers) => {
            out.report(policy, "/allowInvitesFrom", Label::new(policy.place(setting), "every member may invite")).step(Change::set(
                policy.resource,
                "/allowInvitesFrom",
                "\"adminsAndGuestInviters\"",
            ));
        }
        Some(InvitesFrom::Other) => {
            out.undecided(policy, &policy.place(setting), "`allowInvitesFrom` has a value that is not documented".into());
        }
        _ => {}
    }
}
