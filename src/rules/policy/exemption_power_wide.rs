//! Reports undeclared principals that can create policy exemptions where new subscriptions are placed.

use crate::rules::prelude::*;
use crate::rules::rbac::{is_declared, role_not_known};
use crate::rules::{name_of, names};

rule! {
    /// ## What it finds
    /// A principal whose role at the default management group for new subscriptions, or above it, can write policy exemptions or delete
    /// policy assignments, and that the inventory `root-scope` does not declare. The permissions of a role are read from its definition in
    /// the input; those of built-in roles are known.
    ///
    /// ## Why it matters
    /// Policies at the default management group restrict what a planted subscription can do. An attacker who takes over an account that can
    /// exempt from them or remove them is no longer restricted.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/settings/default", "name": "default",
    ///   "type": "Microsoft.Management/managementGroups/settings",
    ///   "properties": { "tenantId": "11111111-2222-4333-8444-555566667777", "defaultManagementGroup": "/providers/Microsoft.Management/managementGroups/quarantine" } }
    /// { "id": "/providers/Microsoft.Management/managementGroups/quarantine/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/36243c78-bf99-498c-9df9-86d9f8d28608",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/providers/Microsoft.Management/managementGroups/quarantine" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/settings/default", "name": "default",
    ///   "type": "Microsoft.Management/managementGroups/settings",
    ///   "properties": { "tenantId": "11111111-2222-4333-8444-555566667777", "defaultManagementGroup": "/providers/Microsoft.Management/managementGroups/quarantine" } }
    /// { "id": "/providers/Microsoft.Management/managementGroups/quarantine/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/providers/Microsoft.Management/managementGroups/quarantine" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the principal is meant to have this permission. Declare it in the inventory `root-scope` of the policy file.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Authorization/policyExemptions`
    /// - Microsoft Learn: Azure built-in roles
    pub static RULE = {
        id: "policy-exemption-power-wide",
        group: Group::Policy,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "undeclared principal can create policy exemptions",
        attack: &["T1562.001"],
        needs: &[Kind::ManagementGroupSettings, Kind::RoleAssignment],
        joins: &[Kind::RoleDefinition, Kind::ManagementGroup, Kind::ManagementGroupSubscription, Kind::Subscription, Kind::Organization],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let settings = tenant.views::<ManagementGroupSettings<'_>>(&Kind::ManagementGroupSettings);
    let Some(default_group) = settings.filter_map(|settings| settings.landing_group(settings.resource)).last() else {
        return out.undecided_tenant(
            "the default management group for new subscriptions is not in the input".into(),
            "add the settings of the root management group to the input".into(),
        );
    };
    for assignment in tenant.role_assignments() {
        if is_declared(&assignment, out.inventory()) {
            continue;
        }
        let applies = match assignment.place_in_hierarchy() {
            Some(Scope::Root) => Some(true),
            Some(Scope::ManagementGroup(group)) => tenant.is_at_or_above(&group, &default_group),
            Some(Scope::Subscription(_) | Scope::Within(_)) => Some(false),
            None => None,
        };
        let role = assignment.role(assignment.resource);
        let exempts = role.as_deref().and_then(|role| tenant.exempts(role));
        match (applies, exempts) {
            (Some(true), Some(true)) => {
                out.report(
                    &assignment,
                    "/properties/principalId",
                    Label::new(assignment.place(assignment.principal_setting()), "not declared in the inventory `root-scope`"),
                )
                .title(title(&assignment, role.as_deref().unwrap_or_default(), tenant))
                .related(Label::new(assignment.place(assignment.scope()), "at or above the default management group for new subscriptions"))
                .step("declare the principal in the inventory `root-scope` if it needs this permission")
                .step(Change::delete(assignment.resource));
            }
            (Some(false), _) | (_, Some(false)) => {}
            (None, _) => {
                let place = assignment.place(assignment.scope());
                out.undecided(
                    &assignment,
                    &place,
                    "whether this scope is at or above the default management group for new subscriptions is not known".into(),
                );
            }
            (Some(true), None) => {
                let place = assignment.place(assignment.role_definition_id().or(assignment.role_definition_name()));
                out.undecided(&assignment, &place, role_not_known(role.as_deref(), tenant).into());
            }
        }
    }
}

/// Who has or is eligible for which role at which scope.
fn title(assignment: &View<'_, RoleAssignment<'_>>, role: &str, tenant: &Tenant) -> Text {
    let built_in = built_in_role(role).map(|known| known.name.to_owned());
    let role = built_in.or_else(|| tenant.role_definition(role).map(|definition| name_of(&definition)));
    let (kind, principal) = names::principal(assignment);
    let (level, scope) = names::scope(assignment, tenant);
    let template = if is_eligibility(&assignment.resource.kind) {
        "{kind} `{principal}` is eligible for role `{role}` at {level} `{scope}`, which can exempt from policies or delete their assignments"
    } else {
        "{kind} `{principal}` can exempt from policies or delete their assignments with role `{role}` at {level} `{scope}`"
    };
    Text::new(template)
        .with("kind", kind)
        .with("principal", principal)
        .with("role", role.unwrap_or_default())
        .with("level", level)
        .with("scope", scope)
}
