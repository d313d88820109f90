//! Reports guest types for which no Conditional Access policy protects Azure management.

use super::{confidence_of_absence, coverage, has_security_defaults, judge_defaults, named, policies};
use crate::remediation::new_policy;
use crate::rules::guest_groups::Groups;
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
    /// { "id": "0e5d1d0a-1111-4222-8333-444455556666", "displayName": "Members: MFA", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["797f4846-ba00-4fd7-ba43-dac1f8f63013"] },
    ///     "users": { "includeUsers": ["All"], "excludeUsers": ["GuestsOrExternalUsers"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0e5d1d0a-1111-4222-8333-444455556666", "displayName": "Guests: no Azure", "state": "enabled",
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

/// Names under which a policy has Azure management.
const AZURE_MANAGEMENT: &[&str] = &["797f4846-ba00-4fd7-ba43-dac1f8f63013", "MicrosoftAdminPortals"];

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies = policies(tenant);
    if policies.is_empty() {
        return judge_defaults(tenant, out, PURPOSE, POLICY);
    }
    let coverage = coverage(policies.iter(), &Groups::new(tenant), is_for_azure);
    let missing = GuestTypes::ALL.without(coverage.covered);
    let nearness =
        |policy: &ConditionalAccessPolicy<'_>| (is_for_azure(policy) == Some(true), policy.names_guests(), policy.protects() == Some(true));
    let Some(nearest) = policies.iter().max_by_key(|policy| nearness(policy)).filter(|_| !missing.is_empty()) else { return };
    let place = nearest.resource.place(nearest.exclusion_of_guests().or_else(|| nearest.inclusion_of_guests()).unwrap_or_default());
    let open = missing.without(coverage.perhaps);
    if open.is_empty() {
        return out.undecided(nearest, &place, "a policy that may keep guests from Azure cannot be known in full".into());
    }
    if has_security_defaults(tenant) {
        return out.undecided(nearest, &place, "security defaults are on, and demand several factors for Azure management".into());
    }
    let label = match is_for_azure(nearest) {
        Some(true) => Text::new("this one is for Azure management, and leaves {types} uncovered"),
        _ => Text::new("no policy is for Azure management and {types}"),
    };
    out.report(nearest, "/conditions", Label::new(place, label.with("types", named(open))))
        .confidence(confidence_of_absence(tenant))
        .step(new_policy(nearest.resource, PURPOSE, POLICY));
}

const PURPOSE: &str = "enforce a Conditional Access policy that blocks all guests on Azure management";

const POLICY: &str = r#"{"displayName":"Guests: no Azure management","state":"enabled","conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["797f4846-ba00-4fd7-ba43-dac1f8f63013"]},"users":{"includeUsers":["GuestsOrExternalUsers"]}},"grantControls":{"operator":"OR","builtInControls":["block"]}}"#;

/// Whether a policy is for Azure management; nothing where that is not known.
fn is_for_azure(policy: &ConditionalAccessPolicy<'_>) -> Option<bool> {
    if AZURE_MANAGEMENT.iter().any(|app| policy.target(app).is_some()) {
        return Some(true);
    }
    Some(policy.targets_all_apps()? && !AZURE_MANAGEMENT.iter().any(|app| policy.leaves_out(app)))
}
