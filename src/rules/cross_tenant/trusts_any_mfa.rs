//! The second factor of every tenant is believed.

use super::check_claims;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A default of cross-tenant access that believes the multifactor claims of every tenant.
    ///
    /// ## Why it matters
    /// Whoever has a tenant can make it say that a second factor was used. Your policies then let his users in as if you had asked for one.
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
    /// Never on the default. Tenants of the same organisation get entries of their own.
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
        summary: "the second factor of every tenant is believed",
        attack: &["T1556", "T1199"],
        controls: &[],
        needs: &[Kind::CrossTenantAccessDefault],
        joins: &[],
        options: None,
        check: Check::CrossTenantAccessDefault(check),
    };
}

fn check(default: &View<'_, CrossTenantAccessDefault<'_>>, out: &mut Findings<'_>) {
    check_claims(default, &[(|trust| &trust.is_mfa_accepted, "isMfaAccepted", "/inboundTrust/isMfaAccepted")], out);
}
