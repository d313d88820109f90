//! Reports an authorization policy that lets every member invite guests.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An authorization policy whose `allowInvitesFrom` is `adminsGuestInvitersAndAllMembers`.
    ///
    /// The rule is undecided if the value is missing or is not one of the documented values.
    ///
    /// ## Why it matters
    /// Any employee can invite a guest, and can be tricked into doing so. A guest account from a tenant that was created minutes ago is
    /// enough for an attacker to start moving a subscription into this tenant.
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
    /// If employees are meant to invite guests, guests are reviewed, and guests cannot transfer subscriptions into the tenant, disable the
    /// rule in the policy file (`enabled: false`) with that `reason`.
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
        summary: "every member can invite guests",
        attack: &["T1136.003"],
        controls: &["CIS Azure 5.0 5.16", "CIS M365 6.0 5.1.6.3", "MS.AAD.8.2v1", "EIDSCA.AP04"],
        needs: &[Kind::AuthorizationPolicy],
        check: Check::AuthorizationPolicy(check),
    };
}

fn check(policy: &View<'_, AuthorizationPolicy<'_>>, out: &mut Findings<'_>) {
    let setting = &policy.allow_invites_from;
    if setting.is_null() {
        return; // The service default is `everyone`, which `guest-invite-everyone` reports.
    }
    match out.known(policy, "allowInvitesFrom", setting) {
        Some(InvitesFrom::AdminsGuestInvitersAndAllMembers) => {
            out.report(policy, "/allowInvitesFrom", Label::new(policy.place(setting), "includes all members")).step(Change::set(
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
