//! Own users may become guests of every tenant.

use super::{report_open, undecided_direction};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A default of cross-tenant access by which all users may use all apps of every other tenant, which is what the service has by
    /// default, while no tenant restrictions narrow it. In a default that nobody has changed (`isServiceDefault`) none are set, whatever
    /// the answer says of them.
    ///
    /// ## Why it matters
    /// The attack works in the other direction too: your users are lured into a tenant where somebody else is the administrator, and their
    /// data with them.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
    ///   "b2bCollaborationOutbound": { "usersAndGroups": { "accessType": "allowed", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
    ///     "applications": { "accessType": "allowed", "targets": [{ "target": "AllApplications", "targetType": "application" }] } },
    ///   "tenantRestrictions": null }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
    ///   "b2bCollaborationOutbound": { "usersAndGroups": { "accessType": "blocked", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
    ///     "applications": { "accessType": "blocked", "targets": [{ "target": "AllApplications", "targetType": "application" }] } } }
    /// ```
    ///
    /// ## When it is wrong
    /// When users work in tenants of others on purpose. The other way round, restrictions that stand here bind nobody until devices or the
    /// network name the policy: this rule cannot see that.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `crossTenantAccessPolicyConfigurationDefault`
    /// - Microsoft Learn: Cross-tenant access overview
    pub static RULE = {
        id: "cross-tenant-outbound-open",
        group: Group::CrossTenant,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "own users may become guests of every tenant",
        attack: &["T1199"],
        controls: &["ZTA 21790", "ZTA 21793"],
        needs: &[Kind::CrossTenantAccessDefault],
        joins: &[],
        options: None,
        check: Check::CrossTenantAccessDefault(check),
    };
}

fn check(default: &View<'_, CrossTenantAccessDefault<'_>>, out: &mut Findings<'_>) {
    let setting = &default.b2b_collaboration_outbound;
    match (default.lets_own_users_out(), default.restricts_tenants()) {
        (Some(false), _) | (Some(true), Some(true)) => {}
        (Some(true), Some(false)) => {
            report_open(default, setting, "b2bCollaborationOutbound", "/b2bCollaborationOutbound", out);
        }
        (Some(true), None) if default.tenant_restrictions.known().is_some() => {
            let place = default.place(&default.tenant_restrictions);
            out.undecided(default, &place, "what `tenantRestrictions` keep from own users cannot be known".into());
        }
        (Some(true), None) => out.needs(default, "tenantRestrictions", &default.tenant_restrictions),
        (None, _) => undecided_direction(default, setting, "b2bCollaborationOutbound", out),
    }
}
