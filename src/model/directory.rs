//! Directory objects and tenant-wide policies of Microsoft Graph.
//!
//! Source: Microsoft Graph v1.0, resource types of the same names.

use super::{Identified, Identity, Setting, Str, object};
use serde::Deserialize;

/// Who may invite guests (`allowInvitesFrom`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InvitesFrom {
    /// Nobody.
    None,
    /// Administrators and holders of the Guest Inviter role.
    AdminsAndGuestInviters,
    /// These, and all members.
    AdminsGuestInvitersAndAllMembers,
    /// Everyone, guests too.
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
    /// Any other role.
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
        /// Always `authorizationPolicy`.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// Who may invite guests.
        allow_invites_from: InvitesFrom,
        /// Template id of the role that guests have.
        guest_user_role_id: Str<'a>,
    }
}

impl Identified for AuthorizationPolicy<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

object! {
    /// The instance of an app in a tenant.
    ServicePrincipal {
        /// Object id.
        id: Str<'a>,
        /// Client id of the app.
        app_id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// The tenant that registered the app.
        app_owner_organization_id: Str<'a>,
    }
}

impl Identified for ServicePrincipal<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, Some(&self.app_id), &self.display_name)
    }
}

object! {
    /// A user.
    User {
        /// Object id.
        id: Str<'a>,
        /// Name; a guest's is chosen by whoever invites him.
        display_name: Str<'a>,
        /// Sign-in name.
        user_principal_name: Str<'a>,
        /// `Member` or `Guest`.
        user_type: Str<'a>,
        /// Whether the account may sign in.
        account_enabled: bool,
    }
}

impl User<'_> {
    /// Whether this is a guest; nothing where the export does not tell.
    pub fn is_guest(&self) -> Option<bool> {
        match self.user_type.known() {
            Some(user_type) => Some(user_type.eq_ignore_ascii_case("Guest")),
            // `az ad user list` has no `userType`. The mark in the name is on external members too, so it says "external" only;
            // its absence says that this is no guest of another directory.
            None => match self.user_principal_name.known() {
                Some(name) if !name.contains("#EXT#") => Some(false),
                _ => None,
            },
        }
    }
}

impl Identified for User<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, self.display_name.or(&self.user_principal_name))
    }
}

object! {
    /// A group.
    Group {
        /// Object id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
    }
}

impl Identified for Group<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

object! {
    /// An invitation of a guest.
    Invitation {
        /// Id.
        id: Str<'a>,
        /// The address that is invited.
        invited_user_email_address: Str<'a>,
        /// `Guest` or `Member`.
        invited_user_type: Str<'a>,
    }
}

impl Identified for Invitation<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.invited_user_email_address)
    }
}

object! {
    /// The tenant itself.
    Organization {
        /// Tenant id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// Domains that the tenant has proved to own.
        verified_domains: Vec<Setting<'a, VerifiedDomain<'a>>>,
    }
}

object! {
    /// A domain of the tenant.
    VerifiedDomain {
        /// The domain.
        name: Str<'a>,
    }
}

impl Identified for Organization<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}
