//! The devices of every tenant are believed.

use super::check_claims;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A default of cross-tenant access that believes what every tenant says of its devices: that they are compliant, or hybrid joined.
    ///
    /// ## Why it matters
    /// Whoever has a tenant can call any machine compliant there.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
    ///   "inboundTrust": { "isCompliantDeviceAccepted": true } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
    ///   "inboundTrust": { "isCompliantDeviceAccepted": false } }
    /// ```
    ///
    /// ## When it is wrong
    /// Never on the default. Tenants of the same organisation get entries of their own.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `crossTenantAccessPolicyInboundTrust`
    /// - Microsoft Learn: Cross-tenant access settings for B2B collaboration
    pub static RULE = {
        id: "cross-tenant-trusts-any-device",
        group: Group::CrossTenant,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "the devices of every tenant are believed",
        attack: &["T1556", "T1098.005"],
        controls: &[],
        needs: &[Kind::CrossTenantAccessDefault],
        joins: &[],
        options: None,
        check: Check::CrossTenantAccessDefault(check),
    };
}

fn check(default: &View<'_, CrossTenantAccessDefault<'_>>, out: &mut Findings<'_>) {
    check_claims(
        default,
        &[
            (|trust| &trust.is_compliant_device_accepted, "isCompliantDeviceAccepted", "/inboundTrust/isCompliantDeviceAccepted"),
            (
                |trust| &trust.is_hybrid_joined_device_accepted,
                "isHybridAzureADJoinedDeviceAccepted",
                "/inboundTrust/isHybridAzureADJoinedDeviceAccepted",
            ),
        ],
        out,
    );
}
