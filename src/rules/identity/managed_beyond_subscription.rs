//! Reports managed identities with an Azure role outside their own subscription.

use super::managed_identities;
use crate::rules::names;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A managed identity, user-assigned or system-assigned, that has an Azure role at the root scope, at a management group, or in a
    /// subscription other than its own. The severity is high, or medium for read-only roles.
    ///
    /// The rule is undecided if the subscription of the identity or the scope of the role assignment is not known.
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
        joins: &[Kind::ServicePrincipal, Kind::UserAssignedIdentity, Kind::Subscription],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let identities = managed_identities(tenant);
    for assignment in tenant.views_of::<RoleAssignment<'_>>(Kind::RoleAssignment.family()) {
        tenant.note_lacking(&assignment);
        let Some(identity) = assignment.principal().filter(|_| !assignment.is_gone()).and_then(|id| identities.get(&id)) else { continue };
        let place = assignment.place(assignment.scope());
        let label = match (assignment.place_in_hierarchy(), &identity.subscription) {
            (Some(Scope::Root), _) => "all subscriptions of the tenant inherit the role",
            (Some(Scope::ManagementGroup(_)), _) => "all subscriptions in the management group inherit the role",
            (Some(scope), Some(own)) if scope.subscription() == Some(own) => continue,
            // Both are in the subscription of one provider configuration of Terraform.
            (Some(Scope::Within(_)), _) if is_beside_identity(&assignment) => continue,
            // An empty id is the target subscription of a deployment, which may be the subscription of the identity.
            (Some(scope), Some(own)) if !own.is_empty() && scope.subscription().is_some_and(|other| !other.is_empty()) => {
                "a subscription other than that of the managed identity"
            }
            _ => {
                let missing = "whether this scope is outside the subscription of the managed identity is not known";
                out.undecided(&assignment, &place, missing.into());
                continue;
            }
        };
        let reads = assignment.role(assignment.resource).is_some_and(|role| READERS.contains(&role.as_str()));
        let report = out.report(&assignment, "/properties/scope", Label::new(place, label)).related(identity.label.clone());
        let report = if reads { report.severity(Severity::Medium) } else { report };
        let purpose = "replace this assignment with one at a scope within the subscription of the managed identity";
        report.title(title(&assignment, &identity.name, tenant)).step(Change::delete(assignment.resource).to(purpose));
    }
}

/// Whether the scope and the identity in code are in the same subscription, although that is not known.
fn is_beside_identity(assignment: &View<'_, RoleAssignment<'_>>) -> bool {
    let provider = assignment.principal_id().provider();
    provider.is_some() && provider == assignment.scope().provider()
}

fn title(assignment: &View<'_, RoleAssignment<'_>>, identity: &str, tenant: &Tenant) -> Text {
    let role = names::azure_role(assignment);
    let text = match (is_eligibility(&assignment.resource.kind), role.is_some()) {
        (false, true) => "managed identity `{identity}` has role `{role}` outside its subscription, at {kind} `{scope}`",
        (true, true) => "managed identity `{identity}` is eligible for role `{role}` outside its subscription, at {kind} `{scope}`",
        (false, false) => "managed identity `{identity}` has a role outside its subscription, at {kind} `{scope}`",
        (true, false) => "managed identity `{identity}` is eligible for a role outside its subscription, at {kind} `{scope}`",
    };
    let (kind, scope) = names::scope(assignment, tenant);
    Text::new(text).with("identity", identity).with("role", role.unwrap_or_default()).with("kind", kind).with("scope", scope)
}

/// Read-only roles: Reader, Security Reader and Management Group Reader.
const READERS: &[&str] =
    &["acdd72a7-3385-48ef-bd42-f606fba81ae7", "39bc4728-0917-49c7-9d2c-d95423bc2eb4", "ac63b705-f282-497d-ac71-919bf39d939d"];
