//! Reports Azure exports without any billing data.

use crate::finding::{Action, Step};
use crate::resource::{Format, Place, Resource};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Azure exports in the input without any billing data. The rule reports this once: at the first subscription, otherwise at the first
    /// role assignment or management group. Responses for single role assignments, such as examples in documentation, are not an export.
    ///
    /// ## Why it matters
    /// Billing roles determine who can create subscriptions, and no review of Microsoft Entra roles or Azure roles shows them. Without an
    /// export of billing data, tenantlint cannot check them either.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001", "subscriptionId": "00000000-0000-4000-8000-000000000001", "tenantId": "11111111-2222-4333-8444-555566667777",
    ///   "displayName": "prod", "state": "Enabled", "subscriptionPolicies": { "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001", "subscriptionId": "00000000-0000-4000-8000-000000000001", "tenantId": "11111111-2222-4333-8444-555566667777",
    ///   "displayName": "prod", "state": "Enabled", "subscriptionPolicies": { "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off" } }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000001", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000001", "properties": { "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When billing is reviewed by someone else. Set `enabled: false` for the rule in the policy file and give that as the `reason`.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Billing/billingAccounts/billingRoleAssignments`, 2024-04-01
    /// - Microsoft Learn: Understand Microsoft Customer Agreement administrative roles in Azure
    pub static RULE = {
        id: "billing-not-reviewed",
        group: Group::Billing,
        severity: Severity::Info,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "billing roles are not in the input",
        joins: &[
            Kind::Subscription,
            Kind::RoleAssignment,
            Kind::ManagementGroup,
            Kind::AssociatedTenant,
            Kind::BillingAccount,
            Kind::BillingPolicy,
            Kind::BillingProfile,
            Kind::BillingRoleAssignment,
            Kind::BillingRoleDefinition,
            Kind::InvoiceSection,
        ],
        check: Check::Tenant(check),
    };
}

/// The kinds of billing data.
const BILLING: &[Kind] = &[
    Kind::AssociatedTenant,
    Kind::BillingAccount,
    Kind::BillingPolicy,
    Kind::BillingProfile,
    Kind::BillingRoleAssignment,
    Kind::BillingRoleDefinition,
    Kind::InvoiceSection,
];

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    if BILLING.iter().any(|kind| tenant.is_told(kind)) {
        return;
    }
    let is_export = |resource: &&Resource<'_>| match resource.format {
        Format::Azure if Kind::RoleAssignment.family().contains(&resource.kind) => tenant.has_list(&resource.kind),
        format => format.is_exported(),
    };
    let kinds = [Kind::Subscription].iter().chain(Kind::RoleAssignment.family()).chain(&[Kind::ManagementGroup]);
    let Some(first) = kinds.flat_map(|kind| tenant.kept(kind)).find(is_export) else {
        if !tenant.has(&Kind::Subscription) {
            out.undecided_missing(&Kind::Subscription);
        }
        return;
    };
    let Ok(members) = first.members() else { return };
    if first.kind == Kind::Subscription {
        let Some(view) = View::<Subscription<'_>>::new(first, &members) else { return };
        report(&view, view.place(view.subscription_id.or(&view.id)), out);
    } else if first.kind == Kind::ManagementGroup {
        let Some(view) = View::<ManagementGroup<'_>>::new(first, &members) else { return };
        report(&view, view.place(view.id.or(&view.name)), out);
    } else if let Some(view) = View::<RoleAssignment<'_>>::new(first, &members) {
        report(&view, view.place(view.scope()), out);
    }
}

fn report<T: Identified>(view: &View<'_, T>, place: Place, out: &mut Findings<'_>) {
    let command = Kind::BillingRoleAssignment.request().map(crate::resource::Request::command).unwrap_or_default();
    out.report(view, "", Label::new(place, "exported without any billing data"))
        .step(Step::from("export the billing roles").with(Action::Command(Text::new("{command}").with("command", command))));
}
