//! Reports active role assignments at the root scope `/`.

use super::is_declared;
use crate::rules::names;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An active role assignment at the root scope (`/`). Such an assignment is created when a Global Administrator elevates their access,
    /// and remains until they remove it. Eligible assignments, even while they are activated, and principals that the inventory
    /// `root-scope` declares are not reported.
    ///
    /// ## Why it matters
    /// A principal with such a role administers every subscription, including future ones. Every Owner of any subscription can read the
    /// assignment and learn who this principal is.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Management/managementGroups/platform/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/providers/Microsoft.Management/managementGroups/platform" } }
    /// ```
    ///
    /// ## When it is wrong
    /// While the subscription policy is being changed, which requires elevated access. Remove the assignment afterwards.
    ///
    /// ## Sources
    /// - Microsoft Learn: Elevate access to manage all Azure subscriptions and management groups
    pub static RULE = {
        id: "rbac-root-scope-standing",
        group: Group::Rbac,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "principal has a role at the root scope of the tenant",
        attack: &["T1548.005"],
        controls: &["CIS Azure 5.0 5.3.3", "CIS Azure 6.0 5.3.3", "ZTA 21788"],
        needs: &[Kind::RoleAssignment],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for assignment in tenant.standing_role_assignments() {
        let place = assignment.place_in_hierarchy();
        if place.is_none() && matches!(assignment.scope().state(), State::Unknown(_)) && Scope::may_be_root(assignment.scope()) {
            out.needs(&assignment, "scope", assignment.scope());
        }
        if place != Some(Scope::Root) || is_declared(&assignment, out.inventory()) {
            continue;
        }
        let title = match names::azure_role(&assignment) {
            Some(role) => Text::new("{kind} `{principal}` has role `{role}` at the root scope `/`").with("role", role),
            None => Text::new("{kind} `{principal}` has a role at the root scope `/`"),
        };
        let (kind, principal) = names::principal(&assignment);
        out.report(
            &assignment,
            "/properties/scope",
            Label::new(assignment.place(assignment.scope()), "all subscriptions of the tenant inherit the role"),
        )
        .title(title.with("kind", kind).with("principal", principal))
        .related(Label::new(assignment.place(assignment.principal_setting()), "principal of the role assignment"))
        .step(Change::delete(assignment.resource))
        .step("turn off elevated access in the properties of the tenant if it created the assignment");
    }
}
