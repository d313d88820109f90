//! A policy leaves guests out, and no other one covers them.

use super::{coverage, named, policies};
use crate::resource::Resource;
use crate::rules::guest_groups::{Coverage, Groups};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An enforced policy for all apps that demands several factors or blocks, and leaves out types of guests whom no other policy covers:
    /// by name, by type, or by a dynamic group whose rule holds for every guest.
    ///
    /// ## Why it matters
    /// Everybody is asked for a second factor but those who come from outside.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0e5d1d0a-1111-4222-8333-444455556666", "displayName": "MFA", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] },
    ///     "users": { "includeUsers": ["All"], "excludeUsers": ["GuestsOrExternalUsers"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0e5d1d0a-1111-4222-8333-444455556666", "displayName": "MFA", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// When another policy covers them that is not in the input.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `conditionalAccessUsers`
    pub static RULE = {
        id: "conditional-access-guest-excluded",
        group: Group::ConditionalAccess,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "a Conditional Access policy leaves guests out, and no other one covers them",
        attack: &["T1556.009"],
        controls: &[],
        needs: &[Kind::ConditionalAccessPolicy],
        joins: &[Kind::Group],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies = policies(tenant);
    let groups = Groups::new(tenant);
    let Coverage { covered, perhaps } = coverage(policies.iter(), &groups, ConditionalAccessPolicy::targets_all_apps);
    for policy in policies.iter().filter(|policy| policy.protects() == Some(true) && policy.targets_all_apps() == Some(true)) {
        let Some(left_out) = groups.left_out(policy) else {
            let place = policy.resource.place(policy.unknown_exclusion_of_guests().unwrap_or_default());
            out.undecided(policy, &place, "which guests the policy leaves out cannot be known".into());
            continue;
        };
        let left_out = left_out.without(covered);
        let exclusion = policy.exclusion_of_guests().or_else(|| groups.exclusion(policy));
        let Some(exclusion) = exclusion.filter(|_| !left_out.is_empty()) else { continue };
        let place = policy.resource.place(exclusion);
        let open = left_out.without(perhaps);
        if open.is_empty() {
            out.undecided(policy, &place, "another policy may cover these guests, and cannot be known in full".into());
            continue;
        }
        let label = Text::new("leaves out {types}").with("types", named(open));
        out.report(policy, "/conditions/users", Label::new(place, label))
            .step(without(policy.resource, exclusion))
            .step("enforce a policy of its own for these types of guests");
    }
}

/// Takes an exclusion out of a policy: an entry of a list, or the types of guests as a whole.
fn without<'r>(resource: &'r Resource<'r>, exclusion: &str) -> Change<'r> {
    const LISTS: [&str; 2] = ["/conditions/users/excludeUsers", "/conditions/users/excludeGroups"];
    let place = resource.place(exclusion);
    let entry = exclusion.trim_matches('"').to_owned();
    match LISTS.into_iter().find(|list| resource.holds(list, exclusion)) {
        Some(list) => Change::remove(resource, list, entry).at(place),
        None => Change::set(resource, "/conditions/users/excludeGuestsOrExternalUsers", "null"),
    }
}
