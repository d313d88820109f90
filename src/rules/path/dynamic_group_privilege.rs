//! Reports privileged dynamic groups whose membership depends on an attribute that others can set.

use crate::model::Group as GroupObject;
use crate::model::membership::{Membership, Subject};
use crate::rules::entitlements::Privileges;
use crate::rules::group::{other_attribute, paused, setters};
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// ## What it finds
    /// A dynamic group whose membership rule can be satisfied by attributes that the user, their inviter, the help desk, or the person who
    /// joins or enrolls a device can set, and that has a privileged Azure role, a Microsoft Entra role, a powerful Microsoft Graph
    /// permission, or an exclusion from Conditional Access. Privileges of a group that it is a member of also count. One finding shows the
    /// whole path, from the clause of the membership rule to the privilege.
    ///
    /// Of a group of devices, only exclusions from Conditional Access count, because a device cannot use roles and permissions.
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
        summary: "privileged dynamic group depends on an attribute that others can set",
        attack: &["T1098.003", "T1098"],
        needs: &[Kind::Group],
        joins: &[
            Kind::RoleAssignment,
            Kind::UnifiedRoleAssignment,
            Kind::AppRoleAssignment,
            Kind::ServicePrincipal,
            Kind::RoleDefinition,
            Kind::DirectoryObject,
            Kind::ConditionalAccessPolicy,
        ],
        parts: &[
            "group-dynamic-device-attribute-spoofable",
            "group-dynamic-user-attribute-spoofable",
            "group-dynamic-grants-privilege",
        ],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let privileges = Privileges::new(tenant, |_| false);
    let mut seen = HashSet::new();
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        let Some(Ok(rule)) = group.parsed_rule() else {
            if group.is_dynamic() != Some(false) && !privileges_of(&group, None, &privileges).is_empty() {
                match group.membership_rule.state() {
                    State::Unknown(_) => out.needs(&group, "membershipRule", &group.membership_rule),
                    _ => drop(out.lacks(&group, "membershipRule", &group.membership_rule)),
                }
            }
            continue;
        };
        // An address can be in any of the domains that the tenant owns, so only occurrences that are spoofable regardless of that count.
        let membership = Membership::of(&rule, &|_| true);
        let Some(first) = membership.spoofable().next() else { continue };
        let granted = privileges_of(&group, Some(membership.subject), &privileges);
        if granted.is_empty() {
            let ids = group.ids().into_iter().filter(|id| seen.insert(*id));
            let mut exclusions = ids.flat_map(|id| tenant.exclusions_of(id));
            if let Some(exclusion) = exclusions.find(|exclusion| exclusion.protects.is_none()) {
                let missing = "whether the Conditional Access policy that excludes the group is enforced and requires MFA is not known";
                out.undecided(&group, &exclusion.place, missing.into());
            }
            continue;
        }
        let place = group.place_within(&group.membership_rule, &first.bytes);
        let attribute =
            group.membership_rule.known().and_then(|rule| rule.get(first.property.bytes.clone())).unwrap_or(first.property.name);
        let title = Text::new("membership of privileged dynamic group `{group}` depends on attribute `{attribute}`, which others can set");
        let mut report = out
            .report(&group, "/membershipRule", Label::new(place, setters(first)))
            .title(title.with("group", name_of(&group)).with("attribute", attribute))
            .step(other_attribute(&group))
            .step("assign roles to groups with assigned members");
        if group.is_paused() {
            report = report.severity(Severity::Low).related(paused(&group));
        }
        report.evidence(&granted);
    }
}

/// The privileges of a group: roles, permissions, and exclusions from Conditional Access. A device does not sign in to Azure or to apps, so
/// a group of devices cannot use roles and permissions.
fn privileges_of(group: &View<'_, GroupObject<'_>>, members: Option<Subject>, privileges: &Privileges<'_>) -> Evidence {
    let ids = group.ids();
    let mut evidence = Evidence::default();
    for id in ids.iter().filter(|_| members != Some(Subject::Devices)) {
        evidence.join(&privileges.of(*id));
    }
    for id in &ids {
        evidence.join(&privileges.exclusions(*id));
    }
    evidence
}
