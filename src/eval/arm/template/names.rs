//! The functions that depend on the template around an expression: `parameters`, `variables`, `copyIndex`, `reference`, and
//! user-defined functions.

use super::copies::{Around, copy_index};
use super::engine::Engine;
use super::instance::Instance;
use super::nested::is_deployment;
use super::sections::{get, text};
use crate::eval::NoFiles;
use crate::eval::Scope;
use crate::eval::arm::expression::{Names, Site};
use crate::eval::{EvalError, Files, Value};
use crate::source::{FileId, Span};
use crate::syntax::bicep::ast::{self, Call, Expression, ExpressionKind, Step};
use crate::syntax::tree::Node;
use crate::text::Text;
use std::rc::Rc;

/// Functions whose last arguments are the type and the name of a resource.
const ID_FUNCTIONS: &[&str] =
    &["extensionResourceId", "managementGroupResourceId", "resourceId", "subscriptionResourceId", "tenantResourceId"];

/// The place of an expression in a template.
pub(super) struct Context<'e, 'c> {
    pub engine: &'e Engine<'c>,
    pub instance: &'e Rc<Instance<'c>>,
    pub copies: Around,
    /// The parameters of the user-defined function around it.
    arguments: Option<&'e [(&'c str, Value)]>,
}

impl<'e, 'c> Context<'e, 'c> {
    /// A place outside of all loops.
    pub(super) fn new(engine: &'e Engine<'c>, instance: &'e Rc<Instance<'c>>) -> Self {
        Self { engine, instance, copies: None, arguments: None }
    }

    /// The same place within these loops.
    pub(super) fn with(&self, copies: Around) -> Self {
        Self { engine: self.engine, instance: self.instance, copies, arguments: self.arguments }
    }

    pub(super) fn file(&self) -> FileId {
        self.instance.template.file
    }

    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        self.instance.template.span(node)
    }

    fn values(&self, arguments: &[Expression<'_>], site: &Site<'_>) -> Vec<Value> {
        arguments.iter().map(|argument| self.engine.evaluator.evaluate_or_unknown(argument, site)).collect()
    }

    /// The value of the name in the only argument.
    fn named(&self, call: &Call<'_>, site: &Site<'_>, find: impl FnOnce(&str) -> Result<Value, EvalError>) -> Result<Value, EvalError> {
        let [name] = &*call.arguments else {
            return Err(EvalError::new(Text::new("`{name}` requires a name").with("name", call.name.text)));
        };
        let name = self.engine.evaluator.evaluate(name, site)?;
        match (name.as_text(), name.as_unknown()) {
            (Some(text), _) => Ok(find(text)?.used_at(site.span(call.name.span))),
            (None, Some(_)) => Ok(name),
            (None, None) => Err(EvalError::new(
                Text::new("`{name}` requires a name, not {found}").with("name", call.name.text).with("found", name.kind_name()),
            )),
        }
    }

    /// The name of a deployment in a call that computes its id: `resourceId('Microsoft.Resources/deployments', name)`.
    fn name_in_id(&self, id: &Expression<'_>, site: &Site<'_>) -> Option<Value> {
        let ExpressionKind::Call(call) = &id.kind else { return None };
        let is_id = ID_FUNCTIONS.iter().any(|known| call.name.text.eq_ignore_ascii_case(known));
        let [.., of, name] = &*call.arguments else { return None };
        let of = self.engine.evaluator.evaluate(of, site).ok().filter(|_| is_id)?;
        of.as_text().is_some_and(is_deployment).then(|| self.engine.evaluator.evaluate_or_unknown(name, site))
    }

    fn parameter(&self, name: &str) -> Result<Value, EvalError> {
        match self.arguments {
            None => self.engine.parameter(self.instance, name),
            Some(arguments) => {
                let found = arguments.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
                found
                    .map(|(_, value)| value.clone())
                    .ok_or_else(|| EvalError::new(Text::new("the function has no parameter `{name}`").with("name", name)))
            }
        }
    }

    /// A user-defined function: `namespace.name(…)`.
    fn own_function(&self, call: &Call<'_>, site: &Site<'_>) -> Option<Result<Value, EvalError>> {
        let (namespace, name) = call.name.text.rsplit_once('.')?;
        let is_space = |node: &&'c Node<'c>| text(node, "namespace").is_some_and(|other| other.eq_ignore_ascii_case(namespace));
        let spaces = get(self.instance.template.node, "functions").map_or(&[][..], Node::elements);
        // Each call searches all functions, which consumes fuel.
        let _ =
            self.engine.fuel().take(spaces.iter().map(|space| get(space, "members").map_or(0, |members| members.members().len())).sum());
        let found = spaces.iter().filter(is_space).find_map(|space| get(get(space, "members")?, name));
        let Some(function) = found else {
            return Some(Err(EvalError::new(Text::new("there is no function `{name}`").with("name", call.name.text))));
        };
        let parameters = get(function, "parameters").map_or(&[][..], Node::elements);
        let values = self.values(&call.arguments, site);
        let arguments: Vec<(&'c str, Value)> = parameters.iter().filter_map(|node| text(node, "name")).zip(values).collect();
        let output = get(function, "output").and_then(|output| get(output, "value"));
        let Some(output) = output else { return Some(Err(EvalError::new("the function has no output"))) };
        let context = Context { engine: self.engine, instance: self.instance, copies: None, arguments: Some(&arguments) };
        let value = self.engine.value(output, &context);
        Some(Ok(value.used_at(site.span(call.name.span))))
    }
}

impl Names for Context<'_, '_> {
    fn span(&self, bytes: ast::Span) -> Span {
        Span { file: self.file(), start: bytes.start, end: bytes.end }
    }

    fn files(&self) -> &dyn Files {
        &NoFiles
    }

    fn scope(&self) -> Option<Scope> {
        Some(self.instance.template.scope())
    }

    fn name(&self, _: &str, _: &[Step<'_>], _: &Site<'_>) -> Option<Result<(Value, usize), EvalError>> {
        None
    }

    fn call(&self, call: &Call<'_>, site: &Site<'_>) -> Option<Result<Value, EvalError>> {
        let is = |name: &str| call.name.text.eq_ignore_ascii_case(name);
        match () {
            () if is("parameters") => Some(self.named(call, site, |name| self.parameter(name))),
            () if is("variables") && self.arguments.is_none() => {
                Some(self.named(call, site, |name| self.engine.variable(self.instance, name)))
            }
            () if is("copyIndex") => Some(copy_index(&self.values(&call.arguments, site), &self.copies)),
            () if is("reference") || is("resourceInfo") => {
                let [of, more @ ..] = &*self.values(&call.arguments, site) else { return None };
                if is("resourceInfo") {
                    return self.engine.about(self, of).map(Ok);
                }
                let name = of.as_unknown().and_then(|_| self.name_in_id(call.arguments.first()?, site));
                self.engine.reference(self, of, name.as_ref(), more).map(|value| Ok(value.used_at(site.span(call.name.span))))
            }
            () if call.name.text.contains('.') => self.own_function(call, site),
            () => None,
        }
    }
}
