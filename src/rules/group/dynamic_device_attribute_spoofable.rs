//! Devices that are members by what their owner sets.

use super::{Entitlements, spoofable};
use crate::model::Group as GroupObject;
use crate::model::membership::Subject;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A dynamic group of devices whose rule can be satisfied by attributes that whoever joins a device can set: its name, model,
    /// manufacturer, system, how it was joined or enrolled. It is high where the group grants anything. A clause that asks for management
    /// by Intune, or for an attribute that administrators set, makes it safe.
    ///
    /// ## Why it matters
    /// A guest with a planted subscription makes a machine there, gives it a name, and it is a member.
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
    /// When joining devices is closed to everybody but administrators.
    ///
    /// ## Sources
    /// - Microsoft Learn: Rules for devices
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "group-dynamic-device-attribute-spoofable",
        group: Group::Group,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "a dynamic group admits devices by what their owner can set",
        attack: &["T1098.005"],
        controls: &[],
        needs: &[Kind::Group],
        joins: &[
            Kind::Organization,
            Kind::RoleAssignment,
            Kind::UnifiedRoleAssignment,
            Kind::AppRoleAssignment,
            Kind::BillingRoleAssignment,
            Kind::ConditionalAccessPolicy,
            Kind::DirectoryObject,
        ],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let entitlements = Entitlements::new(tenant);
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        spoofable(&group, Subject::Devices, &entitlements, out);
    }
}
