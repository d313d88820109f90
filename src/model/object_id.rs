//! Object ids in the index of the tenant.

use super::{Setting, Str};
use crate::resource::Resource;
use std::fmt;
use uuid::Uuid;

/// The id of an object in 16 bytes, because a tenant may have a million objects.
///
/// Nearly all ids are GUIDs. Any other text, such as a sign-in name or the address of a resource whose id is known only after deployment,
/// is hashed to a name-based UUID.
///
/// This is bytes and not `u128`, whose alignment of 16 costs the allocator more memory per list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(Uuid);

impl ObjectId {
    /// The object of this id, regardless of case. The last part of a path counts, because Terraform writes `/groups/<id>`.
    pub fn of(id: &str) -> Self {
        if let Ok(guid) = Uuid::try_parse(id) {
            return Self(guid);
        }
        match id.rsplit_once('/').and_then(|(_, last)| Uuid::try_parse(last).ok()) {
            Some(guid) => Self(guid),
            // Sign-in names and resource ids ignore case, addresses in code do not.
            None if id.contains('@') || id.starts_with('/') => Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, id.to_ascii_lowercase().as_bytes())),
            None => Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, id.as_bytes())),
        }
    }

    /// The object that infrastructure as code declares with this resource, by its address.
    pub fn of_address(resource: &Resource<'_>) -> Option<Self> {
        resource.full_address().map(|address| Self::of(&address))
    }

    /// The object of this id, if it is a GUID.
    pub(crate) fn of_guid(id: &str) -> Option<Self> {
        Uuid::try_parse(id).ok().map(Self)
    }

    /// The object in a setting: its id, else its address in infrastructure as code.
    pub fn of_setting<'a>(setting: &Setting<'a, Str<'a>>) -> Option<Self> {
        match setting.known() {
            Some(id) if id.is_empty() => None,
            Some(id) => Some(Self::of(id)),
            None => setting.full_reference().map(|address| Self::of(&address)),
        }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ObjectId {
    /// Whether this is a GUID of the service, and not the hash of another text.
    pub fn is_guid(self) -> bool {
        self.0.get_version_num() != 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_equal_in_every_spelling() {
        let id = ObjectId::of("0b0c2f0e-1111-4222-8333-444455556666");
        for same in ["0B0C2F0E-1111-4222-8333-444455556666", "/groups/0b0c2f0e-1111-4222-8333-444455556666"] {
            assert_eq!(ObjectId::of(same), id, "{same}");
        }
        assert_eq!(ObjectId::of("A_b#EXT#@contoso.example"), ObjectId::of("a_b#ext#@contoso.example"));
        assert_ne!(ObjectId::of("azuread_group.a"), ObjectId::of("azuread_group.A"));
    }
}
