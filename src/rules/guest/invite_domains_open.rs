//! Reports tenants that allow B2B invitations to any domain.

use crate::finding::Undecided;
use crate::rules::cross_tenant::open_label;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A tenant in which no list of allowed or blocked domains limits B2B invitations, while the default cross-tenant access settings allow
    /// inbound B2B collaboration with every tenant.
    ///
    /// The list is missing if the B2B management policy contains neither allowed nor blocked domains, or if a complete list of policies
    /// contains no B2B management policy. An empty list of allowed domains counts as a list.
    ///
    /// The rule is undecided if the B2B management policy is not in the input, if both lists exist and are empty, or if there is no list and the default cross-tenant access
    /// settings are not in the input.
    ///
    /// ## Why it matters
    /// Anyone who is permitted to invite guests can invite any account, including one that an attacker created five minutes ago.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "c51e5ba5-1111-4222-8333-444455556666", "displayName": "B2BManagementPolicy", "type": "B2BManagementPolicy", "isOrganizationDefault": true,
    ///   "definition": ["{\"B2BManagementPolicy\":{\"InvitationsAllowedAndBlockedDomainsPolicy\":{}}}"] }
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity", "isServiceDefault": true,
    ///   "b2bCollaborationInbound": { "usersAndGroups": { "accessType": "allowed", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
    ///     "applications": { "accessType": "allowed", "targets": [{ "target": "AllApplications", "targetType": "application" }] } } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "c51e5ba5-1111-4222-8333-444455556666", "displayName": "B2BManagementPolicy", "type": "B2BManagementPolicy", "isOrganizationDefault": true,
    ///   "definition": ["{\"B2BManagementPolicy\":{\"InvitationsAllowedAndBlockedDomainsPolicy\":{\"AllowedDomains\":[\"fabrikam.example\"]}}}"] }
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity", "isServiceDefault": true,
    ///   "b2bCollaborationInbound": { "usersAndGroups": { "accessType": "allowed", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
    ///     "applications": { "accessType": "allowed", "targets": [{ "target": "AllApplications", "targetType": "application" }] } } }
    /// ```
    ///
    /// ## When it is wrong
    /// If invitations are rare and each one is approved by a person who checks the domain, disable the rule in the policy file
    /// (`enabled: false`) with that `reason`.
    ///
    /// ## Sources
    /// - Microsoft Learn: Allow or block invites to B2B users from specific organizations
    pub static RULE = {
        id: "guest-invite-domains-open",
        group: Group::Guest,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "external users of any domain can be invited",
        attack: &["T1136.003", "T1199"],
        controls: &["CIS M365 6.0 5.1.6.1", "MS.AAD.8.3v1", "ZTA 21822", "ZTA 21874"],
        needs: &[Kind::B2bManagementPolicy],
        joins: &[Kind::CrossTenantAccessDefault],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies = tenant.views::<B2bManagementPolicy<'_>>(&Kind::B2bManagementPolicy);
    let mut open = None;
    for policy in policies.filter(|policy| policy.is_organization_default.known() != Some(&false)) {
        match policy.domains() {
            Some(InvitedDomains::Any) => open = Some(policy),
            Some(InvitedDomains::Allowed(_) | InvitedDomains::Blocked(_)) => {
                out.lacks(&policy, "isOrganizationDefault", &policy.is_organization_default);
                return;
            }
            unclear @ (Some(InvitedDomains::BothEmpty) | None) => {
                let missing = if unclear.is_some() {
                    "the lists of allowed and of blocked domains are both empty, and which of them applies is not documented"
                } else {
                    "`definition` cannot be read as a B2B management policy"
                };
                return out.undecided(&policy, &policy.place(&policy.definition), missing.into());
            }
        }
    }
    let defaults: Vec<_> = tenant.views::<CrossTenantAccessDefault<'_>>(&Kind::CrossTenantAccessDefault).collect();
    let Some(default) = defaults.iter().find(|default| default.lets_guests_in() == Some(true)) else {
        if defaults.is_empty() || defaults.iter().any(|default| default.lets_guests_in().is_none()) {
            let missing =
                "no list limits the invited domains, and it is not known whether inbound B2B collaboration allows every tenant by default";
            out.undecided_tenant(missing.into(), Undecided::collect(&Kind::CrossTenantAccessDefault));
        }
        return;
    };
    let inbound = open_label(default, &default.b2b_collaboration_inbound);
    let Some(policy) = open else {
        // The policy does not exist until an administrator creates a list.
        let title = "external users of any domain can be invited: no B2B management policy is in effect";
        out.report(default, "/b2bCollaborationInbound", inbound).title(title).step(HELP);
        return;
    };
    let definition = &policy.definition;
    let place = definition.elements().first().map_or_else(|| policy.place(definition), |text| policy.place(text));
    let title = Text::new("external users of any domain can be invited: B2B management policy `{policy}` restricts no domains");
    out.report(&policy, "/definition", Label::new(place, "no list of allowed or blocked domains"))
        .title(title.with("policy", name_of(&policy)))
        .related(inbound)
        .step(HELP);
}

const HELP: &str = "allow invitations to specified domains only: Microsoft Entra admin center, External Identities, External collaboration settings, Collaboration restrictions";
