//! Templates that a template deploys: nested in it, or linked by a path.

use super::MAX_NESTED;
use super::copies::Loop;
use super::engine::Engine;
use super::instance::{ByName, Instance, Parameters, Within};
use super::names::Context;
use super::sections::{Declared, Template, get, text};
use crate::eval::defaults::{Parameters as Defaulted, place};
use crate::eval::{Data, Number, Object, Reference, Unknown, Value, join_text};
use crate::parts::Parts;
use crate::syntax::tree::{self, Node};
use crate::text::Text;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

/// The type of a resource that deploys a template.
pub const DEPLOYMENTS: &str = "Microsoft.Resources/deployments";

/// The maximum number of folders, from that of a template upward, in which a template that it links by its URI is searched.
const MAX_FOLDERS: usize = 6;

/// The maximum number of ends of a URI that are searched.
const MAX_ENDS: usize = 16;

const DEPLOYED: &str = "it is known only when the template is deployed";

/// The paths at which a template that is linked by its URI is searched: from the folder of the template upward.
pub fn upward(path: &str) -> impl Iterator<Item = String> + use<> {
    std::iter::successors(Some(path.to_owned()), |path| Some(format!("../{path}"))).take(MAX_FOLDERS)
}

/// The ends of a known URI that may be the path of a copy in the repository, longest first: the name of a file alone says too little.
pub fn ends(uri: &str) -> impl Iterator<Item = &str> {
    let path = uri.split_once("://").map_or("", |(_, rest)| rest.split(['?', '#']).next().unwrap_or_default());
    let slashes = path.match_indices('/').map(move |(at, _)| path.after(at + 1));
    slashes.take(MAX_ENDS).filter(|end| end.contains('/'))
}

pub fn is_deployment(kind: &str) -> bool {
    kind.eq_ignore_ascii_case(DEPLOYMENTS)
}

/// The address of a node, which is unique even if a computed template has no places of its own.
fn address_of(node: &Node<'_>) -> usize {
    std::ptr::from_ref(node) as usize
}

/// The index of an iteration, if it belongs to a loop.
fn turn_index(turn: Option<&Loop>) -> Option<usize> {
    match turn?.index.data {
        Data::Number(Number::Whole(index)) => usize::try_from(index).ok(),
        _ => None,
    }
}

impl<'c> Engine<'c> {
    /// The deployment that a resource creates in this iteration; `None` if its template is not in the input.
    pub(super) fn child(
        &self,
        outer: &Rc<Instance<'c>>,
        declared: Declared<'c>,
        turn: Option<Loop>,
        address: &str,
    ) -> Option<Rc<Instance<'c>>> {
        let key = (outer.id, address_of(declared.1), turn_index(turn.as_ref()));
        if let Some(known) = self.children.borrow().get(&key) {
            return known.clone();
        }
        // A deployment that depends on itself is not created.
        self.children.borrow_mut().insert(key, None);
        let made = self.make(outer, declared.1, turn, address).map(Rc::new);
        self.children.borrow_mut().insert(key, made.clone());
        made
    }

    fn make(&self, outer: &Rc<Instance<'c>>, resource: &'c Node<'c>, turn: Option<Loop>, address: &str) -> Option<Instance<'c>> {
        let context = outer.context(self, turn);
        let properties = get(resource, "properties")?;
        let header = context.span(get(resource, "type").unwrap_or(resource));
        let (template, is_linked) = match get(properties, "template").filter(|node| matches!(node.value, tree::Value::Object(_))) {
            Some(node) => (Template { file: context.file(), node }, false),
            None => match self.linked(properties, &context) {
                Ok(template) => (template, true),
                Err(reason) => {
                    self.missing(
                        header,
                        Text::new("the resources of deployment `{address}` are not checked: {reason}")
                            .with("address", address)
                            .with("reason", reason),
                    );
                    return None;
                }
            },
        };
        if outer.depth() >= MAX_NESTED {
            self.problem(header, Text::new("nested deployments are deeper than {limit} levels").with("limit", MAX_NESTED.to_string()));
            return None;
        }
        if outer.is_within(template) {
            self.problem(header, "the template deploys itself");
            return None;
        }
        let options = get(properties, "expressionEvaluationOptions").and_then(|options| get(options, "scope"));
        let scope = options.map(|scope| self.value(scope, &context));
        let is_inner = is_linked || scope.and_then(|scope| Some(scope.as_text()?.eq_ignore_ascii_case("inner"))).unwrap_or(false);
        let given = match (get(properties, "parameters"), get(properties, "parametersLink")) {
            (Some(given), _) => Some(self.value(given, &context)),
            (None, Some(link)) => Some(Value { at: Some(context.span(link)), ..Value::unknown("its parameters are in another file") }),
            (None, None) => None,
        };
        let given = given.map(|values| Parameters { values, is_literal: false });
        let deployment = self.deployed_to(resource, template, &context);
        let within = Within { outer: outer.clone(), copies: context.copies.clone(), is_outer: !is_inner, header, address: address.into() };
        Some(Instance::nested(self.children.borrow().len(), template, deployment, within, given))
    }

    /// The id of the scope to which a nested template is deployed; `None` if it is not specified and differs from the outer one.
    fn deployed_to(&self, resource: &'c Node<'c>, template: Template<'c>, context: &Context<'_, 'c>) -> Option<Value> {
        let own = |key: &str| get(resource, key).map(|value| self.value(value, context)).filter(|value| !value.is_null());
        if let Some(scope) = own("scope") {
            return Some(self.scope_id(&scope, &context.instance.deployment));
        }
        let unknown = || Value::unknown(DEPLOYED);
        let parts = match (own("subscriptionId"), own("resourceGroup")) {
            // It is deployed to the same scope, whatever its `$schema` is; but a tenant may only be what the `$schema` of both says.
            (None, None) => {
                let outer = &context.instance.deployment;
                let is_same = template.scope() == context.instance.template.scope() || outer.as_text() != Some("");
                return is_same.then(|| outer.clone());
            }
            (Some(subscription), None) => vec![Value::text("/subscriptions/"), subscription],
            (subscription, Some(group)) => {
                let subscription = subscription.unwrap_or_else(unknown);
                vec![Value::text("/subscriptions/"), subscription, Value::text("/resourceGroups/"), group]
            }
        };
        Some(join_text(&parts, self.fuel()).unwrap_or_else(|fault| Value::unknown(fault.message)))
    }

    /// The template to which a deployment links, or why it is not in the input.
    fn linked(&self, properties: &'c Node<'c>, context: &Context<'_, 'c>) -> Result<Template<'c>, Text> {
        if let Some(template) = get(properties, "template") {
            let reason = self.value(template, context).as_unknown().map(|unknown| unknown.reason.clone());
            return Err(reason.unwrap_or_else(|| "its template is not an object".into()));
        }
        let link = get(properties, "templateLink").ok_or("it has no template")?;
        let found = |path: &str| self.links.linked(context.file(), path);
        let unknown = |value: &Value| match value.as_unknown() {
            Some(unknown) => Text::new("its template is not known: {reason}").with("reason", unknown.reason.clone()),
            None => "the link to its template is not text".into(),
        };
        if let Some(path) = get(link, "relativePath") {
            let path = self.value(path, context);
            let text = path.as_text().ok_or_else(|| unknown(&path))?;
            return found(text).ok_or_else(|| Text::new("its template `{text}` is not in the input").with("text", text));
        }
        let uri = self.value(get(link, "uri").or_else(|| get(link, "id")).ok_or("it has no template")?, context);
        if let Some(text) = uri.as_text() {
            return ends(text)
                .find_map(found)
                .ok_or_else(|| Text::new("its template `{text}` is not in the repository").with("text", text));
        }
        // A URI below that of this template, or of the folder to which the repository is copied.
        let end = uri.as_unknown().map_or("", |unknown| unknown.ends_with.as_ref()).trim_start_matches('/').to_owned();
        let template = upward(&end).filter(|_| end.contains(".json")).find_map(|path| found(&path));
        template.ok_or_else(|| unknown(&uri))
    }

    /// The result of `reference(…)`: the outputs of a deployment in the template, or the written body of a resource, which has further
    /// members at deployment. `None` if the resource is not in the template.
    ///
    /// `name` is the name in an id that is unknown.
    pub(super) fn reference(&self, context: &Context<'_, 'c>, of: &Value, name: Option<&Value>, more: &[Value]) -> Option<Value> {
        let is_full = more.iter().any(|argument| argument.as_text().is_some_and(|text| text.eq_ignore_ascii_case("full")));
        let (found, read) = self.defaults().recording(|| self.find(context.instance, of, name));
        let found = found?;
        let (symbol, node) = found.declared;
        if !self.is_there(&found, read) {
            return Some(Value::unknown("the resource may not be deployed where this is"));
        }
        let is_deployment = text(node, "type").is_some_and(is_deployment);
        let child = || {
            let address = self.address(&found.instance, symbol, node, found.turn.as_ref());
            self.child(&found.instance, found.declared, found.turn.clone(), &address)
        };
        let Some(instance) = is_deployment.then(child).flatten() else { return self.written_in(&found, is_full) };
        if !self.making.borrow_mut().insert(instance.id) {
            return Some(Value::unknown("the outputs of a deployment depend on themselves"));
        }
        let outputs = self.outputs(&instance);
        self.making.borrow_mut().remove(&instance.id);
        let properties = open([("outputs".into(), outputs)]);
        Some(if is_full { open([("properties".into(), properties)]) } else { properties })
    }

    /// Whether a resource exists in this run and is the one that was found: not an alternative to what refers to it. `read` are the
    /// parameters by which it was found.
    fn is_there(&self, found: &Found<'c>, read: Defaulted) -> bool {
        const IDENTITY: [&str; 4] = ["name", "scope", "subscriptionId", "resourceGroup"];
        let node = found.declared.1;
        let context = found.instance.context(self, found.turn.clone());
        let (exists, own) = self.defaults().recording(|| {
            IDENTITY.iter().filter_map(|key| get(node, key)).for_each(|of| drop(self.value(of, &context)));
            get(node, "existing").is_some() || self.is_deployed(node, &context)
        });
        exists && self.defaults().is_as_found(&place(found.instance.template.span(node), &found.instance.calls()), read | own)
    }

    /// The resource of a symbolic name, the name of a deployment, or an id, in the innermost template that has it.
    fn find(&self, instance: &Rc<Instance<'c>>, of: &Value, name: Option<&Value>) -> Option<Found<'c>> {
        let key = match (&of.data, name.unwrap_or(of).as_unknown()) {
            (Data::Text(text), _) => name_of(text)?,
            (Data::Unknown(unknown), _) if unknown.ends_with.contains("/providers/") => name_of(&unknown.ends_with)?,
            (_, Some(name)) => computed_name(name),
            _ => return None,
        };
        let Some(&(resource, index)) = self.names(instance).get(&key.to_lowercase()) else {
            let within = instance.within.as_ref().filter(|within| within.is_outer)?;
            return self.find(&within.outer, of, name);
        };
        let declared = *instance.resources.get(resource)?;
        let turns = self.turns(declared.1, &instance.context(self, None));
        self.fuel().take(turns.len()).ok()?;
        let turn = turns.into_iter().find(|turn| turn_index(turn.as_ref()) == index)?;
        Some(Found { instance: instance.clone(), declared, turn })
    }

    /// The resources of a template by case-insensitive names: symbolic names, type and name, and the names of deployments.
    fn names(&self, instance: &Rc<Instance<'c>>) -> Rc<ByName> {
        if let Some(known) = &*instance.names.borrow() {
            return known.clone();
        }
        // While the names are computed, a name that depends on a deployment is not found.
        *instance.names.borrow_mut() = Some(Rc::default());
        let mut names = HashMap::new();
        let mut ambiguous = HashSet::new();
        let context = instance.context(self, None);
        for (resource, (symbol, node)) in instance.resources.iter().copied().enumerate() {
            let Some(of) = text(node, "type").and_then(|of| of.split('@').next()) else { continue };
            for turn in self.turns(node, &context) {
                let index = turn_index(turn.as_ref());
                let place = (resource, index);
                if let Some(symbol) = symbol {
                    let symbol = symbol.to_lowercase();
                    names.insert(index.map_or_else(|| symbol.clone(), |index| format!("{symbol}[{index}]")), place);
                }
                let name = get(node, "name").map(|name| self.value(name, &instance.context(self, turn)));
                if let Some(name) = name.as_ref().and_then(Value::as_text) {
                    names.entry(format!("{of}/{name}").to_lowercase()).or_insert(place);
                    if is_deployment(of) {
                        names.entry(name.to_lowercase()).or_insert(place);
                    }
                }
                if let Some(name) = name.as_ref().and_then(Value::as_unknown).filter(|_| is_deployment(of)) {
                    let key = computed_name(name).to_lowercase();
                    if names.insert(key.clone(), place).is_some() {
                        ambiguous.insert(key);
                    }
                }
            }
        }
        names.retain(|name, _| !ambiguous.contains(name));
        let names = Rc::new(names);
        *instance.names.borrow_mut() = Some(names.clone());
        names
    }

    /// The result of `resourceInfo(…)` for a resource with a symbolic name.
    pub(super) fn about(&self, context: &Context<'_, 'c>, of: &Value) -> Option<Value> {
        let symbol = of.as_text()?;
        let (resource, _) = *self.names(context.instance).get(&symbol.to_lowercase())?;
        let (_, node) = *context.instance.resources.get(resource)?;
        let inner = context.instance.context(self, None);
        let members =
            ["name", "type", "apiVersion"].into_iter().filter_map(|key| Some((Arc::from(key), self.value(get(node, key)?, &inner))));
        Some(open(members))
    }

    /// The written body of a resource.
    fn written_in(&self, found: &Found<'c>, is_full: bool) -> Option<Value> {
        let Found { instance, declared: (_, node), turn } = found;
        let key = ((instance.id, address_of(node), turn_index(turn.as_ref())), is_full);
        if let Some(known) = self.referred.borrow().get(&key) {
            // A resource that depends on itself has an unknown body.
            return known.clone();
        }
        self.referred.borrow_mut().insert(key, None);
        let context = instance.context(self, turn.clone());
        let written = if is_full { Some(*node) } else { get(node, "properties") };
        let value = written.map_or_else(|| Value::object([]), |written| self.value(written, &context));
        let address = self.referenced_address(instance, found.declared, turn.as_ref());
        let rest = Arc::new(Unknown { reference: Some(Reference::new(address, "")), ..Unknown::new(DEPLOYED) });
        let value = match &value.data {
            Data::Object(object) => Value { data: Data::Object(Arc::new(Object::clone(object).open(rest))), ..value },
            _ => Value { data: Data::Unknown(rest), ..value },
        };
        let value = self.shallow(value).ok()?;
        self.referred.borrow_mut().insert(key, Some(value.clone()));
        Some(value)
    }
}

struct Found<'c> {
    instance: Rc<Instance<'c>>,
    declared: Declared<'c>,
    turn: Option<Loop>,
}

/// An object that has further members at deployment.
fn open(members: impl IntoIterator<Item = (Arc<str>, Value)>) -> Value {
    Value::made(Data::Object(Arc::new(Object::new(members).open(Arc::new(Unknown::new(DEPLOYED))))))
}

/// The key of a deployment whose name is known in part: the known parts, and why the rest is unknown. No name contains a line break.
fn computed_name(name: &Unknown) -> String {
    [&*name.starts_with, &*name.ends_with, &*name.reason.to_string()].join("\n")
}

/// The key of a resource: a name itself, or the type and name of an id, `provider/type/child/name/name`.
fn name_of(text: &str) -> Option<String> {
    if !text.contains('/') {
        return Some(text.to_owned());
    }
    let (_, path) = text.rsplit_once("/providers/")?;
    let (provider, rest) = path.split_once('/')?;
    let parts: Vec<&str> = rest.split('/').collect();
    let kinds = parts.iter().step_by(2);
    let names = parts.iter().skip(1).step_by(2);
    let is_whole = parts.len().is_multiple_of(2);
    is_whole.then(|| std::iter::once(&provider).chain(kinds).chain(names).copied().collect::<Vec<_>>().join("/"))
}
