//! Reports guest types for which no Conditional Access policy requires MFA.

use super::{check_defaults, coverage, has_security_defaults, no_policy, policies, text_for};
use crate::remediation::new_policy;
use crate::rules::guest_groups::Groups;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Guest types for which no enforced Conditional Access policy requires MFA or an authentication strength for all apps, or blocks
    /// access to them.
    ///
    /// - A report-only policy enforces nothing.
    /// - A policy that is limited to some platforms, risk levels, locations, devices, client apps or authentication flows (such as device
    ///   code) leaves the other sign-ins unprotected.
    /// - A dynamic group whose rule matches every guest counts as those guest types, both when it is included and when it is excluded.
    ///
    /// The finding is on the policy that comes closest. If the complete list of policies is empty and security defaults are disabled, it is
    /// on the security defaults.
    ///
    /// The rule is undecided if security defaults are enabled, or if something about a policy is unknown, such as the members of a group
    /// that is not in the input, or a list of users, groups, roles or apps that an exported policy lacks.
    ///
    /// ## Why it matters
    /// A guest authenticates in their home tenant. Unless this tenant requires MFA, the home tenant decides whether the guest completes it.
    /// A stolen password may then be enough to sign in here.
    ///
    /// ## Bad
    /// ```json
    /// { "displayName": "Guests: MFA", "state": "enabledForReportingButNotEnforced",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["GuestsOrExternalUsers"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "displayName": "Guests: MFA", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// If the input does not contain all Conditional Access policies of the tenant, add the missing ones to the input.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `conditionalAccessPolicy`
    /// - Microsoft Learn: Require multifactor authentication for guest access
    pub static RULE = {
        id: "conditional-access-guest-mfa-missing",
        group: Group::ConditionalAccess,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "no Conditional Access policy requires MFA for guests",
        attack: &["T1078.004", "T1556.009"],
        controls: &["ZTA 21851"],
        needs: &[Kind::ConditionalAccessPolicy],
        joins: &[Kind::SecurityDefaults, Kind::Group],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies = policies(tenant);
    if policies.is_empty() {
        return check_defaults(tenant, out, WITHOUT_POLICY, PURPOSE, POLICY);
    }
    let coverage = coverage(policies.iter(), &Groups::new(tenant), View::targets_all_apps);
    let missing = GuestTypes::ALL.without(coverage.covered);
    let Some(closest) = policies.iter().max_by_key(|policy| closeness(policy)).filter(|_| !missing.is_empty()) else { return };
    let place = closest.resource.place(closest.inclusion_of_guests().unwrap_or_default());
    let open = missing.without(coverage.perhaps);
    if open.is_empty() {
        return out.undecided(closest, &place, "a policy that may cover guests is not fully known".into());
    }
    if has_security_defaults(tenant) {
        return out.undecided(
            closest,
            &place,
            "security defaults are enabled, which require MFA only when Microsoft considers it necessary".into(),
        );
    }
    let Some(absence) = out.absence(tenant, &Kind::ConditionalAccessPolicy) else { return };
    let (at, label) = match (closest.is_enforced(), closest.names_guests()) {
        (Some(false), true) => (closest.place(&closest.state), "the policy includes guests, but is not enforced"),
        _ => (place, "the closest policy does not cover all of these users"),
    };
    let titles: fn(Absence) -> [&'static str; 2] = no_policy!("enforces MFA on all apps", "; the closest is `{policy}`");
    out.report(closest, "/conditions/users", Label::new(at, label))
        .title(text_for(open, titles(absence)).with("policy", name_of(closest)))
        .absence(absence)
        .step(new_policy(closest.resource, PURPOSE, POLICY));
}

const WITHOUT_POLICY: &str = "security defaults are disabled, and no Conditional Access policy requires MFA for guests";

const PURPOSE: &str = "create a Conditional Access policy that requires MFA for guests and external users on all apps";

const POLICY: &str = r#"{"displayName":"Guests: MFA","state":"enabled","conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["All"]},"users":{"includeUsers":["GuestsOrExternalUsers"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}"#;

/// How close a policy comes to the missing coverage, in the order of the criteria.
fn closeness(policy: &View<'_, ConditionalAccessPolicy<'_>>) -> (bool, bool, bool) {
    let is = |answer: Option<bool>| answer == Some(true);
    (policy.names_guests(), is(policy.demands_mfa()), is(policy.targets_all_apps()))
}
