//! Reports authorization policies that allow all members to register applications.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An authorization policy that allows all members to register applications (`allowedToCreateApps`). A value of `null` is also
    /// reported, because the service default allows it.
    ///
    /// ## Why it matters
    /// A user who registers an app also chooses its sign-in audience, and few users know what that choice means. An attacker with the
    /// account of any member can register an app and add credentials to it.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity", "id": "authorizationPolicy", "defaultUserRolePermissions": { "allowedToCreateApps": true } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity", "id": "authorizationPolicy", "defaultUserRolePermissions": { "allowedToCreateApps": false } }
    /// ```
    ///
    /// ## When it is wrong
    /// When developers register apps on purpose and the registrations are reviewed. Accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `authorizationPolicy`
    /// - Microsoft Learn: Default user permissions
    pub static RULE = {
        id: "application-registration-open",
        group: Group::Application,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "all members can register applications",
        attack: &["T1098.001"],
        controls: &["CIS Azure 5.0 5.14", "CIS M365 6.0 5.1.2.2", "MS.AAD.5.1v1", "EIDSCA.AP10"],
        needs: &[Kind::AuthorizationPolicy],
        check: Check::AuthorizationPolicy(check),
    };
}

fn check(policy: &View<'_, AuthorizationPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(permissions) = out.known(policy, "defaultUserRolePermissions", &policy.default_user_role_permissions) else { return };
    let setting = &permissions.allowed_to_create_apps;
    if setting.is_null() || out.known(policy, "allowedToCreateApps", setting) == Some(&true) {
        out.report(
            policy,
            "/defaultUserRolePermissions/allowedToCreateApps",
            Label::new(policy.place(setting), "allowed for every member"),
        )
        .step(Change::set(policy.resource, "/defaultUserRolePermissions/allowedToCreateApps", "false").safe());
    }
}
