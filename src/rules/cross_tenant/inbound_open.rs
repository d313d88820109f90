//! Reports default cross-tenant access settings that allow inbound access from every tenant.

use super::{block, report_open, undecided_direction};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Default cross-tenant access settings that allow all users of every tenant to use all apps of this tenant, through either
    ///
    /// - B2B collaboration (as guests), which is the service default and the meaning of `null`, or
    /// - B2B direct connect (in shared channels).
    ///
    /// ## Why it matters
    /// Partner tenants are known and can have their own organizational settings. The default settings apply to every other tenant,
    /// including one that an attacker created today.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
    ///   "b2bCollaborationInbound": { "usersAndGroups": { "accessType": "allowed", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
    ///     "applications": { "accessType": "allowed", "targets": [{ "target": "AllApplications", "targetType": "application" }] } } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
    ///   "b2bCollaborationInbound": { "usersAndGroups": { "accessType": "blocked", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
    ///     "applications": { "accessType": "blocked", "targets": [{ "target": "AllApplications", "targetType": "application" }] } } }
    /// ```
    ///
    /// ## When it is wrong
    /// If guests from any tenant are invited on purpose, lower the `severity` of the rule in the policy file.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `crossTenantAccessPolicyConfigurationDefault`
    /// - Microsoft Learn: Cross-tenant access overview
    pub static RULE = {
        id: "cross-tenant-inbound-open",
        group: Group::CrossTenant,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "inbound B2B access allows every tenant",
        attack: &["T1199"],
        needs: &[Kind::CrossTenantAccessDefault],
        check: Check::CrossTenantAccessDefault(check),
    };
}

fn check(default: &View<'_, CrossTenantAccessDefault<'_>>, out: &mut Findings<'_>) {
    let collaboration = &default.b2b_collaboration_inbound;
    match default.lets_guests_in() {
        Some(true) => {
            report_open(default, collaboration, "b2bCollaborationInbound", "/b2bCollaborationInbound", out)
                .title("inbound B2B collaboration allows every tenant");
        }
        Some(false) => {}
        None => undecided_direction(default, collaboration, "b2bCollaborationInbound", out),
    }
    // Formats other than responses of Graph omit B2B direct connect. The service blocks it by default.
    let direct = &default.b2b_direct_connect_inbound;
    match direct.state() {
        State::Absent if !default.is_unchanged() => {
            out.lacks(default, "b2bDirectConnectInbound", direct);
        }
        State::Absent | State::Null => {}
        State::Unknown(_) => undecided_direction(default, direct, "b2bDirectConnectInbound", out),
        State::Known(setting) => match setting.allows_all() {
            Some(true) => {
                out.report(default, "/b2bDirectConnectInbound", Label::new(default.place(direct), "all users and all apps are allowed"))
                    .title("inbound B2B direct connect allows every tenant")
                    .step(block(default.resource, direct, "b2bDirectConnectInbound"));
            }
            Some(false) => {}
            None => undecided_direction(default, direct, "b2bDirectConnectInbound", out),
        },
    }
}
