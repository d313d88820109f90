//! Membership by what others can set.

use super::{Entitlements, spoofable};
use crate::model::Group as GroupObject;
use crate::model::membership::Subject;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A dynamic group of users whose rule can be satisfied by attributes that the user himself, whoever invites him, or a help desk can
    /// set. It is high where the group grants anything. A rule that is paused is low. Addresses that must end with a domain of the tenant
    /// are safe; where the domains of the tenant are not in the input, that is undecided.
    ///
    /// ## Why it matters
    /// Whoever can choose his name or address chooses his groups, and what they grant.
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
    /// When only administrators can change the attribute, and guests are kept out by the rule.
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
        summary: "a dynamic group admits by what others than administrators can set",
        attack: &["T1098", "T1069.003"],
        controls: &[],
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
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let entitlements = Entitlements::new(tenant);
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        spoofable(&group, Subject::Users, &entitlements, out);
    }
}
