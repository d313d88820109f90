//! Reports an authorization policy that lets guests read more of the directory than their own objects.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An authorization policy whose `guestUserRoleId` is not the restricted role (`2af84b1e-32c8-42b7-82bc-daa82404023b`). The severity is
    ///
    /// - high for `a0b1b346-4d3e-4e8b-98f8-753987be4970` (the same access as members)
    /// - low for `10dae51f-b6af-4016-8d66-8c2a99b929b3` (limited access, the service default) and for `null`
    ///
    /// The rule is undecided if the value is missing or is not one of these three roles.
    ///
    /// ## Why it matters
    /// A guest who can read the directory learns who the administrators are, which groups exist, and who is in them. An attacker with a
    /// guest account uses this to choose the next target.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "authorizationPolicy", "guestUserRoleId": "a0b1b346-4d3e-4e8b-98f8-753987be4970" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "authorizationPolicy", "guestUserRoleId": "2af84b1e-32c8-42b7-82bc-daa82404023b" }
    /// ```
    ///
    /// ## When it is wrong
    /// If guests work in Teams and groups in the same way as members, disable the rule in the policy file (`enabled: false`) with that
    /// `reason`. Some Microsoft 365 services ignore the restricted role.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `authorizationPolicy`
    /// - Microsoft Learn: Restrict guest access permissions in Microsoft Entra ID
    pub static RULE = {
        id: "guest-role-too-wide",
        group: Group::Guest,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guests can read more than their own directory objects",
        attack: &["T1087.004", "T1069.003"],
        controls: &["CIS Azure 5.0 5.15", "CIS M365 6.0 5.1.6.2", "MS.AAD.8.1v1", "EIDSCA.AP07"],
        needs: &[Kind::AuthorizationPolicy],
        check: Check::AuthorizationPolicy(check),
    };
}

fn check(policy: &View<'_, AuthorizationPolicy<'_>>, out: &mut Findings<'_>) {
    let setting = &policy.guest_user_role_id;
    let role = if setting.is_null() {
        GuestUserRole::Limited // The service default.
    } else {
        let Some(id) = out.known(policy, "guestUserRoleId", setting) else { return };
        GuestUserRole::of(id)
    };
    let (severity, title, label) = match role {
        GuestUserRole::Member => (Severity::High, "guests have the same access to the directory as members", "the role of members"),
        GuestUserRole::Limited if setting.is_null() => (Severity::Low, RULE.summary, "null: the service default, limited access, applies"),
        GuestUserRole::Limited => (Severity::Low, RULE.summary, "the role for limited access, the service default"),
        GuestUserRole::Restricted => return,
        GuestUserRole::Other => {
            return out.undecided(policy, &policy.place(setting), "`guestUserRoleId` is not one of the three documented roles".into());
        }
    };
    out.report(policy, "/guestUserRoleId", Label::new(policy.place(setting), label)).severity(severity).title(title).step(Change::set(
        policy.resource,
        "/guestUserRoleId",
        "\"2af84b1e-32c8-42b7-82bc-daa82404023b\"",
    ));
}
