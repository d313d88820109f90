//! Bicep and ARM templates, where properties have the names of Graph and ARM.

use super::Words;
use super::literal::{Language, line};
use crate::resource::{Format, Resource};

pub(super) fn words(resource: &Resource<'_>, path: &str, json: &str) -> Words {
    let language = if resource.format == Format::Bicep { Language::Bicep } else { Language::Json };
    let name = path.trim_start_matches('/').replace('/', ".");
    Words { line: Some(line(language, &name, json)), name, json: json.to_owned() }
}
