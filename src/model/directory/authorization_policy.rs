//! Default permissions of users and guests.
//!
//! Source: Microsoft Graph v1.0 and beta, resource type `authorizationPolicy`.

use crate::model::{Setting, Str, identified, object};
use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InvitesFrom {
    None,
    /// Administrators and users in the Guest Inviter role.
    AdminsAndGuestInviters,
    /// Administrators, guest inviters, and all members.
    AdminsGuestInvitersAndAllMembers,
    Everyone,
    /// A value that Microsoft added later.
    #[serde(other)]
    Other,
}

/// The permissions of guests (`guestUserRoleId`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuestUserRole {
    /// The same permissions as members.
    Member,
    /// Limited access, the default of the service.
    Limited,
    /// Only their own directory objects.
    Restricted,
    Other,
}

impl GuestUserRole {
    /// Source: Microsoft Graph, `authorizationPolicy`, property `guestUserRoleId`.
    pub fn of(id: &str) -> Self {
        match id.to_ascii_lowercase().as_str() {
            "a0b1b346-4d3e-4e8b-98f8-753987be4970" => Self::Member,
            "10dae51f-b6af-4016-8d66-8c2a99b929b3" => Self::Limited,
            "2af84b1e-32c8-42b7-82bc-daa82404023b" => Self::Restricted,
            _ => Self::Other,
        }
    }
}

object! {
    AuthorizationPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        allow_invites_from: InvitesFrom,
        /// Template id of the role of guests.
        guest_user_role_id: Str<'a>,
        /// Whether anyone with a mailbox in a verified domain may join.
        allow_email_verified_users_to_join_organization: bool,
        allow_user_consent_for_risky_apps: bool,
        default_user_role_permissions: DefaultUserRolePermissions<'a>,
        /// Consent policies of users (beta).
        permission_grant_policy_ids_assigned_to_default_user_role: Vec<Setting<'a, Str<'a>>>,
    }
}

identified!(AuthorizationPolicy, |object| (&object.id, &object.display_name));

object! {
    DefaultUserRolePermissions {
        allowed_to_create_apps: bool,
        /// Consent policies of users (v1.0).
        permission_grant_policies_assigned: Vec<Setting<'a, Str<'a>>>,
    }
}
