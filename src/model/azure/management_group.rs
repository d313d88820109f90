//! Management groups, the resources below them, and their hierarchy settings.
//!
//! Source: `Microsoft.Management` 2023-04-01.

use super::nested;
use crate::model::{Setting, Str, identified, object};
use crate::resource::Resource;

nested! {
    /// Hierarchy settings of the root management group (`Microsoft.Management/managementGroups/settings`).
    ManagementGroupSettings {
        id: Str<'a>,
        name: Str<'a>,
    } properties: ManagementGroupSettingsProperties {
        /// The management group of new subscriptions: its id or name.
        default_management_group: Str<'a>,
        /// Whether creating a management group requires a permission.
        require_authorization_for_group_creation: bool,
        /// The tenant id, which is also the name of the root management group.
        tenant_id: Str<'a>,
    }
}

impl ManagementGroupSettings<'_> {
    /// Whether new subscriptions are placed in the root group; `None` if unknown.
    ///
    /// Null, empty, and the id or name of the root group all mean the root group. It is not documented whether code that sends null resets
    /// the group.
    pub fn lands_in_root(&self, resource: &Resource<'_>) -> Option<bool> {
        let setting = self.default_management_group();
        if setting.is_null() {
            return (!resource.format.is_declared()).then_some(true);
        }
        let group = setting.known()?;
        let name = group.rsplit('/').next().unwrap_or_default();
        if name.is_empty() {
            return Some(true);
        }
        Some(self.root_group()?.eq_ignore_ascii_case(name))
    }

    /// The name of the management group of new subscriptions, in lower case; `None` if unknown.
    pub fn landing_group(&self, resource: &Resource<'_>) -> Option<String> {
        let group = if self.lands_in_root(resource) == Some(true) {
            self.root_group()?
        } else {
            self.default_management_group().known()?.rsplit('/').next()?
        };
        Some(group.to_ascii_lowercase())
    }

    /// The name of the root management group: the tenant id, which the path of the settings also contains.
    pub fn root_group(&self) -> Option<&str> {
        let path_name = || {
            let mut parts = self.id.known()?.split('/').skip_while(|part| !part.eq_ignore_ascii_case("managementGroups"));
            parts.nth(1)
        };
        self.tenant_id().known().map(|id| &**id).or_else(path_name)
    }
}

identified!(ManagementGroupSettings, |object| (&object.id, &object.name));

nested! {
    /// `Microsoft.Management/managementGroups`
    ManagementGroup {
        id: Str<'a>,
        /// The name in paths.
        name: Str<'a>,
    } properties: ManagementGroupProperties {
        display_name: Str<'a>,
        tenant_id: Str<'a>,
        details: ManagementGroupDetails<'a>,
        children: Vec<Setting<'a, ManagementGroupChild<'a>>>,
    }
}

object! {
    /// The position of a management group in the hierarchy.
    ManagementGroupDetails {
        /// The parent; null for the root.
        parent: ManagementGroupParent<'a>,
    }

    ManagementGroupParent {
        id: Str<'a>,
        /// The name in paths.
        name: Str<'a>,
    }

    /// A management group or subscription below a management group.
    ManagementGroupChild {
        id: Str<'a>,
        /// The name in paths.
        name: Str<'a>,
        children: Vec<Setting<'a, ManagementGroupChild<'a>>>,
    }
}

identified!(ManagementGroup, |object| (&object.id, object.display_name().or(&object.name)));

object! {
    /// The membership of a subscription in a management group (`Microsoft.Management/managementGroups/subscriptions`).
    ManagementGroupSubscription {
        id: Str<'a>,
        /// The subscription id; in a template, `<group>/<subscription>`.
        name: Str<'a>,
        properties: ManagementGroupSubscriptionProperties<'a>,
    }

    ManagementGroupSubscriptionProperties {
        parent: ManagementGroupParent<'a>,
    }
}

impl ManagementGroupSubscription<'_> {
    /// The names of the group and the subscription in paths.
    pub fn ends(&self) -> Option<(&str, &str)> {
        let by_id = self.id.known().and_then(|id| {
            let at = id.to_ascii_lowercase().rfind("/subscriptions/")?;
            Some((id.get(..at)?, id.get(at + "/subscriptions/".len()..)?))
        });
        let by_parent = || Some((&**self.properties.known()?.parent.known()?.id.known()?, &**self.name.known()?));
        let (group, subscription) = by_id.or_else(by_parent)?;
        Some((group.rsplit('/').next()?, subscription.rsplit('/').next()?))
    }
}
