//! Reports subscription policies that allow subscriptions to leave the tenant.

use super::{TransferOptions, check_switch};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A subscription policy whose `blockSubscriptionsLeavingTenant` is `false`. The value is evaluated as in
    /// `subscription-transfer-in-allowed`, with the same options, but every finding is medium.
    ///
    /// ## Why it matters
    /// An Owner of a subscription, or an attacker who has taken over an Owner's account, moves the subscription into a tenant that they
    /// control. Its data, identities and bill move with it, out of reach of every policy and alert of your tenant.
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
    /// While a part of the company is being separated. Exempt the individual users who move the subscriptions, and record this in the
    /// option `principals` of `subscription-transfer-exemption-wide`.
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
        summary: "subscriptions of this tenant can be moved into other tenants",
        attack: &["T1578", "T1537"],
        controls: &["CIS Azure 5.0 5.25", "CIS Azure 6.0 5.6"],
        needs: &[Kind::SubscriptionPolicy],
        options: Some(OptionSpec::of::<TransferOptions>()),
        check: Check::SubscriptionPolicy(check),
    };
}

fn check(policy: &View<'_, SubscriptionPolicy<'_>>, out: &mut Findings<'_>) {
    let setting = policy.block_subscriptions_leaving_tenant();
    check_switch(policy, setting, "blockSubscriptionsLeavingTenant", "/properties/blockSubscriptionsLeavingTenant", "leave", out);
}
