//! Devices, and who may bring them.
//!
//! Source: Microsoft Graph v1.0, resource types `deviceRegistrationPolicy`, `device`, `deviceManagementSettings`.

use crate::model::{Setting, Str, identified, object};

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
    }
}

identified!(DeviceRegistrationPolicy, |object| (&object.id, &object.display_name));

object! {
    /// Who may join devices.
    DeviceJoin {
        allowed_to_join: DeviceMembership<'a>,
    }

    /// Everybody, nobody, or some: its type says it.
    DeviceMembership {
        #[serde(rename = "@odata.type")]
        odata_type: Str<'a>,
    }

    Device {
        id: Str<'a>,
        display_name: Str<'a>,
        /// The app that manages it.
        mdm_app_id: Str<'a>,
    }
}

identified!(Device, |object| (&object.id, &object.display_name));

object! {
    /// Intune's settings for the whole tenant: what `deviceManagement/settings` is, or `deviceManagement` holds.
    DeviceManagementSettings {
        id: Str<'a>,
        /// Whether a device without a compliance policy is not compliant.
        secure_by_default: bool,
        settings: InnerDeviceManagementSettings<'a>,
    }

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

identified!(DeviceManagementSettings, |object| (&object.id, &object.id));
