//! Reports users with a direct role assignment at the tenant root group.

use super::is_declared;
use crate::rules::names;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A user with a direct, active role assignment at the tenant root group. Assignments to groups, eligible assignments (even while they
    /// are activated) and principals that the inventory `root-scope` declares are not reported.
    ///
    /// ## Why it matters
    /// Every Owner of a subscription can read the role assignments that it inherits. An attacker who plants a subscription immediately
    /// learns who your administrators are.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#organization", "value": [{ "id": "11111111-2222-4333-8444-555566667777", "displayName": "Contoso", "verifiedDomains": [] }] }
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#organization", "value": [{ "id": "11111111-2222-4333-8444-555566667777", "displayName": "Contoso", "verifiedDomains": [] }] }
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "Group", "scope": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777" } }
    /// ```
    ///
    /// ## When it is wrong
    /// For emergency access accounts. Declare them in the inventory `root-scope` of the policy file.
    ///
    /// ## Sources
    /// - Microsoft Learn: Azure built-in roles
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "rbac-root-group-users-visible",
        group: Group::Rbac,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "user has a direct role assignment at the tenant root group",
        attack: &["T1087.004", "T1069.003"],
        needs: &[Kind::RoleAssignment],
        joins: &[
            Kind::User,
            Kind::Group,
            Kind::ServicePrincipal,
            Kind::UserAssignedIdentity,
            Kind::ManagementGroup,
            Kind::ManagementGroupSubscription,
            Kind::Subscription,
            Kind::Organization,
        ],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for assignment in tenant.standing_role_assignments() {
        let Some(Scope::ManagementGroup(group)) = assignment.place_in_hierarchy() else { continue };
        let is_user = is_user(&assignment, tenant);
        if is_user == Some(false) || is_declared(&assignment, out.inventory()) {
            continue;
        }
        let place = assignment.place(assignment.principal_setting());
        match (tenant.is_root_group(&group), is_user) {
            (Some(true), Some(true)) => {
                out.report(
                    &assignment,
                    "/properties/principalId",
                    Label::new(place, "every Owner of a subscription can read this assignment"),
                )
                .title(title(&assignment, tenant))
                .related(Label::new(assignment.place(assignment.scope()), "the tenant root group"))
                .step(Change::delete(assignment.resource).to("replace the direct assignment with an assignment to a group"))
                .step("make the user eligible for the role instead of assigning it permanently");
            }
            (Some(true), _) => {
                out.undecided(&assignment, &place, "whether the principal is a user is not known".into());
            }
            (Some(false), _) => {}
            (None, _) => out.undecided(
                &assignment,
                &assignment.place(assignment.scope()),
                "whether this is the tenant root group is not known: the tenant id is not in the input".into(),
            ),
        }
    }
}

fn title(assignment: &View<'_, RoleAssignment<'_>>, tenant: &Tenant) -> Text {
    let known = assignment.principal().and_then(|id| tenant.user_of(id)).and_then(names::user);
    let title = match names::azure_role(assignment) {
        Some(role) => Text::new("user `{user}` is directly assigned role `{role}` at the tenant root group").with("role", role),
        None => Text::new("user `{user}` has a direct role assignment at the tenant root group"),
    };
    title.with("user", known.unwrap_or_else(|| names::principal(assignment).1))
}

/// Whether the principal is a user, as far as the assignment or the other objects in the input state it.
fn is_user(assignment: &RoleAssignment<'_>, tenant: &Tenant) -> Option<bool> {
    if let Some(sort) = assignment.principal_type().known() {
        return Some(sort.eq_ignore_ascii_case("User"));
    }
    let id = assignment.principal()?;
    let is = |kind: &Kind| tenant.resource(kind, id).is_some();
    if tenant.user_of(id).is_some() {
        return Some(true);
    }
    (is(&Kind::Group) || is(&Kind::ServicePrincipal) || is(&Kind::UserAssignedIdentity)).then_some(false)
}
