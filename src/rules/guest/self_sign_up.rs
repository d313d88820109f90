//! Outsiders make themselves users of the tenant.

use super::policy_step;
use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Self-service sign-up of guests by user flows that is switched on, and an authorization policy by which whoever has a mailbox in a
    /// verified domain may join.
    ///
    /// ## Why it matters
    /// Nobody invites such a guest, so no limit of invitations holds for him.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/authenticationFlowsPolicy/$entity", "id": "authenticationFlowsPolicy", "selfServiceSignUp": { "isEnabled": true } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/authenticationFlowsPolicy/$entity", "id": "authenticationFlowsPolicy", "selfServiceSignUp": { "isEnabled": false } }
    /// ```
    ///
    /// ## When it is wrong
    /// When an app for outsiders needs it, and its user flows ask for approval.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `authenticationFlowsPolicy`
    /// - Microsoft Learn: Self-service sign-up
    pub static RULE = {
        id: "guest-self-sign-up",
        group: Group::Guest,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "outsiders make themselves users of the tenant",
        attack: &["T1136.003"],
        controls: &["EIDSCA.AP05", "EIDSCA.AP06", "ZTA 21823"],
        needs: &[],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let kinds = [Kind::AuthenticationFlowsPolicy, Kind::AuthorizationPolicy];
    if !tenant.has_any(&kinds) {
        return out.undecided_tenant("no `authenticationFlowsPolicy` is in the input".into(), Undecided::collect(&kinds[0]));
    }
    for policy in tenant.views::<AuthenticationFlowsPolicy<'_>>(&Kind::AuthenticationFlowsPolicy) {
        let enabled = policy.self_service_sign_up.known().map(|sign_up| &sign_up.is_enabled);
        match enabled.map(|enabled| (enabled, out.known(&policy, "isEnabled", enabled))) {
            Some((enabled, Some(true))) => {
                out.report(
                    &policy,
                    "/selfServiceSignUp/isEnabled",
                    Label::new(policy.place(enabled), "guests sign themselves up by user flows"),
                )
                .help(policy_step(
                    policy.resource,
                    "policies/authenticationFlowsPolicy",
                    "selfServiceSignUp",
                    "{\"isEnabled\":false}",
                ));
            }
            Some(_) => {}
            None => out.needs(&policy, "selfServiceSignUp", &policy.self_service_sign_up),
        }
    }
    for policy in tenant.views::<AuthorizationPolicy<'_>>(&Kind::AuthorizationPolicy) {
        let setting = &policy.allow_email_verified_users_to_join_organization;
        if setting.known() == Some(&true) {
            let label = Label::new(policy.place(setting), "whoever has a mailbox in a verified domain may join");
            out.report(&policy, "/allowEmailVerifiedUsersToJoinOrganization", label).help(policy_step(
                policy.resource,
                "policies/authorizationPolicy",
                "allowEmailVerifiedUsersToJoinOrganization",
                "false",
            ));
        }
    }
}
