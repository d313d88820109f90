//! What every user and guest of the tenant may do.
//!
//! Source: Microsoft Graph v1.0 and beta, resource type `authorizationPolicy`.

use crate::model::{Setting, Str, identified, object};
use serde::Deserialize;

/// Who may invite guests (`allowInvitesFrom`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InvitesFrom {
    None,
    /// Administrators and holders of the Guest Inviter role.
    AdminsAndGuestInviters,
    /// These, and all members.
    AdminsGuestInvitersAndAllMembers,
    Everyone,
    /// A value of a later version.
    #[serde(other)]
    Other,
}

/// What guests may read (`guestUserRoleId`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuestUserRole {
    /// The same as members.
    Member,
    /// Limited: the service's default.
    Limited,
    /// Their own objects only.
    Restricted,
    Other,
}

impl GuestUserRole {
    /// The role of a template id.
    ///
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
    /// The tenant's authorization policy.
    AuthorizationPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        /// Who may invite guests.
        allow_invites_from: InvitesFrom,
        /// Template id of the role that guests have.
        guest_user_role_id: Str<'a>,
        /// Whether whoever has a mailbox in a verified domain may join.
        allow_email_verified_users_to_join_organization: bool,
        /// Whether users may consent to apps that are held to be risky.
        allow_user_consent_for_risky_apps: bool,
        /// What every member may do.
        default_user_role_permissions: DefaultUserRolePermissions<'a>,
        /// Policies by which users may consent (beta).
        permission_grant_policy_ids_assigned_to_default_user_role: Vec<Setting<'a, Str<'a>>>,
    }
}

identified!(AuthorizationPolicy, |object| (&object.id, &object.display_name));

object! {
    /// What every member may do.
    DefaultUserRolePermissions {
        /// Whether members may register apps.
        allowed_to_create_apps: bool,
        /// Policies by which users may consent (v1.0).
        permission_grant_policies_assigned: Vec<Setting<'a, Str<'a>>>,
    }
}
