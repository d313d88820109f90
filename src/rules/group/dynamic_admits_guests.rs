//! A dynamic group that admits guests.

use super::{Entitlements, known_rule, paused};
use crate::model::Group as GroupObject;
use crate::model::membership::{Guests, Membership};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A dynamic group whose rule does not keep guests out and which holds a role, an app, a licence, or an exception from Conditional
    /// Access, itself or as a member of another group. Where the input lacks roles, assignments of apps or Conditional Access, a group of
    /// which nothing of that is known is undecided.
    ///
    /// ## Why it matters
    /// Whoever is invited is a member in that moment, and nobody decided it.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "user.objectId -ne null", "membershipRuleProcessingState": "On" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ///     "principalId": "a0000000-0000-4000-8000-000000000020", "principalType": "Group", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "(user.objectId -ne null) -and (user.userType -eq \"Member\")", "membershipRuleProcessingState": "On" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ///     "principalId": "a0000000-0000-4000-8000-000000000020", "principalType": "Group", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the group is meant for guests too.
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage rules for dynamic membership groups
    pub static RULE = {
        id: "group-dynamic-admits-guests",
        group: Group::Group,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "a dynamic group that grants something admits guests",
        attack: &["T1098.003"],
        controls: &[],
        needs: &[Kind::Group],
        joins: &[
            Kind::RoleAssignment,
            Kind::UnifiedRoleAssignment,
            Kind::AppRoleAssignment,
            Kind::BillingRoleAssignment,
            Kind::ConditionalAccessPolicy,
            Kind::DirectoryObject,
        ],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let entitlements = Entitlements::new(tenant);
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        // A rule that cannot be parsed is reported by another rule.
        let Some(Ok(rule)) = known_rule(&group, out) else { continue };
        let membership = Membership::of(&rule, &|_| false);
        let granted = entitlements.of(&group);
        match membership.guests {
            Guests::Excluded => {}
            _ if granted.is_empty() => entitlements.undecided_where_lacking(out),
            Guests::Admitted => report(&group, granted, out),
            Guests::Unknown => {
                out.undecided(&group, &group.place(&group.membership_rule), "whether the rule admits guests cannot be told".into());
            }
        }
    }
}

fn report(group: &View<'_, GroupObject<'_>>, granted: Vec<Label>, out: &mut Findings<'_>) {
    let label = Label::new(group.place(&group.membership_rule), "no clause keeps guests out");
    let mut report = out.report(group, "/membershipRule", label);
    if group.is_paused() {
        report = report.severity(Severity::Low).related(paused(group));
    }
    for label in granted {
        report = report.related(label);
    }
    // After a rule with `-or` the clause alone would hold for the last operand only.
    let rule = group.membership_rule.known().map_or("", |rule| rule.trim());
    let members = serde_json::Value::from(format!("({rule}) -and (user.userType -eq \"Member\")"));
    report.step(Change::set(group.resource, "/membershipRule", members.to_string()).to("exclude guests from the group"));
}
