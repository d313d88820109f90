//! Guests may read more of the directory than their own objects.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An authorization policy whose `guestUserRoleId` is that of members (high) or the limited one, which is also the service's
    /// default and what null means (low). Only the restricted role, `2af84b1e-32c8-42b7-82bc-daa82404023b`, is clean.
    ///
    /// ## Why it matters
    /// A guest who may read the directory learns who the administrators are, which groups exist and who is in them.
    /// An attacker who has a foot in the door chooses his next step by that.
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
    /// Where guests work in Teams and groups as members do; some Microsoft 365 services do not follow the restricted role.
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
        summary: "guests may read more than their own objects",
        attack: &["T1087.004", "T1069.003"],
        controls: &["CIS Azure 5.0 5.15", "CIS M365 6.0 5.1.6.2", "MS.AAD.8.1v1", "EIDSCA.AP07"],
        needs: &[Kind::AuthorizationPolicy],
        joins: &[],
        options: None,
        check: Check::AuthorizationPolicy(check),
    };
}

fn check(policy: &View<'_, AuthorizationPolicy<'_>>, out: &mut Findings<'_>) {
    let setting = &policy.guest_user_role_id;
    let role = if setting.is_null() {
        GuestUserRole::Limited // the service's default
    } else {
        let Some(id) = out.known(policy, "guestUserRoleId", setting) else { return };
        GuestUserRole::of(id)
    };
    let (severity, title, label) = match role {
        GuestUserRole::Member => (Severity::High, "guests may read the directory as members do", "the role of members"),
        GuestUserRole::Limited if setting.is_null() => {
            (Severity::Low, "guests may read parts of the directory", "null: the service's default holds, the limited role")
        }
        GuestUserRole::Limited => (Severity::Low, "guests may read parts of the directory", "the limited role, the service's default"),
        GuestUserRole::Restricted => return,
        GuestUserRole::Other => {
            return out.undecided(policy, &policy.place(setting), "`guestUserRoleId` is none of the three documented roles".into());
        }
    };
    out.report(policy, "/guestUserRoleId", Label::new(policy.place(setting), label)).severity(severity).title(title).step(Change::set(
        policy.resource,
        "/guestUserRoleId",
        "\"2af84b1e-32c8-42b7-82bc-daa82404023b\"",
    ));
}
