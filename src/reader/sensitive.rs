//! Values that infrastructure as code marks as sensitive: `sensitive = true` in Terraform, `@secure()` in Bicep, `securestring` in ARM.
//!
//! Only values that are written as text count; a name of an object can be one of them, and is then not printed.

use super::Project;
use super::words::Words;
use crate::secrets::Marked;
use crate::source::{Source, Sources};
use crate::syntax::bicep::ast::{Declaration, ExpressionKind, StringValue};
use crate::syntax::bicep::{parse, parse_parameters};
use crate::syntax::hcl::{Body, ExprKind};
use crate::syntax::json::{parse_lenient, skip_comments};
use crate::syntax::tree::Node;
use std::collections::BTreeSet;

/// Types of parameters in ARM whose values are secrets, in lower case.
const SECURE: [&str; 2] = ["securestring", "secureobject"];

/// One of these words is in every template with a secure parameter.
static SECURE_WORDS: Words =
    Words::new(&["@secure", ".secure", "ecurestring", "ecureString", "ECURESTRING", "ecureobject", "ecureObject", "ECUREOBJECT"]);

/// The names of sensitive parameters, and the values of parameters and variables by name.
#[derive(Default)]
struct Found {
    names: BTreeSet<String>,
    values: Vec<(String, String)>,
}

impl Project {
    /// All values that are marked as sensitive.
    pub fn marked(&self, sources: &Sources) -> Marked {
        let mut found = Found::default();
        for parsed in self.terraform.files.values() {
            found.add_terraform(&parsed.body);
        }
        let texts = || {
            let held = sources.iter().filter(|(id, source)| (self.bicep.holds(*id) || self.arm.holds(*id)) && !source.is_in_pieces());
            held.filter_map(|(id, source)| Some((id, source, source.text().ok()?)))
        };
        // Few templates have secure parameters, and files of parameters matter only to these.
        for (id, source, text) in texts().filter(|(.., text)| SECURE_WORDS.occur_in(text)) {
            if self.bicep.holds(id) { found.add_bicep(source, text) } else { found.add_arm(text) }
        }
        if !found.names.is_empty() {
            for (id, source, text) in texts().filter(|(.., text)| !SECURE_WORDS.occur_in(text)) {
                if self.bicep.holds(id) && source.path.ends_with(".bicepparam") {
                    found.add_bicep(source, text);
                } else if self.arm.holds(id) {
                    found.add_arm(text);
                }
            }
        }
        let Found { names, values } = found;
        values.into_iter().filter(|(name, _)| names.contains(name)).map(|(_, value)| value).collect()
    }
}

impl Found {
    fn add_terraform(&mut self, body: &Body) {
        for block in body.blocks.iter().filter(|block| &*block.kind.text == "variable") {
            let Some(name) = block.labels.first() else { continue };
            if block.body.attribute("sensitive").is_some_and(|sensitive| sensitive.value.kind == ExprKind::Bool(true)) {
                self.names.insert(name.text.to_string());
            }
            if let Some(ExprKind::String(default)) = block.body.attribute("default").map(|default| &default.value.kind) {
                self.values.push((name.text.to_string(), default.to_string()));
            }
        }
        // Values of variables in a values file.
        for attribute in &body.attributes {
            if let ExprKind::String(value) = &attribute.value.kind {
                self.values.push((attribute.name.text.to_string(), value.to_string()));
            }
        }
    }

    fn add_bicep(&mut self, source: &Source, text: &str) {
        let is_parameters = source.path.ends_with(".bicepparam");
        let file = if is_parameters { parse_parameters(text) } else { parse(text) };
        for statement in &file.statements {
            let (name, value) = match &statement.declaration {
                Declaration::Parameter(parameter) => (parameter.name.text, parameter.default.as_ref()),
                Declaration::ParameterValue(parameter) => (parameter.name.text, Some(&parameter.value)),
                _ => continue,
            };
            if statement.decorators.iter().any(|decorator| text.get(decorator.span.range()).is_some_and(|text| text.contains("secure"))) {
                self.names.insert(name.to_owned());
            }
            if let Some(ExpressionKind::String(StringValue::Plain(value))) = value.map(|value| &value.kind) {
                self.values.push((name.to_owned(), value.to_string()));
            }
        }
    }

    fn add_arm(&mut self, text: &str) {
        let Ok(root) = parse_lenient(text, skip_comments(text, 0)) else { return };
        for parameter in root.get("parameters").map_or(&[][..], Node::members) {
            let of_type = parameter.value.get("type").and_then(Node::as_str).unwrap_or_default();
            if SECURE.iter().any(|secure| of_type.eq_ignore_ascii_case(secure)) {
                self.names.insert(parameter.key.to_string());
            }
            if let Some(value) = ["defaultValue", "value"].iter().find_map(|key| parameter.value.get(key)?.as_str()) {
                self.values.push((parameter.key.to_string(), value.to_owned()));
            }
        }
    }
}
