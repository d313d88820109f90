//! Devices, and who may bring them.
//!
//! Source: Microsoft Graph v1.0, resource types `deviceRegistrationPolicy`, `device`, `deviceManagementSettings`.

use super::Reference;
use crate::model::{Identified, Identity, Setting, Str, object};

object! {
    /// Who may join and register devices.
    DeviceRegistrationPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        /// How many devices a user may have.
        user_device_quota: i64,
        multi_factor_auth_configuration: Str<'a>,
        /// Who may join devices.
        #[serde(rename = "azureADJoin")]
        azure_ad_join: DeviceJoin<'a>,
        /// Who may register devices.
        #[serde(rename = "azureADRegistration")]
        azure_ad_registration: DeviceRegistration<'a>,
    }
}

impl Identified for DeviceRegistrationPolicy<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

object! {
    /// Who may join devices.
    DeviceJoin {
        /// Whether it can be changed.
        is_admin_configurable: bool,
        allowed_to_join: DeviceMembership<'a>,
    }
}

object! {
    /// Who may register devices.
    DeviceRegistration {
        /// Whether it can be changed.
        is_admin_configurable: bool,
        allowed_to_register: DeviceMembership<'a>,
    }
}

object! {
    /// Everybody, nobody, or some: its type says it.
    DeviceMembership {
        #[serde(rename = "@odata.type")]
        odata_type: Str<'a>,
        users: Vec<Setting<'a, Str<'a>>>,
        groups: Vec<Setting<'a, Str<'a>>>,
    }
}

object! {
    Device {
        id: Str<'a>,
        display_name: Str<'a>,
        /// Id that the device has of itself.
        device_id: Str<'a>,
        trust_type: Str<'a>,
        /// Whether it is compliant.
        is_compliant: bool,
        /// Whether it is managed.
        is_managed: bool,
        management_type: Str<'a>,
        /// The app that manages it.
        mdm_app_id: Str<'a>,
        /// Whether it may be used.
        account_enabled: bool,
        registered_owners: Vec<Setting<'a, Reference<'a>>>,
        registered_users: Vec<Setting<'a, Reference<'a>>>,
    }
}

impl Identified for Device<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

object! {
    /// Intune's settings for the whole tenant: what `deviceManagement/settings` is, or `deviceManagement` holds.
    DeviceManagementSettings {
        id: Str<'a>,
        /// Whether a device without a compliance policy is not compliant.
        secure_by_default: bool,
        settings: InnerDeviceManagementSettings<'a>,
    }
}

object! {
    /// Settings that stand in `deviceManagement`.
    InnerDeviceManagementSettings {
        /// Whether a device without a compliance policy is not compliant.
        secure_by_default: bool,
    }
}

impl<'a> DeviceManagementSettings<'a> {
    /// Whether a device without a compliance policy is not compliant.
    pub fn secure_by_default(&self) -> &Setting<'a, bool> {
        match self.settings.known() {
            Some(inner) => self.secure_by_default.or(&inner.secure_by_default),
            None => &self.secure_by_default,
        }
    }
}

impl Identified for DeviceManagementSettings<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.id)
    }
}
