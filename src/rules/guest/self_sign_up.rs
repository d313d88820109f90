//! Reports settings that let people create their own user accounts in the tenant.

use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Either of two settings:
    ///
    /// - `selfServiceSignUp.isEnabled` of the authentication flows policy is `true`: external users can sign up through user flows.
    /// - `allowEmailVerifiedUsersToJoinOrganization` of the authorization policy is `true`: anyone with a mailbox in a verified domain can
    ///   join.
    ///
    /// The rule is undecided if one of the two policies is not in the input.
    ///
    /// ## Why it matters
    /// No one invites these users, so restrictions on invitations do not apply to them. An attacker who can use a user flow, or who
    /// controls a mailbox in a verified domain, gets an account without asking an administrator.
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
    /// If an app for external users needs self-service sign-up, and its user flows require approval, disable the rule in the policy file
    /// (`enabled: false`) with that `reason`.
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
        summary: "self-service sign-up to the tenant is enabled",
        attack: &["T1136.003"],
        controls: &["EIDSCA.AP06", "ZTA 21823"],
        joins: &[Kind::AuthenticationFlowsPolicy, Kind::AuthorizationPolicy, Kind::B2xIdentityUserFlow],
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
            let label = Label::new(policy.place(setting), "anyone with a mailbox in a verified domain can join");
            out.report(&policy, "/allowEmailVerifiedUsersToJoinOrganization", label)
                .title("email-verified users can join the tenant without an invitation")
                .step(Change::set(policy.resource, "/allowEmailVerifiedUsersToJoinOrganization", "false").safe());
        }
    }
    match (tenant.has(&Kind::AuthenticationFlowsPolicy), tenant.has(&Kind::AuthorizationPolicy)) {
        (true, true) => {}
        (true, false) => out.undecided_missing(&Kind::AuthorizationPolicy),
        // A user flow does not show whether self-service sign-up is enabled.
        (false, _) if tenant.has(&Kind::B2xIdentityUserFlow) => out.undecided_tenant(
            "a user flow exists, but the `authenticationFlowsPolicy`, which enables or disables self-service sign-up, is not in the input"
                .into(),
            Undecided::collect(&Kind::AuthenticationFlowsPolicy),
        ),
        (false, _) => out.undecided_missing(&Kind::AuthenticationFlowsPolicy),
    }
}

fn check_flows(policy: &View<'_, AuthenticationFlowsPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(sign_up) = out.known(policy, "selfServiceSignUp", &policy.self_service_sign_up) else { return };
    if out.known(policy, "isEnabled", &sign_up.is_enabled) == Some(&true) {
        let label = Label::new(policy.place(&sign_up.is_enabled), "external users can sign up without an invitation");
        out.report(policy, "/selfServiceSignUp/isEnabled", label)
            .title("self-service sign-up through user flows is enabled")
            .step(Change::set(policy.resource, "/selfServiceSignUp/isEnabled", "false"));
    }
}
