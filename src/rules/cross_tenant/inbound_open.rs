//! Users of every tenant may come in.

use super::default_step;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A default of cross-tenant access by which users of every tenant may use every app of this one, as guests (B2B collaboration, which
    /// is what the service has by default) or in shared channels (B2B direct connect).
    ///
    /// ## Why it matters
    /// Whom you work with is known, and has entries of its own. The default is for everybody else.
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
    /// When guests of any tenant are invited on purpose: lower the severity in the policy file.
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
        summary: "users of every tenant may come in",
        attack: &["T1199"],
        controls: &[],
        needs: &[Kind::CrossTenantAccessDefault],
        options: None,
        check: Check::CrossTenantAccessDefault(check),
    };
}

fn check(default: &View<'_, CrossTenantAccessDefault<'_>>, out: &mut Findings<'_>) {
    let collaboration = (
        &default.b2b_collaboration_inbound,
        "/b2bCollaborationInbound",
        "b2bCollaborationInbound",
        "users of every tenant may come in as guests",
    );
    let direct = (
        &default.b2b_direct_connect_inbound,
        "/b2bDirectConnectInbound",
        "b2bDirectConnectInbound",
        "users of every tenant may use shared channels",
    );
    for (setting, pointer, name, title) in [collaboration, direct] {
        let is_service_default = default.is_service_default.known() == Some(&true);
        match (setting.state(), setting.known().map(B2bSetting::allows_all)) {
            (_, Some(Some(true))) => {
                let mut report = out.report(default, pointer, Label::new(default.place(setting), "all users, all apps")).title(title);
                if is_service_default {
                    report = report
                        .related(Label::new(default.place(&default.is_service_default), "nobody has changed the default of the service"));
                }
                report.help(default_step(default.resource, name));
            }
            // Direct connect is left out of some formats, and closed unless somebody opened it.
            (State::Absent | State::Null, _) if name == "b2bDirectConnectInbound" => {}
            (_, Some(None)) => {
                out.undecided(default, &default.place(setting), Text::new("whom `{name}` lets in cannot be known").with("name", name));
            }
            (_, Some(Some(false))) => {}
            _ => out.needs(default, name, setting),
        }
    }
}
