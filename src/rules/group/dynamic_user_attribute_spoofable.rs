//! Reports dynamic user groups whose rule relies on attributes that users other than administrators can set.

use super::{Entitlements, spoofable};
use crate::model::Group as GroupObject;
use crate::model::membership::Subject;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A dynamic user group whose membership rule can be satisfied with attributes that the user, the inviter of a guest, or a help desk
    /// can set.
    ///
    /// The severity is high if the group has a role, is assigned to an app or is excluded from a Conditional Access policy, and low if the
    /// rule is paused, or if the group is not known to grant anything and only some people can set the attribute (such as the department,
    /// which guests enter where self-service sign-up asks for it). The title names the most powerful access that the group grants.
    ///
    /// Addresses that must end with a verified domain of the tenant are safe, and so are clauses on `dirSyncEnabled -eq true`, which only
    /// the synchronization sets. The rule is undecided if it depends on the verified domains and they are not in the input.
    ///
    /// ## Why it matters
    /// Anyone who can choose their own name or address can choose their groups, and gets whatever those groups grant. An attacker needs only
    /// an invitation for an address such as `admin@fabrikam.example` in a domain that they control.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "user.displayName -contains \"admin\"", "membershipRuleProcessingState": "On" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "user.extensionAttribute1 -eq \"admin\"", "membershipRuleProcessingState": "On" }
    /// ```
    ///
    /// ## When it is wrong
    /// If only administrators can change the attribute, and the rule excludes guests, add an allow-list entry for the group.
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage rules for dynamic membership groups
    /// - Tenable: Dynamic group featuring an exploitable rule
    pub static RULE = {
        id: "group-dynamic-user-attribute-spoofable",
        group: Group::Group,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "dynamic group relies on user attributes that others can set",
        attack: &["T1098", "T1069.003"],
        needs: &[Kind::Group],
        joins: &[
            Kind::Organization,
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

const TITLE: &str = "dynamic group `{group}` relies on `{attribute}`, which others can set";

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let entitlements = Entitlements::new(tenant);
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        spoofable(&group, Subject::Users, TITLE, &entitlements, out);
    }
}
