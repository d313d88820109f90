//! Reports hierarchy settings that let every user create management groups.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Hierarchy settings whose `requireAuthorizationForGroupCreation` is `false`, or `null` in an export: creating a management group then
    /// requires no permission.
    ///
    /// ## Why it matters
    /// Any user can create a management group under the tenant root group. The creator becomes its Owner and can move the subscriptions
    /// that they own into it.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/settings/default", "name": "default",
    ///   "type": "Microsoft.Management/managementGroups/settings",
    ///   "properties": { "tenantId": "11111111-2222-4333-8444-555566667777", "requireAuthorizationForGroupCreation": false } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/settings/default", "name": "default",
    ///   "type": "Microsoft.Management/managementGroups/settings",
    ///   "properties": { "tenantId": "11111111-2222-4333-8444-555566667777", "requireAuthorizationForGroupCreation": true } }
    /// ```
    ///
    /// ## When it is wrong
    /// Never.
    ///
    /// ## Sources
    /// - Microsoft Learn: Protect your resource hierarchy
    /// - ARM: `Microsoft.Management/managementGroups/settings`, 2023-04-01
    pub static RULE = {
        id: "management-group-creation-open",
        group: Group::ManagementGroup,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "every user can create management groups",
        attack: &["T1578"],
        needs: &[Kind::ManagementGroupSettings],
        check: Check::ManagementGroupSettings(check),
    };
}

fn check(settings: &View<'_, ManagementGroupSettings<'_>>, out: &mut Findings<'_>) {
    let setting = settings.require_authorization_for_group_creation();
    let is_open = setting.is_null() && !settings.resource.format.is_declared()
        || out.known(settings, "requireAuthorizationForGroupCreation", setting) == Some(&false);
    if is_open {
        out.report(
            settings,
            "/properties/requireAuthorizationForGroupCreation",
            Label::new(settings.place(setting), "creating a management group requires no permission"),
        )
        .step(Change::set(settings.resource, "/properties/requireAuthorizationForGroupCreation", "true").safe());
    }
}
