//! Reports user-assigned managed identities that are missing from the inventory or were created by an external user.

use crate::rules::Report;
use crate::rules::creator::external_creator;
use crate::rules::declared::{report_missing, report_past_review};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A user-assigned managed identity that is not declared in the inventory `identities` of the policy file, is in a subscription that is
    /// not declared in the inventory `subscriptions`, or was created by a guest or other external user. An entry past its review date is
    /// also reported. An entry for an identity that is not in the tenant is reported as info.
    ///
    /// The rule is undecided if the policy file has no inventory `identities`, if no managed identity is in the input, and for identities
    /// in infrastructure as code whose ids are assigned on deployment.
    ///
    /// ## Why it matters
    /// A managed identity remains after the guest who created it is removed. Its request for permissions looks to an administrator like any
    /// other request, so an attacker can use it to keep and extend their access.
    ///
    /// ## Bad
    /// ```yaml
    /// inventory:
    ///   identities: [{ id: a0000000-0000-4000-8000-000000000009, name: old, reviewer: cloud-team, review-by: 2026-01-01 }]
    /// ```
    ///
    /// ## Good
    /// ```yaml
    /// inventory:
    ///   identities: [{ id: a0000000-0000-4000-8000-000000000009, name: old, reviewer: cloud-team, review-by: 2027-01-01 }]
    /// ```
    ///
    /// ## When it is wrong
    /// When the identity is legitimate. Declare it in the inventory `identities` with a reviewer.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.ManagedIdentity/userAssignedIdentities`, 2024-11-30
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "identity-managed-undeclared",
        group: Group::Identity,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "managed identity is not in the inventory",
        attack: &["T1136.003", "T1078.004"],
        joins: &[Kind::UserAssignedIdentity, Kind::ServicePrincipal, Kind::User, Kind::Organization],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let inventory = out.inventory();
    let identities: Vec<View<'_, UserAssignedIdentity<'_>>> = tenant.views(&Kind::UserAssignedIdentity).collect();
    for identity in &identities {
        check_maker(identity, tenant, out);
        if let Some(subscriptions) = &inventory.subscriptions
            && let Some(scope) = Scope::of_setting(&identity.id)
            && let Some(id) = scope.subscription().filter(|id| !id.is_empty())
            && subscriptions.get(id).is_none()
        {
            out.report(identity, "/id", Label::new(identity.place(&identity.id), "in a subscription that nobody has declared"))
                .title("a managed identity is in an undeclared subscription")
                .step("find out who created the subscription, and declare it in the inventory `subscriptions`");
        }
    }
    let Some(declared) = &inventory.identities else {
        return out
            .undecided_tenant("no inventory of identities is declared".into(), "declare `inventory.identities` in the policy file".into());
    };
    for entry in declared.entries() {
        report_past_review("identities", entry, out);
    }
    if identities.is_empty() && !tenant.seen(&Kind::UserAssignedIdentity).complete {
        out.undecided_missing(&Kind::UserAssignedIdentity);
    }
    for identity in &identities {
        let keys = [identity.principal_id(), identity.client_id(), &identity.id];
        let known: Vec<&str> = keys.into_iter().filter_map(Setting::known).map(|key| &**key).collect();
        if known.iter().any(|key| declared.get(key).is_some()) {
            continue;
        }
        // What code makes has its ids when it is made.
        if known.is_empty() {
            out.undecided(identity, &identity.place(&identity.name), "the ids of the identity are known only when it is made".into());
            continue;
        }
        out.report(identity, "", Label::new(identity.place(identity.name.or(&identity.id)), "nobody has declared this identity"))
            .step("declare it in the inventory `identities`, with a reviewer and a review date")
            .step("delete the managed identity");
    }
    if tenant.seen(&Kind::UserAssignedIdentity).complete && tenant.seen(&Kind::ServicePrincipal).complete {
        let is_there = |id: &str| {
            let id = ObjectId::of(id);
            tenant.resource(&Kind::UserAssignedIdentity, id).is_some() || tenant.resource(&Kind::ServicePrincipal, id).is_some()
        };
        declared.entries().iter().filter(|entry| !is_there(&entry.id)).for_each(|entry| report_missing("identities", entry, out));
    }
}

fn check_maker(identity: &View<'_, UserAssignedIdentity<'_>>, tenant: &Tenant, out: &mut Findings<'_>) {
    let made = &identity.system_data;
    let Some((maker, by)) = external_creator(made, tenant, out).zip(made.known().map(|made| &made.created_by)) else { return };
    let report = out
        .report(identity, "/systemData/createdBy", Label::new(identity.place(by), "made by somebody from elsewhere"))
        .title(if maker.is_guest { "a guest made a managed identity" } else { "somebody from elsewhere made a managed identity" })
        .step("find out what it is for, and remove its role assignments");
    maker.evidence.into_iter().fold(report, Report::related);
}
