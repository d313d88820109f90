//! Reports subscription policy settings nested where Azure Resource Manager ignores them.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Infrastructure as code that nests `blockSubscriptionsIntoTenant`, `blockSubscriptionsLeavingTenant` or `exemptedPrincipals` under
    /// `properties`. In a request these settings belong at the root of the body; `properties` exists only in the response and is read-only.
    ///
    /// ## Why it matters
    /// A reviewer of the code believes that subscriptions are blocked, but Azure Resource Manager ignores the nested settings. The other
    /// rules still evaluate the nested values as if they were at the root.
    ///
    /// ## Bad
    /// ```terraform-plan
    /// { "type": "azapi_update_resource", "values": { "type": "Microsoft.Subscription/policies@2021-10-01",
    ///   "body": { "properties": { "blockSubscriptionsIntoTenant": true } } } }
    /// ```
    ///
    /// ## Good
    /// ```terraform-plan
    /// { "type": "azapi_update_resource", "values": { "type": "Microsoft.Subscription/policies@2021-10-01",
    ///   "body": { "blockSubscriptionsIntoTenant": true } } }
    /// ```
    ///
    /// ## When it is wrong
    /// When a later API version accepts the settings under `properties`. Check the tenant with
    /// `az rest --url 'https://management.azure.com/providers/Microsoft.Subscription/policies/default?api-version=2021-10-01'`.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Subscription/policies`, 2021-10-01
    pub static RULE = {
        id: "subscription-policy-ineffective",
        group: Group::Subscription,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "subscription policy settings are nested where ARM ignores them",
        attack: &["T1578"],
        needs: &[Kind::SubscriptionPolicy],
        check: Check::SubscriptionPolicy(check),
    };
}

fn check(policy: &View<'_, SubscriptionPolicy<'_>>, out: &mut Findings<'_>) {
    if !policy.resource.format.is_from_code() || policy.properties.is_absent() || policy.properties.is_null() {
        return;
    }
    let Some(properties) = out.known(policy, "properties", &policy.properties) else { return };
    let into = (&properties.block_subscriptions_into_tenant, policy.place(&properties.block_subscriptions_into_tenant));
    let leaving = (&properties.block_subscriptions_leaving_tenant, policy.place(&properties.block_subscriptions_leaving_tenant));
    let exempted = Some(&properties.exempted_principals).filter(|list| !list.is_absent()).map(|list| policy.place(list));
    let switches = [into, leaving].into_iter().filter(|(setting, _)| !setting.is_absent()).map(|(_, place)| place);
    let mut places = switches.chain(exempted);
    let Some(first) = places.next() else { return };
    let address = policy.resource.address.as_deref().unwrap_or("default");
    let title =
        Text::new("subscription policy `{policy}` nests settings under `properties`, where ARM ignores them").with("policy", address);
    let report = out
        .report(policy, "/properties", Label::new(first, "under `properties`, which is read-only"))
        .title(title)
        .step("move the settings from `properties` to the root of the resource, next to its name");
    places.fold(report, |report, place| report.related(Label::new(place, "also under `properties`")));
}
