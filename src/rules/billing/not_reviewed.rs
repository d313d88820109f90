//! Billing roles that nobody looked at.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Exports of subscriptions in the input, and no billing data at all. It is said once, at the first subscription.
    ///
    /// ## Why it matters
    /// Who can make subscriptions is decided in billing, which no review of Entra roles or Azure roles shows. Without that export this
    /// linter does not see it either.
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
    /// When somebody else reviews billing: switch the rule off with that reason.
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
        attack: &[],
        controls: &[],
        needs: &[Kind::Subscription],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let billing = [Kind::BillingAccount, Kind::BillingProfile, Kind::BillingRoleAssignment, Kind::InvoiceSection];
    if tenant.has_any(&billing) || billing.iter().any(|kind| tenant.seen(kind).complete) {
        return;
    }
    let mut exported =
        tenant.views::<Subscription<'_>>(&Kind::Subscription).filter(|subscription| subscription.resource.format.is_exported());
    if let Some(first) = exported.next() {
        let help = crate::collect::command(&Kind::BillingRoleAssignment).unwrap_or_default();
        out.report(
            &first,
            "",
            Label::new(first.place(first.subscription_id.or(&first.id)), "who can make such subscriptions is not in the input"),
        )
        .help(Text::new("export the billing roles: {command}").with("command", help));
    }
}
