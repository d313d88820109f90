//! Reports tenants that share a billing account without being declared.

use super::account_in;
use crate::rules::declared::{DECLARE_PARTNER, other_tenant};
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A tenant that is associated with a billing account, with active access to it, and that the inventory `partners` of the policy file
    /// does not declare.
    ///
    /// The severity is high if users of the other tenant can have billing roles (`billingManagementState` is `Active`), and medium if only
    /// subscriptions of the account can be created there (`provisioningManagementState` is `Active`). The rule is undecided if the states
    /// or the tenant are not known, or if the id of this tenant is not in the input.
    ///
    /// ## Why it matters
    /// A user of the other tenant with a billing role creates subscriptions at the expense of this organization, in their own tenant or in
    /// this one. No review of Microsoft Entra roles or Azure roles shows the association.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#organization", "value": [{ "id": "11111111-2222-4333-8444-555566667777", "displayName": "Contoso", "verifiedDomains": [] }] }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/associatedTenants/22222222-2222-4333-8444-555566667777", "type": "Microsoft.Billing/billingAccounts/associatedTenants",
    ///   "name": "22222222-2222-4333-8444-555566667777", "properties": { "displayName": "Fabrikam", "tenantId": "22222222-2222-4333-8444-555566667777",
    ///     "billingManagementState": "Active", "provisioningManagementState": "NotRequested" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#organization", "value": [{ "id": "11111111-2222-4333-8444-555566667777", "displayName": "Contoso", "verifiedDomains": [] }] }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/associatedTenants/22222222-2222-4333-8444-555566667777", "type": "Microsoft.Billing/billingAccounts/associatedTenants",
    ///   "name": "22222222-2222-4333-8444-555566667777", "properties": { "displayName": "Fabrikam", "tenantId": "22222222-2222-4333-8444-555566667777",
    ///     "billingManagementState": "Revoked", "provisioningManagementState": "NotRequested" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the other tenant belongs to the same organization. Declare it in the inventory `partners`.
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage billing across multiple tenants using associated billing tenants
    /// - ARM: `Microsoft.Billing/billingAccounts/associatedTenants`, 2024-04-01
    pub static RULE = {
        id: "billing-associated-tenant",
        group: Group::Billing,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "billing account is shared with an undeclared tenant",
        attack: &["T1199", "T1098.003"],
        needs: &[Kind::AssociatedTenant],
        joins: &[Kind::Organization],
        check: Check::Tenant(check),
    };
}

fn is_active<'a>(setting: &Setting<'a, Str<'a>>) -> bool {
    setting.known().is_some_and(|state| state.eq_ignore_ascii_case("Active"))
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for associated in tenant.views::<AssociatedTenant<'_>>(&Kind::AssociatedTenant) {
        let states = [
            ("billingManagementState", associated.billing_management_state(), "users of this tenant can have billing roles"),
            ("provisioningManagementState", associated.provisioning_management_state(), "subscriptions can be created in this tenant"),
        ];
        let mut active = states.iter().filter(|(_, setting, _)| is_active(setting)).peekable();
        if active.peek().is_none() {
            for (name, setting, _) in states {
                out.needs(&associated, name, setting);
            }
            continue;
        }
        let setting = associated.tenant_id();
        let Some(home) = other_tenant(&associated, "tenantId", setting, tenant, out) else { continue };
        let title = match account_in(associated.id.known().map(|path| &**path)) {
            Some(account) => Text::new("billing account `{account}` is shared with tenant `{name}` (`{tenant}`)").with("account", account),
            None => Text::new("billing account is shared with tenant `{name}` (`{tenant}`)"),
        };
        let label = Label::new(associated.place(setting), "not declared in the inventory `partners`");
        let mut report = out
            .report(&associated, "/properties/tenantId", label)
            .title(title.with("name", name_of(&associated)).with("tenant", home.to_string()))
            .step(DECLARE_PARTNER)
            .step(Change::delete(associated.resource).to("remove the association if it is not needed"));
        if is_active(associated.billing_management_state()) {
            report = report.severity(Severity::High);
        }
        for (_, setting, label) in active {
            report = report.related(Label::new(associated.place(setting), *label));
        }
    }
}
