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
use crate::eval::defaults::{Parameters, place};
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
    /// The parameters of the template without which it does not exist, because their defaults rule it out.
    pub only_if: Vec<Arc<str>>,
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
    /// The resources of a deployment, and of its nested deployments, that exist in this run and in no earlier one. The deployment itself
    /// exists only if `only_if` are set.
    pub(super) fn declare(&self, instance: &Rc<Instance<'c>>, only_if: Parameters, out: &mut Vec<Planned>) {
        for declared in instance.resources.iter().copied() {
            let turns = || self.turns(declared.1, &instance.context(self, None));
            self.resources(instance, declared, &turns, None, only_if, out);
        }
    }

    /// The iterations of a resource.
    fn resources(
        &self,
        instance: &Rc<Instance<'c>>,
        declared: Declared<'c>,
        turns: &dyn Fn() -> Vec<Option<Loop>>,
        parent: Option<&Parent>,
        only_if: Parameters,
        out: &mut Vec<Planned>,
    ) {
        let (defaults, node) = (self.defaults(), declared.1);
        if !matches!(node.value, tree::Value::Object(_)) {
            return;
        }
        let (mut turns, read) = defaults.recording(|| {
            let mut turns = turns();
            turns.retain(|turn| self.is_deployed(node, &instance.context(self, turn.clone())));
            turns
        });
        let own = place(instance.template.span(node), &instance.calls());
        if turns.is_empty() {
            return defaults.vanishes(read, own);
        }
        let is_new = defaults.declare(own);
        let mut only_if = only_if;
        if is_new && !(read & defaults.open()).is_empty() {
            // Which of the iterations exist depends on parameters without a value.
            turns.truncate(1);
            only_if = only_if | read & defaults.open();
        }
        for turn in turns {
            if self.fuel().is_spent() {
                return;
            }
            self.resource(instance, declared, turn.as_ref(), parent, (is_new, only_if), out);
        }
    }

    /// Whether a resource may be deployed: it may unless it is known to exist already, or its condition is known to be false.
    pub(super) fn is_deployed(&self, node: &'c Node<'c>, context: &Context<'_, 'c>) -> bool {
        let is = |key: &str, value: bool| get(node, key).is_some_and(|of| self.value(of, context).as_bool() == Some(value));
        !is("existing", true) && !is("condition", false)
    }

    /// One iteration of a resource. With `is_new`, it existed in no earlier run.
    fn resource(
        &self,
        instance: &Rc<Instance<'c>>,
        declared: Declared<'c>,
        turn: Option<&Loop>,
        parent: Option<&Parent>,
        (is_new, only_if): (bool, Parameters),
        out: &mut Vec<Planned>,
    ) {
        let (symbol, node) = declared;
        if self.fuel().take(COST).is_err() {
            return;
        }
        let context = instance.context(self, turn.cloned());
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
                if child.template.file != instance.template.file {
                    self.links.deploys(child.template.file);
                }
                return if is_new || self.defaults().enters(&child.calls()) {
                    self.declare(&child, only_if, out);
                };
            }
            // The deployed template is not in the input, so only the deployment itself is known.
        }
        let this = Parent { id: self.id(&scope, &of, name.as_ref()), of, name, scope };
        if is_new {
            out.push(self.planned(instance, declared, turn, &this, version, only_if));
        }
        for child in resources(node) {
            // A nested resource has no loop and exists once per iteration of its parent's.
            self.resources(instance, child, &|| vec![turn.cloned()], Some(&this), only_if, out);
        }
    }

    fn planned(
        &self,
        instance: &Rc<Instance<'c>>,
        (symbol, node): Declared<'c>,
        turn: Option<&Loop>,
        this: &Parent,
        version: Option<Value>,
        only_if: Parameters,
    ) -> Planned {
        let context = instance.context(self, turn.cloned());
        let Parent { of, name, id, scope } = this;
        let is_of_extension = instance.template.provider(node).is_some();
        let header = context.span(get(node, "type").unwrap_or(node));
        let body = self.body(node, is_of_extension, header, &context);
        let address = self.full_address(instance, (symbol, node), turn, of, name.as_ref());
        Planned {
            of: of.clone(),
            version,
            name: name.clone(),
            id: id.clone(),
            scope: scope.clone(),
            body,
            address,
            header,
            calls: instance.calls(),
            only_if: self.defaults().names(only_if),
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

    /// The address of a resource: its symbolic name, otherwise its type and name.
    fn full_address(
        &self,
        instance: &Rc<Instance<'c>>,
        (symbol, node): Declared<'c>,
        turn: Option<&Loop>,
        of: &str,
        name: Option<&Value>,
    ) -> String {
        if symbol.is_some() {
            return self.address(instance, symbol, node, turn);
        }
        let name = known_or_written(name, text(node, "name"), turn);
        in_deployment(instance, &format!("{of}/{name}"))
    }

    /// The address of a resource that is not nested in another one.
    pub(super) fn referenced_address(&self, instance: &Rc<Instance<'c>>, declared: Declared<'c>, turn: Option<&Loop>) -> String {
        let node = declared.1;
        let context = instance.context(self, turn.cloned());
        let of = text(node, "type").and_then(|of| of.split('@').next()).unwrap_or_default().trim_end_matches('/');
        let own = get(node, "name").map(|name| self.value(name, &context));
        let (of, name, _) = self.identity(&canonical(of), own, node, None, &context);
        self.full_address(instance, declared, turn, &of, name.as_ref())
    }

    /// The name of a resource in diagnostics: its symbolic name, otherwise its name.
    pub(super) fn address(&self, instance: &Rc<Instance<'c>>, symbol: Option<&str>, node: &'c Node<'c>, turn: Option<&Loop>) -> String {
        let own = if let Some(symbol) = symbol {
            format!("{symbol}{}", turn.map(index).unwrap_or_default())
        } else {
            let name = get(node, "name").map(|name| self.value(name, &instance.context(self, turn.cloned())));
            known_or_written(name.as_ref(), text(node, "name"), turn)
        };
        in_deployment(instance, &own)
    }
}

/// The address of a resource in a deployment.
fn in_deployment(instance: &Instance<'_>, own: &str) -> String {
    format!("{}{own}", instance.prefix())
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
