//! A device without a policy that counts as compliant.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Settings of Intune by which a device that no compliance policy is assigned to is shown as compliant: `secureByDefault` is false.
    ///
    /// ## Why it matters
    /// Conditional Access that asks for a compliant device is then satisfied by every device that is enrolled.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#deviceManagement/settings", "secureByDefault": false }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#deviceManagement/settings", "secureByDefault": true }
    /// ```
    ///
    /// ## When it is wrong
    /// Never where Conditional Access asks for compliant devices.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `deviceManagementSettings`
    /// - Microsoft Learn: Device compliance, compliance policy settings
    pub static RULE = {
        id: "device-unmanaged-counts-compliant",
        group: Group::Device,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "a device without a policy counts as compliant",
        attack: &["T1556.009"],
        controls: &["CIS Intune"],
        needs: &[Kind::DeviceManagementSettings],
        joins: &[],
        options: None,
        check: Check::DeviceManagementSettings(check),
    };
}

fn check(settings: &View<'_, DeviceManagementSettings<'_>>, out: &mut Findings<'_>) {
    let setting = settings.secure_by_default();
    if out.known(settings, "secureByDefault", setting) == Some(&false) {
        let path = if settings.resource.at("/settings").is_some() { "/settings/secureByDefault" } else { "/secureByDefault" };
        out.report(settings, "/secureByDefault", Label::new(settings.place(setting), "compliant without a policy")).step(Change::set(
            settings.resource,
            path,
            "true",
        ));
    }
}
