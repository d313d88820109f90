//! No Conditional Access policy makes guests use several factors.

use super::{confidence_of_absence, coverage, has_security_defaults, judge_defaults, named, policies};
use crate::remediation::new_policy;
use crate::rules::guest_groups::Groups;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Types of guests for whom no enforced policy demands several factors, an authentication strength or blocks, for all apps. A report-only
    /// policy enforces nothing; a policy for some platforms, risks, places, devices or flows (device code) leaves the other sign-ins open. A
    /// dynamic group whose rule holds for every guest counts as those types, when it is included and when it is left out. The finding stands
    /// at the policy that comes nearest, or at security defaults where they are off and the whole list of policies is empty. It is undecided
    /// where security defaults are on, or something about a policy cannot be known, such as who is in a group that is not in the input.
    ///
    /// ## Why it matters
    /// A guest signs in at home. Whether he used a second factor there is the other tenant's choice, unless yours asks for one.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0e5d1d0a-1111-4222-8333-444455556666", "displayName": "Guests: MFA", "state": "enabledForReportingButNotEnforced",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["GuestsOrExternalUsers"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0e5d1d0a-1111-4222-8333-444455556666", "displayName": "Guests: MFA", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// When not all policies of the tenant are in the input.
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
        summary: "no Conditional Access policy makes guests use several factors",
        attack: &["T1078.004", "T1556.009"],
        controls: &["ZTA 21851"],
        needs: &[Kind::ConditionalAccessPolicy],
        joins: &[Kind::SecurityDefaults, Kind::Group],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies = policies(tenant);
    if policies.is_empty() {
        return judge_defaults(tenant, out, PURPOSE, POLICY);
    }
    let coverage = coverage(policies.iter(), &Groups::new(tenant), ConditionalAccessPolicy::targets_all_apps);
    let missing = GuestTypes::ALL.without(coverage.covered);
    let Some(nearest) = policies.iter().max_by_key(|policy| nearness(policy)).filter(|_| !missing.is_empty()) else { return };
    let place = nearest.resource.place(nearest.inclusion_of_guests().unwrap_or_default());
    let open = missing.without(coverage.perhaps);
    if open.is_empty() {
        return out.undecided(nearest, &place, "a policy that may cover guests cannot be known in full".into());
    }
    if has_security_defaults(tenant) {
        return out.undecided(
            nearest,
            &place,
            "security defaults are on, and demand several factors when Microsoft finds it necessary".into(),
        );
    }
    let (at, label) = match (nearest.is_enforced(), nearest.names_guests()) {
        (Some(false), true) => (nearest.place(&nearest.state), "this one is for guests, and is not enforced".into()),
        (_, true) => (place, Text::new("this one names guests, and leaves {types} uncovered").with("types", named(open))),
        _ => (place, Text::new("no policy covers {types}; this one comes nearest").with("types", named(open))),
    };
    out.report(nearest, "/conditions/users", Label::new(at, label)).confidence(confidence_of_absence(tenant)).step(new_policy(
        nearest.resource,
        PURPOSE,
        POLICY,
    ));
}

const PURPOSE: &str = "enforce a Conditional Access policy that requires MFA for all guests and all apps";

const POLICY: &str = r#"{"displayName":"Guests: MFA","state":"enabled","conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["All"]},"users":{"includeUsers":["GuestsOrExternalUsers"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}"#;

/// How near a policy comes to what is missing.
fn nearness(policy: &ConditionalAccessPolicy<'_>) -> (bool, bool, bool) {
    let is = |answer: Option<bool>| answer == Some(true);
    (policy.names_guests(), is(policy.demands_mfa()), is(policy.targets_all_apps()))
}
