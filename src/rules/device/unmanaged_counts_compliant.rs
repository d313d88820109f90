//! Reports Intune settings that mark devices without a compliance policy as compliant.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Intune settings that mark devices without an assigned compliance policy as compliant: `secureByDefault` is `false`.
    ///
    /// ## Why it matters
    /// A Conditional Access policy that requires a compliant device is then satisfied by every enrolled device. An attacker who enrolls a
    /// machine to which no compliance policy is assigned gets in with it.
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
    /// Never if Conditional Access requires compliant devices. Otherwise, disable the rule in the policy file (`enabled: false`) with that
    /// `reason`.
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
        summary: "devices without a compliance policy are marked as compliant",
        attack: &["T1556.009"],
        controls: &["CIS M365 6.0 4.1"],
        needs: &[Kind::DeviceManagementSettings],
        check: Check::DeviceManagementSettings(check),
    };
}

fn check(settings: &View<'_, DeviceManagementSettings<'_>>, out: &mut Findings<'_>) {
    let setting = settings.secure_by_default();
    if out.known(settings, "secureByDefault", setting) == Some(&false) {
        let path = if settings.resource.at("/settings").is_some() { "/settings/secureByDefault" } else { "/secureByDefault" };
        out.report(settings, "/secureByDefault", Label::new(settings.place(setting), "no compliance policy is necessary"))
            .step(Change::set(settings.resource, path, "true"));
    }
}
