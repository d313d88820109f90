//! The role of a JSON file in Resource Manager, according to its `$schema`.

use crate::reader::words::has_escaped_letters;
use crate::source::Source;
use crate::syntax::json::{parse_lenient, skip_comments};
use memchr::memmem;

/// Maximum size of a template. Resource Manager accepts 4 MB.
const MAX_BYTES: usize = 16 << 20;

/// The role of a file in Resource Manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Template,
    /// A parameter file.
    Parameters,
}

/// Whether a source is a template.
pub(in crate::reader) fn is_template(source: &Source) -> bool {
    role(source) == Some(Role::Template)
}

/// The role of a source; `None` if it is unrelated to templates.
pub(super) fn role(source: &Source) -> Option<Role> {
    if source.unreadable || source.is_in_pieces() || source.len() > MAX_BYTES {
        return None;
    }
    role_of(source.text().ok()?)
}

/// The role of a text.
fn role_of(text: &str) -> Option<Role> {
    // Most files do not contain the word and are not parsed.
    let schemas = memmem::find_iter(text.as_bytes(), "$schema\"").map(|at| skip_comments(text, at + "$schema\"".len()));
    let values = schemas.filter(|at| text.as_bytes().get(*at) == Some(&b':')).map(|at| skip_comments(text, at + 1));
    let role_at = |at: usize| schema_role(parse_lenient(text, at).ok()?.as_str()?);
    let is_named = values.filter(|at| text.as_bytes().get(*at) == Some(&b'"')).any(|at| role_at(at).is_some());
    if !is_named && !has_escaped_letters(text) {
        return None;
    }
    role_at(own_schema(text)?)
}

/// The position of the value of `$schema`, which must be a member of the top-level object.
fn own_schema(text: &str) -> Option<usize> {
    let mut at = skip_comments(text, 0);
    if text.as_bytes().get(at) != Some(&b'{') {
        return None;
    }
    loop {
        // After the bracket or a comma.
        at = skip_comments(text, at + 1);
        let key = parse_lenient(text, at).ok()?;
        let colon = skip_comments(text, key.bytes.end);
        if key.as_str().is_none() || text.as_bytes().get(colon) != Some(&b':') {
            return None;
        }
        let start = skip_comments(text, colon + 1);
        if key.as_str() == Some("$schema") {
            return Some(start);
        }
        let value = parse_lenient(text, start).ok()?;
        at = skip_comments(text, value.bytes.end);
        if text.as_bytes().get(at) != Some(&b',') {
            return None;
        }
    }
}

/// The role in a `$schema`: `https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#`, at any scope.
fn schema_role(schema: &str) -> Option<Role> {
    let schema = schema.to_ascii_lowercase();
    let name = schema.trim_end_matches('#').rsplit('/').next()?;
    match name {
        _ if name.ends_with("deploymenttemplate.json") => Some(Role::Template),
        _ if name.ends_with("deploymentparameters.json") => Some(Role::Parameters),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_identifies_the_role_of_a_file() {
        let file = |schema: &str| format!("// a\n{{ /* b */ \"metadata\": {{\"a\": [1]}}, // c\n \"$schema\": \"{schema}\"}}");
        for (schema, role) in [
            ("https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", Some(Role::Template)),
            ("http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json", Some(Role::Template)),
            ("https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", Some(Role::Template)),
            ("https://schema.management.azure.com/schemas/2019-08-01/TENANTDEPLOYMENTTEMPLATE.JSON#", Some(Role::Template)),
            ("https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", Some(Role::Parameters)),
            ("https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#", None),
            ("https://json-schema.org/draft/2020-12/schema", None),
        ] {
            assert_eq!(role_of(&file(schema)), role, "{schema}");
            assert_eq!(role_of(&file(schema).replace("$schema", "\\u0024schema")), role, "{schema}");
        }
    }

    #[test]
    fn a_wrapper_around_a_template_is_not_a_template() {
        let template = r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": []}"#;
        assert_eq!(role_of(template), Some(Role::Template));
        assert_eq!(role_of(&format!(r#"{{"properties": {{"template": {template}}}}}"#)), None);
        assert_eq!(role_of(&format!(r#"{{"$schema": "https://example.com/form.json", "template": {template}}}"#)), None);
        assert_eq!(role_of(&format!("[{template}]")), None);
    }
}
