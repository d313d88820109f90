//! Reports dynamic groups that grant a privilege through an attribute that others can set.

use crate::model::Group as GroupObject;
use crate::model::membership::Membership;
use crate::rules::entitlements::Privileges;
use crate::rules::group::{other_attribute, paused, setters};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A dynamic group whose membership rule can be satisfied by attributes that the user, their inviter, the help desk, or the person who
    /// joins or enrolls a device can set, and that has a privileged Azure role, a Microsoft Entra role, a powerful Microsoft Graph
    /// permission, or an exclusion from Conditional Access. Privileges of a group that it is a member of also count. One finding shows the
    /// whole path, from the clause of the membership rule to the privilege.
    ///
    /// The finding is critical, or low while the processing of the membership rule is paused.
    ///
    /// ## Why it matters
    /// An attacker sets the attribute, for example the display name, and becomes a member of the group. Membership then grants the
    /// privilege. Each of the two steps looks harmless on its own.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "user.displayName -contains \"admin\"", "membershipRuleProcessingState": "On" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ///     "principalId": "a0000000-0000-4000-8000-000000000020", "principalType": "Group", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "user.extensionAttribute1 -eq \"admin\"", "membershipRuleProcessingState": "On" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ///     "principalId": "a0000000-0000-4000-8000-000000000020", "principalType": "Group", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When others cannot set the attribute in your tenant. Accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage rules for dynamic membership groups
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "path-dynamic-group-privilege",
        group: Group::Path,
        severity: Severity::Critical,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "attribute that others can set leads to a privileged role",
        attack: &["T1098.003", "T1098"],
        needs: &[Kind::Group],
        joins: &[
            Kind::RoleAssignment,
            Kind::UnifiedRoleAssignment,
            Kind::AppRoleAssignment,
            Kind::RoleDefinition,
            Kind::DirectoryObject,
            Kind::ConditionalAccessPolicy,
        ],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let privileges = Privileges::new(tenant, |_| false);
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        let Some(Ok(rule)) = group.parsed_rule() else { continue };
        // Only what is spoofable whichever domains are the tenant's own makes a path.
        let membership = Membership::of(&rule, &|_| true);
        let Some(first) = membership.spoofable().next() else { continue };
        let grants = reached(&group, &privileges, tenant);
        if grants.is_empty() {
            continue;
        }
        let place = group.place_within(&group.membership_rule, &first.bytes);
        let mut report = out
            .report(&group, "/membershipRule", Label::new(place, setters(first)))
            .step(other_attribute(&group))
            .step("assign roles to groups with assigned members");
        if group.is_paused() {
            report = report.severity(Severity::Low).related(paused(&group));
        }
        for grant in grants {
            report = report.related(grant);
        }
    }
}

/// What a group reaches that is worth the way.
fn reached(group: &View<'_, GroupObject<'_>>, privileges: &Privileges<'_>, tenant: &Tenant) -> Vec<Label> {
    let ids = group.ids();
    let exclusions = ids.iter().flat_map(|id| tenant.exclusions_of(*id)).filter(|exclusion| exclusion.protects == Some(true));
    let held = ids.iter().flat_map(|id| privileges.of(*id));
    held.chain(exclusions.map(|it| Label::new(it.place.clone(), "its members are left out of this Conditional Access policy"))).collect()
}
