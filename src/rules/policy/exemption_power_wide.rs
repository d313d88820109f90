//! Somebody who can exempt from policies.

use crate::rules::prelude::*;
use crate::rules::rbac::is_declared;

rule! {
    /// ## What it finds
    /// Principals whose role at the management group in which new subscriptions land, or above it, lets them write policy exemptions or
    /// delete policy assignments, and whom the inventory `root-scope` does not declare. What a role may do is taken from its definition in
    /// the input, and known of the built-in ones.
    ///
    /// ## Why it matters
    /// The guards of newcomers are worth what those are who can take them away.
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
    /// When the principal is right: declare it in the inventory `root-scope`.
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
        summary: "somebody who is not in the inventory can exempt from policies",
        attack: &["T1562.001"],
        controls: &[],
        needs: &[Kind::ManagementGroupSettings, Kind::RoleAssignment],
        options: None,
        check: Check::Tenant(check),
    };
}

/// Actions by which a guard is taken away.
const ACTIONS: &[&str] = &["Microsoft.Authorization/policyExemptions/write", "Microsoft.Authorization/policyAssignments/delete"];

/// Built-in roles that have such an action: Owner, Resource Policy Contributor, User Access Administrator.
///
/// Source: Microsoft Learn, Azure built-in roles (2026-07).
const ROLES: &[&str] = &[OWNER, "36243c78-bf99-498c-9df9-86d9f8d28608", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"];

/// Built-in roles that have none: Contributor, Role Based Access Control Administrator, Reader, Security Reader, Management Group Reader,
/// Billing Reader.
///
/// Source: Microsoft Learn, Azure built-in roles (2026-07).
const HARMLESS: &[&str] = &[
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "39bc4728-0917-49c7-9d2c-d95423bc2eb4",
    "ac63b705-f282-497d-ac71-919bf39d939d",
    "fa23ad8b-c56e-40d8-ac0c-ce449e1d2c64",
];

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let settings = tenant.views::<ManagementGroupSettings<'_>>(&Kind::ManagementGroupSettings);
    let landing =
        settings.filter_map(|settings| Some(settings.default_management_group().known()?.rsplit('/').next()?.to_ascii_lowercase()));
    let Some(landing) = landing.last().filter(|landing| !landing.is_empty()) else {
        return out.undecided_tenant(
            "where new subscriptions land is not in the input".into(),
            "add the settings of the root management group".into(),
        );
    };
    let above: Vec<String> = tenant.management_groups_above(&landing).unwrap_or_default().into_iter().map(str::to_owned).collect();
    for assignment in tenant.views_of::<RoleAssignment<'_>>(ROLE_ASSIGNMENT_KINDS) {
        let binds = match assignment.place_in_hierarchy() {
            Some(Scope::Root) => true,
            Some(Scope::ManagementGroup(group)) => group == landing || above.contains(&group) || tenant.is_root_group(&group) == Some(true),
            _ => false,
        };
        if !binds || assignment.is_gone() || is_declared(&assignment, out.inventory()) {
            continue;
        }
        match assignment.role(assignment.resource).and_then(|role| can_exempt(&role, tenant)) {
            Some(true) => {
                out.report(
                    &assignment,
                    "/properties/principalId",
                    Label::new(assignment.place(assignment.principal_id()), "can exempt from policies, or delete their assignments"),
                )
                .related(Label::new(assignment.place(assignment.scope()), "where new subscriptions land, or above"))
                .help("declare the principal in the inventory `root-scope`, or take the role away");
            }
            Some(false) => {}
            None => {
                let place = assignment.place(assignment.role_definition_id().or(assignment.role_definition_name()));
                out.undecided(&assignment, &place, "what this role may do is not known: its definition is not in the input".into());
            }
        }
    }
}

/// Whether a role has an action by which a guard is taken away; nothing where what it may do is not known.
fn can_exempt(role: &str, tenant: &Tenant) -> Option<bool> {
    if let Some(definition) = tenant.role_definition(role) {
        let mut permissions = definition.permissions().elements().iter().filter_map(Setting::known);
        return Some(permissions.any(|permission| ACTIONS.iter().any(|action| permission.allows(action))));
    }
    if HARMLESS.contains(&role) { Some(false) } else { ROLES.contains(&role).then_some(true) }
}
