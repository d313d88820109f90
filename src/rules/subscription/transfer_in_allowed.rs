//! Subscriptions of other tenants may be moved into this one.

use super::{TransferOptions, check_switch};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A subscription policy whose `blockSubscriptionsIntoTenant` is `false`. Since 2026-05-01 the service's default is closed, and an
    /// explicit earlier choice stays: so `false` is high where somebody chose it (the policy has an id, the value stands in
    /// infrastructure as code, or the export is older than the change: option `exported`), and medium where the policy has no id.
    /// Null is not decidable, because the default holds; option `require-explicit` reports it.
    ///
    /// ## Why it matters
    /// A guest who may create subscriptions at home makes one and moves it into the tenant that invited him. He is its Owner: he reads who
    /// administers the root management group, weakens Azure Policy, makes managed identities, and registers devices that dynamic
    /// groups and Conditional Access trust. This switch blocks subscriptions entering the tenant.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/providers/Microsoft.Subscription/policies/default", "name": "default", "type": "Microsoft.Subscription/policies",
    ///   "properties": { "policyId": "291bba3f-e0a5-47bc-a099-3bdcb2a50a05", "blockSubscriptionsIntoTenant": false } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Subscription/policies/default", "name": "default", "type": "Microsoft.Subscription/policies",
    ///   "properties": { "policyId": "291bba3f-e0a5-47bc-a099-3bdcb2a50a05", "blockSubscriptionsIntoTenant": true } }
    /// ```
    ///
    /// ## When it is wrong
    /// While a merger moves subscriptions in: exempt the users who do it, by name, and record that.
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage Azure subscription policies
    /// - ARM: `Microsoft.Subscription/policies`, 2021-10-01
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "subscription-transfer-in-allowed",
        group: Group::Subscription,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "subscriptions of other tenants may be moved into this one",
        attack: &["T1578", "T1098.003"],
        controls: &["CIS Azure 5.0 5.25", "CIS Azure 6.0 5.6"],
        needs: &[Kind::SubscriptionPolicy],
        joins: &[],
        options: Some(OptionSpec::of::<TransferOptions>()),
        check: Check::SubscriptionPolicy(check),
    };
}

fn check(policy: &View<'_, SubscriptionPolicy<'_>>, out: &mut Findings<'_>) {
    let setting = policy.block_subscriptions_into_tenant();
    check_switch(policy, setting, "blockSubscriptionsIntoTenant", "/properties/blockSubscriptionsIntoTenant", "enter", out);
}
