//! Reports user-assigned managed identities that are missing from the inventory or were created by an external user.

use crate::inventory::Entry;
use crate::rules::creator::external_creator;
use crate::rules::declared::{report_missing, report_past_review};
use crate::rules::prelude::*;
use crate::rules::{Report, name_of};

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
        joins: &[Kind::UserAssignedIdentity, Kind::ServicePrincipal, Kind::User, Kind::Subscription, Kind::Organization],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let inventory = out.inventory();
    let identities: Vec<View<'_, UserAssignedIdentity<'_>>> = tenant.views(&Kind::UserAssignedIdentity).collect();
    for identity in &identities {
        check_creator(identity, tenant, out);
        if let Some(subscriptions) = &inventory.subscriptions
            && let Some(scope) = Scope::of_setting(&identity.id)
            && let Some(id) = scope.subscription().filter(|id| !id.is_empty())
            && subscriptions.get(id).is_none()
        {
            out.report(
                identity,
                "/id",
                Label::new(identity.place(&identity.id), "this subscription is not in the inventory `subscriptions`"),
            )
            .title(
                Text::new("managed identity `{identity}` is in undeclared subscription `{subscription}`")
                    .with("identity", name_of(identity))
                    .with("subscription", id),
            )
            .step("find out who created the subscription, and declare it in the inventory `subscriptions`");
        }
    }
    let Some(declared) = &inventory.identities else {
        return out.undecided_tenant(
            "the inventory `identities` is not declared".into(),
            "declare `inventory.identities` in the policy file".into(),
        );
    };
    for entry in declared.entries() {
        report_past_review("identities", entry, out);
    }
    if identities.is_empty() && !tenant.is_whole(&Kind::UserAssignedIdentity) {
        out.undecided_missing(&Kind::UserAssignedIdentity);
    }
    for identity in &identities {
        let keys = [identity.principal_id(), identity.client_id(), &identity.id];
        let known: Vec<&str> = keys.into_iter().filter_map(Setting::known).map(|key| &**key).collect();
        if known.iter().any(|key| declared.get(key).is_some()) {
            continue;
        }
        // In infrastructure as code, the ids are assigned on deployment.
        if known.is_empty() {
            out.undecided(identity, &identity.place(&identity.name), "the ids of the managed identity are assigned on deployment".into());
            continue;
        }
        out.report(identity, "", Label::new(identity.place(identity.name.or(&identity.id)), "not declared in the inventory `identities`"))
            .title(Text::new("managed identity `{identity}` is not in the inventory").with("identity", name_of(identity)))
            .step("declare the managed identity in the inventory `identities`, with a reviewer and a review date")
            .step("delete the managed identity");
    }
    let kinds = [Kind::UserAssignedIdentity, Kind::ServicePrincipal];
    let is_missing = |entry: &&Entry<_>| !kinds.iter().any(|kind| tenant.resource(kind, ObjectId::of(&entry.id)).is_some());
    report_missing("identities", declared.entries().iter().filter(is_missing), &kinds, tenant, out);
}

fn check_creator(identity: &View<'_, UserAssignedIdentity<'_>>, tenant: &Tenant, out: &mut Findings<'_>) {
    let system_data = &identity.system_data;
    let created_by = system_data.known().map(|data| &data.created_by);
    let Some((creator, setting)) = external_creator(system_data, tenant, out).zip(created_by) else { return };
    let title = if creator.is_guest {
        "guest `{creator}` created managed identity `{identity}`"
    } else {
        "external user `{creator}` created managed identity `{identity}`"
    };
    let report = out
        .report(identity, "/systemData/createdBy", Label::new(identity.place(setting), "creator of the managed identity"))
        .title(Text::new(title).with("creator", creator.name).with("identity", name_of(identity)))
        .step("find out what uses the managed identity, and remove its role assignments");
    creator.evidence.into_iter().fold(report, Report::related);
}
