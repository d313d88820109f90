//! Management groups, what lies under them, and their settings.
//!
//! Source: `Microsoft.Management` 2023-04-01.

use super::nested;
use crate::model::{Setting, Str, identified, object};
use crate::resource::Resource;

nested! {
    /// The hierarchy settings of the root management group (`Microsoft.Management/managementGroups/settings`).
    ManagementGroupSettings {
        id: Str<'a>,
        name: Str<'a>,
    } properties: ManagementGroupSettingsProperties {
        /// Where new subscriptions land: a management group's id or name.
        default_management_group: Str<'a>,
        /// Whether creating a management group takes a permission.
        require_authorization_for_group_creation: bool,
        /// The tenant, whose id is the name of the root management group.
        tenant_id: Str<'a>,
    }
}

impl ManagementGroupSettings<'_> {
    /// Whether new subscriptions land in the root group; nothing where that is not known.
    ///
    /// Null and empty mean the root group, its own id and name too.
    pub fn lands_in_root(&self) -> Option<bool> {
        let setting = self.default_management_group();
        if setting.is_null() {
            return Some(true);
        }
        let group = setting.known()?;
        let name = group.rsplit('/').next().unwrap_or_default();
        if name.is_empty() {
            return Some(true);
        }
        Some(self.root_group()?.eq_ignore_ascii_case(name))
    }

    /// The name of the group in which new subscriptions land, in lower case; nothing where that is not known.
    pub fn landing_group(&self, resource: &Resource<'_>) -> Option<String> {
        // Whether code that sends null resets the group is not documented.
        let is_root = self.lands_in_root() == Some(true) && !(self.default_management_group().is_null() && resource.format.is_declared());
        let group = if is_root { self.root_group()? } else { self.default_management_group().known()?.rsplit('/').next()? };
        Some(group.to_ascii_lowercase())
    }

    /// The name of the root management group: the tenant's id, which the settings' own path holds too.
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
    /// A management group (`Microsoft.Management/managementGroups`).
    ManagementGroup {
        id: Str<'a>,
        /// Its name in paths.
        name: Str<'a>,
    } properties: ManagementGroupProperties {
        /// The name that people gave it.
        display_name: Str<'a>,
        tenant_id: Str<'a>,
        /// Its place in the tree.
        details: ManagementGroupDetails<'a>,
        /// What lies under it.
        children: Vec<Setting<'a, ManagementGroupChild<'a>>>,
    }
}

object! {
    /// The place of a management group in the tree.
    ManagementGroupDetails {
        /// The group above it; null for the root.
        parent: ManagementGroupParent<'a>,
    }

    /// The group above another.
    ManagementGroupParent {
        id: Str<'a>,
        /// Its name in paths.
        name: Str<'a>,
    }

    /// A group or subscription under a management group.
    ManagementGroupChild {
        id: Str<'a>,
        /// Its name in paths.
        name: Str<'a>,
        /// What lies under it in turn.
        children: Vec<Setting<'a, ManagementGroupChild<'a>>>,
    }
}

identified!(ManagementGroup, |object| (&object.id, object.display_name().or(&object.name)));

object! {
    /// That a subscription lies under a management group (`Microsoft.Management/managementGroups/subscriptions`).
    ManagementGroupSubscription {
        id: Str<'a>,
        /// The subscription's id, or in a template the group's name and it.
        name: Str<'a>,
        properties: ManagementGroupSubscriptionProperties<'a>,
    }

    /// What ARM says of a subscription under a management group.
    ManagementGroupSubscriptionProperties {
        parent: ManagementGroupParent<'a>,
    }
}

impl ManagementGroupSubscription<'_> {
    /// The group and the subscription, by their names in paths.
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
