//! The users that a Conditional Access policy names, by id and by type.

use super::{ConditionalAccessPolicy, has};
use crate::model::{GuestTypes, ObjectId, Setting, State, Str, View};

/// Words that stand for users in the lists of a policy.
const USERS: &[&str] = &["All", "None", "GuestsOrExternalUsers"];

impl<'a> View<'_, ConditionalAccessPolicy<'a>> {
    /// The users, groups and roles that the policy includes and those that it excludes, by id; `None` if unknown.
    pub fn named_users(&self) -> Option<[Vec<ObjectId>; 2]> {
        let users = self.users()?;
        let included = [&users.include_users, &users.include_groups, &users.include_roles];
        let excluded = [&users.exclude_users, &users.exclude_groups, &users.exclude_roles];
        Some([self.ids_in(&included)?, self.ids_in(&excluded)?])
    }

    /// The ids in some lists, apart from words such as `All`; `None` if unknown.
    fn ids_in(&self, lists: &[&Setting<'a, Vec<Setting<'a, Str<'a>>>>]) -> Option<Vec<ObjectId>> {
        let is_shown = |list: &Setting<'a, Vec<Setting<'a, Str<'a>>>>| match list.state() {
            State::Known(_) | State::Null => true,
            State::Absent => !self.hides(list),
            State::Unknown(_) => false,
        };
        if !lists.iter().all(|list| is_shown(list)) {
            return None;
        }
        let is_id = |entry: &&Setting<'a, Str<'a>>| !entry.known().is_some_and(|name| has(USERS, name));
        lists.iter().flat_map(|list| list.elements()).filter(is_id).map(ObjectId::of_setting).collect()
    }

    /// All external user types that the policy includes, even if only those of certain tenants; `None` if unknown.
    pub fn included_types(&self) -> Option<GuestTypes> {
        let users = self.users()?;
        match self.names(&users.include_users)? {
            named if has(&named, "All") => Some(GuestTypes::EVERYONE),
            named if has(&named, "GuestsOrExternalUsers") => Some(GuestTypes::ALL),
            _ => self.guest_types_of(&users.include_guests_or_external_users),
        }
    }
}
