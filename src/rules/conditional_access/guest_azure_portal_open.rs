//! Reports guest types for which no Conditional Access policy protects Azure management.

use super::{NoPolicy, check_coverage, no_policy};
use crate::model::conditional_access::Resources;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Guest types for which no enforced Conditional Access policy blocks Azure management or requires MFA for it. Azure management is the
    /// app `797f4846-ba00-4fd7-ba43-dac1f8f63013`, or all apps. A policy for `MicrosoftAdminPortals` alone leaves the API and its command-line tools open.
    ///
    /// The finding is on the policy that comes closest. If the complete list of policies is empty and security defaults are disabled, it is
    /// on the security defaults.
    ///
    /// The rule is undecided if security defaults are enabled, or if a policy that may cover guests is not fully known.
    ///
    /// ## Why it matters
    /// A guest who moves a subscription into the tenant does so in the Azure portal. A policy that blocks guests there breaks the attack,
    /// whatever else is open.
    ///
    /// ## Bad
    /// ```json
    /// { "displayName": "Members: MFA", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["797f4846-ba00-4fd7-ba43-dac1f8f63013"] },
    ///     "users": { "includeUsers": ["All"], "excludeUsers": ["GuestsOrExternalUsers"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "displayName": "Guests: no Azure", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["797f4846-ba00-4fd7-ba43-dac1f8f63013"] },
    ///     "users": { "includeUsers": ["GuestsOrExternalUsers"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["block"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// If guests administer Azure on purpose and are protected by other means, disable the rule in the policy file (`enabled: false`) with
    /// that `reason`.
    ///
    /// ## Sources
    /// - Microsoft Learn: Require MFA for Azure management
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "conditional-access-guest-azure-portal-open",
        group: Group::ConditionalAccess,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "no Conditional Access policy protects Azure management from guests",
        attack: &["T1078.004"],
        needs: &[Kind::ConditionalAccessPolicy],
        joins: &[Kind::SecurityDefaults, Kind::Group, Kind::NamedLocation],
        check: Check::Tenant(check),
    };
}

/// The client id of Azure management in the apps of a policy.
const AZURE_MANAGEMENT: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    check_coverage(tenant, out, &AZURE);
}

const AZURE: NoPolicy = NoPolicy {
    resources: Resources::App(AZURE_MANAGEMENT),
    without_policy: "security defaults are disabled, and no Conditional Access policy protects Azure management from guests",
    titles: no_policy!("blocks Azure management or enforces MFA on it", "; the closest is `{policy}`"),
    titles_elsewhere: no_policy!("blocks Azure management or enforces MFA on it at trusted locations", "; `{policy}` excludes them"),
    perhaps: "a policy that may cover guests on Azure management is not fully known",
    defaults: "security defaults are enabled, which require MFA for Azure management",
    purpose: "create a Conditional Access policy that blocks Azure management for guests and external users",
    policy: POLICY,
    pointer: "/conditions",
};

const POLICY: &str = r#"{"displayName":"Guests: no Azure management","state":"enabled","conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["797f4846-ba00-4fd7-ba43-dac1f8f63013"]},"users":{"includeUsers":["GuestsOrExternalUsers"]}},"grantControls":{"operator":"OR","builtInControls":["block"]}}"#;
