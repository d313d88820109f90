//! A billing role that nobody has declared.

use crate::rules::declared::{report_missing, report_past_review};
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// ## What it finds
    /// A role on a billing account, profile, invoice section, department or enrolment account whose holder the inventory `billing` of the
    /// policy file does not declare; an entry past its review date; for information, one whose holder has no role.
    ///
    /// ## Why it matters
    /// Billing roles stand outside of the roles of Entra ID and Azure, so reviews of those never show them. Whoever has one may make
    /// subscriptions.
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
    /// When the holder is right: declare him with a reviewer.
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
        summary: "a billing role is held by somebody who is not in the inventory",
        attack: &["T1098.003"],
        controls: &[],
        needs: &[],
        joins: &[Kind::BillingRoleAssignment],
        options: None,
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
            out.report(
                &assignment,
                "/properties/principalId",
                Label::new(assignment.place(id.or(mail)), "nobody has declared this principal"),
            )
            .step("declare the principal in the inventory `billing`")
            .step(Change::delete(assignment.resource));
        }
    }
    if tenant.seen(&Kind::BillingRoleAssignment).complete {
        declared
            .entries()
            .iter()
            .filter(|entry| !seen.contains(&entry.id.to_ascii_lowercase()))
            .for_each(|entry| report_missing("billing", entry, out));
    }
}
