//! Reports dynamic groups that have a privileged role or permission.

use crate::finding::Undecided;
use crate::model::Group as GroupObject;
use crate::rules::entitlements::Privileges;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A dynamic group that has a privileged Azure role, a Microsoft Entra role, or a Microsoft Graph permission with which its members can
    /// grant themselves any access; or that is a member of another group with such a role.
    ///
    /// The rule is undecided if the group has an Azure role whose definition is not in the input, or if role assignments are not in the
    /// input.
    ///
    /// ## Why it matters
    /// Whoever can change an attribute that the rule reads can make themselves, or another user, an administrator. No access review of the
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
        joins: &[Kind::RoleAssignment, Kind::UnifiedRoleAssignment, Kind::AppRoleAssignment, Kind::RoleDefinition, Kind::DirectoryObject],
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
                out.undecided_once("whether some groups are dynamic is not in the input", || Undecided::collect(&Kind::Group));
                continue;
            }
        }
        let ids = group.ids();
        let powers: Vec<Label> = ids.iter().flat_map(|id| privileges.of(*id)).collect();
        if powers.is_empty() {
            check_unknown_roles(&group, &ids, tenant, out);
            continue;
        }
        let mut report =
            out.report(&group, "/membershipRule", Label::new(group.place(&group.membership_rule), "a rule decides who is a member"));
        for power in powers {
            report = report.related(power);
        }
        let purpose = "assign the role to a group with assigned members, in place of this assignment";
        if let Some(grant) = ids.iter().find_map(|id| privileges.first(*id)) {
            report.step(Change::revoke(tenant, grant).to(purpose));
        }
    }
}

/// Leaves undecided what a group may do by a role that is not known, or while no roles are known at all.
fn check_unknown_roles(group: &View<'_, GroupObject<'_>>, ids: &[ObjectId], tenant: &Tenant, out: &mut Findings<'_>) {
    let is_unknown = |grant: &&Grant| match &grant.power {
        Power::Azure { role, .. } => role.as_deref().and_then(|role| tenant.is_privileged(role)).is_none(),
        _ => false,
    };
    if let Some(grant) = ids.iter().flat_map(|id| tenant.grants_of(*id)).find(is_unknown) {
        out.undecided(group, &grant.place, "what this role may do is not known: its definition is not in the input".into());
    }
    if !tenant.is_told(&Kind::RoleAssignment) {
        out.undecided_once("which roles dynamic groups hold is not in the input", || Undecided::collect(&Kind::RoleAssignment));
    }
}
