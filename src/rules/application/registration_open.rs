//! Every member may register apps.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An authorization policy by which all members may register apps. Null means the default of the service, which is that they may.
    ///
    /// ## Why it matters
    /// Whoever registers an app chooses its audience, and few who choose know what it means.
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
    /// When developers register apps on purpose and somebody reviews them.
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
        summary: "every member may register apps",
        attack: &["T1098.001"],
        controls: &["CIS Azure 5.0 5.14", "CIS M365 6.0 5.1.2.2", "MS.AAD.5.1v1", "EIDSCA.AP10"],
        needs: &[Kind::AuthorizationPolicy],
        joins: &[],
        options: None,
        check: Check::AuthorizationPolicy(check),
    };
}

fn check(policy: &View<'_, AuthorizationPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(permissions) = out.known(policy, "defaultUserRolePermissions", &policy.default_user_role_permissions) else { return };
    let setting = &permissions.allowed_to_create_apps;
    if setting.is_null() || out.known(policy, "allowedToCreateApps", setting) == Some(&true) {
        out.report(policy, "/defaultUserRolePermissions/allowedToCreateApps", Label::new(policy.place(setting), "all members"))
            .step(Change::set(policy.resource, "/defaultUserRolePermissions/allowedToCreateApps", "false"));
    }
}
