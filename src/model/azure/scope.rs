//! Scopes in the Azure hierarchy.

use crate::model::{Setting, Str};
use crate::resource::terraform_type;

/// A scope: the tenant, a management group, a subscription, or a resource group or resource.
///
/// Ids are in lower case, because Resource Manager ignores case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// `/`: the whole tenant.
    Root,
    /// By its name in paths.
    ManagementGroup(String),
    /// By its id.
    Subscription(String),
    /// A resource group or a resource, by the id of its subscription.
    Within(String),
}

impl Scope {
    /// The scope of this resource id; `None` if it is not a scope.
    pub fn of(path: &str) -> Option<Self> {
        if path.trim().is_empty() {
            return None;
        }
        let lower = path.trim().trim_end_matches('/').to_ascii_lowercase();
        let mut parts = lower.strip_prefix('/').unwrap_or(&lower).split('/');
        match (parts.next(), parts.next()) {
            (Some("") | None, None) => Some(Self::Root),
            (Some("subscriptions"), Some(id)) if !id.is_empty() => {
                Some(if parts.next().is_none() { Self::Subscription(id.into()) } else { Self::Within(id.into()) })
            }
            (Some("providers"), Some("microsoft.management")) => {
                let is_group = parts.next() == Some("managementgroups");
                parts.next().filter(|name| is_group && !name.is_empty()).map(|name| Self::ManagementGroup(name.into()))
            }
            // `Microsoft.Capacity`, `Microsoft.aadiam` and others also apply to the tenant, but not to the resources below it.
            _ => None,
        }
    }

    /// The scope that the `Microsoft.Authorization` resource with this id applies to.
    pub fn above(id: &str) -> Option<Self> {
        let lower = id.to_ascii_lowercase();
        if lower.starts_with("providers/microsoft.authorization/") {
            return Some(Self::Root);
        }
        let at = lower.rfind("/providers/microsoft.authorization/")?;
        if at == 0 { Some(Self::Root) } else { Self::of(id.get(..at)?) }
    }

    /// The scope in a setting, as far as it is known.
    ///
    /// In infrastructure as code often only the beginning of a scope is known: `/subscriptions/…`.
    pub fn of_setting<'a>(setting: &Setting<'a, Str<'a>>) -> Option<Self> {
        if let Some(path) = setting.known() {
            return Self::of(path);
        }
        // The id of a resource, or one that begins with it.
        let extended = setting.part().filter(|part| part.attribute == "id" && part.before.is_empty()).map(|part| part.reference);
        if extended.or_else(|| setting.id_of()).is_some_and(|address| is_in_subscription(&address)) {
            return Some(Self::Within(String::new()));
        }
        let end = known_rest(setting);
        Self::of_parts(&setting.known_start().unwrap_or_default().to_ascii_lowercase(), &end)
    }

    /// Whether the scope in a setting that is not completely known may be `/`. The id of a resource is longer, and so is known text.
    pub fn may_be_root<'a>(setting: &Setting<'a, Str<'a>>) -> bool {
        let is_longer = |text: Option<String>| text.is_some_and(|text| text.len() > 1);
        let is_id = setting.id_of().is_some() || setting.part().is_some_and(|part| part.attribute == "id");
        !is_id && !is_longer(setting.known_start()) && !is_longer(setting.known_end())
    }

    /// The scope that the `Microsoft.Authorization` resource with this id applies to, as far as it is known.
    pub fn above_setting<'a>(id: &Setting<'a, Str<'a>>) -> Option<Self> {
        if let Some(id) = id.known() {
            return Self::above(id);
        }
        let (start, end) = (id.known_start()?.to_ascii_lowercase(), known_rest(id));
        let (end, _) = end.rsplit_once("/providers/microsoft.authorization/")?;
        Self::of_parts(&start, end)
    }

    /// The scope whose beginning and end are known, in lower case.
    fn of_parts(start: &str, end: &str) -> Option<Self> {
        match start.strip_prefix("/providers/microsoft.management/managementgroups/") {
            Some(_) => Some(Self::ManagementGroup(String::new())),
            None if start == "/subscriptions/" && end.is_empty() => Some(Self::Subscription(String::new())),
            None if start.starts_with("/subscriptions/") || end.contains("/resourcegroups/") => Some(Self::Within(String::new())),
            None => None,
        }
    }

    /// The subscription that it is or belongs to. Empty if the id is unknown.
    pub fn subscription(&self) -> Option<&str> {
        match self {
            Self::Subscription(id) | Self::Within(id) => Some(id),
            Self::Root | Self::ManagementGroup(_) => None,
        }
    }

    /// Whether it is a subscription or wider.
    pub fn is_wide(&self) -> bool {
        !matches!(self, Self::Within(_))
    }
}

/// The known text after the first unknown part, in lower case.
fn known_rest<'a>(setting: &Setting<'a, Str<'a>>) -> String {
    (setting.known_middle().unwrap_or_default() + &setting.known_end().unwrap_or_default()).to_ascii_lowercase()
}

/// Whether the resource or data source at this Terraform address belongs to a subscription. Nearly all of `azurerm` do; of those that do
/// not, only subscriptions and management groups are scopes.
fn is_in_subscription(address: &str) -> bool {
    let is_wide = |name: &str| matches!(name, "azurerm_subscription" | "azurerm_management_group");
    terraform_type(address).is_some_and(|name| name.starts_with("azurerm_") && !is_wide(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_resources_belong_to_a_subscription() {
        for (address, is_in) in [
            ("azurerm_key_vault.a", true),
            ("module.vaults.module.a[0].azurerm_key_vault.a[\"x.y\"]", true),
            ("module.a[\"x.y\"].data.azurerm_key_vault.a", true),
            ("data.azurerm_management_group.a", false),
            ("azurerm_subscription.a", false),
            ("azapi_resource.a", false),
            ("module.azurerm_group.azapi_resource.a", false),
            ("module.a[\"x.y\"].azapi_resource.a", false),
        ] {
            assert_eq!(is_in_subscription(address), is_in, "{address}");
        }
    }

    #[test]
    fn paths_are_scopes() {
        for (path, scope) in [
            ("/", Some(Scope::Root)),
            ("/providers/Microsoft.Management/managementGroups/Platform", Some(Scope::ManagementGroup("platform".into()))),
            ("/subscriptions/0B1", Some(Scope::Subscription("0b1".into()))),
            ("/subscriptions/0b1/", Some(Scope::Subscription("0b1".into()))),
            ("subscriptions/0b1", Some(Scope::Subscription("0b1".into()))),
            ("/subscriptions/0b1/resourceGroups/rg/providers/Microsoft.Web/sites/s", Some(Scope::Within("0b1".into()))),
            ("/providers/Microsoft.Capacity/reservationOrders/o", None),
            ("/subscriptions/", None),
            ("", None),
            ("rg", None),
        ] {
            assert_eq!(Scope::of(path), scope, "{path}");
        }
    }
}
