//! Reports hierarchy settings that place new subscriptions in the tenant root group.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Hierarchy settings whose `defaultManagementGroup` is empty, the tenant root group itself, or `null` in an export. `null` in
    /// infrastructure as code is undecided.
    ///
    /// ## Why it matters
    /// The policies of a landing zone do not apply at the tenant root group. A subscription that appears there, whether it is legitimate or
    /// planted, is not restricted by any of them.
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
    /// When the tenant root group has the policies that are usually assigned at a landing zone. Accept the finding under `allow:` in the
    /// policy file.
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
        summary: "new subscriptions are placed in the tenant root group",
        attack: &["T1578"],
        needs: &[Kind::ManagementGroupSettings],
        check: Check::ManagementGroupSettings(check),
    };
}

fn check(settings: &View<'_, ManagementGroupSettings<'_>>, out: &mut Findings<'_>) {
    let setting = settings.default_management_group();
    match settings.lands_in_root(settings.resource) {
        Some(true) => {
            out.report(settings, "/properties/defaultManagementGroup", Label::new(settings.place(setting), "the default management group"))
                .step(
                    Change::set(settings.resource, "/properties/defaultManagementGroup", GROUP)
                        .to("set a default management group whose policies restrict new subscriptions"),
                );
        }
        Some(false) => {}
        None if setting.is_null() => {
            let missing = "`defaultManagementGroup` is null, and the effect of null in code is not documented";
            out.undecided(settings, &settings.place(setting), missing.into());
        }
        None if setting.known().is_some() => {
            out.undecided(
                settings,
                &settings.place(setting),
                "whether this is the tenant root group is not known: the tenant id is not in the input".into(),
            );
        }
        None => out.needs(settings, "defaultManagementGroup", setting),
    }
}

const GROUP: &str = "\"/providers/Microsoft.Management/managementGroups/<group>\"";
