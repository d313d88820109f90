//! The resources of a template: their number, names and values.

use super::copies::Loop;
use super::engine::Engine;
use super::instance::Instance;
use super::names::Context;
use super::nested::is_deployment;
use super::scopes::Extension;
use super::sections::{Declared, get, resources, text};
use crate::eval::arm::canonical;
use crate::eval::arm::expression::faulty;
use crate::eval::{Data, Number, Object, Value, join_text};
use crate::source::Span;
use crate::syntax::tree::{self, Node};
use std::rc::Rc;
use std::sync::Arc;

/// The fuel that a resource consumes, as it is kept in memory until the end.
const COST: usize = 100;

/// A resource that a deployment declares.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its full type, without version: `Microsoft.Web/sites/config`.
    pub of: Arc<str>,
    /// The version of its type.
    pub version: Option<Value>,
    /// Its full name: `site/authsettingsV2`.
    pub name: Option<Value>,
    /// Its id, as far as it is known.
    pub id: Value,
    /// The id of the scope to which it is deployed, or of the resource that it extends. It is empty for the tenant.
    pub scope: Value,
    /// Its other members: `properties`, `location`.
    pub body: Value,
    /// Its name in diagnostics.
    pub address: String,
    /// The span of its type.
    pub header: Span,
    /// The resources that deploy the templates around it, innermost first.
    pub calls: Vec<Span>,
}

/// Members of a resource that control its deployment and do not describe it.
const META: &[&str] =
    &["apiVersion", "comments", "condition", "copy", "dependsOn", "existing", "extension", "import", "resources", "scope"];

/// The resource in which another one is nested.
struct Parent {
    of: Arc<str>,
    name: Option<Value>,
    id: Value,
    scope: Value,
}

impl<'c> Engine<'c> {
    /// The resources of a deployment, and of its nested deployments.
    pub(super) fn declare(&self, instance: &Rc<Instance<'c>>, out: &mut Vec<Planned>) {
        for declared in instance.resources.iter().copied() {
            let context = instance.context(self, None);
            for turn in self.turns(declared.1, &context) {
                if self.fuel().is_spent() {
                    return;
                }
                self.resource(instance, declared, turn.as_ref(), None, out);
            }
        }
    }

    fn resource(
        &self,
        instance: &Rc<Instance<'c>>,
        declared: Declared<'c>,
        turn: Option<&Loop>,
        parent: Option<&Parent>,
        out: &mut Vec<Planned>,
    ) {
        let (symbol, node) = declared;
        if !matches!(node.value, tree::Value::Object(_)) || self.fuel().take(COST).is_err() {
            return;
        }
        let context = instance.context(self, turn.cloned());
        let of_key = |key: &str| get(node, key).map(|value| self.value(value, &context));
        if of_key("existing").is_some_and(|existing| existing.as_bool() == Some(true))
            || of_key("condition").is_some_and(|condition| match turn {
                // A condition on the index selects iterations, even if the number of iterations is unknown.
                Some(_) => condition.as_bool() == Some(false),
                None => self.evaluator.rules_out(&condition),
            })
        {
            return;
        }
        let Some(written) = get(node, "type") else { return };
        let of = self.value(written, &context);
        let Some(of) = of.as_text().map(|of| of.trim_end_matches('/')) else { return };
        let (of, version) = match of.split_once('@') {
            Some((of, version)) => (of, Some(Value { at: Some(context.span(written)), computed: false, ..Value::text(version) })),
            None => (of, get(node, "apiVersion").map(|version| self.value(version, &context))),
        };
        let own = get(node, "name").map(|name| self.value(name, &context));
        let (of, name, scope) = self.identity(&canonical(of), own, node, parent, &context);
        if is_deployment(&of) {
            let address = self.address(instance, symbol, node, turn);
            if let Some(child) = self.child(instance, declared, turn.cloned(), &address) {
                return self.declare(&child, out);
            }
            // The deployed template is not in the input, so only the deployment itself is known.
        }
        let is_of_extension = instance.template.provider(node).is_some();
        let header = context.span(written);
        let body = self.body(node, is_of_extension, header, &context);
        let address = if symbol.is_some() {
            self.address(instance, symbol, node, turn)
        } else {
            let name = known_or_written(name.as_ref(), text(node, "name"), turn);
            in_deployment(instance, format!("{of}/{name}"))
        };
        let (id, calls) = (self.id(&scope, &of, name.as_ref()), instance.calls());
        let this = Parent { of: of.clone(), name: name.clone(), id: id.clone(), scope: scope.clone() };
        out.push(Planned { of, version, name, id, scope, body, address, header, calls });
        for child in resources(node) {
            // A nested resource has no loop and exists once per iteration of its parent's.
            self.resource(instance, child, turn, Some(&this), out);
        }
    }

    /// The full type and name of a resource, and the id of the scope to which it is deployed or of the resource that it extends.
    fn identity(
        &self,
        of: &str,
        own: Option<Value>,
        node: &'c Node<'c>,
        parent: Option<&Parent>,
        context: &Context<'_, 'c>,
    ) -> (Arc<str>, Option<Value>, Value) {
        if let Some(parent) = parent {
            return if is_whole(of) {
                (of.into(), own, parent.id.clone())
            } else {
                (canonical(&format!("{}/{of}", parent.of)).into(), self.below(parent.name.as_ref(), own), parent.scope.clone())
            };
        }
        let deployment = &context.instance.deployment;
        let scope = match get(node, "scope").map(|scope| self.value(scope, context)).filter(|scope| !scope.is_null()) {
            Some(scope) => self.scope_id(&scope, deployment),
            None => deployment.clone(),
        };
        let Some(extension) = Extension::read(of, own.as_ref().and_then(Value::as_text), text(node, "name")) else {
            return (of.into(), own, scope);
        };
        match extension.names {
            Some((name, extended, its_name)) => {
                let scope = self.id(&scope, &extended, Some(&Value::text(its_name)));
                let own = own.map(|own| Value { at: own.at, provenance: own.provenance, ..Value::text(name) });
                (extension.of.into(), own, scope)
            }
            None => (extension.of.into(), own, Value::unknown("the name of the extended resource is unknown")),
        }
    }

    /// The members that describe a resource. A resource of another provider has all of them in `properties`.
    fn body(&self, node: &'c Node<'c>, is_imported: bool, header: Span, context: &Context<'_, 'c>) -> Value {
        if is_imported && let Some(properties) = get(node, "properties") {
            let value = self.shallow(self.value(properties, context)).unwrap_or_else(|fault| faulty(&fault, header));
            return Value { at: Some(header), ..value };
        }
        let is_meta = |key: &str| META.iter().chain(&["type", "name"]).any(|meta| key.eq_ignore_ascii_case(meta));
        let members = node.members().iter().filter(|member| !is_meta(&member.key));
        let file = context.file();
        let members = members.map(|member| {
            let value = if self.links.is_twice(file, member.key_bytes.start) {
                Value { at: Some(context.span(&member.value)), ..Value::unknown(super::TWICE) }
            } else {
                let value = self.shallow(self.value(&member.value, context));
                value.unwrap_or_else(|fault| faulty(&fault, context.span(&member.value)))
            };
            (Arc::from(&*member.key), value)
        });
        Value::literal(Data::Object(Arc::new(Object::new(members))), header)
    }

    /// The name of a nested resource, after that of its parent.
    fn below(&self, parent: Option<&Value>, own: Option<Value>) -> Option<Value> {
        let own = own?;
        let Some(parent) = parent else { return Some(own) };
        let (at, provenance) = (own.at, own.provenance.clone());
        let joined = join_text(&[parent.clone(), Value::text("/"), own], self.fuel());
        Some(joined.map_or_else(|fault| Value::unknown(fault.message), |joined| Value { at, provenance, ..joined }))
    }

    /// The name of a resource in diagnostics: its symbolic name, otherwise its name.
    pub(super) fn address(&self, instance: &Rc<Instance<'c>>, symbol: Option<&str>, node: &'c Node<'c>, turn: Option<&Loop>) -> String {
        let own = if let Some(symbol) = symbol {
            format!("{symbol}{}", turn.map(index).unwrap_or_default())
        } else {
            let name = get(node, "name").map(|name| self.value(name, &instance.context(self, turn.cloned())));
            known_or_written(name.as_ref(), text(node, "name"), turn)
        };
        in_deployment(instance, own)
    }
}

/// The address of a resource in a deployment.
fn in_deployment(instance: &Instance<'_>, own: String) -> String {
    match &instance.within {
        Some(within) => format!("{}.{own}", within.address),
        None => own,
    }
}

/// The name, or its source text if it is unknown.
fn known_or_written(name: Option<&Value>, written: Option<&str>, turn: Option<&Loop>) -> String {
    match (name.and_then(Value::as_text), written) {
        (Some(name), _) => name.to_owned(),
        (None, written) => format!("{}{}", written.unwrap_or_default(), turn.map(index).unwrap_or_default()),
    }
}

/// The suffix for an iteration of a loop.
fn index(turn: &Loop) -> String {
    match turn.index.data {
        Data::Number(Number::Whole(index)) => format!("[{index}]"),
        _ => String::new(),
    }
}

/// Whether a type is complete even in a nested resource: it starts with a namespace.
fn is_whole(of: &str) -> bool {
    of.trim_start_matches('/').split_once('/').is_some_and(|(provider, _)| provider.contains('.'))
}
