//! Reports subscriptions that are created in another tenant or moved into it.

use crate::rules::declared::{DECLARE_PARTNER, other_tenant, undeclared_tenant};
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A request that moves a subscription into another tenant (`changeTenantRequest`), or a subscription alias that creates one there
    /// (`subscriptionTenantId`). Tenants that the inventory `partners` of the policy file declares are not reported.
    ///
    /// A `changeTenantRequest` always names another tenant than that of the subscription. The rule is undecided if the tenant is not known,
    /// or if an alias names a tenant and the id of this tenant is not in the input.
    ///
    /// ## Why it matters
    /// The subscription, its data and its identities are then governed by the other tenant: its administrators have access, and the
    /// policies, logs and alerts of this tenant no longer apply. The bill stays with the billing account of this tenant.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Subscription/changeTenantRequest/default", "name": "default",
    ///   "type": "Microsoft.Subscription/changeTenantRequest",
    ///   "properties": { "destinationTenantId": "22222222-2222-4333-8444-555566667777", "destinationOwnerId": "ana@fabrikam.example" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Subscription/aliases/prod", "name": "prod", "type": "Microsoft.Subscription/aliases",
    ///   "properties": { "displayName": "prod", "workload": "Production", "billingScope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the other tenant belongs to the same organization. Declare it in the inventory `partners`.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Subscription/changeTenantRequest`, 2024-08-01-preview
    /// - ARM: `Microsoft.Subscription/aliases`, 2021-10-01
    pub static RULE = {
        id: "subscription-leaves-tenant",
        group: Group::Subscription,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "subscription is created in or moved into another tenant",
        attack: &["T1578", "T1537"],
        needs: &[Kind::SubscriptionAlias | Kind::SubscriptionTransfer],
        joins: &[Kind::Organization],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for transfer in tenant.views::<SubscriptionTransfer<'_>>(&Kind::SubscriptionTransfer) {
        let setting = transfer.destination_tenant_id();
        let Some(home) = undeclared_tenant(&transfer, "destinationTenantId", setting, tenant, out) else { continue };
        let title = match Scope::of_setting(&transfer.id).as_ref().and_then(Scope::subscription).filter(|id| !id.is_empty()) {
            Some(id) => Text::new("subscription `{subscription}` is moved into tenant `{tenant}`").with("subscription", id.to_owned()),
            None => Text::new("the subscription of this deployment is moved into tenant `{tenant}`"),
        };
        out.report(
            &transfer,
            "/properties/destinationTenantId",
            Label::new(transfer.place(setting), "the tenant into which the subscription is moved"),
        )
        .title(title.with("tenant", home.to_string()))
        .step(Change::delete(transfer.resource))
        .step(DECLARE_PARTNER);
    }
    for alias in tenant.views::<SubscriptionAlias<'_>>(&Kind::SubscriptionAlias) {
        let additions = alias.additional_properties();
        if additions.is_absent() || additions.is_null() {
            continue;
        }
        let Some(additions) = out.known(&alias, "additionalProperties", additions) else { continue };
        let setting = &additions.subscription_tenant_id;
        if setting.is_absent() || setting.is_null() {
            continue;
        }
        let Some(home) = other_tenant(&alias, "subscriptionTenantId", setting, tenant, out) else { continue };
        let title = Text::new("subscription `{subscription}` is created in tenant `{tenant}`").with("subscription", name_of(&alias));
        out.report(&alias, "/properties/additionalProperties/subscriptionTenantId", Label::new(alias.place(setting), "not this tenant"))
            .title(title.with("tenant", home.to_string()))
            .step("create the subscription in this tenant, without `subscriptionTenantId`")
            .step(DECLARE_PARTNER);
    }
}
