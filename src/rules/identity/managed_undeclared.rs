//! A managed identity that nobody has declared.

use crate::rules::Report;
use crate::rules::creator::external_creator;
use crate::rules::declared::{report_missing, report_past_review};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A user-assigned managed identity that the inventory `identities` of the policy file does not declare, one in a subscription that the
    /// inventory `subscriptions` does not declare, one that a guest made; an entry past its review date; for information, an entry that the
    /// tenant does not have.
    ///
    /// ## Why it matters
    /// An identity outlives the guest who made it, and looks like any other when it asks an administrator for permissions.
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
    /// When the identity is right: declare it with a reviewer.
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
        summary: "a managed identity is not in the inventory",
        attack: &["T1136.003", "T1078.004"],
        controls: &[],
        needs: &[],
        joins: &[Kind::UserAssignedIdentity, Kind::ServicePrincipal, Kind::User, Kind::Organization],
        options: None,
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
