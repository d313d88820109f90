//! External user types of Conditional Access.

use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use std::fmt;

/// External user types: a set of flags (`conditionalAccessGuestOrExternalUserTypes`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GuestTypes(u8);

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
    pub const ALL: Self = Self(63);

    /// All external users, and the members of the tenant, for whom Graph has no name.
    pub const EVERYONE: Self = Self(127);

    /// Guests with an account that the tenant itself manages.
    pub const INTERNAL: Self = Self(1);

    /// External users who are invited as guests.
    pub const COLLABORATION: Self = Self(2);

    /// Types that can be a member of a group; the others have no account in the tenant.
    pub const WITH_ACCOUNT: Self = Self(1 | 2 | 4 | 16);

    /// The types with these names; `None` if a name is unknown.
    pub fn of<'n>(names: impl Iterator<Item = &'n str>) -> Option<Self> {
        let flag = |name: &str| GUEST_TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, flag)| *flag);
        names.map(str::trim).filter(|name| !name.is_empty()).try_fold(0, |flags, name| Some(flags | flag(name)?)).map(Self)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The union.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The types that are in both sets.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The types of this set without those of the other one.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The names, in the order of Graph.
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
                f.write_str("external user types")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<GuestTypes, E> {
                GuestTypes::of(text.split(',')).ok_or_else(|| E::custom("an undocumented external user type"))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<GuestTypes, A::Error> {
                let mut all = GuestTypes::default();
                while let Some(name) = names.next_element::<String>()? {
                    all = all.and(Self::of(&name)?);
                }
                Ok(all)
            }
        }
        impl Flags {
            fn of<E: de::Error>(name: &str) -> Result<GuestTypes, E> {
                GuestTypes::of(std::iter::once(name)).ok_or_else(|| E::custom("an undocumented external user type"))
            }
        }
        deserializer.deserialize_any(Flags)
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
