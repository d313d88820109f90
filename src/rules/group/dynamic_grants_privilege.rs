//! Reports dynamic groups that have a privileged role or permission.

use super::MAYBE_DYNAMIC;
use crate::finding::Undecided;
use crate::model::Group as GroupObject;
use crate::model::membership::{Membership, Subject};
use crate::rules::entitlements::Privileges;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A dynamic group that has a privileged Azure role, a Microsoft Entra role, or a Microsoft Graph permission with which its members can
    /// grant themselves any access; or that is a member of another group with such a role.
    ///
    /// Groups of devices are not reported, because a device cannot use a role or a permission.
    ///
    /// The rule is undecided if the group has an Azure role whose definition is not in the input, or if role assignments are not in the
    /// input.
    ///
    /// ## Why it matters
    /// Anyone who can change an attribute that the rule reads can make themselves, or another user, an administrator. No access review of the
    /// group reveals this in advance.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "user.extensionAttribute1 -eq \"admin\"", "membershipRuleProcessingState": "On" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ///     "principalId": "a0000000-0000-4000-8000-000000000020", "principalType": "Group", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "user.extensionAttribute1 -eq \"reader\"", "membershipRuleProcessingState": "On" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
    ///     "principalId": "a0000000-0000-4000-8000-000000000020", "principalType": "Group", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## When it is wrong
    /// Never for privileged roles. Assign them to a group with assigned membership.
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage rules for dynamic membership groups
    pub static RULE = {
        id: "group-dynamic-grants-privilege",
        group: Group::Group,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "dynamic group has a privileged role or permission",
        attack: &["T1098.003"],
        needs: &[Kind::Group],
        joins: &[Kind::RoleAssignment, Kind::UnifiedRoleAssignment, Kind::AppRoleAssignment, Kind::ServicePrincipal, Kind::RoleDefinition, Kind::DirectoryObject],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let privileges = Privileges::new(tenant, |_| false);
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        match group.is_dynamic() {
            Some(true) => {}
            Some(false) => continue,
            None => {
                out.undecided_once(MAYBE_DYNAMIC, || Undecided::collect(&Kind::Group));
                continue;
            }
        }
        // A device does not sign in to Azure and to apps.
        if group.parsed_rule().and_then(Result::ok).is_some_and(|rule| Membership::of(&rule, &|_| false).subject == Subject::Devices) {
            continue;
        }
        let ids = group.ids();
        let mut evidence = Evidence::default();
        for id in &ids {
            evidence.join(&privileges.of(*id));
        }
        if evidence.is_empty() {
            check_unknown_roles(&group, &ids, tenant, out);
            continue;
        }
        let rule = Label::new(group.place(&group.membership_rule), "this rule determines the members");
        let report = out.report(&group, "/membershipRule", rule).evidence(&evidence);
        if let Some(grant) = ids.iter().find_map(|id| privileges.worst(*id)) {
            report
                .title(title(&group, &ids, grant, tenant))
                .step(Change::revoke(tenant, grant).to("replace this assignment with one to a group with assigned membership"));
        }
    }
}

/// Names a privilege of a group, which the group itself has or inherits from another group.
fn title(group: &View<'_, GroupObject<'_>>, ids: &[ObjectId], grant: &Grant, tenant: &Tenant) -> Text {
    let title = match &grant.power {
        Power::Azure { role, scope } => {
            let role = role.as_deref().map_or_else(String::new, |role| tenant.role_name(role));
            let (scope, active, eligible) = match scope {
                Some(Scope::Subscription(id)) if !id.is_empty() => (
                    id.clone(),
                    "dynamic group `{group}` has role `{role}` on subscription `{scope}`",
                    "dynamic group `{group}` is eligible for role `{role}` on subscription `{scope}`",
                ),
                Some(Scope::ManagementGroup(id)) if !id.is_empty() => (
                    id.clone(),
                    "dynamic group `{group}` has role `{role}` on management group `{scope}`",
                    "dynamic group `{group}` is eligible for role `{role}` on management group `{scope}`",
                ),
                _ => match path_of_scope(grant, tenant) {
                    Some(path) => (
                        path,
                        "dynamic group `{group}` has role `{role}` at scope `{scope}`",
                        "dynamic group `{group}` is eligible for role `{role}` at scope `{scope}`",
                    ),
                    None => (
                        String::new(),
                        "dynamic group `{group}` has Azure role `{role}`",
                        "dynamic group `{group}` is eligible for Azure role `{role}`",
                    ),
                },
            };
            Text::new(if grant.eligible { eligible } else { active }).with("role", role).with("scope", scope)
        }
        Power::Directory { role: Some(role) } => {
            let role = directory_role(role).map_or_else(|| role.clone(), |role| role.name.to_owned());
            let title = Text::new(if grant.eligible {
                "dynamic group `{group}` is eligible for Microsoft Entra role `{role}`"
            } else {
                "dynamic group `{group}` has Microsoft Entra role `{role}`"
            });
            title.with("role", role)
        }
        Power::Directory { role: None } if grant.eligible => Text::new("dynamic group `{group}` is eligible for a Microsoft Entra role"),
        Power::Directory { role: None } => Text::new("dynamic group `{group}` has a Microsoft Entra role"),
        Power::App { role, .. } => {
            let permission = role.as_deref().and_then(tier_0_permission).unwrap_or_default();
            Text::new("dynamic group `{group}` has Microsoft Graph permission `{permission}`").with("permission", permission)
        }
        Power::Billing { .. } => Text::new("dynamic group `{group}` has a billing role"),
    };
    let title = title.with("group", name_of(group));
    if ids.contains(&grant.principal) {
        return title;
    }
    let holder = tenant.find::<GroupObject<'_>>(&Kind::Group, grant.principal);
    let holder = holder.map_or_else(|| grant.principal.to_string(), |holder| name_of(&holder));
    title.and(Text::new("inherited from group `{holder}`").with("holder", holder))
}

/// The scope of a role assignment as the input states it.
fn path_of_scope(grant: &Grant, tenant: &Tenant) -> Option<String> {
    let resource = tenant.resource_of(grant);
    let assignment = View::<RoleAssignment<'_>>::new(resource, &resource.members().ok()?)?;
    assignment.scope().known().map(ToString::to_string)
}

/// Leaves the rule undecided on a group with an unknown role, and on the tenant if no role assignments are in the input.
fn check_unknown_roles(group: &View<'_, GroupObject<'_>>, ids: &[ObjectId], tenant: &Tenant, out: &mut Findings<'_>) {
    let is_unknown = |grant: &&Grant| match &grant.power {
        Power::Azure { role, .. } => role.as_deref().and_then(|role| tenant.is_privileged(role)).is_none(),
        _ => false,
    };
    if let Some(grant) = ids.iter().flat_map(|id| tenant.grants_of(*id)).find(is_unknown) {
        out.undecided(group, &grant.place, "the definition of this role is not in the input".into());
    }
    if !tenant.is_told(&Kind::RoleAssignment) {
        out.undecided_once("the role assignments of dynamic groups are not in the input", || Undecided::collect(&Kind::RoleAssignment));
    }
}
