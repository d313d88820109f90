//! Which sign-ins the Conditional Access policies of a tenant cover: whose, to what, and what keeps them from it.
//!
//! Source: Microsoft Learn, "Conditional Access: Conditions" and "Building a Conditional Access policy": all enabled policies that apply must
//! be satisfied, and an exclusion takes precedence over an inclusion.

mod facts;
mod groups;
mod shared;

pub use groups::Groups;
pub use shared::Protection;

use super::{ConditionalAccessPolicy, GuestTypes, ObjectId, Obstacle, Obstacles, Setting, Str, Tenant, View};
use facts::Facts;
use shared::Scope;
use std::cmp::Reverse;

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
    obstacles: Obstacles,
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
        let Effect { coverage, obstacles, .. } = effect(&Facts::new(policy, tenant, &groups), users, resources);
        all.covered = all.covered.and(coverage.covered);
        all.covered_elsewhere = all.covered_elsewhere.and(coverage.covered_elsewhere);
        all.perhaps = all.perhaps.and(coverage.perhaps);
        let Some(first) = obstacles.first else { continue };
        let rank = (policy.names_guests() && users == GuestTypes::ALL, Reverse(obstacles.count));
        if nearest.as_ref().is_none_or(|(best, ..)| rank > *best) {
            nearest = Some((rank, number, first));
        }
    }
    all.closest = nearest.map(|(_, number, obstacle)| (number, obstacle));
    all
}

/// The sign-ins of these users that one policy covers. One known obstacle decides, even if other parts of the policy are unknown.
fn effect(policy: &Facts<'_, '_>, users: GuestTypes, resources: Resources<'_>) -> Effect {
    let mut obstacles = policy.obstacles.clone();
    apps(policy, resources, &mut obstacles);
    let is_ineffective = obstacles.first.is_some();
    let except = match resources {
        Resources::Of(scope) => Some(&scope.except),
        _ => None,
    };
    let bound = policy.reach.bound(except);
    let covered = bound.covered.within(users);
    if covered != users {
        obstacles.push(policy.limit.clone());
    }
    // A location that is known not to be trusted comes first.
    let is_except = |id: Option<ObjectId>| except.is_some_and(|except| id.is_some_and(|id| except.contains(&id)));
    let locations = policy.locations.iter().flatten().filter(|location| !is_except(location.id));
    let location = locations.min_by_key(|location| location.is_trusted);
    let is_unknown = obstacles.is_partly_unknown || policy.locations.is_none() || !policy.exists;
    let is_complete = match location {
        None if !is_ineffective => (!is_unknown).then_some(true),
        _ => Some(false),
    };
    let mut coverage = Coverage::default();
    match location {
        _ if is_ineffective => {}
        None if is_unknown => coverage.perhaps = bound.perhaps.and(covered).within(users),
        None => (coverage.covered, coverage.perhaps) = (covered, bound.perhaps.within(users)),
        Some(location) if location.is_trusted && !is_unknown => coverage.covered_elsewhere = covered,
        Some(_) => {}
    }
    if let Some(location) = location {
        obstacles.push(location.obstacle());
    }
    Effect { coverage, is_complete, obstacles }
}

/// Adds what keeps a policy from applying to these resources.
fn apps(policy: &Facts<'_, '_>, resources: Resources<'_>, obstacles: &mut Obstacles) {
    let (is_included, reason) = match resources {
        Resources::AllApps => (policy.has_all_apps, "it does not apply to all apps"),
        Resources::App(id) if policy.view.target(id).is_some() => (Some(true), ""),
        Resources::App(_) => (policy.has_all_apps, "it does not apply to this app"),
        Resources::Action(action) => (policy.has_action(action), "it does not apply to this user action"),
        Resources::Of(scope) => (scope.is_within_apps_of(policy), "it does not apply to these apps"),
    };
    obstacles.add(is_included.map(|is_included| !is_included), policy.view.apps_place(), reason);
    if is_included != Some(true) || matches!(resources, Resources::Action(_)) {
        return;
    }
    match policy.excluded_apps {
        Some(excluded) => {
            let app = excluded.iter().find(|app| is_excluded(app, resources));
            let place = app.map_or_else(|| policy.view.apps_place(), |app| policy.view.place(app));
            obstacles.add(Some(app.is_some()), place, "this app is excluded");
        }
        None => obstacles.is_partly_unknown = true,
    }
    obstacles.is_partly_unknown |= policy.view.filters_apps() != Some(false);
}

/// Whether an excluded app is one of these resources, or one of the large apps when all are meant.
fn is_excluded<'a>(app: &Setting<'a, Str<'a>>, resources: Resources<'_>) -> bool {
    match resources {
        Resources::AllApps => is_large(app),
        Resources::App(id) => names(app, id),
        Resources::Action(_) => false,
        Resources::Of(scope) => scope.has_app(app),
    }
}

fn is_large<'a>(app: &Setting<'a, Str<'a>>) -> bool {
    LARGE_APPS.iter().any(|name| names(app, name))
}

fn names<'a>(setting: &Setting<'a, Str<'a>>, name: &str) -> bool {
    setting.known().is_some_and(|known| known.eq_ignore_ascii_case(name))
}
