//! The declarations of a file, by name.

use super::parameters::may_be_null;
use crate::eval::Scope;
use crate::eval::arm::canonical;
use crate::source::{FileId, Span};
use crate::syntax::bicep::ast::{
    self, Body, Declaration, Expression, ExpressionKind, Function, Imported, Module, ObjectItem, Output, Parameter, ParameterValue,
    Statement, StringValue, UsingSource, Variable,
};
use std::collections::HashMap;

/// A template, or a parameter file.
#[derive(Debug)]
pub struct Template<'c> {
    pub file: FileId,
    pub scope: Scope,
    /// Parameters, variables, resources and so on by name. The first of several declarations of a name counts.
    pub(super) symbols: HashMap<&'c str, Symbol<'c>>,
    pub(super) functions: HashMap<&'c str, &'c Function<'c>>,
    pub(super) outputs: HashMap<&'c str, &'c Output<'c>>,
    /// Resources, parents before their children.
    pub(super) resources: Vec<Resource<'c>>,
    /// Nested resources, by their parent and their name.
    nested: HashMap<(usize, &'c str), usize>,
    pub(super) calls: Vec<Call<'c>>,
    /// For a parameter file, the file whose values apply where it sets none.
    pub(super) extends: Option<&'c str>,
}

/// The meaning of a name in a file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Symbol<'c> {
    Parameter(&'c Parameter<'c>),
    Variable(&'c Variable<'c>),
    /// A value that a parameter file sets.
    Value(&'c ParameterValue<'c>),
    Resource(usize),
    Call(usize),
    /// A symbol that the file at this path exports under this name.
    Imported {
        path: &'c str,
        name: &'c str,
    },
    /// All exports of the file at this path.
    Namespace {
        path: &'c str,
    },
}

#[derive(Debug)]
pub struct Resource<'c> {
    /// Its symbolic name, after those of its parents: `parent::child`.
    pub address: String,
    /// Its full type, without version.
    pub resource_type: String,
    pub api_version: Option<&'c str>,
    pub type_span: Span,
    /// It is an `existing` resource.
    pub is_existing: bool,
    /// From `resource` to its type.
    pub header: Span,
    /// The resource in which it is nested.
    pub(super) parent: Option<usize>,
    pub(super) body: &'c Body<'c>,
}

#[derive(Debug)]
pub struct Call<'c> {
    pub name: &'c str,
    /// The template that is called: a path or a reference.
    pub path: &'c str,
    /// From `module` to the path.
    pub header: Span,
    pub(super) body: &'c Body<'c>,
}

impl Resource<'_> {
    /// Whether it belongs to Resource Manager, not to Microsoft Graph or another extension.
    pub(super) fn is_of_resource_manager(&self) -> bool {
        let provider = self.resource_type.split('/').next().unwrap_or_default();
        provider.contains('.') && !provider.eq_ignore_ascii_case("Microsoft.Graph")
    }
}

impl<'c> Template<'c> {
    pub fn new(file: FileId, tree: &'c ast::File<'c>) -> Self {
        let mut template = Self {
            file,
            scope: Scope::ResourceGroup,
            symbols: HashMap::new(),
            functions: HashMap::new(),
            outputs: HashMap::new(),
            resources: Vec::new(),
            nested: HashMap::new(),
            calls: Vec::new(),
            extends: None,
        };
        for statement in &tree.statements {
            template.declare(statement);
        }
        template
    }

    /// Whether each parameter has a default, so that it can be deployed without values.
    pub fn has_defaults(&self) -> bool {
        let has_default = |symbol: &Symbol<'_>| match symbol {
            Symbol::Parameter(parameter) => parameter.default.is_some() || may_be_null(&parameter.type_expression),
            _ => true,
        };
        self.symbols.values().all(has_default)
    }

    fn declare(&mut self, statement: &'c Statement<'c>) {
        let mut name = |name: &'c str, symbol| {
            self.symbols.entry(name).or_insert(symbol);
        };
        match &statement.declaration {
            Declaration::TargetScope(scope) => self.scope = target_scope(&scope.value).unwrap_or(self.scope),
            Declaration::Parameter(parameter) => name(parameter.name.text, Symbol::Parameter(parameter)),
            Declaration::ParameterValue(value) => name(value.name.text, Symbol::Value(value)),
            Declaration::Variable(variable) => name(variable.name.text, Symbol::Variable(variable)),
            Declaration::Resource(resource) => {
                let index = self.resource(statement, resource, None);
                self.symbols.entry(resource.name.text).or_insert(Symbol::Resource(index));
            }
            Declaration::Module(module) => {
                name(module.name.text, Symbol::Call(self.calls.len()));
                self.call(statement, module);
            }
            Declaration::Output(output) => {
                self.outputs.entry(output.name.text).or_insert(output);
            }
            Declaration::Function(function) => {
                self.functions.entry(function.name.text).or_insert(function);
            }
            Declaration::Import(import) => {
                let Some(path) = plain(&import.path) else { return };
                match &import.imported {
                    Imported::All { alias } => name(alias.text, Symbol::Namespace { path }),
                    Imported::List(items) => {
                        for item in items {
                            let Some(own) = key(&item.name) else { continue };
                            name(item.alias.map_or(own, |alias| alias.text), Symbol::Imported { path, name: own });
                        }
                    }
                    Imported::Error => {}
                }
            }
            Declaration::Extends(extends) => self.extends = plain(&extends.path),
            Declaration::Metadata(_)
            | Declaration::Type(_)
            | Declaration::Extension(_)
            | Declaration::ExtensionConfig(_)
            | Declaration::Using(_)
            | Declaration::Assert(_)
            | Declaration::Test(_)
            | Declaration::Error => {}
        }
    }

    /// The resource at a position that is taken from this template.
    #[expect(clippy::indexing_slicing, reason = "resources are only added")]
    pub fn resource_at(&self, index: usize) -> &Resource<'c> {
        &self.resources[index]
    }

    /// The call at a position that is taken from this template.
    #[expect(clippy::indexing_slicing, reason = "calls are only added")]
    pub fn call_at(&self, index: usize) -> &Call<'c> {
        &self.calls[index]
    }

    /// Adds a resource and its nested resources.
    fn resource(&mut self, statement: &'c Statement<'c>, of: &'c ast::Resource<'c>, parent: Option<usize>) -> usize {
        let written = plain(&of.resource_type).unwrap_or_default();
        // `az:Microsoft.Web/sites`, or the alias of an extension.
        let written = written.split_once(':').filter(|(alias, _)| !alias.contains(['/', '.'])).map_or(written, |(_, of)| of);
        let (own_type, version) = written.split_once('@').map_or((written, None), |(name, version)| (name, Some(version)));
        let above = parent.and_then(|parent| self.resources.get(parent));
        let index = self.resources.len();
        self.resources.push(Resource {
            address: above.map_or_else(|| of.name.text.to_owned(), |above| format!("{}::{}", above.address, of.name.text)),
            resource_type: canonical(&above.map_or_else(|| own_type.to_owned(), |above| format!("{}/{own_type}", above.resource_type))),
            api_version: version.or(above.and_then(|above| above.api_version)),
            type_span: self.span(of.resource_type.span),
            is_existing: of.existing.is_some(),
            header: self.header(statement, of.resource_type.span),
            parent,
            body: &of.body,
        });
        if let Some(parent) = parent {
            self.nested.entry((parent, of.name.text)).or_insert(index);
        }
        for item in of.body.object.iter().flat_map(|object| &object.items) {
            if let ObjectItem::Resource(inner) = item
                && let Declaration::Resource(of) = &inner.declaration
            {
                self.resource(inner, of, Some(index));
            }
        }
        index
    }

    fn call(&mut self, statement: &'c Statement<'c>, module: &'c Module<'c>) {
        let path = plain(&module.path).unwrap_or_default();
        let header = self.header(statement, module.path.span);
        self.calls.push(Call { name: module.name.text, path, header, body: &module.body });
    }

    /// The span from the keyword to the end of the type or path.
    fn header(&self, statement: &Statement<'_>, end: ast::Span) -> Span {
        let start = statement.keyword.span;
        self.span(ast::Span { start: start.start, end: end.end.max(start.end) })
    }

    /// The span in the sources of a span in this file.
    /// The headers of its resources and module calls.
    pub fn declarations(&self) -> impl Iterator<Item = Span> {
        let resources = self.resources.iter().filter(|resource| !resource.is_existing).map(|resource| resource.header);
        resources.chain(self.calls.iter().map(|call| call.header))
    }

    pub fn span(&self, bytes: ast::Span) -> Span {
        Span { file: self.file, start: bytes.start, end: bytes.end }
    }

    /// The value of a variable.
    pub(super) fn variable(&self, name: &str) -> Option<&'c Expression<'c>> {
        if let Some(Symbol::Variable(variable)) = self.symbols.get(name) { Some(&variable.value) } else { None }
    }

    pub(super) fn nested(&self, parent: usize, name: &str) -> Option<usize> {
        self.nested.get(&(parent, name)).copied()
    }
}

/// The path of the file that is the template of a resource which deploys one: `loadJsonContent('path')`, `json(loadTextContent('path'))`,
/// or a variable with such a value.
pub(super) fn template_path<'c>(of: &'c ast::Object<'_>, variable: &dyn Fn(&str) -> Option<&'c Expression<'c>>) -> Option<&'c str> {
    let ExpressionKind::Object(properties) = &of.property("properties")?.value.kind else { return None };
    let mut value = &properties.property("template")?.value;
    // A variable may name another one.
    for _ in 0..MAX_VARIABLES {
        let call = match &value.kind {
            ExpressionKind::Parenthesized(inner) => {
                value = inner;
                continue;
            }
            ExpressionKind::Name(name) => {
                value = variable(name)?;
                continue;
            }
            ExpressionKind::Call(call) => call,
            _ => return None,
        };
        let ([argument], name) = (call.arguments.as_slice(), call.name.text) else { return None };
        match (&argument.kind, name) {
            (ExpressionKind::String(StringValue::Plain(path)), "loadJsonContent" | "loadTextContent") => return Some(path),
            (_, "json" | "any") => value = argument,
            _ => return None,
        }
    }
    None
}

/// The maximum number of variables and calls that lead to the file of a template.
const MAX_VARIABLES: usize = 16;

/// The files that a file references: called modules, imports, and the template of a parameter file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    pub called: Vec<String>,
    /// Files from which it imports declarations or values.
    pub taken: Vec<String>,
    /// The template to which a parameter file belongs.
    pub using: Option<String>,
}

impl Named {
    pub fn of(tree: &ast::File<'_>) -> Self {
        let mut named = Self::default();
        let variables: HashMap<&str, &Expression<'_>> = tree.statements.iter().filter_map(variable).collect();
        for statement in &tree.statements {
            let text = |string: &ast::StringLiteral<'_>| string.plain().filter(|path| is_local(path)).map(str::to_owned);
            match &statement.declaration {
                Declaration::Module(module) => named.called.extend(text(&module.path)),
                Declaration::Resource(resource) => {
                    let path = resource.body.object.as_ref().and_then(|object| template_path(object, &|name| variables.get(name).copied()));
                    named.taken.extend(path.filter(|path| is_local(path)).map(str::to_owned));
                }
                Declaration::Import(import) => named.taken.extend(text(&import.path)),
                Declaration::Extends(extends) => named.taken.extend(text(&extends.path)),
                Declaration::Using(using) => {
                    if let UsingSource::Path(path) = &using.source {
                        named.using = text(path);
                    }
                }
                _ => {}
            }
        }
        named
    }
}

fn variable<'t>(statement: &'t Statement<'t>) -> Option<(&'t str, &'t Expression<'t>)> {
    if let Declaration::Variable(variable) = &statement.declaration { Some((variable.name.text, &variable.value)) } else { None }
}

impl Named {
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.called.iter().chain(&self.taken).chain(&self.using)
    }
}

/// Whether a path refers to a file of the same repository, not to a registry (`br:`, `br/alias:`) or a template spec (`ts:`).
pub fn is_local(path: &str) -> bool {
    !path.is_empty() && !path.contains(':')
}

/// The text of a string without holes, with the lifetime of the tree.
fn plain<'c>(string: &'c ast::StringLiteral<'_>) -> Option<&'c str> {
    string.plain()
}

fn key<'c>(key: &'c ast::Key<'_>) -> Option<&'c str> {
    key.plain()
}

fn target_scope(value: &Expression<'_>) -> Option<Scope> {
    let ExpressionKind::String(StringValue::Plain(scope)) = &value.kind else { return None };
    match scope.as_ref() {
        "resourceGroup" => Some(Scope::ResourceGroup),
        "subscription" => Some(Scope::Subscription),
        "managementGroup" => Some(Scope::ManagementGroup),
        "tenant" => Some(Scope::Tenant),
        _ => None,
    }
}
