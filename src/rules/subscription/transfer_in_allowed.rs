//! Reports subscription policies that allow subscriptions to enter the tenant.

use super::{TransferOptions, check_switch};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A subscription policy whose `blockSubscriptionsIntoTenant` is `false`.
    ///
    /// The service default changed to closed on 2026-05-01, but an explicit earlier choice remains in force. `false` is high if it is an
    /// explicit choice (the policy has an id, or the value is in infrastructure as code) or if the export was made before the change
    /// (option `exported`). It is medium if the policy has no id.
    ///
    /// `null` means the service default: it is undecided, unless the option `exported` is before the change (high) or the option
    /// `require-explicit` (default: `false`) is set (medium).
    ///
    /// ## Why it matters
    /// A guest who can create subscriptions in their home tenant creates one and moves it into the tenant that invited them. As its Owner,
    /// they can read who administers the tenant root group, weaken Azure Policy, create managed identities, and register devices that
    /// dynamic groups and Conditional Access trust. `blockSubscriptionsIntoTenant` keeps subscriptions from entering the tenant.
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
    /// While a merger moves subscriptions into the tenant. Exempt the individual users who move them, and record this in the option
    /// `principals` of `subscription-transfer-exemption-wide`.
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
        summary: "subscriptions of other tenants can be moved into this tenant",
        attack: &["T1578", "T1098.003"],
        controls: &["CIS Azure 5.0 5.25", "CIS Azure 6.0 5.6"],
        needs: &[Kind::SubscriptionPolicy],
        options: Some(OptionSpec::of::<TransferOptions>()),
        check: Check::SubscriptionPolicy(check),
    };
}

fn check(policy: &View<'_, SubscriptionPolicy<'_>>, out: &mut Findings<'_>) {
    let setting = policy.block_subscriptions_into_tenant();
    check_switch(policy, setting, "blockSubscriptionsIntoTenant", "/properties/blockSubscriptionsIntoTenant", "enter", out);
}
