//! Bicep and ARM templates, where properties have the names of Graph and ARM.

use super::Words;
use super::literal::{Language, literal};
use crate::resource::{Format, Resource};
use serde_json::Value;

pub(super) fn words(resource: &Resource<'_>, path: &str, json: &str) -> Words {
    let language = if resource.format == Format::Bicep { Language::Bicep } else { Language::Json };
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    Words { name: path.trim_start_matches('/').replace('/', "."), value: literal(language, &value), json: json.to_owned() }
}
