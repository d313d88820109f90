//! Terraform: `azuread` and `azurerm`, whose property names differ from Graph and ARM, and the bodies of `azapi` and `msgraph`, whose names are
//! those of Graph and ARM.

use super::literal::{Language, line, literal, member};
use super::{Words, address};
use crate::message::Text;
use crate::reader::{attribute_for, block_for};
use crate::resource::{Kind, Resource};
use serde_json::Value;

/// Whether a resource is one of this provider: `azuread`, `azurerm`.
pub fn is_of_provider(resource: &Resource<'_>, provider: &str) -> bool {
    resource_type(&address(resource)).is_some_and(|name| name.strip_prefix(provider).is_some_and(|rest| rest.starts_with('_')))
}

/// The type in an address: `azuread_application` of `module.apps.azuread_application.portal[0]`.
fn resource_type(address: &str) -> Option<&str> {
    const PROVIDERS: [&str; 4] = ["azapi_", "azuread_", "azurerm_", "msgraph_"];
    address.split('.').find(|part| PROVIDERS.iter().any(|provider| part.starts_with(provider)))
}

pub(super) fn words(resource: &Resource<'_>, path: &str, json: &str) -> Option<Words> {
    let address = address(resource);
    let path = path.trim_start_matches('/');
    let (name, json) = match resource_type(&address) {
        Some(name) if name.starts_with("azuread_") || name.starts_with("azurerm_") => attribute_for(name, &resource.kind, path, json)?,
        _ => (format!("body.{}", path.replace('/', ".")), json),
    };
    Some(Words { line: Some(line(Language::Hcl, &name, json)), name, json: json.to_owned() })
}

/// A resource that creates a Graph object, with the provider of this one.
pub(super) fn new_object(resource: &Resource<'_>, kind: &Kind, object: &Value) -> Text {
    let each = |name: &str, value: &Value| member(Language::Hcl, name, &literal(Language::Hcl, value));
    let (code, lines) = if is_of_provider(resource, "azuread") {
        let lines = block_for("azuread_conditional_access_policy", kind, object, &each);
        ("resource \"azuread_conditional_access_policy\" \"{label}\" {open}\n  {lines}\n}", lines)
    } else {
        let body = literal(Language::Hcl, object).lines().map(str::to_owned).collect();
        ("resource \"msgraph_resource\" \"{label}\" {open}\n  url  = \"identity/conditionalAccess/policies\"\n  body = {lines}\n}", body)
    };
    let name = object["displayName"].as_str().unwrap_or_default().to_ascii_lowercase();
    let label: Vec<&str> = name.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    Text::new(code).with("label", label.join("_")).with("open", "{").with("lines", lines.join("\n  "))
}
