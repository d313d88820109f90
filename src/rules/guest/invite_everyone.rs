//! Reports an authorization policy that lets everyone, including guests, invite guests.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An authorization policy whose `allowInvitesFrom` is `everyone` or `null`. The service default is `everyone` (`none` in the US
    /// Government cloud).
    ///
    /// The rule is undecided if the value is missing or is not one of the documented values.
    ///
    /// ## Why it matters
    /// This is the first step of the attack in which a guest moves their own subscription into the tenant: the attacker needs an
    /// invitation, and with this setting any guest can send one. No administrator of the tenant is asked.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "authorizationPolicy", "allowInvitesFrom": "everyone" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "authorizationPolicy", "allowInvitesFrom": "adminsAndGuestInviters" }
    /// ```
    ///
    /// ## When it is wrong
    /// If the tenant is in the US Government cloud, `null` means `none`. Set the value explicitly.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `authorizationPolicy`
    /// - Microsoft Learn: Configure external collaboration settings
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "guest-invite-everyone",
        group: Group::Guest,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "everyone, including guests, can invite guests",
        attack: &["T1136.003", "T1078.004"],
        controls: &["CIS Azure 5.0 5.16", "CIS M365 6.0 5.1.6.3", "MS.AAD.8.2v1", "EIDSCA.AP04"],
        needs: &[Kind::AuthorizationPolicy],
        check: Check::AuthorizationPolicy(check),
    };
}

fn check(policy: &View<'_, AuthorizationPolicy<'_>>, out: &mut Findings<'_>) {
    if let Some(label) = invitations_open(policy) {
        out.report(policy, "/allowInvitesFrom", label).step(Change::set(
            policy.resource,
            "/allowInvitesFrom",
            "\"adminsAndGuestInviters\"",
        ));
    } else if out.known(policy, "allowInvitesFrom", &policy.allow_invites_from) == Some(&InvitesFrom::Other) {
        out.undecided(policy, &policy.place(&policy.allow_invites_from), "`allowInvitesFrom` has a value that is not documented".into());
    }
}

/// A label at the setting that allows everyone to invite guests.
pub(crate) fn invitations_open(policy: &View<'_, AuthorizationPolicy<'_>>) -> Option<Label> {
    let setting = &policy.allow_invites_from;
    match setting.known() {
        Some(InvitesFrom::Everyone) => Some(Label::new(policy.place(setting), "guests can also send invitations")),
        None if setting.is_null() => {
            Some(Label::new(policy.place(setting), "null: the service default applies, so guests can also send invitations"))
        }
        _ => None,
    }
}
