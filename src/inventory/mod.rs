//! What a tenant is declared to contain: guests, subscriptions, identities, partners, billing and root-scope principals.
//!
//! Rules ask it by [`crate::rules::Findings::inventory`]. It is plain data with lookups; [`crate::policy`] reads the written form.

mod key;
mod list;

pub use key::normalised;
pub use list::{Entry, List};

use crate::source::FileId;
use serde::Deserialize;
use std::sync::Arc;

/// The inventory of one tenant. A list that is not declared is `None`, and then nothing counts as undeclared.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Guests.
    pub guests: Option<Arc<Guests>>,
    /// Azure subscriptions, by their id.
    pub subscriptions: Option<Arc<List<Subscription>>>,
    /// Managed identities and service principals, by object id, client id or resource id.
    pub identities: Option<Arc<List>>,
    /// Partner tenants, by their id and their domains.
    pub partners: Option<Arc<List<Partner>>>,
    /// Principals that are allowed to have billing roles, by object id, UPN or mail address.
    pub billing: Option<Arc<List>>,
    /// Principals that are allowed to have roles at `/` and at the tenant root group, by object id, UPN or mail address.
    pub root_scope: Option<Arc<List>>,
}

impl Inventory {
    /// An inventory without any declared list.
    pub const NONE: Self = Self { guests: None, subscriptions: None, identities: None, partners: None, billing: None, root_scope: None };

    /// Whether no list is declared.
    pub(crate) fn is_empty(&self) -> bool {
        let Self { guests, subscriptions, identities, partners, billing, root_scope } = self;
        guests.is_none()
            && subscriptions.is_none()
            && identities.is_none()
            && partners.is_none()
            && billing.is_none()
            && root_scope.is_none()
    }

    /// The partner with this tenant id or domain, if the list declares it.
    pub fn partner(&self, tenant: &str) -> Option<&Entry<Partner>> {
        self.partners.as_ref()?.get(tenant)
    }

    /// These lists, and the lists of another inventory where one is missing.
    #[must_use]
    pub(crate) fn or(self, other: &Self) -> Self {
        Self {
            guests: self.guests.or_else(|| other.guests.clone()),
            subscriptions: self.subscriptions.or_else(|| other.subscriptions.clone()),
            identities: self.identities.or_else(|| other.identities.clone()),
            partners: self.partners.or_else(|| other.partners.clone()),
            billing: self.billing.or_else(|| other.billing.clone()),
            root_scope: self.root_scope.or_else(|| other.root_scope.clone()),
        }
    }

    /// The same with its files numbered from `first` on.
    #[must_use]
    pub(crate) fn counted_from(&self, first: FileId) -> Self {
        fn moved<T: Clone>(list: Option<&Arc<List<T>>>, first: FileId) -> Option<Arc<List<T>>> {
            list.map(|list| Arc::new(list.counted_from(first)))
        }
        Self {
            guests: self.guests.as_ref().map(|guests| Arc::new(guests.counted_from(first))),
            subscriptions: moved(self.subscriptions.as_ref(), first),
            identities: moved(self.identities.as_ref(), first),
            partners: moved(self.partners.as_ref(), first),
            billing: moved(self.billing.as_ref(), first),
            root_scope: moved(self.root_scope.as_ref(), first),
        }
    }
}

/// The declared guests: individually, or by domain or tenant.
#[derive(Debug, Clone, Default)]
pub struct Guests {
    /// People, by object id, UPN or mail address.
    pub people: List,
    /// Domains whose users are all declared: exactly these domains, no subdomains.
    pub domains: List,
    /// Tenants whose users are all declared.
    pub tenants: List,
}

/// The identifiers of a guest, for [`Guests::declares`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Guest<'g> {
    /// Object id.
    pub id: Option<&'g str>,
    /// User principal name: `vendor_fabrikam.example#EXT#@contoso.example`.
    pub upn: Option<&'g str>,
    /// Mail address.
    pub mail: Option<&'g str>,
    /// The domain of the account in its home directory.
    pub home_domain: Option<&'g str>,
    /// The id of its home tenant.
    pub home_tenant: Option<&'g str>,
}

impl Guests {
    /// The entry that declares a guest: one on the person before one on the domain, that before one on the tenant.
    pub fn declares(&self, guest: &Guest<'_>) -> Option<&Entry> {
        self.person(guest)
            .or_else(|| guest.home_domain.and_then(|domain| self.domains.get(domain)))
            .or_else(|| guest.home_tenant.and_then(|tenant| self.tenants.get(tenant)))
    }

    /// The entry on the person: by object id, else by UPN, else by mail address.
    pub fn person(&self, guest: &Guest<'_>) -> Option<&Entry> {
        [guest.id, guest.upn, guest.mail].into_iter().flatten().find_map(|key| self.people.get(key))
    }

    fn counted_from(&self, first: FileId) -> Self {
        Self {
            people: self.people.counted_from(first),
            domains: self.domains.counted_from(first),
            tenants: self.tenants.counted_from(first),
        }
    }
}

/// The values that only subscriptions have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    /// Who is responsible for it; an object id is the expected Owner.
    pub owner: Option<String>,
    /// The billing scope that pays for it.
    pub billing_scope: Option<String>,
}

/// The values that only partners have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partner {
    /// Its domains.
    pub domains: Vec<String>,
    /// The trust that is accepted; nothing if the inventory does not list it.
    pub accepts: Option<Vec<Trust>>,
}

impl Partner {
    /// Whether this trust is accepted: by name, or because the inventory declares the partner and names none.
    pub fn accepts(&self, trust: Trust) -> bool {
        self.accepts.as_ref().is_none_or(|accepted| accepted.contains(&trust))
    }
}

/// Trust in a partner tenant, by a setting of its `crossTenantAccessPolicyConfigurationPartner`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// Trust in MFA claims (`inboundTrust.isMfaAccepted`).
    Mfa,
    /// Trust in compliant devices (`inboundTrust.isCompliantDeviceAccepted`).
    CompliantDevice,
    /// Trust in Microsoft Entra hybrid joined devices (`inboundTrust.isHybridAzureADJoinedDeviceAccepted`).
    HybridJoinedDevice,
    /// Automatic redemption of invitations (`automaticUserConsentSettings.inboundAllowed`).
    AutomaticRedemption,
    /// Synchronization of users into this tenant (`identitySynchronization.userSyncInbound.isSyncAllowed`).
    UserSync,
    /// B2B direct connect (`b2bDirectConnectInbound`).
    DirectConnect,
}
