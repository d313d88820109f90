//! App roles, group claims, and the permissions that an app offers and requests.

use super::Application;
use crate::model::{State, Str, View, any, object};
use serde::de::IgnoredAny;

object! {
    AppRole {
        is_enabled: bool,
    }

    /// A delegated permission that an API offers.
    PermissionScope {
        /// The name that clients request.
        value: Str<'a>,
    }

    /// The permissions that an app requests from an API.
    ResourceAccess {
        resource_access: Vec<IgnoredAny>,
    }
}

impl View<'_, Application<'_>> {
    /// Whether tokens show what a user may do in the app: by enabled app roles, or by groups. `None` if unknown.
    pub fn has_roles_or_groups(&self) -> Option<bool> {
        let groups = match self.group_membership_claims.raw() {
            None => (!self.lacks(&self.group_membership_claims)).then_some(false),
            Some(raw) if raw.starts_with('{') => None,
            Some(raw) => Some(!NO_GROUPS.iter().any(|none| none.eq_ignore_ascii_case(raw))),
        };
        let roles = match self.app_roles.state() {
            State::Known(roles) => any(roles.iter().map(|role| match role.known()?.is_enabled.state() {
                State::Known(is_enabled) => Some(*is_enabled),
                State::Absent if self.is_uncollected(&role.known()?.is_enabled) => None,
                State::Null | State::Absent | State::Unknown(_) => Some(true),
            })),
            State::Null => Some(false),
            State::Absent => (!self.lacks(&self.app_roles)).then_some(false),
            State::Unknown(_) => None,
        };
        if groups == Some(true) || roles == Some(true) { Some(true) } else { groups.and(roles) }
    }
}

/// The values of `groupMembershipClaims` for which tokens contain no groups.
const NO_GROUPS: &[&str] = &["null", "\"None\"", "[]", "\"\""];
