//! Reports resources that an external user created, and resources that an undeclared tenant manages.

use crate::rules::creator::external_creator;
use crate::rules::declared::{DECLARE_PARTNER, undeclared_tenant};
use crate::rules::prelude::*;
use crate::rules::{Report, name_of};

rule! {
    /// ## What it finds
    /// A resource whose `systemData` names a guest or other external user as its creator, and a subscription or Azure Lighthouse delegation
    /// whose managing tenant is not declared in the inventory `partners`.
    ///
    /// ## Why it matters
    /// What a guest creates stays after the guest has left: virtual machines, managed identities, key vaults. A Lighthouse delegation lets
    /// another tenant manage resources, but appears in no list of users or roles of your tenant.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.ManagedServices/registrationDefinitions/c0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.ManagedServices/registrationDefinitions", "name": "c0000000-0000-4000-8000-000000000001",
    ///   "properties": { "registrationDefinitionName": "MSP", "managedByTenantId": "22222222-2222-4333-8444-555566667777", "authorizations": [] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001", "subscriptionId": "00000000-0000-4000-8000-000000000001", "displayName": "prod", "state": "Enabled", "managedByTenants": [] }
    /// ```
    ///
    /// ## When it is wrong
    /// When guests create Azure resources on purpose, accept the finding under `allow:` in the policy file. When the managing tenant is a
    /// partner, declare it in the inventory `partners`.
    ///
    /// ## Sources
    /// - ARM: `systemData`
    /// - ARM: `Microsoft.ManagedServices/registrationDefinitions`, 2022-10-01
    pub static RULE = {
        id: "subscription-guest-resource",
        group: Group::Subscription,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "resource was created by an external user or is managed by an undeclared tenant",
        attack: &["T1578", "T1199"],
        joins: &[Kind::Subscription, Kind::RegistrationDefinition, Kind::User, Kind::Organization],
        check: Check::Several(&[Check::Created(check_creator), Check::Tenant(check)]),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for subscription in tenant.subscriptions() {
        out.lacks(&subscription, "managedByTenants", subscription.managed_by_tenants());
        for manager in subscription.managed_by_tenants().elements().iter().filter_map(Setting::known) {
            check_manager(
                &subscription,
                "undeclared tenant `{tenant}` manages subscription `{resource}`",
                "/managedByTenants",
                &manager.tenant_id,
                tenant,
                out,
            );
        }
    }
    if !tenant.has_azure_resources() {
        out.undecided_missing(&Kind::Subscription);
    }
    for delegation in tenant.views::<RegistrationDefinition<'_>>(&Kind::RegistrationDefinition) {
        check_manager(&delegation, DELEGATION, "/properties/managedByTenantId", delegation.managed_by_tenant_id(), tenant, out);
    }
}

fn check_creator(resource: &View<'_, CreatedResource<'_>>, tenant: &Tenant, out: &mut Findings<'_>) {
    let made = &resource.system_data;
    let Some((creator, by)) = external_creator(made, tenant, out).zip(made.known().map(|made| &made.created_by)) else { return };
    let title = if creator.is_guest {
        "guest `{user}` created resource `{resource}`"
    } else {
        "external user `{user}` created resource `{resource}`"
    };
    let report = out
        .report(resource, "/systemData/createdBy", Label::new(resource.place(by), "the creator recorded in `systemData`"))
        .title(Text::new(title).with("user", creator.name.clone()).with("resource", name_of(resource)))
        .step("assign the resource to an owner in your organization if it is needed")
        .step("delete the resource if no one needs it");
    creator.evidence.into_iter().fold(report, Report::related);
}

const DELEGATION: &str = "Azure Lighthouse delegation `{resource}` lets undeclared tenant `{tenant}` manage resources";

fn check_manager<'a, T: Identified>(
    view: &View<'_, T>,
    title: &'static str,
    pointer: &'static str,
    tenant_id: &Setting<'a, Str<'a>>,
    tenant: &Tenant,
    out: &mut Findings<'_>,
) {
    let Some(id) = undeclared_tenant(view, "managedByTenantId", tenant_id, tenant, out) else { return };
    out.report(view, pointer, Label::new(view.place(tenant_id), "not declared in the inventory `partners`"))
        .title(Text::new(title).with("tenant", id.to_string()).with("resource", name_of(view)))
        .step(DECLARE_PARTNER)
        .step("delete the delegation");
}
