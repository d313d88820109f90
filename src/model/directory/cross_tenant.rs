//! What other tenants are let do, and what of them is believed.
//!
//! Source: Microsoft Graph v1.0, resource types `crossTenantAccessPolicyConfigurationDefault`, `…Partner` and their parts.

use crate::inventory::Trust;
use crate::model::{Setting, State, Str, identified, object};

object! {
    /// What holds for every tenant without an entry of its own (`crossTenantAccessPolicyConfigurationDefault`).
    CrossTenantAccessDefault {
        id: Str<'a>,
        /// Nobody has changed it.
        is_service_default: bool,
        /// Guests that come in.
        b2b_collaboration_inbound: B2bSetting<'a>,
        /// Own users that go out.
        b2b_collaboration_outbound: B2bSetting<'a>,
        /// Users of shared channels that come in.
        b2b_direct_connect_inbound: B2bSetting<'a>,
        /// Claims of other tenants that are believed.
        inbound_trust: InboundTrust<'a>,
        /// Tenants that own users and devices may use.
        tenant_restrictions: TenantRestrictions<'a>,
    }
}

identified!(CrossTenantAccessDefault, |object| (&object.id, &object.id));

object! {
    /// What holds for one other tenant (`crossTenantAccessPolicyConfigurationPartner`). What is null is as in the default.
    CrossTenantAccessPartner {
        id: Str<'a>,
        tenant_id: Str<'a>,
        /// Guests that come in.
        b2b_collaboration_inbound: B2bSetting<'a>,
        /// Claims of the tenant that are believed.
        inbound_trust: InboundTrust<'a>,
        /// Whether the consent prompt is left out.
        automatic_user_consent_settings: AutomaticUserConsent<'a>,
        /// Whether the tenant syncs users in.
        identity_synchronization: CrossTenantIdentitySync<'a>,
    }
}

identified!(CrossTenantAccessPartner, |object| (object.id.or(&object.tenant_id), &object.tenant_id));

object! {
    /// Whether a tenant syncs users in (`crossTenantIdentitySyncPolicyPartner`).
    CrossTenantIdentitySync {
        tenant_id: Str<'a>,
        display_name: Str<'a>,
        /// Whether users come in.
        user_sync_inbound: UserSyncInbound<'a>,
    }
}

identified!(CrossTenantIdentitySync, |object| (&object.tenant_id, &object.display_name));

object! {
    /// Whether users come in by synchronisation.
    UserSyncInbound {
        is_sync_allowed: bool,
    }

    /// Who may use what across tenants (`crossTenantAccessPolicyB2BSetting`).
    B2bSetting {
        users_and_groups: B2bTargets<'a>,
        applications: B2bTargets<'a>,
    }

    /// Users, groups or apps that are allowed or blocked (`crossTenantAccessPolicyTargetConfiguration`).
    B2bTargets {
        access_type: Str<'a>,
        targets: Vec<Setting<'a, B2bTarget<'a>>>,
    }

    /// A user, group or app.
    B2bTarget {
        /// An id, `AllUsers` or `AllApplications`.
        target: Str<'a>,
    }

    /// Claims of other tenants that are believed (`crossTenantAccessPolicyInboundTrust`).
    InboundTrust {
        is_mfa_accepted: bool,
        is_compliant_device_accepted: bool,
        /// A hybrid joined device.
        #[serde(rename = "isHybridAzureADJoinedDeviceAccepted")]
        is_hybrid_joined_device_accepted: bool,
    }

    /// Whether the consent prompt is left out (`inboundOutboundPolicyConfiguration`).
    AutomaticUserConsent {
        /// For users that come in.
        inbound_allowed: bool,
    }

    /// What own users and devices may use elsewhere (`crossTenantAccessPolicyTenantRestrictions`).
    TenantRestrictions {
        users_and_groups: B2bTargets<'a>,
        applications: B2bTargets<'a>,
    }
}

impl<'a> B2bTargets<'a> {
    /// Whether this allows everybody, or everything; nothing where that is not known.
    pub fn allows_all(&self) -> Option<bool> {
        let access = self.access_type.known()?;
        if access.eq_ignore_ascii_case("blocked") {
            return Some(false);
        }
        if !access.eq_ignore_ascii_case("allowed") {
            return None; // a value of a later version
        }
        if self.everybody().is_some() {
            return Some(true);
        }
        let is_known = |target: &Setting<'a, B2bTarget<'a>>| target.known().is_some_and(|target| target.target.known().is_some());
        self.targets.known()?.iter().all(is_known).then_some(false)
    }

    /// The target that stands for everybody, or everything.
    pub fn everybody(&self) -> Option<&Setting<'a, Str<'a>>> {
        let names = self.targets.elements().iter().filter_map(|target| Some(&target.known()?.target));
        let is_all = |name: &str| name.eq_ignore_ascii_case("AllUsers") || name.eq_ignore_ascii_case("AllApplications");
        names.into_iter().find(|name| name.known().is_some_and(|name| is_all(name)))
    }
}

impl B2bSetting<'_> {
    /// Whether this allows all users and all apps; nothing where that is not known.
    pub fn allows_all(&self) -> Option<bool> {
        let users = self.users_and_groups.known().and_then(B2bTargets::allows_all);
        let apps = self.applications.known().and_then(B2bTargets::allows_all);
        match (users, apps) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }
}

impl<'a> CrossTenantAccessDefault<'a> {
    /// Whether the service says that nobody has changed its own default.
    pub fn is_unchanged(&self) -> bool {
        self.is_service_default.known() == Some(&true)
    }

    /// Whether all users of every tenant may come in as guests; nothing where that is not known.
    pub fn lets_guests_in(&self) -> Option<bool> {
        self.is_open(&self.b2b_collaboration_inbound)
    }

    /// Whether all own users may become guests of every tenant; nothing where that is not known.
    pub fn lets_own_users_out(&self) -> Option<bool> {
        self.is_open(&self.b2b_collaboration_outbound)
    }

    /// B2B collaboration is open until somebody closes it: that is what null means, and what the service's own default is.
    ///
    /// Source: Microsoft Graph, "Get crossTenantAccessPolicyConfigurationDefault"; Microsoft Learn, "Cross-tenant access overview".
    fn is_open(&self, setting: &Setting<'a, B2bSetting<'a>>) -> Option<bool> {
        match setting.state() {
            State::Known(setting) => setting.allows_all(),
            State::Null => Some(true),
            State::Absent => self.is_unchanged().then_some(true),
            State::Unknown(_) => None,
        }
    }

    /// Whether tenant restrictions keep own users and devices from other tenants; nothing where that is not known.
    ///
    /// In an unchanged default nobody has set them, whatever the service answers there.
    pub fn restricts_tenants(&self) -> Option<bool> {
        if self.is_unchanged() {
            return Some(false);
        }
        match self.tenant_restrictions.state() {
            State::Null => Some(false),
            State::Known(limits) => {
                let users = limits.users_and_groups.known().and_then(B2bTargets::allows_all);
                let apps = limits.applications.known().and_then(B2bTargets::allows_all);
                match (users, apps) {
                    (Some(false), _) | (_, Some(false)) => Some(true),
                    (Some(true), Some(true)) => Some(false),
                    _ => None,
                }
            }
            State::Absent | State::Unknown(_) => None,
        }
    }
}

/// A sort of trust in another tenant, with its setting, where the object around it is known, and its path.
pub type TrustSetting<'s, 'a> = (Trust, Option<&'s Setting<'a, bool>>, &'static str);

impl<'a> CrossTenantAccessPartner<'a> {
    /// What this entry says of each sort of trust in the other tenant.
    pub fn trusts(&self) -> [TrustSetting<'_, 'a>; 5] {
        let inbound = self.inbound_trust.known();
        let consent = self.automatic_user_consent_settings.known();
        let sync = self.identity_synchronization.known().and_then(CrossTenantIdentitySync::allowance);
        [
            (Trust::Mfa, inbound.map(|trust| &trust.is_mfa_accepted), "inboundTrust/isMfaAccepted"),
            (Trust::CompliantDevice, inbound.map(|trust| &trust.is_compliant_device_accepted), "inboundTrust/isCompliantDeviceAccepted"),
            (
                Trust::HybridJoinedDevice,
                inbound.map(|trust| &trust.is_hybrid_joined_device_accepted),
                "inboundTrust/isHybridAzureADJoinedDeviceAccepted",
            ),
            (Trust::AutomaticRedemption, consent.map(|consent| &consent.inbound_allowed), "automaticUserConsentSettings/inboundAllowed"),
            (Trust::UserSync, sync, "identitySynchronization/userSyncInbound/isSyncAllowed"),
        ]
    }
}

impl<'a> CrossTenantIdentitySync<'a> {
    /// Whether the tenant may make users here.
    pub fn allowance(&self) -> Option<&Setting<'a, bool>> {
        self.user_sync_inbound.known().map(|inbound| &inbound.is_sync_allowed)
    }
}
