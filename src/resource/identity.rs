//! What identifies an object in its tenant.

use super::{Kind, Resource, seeded};
use crate::syntax::json::Scan;

/// The identity of an exported object: two objects of one tenant that have the same are versions of one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Identity {
    /// A hash of kind and id, because a tenant may have a million objects.
    hash: u64,
    /// Every tenant has one object of the kind, so that the identity does not show which tenant it belongs to.
    pub is_single: bool,
}

impl Identity {
    /// The identity of an object in an export; `None` if the input does not show it, or only contains it as a relation of another object.
    pub fn of(resource: &Resource<'_>, members: &Scan<'_>) -> Option<Self> {
        if !resource.format.is_exported() || resource.address.is_some() || resource.kind.entry().is_none() {
            return None;
        }
        let is_single = is_single(&resource.kind);
        let key = if resource.kind == Kind::CrossTenantAccessPartner { "tenantId" } else { "id" };
        let id = if is_single { "" } else { members.get(&resource.json, key).filter(|id| id.starts_with('"') && id.len() > 2)? };
        Some(Self { hash: seeded(&(resource.kind.name(), id.to_ascii_lowercase())), is_single })
    }
}

/// Whether every tenant has exactly one object of this kind, whatever its id.
pub(crate) fn is_single(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::AdminConsentRequestPolicy
            | Kind::AuthenticationFlowsPolicy
            | Kind::AuthorizationPolicy
            | Kind::CrossTenantAccessDefault
            | Kind::DeviceManagementSettings
            | Kind::DeviceRegistrationPolicy
            | Kind::EntitlementManagementSettings
            | Kind::ExternalIdentitiesPolicy
            | Kind::SecurityDefaults
            | Kind::SubscriptionPolicy
            | Kind::TenantAppManagementPolicy
    )
}
