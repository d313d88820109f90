//! What is known of a policy, whichever sign-ins are asked for: computed once, because each policy can be compared with all others.

use super::groups::{Groups, Reach};
use super::names;
use crate::model::{ConditionalAccessPolicy, NamedLocation, ObjectId, Obstacle, Obstacles, Setting, Str, Tenant, View};
use crate::resource::{Kind, Place};
use std::collections::HashSet;

/// Locations that mean "trusted" without being a named location: all that are marked as trusted, and the trusted IPs of multifactor
/// authentication.
const TRUSTED: [&str; 2] = ["AllTrusted", "00000000-0000-0000-0000-000000000000"];

/// A policy, and what its lists contain; `None` if unknown.
pub struct Facts<'p, 'a> {
    pub view: &'p View<'p, ConditionalAccessPolicy<'a>>,
    pub exists: bool,
    /// What keeps it from protecting any sign-in.
    pub obstacles: Obstacles,
    pub has_all_apps: Option<bool>,
    pub apps: HashSet<ObjectId>,
    pub excluded_apps: Option<&'p [Setting<'a, Str<'a>>]>,
    pub actions: Option<Vec<&'p str>>,
    pub reach: Reach,
    /// What limits its users.
    pub limit: Obstacle,
    /// The locations whose sign-ins it excludes.
    pub locations: Option<Vec<Location>>,
}

pub struct Location {
    pub id: Option<ObjectId>,
    place: Place,
    /// Whether it is trusted, or not in the input.
    pub is_trusted: bool,
}

impl Location {
    pub fn obstacle(&self) -> Obstacle {
        let reason =
            if self.is_trusted { "sign-ins from trusted locations are excluded" } else { "sign-ins from this location are excluded" };
        Obstacle { place: self.place.clone(), reason }
    }
}

impl<'p, 'a> Facts<'p, 'a> {
    pub fn new(view: &'p View<'p, ConditionalAccessPolicy<'a>>, tenant: &Tenant, groups: &Groups<'_>) -> Self {
        let exclusion = view.exclusion_of_guests().or_else(|| groups.exclusion(view));
        let limit = match exclusion.filter(|_| !view.is_for_nobody().unwrap_or_default()) {
            Some(exclusion) => Obstacle { place: view.resource.place(exclusion), reason: "these users are excluded" },
            None => Obstacle { place: view.users_place(), reason: "it does not include all of these users" },
        };
        let location = |location| Location {
            id: ObjectId::of_setting(location),
            place: view.place(location),
            is_trusted: is_trusted(location, tenant),
        };
        Self {
            view,
            exists: view.exists() == Some(true),
            obstacles: view.obstacles(),
            has_all_apps: view.targets_all_apps(),
            apps: view.target_apps().iter().filter_map(ObjectId::of_setting).collect(),
            excluded_apps: view.excluded_apps(),
            actions: view.target_actions(),
            reach: groups.reach(view),
            limit,
            locations: view.excluded_locations().map(|locations| locations.iter().map(location).collect()),
        }
    }

    pub fn has_action(&self, action: &str) -> Option<bool> {
        self.actions.as_ref().map(|actions| actions.iter().any(|other| other.eq_ignore_ascii_case(action)))
    }
}

fn is_trusted<'a>(location: &Setting<'a, Str<'a>>, tenant: &Tenant) -> bool {
    if TRUSTED.iter().any(|trusted| names(location, trusted)) {
        return true;
    }
    let Some(id) = ObjectId::of_setting(location) else { return true };
    let named = tenant.find::<NamedLocation<'_>>(&Kind::NamedLocation, id);
    named.is_none_or(|named| named.is_trusted.known() == Some(&true))
}
