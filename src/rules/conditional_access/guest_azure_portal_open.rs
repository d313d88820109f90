//! Reports guest types for which no Conditional Access policy protects Azure management.

use super::{check_defaults, coverage, has_security_defaults, no_policy, policies, text_for};
use crate::remediation::new_policy;
use crate::rules::guest_groups::Groups;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Guest types for which no enforced Conditional Access policy blocks Azure management or requires MFA for it. Azure management is the
    /// app `797f4846-ba00-4fd7-ba43-dac1f8f63013`, also as part of `MicrosoftAdminPortals`. Policies for all apps count as well.
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
        joins: &[Kind::SecurityDefaults, Kind::Group],
        check: Check::Tenant(check),
    };
}

/// The names of Azure management in the target apps of a policy.
const AZURE_MANAGEMENT: &[&str] = &["797f4846-ba00-4fd7-ba43-dac1f8f63013", "MicrosoftAdminPortals"];

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies = policies(tenant);
    if policies.is_empty() {
        return check_defaults(tenant, out, WITHOUT_POLICY, PURPOSE, POLICY);
    }
    let coverage = coverage(policies.iter(), &Groups::new(tenant), is_for_azure);
    let missing = GuestTypes::ALL.without(coverage.covered);
    let closeness = |policy: &View<'_, ConditionalAccessPolicy<'_>>| {
        (is_for_azure(policy) == Some(true), policy.names_guests(), policy.protects() == Some(true))
    };
    let Some(closest) = policies.iter().max_by_key(|policy| closeness(policy)).filter(|_| !missing.is_empty()) else { return };
    let place = closest.resource.place(closest.exclusion_of_guests().or_else(|| closest.inclusion_of_guests()).unwrap_or_default());
    let open = missing.without(coverage.perhaps);
    if open.is_empty() {
        return out.undecided(closest, &place, "a policy that may cover guests on Azure management is not fully known".into());
    }
    if has_security_defaults(tenant) {
        return out.undecided(closest, &place, "security defaults are enabled, which require MFA for Azure management".into());
    }
    let Some(absence) = out.absence(tenant, &Kind::ConditionalAccessPolicy) else { return };
    let label = match is_for_azure(closest) {
        Some(true) => "applies to Azure management, but does not cover all of these users",
        _ => "no policy is known to apply to Azure management",
    };
    let titles: fn(Absence) -> [&'static str; 2] =
        no_policy!("blocks Azure management or enforces MFA on it", "; the closest is `{policy}`");
    out.report(closest, "/conditions", Label::new(place, label))
        .title(text_for(open, titles(absence)).with("policy", name_of(closest)))
        .absence(absence)
        .step(new_policy(closest.resource, PURPOSE, POLICY));
}

const WITHOUT_POLICY: &str = "security defaults are disabled, and no Conditional Access policy protects Azure management from guests";

const PURPOSE: &str = "create a Conditional Access policy that blocks Azure management for guests and external users";

const POLICY: &str = r#"{"displayName":"Guests: no Azure management","state":"enabled","conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["797f4846-ba00-4fd7-ba43-dac1f8f63013"]},"users":{"includeUsers":["GuestsOrExternalUsers"]}},"grantControls":{"operator":"OR","builtInControls":["block"]}}"#;

/// Whether a policy applies to Azure management. `None` if that is not known.
fn is_for_azure(policy: &View<'_, ConditionalAccessPolicy<'_>>) -> Option<bool> {
    if AZURE_MANAGEMENT.iter().any(|app| policy.target(app).is_some()) {
        return Some(true);
    }
    Some(policy.targets_all_apps()? && !policy.leaves_out(AZURE_MANAGEMENT)?)
}
