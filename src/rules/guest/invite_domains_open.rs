//! Guests of every domain may be invited.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A B2B policy without a list of domains that may, or may not, be invited, while cross-tenant access lets users of every tenant in by
    /// default. An empty allow-list is a list.
    ///
    /// ## Why it matters
    /// Whoever may invite may then invite anybody, an account that an attacker made five minutes ago among them.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "c51e5ba5-1111-4222-8333-444455556666", "displayName": "B2BManagementPolicy", "type": "B2BManagementPolicy", "isOrganizationDefault": true,
    ///   "definition": ["{\"B2BManagementPolicy\":{\"InvitationsAllowedAndBlockedDomainsPolicy\":{}}}"] }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "c51e5ba5-1111-4222-8333-444455556666", "displayName": "B2BManagementPolicy", "type": "B2BManagementPolicy", "isOrganizationDefault": true,
    ///   "definition": ["{\"B2BManagementPolicy\":{\"InvitationsAllowedAndBlockedDomainsPolicy\":{\"AllowedDomains\":[\"fabrikam.example\"]}}}"] }
    /// ```
    ///
    /// ## When it is wrong
    /// When invitations are few, and each is approved by somebody who looks at the domain.
    ///
    /// ## Sources
    /// - Microsoft Learn: Allow or block invites to B2B users from specific organizations
    pub static RULE = {
        id: "guest-invite-domains-open",
        group: Group::Guest,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guests of every domain may be invited",
        attack: &["T1136.003", "T1199"],
        controls: &["CIS M365 6.0 5.1.6.1", "MS.AAD.8.3v1", "ZTA 21822", "ZTA 21874"],
        needs: &[Kind::B2bManagementPolicy],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    // Only a default that is known to be closed narrows what this policy leaves open.
    let inbound =
        |default: View<'_, CrossTenantAccessDefault<'_>>| default.b2b_collaboration_inbound.known().and_then(B2bSetting::allows_all);
    let is_closed =
        tenant.views::<CrossTenantAccessDefault<'_>>(&Kind::CrossTenantAccessDefault).any(|default| inbound(default) == Some(false));
    for policy in tenant.views::<B2bManagementPolicy<'_>>(&Kind::B2bManagementPolicy) {
        let place = policy.place(&policy.definition);
        match policy.domains() {
            Some(InvitedDomains::Any) if !is_closed => {
                out.report(&policy, "/definition", Label::new(place, "no list of allowed or blocked domains"))
                    .help("list the domains that may be invited: Entra admin centre, External Identities, External collaboration settings, Collaboration restrictions");
            }
            Some(_) => {}
            None => out.undecided(&policy, &place, "`definition` cannot be read as a B2B policy".into()),
        }
    }
}
