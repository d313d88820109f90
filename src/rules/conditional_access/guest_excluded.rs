//! Reports Conditional Access policies that exclude guests whom no other policy covers.

use super::{policies, text_for};
use crate::model::conditional_access::{Coverage, Groups, Resources, coverage};
use crate::resource::Resource;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An enforced Conditional Access policy for all apps that requires MFA or blocks access, and that excludes guest types which no other
    /// policy covers. The exclusion can be `GuestsOrExternalUsers`, a guest type, or a dynamic group whose rule matches every guest.
    ///
    /// The rule is undecided if it is unknown which guests the policy excludes, or if another policy that may cover them is not fully
    /// known.
    ///
    /// ## Why it matters
    /// Everyone must complete MFA except the users who come from outside the organization. An attacker who has stolen the password of a
    /// guest may then sign in without MFA.
    ///
    /// ## Bad
    /// ```json
    /// { "displayName": "MFA", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] },
    ///     "users": { "includeUsers": ["All"], "excludeUsers": ["GuestsOrExternalUsers"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "displayName": "MFA", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// If another policy that is not in the input covers these guests, add that policy to the input, or add an allow-list entry for this
    /// one.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `conditionalAccessUsers`
    pub static RULE = {
        id: "conditional-access-guest-excluded",
        group: Group::ConditionalAccess,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "Conditional Access excludes guests that no other policy covers",
        attack: &["T1556.009"],
        needs: &[Kind::ConditionalAccessPolicy],
        joins: &[Kind::Group, Kind::NamedLocation],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies = policies(tenant);
    let groups = Groups::new(tenant);
    let Coverage { covered, perhaps, .. } = coverage(&policies, tenant, GuestTypes::ALL, Resources::AllApps);
    for policy in &policies {
        let answers = [policy.protects(), policy.targets_all_apps()];
        if answers.contains(&Some(false)) {
            continue;
        }
        let Some(excluded) = groups.left_out(policy) else {
            let place = policy.resource.place(policy.unknown_exclusion_of_guests().unwrap_or_default());
            out.undecided(policy, &place, "which guests the policy excludes is not known".into());
            continue;
        };
        let excluded = excluded.without(covered);
        let exclusion = policy.exclusion_of_guests().or_else(|| groups.exclusion(policy));
        let Some(exclusion) = exclusion.filter(|_| !excluded.is_empty()) else { continue };
        let place = policy.resource.place(exclusion);
        if answers.contains(&None) {
            let missing = "whether the policy is enforced and requires MFA of every sign-in is not known";
            out.undecided(policy, &place, missing.into());
            continue;
        }
        let open = excluded.without(perhaps);
        if open.is_empty() {
            out.undecided(policy, &place, "another policy may cover these guests, but is not fully known".into());
            continue;
        }
        let Some(absence) = out.absence(tenant, &Kind::ConditionalAccessPolicy) else { return };
        let titles = match absence {
            Absence::InTenant => [
                "Conditional Access policy `{policy}` excludes guests and external users, and no other policy covers them",
                "Conditional Access policy `{policy}` excludes users of type `{types}`, and no other policy covers them",
            ],
            Absence::InInput => [
                "Conditional Access policy `{policy}` excludes guests and external users, and no other policy in the input covers them",
                "Conditional Access policy `{policy}` excludes users of type `{types}`, and no other policy in the input covers them",
            ],
        };
        out.report(policy, "/conditions/users", Label::new(place, "these users are excluded here"))
            .title(text_for(open, titles).with("policy", name_of(policy)))
            .absence(absence)
            .step(without(policy.resource, exclusion))
            .step("enforce a separate Conditional Access policy for these guest types");
    }
}

/// Removes an exclusion from a policy: an entry of a list, or all excluded guest types.
fn without<'r>(resource: &'r Resource<'r>, exclusion: &str) -> Change<'r> {
    const LISTS: [&str; 2] = ["/conditions/users/excludeUsers", "/conditions/users/excludeGroups"];
    let place = resource.place(exclusion);
    let entry = exclusion.trim_matches('"').to_owned();
    match LISTS.into_iter().find(|list| resource.holds(list, exclusion)) {
        Some(list) => Change::remove(resource, list, entry).at(place),
        None => Change::set(resource, "/conditions/users/excludeGuestsOrExternalUsers", "null"),
    }
}
