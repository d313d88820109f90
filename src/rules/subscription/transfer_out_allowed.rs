//! Subscriptions of this tenant may be moved into others.

use super::{TransferOptions, check_switch};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A subscription policy whose `blockSubscriptionsLeavingTenant` is `false`, judged as `subscription-transfer-in-allowed` is.
    ///
    /// ## Why it matters
    /// An Owner of a subscription, or who has taken over one, moves it into a tenant of his own: with its data, its identities and its bill,
    /// and out of the reach of every policy and alert.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/providers/Microsoft.Subscription/policies/default", "name": "default", "type": "Microsoft.Subscription/policies",
    ///   "properties": { "policyId": "291bba3f-e0a5-47bc-a099-3bdcb2a50a05", "blockSubscriptionsLeavingTenant": false } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Subscription/policies/default", "name": "default", "type": "Microsoft.Subscription/policies",
    ///   "properties": { "policyId": "291bba3f-e0a5-47bc-a099-3bdcb2a50a05", "blockSubscriptionsLeavingTenant": true } }
    /// ```
    ///
    /// ## When it is wrong
    /// While a part of the company is carved out: exempt the users who do it, by name, and record that.
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage Azure subscription policies
    /// - ARM: `Microsoft.Subscription/policies`, 2021-10-01
    pub static RULE = {
        id: "subscription-transfer-out-allowed",
        group: Group::Subscription,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "subscriptions of this tenant may be moved into others",
        attack: &["T1578", "T1537"],
        controls: &["CIS Azure 5.0 5.25", "CIS Azure 6.0 5.6"],
        needs: &[Kind::SubscriptionPolicy],
        joins: &[],
        options: Some(OptionSpec::of::<TransferOptions>()),
        check: Check::SubscriptionPolicy(check),
    };
}

fn check(policy: &View<'_, SubscriptionPolicy<'_>>, out: &mut Findings<'_>) {
    let setting = policy.block_subscriptions_leaving_tenant();
    check_switch(policy, setting, "blockSubscriptionsLeavingTenant", "/properties/blockSubscriptionsLeavingTenant", "leave", out);
}
