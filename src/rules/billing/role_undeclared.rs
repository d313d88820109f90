//! Reports billing roles of principals that are missing from the inventory.

use super::{in_account, principal_name, title};
use crate::inventory::Entry;
use crate::rules::declared::{report_missing, report_past_review};
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// ## What it finds
    /// A role on a billing account, billing profile, invoice section, department or enrollment account that is assigned to a principal not
    /// declared in the inventory `billing` of the policy file. An entry past its review date is also reported. An entry whose principal has
    /// no billing role is reported as info.
    ///
    /// ## Why it matters
    /// Billing roles are separate from Microsoft Entra roles and Azure roles, so reviews of those never show them. A principal with a
    /// billing role may be able to create subscriptions.
    ///
    /// ## Bad
    /// ```yaml
    /// inventory:
    ///   billing: [{ id: a0000000-0000-4000-8000-000000000001, name: Ana, reviewer: finance, review-by: 2026-01-01 }]
    /// ```
    ///
    /// ## Good
    /// ```yaml
    /// inventory:
    ///   billing: [{ id: a0000000-0000-4000-8000-000000000001, name: Ana, reviewer: finance, review-by: 2027-01-01 }]
    /// ```
    ///
    /// ## When it is wrong
    /// When the principal is meant to have the role. Declare it in the inventory `billing` with a reviewer.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Billing/billingAccounts/billingRoleAssignments`, 2024-04-01
    /// - Microsoft Learn: Understand Microsoft Customer Agreement administrative roles in Azure
    pub static RULE = {
        id: "billing-role-undeclared",
        group: Group::Billing,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "billing role is assigned to an undeclared principal",
        attack: &["T1098.003"],
        joins: &[Kind::BillingRoleAssignment],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let Some(declared) = &out.inventory().billing else {
        return out
            .undecided_tenant("no inventory of billing roles is declared".into(), "declare `inventory.billing` in the policy file".into());
    };
    for entry in declared.entries() {
        report_past_review("billing", entry, out);
    }
    if !tenant.is_told(&Kind::BillingRoleAssignment) {
        out.undecided_missing(&Kind::BillingRoleAssignment);
    }
    let mut seen = HashSet::new();
    for assignment in tenant.views::<BillingRoleAssignment<'_>>(&Kind::BillingRoleAssignment) {
        let (id, mail) = (assignment.principal_id(), assignment.user_email_address());
        let keys: Vec<&str> = [id.known(), mail.known()].into_iter().flatten().map(|key| &**key).collect();
        seen.extend(keys.iter().map(|key| key.to_ascii_lowercase()));
        if keys.is_empty() {
            out.needs(&assignment, "principalId", id);
        } else if !keys.iter().any(|key| declared.get(key).is_some()) {
            out.report(&assignment, "/properties/principalId", Label::new(assignment.place(id.or(mail)), "not in the inventory `billing`"))
                .title(
                    title(in_account!("undeclared principal `{principal}` has a billing role"), &assignment)
                        .with("principal", principal_name(&assignment)),
                )
                .step("declare the principal in the inventory `billing`")
                .step(Change::delete(assignment.resource));
        }
    }
    let is_missing = |entry: &&Entry<_>| !seen.contains(&entry.id.to_ascii_lowercase());
    report_missing("billing", declared.entries().iter().filter(is_missing), &[Kind::BillingRoleAssignment], tenant, out);
}
