//! By what an app can tell from a token what its user may do, and what it offers and asks for as an API.

use super::Application;
use crate::model::{State, Str, View, object};
use serde::de::IgnoredAny;

object! {
    /// A role that an app defines.
    AppRole {
        /// Whether it is in use.
        is_enabled: bool,
    }

    /// A delegated permission that an app offers.
    PermissionScope {
        /// What clients ask for.
        value: Str<'a>,
    }

    /// What an app asks of an API.
    ResourceAccess {
        resource_access: Vec<IgnoredAny>,
    }
}

impl View<'_, Application<'_>> {
    /// Whether the app can tell by a token what its user may do: by roles that it defines and that are in use, or by groups. Nothing
    /// where that is not known.
    pub fn has_roles_or_groups(&self) -> Option<bool> {
        let groups = match self.group_membership_claims.raw() {
            None => (!self.lacks(&self.group_membership_claims)).then_some(false),
            Some(raw) if raw.starts_with('{') => None,
            Some(raw) => Some(!NO_GROUPS.iter().any(|none| none.eq_ignore_ascii_case(raw))),
        };
        let roles = match self.app_roles.state() {
            State::Known(roles) => Some(roles.iter().any(|role| role.known().is_none_or(|role| role.is_enabled.known() != Some(&false)))),
            State::Null => Some(false),
            State::Absent => (!self.lacks(&self.app_roles)).then_some(false),
            State::Unknown(_) => None,
        };
        if groups == Some(true) || roles == Some(true) { Some(true) } else { groups.and(roles) }
    }
}

/// How `groupMembershipClaims` says that no groups are in tokens.
const NO_GROUPS: &[&str] = &["null", "\"None\"", "[]", "\"\""];
