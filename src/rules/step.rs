//! Steps that findings of several groups suggest.

use crate::finding::Text;
use crate::wire::Resource;

/// How to write `property: value` into a policy of Graph, in the format at hand. `value` is JSON.
pub(super) fn policy_step(resource: &Resource<'_>, path: &'static str, property: &'static str, value: &'static str) -> Text {
    match &resource.address {
        Some(address) => Text::new("set `{property}` to `{value}` in the body of `{address}`").with("address", address.as_ref()),
        None => Text::new("az rest --method PATCH --url https://graph.microsoft.com/v1.0/{path} --body '{open}\"{property}\":{value}}'")
            .with("open", "{")
            .with("path", path),
    }
    .with("property", property)
    .with("value", value)
}

/// A step in the words of `azurerm` where its resource is at hand, else in those of Resource Manager.
pub(super) fn azurerm_step(resource: &Resource<'_>, azurerm: &'static str, other: &'static str) -> &'static str {
    let is_azurerm = |address: &str| address.starts_with("azurerm_") || address.contains(".azurerm_");
    if resource.address.as_deref().is_some_and(is_azurerm) { azurerm } else { other }
}
