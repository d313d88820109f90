//! New subscriptions land in the root management group.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Hierarchy settings whose `defaultManagementGroup` is empty, null or the root group itself.
    ///
    /// ## Why it matters
    /// No policy of a landing zone holds at the root. A subscription that appears there, planted or not, is bound by nothing.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/settings/default", "name": "default",
    ///   "type": "Microsoft.Management/managementGroups/settings",
    ///   "properties": { "tenantId": "11111111-2222-4333-8444-555566667777", "defaultManagementGroup": null } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/settings/default", "name": "default",
    ///   "type": "Microsoft.Management/managementGroups/settings",
    ///   "properties": { "tenantId": "11111111-2222-4333-8444-555566667777", "defaultManagementGroup": "/providers/Microsoft.Management/managementGroups/quarantine" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the root group has the policies that others have in a landing zone.
    ///
    /// ## Sources
    /// - Microsoft Learn: Protect your resource hierarchy
    /// - ARM: `Microsoft.Management/managementGroups/settings`, 2023-04-01
    pub static RULE = {
        id: "management-group-default-is-root",
        group: Group::ManagementGroup,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "new subscriptions land in the root management group",
        attack: &["T1578"],
        controls: &[],
        needs: &[Kind::ManagementGroupSettings],
        joins: &[],
        options: None,
        check: Check::ManagementGroupSettings(check),
    };
}

fn check(settings: &View<'_, ManagementGroupSettings<'_>>, out: &mut Findings<'_>) {
    let setting = settings.default_management_group();
    if setting.is_null() && settings.resource.format.is_declared() {
        // Whether code that sends null resets the group is not documented.
        return out.undecided(
            settings,
            &settings.place(setting),
            "`defaultManagementGroup` is null, and what code sets by that is not documented".into(),
        );
    }
    match settings.lands_in_root() {
        Some(true) => {
            out.report(settings, "/properties/defaultManagementGroup", Label::new(settings.place(setting), "the root group")).step(
                Change::set(settings.resource, "/properties/defaultManagementGroup", GROUP)
                    .to("let new subscriptions land in a group with the policies for newcomers"),
            );
        }
        Some(false) => {}
        None if setting.known().is_some() => {
            out.undecided(
                settings,
                &settings.place(setting),
                "whether this is the root group is not known: nothing tells the tenant's id".into(),
            );
        }
        None => out.needs(settings, "defaultManagementGroup", setting),
    }
}

const GROUP: &str = "\"/providers/Microsoft.Management/managementGroups/<group>\"";
