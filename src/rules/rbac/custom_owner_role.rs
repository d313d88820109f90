//! Reports custom roles that are equivalent to Owner.

use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A custom role that can write role assignments or role definitions, by name or through a wildcard such as `*`, and that can be
    /// assigned at the scope of a subscription or wider.
    ///
    /// ## Why it matters
    /// Reviews of role assignments look for the role Owner and miss a custom role that grants the same under another name.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleDefinitions/c0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleDefinitions", "name": "c0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleName": "Operator", "type": "CustomRole", "permissions": [{ "actions": ["*"], "notActions": [] }],
    ///     "assignableScopes": ["/subscriptions/00000000-0000-4000-8000-000000000001"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleDefinitions/c0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleDefinitions", "name": "c0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleName": "Operator", "type": "CustomRole", "permissions": [{ "actions": ["Microsoft.Compute/virtualMachines/*"], "notActions": [] }],
    ///     "assignableScopes": ["/subscriptions/00000000-0000-4000-8000-000000000001"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the role is meant for a deployment pipeline and is assigned only to it. Accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Authorization/roleDefinitions`, 2022-04-01
    pub static RULE = {
        id: "rbac-custom-owner-role",
        group: Group::Rbac,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "custom role is equivalent to Owner",
        attack: &["T1098.003"],
        controls: &["CIS Azure 5.0 5.23", "CIS Azure 6.0 5.4"],
        needs: &[Kind::RoleDefinition],
        check: Check::RoleDefinition(check),
    };
}

fn check(role: &View<'_, RoleDefinition<'_>>, out: &mut Findings<'_>) {
    match role.is_custom() {
        Some(true) => {}
        // Infrastructure as code can define only custom roles.
        None if role.resource.format.is_declared() => {}
        Some(false) => return,
        None => return out.undecided_property(&Kind::RoleDefinition, "type"),
    }
    let Some(permissions) = out.known(role, "permissions", role.permissions()) else { return };
    if role.gives_rights().is_none() {
        return out.undecided(role, &role.place(role.permissions()), "an action of the role is not known".into());
    }
    let Some(action) = permissions.iter().filter_map(Setting::known).find_map(RolePermission::gives_rights_by) else { return };
    let scopes = role.assignable_scopes().elements();
    let wide = scopes.iter().find(|scope| Scope::of_setting(scope).is_some_and(|scope| scope.is_wide()));
    if wide.is_none() {
        if scopes.is_empty() || scopes.iter().any(|scope| Scope::of_setting(scope).is_none()) {
            out.undecided(role, &role.place(role.assignable_scopes()), "the scopes at which the role can be assigned are not known".into());
        }
        return;
    }
    let label = Label::new(role.place(action), "allows writing role assignments or role definitions");
    let title = Text::new("custom role `{role}` is equivalent to Owner").with("role", name_of(role));
    let mut report = out.report(role, "/properties/permissions", label).title(title);
    if let Some(scope) = wide {
        report = report.related(Label::new(role.place(scope), "can be assigned at this scope"));
    }
    report.step("list only the required actions, without write access to role assignments and role definitions");
}
