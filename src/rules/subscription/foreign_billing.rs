//! Reports subscriptions whose offer is not allowed or whose billing account is not one of the tenant's.

use crate::finding::Undecided;
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// ## What it finds
    /// A subscription whose offer (`quotaId`) is not listed in the option `offers`. By default the option lists the offers of Enterprise
    /// Agreements, the Microsoft Customer Agreement and partners.
    ///
    /// Offers such as free trial, pay-as-you-go and sponsorship are high; Visual Studio, partner network and dev/test offers are medium.
    ///
    /// The rule also reports a subscription alias whose billing account is not one of the tenant's billing accounts. It is undecided for
    /// these aliases if no billing account is in the input.
    ///
    /// ## Why it matters
    /// An attacker pays for a planted subscription with a free trial or a credit card. In a tenant that buys Azure through an agreement,
    /// such an offer does not belong to the organization.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001", "subscriptionId": "00000000-0000-4000-8000-000000000001", "tenantId": "11111111-2222-4333-8444-555566667777",
    ///   "displayName": "prod", "state": "Enabled", "subscriptionPolicies": { "quotaId": "FreeTrial_2014-09-01", "spendingLimit": "Off" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001", "subscriptionId": "00000000-0000-4000-8000-000000000001", "tenantId": "11111111-2222-4333-8444-555566667777",
    ///   "displayName": "prod", "state": "Enabled", "subscriptionPolicies": { "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the tenant buys Azure by credit card. List the offers in the rule's option `offers`.
    ///
    /// ## Sources
    /// - Microsoft Learn: Understand Cost Management data, supported offers
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "subscription-foreign-billing",
        group: Group::Subscription,
        severity: Severity::High,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "subscription has an offer or billing account that is not one of the tenant's",
        attack: &["T1578"],
        needs: &[Kind::Subscription | Kind::SubscriptionAlias],
        joins: &[Kind::BillingAccount, Kind::Organization],
        options: Some(OptionSpec::of::<BillingOptions>()),
        check: Check::Tenant(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct BillingOptions {
    /// The offers through which the tenant buys subscriptions, each written as the part of `quotaId` before the date.
    offers: Vec<String>,
}

impl Default for BillingOptions {
    fn default() -> Self {
        let usual = ["EnterpriseAgreement", "CSP", "CSP_MG", "CSPDEVTEST", "Default", "Internal"];
        Self { offers: usual.map(str::to_owned).to_vec() }
    }
}

/// Developer offers, which employees also have.
///
/// Source: Microsoft Learn, Understand Cost Management data.
const OF_DEVELOPERS: &[&str] = &["MSDN", "MPN", "MSDNDevTest"];

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let options = out.options::<BillingOptions>();
    for subscription in tenant.subscriptions() {
        check_offer(&subscription, &options, out);
    }
    let accounts: HashSet<String> = tenant
        .views::<BillingAccount<'_>>(&Kind::BillingAccount)
        .filter_map(|account| Some(account.name.known()?.to_ascii_lowercase()))
        .collect();
    for alias in tenant.views::<SubscriptionAlias<'_>>(&Kind::SubscriptionAlias) {
        check_account(&alias, &accounts, out);
    }
}

/// Reports a subscription alias whose billing account is not one of the tenant's.
fn check_account(alias: &View<'_, SubscriptionAlias<'_>>, accounts: &HashSet<String>, out: &mut Findings<'_>) {
    let setting = alias.billing_scope();
    // An alias without a billing scope refers to an existing subscription.
    if setting.is_absent() || setting.is_null() {
        return;
    }
    if accounts.is_empty() {
        return out.undecided_once("no `billingAccount` is in the input", || Undecided::collect(&Kind::BillingAccount));
    }
    let Some(scope) = out.known(alias, "billingScope", setting) else { return };
    let path = scope.to_ascii_lowercase();
    let account = path.split("/billingaccounts/").nth(1).and_then(|rest| rest.split('/').next());
    if let Some(account) = account.filter(|account| !accounts.contains(*account)) {
        out.report(alias, "/properties/billingScope", Label::new(alias.place(setting), "not one of the billing accounts in the input"))
            .title(
                Text::new("subscription `{subscription}` is billed to billing account `{account}`, which is not one of the tenant's")
                    .with("subscription", name_of(alias))
                    .with("account", account),
            )
            .step("find out who owns this billing account");
    }
}

fn check_offer(subscription: &View<'_, Subscription<'_>>, options: &BillingOptions, out: &mut Findings<'_>) {
    // The Azure CLI and infrastructure as code do not contain it.
    let Some(policies) = subscription.subscription_policies().known() else {
        if !subscription.resource.format.is_declared() {
            out.undecided_once("`subscriptionPolicies` is not in the input for some subscriptions", || {
                Undecided::collect(&Kind::Subscription)
            });
        }
        return;
    };
    let Some(quota) = out.known(subscription, "quotaId", &policies.quota_id) else { return };
    let offer = quota
        .rsplit_once('_')
        .filter(|(_, day)| day.starts_with(|first: char| first.is_ascii_digit()))
        .map_or(&**quota, |(offer, _)| offer);
    if options.offers.iter().any(|allowed| allowed.eq_ignore_ascii_case(offer)) {
        return;
    }
    let label = "not listed in the option `offers`";
    let title = Text::new("subscription `{subscription}` has offer `{offer}`, which is not an allowed offer");
    let report = out
        .report(subscription, "/subscriptionPolicies/quotaId", Label::new(subscription.place(&policies.quota_id), label))
        .title(title.with("subscription", name_of(subscription)).with("offer", offer));
    let report =
        if OF_DEVELOPERS.iter().any(|known| known.eq_ignore_ascii_case(offer)) { report.severity(Severity::Medium) } else { report };
    report
        .step("find out who pays for the subscription")
        .step("list the offer in the option `offers` if the organization buys subscriptions through it");
}
