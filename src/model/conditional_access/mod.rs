//! Which sign-ins the Conditional Access policies of a tenant cover: whose, to what, and what keeps them from it.
//!
//! Source: Microsoft Learn, "Conditional Access: Conditions" and "Building a Conditional Access policy": all enabled policies that apply must
//! be satisfied, and an exclusion takes precedence over an inclusion.

mod groups;
mod shared;

pub use groups::Groups;
pub use shared::protects_sign_ins_of;

use super::{ConditionalAccessPolicy, GuestTypes, NamedLocation, ObjectId, Obstacle, Obstacles, Setting, Str, Tenant, View};
use crate::resource::{Kind, Place};
use shared::Scope;
use std::cmp::Reverse;
use std::collections::HashSet;

/// What users sign in to.
#[derive(Clone, Copy)]
pub enum Resources<'p> {
    AllApps,
    /// The app with this client id.
    App(&'static str),
    /// A user action such as `urn:user:registerdevice`.
    Action(&'static str),
    /// Those of a policy.
    Of(&'p Scope<'p>),
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
    /// Whether it covers every sign-in of the users that it applies to; `None` if unknown.
    is_complete: Option<bool>,
    obstacles: Vec<Obstacle>,
}

/// The sign-ins of these users that the policies cover.
pub fn coverage(
    policies: &[View<'_, ConditionalAccessPolicy<'_>>],
    tenant: &Tenant,
    users: GuestTypes,
    resources: Resources<'_>,
) -> Coverage {
    let groups = Groups::new(tenant);
    let mut all = Coverage::default();
    let mut nearest: Option<(_, usize, Obstacle)> = None;
    for (number, policy) in policies.iter().enumerate() {
        let Effect { coverage, obstacles, .. } = effect(policy, tenant, &groups, users, resources);
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

/// The sign-ins of these users that one policy covers. One known obstacle decides, even if other parts of the policy are unknown.
fn effect(
    policy: &View<'_, ConditionalAccessPolicy<'_>>,
    tenant: &Tenant,
    groups: &Groups<'_>,
    users: GuestTypes,
    resources: Resources<'_>,
) -> Effect {
    let mut obstacles = policy.obstacles();
    apps(policy, resources, &mut obstacles);
    let is_ineffective = !obstacles.known.is_empty();
    let except = match resources {
        Resources::Of(scope) => Some(&scope.except),
        _ => None,
    };
    let bound = groups.bound(policy, except);
    let covered = bound.covered.within(users);
    if covered != users {
        let place = policy.exclusion_of_guests().or_else(|| groups.exclusion(policy));
        obstacles.known.push(match place.filter(|_| !policy.is_for_nobody().unwrap_or_default()) {
            Some(exclusion) => Obstacle { place: policy.resource.place(exclusion), reason: "these users are excluded" },
            None => Obstacle { place: policy.users_place(), reason: "it does not include all of these users" },
        });
    }
    let locations = excluded_locations(policy, tenant, except);
    let is_unknown = obstacles.is_partly_unknown || locations.is_none() || policy.exists().is_none();
    // A location that is known not to be trusted comes first.
    let location = locations.into_iter().flatten().min_by_key(|(_, is_trusted)| *is_trusted);
    let is_complete = match &location {
        None if !is_ineffective => (!is_unknown).then_some(true),
        _ => Some(false),
    };
    let mut coverage = Coverage::default();
    match &location {
        _ if is_ineffective => {}
        None if is_unknown => coverage.perhaps = bound.perhaps.and(covered).within(users),
        None => (coverage.covered, coverage.perhaps) = (covered, bound.perhaps.within(users)),
        Some((_, true)) if !is_unknown => coverage.covered_elsewhere = covered,
        Some(_) => {}
    }
    obstacles.known.extend(location.map(|(place, is_trusted)| {
        let reason = if is_trusted { "sign-ins from trusted locations are excluded" } else { "sign-ins from this location are excluded" };
        Obstacle { place, reason }
    }));
    Effect { coverage, is_complete, obstacles: obstacles.known }
}

/// Adds what keeps a policy from applying to these resources.
fn apps(policy: &View<'_, ConditionalAccessPolicy<'_>>, resources: Resources<'_>, obstacles: &mut Obstacles) {
    let (is_included, reason) = match resources {
        Resources::AllApps => (policy.targets_all_apps(), "it does not apply to all apps"),
        Resources::App(id) if policy.target(id).is_some() => (Some(true), ""),
        Resources::App(_) => (policy.targets_all_apps(), "it does not apply to this app"),
        Resources::Action(action) => (policy.targets_action(action), "it does not apply to this user action"),
        Resources::Of(scope) => (scope.is_within_apps_of(policy), "it does not apply to these apps"),
    };
    obstacles.add(is_included.map(|is_included| !is_included), policy.apps_place(), reason);
    if is_included != Some(true) || matches!(resources, Resources::Action(_)) {
        return;
    }
    match policy.excluded_apps() {
        Some(excluded) => {
            let app = excluded.iter().find(|app| is_excluded(app, resources));
            obstacles.add(Some(app.is_some()), app.map_or_else(|| policy.apps_place(), |app| policy.place(app)), "this app is excluded");
        }
        None => obstacles.is_partly_unknown = true,
    }
    obstacles.is_partly_unknown |= policy.filters_apps() != Some(false);
}

/// Whether an excluded app is one of these resources, or one of the large apps when all are meant.
fn is_excluded<'a>(app: &Setting<'a, Str<'a>>, resources: Resources<'_>) -> bool {
    match resources {
        Resources::AllApps => is_large(app),
        Resources::App(id) => names(app, id),
        Resources::Action(_) => false,
        Resources::Of(scope) => !is_among(app, Some(&scope.except)) && scope.has_app(app),
    }
}

fn is_large<'a>(app: &Setting<'a, Str<'a>>) -> bool {
    LARGE_APPS.iter().any(|name| names(app, name))
}

/// The locations whose sign-ins a policy excludes, apart from those that do not matter, each with whether it is trusted or not in the input;
/// `None` if unknown.
fn excluded_locations(
    policy: &View<'_, ConditionalAccessPolicy<'_>>,
    tenant: &Tenant,
    except: Option<&HashSet<ObjectId>>,
) -> Option<Vec<(Place, bool)>> {
    let excluded = policy.excluded_locations()?.iter().filter(|location| !is_among(location, except));
    Some(excluded.map(|location| (policy.place(location), is_trusted(location, tenant))).collect())
}

fn is_trusted<'a>(location: &Setting<'a, Str<'a>>, tenant: &Tenant) -> bool {
    if TRUSTED.iter().any(|trusted| names(location, trusted)) {
        return true;
    }
    let Some(id) = ObjectId::of_setting(location) else { return true };
    let named = tenant.find::<NamedLocation<'_>>(&Kind::NamedLocation, id);
    named.is_none_or(|named| named.is_trusted.known() == Some(&true))
}

fn is_among<'a>(setting: &Setting<'a, Str<'a>>, ids: Option<&HashSet<ObjectId>>) -> bool {
    ids.is_some_and(|ids| ObjectId::of_setting(setting).is_some_and(|id| ids.contains(&id)))
}

fn names<'a>(setting: &Setting<'a, Str<'a>>, name: &str) -> bool {
    setting.known().is_some_and(|known| known.eq_ignore_ascii_case(name))
}
