//! Reports default inbound trust settings that trust device claims from every tenant.

use super::check_claims;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Default cross-tenant access settings whose inbound trust settings accept compliant devices (`isCompliantDeviceAccepted`) or
    /// Microsoft Entra hybrid joined devices (`isHybridAzureADJoinedDeviceAccepted`) from every tenant.
    ///
    /// ## Why it matters
    /// Anyone who administers a tenant can mark any machine as compliant there. A guest from such a tenant then satisfies a Conditional
    /// Access policy of this tenant that requires a compliant device.
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
    /// Never in the default settings. Create organizational settings for the other tenants of the same organization.
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
        summary: "device claims from every tenant are trusted",
        attack: &["T1556", "T1098.005"],
        needs: &[Kind::CrossTenantAccessDefault],
        check: Check::CrossTenantAccessDefault(check),
    };
}

fn check(default: &View<'_, CrossTenantAccessDefault<'_>>, out: &mut Findings<'_>) {
    check_claims(
        default,
        &[
            (
                |trust| &trust.is_compliant_device_accepted,
                "isCompliantDeviceAccepted",
                "/inboundTrust/isCompliantDeviceAccepted",
                "compliant device claims from every tenant are trusted",
            ),
            (
                |trust| &trust.is_hybrid_joined_device_accepted,
                "isHybridAzureADJoinedDeviceAccepted",
                "/inboundTrust/isHybridAzureADJoinedDeviceAccepted",
                "hybrid joined device claims from every tenant are trusted",
            ),
        ],
        out,
    );
}
