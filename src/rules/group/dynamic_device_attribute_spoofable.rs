//! Reports dynamic device groups whose rule relies on attributes that anyone who joins a device can set.

use super::{Entitlements, spoofable};
use crate::model::Group as GroupObject;
use crate::model::membership::Subject;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A dynamic device group whose membership rule can be satisfied with attributes that anyone who joins a device can set: its name, model,
    /// manufacturer or operating system, or how it was joined or enrolled. A rule that matches every device that someone joins, such as
    /// `device.objectId -ne null`, is reported if the group grants anything.
    ///
    /// The severity is high if a Conditional Access policy excludes the group, and low if the rule is paused, or if the group
    /// is not known to grant anything and only the enrollment of a device sets the attribute. Roles, apps and licenses of a
    /// group of devices do not count, because a device cannot use them.
    ///
    /// | attribute | who sets it |
    /// |---|---|
    /// | name, model, manufacturer, operating system, `trustType` `AzureAD` or `Workplace`, `profileType`, label `AzureResource` | the person who joins the device |
    /// | `deviceOwnership`, `deviceCategory`, `enrollmentProfileName`, `isRooted`, other `devicePhysicalIds` | the person who enrolls the device, by the enrollment method or the profile's token |
    /// | `devicePhysicalIds` that begin with `[ZTDID]`, `[OrderID]` or `[PurchaseOrderId]` | whoever registers devices with Windows Autopilot for the tenant: administrators, resellers and manufacturers |
    /// | `extensionAttribute1` to `15`, `isCompliant`, `managementType`, `mdmAppId`, `trustType` `ServerAD` | administrators and management |
    ///
    /// A clause on an attribute of the last two rows makes the rule safe.
    ///
    /// ## Why it matters
    /// A guest who has moved a subscription into this tenant creates a virtual machine in it and gives it a matching name. The machine
    /// becomes a member of the group.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "device.displayName -startsWith \"ADM-\"", "membershipRuleProcessingState": "On" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "device.extensionAttribute1 -eq \"admin\"", "membershipRuleProcessingState": "On" }
    /// ```
    ///
    /// ## When it is wrong
    /// If only administrators can join devices, add an allow-list entry for the group.
    ///
    /// ## Sources
    /// - Microsoft Learn: Rules for devices
    /// - Microsoft Learn: Manually register devices with Windows Autopilot
    /// - Microsoft Learn: Create device groups for Windows Autopilot
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "group-dynamic-device-attribute-spoofable",
        group: Group::Group,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "dynamic group relies on attributes that anyone who joins a device can set",
        attack: &["T1098.005"],
        needs: &[Kind::Group],
        joins: &[Kind::Organization, Kind::ConditionalAccessPolicy, Kind::DirectoryObject],
        check: Check::Tenant(check),
    };
}

const TITLE: &str = "dynamic group `{group}` relies on `{attribute}`, which anyone who joins or enrolls a device can set";

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let entitlements = Entitlements::of_devices(tenant);
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        spoofable(&group, Subject::Devices, TITLE, &entitlements, out);
    }
}
