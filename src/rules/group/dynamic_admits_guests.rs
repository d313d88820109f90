//! Reports dynamic groups that grant access and do not exclude guests.

use super::{Benefit, Entitlements, Granted, known_rule, paused};
use crate::model::Group as GroupObject;
use crate::model::membership::{Guests, Membership};
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A dynamic group whose membership rule does not exclude guests, and that grants its members a role, an app, a license, or an
    /// exclusion from a Conditional Access policy. Roles and exclusions also count if the group has them as a member of another group.
    ///
    /// The severity is high if the group has a role or is excluded from a policy, and low if the rule is paused. The title names the most
    /// powerful access that the group grants.
    ///
    /// A rule excludes guests by `userType`, by the mark `#EXT#` in the sign-in name, by `dirSyncEnabled -eq true`, because invited guests
    /// are not synchronized, or by a sign-in name that ends with a domain of the tenant: those of invited guests end with its initial domain
    /// (`contoso.onmicrosoft.com`).
    ///
    /// The rule is undecided if the group grants nothing that is known, and role assignments, app role assignments or Conditional Access
    /// policies are not in the input; or if the rule does not show whether it matches guests.
    ///
    /// ## Why it matters
    /// A guest can become a member as soon as they are invited, although no one decided that. An attacker who obtains an invitation gets
    /// the access of the group with it.
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
    /// If the group is intended for guests as well, add an allow-list entry for the group.
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage rules for dynamic membership groups
    /// - Microsoft Learn: Properties of a Microsoft Entra B2B collaboration user
    pub static RULE = {
        id: "group-dynamic-admits-guests",
        group: Group::Group,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "dynamic group that grants access does not exclude guests",
        attack: &["T1098.003"],
        needs: &[Kind::Group],
        joins: &[
            Kind::RoleAssignment,
            Kind::UnifiedRoleAssignment,
            Kind::AppRoleAssignment,
            Kind::BillingRoleAssignment,
            Kind::ConditionalAccessPolicy,
            Kind::DirectoryObject,
        ],
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
            Guests::Admitted => report(&group, &granted, out),
            Guests::Unknown => {
                out.undecided(
                    &group,
                    &group.place(&group.membership_rule),
                    "the membership rule does not show whether it matches guests".into(),
                );
            }
        }
    }
}

fn report(group: &View<'_, GroupObject<'_>>, granted: &Granted, out: &mut Findings<'_>) {
    let label = Label::new(group.place(&group.membership_rule), "no clause excludes guests");
    let title = Text::new("dynamic group `{group}` grants access and does not exclude guests");
    let greatest = granted.greatest();
    let title = title.with("group", name_of(group));
    let title = greatest.map_or(title.clone(), |benefit| title.and(Text::new(benefit.fact())));
    let mut report = out.report(group, "/membershipRule", label).title(title);
    if greatest >= Some(Benefit::Exclusion) {
        report = report.severity(Severity::High);
    }
    if group.is_paused() {
        report = report.severity(Severity::Low).related(paused(group));
    }
    // Without the parentheses, the clause would apply only to the last operand of an `-or`.
    let rule = group.membership_rule.known().map_or("", |rule| rule.trim());
    let members = serde_json::Value::from(format!("({rule}) -and (user.userType -eq \"Member\")"));
    let report = report.evidence(&granted.evidence());
    report.step(Change::set(group.resource, "/membershipRule", members.to_string()).to("exclude guests from the group"));
}
