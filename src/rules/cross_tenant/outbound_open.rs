//! Own users may become guests of every tenant.

use super::default_step;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A default of cross-tenant access by which all users may use all apps of every other tenant, while no tenant restrictions narrow it.
    ///
    /// ## Why it matters
    /// The attack works in the other direction too: your users are lured into a tenant where somebody else is the administrator, and their
    /// data with them.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity",
    ///   "b2bCollaborationOutbound": { "usersAndGroups": { "accessType": "allowed", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
    ///     "applications": { "accessType": "allowed", "targets": [{ "target": "AllApplications", "targetType": "application" }] } } }
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
    /// When users work in tenants of others on purpose.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `crossTenantAccessPolicyConfigurationDefault`
    /// - Microsoft Learn: Cross-tenant access overview
    pub static RULE = {
        id: "cross-tenant-outbound-open",
        group: Group::CrossTenant,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "own users may become guests of every tenant",
        attack: &["T1199"],
        controls: &["ZTA 21790", "ZTA 21793"],
        needs: &[Kind::CrossTenantAccessDefault],
        options: None,
        check: Check::CrossTenantAccessDefault(check),
    };
}

fn check(default: &View<'_, CrossTenantAccessDefault<'_>>, out: &mut Findings<'_>) {
    let setting = &default.b2b_collaboration_outbound;
    if out.known(default, "b2bCollaborationOutbound", setting).is_none() {
        return;
    }
    let blocks = |targets: Option<&B2bTargets<'_>>| targets.is_some_and(|targets| targets.allows_all() == Some(false));
    let restrictions = default.tenant_restrictions.known();
    let is_restricted = restrictions.is_some_and(|limits| blocks(limits.users_and_groups.known()) || blocks(limits.applications.known()));
    match setting.known().and_then(B2bSetting::allows_all) {
        Some(true) if !is_restricted => {
            out.report(default, "/b2bCollaborationOutbound", Label::new(default.place(setting), "all users, all apps of every tenant"))
                .help(default_step(default.resource, "b2bCollaborationOutbound"));
        }
        Some(_) => {}
        None => out.undecided(default, &default.place(setting), "whom `b2bCollaborationOutbound` lets out cannot be known".into()),
    }
}
