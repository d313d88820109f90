//! Reports managed identities with an Azure role outside their own subscription.

use super::{Managed, managed_identities};
use crate::finding::Undecided;
use crate::rules::names;
use crate::rules::prelude::*;
use std::collections::BTreeSet;

rule! {
    /// ## What it finds
    /// A managed identity, user-assigned or system-assigned, that has an Azure role at the root scope, at a management group, or in a
    /// subscription other than its own, directly or as a member of a group. Of several members of a group, one is named. A managed identity
    /// cannot activate an eligible membership, so that does not count. The severity is high, or medium for read-only roles.
    ///
    /// The rule is undecided if the subscription of the identity or the scope of the role assignment is not known, or if the members of a
    /// group with a role are not in the input.
    ///
    /// ## Why it matters
    /// Anyone who administers the subscription of the identity can act as the identity. A role outside the subscription therefore turns an
    /// Owner of one subscription into an administrator of others.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deploy", "name": "deploy",
    ///   "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
    ///   "properties": { "clientId": "a0000000-0000-4000-8000-0000000000c1", "principalId": "a0000000-0000-4000-8000-000000000001", "tenantId": "11111111-2222-4333-8444-555566667777" } }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000002/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "ServicePrincipal", "scope": "/subscriptions/00000000-0000-4000-8000-000000000002" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deploy", "name": "deploy",
    ///   "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
    ///   "properties": { "clientId": "a0000000-0000-4000-8000-0000000000c1", "principalId": "a0000000-0000-4000-8000-000000000001", "tenantId": "11111111-2222-4333-8444-555566667777" } }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "ServicePrincipal", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the identity of a landing zone deploys to many subscriptions. Keep it in a subscription that no one else administers, and
    /// accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.ManagedIdentity/userAssignedIdentities`, 2024-11-30
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "identity-managed-beyond-subscription",
        group: Group::Identity,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "managed identity has a role outside its subscription",
        attack: &["T1098.003"],
        needs: &[Kind::RoleAssignment],
        joins: &[
            Kind::ServicePrincipal,
            Kind::UserAssignedIdentity,
            Kind::Subscription,
            Kind::Group,
            Kind::DirectoryObject,
        ],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let identities = managed_identities(tenant);
    // Of the members of a group, only their subscriptions matter.
    let subscriptions: Vec<Option<&str>> =
        identities.values().map(|identity| identity.subscription.as_deref()).collect::<BTreeSet<_>>().into_iter().collect();
    let class_of = |identity: &Managed<'_>| subscriptions.binary_search(&identity.subscription.as_deref()).ok();
    let nearest = tenant.nearest(identities.iter().filter_map(|(id, identity)| Some((*id, class_of(identity)?))));
    let mut groups = Vec::new();
    for assignment in tenant.views_of::<RoleAssignment<'_>>(Kind::RoleAssignment.family()) {
        tenant.note_lacking(&assignment);
        let Some(principal) = assignment.principal().filter(|_| !assignment.is_gone()) else { continue };
        if let Some(identity) = identities.get(&principal) {
            match reach(&assignment, identity.subscription.as_deref()) {
                Reach::Beyond(label) => report(&assignment, identity, None, label, tenant, out),
                Reach::Within => {}
                Reach::Unknown => unknown(&assignment, out),
            }
            continue;
        }
        let reach_from = |class: usize| Some(reach(&assignment, *subscriptions.get(class)?));
        let is = |wanted: fn(&Reach) -> bool| nearest.below(principal, |class| reach_from(class).as_ref().is_some_and(wanted));
        let beyond = is(|reach| matches!(reach, Reach::Beyond(_)));
        if let Some((identity, path)) = beyond.and_then(|path| Some((identities.get(&path.end())?, path))) {
            if let Reach::Beyond(label) = reach(&assignment, identity.subscription.as_deref()) {
                report(&assignment, identity, Some((principal, &path)), label, tenant, out);
            }
        } else if is(|reach| matches!(reach, Reach::Unknown)).is_some() {
            unknown(&assignment, out);
        } else if !identities.is_empty() {
            if is_group(&assignment) && tenant.resource(&Kind::Group, principal).is_none() {
                out.undecided_once("some groups with a role are not in the input", || Undecided::collect(&Kind::Group));
            }
            groups.push(principal);
        }
    }
    tenant.note_members(groups);
}

fn is_group(assignment: &RoleAssignment<'_>) -> bool {
    assignment.principal_type().known().is_some_and(|kind| kind.eq_ignore_ascii_case("Group"))
}

/// Whether the scope of an assignment is outside a subscription.
enum Reach {
    /// How, as a label.
    Beyond(&'static str),
    Within,
    Unknown,
}

/// Whether the scope of an assignment is outside the subscription of a managed identity.
fn reach(assignment: &View<'_, RoleAssignment<'_>>, own: Option<&str>) -> Reach {
    match (assignment.place_in_hierarchy(), own) {
        (Some(Scope::Root), _) => Reach::Beyond("all subscriptions of the tenant inherit the role"),
        (Some(Scope::ManagementGroup(_)), _) => Reach::Beyond("all subscriptions in the management group inherit the role"),
        (Some(scope), Some(own)) if scope.subscription() == Some(own) => Reach::Within,
        // Both are in the subscription of one provider configuration of Terraform.
        (Some(Scope::Within(_)), _) if is_beside_identity(assignment) => Reach::Within,
        // An empty id is the target subscription of a deployment, which may be the subscription of the identity.
        (Some(scope), Some(own)) if !own.is_empty() && scope.subscription().is_some_and(|other| !other.is_empty()) => {
            Reach::Beyond("a subscription other than that of the managed identity")
        }
        _ => Reach::Unknown,
    }
}

fn unknown(assignment: &View<'_, RoleAssignment<'_>>, out: &mut Findings<'_>) {
    let missing = "whether this scope is outside the subscription of the managed identity is not known";
    out.undecided(assignment, &assignment.place(assignment.scope()), missing.into());
}

/// Reports an assignment to a managed identity, or to a group and the memberships through which the managed identity has the role.
fn report(
    assignment: &View<'_, RoleAssignment<'_>>,
    identity: &Managed<'_>,
    group: Option<(ObjectId, &MemberPath)>,
    label: &'static str,
    tenant: &Tenant,
    out: &mut Findings<'_>,
) {
    let reads = assignment.role(assignment.resource).is_some_and(|role| READERS.contains(&role.as_str()));
    let mut report = out
        .report(assignment, "/properties/scope", Label::new(assignment.place(assignment.scope()), label))
        .related(identity.label.clone());
    if reads {
        report = report.severity(Severity::Medium);
    }
    let name = group.map(|(id, _)| names::group(id, tenant).unwrap_or_else(|| names::principal(assignment).1));
    if let Some((_, path)) = group {
        report = path.groups().fold(report, Report::related);
        report = report.related(Label::at(path.member.span, "the managed identity is a member"));
    }
    report = report.title(title(assignment, &identity.name, name, tenant));
    if group.is_some() {
        report = report.step("remove the managed identity from the group");
    }
    let purpose = "replace this assignment with one at a scope within the subscription of the managed identity";
    report.step(Change::delete(assignment.resource).to(purpose));
}

/// Whether the scope and the identity in code are in the same subscription, although that is not known.
fn is_beside_identity(assignment: &View<'_, RoleAssignment<'_>>) -> bool {
    let provider = assignment.principal_id().provider();
    provider.is_some() && provider == assignment.scope().provider()
}

/// The titles for a known and an unknown role, each for an active and an eligible assignment.
macro_rules! titles {
    ($through:literal) => {
        [
            [
                concat!("managed identity `{identity}` has role `{role}` outside its subscription, at {kind} `{scope}`", $through),
                concat!(
                    "managed identity `{identity}` is eligible for role `{role}` outside its subscription, at {kind} `{scope}`",
                    $through
                ),
            ],
            [
                concat!("managed identity `{identity}` has a role outside its subscription, at {kind} `{scope}`", $through),
                concat!("managed identity `{identity}` is eligible for a role outside its subscription, at {kind} `{scope}`", $through),
            ],
        ]
    };
}

fn title(assignment: &View<'_, RoleAssignment<'_>>, identity: &str, group: Option<String>, tenant: &Tenant) -> Text {
    let role = names::azure_role(assignment);
    let [known, unknown] = if group.is_some() { titles!(", through group `{group}`") } else { titles!("") };
    let [active, eligible] = if role.is_some() { known } else { unknown };
    let (kind, scope) = names::scope(assignment, tenant);
    let text = Text::new(if is_eligibility(&assignment.resource.kind) { eligible } else { active }).with("identity", identity);
    text.with("role", role.unwrap_or_default()).with("kind", kind).with("scope", scope).with("group", group.unwrap_or_default())
}

/// Read-only roles: Reader, Security Reader and Management Group Reader.
const READERS: &[&str] =
    &["acdd72a7-3385-48ef-bd42-f606fba81ae7", "39bc4728-0917-49c7-9d2c-d95423bc2eb4", "ac63b705-f282-497d-ac71-919bf39d939d"];
