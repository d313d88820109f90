//! Cross-tenant access settings.
//!
//! Source: Microsoft Graph v1.0, resource types `crossTenantAccessPolicyConfigurationDefault`, `…Partner` and their parts.

use crate::inventory::Trust;
use crate::model::{Setting, State, Str, identified, object};

object! {
    /// The default settings (`crossTenantAccessPolicyConfigurationDefault`), which apply to every tenant without partner settings.
    CrossTenantAccessDefault {
        id: Str<'a>,
        /// Whether the default was never changed.
        is_service_default: bool,
        b2b_collaboration_inbound: B2bSetting<'a>,
        b2b_collaboration_outbound: B2bSetting<'a>,
        b2b_direct_connect_inbound: B2bSetting<'a>,
        inbound_trust: InboundTrust<'a>,
        tenant_restrictions: TenantRestrictions<'a>,
    }
}

identified!(CrossTenantAccessDefault, |object| (&object.id, &object.id));

object! {
    /// The settings of one partner tenant (`crossTenantAccessPolicyConfigurationPartner`). Null means the default settings.
    CrossTenantAccessPartner {
        id: Str<'a>,
        tenant_id: Str<'a>,
        b2b_collaboration_inbound: B2bSetting<'a>,
        b2b_direct_connect_inbound: B2bSetting<'a>,
        inbound_trust: InboundTrust<'a>,
        automatic_user_consent_settings: AutomaticUserConsent<'a>,
        identity_synchronization: CrossTenantIdentitySync<'a>,
    }
}

identified!(CrossTenantAccessPartner, |object| (object.id.or(&object.tenant_id), &object.tenant_id));

object! {
    /// Whether a partner tenant synchronizes users to this tenant (`crossTenantIdentitySyncPolicyPartner`).
    CrossTenantIdentitySync {
        tenant_id: Str<'a>,
        display_name: Str<'a>,
        user_sync_inbound: UserSyncInbound<'a>,
    }
}

identified!(CrossTenantIdentitySync, |object| (&object.tenant_id, &object.display_name));

object! {
    UserSyncInbound {
        is_sync_allowed: bool,
    }

    B2bSetting {
        users_and_groups: B2bTargets<'a>,
        applications: B2bTargets<'a>,
    }

    /// The allowed or blocked users, groups or applications (`crossTenantAccessPolicyTargetConfiguration`).
    B2bTargets {
        access_type: Str<'a>,
        targets: Vec<Setting<'a, B2bTarget<'a>>>,
    }

    B2bTarget {
        /// An id, `AllUsers` or `AllApplications`.
        target: Str<'a>,
    }

    /// The claims of other tenants that are trusted (`crossTenantAccessPolicyInboundTrust`).
    InboundTrust {
        is_mfa_accepted: bool,
        is_compliant_device_accepted: bool,
        #[serde(rename = "isHybridAzureADJoinedDeviceAccepted")]
        is_hybrid_joined_device_accepted: bool,
    }

    /// Whether the consent prompt is suppressed (`inboundOutboundPolicyConfiguration`).
    AutomaticUserConsent {
        inbound_allowed: bool,
    }

    /// Tenant restrictions v2 (`crossTenantAccessPolicyTenantRestrictions`).
    TenantRestrictions {
        users_and_groups: B2bTargets<'a>,
        applications: B2bTargets<'a>,
    }
}

/// How much a configuration of targets allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Targeted {
    AllowedAll,
    AllowedSome,
    BlockedAll,
    /// Everything else is allowed.
    BlockedSome,
}

impl<'a> B2bTargets<'a> {
    /// `None` if unknown.
    fn targeted(&self) -> Option<Targeted> {
        let access = self.access_type.known()?;
        let is_known = |target: &Setting<'a, B2bTarget<'a>>| target.known().is_some_and(|target| target.target.known().is_some());
        let is_some = || self.targets.known().is_some_and(|targets| !targets.is_empty() && targets.iter().all(is_known));
        match (access.to_ascii_lowercase().as_str(), self.everybody().is_some()) {
            ("allowed", true) => Some(Targeted::AllowedAll),
            ("blocked", true) => Some(Targeted::BlockedAll),
            ("allowed", false) => (self.targets.known()?.iter().all(is_known)).then_some(Targeted::AllowedSome),
            ("blocked", false) => is_some().then_some(Targeted::BlockedSome),
            _ => None, // a value that Microsoft added later
        }
    }

    /// Whether all users or all applications are allowed, apart from some that are blocked; `None` if unknown.
    pub fn allows_all(&self) -> Option<bool> {
        Some(matches!(self.targeted()?, Targeted::AllowedAll | Targeted::BlockedSome))
    }

    /// The target that means all users or all applications.
    pub fn everybody(&self) -> Option<&Setting<'a, Str<'a>>> {
        let names = self.targets.elements().iter().filter_map(|target| Some(&target.known()?.target));
        let is_all = |name: &str| name.eq_ignore_ascii_case("AllUsers") || name.eq_ignore_ascii_case("AllApplications");
        names.into_iter().find(|name| name.known().is_some_and(|name| is_all(name)))
    }
}

/// Which of its users a setting lets use its applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// All, apart from some users or applications that are blocked.
    All,
    Some,
    None,
}

impl B2bSetting<'_> {
    /// What the targets of both lists mean together: a blocked list blocks its users from the applications of the other list.
    ///
    /// Source: Microsoft Learn, "Configure cross-tenant access settings for B2B collaboration"; Microsoft Graph,
    /// `crossTenantAccessPolicyB2BSetting`.
    fn access(&self) -> Option<Access> {
        use Targeted::{AllowedAll, AllowedSome, BlockedAll, BlockedSome};
        let users = self.users_and_groups.known().and_then(B2bTargets::targeted);
        let apps = self.applications.known().and_then(B2bTargets::targeted);
        Some(match (users, apps) {
            (Some(AllowedSome), Some(AllowedSome | AllowedAll | BlockedSome) | None)
            | (Some(AllowedAll | BlockedSome) | None, Some(AllowedSome)) => Access::Some,
            (Some(AllowedAll), Some(AllowedAll | BlockedSome)) | (Some(BlockedSome), Some(AllowedAll | BlockedAll | BlockedSome)) => {
                Access::All
            }
            (Some(BlockedAll), Some(BlockedSome)) => Access::All,
            (Some(BlockedAll), Some(AllowedAll | AllowedSome | BlockedAll)) | (Some(AllowedAll | AllowedSome), Some(BlockedAll)) => {
                Access::None
            }
            (None, _) | (_, None) => return None,
        })
    }

    /// Whether all users and all applications are allowed, apart from some that are blocked; `None` if unknown.
    pub fn allows_all(&self) -> Option<bool> {
        self.access().map(|access| access == Access::All)
    }

    /// Whether no user can use any application; `None` if unknown.
    pub fn blocks_all(&self) -> Option<bool> {
        self.access().map(|access| access == Access::None)
    }
}

impl<'a> CrossTenantAccessDefault<'a> {
    /// Whether the service reports its default as unchanged.
    pub fn is_unchanged(&self) -> bool {
        self.is_service_default.known() == Some(&true)
    }

    /// Whether inbound B2B collaboration allows all users of every tenant; `None` if unknown.
    pub fn lets_guests_in(&self) -> Option<bool> {
        self.is_open(&self.b2b_collaboration_inbound)
    }

    /// Whether no user of any tenant can sign in, by B2B collaboration or B2B direct connect; `None` if unknown. The service blocks B2B direct
    /// connect by default.
    pub fn blocks_inbound(&self) -> Option<bool> {
        let direct = match self.b2b_direct_connect_inbound.state() {
            State::Known(setting) => setting.blocks_all()?,
            State::Null | State::Absent => true,
            State::Unknown(_) => return None,
        };
        Some(direct && self.b2b_collaboration_inbound.known()?.blocks_all()?)
    }

    /// Whether outbound B2B collaboration allows all users to every tenant; `None` if unknown.
    pub fn lets_own_users_out(&self) -> Option<bool> {
        self.is_open(&self.b2b_collaboration_outbound)
    }

    /// B2B collaboration is allowed unless it is blocked: null means that, and so does the default of the service.
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

    /// Whether tenant restrictions block access to other tenants; `None` if unknown.
    ///
    /// An unchanged default has no tenant restrictions, whatever the service returns there.
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

/// A trust setting, the setting itself where its parent object is known, and its path.
pub type TrustSetting<'s, 'a> = (Trust, Option<&'s Setting<'a, bool>>, &'static str);

impl<'a> CrossTenantAccessPartner<'a> {
    /// Whether no user of the partner can sign in; `None` if unknown. `by_default` is what the default settings do, which null means.
    pub fn blocks_inbound(&self, by_default: bool) -> Option<bool> {
        let blocks = |setting: &Setting<'a, B2bSetting<'a>>, absent: Option<bool>| match setting.state() {
            State::Known(setting) => setting.blocks_all(),
            State::Null => Some(by_default),
            State::Absent => absent,
            State::Unknown(_) => None,
        };
        Some(blocks(&self.b2b_collaboration_inbound, None)? && blocks(&self.b2b_direct_connect_inbound, Some(by_default))?)
    }

    /// Each trust setting of these partner settings.
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
    /// The setting that lets the partner tenant create users in this tenant.
    pub fn allowance(&self) -> Option<&Setting<'a, bool>> {
        self.user_sync_inbound.known().map(|inbound| &inbound.is_sync_allowed)
    }
}
