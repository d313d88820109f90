//! Devices, and the policies for joining and registering them.
//!
//! Source: Microsoft Graph v1.0, resource types `deviceRegistrationPolicy`, `device`, `deviceManagementSettings`.

use crate::model::{Setting, Str, identified, object};

object! {
    DeviceRegistrationPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        /// The maximum number of devices of a user.
        user_device_quota: i64,
        multi_factor_auth_configuration: Str<'a>,
        #[serde(rename = "azureADJoin")]
        azure_ad_join: DeviceJoin<'a>,
    }
}

identified!(DeviceRegistrationPolicy, |object| (&object.id, &object.display_name));

object! {
    DeviceJoin {
        allowed_to_join: DeviceMembership<'a>,
    }

    /// All users, none, or selected ones; `@odata.type` decides.
    DeviceMembership {
        #[serde(rename = "@odata.type")]
        odata_type: Str<'a>,
    }

    Device {
        id: Str<'a>,
        display_name: Str<'a>,
        /// The MDM application that manages the device.
        mdm_app_id: Str<'a>,
    }
}

identified!(Device, |object| (&object.id, &object.display_name));

object! {
    /// Tenant-wide settings of Intune: the result of `deviceManagement/settings`, or the part in `deviceManagement`.
    DeviceManagementSettings {
        id: Str<'a>,
        secure_by_default: bool,
        settings: InnerDeviceManagementSettings<'a>,
    }

    InnerDeviceManagementSettings {
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
