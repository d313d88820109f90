//! Reports default inbound trust settings that trust MFA claims from every tenant.

use super::check_claims;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Default cross-tenant access settings whose inbound trust settings accept MFA from every tenant (`isMfaAccepted`).
    ///
    /// ## Why it matters
    /// Anyone who administers a tenant can make it issue a claim that MFA was completed. Conditional Access in this tenant then admits
    /// users of that tenant as if they had completed MFA here.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
    ///   "inboundTrust": { "isMfaAccepted": true } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
    ///   "inboundTrust": { "isMfaAccepted": false } }
    /// ```
    ///
    /// ## When it is wrong
    /// Never in the default settings. Create organizational settings for the other tenants of the same organization.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `crossTenantAccessPolicyInboundTrust`
    /// - Microsoft Learn: Cross-tenant access settings for B2B collaboration
    pub static RULE = {
        id: "cross-tenant-trusts-any-mfa",
        group: Group::CrossTenant,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "MFA claims from every tenant are trusted",
        attack: &["T1556", "T1199"],
        needs: &[Kind::CrossTenantAccessDefault],
        check: Check::CrossTenantAccessDefault(check),
    };
}

fn check(default: &View<'_, CrossTenantAccessDefault<'_>>, out: &mut Findings<'_>) {
    check_claims(default, &[(|trust| &trust.is_mfa_accepted, "isMfaAccepted", "/inboundTrust/isMfaAccepted", RULE.metadata.summary)], out);
}
