//! Where in the hierarchy of Azure something holds.

use crate::model::{Setting, Str};

/// A scope: the tenant, a management group, a subscription, or something in one.
///
/// Ids are in lower case: Resource Manager does not tell cases apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// `/`: the whole tenant.
    Root,
    /// A management group, by its name in paths.
    ManagementGroup(String),
    /// A subscription, by its id.
    Subscription(String),
    /// A resource group or a resource, by its subscription's id.
    Within(String),
}

impl Scope {
    /// The scope of this resource id; nothing where it is none.
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
            // `Microsoft.Capacity`, `Microsoft.aadiam` and others hold for the tenant too, but not for what lies under it.
            _ => None,
        }
    }

    /// The scope that a resource of `Microsoft.Authorization` of this id holds for.
    pub fn above(id: &str) -> Option<Self> {
        let lower = id.to_ascii_lowercase();
        if lower.starts_with("providers/microsoft.authorization/") {
            return Some(Self::Root);
        }
        let at = lower.rfind("/providers/microsoft.authorization/")?;
        if at == 0 { Some(Self::Root) } else { Self::of(id.get(..at)?) }
    }

    /// The scope that a setting holds, as far as it is known.
    ///
    /// In infrastructure as code a scope is often known by its beginning alone: `/subscriptions/…`.
    pub fn of_setting<'a>(setting: &Setting<'a, Str<'a>>) -> Option<Self> {
        if let Some(path) = setting.known() {
            return Self::of(path);
        }
        let end = setting.known_end().unwrap_or_default().to_ascii_lowercase();
        let Some(start) = setting.known_start() else {
            return setting.id_of().filter(|address| is_in_subscription(address)).map(|_| Self::Within(String::new()));
        };
        Self::of_parts(&start.to_ascii_lowercase(), &end)
    }

    /// The scope that a resource of `Microsoft.Authorization` holds for whose id this setting is, as far as it is known.
    pub fn above_setting<'a>(id: &Setting<'a, Str<'a>>) -> Option<Self> {
        if let Some(id) = id.known() {
            return Self::above(id);
        }
        let (start, end) = (id.known_start()?.to_ascii_lowercase(), id.known_end()?.to_ascii_lowercase());
        let (end, _) = end.rsplit_once("/providers/microsoft.authorization/")?;
        Self::of_parts(&start, end)
    }

    /// The scope of which the beginning and the end are known, in lower case.
    fn of_parts(start: &str, end: &str) -> Option<Self> {
        match start.strip_prefix("/providers/microsoft.management/managementgroups/") {
            Some(_) => Some(Self::ManagementGroup(String::new())),
            None if start == "/subscriptions/" && end.is_empty() => Some(Self::Subscription(String::new())),
            None if start.starts_with("/subscriptions/") => Some(Self::Within(String::new())),
            None => None,
        }
    }

    /// The subscription that it is, or lies in. Empty where the id is not known.
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

/// Whether what Terraform makes at this address lies in a subscription. Nearly all that `azurerm` makes does; a management group, whose
/// id is known by its beginning at least, does not, nor what is itself none to be a scope.
fn is_in_subscription(address: &str) -> bool {
    let mut parts = address.split('.');
    let mut part = parts.next();
    while part == Some("module") {
        part = parts.nth(1);
    }
    part.is_some_and(|terraform_type| terraform_type.starts_with("azurerm_") && terraform_type != "azurerm_subscription")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_terraform_makes_lies_in_a_subscription() {
        for (address, is_in) in [
            ("azurerm_key_vault.a", true),
            ("module.vaults.module.a[0].azurerm_key_vault.a[\"x.y\"]", true),
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
