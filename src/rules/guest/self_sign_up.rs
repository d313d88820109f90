//! Outsiders make themselves users of the tenant.

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
        controls: &["EIDSCA.AP06", "ZTA 21823"],
        needs: &[],
        joins: &[Kind::AuthenticationFlowsPolicy, Kind::AuthorizationPolicy, Kind::B2xIdentityUserFlow],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for policy in tenant.views::<AuthenticationFlowsPolicy<'_>>(&Kind::AuthenticationFlowsPolicy) {
        check_flows(&policy, out);
    }
    for policy in tenant.views::<AuthorizationPolicy<'_>>(&Kind::AuthorizationPolicy) {
        let setting = &policy.allow_email_verified_users_to_join_organization;
        if out.known(&policy, "allowEmailVerifiedUsersToJoinOrganization", setting) == Some(&true) {
            let label = Label::new(policy.place(setting), "whoever has a mailbox in a verified domain may join");
            out.report(&policy, "/allowEmailVerifiedUsersToJoinOrganization", label).step(Change::set(
                policy.resource,
                "/allowEmailVerifiedUsersToJoinOrganization",
                "false",
            ));
        }
    }
    match (tenant.has(&Kind::AuthenticationFlowsPolicy), tenant.has(&Kind::AuthorizationPolicy)) {
        (true, true) => {}
        (true, false) => out.undecided_missing(&Kind::AuthorizationPolicy),
        // That a user flow is there does not tell whether guests may use it to sign up.
        (false, _) if tenant.has(&Kind::B2xIdentityUserFlow) => out.undecided_tenant(
            "a user flow is there, and no `authenticationFlowsPolicy` is in the input, which tells whether guests sign up by it".into(),
            Undecided::collect(&Kind::AuthenticationFlowsPolicy),
        ),
        (false, _) => out.undecided_missing(&Kind::AuthenticationFlowsPolicy),
    }
}

fn check_flows(policy: &View<'_, AuthenticationFlowsPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(sign_up) = out.known(policy, "selfServiceSignUp", &policy.self_service_sign_up) else { return };
    if out.known(policy, "isEnabled", &sign_up.is_enabled) == Some(&true) {
        let label = Label::new(policy.place(&sign_up.is_enabled), "guests sign themselves up by user flows");
        out.report(policy, "/selfServiceSignUp/isEnabled", label).step(Change::set(
            policy.resource,
            "/selfServiceSignUp/isEnabled",
            "false",
        ));
    }
}
