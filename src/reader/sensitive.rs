//! Values that infrastructure as code marks as sensitive: `sensitive = true` in Terraform, `@secure()` in Bicep, `securestring` in ARM, and the marks of a
//! Terraform plan.
//!
//! Only values that are written as text count; a name of an object can be one of them, and is then not printed.

use super::words::Words;
use super::{Project, terraform};
use crate::secrets::Marked;
use crate::source::{Source, Sources};
use crate::syntax::bicep::ast::{Declaration, ExpressionKind, StringValue};
use crate::syntax::bicep::{parse, parse_parameters};
use crate::syntax::hcl::{Body, ExprKind};
use crate::syntax::json::{parse_lenient, skip_comments};
use crate::syntax::tree::{self, Node};
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
    /// The values that are marked themselves.
    marked: Vec<String>,
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
        for (_, source) in sources.iter().filter(|(_, source)| !source.is_in_pieces() && terraform::is_plan(source)) {
            if let Some(plan) = source.text().ok().and_then(|text| parse_lenient(text, 0).ok()) {
                found.add_plan(&plan);
            }
        }
        let Found { names, values, marked } = found;
        let named = values.into_iter().filter(|(name, _)| names.contains(name)).map(|(_, value)| value);
        named.chain(marked).collect()
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

    /// Adds what a plan marks in it: each object of values has one of the same form beside it with the marks.
    fn add_plan(&mut self, node: &Node<'_>) {
        for (values, marks) in [("values", "sensitive_values"), ("before", "before_sensitive"), ("after", "after_sensitive")] {
            if let (Some(values), Some(marks)) = (node.get(values), node.get(marks)) {
                self.add_marked(values, marks);
            }
        }
        node.members().iter().map(|member| &member.value).chain(node.elements()).for_each(|inner| self.add_plan(inner));
    }

    fn add_marked(&mut self, value: &Node<'_>, mark: &Node<'_>) {
        let is_marked = mark.value == tree::Value::Bool(true);
        if let (true, Some(text)) = (is_marked, value.as_str()) {
            self.marked.push(text.to_owned());
        }
        for member in value.members() {
            if let Some(mark) = if is_marked { Some(mark) } else { mark.get(&member.key) } {
                self.add_marked(&member.value, mark);
            }
        }
        for (index, element) in value.elements().iter().enumerate() {
            if let Some(mark) = if is_marked { Some(mark) } else { mark.elements().get(index) } {
                self.add_marked(element, mark);
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
