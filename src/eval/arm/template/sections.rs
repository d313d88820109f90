//! The sections of a template, whose names Resource Manager compares case-insensitively.

use super::instance::is_nullable;
use crate::eval::Scope;
use crate::source::{FileId, Span};
use crate::syntax::tree::{Node, Value};

#[derive(Debug, Clone, Copy)]
pub struct Template<'c> {
    pub file: FileId,
    pub node: &'c Node<'c>,
}

/// A resource of a template, with its symbolic name if it has one.
pub(super) type Declared<'c> = (Option<&'c str>, &'c Node<'c>);

/// The member of this name, ignoring case.
pub fn get<'c>(node: &'c Node<'c>, key: &str) -> Option<&'c Node<'c>> {
    let members = node.members();
    let exact = members.iter().find(|member| member.key == key);
    exact.or_else(|| members.iter().find(|member| member.key.eq_ignore_ascii_case(key))).map(|member| &member.value)
}

/// The text of the member of this name.
pub(super) fn text<'c>(node: &'c Node<'c>, key: &str) -> Option<&'c str> {
    get(node, key)?.as_str()
}

impl<'c> Template<'c> {
    /// The member of a section: `parameters`, `functions`.
    pub(super) fn get(self, section: &str, name: &str) -> Option<&'c Node<'c>> {
        get(get(self.node, section)?, name)
    }

    /// Whether each parameter has a default, so that it can be deployed without values.
    pub fn has_defaults(self) -> bool {
        let parameters = get(self.node, "parameters").map(Node::members).unwrap_or_default();
        let mut declared = parameters.iter().map(|member| &member.value);
        declared.all(|declared| get(declared, "defaultValue").is_some() || is_nullable(self, declared))
    }

    /// Its resources in source order: an array, or an object of symbolic names.
    pub fn resources(self) -> Vec<(Option<&'c str>, &'c Node<'c>)> {
        resources(self.node)
    }

    /// The spans of its resources, of those nested in them, and of those of the templates that it contains.
    pub fn declarations(self) -> Vec<Span> {
        let mut found = Vec::new();
        let mut next: Vec<&'c Node<'c>> = self.resources().into_iter().map(|(_, node)| node).collect();
        while let Some(node) = next.pop() {
            if get(node, "existing").is_none_or(|existing| existing.value != Value::Bool(true)) {
                found.push(self.span(node));
            }
            next.extend(resources(node).into_iter().map(|(_, node)| node));
            let inner = get(node, "properties").and_then(|properties| get(properties, "template"));
            next.extend(inner.into_iter().flat_map(resources).map(|(_, node)| node));
        }
        found
    }

    /// The target scope, according to its `$schema`.
    pub fn scope(self) -> Scope {
        text(self.node, "$schema").map_or(Scope::ResourceGroup, scope_of)
    }

    pub fn span(self, node: &Node<'_>) -> Span {
        Span::new(self.file, node.bytes.start, node.bytes.end)
    }

    /// The provider of an extension resource, such as `MicrosoftGraph`; `None` for a resource of Resource Manager.
    pub(super) fn provider(self, resource: &'c Node<'c>) -> Option<&'c str> {
        // Templates use "imports" and "import", or the later "extensions" and "extension".
        let imported = text(resource, "import").map(|alias| ("imports", "provider", alias));
        let (section, member, alias) = imported.or_else(|| text(resource, "extension").map(|alias| ("extensions", "name", alias)))?;
        Some(self.get(section, alias).and_then(|import| text(import, member)).unwrap_or(alias))
    }
}

/// The resources of a template or of a resource.
pub(super) fn resources<'c>(of: &'c Node<'c>) -> Vec<Declared<'c>> {
    let Some(resources) = get(of, "resources") else { return Vec::new() };
    match &resources.value {
        Value::Array(elements) => elements.iter().map(|node| (None, node)).collect(),
        Value::Object(members) => members.iter().map(|member| (Some(&*member.key), &member.value)).collect(),
        _ => Vec::new(),
    }
}

/// The target scope of a template with this `$schema`.
pub fn scope_of(schema: &str) -> Scope {
    let schema = schema.to_ascii_lowercase();
    let is = |scope: &str| schema.contains(scope);
    match () {
        () if is("/subscriptiondeployment") => Scope::Subscription,
        () if is("/managementgroupdeployment") => Scope::ManagementGroup,
        () if is("/tenantdeployment") => Scope::Tenant,
        () => Scope::ResourceGroup,
    }
}
