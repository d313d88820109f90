//! Reports default cross-tenant access settings that let users become guests in every other tenant.

use super::{report_open, undecided_direction};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Default cross-tenant access settings that allow all users of this tenant to use all apps of every other tenant through B2B
    /// collaboration, which is the service default, and that have no tenant restrictions to limit this.
    ///
    /// If the default settings are unchanged (`isServiceDefault` is `true`), tenant restrictions count as not configured, whatever the
    /// export contains.
    ///
    /// The rule is undecided if tenant restrictions are not in the input.
    ///
    /// ## Why it matters
    /// The guest attack also works in the other direction. An attacker lures your users into a tenant that the attacker administers, and
    /// the users take their data with them.
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
    /// If users work in other tenants on purpose, disable the rule in the policy file (`enabled: false`) with that `reason`.
    ///
    /// The rule can also miss a risk: tenant restrictions have no effect until devices or the network refer to the policy, which the rule
    /// cannot see.
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
        summary: "outbound B2B collaboration allows every tenant",
        attack: &["T1199"],
        controls: &["ZTA 21790", "ZTA 21793"],
        needs: &[Kind::CrossTenantAccessDefault],
        check: Check::CrossTenantAccessDefault(check),
    };
}

fn check(default: &View<'_, CrossTenantAccessDefault<'_>>, out: &mut Findings<'_>) {
    let setting = &default.b2b_collaboration_outbound;
    match (default.lets_own_users_out(), default.restricts_tenants()) {
        (Some(false), _) => {}
        // An unchanged default has no tenant restrictions, whatever the response contains.
        (Some(true), Some(true)) => {
            out.lacks(default, "isServiceDefault", &default.is_service_default);
        }
        (Some(true), Some(false)) => {
            report_open(default, setting, "b2bCollaborationOutbound", "/b2bCollaborationOutbound", out);
        }
        (Some(true), None) if default.tenant_restrictions.known().is_some() => {
            let place = default.place(&default.tenant_restrictions);
            out.undecided(default, &place, "which access `tenantRestrictions` blocks is not known".into());
        }
        (Some(true), None) => out.needs(default, "tenantRestrictions", &default.tenant_restrictions),
        (None, _) => undecided_direction(default, setting, "b2bCollaborationOutbound", out),
    }
}
