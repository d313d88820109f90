//! `Microsoft365DSC` and baselines of tenant configuration management (UTCM): properties and values with different names from Graph.

use super::Words;
use super::literal::{Language, line, literal, member};
use crate::message::Text;
use crate::reader::{properties_for, property_for};
use crate::resource::{Format, Kind, Resource};
use serde_json::Value;

fn language(format: Format) -> Language {
    if format == Format::Dsc { Language::PowerShell } else { Language::Json }
}

pub(super) fn words(resource: &Resource<'_>, path: &str, json: &str) -> Option<Words> {
    if path == "/signInAudience" && is_told_by_switch(resource) {
        return words(resource, "/availableToOtherTenants", if json == "\"AzureADMyOrg\"" { "false" } else { "true" });
    }
    let (name, json) = property_for(&resource.kind, path.trim_start_matches('/'), json)?;
    let value: Value = serde_json::from_str(&json).ok()?;
    // DSC has a class for each object.
    let has_objects = value.is_object() || value.as_array().is_some_and(|elements| elements.iter().any(Value::is_object));
    Some(Words { line: (!has_objects).then(|| line(language(resource.format), &name, &json)), name, json })
}

/// Whether an app sets only the switch that preceded `SignInAudience`, which takes precedence if both are set.
fn is_told_by_switch(resource: &Resource<'_>) -> bool {
    let place = |path: &str| resource.at(path).map(|raw| resource.place(raw).span);
    place("/availableToOtherTenants").is_some_and(|switch| place("/signInAudience").is_none_or(|audience| audience == switch))
}

/// A resource that creates an object.
pub(super) fn new_object(kind: &Kind, object: &Value, format: Format) -> Text {
    let language = language(format);
    let each = |name: &str, value: &Value| member(language, name, &literal(language, value));
    let lines = properties_for(kind, object, &each);
    let (code, separator) = match format {
        Format::Dsc => ("AADConditionalAccessPolicy '{name}' {open}\n    {lines}\n    Ensure = 'Present'\n}", "\n    "),
        _ => (
            "{open} \"displayName\": \"{name}\", \"resourceType\": \"microsoft.entra.conditionalaccesspolicy\", \"properties\": {open}\n  {lines},\n  \"Ensure\": \"Present\"\n} }",
            ",\n  ",
        ),
    };
    let name = object["displayName"].as_str().unwrap_or_default();
    Text::new(code).with("name", name).with("open", "{").with("lines", lines.join(separator))
}
