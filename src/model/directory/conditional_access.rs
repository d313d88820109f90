//! Conditional Access.
//!
//! Source: Microsoft Graph v1.0, resource type `conditionalAccessPolicy`.

use super::Reference;
use crate::model::{Identified, Identity, Setting, Str, object};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use std::fmt;

object! {
    /// A Conditional Access policy.
    ConditionalAccessPolicy {
        /// Object id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// `enabled`, `disabled`, `enabledForReportingButNotEnforced`.
        state: Str<'a>,
        /// When it holds.
        conditions: CaConditions<'a>,
        /// What it demands.
        grant_controls: GrantControls<'a>,
    }
}

impl Identified for ConditionalAccessPolicy<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

object! {
    /// When a policy holds.
    CaConditions {
        /// For whom.
        users: CaUsers<'a>,
        /// For what.
        applications: CaApplications<'a>,
        /// With what.
        client_app_types: Vec<Setting<'a, Str<'a>>>,
        /// On which devices.
        devices: CaDevices<'a>,
        /// From where.
        locations: serde::de::IgnoredAny,
        /// On which platforms.
        platforms: serde::de::IgnoredAny,
        /// At which risk of the sign-in.
        sign_in_risk_levels: Vec<Setting<'a, Str<'a>>>,
        /// At which risk of the user.
        user_risk_levels: Vec<Setting<'a, Str<'a>>>,
    }
}

object! {
    /// For whom a policy holds.
    CaUsers {
        /// Ids, `All`, `None`, `GuestsOrExternalUsers`.
        include_users: Vec<Setting<'a, Str<'a>>>,
        /// Ids, `GuestsOrExternalUsers`.
        exclude_users: Vec<Setting<'a, Str<'a>>>,
        /// Groups.
        include_groups: Vec<Setting<'a, Str<'a>>>,
        /// Groups.
        exclude_groups: Vec<Setting<'a, Str<'a>>>,
        /// Roles.
        include_roles: Vec<Setting<'a, Str<'a>>>,
        /// Roles.
        exclude_roles: Vec<Setting<'a, Str<'a>>>,
        /// Guests.
        include_guests_or_external_users: CaGuests<'a>,
        /// Guests.
        exclude_guests_or_external_users: CaGuests<'a>,
    }
}

object! {
    /// Guests of some types, of some tenants.
    CaGuests {
        /// Which types: one text, separated by commas (Graph), or a list (Terraform, DSC).
        guest_or_external_user_types: GuestTypes,
        /// Of which tenants.
        external_tenants: ExternalTenants<'a>,
    }
}

object! {
    /// All tenants, or some.
    ExternalTenants {
        /// `all` or `enumerated`.
        membership_kind: Str<'a>,
        /// The tenants.
        members: Vec<Setting<'a, Str<'a>>>,
    }
}

object! {
    /// For what a policy holds.
    CaApplications {
        /// Client ids, `All`, `None`, `Office365`, `MicrosoftAdminPortals`.
        include_applications: Vec<Setting<'a, Str<'a>>>,
        /// Client ids.
        exclude_applications: Vec<Setting<'a, Str<'a>>>,
        /// `urn:user:registerdevice`, `urn:user:registersecurityinfo`.
        include_user_actions: Vec<Setting<'a, Str<'a>>>,
        /// Authentication contexts.
        include_authentication_context_class_references: Vec<Setting<'a, Str<'a>>>,
        /// A filter of apps.
        application_filter: serde::de::IgnoredAny,
    }
}

object! {
    /// On which devices a policy holds.
    CaDevices {
        /// A filter.
        device_filter: DeviceFilter<'a>,
    }
}

object! {
    /// A filter of devices.
    DeviceFilter {
        /// `include` or `exclude`.
        mode: Str<'a>,
        /// Membership rule of devices.
        rule: Str<'a>,
    }
}

object! {
    /// What a policy demands.
    GrantControls {
        /// `AND` or `OR`.
        operator: Str<'a>,
        /// `block`, `mfa`, `compliantDevice`, `domainJoinedDevice`, …
        built_in_controls: Vec<Setting<'a, Str<'a>>>,
        /// A strength.
        authentication_strength: Reference<'a>,
        /// Terms of use.
        terms_of_use: Vec<Setting<'a, Str<'a>>>,
        /// Custom controls.
        custom_authentication_factors: Vec<Setting<'a, Str<'a>>>,
    }
}

object! {
    /// Networks or countries that Conditional Access names.
    NamedLocation {
        /// Object id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// Whether it is trusted.
        is_trusted: bool,
    }
}

impl Identified for NamedLocation<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

object! {
    /// Security defaults.
    SecurityDefaults {
        /// Object id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// Whether they are on.
        is_enabled: bool,
    }
}

impl Identified for SecurityDefaults<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

/// Types of guests: a set of flags (`conditionalAccessGuestOrExternalUserTypes`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GuestTypes(u8);

/// Names of the flags, and their values.
///
/// Source: Microsoft Graph v1.0, enumeration `conditionalAccessGuestOrExternalUserTypes`.
const GUEST_TYPES: &[(&str, u8)] = &[
    ("none", 0),
    ("internalGuest", 1),
    ("b2bCollaborationGuest", 2),
    ("b2bCollaborationMember", 4),
    ("b2bDirectConnectUser", 8),
    ("otherExternalUser", 16),
    ("serviceProvider", 32),
];

impl GuestTypes {
    /// All six types.
    pub const ALL: Self = Self(63);

    /// The types that these names say; nothing where one is not known.
    pub fn of<'n>(names: impl Iterator<Item = &'n str>) -> Option<Self> {
        let flag = |name: &str| GUEST_TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, flag)| *flag);
        names.map(str::trim).filter(|name| !name.is_empty()).try_fold(0, |flags, name| Some(flags | flag(name)?)).map(Self)
    }

    /// Whether all of these types are among them.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether none is among them.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types of either.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The types of this one that the other one lacks.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Their names, in the order of Graph.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        GUEST_TYPES.iter().filter(move |(_, flag)| *flag != 0 && self.0 & flag != 0).map(|(name, _)| *name)
    }
}

impl<'de> Deserialize<'de> for GuestTypes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Flags;
        impl<'de> Visitor<'de> for Flags {
            type Value = GuestTypes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("types of guests")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<GuestTypes, E> {
                GuestTypes::of(text.split(',')).ok_or_else(|| E::custom("a type of guests that is not documented"))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<GuestTypes, A::Error> {
                let mut all = GuestTypes::default();
                while let Some(name) = names.next_element::<String>()? {
                    all = all.and(self.visit_str_once(&name)?);
                }
                Ok(all)
            }
        }
        impl Flags {
            fn visit_str_once<E: de::Error>(&self, name: &str) -> Result<GuestTypes, E> {
                GuestTypes::of(std::iter::once(name)).ok_or_else(|| E::custom("a type of guests that is not documented"))
            }
        }
        deserializer.deserialize_any(Flags)
    }
}

impl ConditionalAccessPolicy<'_> {
    /// Whether it is enforced; nothing where that is not known. A report-only policy is not.
    pub fn is_enforced(&self) -> Option<bool> {
        self.state.known().map(|state| &**state == "enabled")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guest_types_are_text_or_a_list() {
        let read = |json: &str| serde_json::from_str::<GuestTypes>(json).ok();
        let both = GuestTypes::of(["internalGuest", "b2bCollaborationGuest"].into_iter());
        assert_eq!(read(r#""internalGuest,b2bCollaborationGuest""#), both);
        assert_eq!(read(r#"["b2bCollaborationGuest", "internalGuest"]"#), both);
        assert_eq!(read(r#""none""#), Some(GuestTypes::default()));
        assert_eq!(read(r#""unknownFutureValue""#), None);
        assert_eq!(
            read(
                r#""internalGuest, b2bCollaborationGuest, b2bCollaborationMember, b2bDirectConnectUser, otherExternalUser, serviceProvider""#
            ),
            Some(GuestTypes::ALL)
        );
    }
}
