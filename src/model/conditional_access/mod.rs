//! Which sign-ins the Conditional Access policies of a tenant cover: whose, to what, and what keeps them from it.
//!
//! Source: Microsoft Learn, "Conditional Access: Conditions" and "Building a Conditional Access policy": all enabled policies that apply must
//! be satisfied, and an exclusion takes precedence over an inclusion.

mod groups;

pub use groups::Groups;

use super::{ConditionalAccessPolicy, GuestTypes, NamedLocation, ObjectId, Obstacle, Setting, Str, Tenant, View};
use crate::resource::{Kind, Place};
use std::cmp::Reverse;

/// What users sign in to.
#[derive(Debug, Clone, Copy)]
pub enum Resources {
    AllApps,
    /// The app with this client id.
    App(&'static str),
    /// A user action such as `urn:user:registerdevice`.
    Action(&'static str),
}

/// Apps and app groups that hold so much of a tenant that a policy without them does not protect it.
///
/// Source: Microsoft Learn, "Apps included in Conditional Access Office 365 app suite"; first-party app ids.
const LARGE_APPS: &[&str] = &[
    "Office365",
    "MicrosoftAdminPortals",
    "00000002-0000-0ff1-ce00-000000000000", // Exchange Online
    "00000003-0000-0ff1-ce00-000000000000", // SharePoint Online
    "00000003-0000-0000-c000-000000000000", // Microsoft Graph
    "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", // Microsoft Teams
    "797f4846-ba00-4fd7-ba43-dac1f8f63013", // Azure Resource Manager
];

/// Locations that mean "trusted" without being a named location: all that are marked as trusted, and the trusted IPs of multifactor
/// authentication.
const TRUSTED: [&str; 2] = ["AllTrusted", "00000000-0000-0000-0000-000000000000"];

/// The sign-ins that policies cover, by requiring MFA or blocking access.
#[derive(Debug, Default)]
pub struct Coverage {
    /// The users whose sign-ins they cover.
    pub covered: GuestTypes,
    /// The users whose sign-ins they cover, except from locations that are trusted or not in the input.
    pub covered_elsewhere: GuestTypes,
    /// The users whose sign-ins they may cover, because a part of a policy is unknown.
    pub perhaps: GuestTypes,
    /// The policy that comes closest to covering the others, by its number, and what keeps it from that.
    pub closest: Option<(usize, Obstacle)>,
}

/// What one policy does.
#[derive(Debug, Default)]
struct Effect {
    coverage: Coverage,
    obstacles: Vec<Obstacle>,
}

/// The sign-ins of these users that the policies cover.
pub fn coverage(policies: &[View<'_, ConditionalAccessPolicy<'_>>], tenant: &Tenant, users: GuestTypes, resources: Resources) -> Coverage {
    let groups = Groups::new(tenant);
    let mut all = Coverage::default();
    let mut nearest: Option<(_, usize, Obstacle)> = None;
    for (number, policy) in policies.iter().enumerate() {
        let Effect { coverage, obstacles } = effect(policy, tenant, &groups, users, resources);
        all.covered = all.covered.and(coverage.covered);
        all.covered_elsewhere = all.covered_elsewhere.and(coverage.covered_elsewhere);
        all.perhaps = all.perhaps.and(coverage.perhaps);
        let Some(first) = obstacles.first() else { continue };
        let rank = (policy.names_guests() && users == GuestTypes::ALL, Reverse(obstacles.len()));
        if nearest.as_ref().is_none_or(|(best, ..)| rank > *best) {
            nearest = Some((rank, number, first.clone()));
        }
    }
    all.closest = nearest.map(|(_, number, obstacle)| (number, obstacle));
    all
}

/// The sign-ins of these users that one policy covers.
fn effect(
    policy: &View<'_, ConditionalAccessPolicy<'_>>,
    tenant: &Tenant,
    groups: &Groups<'_>,
    users: GuestTypes,
    resources: Resources,
) -> Effect {
    let mut obstacles = policy.obstacles();
    let of_apps = apps(policy, resources);
    let bound = groups.bound(policy);
    let covered = bound.covered.within(users);
    let mut is_partly_unknown = obstacles.is_partly_unknown || of_apps.is_none() || policy.exists().is_none();
    let mut limits = of_apps.unwrap_or_default();
    if covered != users {
        let place = policy.exclusion_of_guests().or_else(|| groups.exclusion(policy));
        limits.push(match place.filter(|_| !policy.is_for_nobody().unwrap_or_default()) {
            Some(exclusion) => Obstacle { place: policy.resource.place(exclusion), reason: "these users are excluded" },
            None => Obstacle { place: policy.users_place(), reason: "it does not include all of these users" },
        });
    }
    let blocking = limits.len() - usize::from(covered != users);
    let state_first = obstacles.known.len();
    obstacles.known.extend(limits);
    let locations = excluded_locations(policy, tenant);
    is_partly_unknown |= locations.is_none();
    // A location that is known not to be trusted comes first.
    let (outside, elsewhere) = match locations.into_iter().flatten().min_by_key(|(_, is_trusted)| *is_trusted) {
        Some((place, is_trusted)) => {
            let reason =
                if is_trusted { "sign-ins from trusted locations are excluded" } else { "sign-ins from this location are excluded" };
            obstacles.known.push(Obstacle { place, reason });
            (true, is_trusted)
        }
        None => (false, false),
    };
    let mut coverage = Coverage::default();
    // One obstacle decides, even if other parts are unknown.
    if state_first == 0 && blocking == 0 {
        let perhaps = if is_partly_unknown { bound.perhaps.and(covered) } else { bound.perhaps };
        let full = if is_partly_unknown { GuestTypes::default() } else { covered };
        match (outside, elsewhere) {
            (false, _) => (coverage.covered, coverage.perhaps) = (full, perhaps.within(users)),
            (true, true) => coverage.covered_elsewhere = full,
            (true, false) => {}
        }
    }
    Effect { coverage, obstacles: obstacles.known }
}

/// What keeps a policy from applying to these resources; `None` if that is unknown.
fn apps(policy: &View<'_, ConditionalAccessPolicy<'_>>, resources: Resources) -> Option<Vec<Obstacle>> {
    let (is_included, reason, excluded): (bool, _, &[&str]) = match resources {
        Resources::AllApps => (policy.targets_all_apps()?, "it does not apply to all apps", LARGE_APPS),
        Resources::App(id) => {
            let is_named = policy.target_apps().iter().any(|app| is_named(app, &[id]));
            (
                is_named || policy.targets_all_apps()?,
                "it does not apply to this app",
                std::slice::from_ref(LARGE_APPS.iter().find(|app| **app == id)?),
            )
        }
        Resources::Action(action) => (policy.targets_action(action)?, "it does not apply to this user action", &[]),
    };
    if !is_included {
        return Some(vec![Obstacle { place: policy.apps_place(), reason }]);
    }
    if matches!(resources, Resources::Action(_)) {
        return Some(Vec::new());
    }
    let left_out = policy.excluded_apps()?.iter().find(|app| is_named(app, excluded));
    if let Some(app) = left_out {
        return Some(vec![Obstacle { place: policy.place(app), reason: "this app is excluded" }]);
    }
    (!policy.filters_apps()?).then(Vec::new)
}

/// The locations whose sign-ins a policy excludes, each with whether it is trusted or not in the input; `None` if unknown.
fn excluded_locations(policy: &View<'_, ConditionalAccessPolicy<'_>>, tenant: &Tenant) -> Option<Vec<(Place, bool)>> {
    let excluded = policy.excluded_locations()?.iter();
    Some(excluded.map(|location| (policy.place(location), is_trusted(location, tenant))).collect())
}

fn is_trusted<'a>(location: &Setting<'a, Str<'a>>, tenant: &Tenant) -> bool {
    if is_named(location, &TRUSTED) {
        return true;
    }
    let Some(id) = ObjectId::of_setting(location) else { return true };
    let named = tenant.find::<NamedLocation<'_>>(&Kind::NamedLocation, id);
    named.is_none_or(|named| named.is_trusted.known() == Some(&true))
}

fn is_named<'a>(setting: &Setting<'a, Str<'a>>, names: &[&str]) -> bool {
    setting.known().is_some_and(|known| names.iter().any(|name| name.eq_ignore_ascii_case(known)))
}
