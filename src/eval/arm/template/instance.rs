//! A deployment of a template: the values of its parameters and variables, and its outputs.

use super::TWICE;
use super::copies::{Around, Copies, Loop};
use super::engine::{Call, Engine};
use super::names::Context;
use super::sections::{Declared, Template, get, text};
use super::written::property_loops;
use crate::eval::arm::{deployment_id, member};
use crate::eval::defaults::Parameters as Defaulted;
use crate::eval::{Data, EvalError, Value};
use crate::source::Span;
use crate::syntax::tree::{self, Member, Node};
use crate::text::Text;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The resources of a template by name: the index of the resource, and the iteration of its loop.
pub(super) type ByName = HashMap<String, (usize, Option<usize>)>;

pub(super) struct Instance<'c> {
    pub id: usize,
    pub template: Template<'c>,
    pub resources: Vec<Declared<'c>>,
    /// Parameters by their names in lower case.
    parameters: OnceCell<HashMap<String, &'c Node<'c>>>,
    /// Variables by their names in lower case.
    variables: OnceCell<HashMap<String, Variable<'c>>>,
    /// The id of the scope to which it is deployed, as far as it is known.
    pub deployment: Value,
    /// The deployment in which it is nested, and how it is evaluated.
    pub within: Option<Within<'c>>,
    /// The call by which another language deploys it.
    caller: Caller,
    /// The values passed to its parameters.
    given: Option<Parameters>,
    /// Cached values of its parameters and variables.
    memo: RefCell<HashMap<Asked, Memo>>,
    /// Finds the deployments of this one by name.
    pub names: RefCell<Option<Rc<ByName>>>,
}

/// What a call from another language determines besides the parameters.
#[derive(Default)]
struct Caller {
    is_any: bool,
    reads: Defaulted,
    calls: Vec<Span>,
    address: String,
}

/// The deployment in which another one is nested.
pub(super) struct Within<'c> {
    pub outer: Rc<Instance<'c>>,
    /// The loops around the nested deployment.
    pub copies: Around,
    /// The expressions of the nested deployment are evaluated in this one (`scope: outer`, the default), not with their own parameters and
    /// variables.
    pub is_outer: bool,
    pub header: Span,
    /// The address of the resource that deploys the nested template.
    pub address: Arc<str>,
}

/// Values of parameters: an object of `{"value": …}` each.
#[derive(Clone)]
pub(super) struct Parameters {
    pub values: Value,
    /// They come from a parameter file, in which nothing is evaluated.
    pub is_literal: bool,
}

/// A cached value with the defaults that it depends on; `None` while it is computed.
type Memo = Option<(Result<Value, EvalError>, Defaulted)>;

enum Variable<'c> {
    Plain(&'c Member<'c>),
    /// A loop that computes an array.
    Loop(&'c Node<'c>),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Asked {
    Parameter(String),
    Variable(String),
}

impl<'c> Instance<'c> {
    /// A template that is not deployed by another one.
    pub(super) fn root(template: Template<'c>, given: Option<Parameters>) -> Self {
        let deployment = deployment_id(template.scope());
        Self {
            id: 0,
            template,
            resources: template.resources(),
            parameters: OnceCell::new(),
            variables: OnceCell::new(),
            deployment,
            within: None,
            caller: Caller::default(),
            given,
            memo: RefCell::default(),
            names: RefCell::default(),
        }
    }

    /// The same template with the same parameters, with nothing computed.
    pub(super) fn again(&self) -> Self {
        Self::root(self.template, self.given.clone())
    }

    /// A template that another language deploys.
    pub(super) fn called(template: Template<'c>, call: Call) -> Self {
        let given = call.parameters.map(|values| Parameters { values, is_literal: false });
        let root = Self::root(template, given);
        let deployment = call.deployment.unwrap_or_else(|| root.deployment.clone());
        let caller = Caller { is_any: true, reads: call.reads, calls: call.calls, address: call.address };
        Self { deployment, caller, ..root }
    }

    /// A template that another one deploys.
    pub(super) fn nested(
        id: usize,
        template: Template<'c>,
        deployment: Option<Value>,
        within: Within<'c>,
        given: Option<Parameters>,
    ) -> Self {
        let root = Self::root(template, given);
        let deployment = deployment.unwrap_or_else(|| root.deployment.clone());
        Self { id, deployment, within: Some(within), ..root }
    }

    pub(super) fn copies(&self) -> Around {
        self.within.as_ref().filter(|within| within.is_outer).and_then(|within| within.copies.clone())
    }

    /// The deployment in which its expressions are evaluated: an outer one, or itself.
    fn evaluates(self: &Rc<Self>) -> &Rc<Self> {
        match &self.within {
            Some(within) if within.is_outer => within.outer.evaluates(),
            _ => self,
        }
    }

    /// The resources that deploy it, innermost first.
    pub(super) fn calls(&self) -> Vec<Span> {
        let mut calls = Vec::new();
        let mut instance = self;
        while let Some(within) = &instance.within {
            calls.push(within.header);
            instance = &within.outer;
        }
        calls.extend(&instance.caller.calls);
        calls
    }

    /// The start of the addresses of its resources.
    pub(super) fn prefix(&self) -> String {
        self.within.as_ref().map_or_else(|| self.caller.address.clone(), |within| format!("{}.", within.address))
    }

    /// The number of deployments around it, including itself.
    pub(super) fn depth(&self) -> usize {
        1 + self.within.as_ref().map_or(0, |within| within.outer.depth())
    }

    /// Whether it deploys this template, or is nested in a deployment that does.
    pub(super) fn is_within(&self, template: Template<'_>) -> bool {
        let is = self.template.file == template.file && self.template.node.bytes == template.node.bytes;
        is || self.within.as_ref().is_some_and(|within| within.outer.is_within(template))
    }
}

impl<'c> Engine<'c> {
    pub(super) fn parameter(&self, instance: &Rc<Instance<'c>>, name: &str) -> Result<Value, EvalError> {
        let instance = instance.evaluates();
        let asked = Asked::Parameter(name.to_lowercase());
        self.remember(instance, asked, || self.parameter_value(instance, name))
    }

    fn parameter_value(&self, instance: &Rc<Instance<'c>>, name: &str) -> Result<Value, EvalError> {
        let declared = instance
            .declared_parameter(name)
            .ok_or_else(|| EvalError::new(Text::new("there is no parameter `{name}`").with("name", name)))?;
        self.defaults().note(instance.caller.reads);
        let given = match &instance.given {
            Some(given) => self.given(given, name)?,
            None => None,
        };
        // Passing null is the same as passing nothing, unless the parameter is nullable.
        if let Some(given) = given.filter(|given| !given.is_null() || is_nullable(instance.template, declared)) {
            return Ok(given);
        }
        match get(declared, "defaultValue") {
            default if default.is_some() || is_nullable(instance.template, declared) => {
                let default = || match default {
                    Some(default) => Ok(self.value(default, &Context::new(self, instance))),
                    None => Ok(Value::literal(Data::Null, instance.template.span(declared))),
                };
                if instance.within.is_none() && !instance.caller.is_any {
                    self.defaults().value(&name.to_lowercase(), default)
                } else {
                    default()
                }
            }
            _ => {
                let at = instance.template.span(declared);
                let reason = if instance.given.as_ref().is_some_and(|given| given.is_literal) {
                    Text::new("parameter `{name}` has no default, and the parameter file does not set it").with("name", name)
                } else {
                    Text::new("parameter `{name}` has no default").with("name", name)
                };
                Ok(Value { at: Some(at), ..Value::unknown(reason) })
            }
        }
    }

    /// The value passed to a parameter.
    fn given(&self, given: &Parameters, name: &str) -> Result<Option<Value>, EvalError> {
        if given.values.as_unknown().is_some() {
            return Ok(Some(given.values.clone()));
        }
        let Some(entry) = member(&given.values, name, self.fuel())? else { return Ok(None) };
        if entry.as_unknown().is_some() {
            return Ok(Some(entry));
        }
        if let Some(value) = member(&entry, "value", self.fuel())? {
            return Ok(Some(value));
        }
        let unknown = |reason: Text| Some(Value { at: entry.at, ..Value::unknown(reason) });
        Ok(match member(&entry, "reference", self.fuel())? {
            Some(_) => unknown(Text::new("parameter `{name}` is a secret of a key vault").with("name", name)),
            None => unknown(Text::new("the argument of parameter `{name}` has no `value`").with("name", name)),
        })
    }

    pub(super) fn variable(&self, instance: &Rc<Instance<'c>>, name: &str) -> Result<Value, EvalError> {
        let instance = instance.evaluates();
        let asked = Asked::Variable(name.to_lowercase());
        self.remember(instance, asked, || self.variable_value(instance, name))
    }

    fn variable_value(&self, instance: &Rc<Instance<'c>>, name: &str) -> Result<Value, EvalError> {
        let context = Context::new(self, instance);
        match instance.variable(name).ok_or_else(|| EvalError::new(Text::new("there is no variable `{name}`").with("name", name)))? {
            Variable::Plain(member) if self.links.is_twice(instance.template.file, member.key_bytes.start) => {
                Ok(Value { at: Some(instance.template.span(&member.value)), ..Value::unknown(TWICE) })
            }
            Variable::Plain(member) => Ok(self.value(&member.value, &context)),
            Variable::Loop(of) => Ok(self.repeated_value(text(of, "name").unwrap_or_default(), of, &context)),
        }
    }

    /// The cached value, or the value computed now. A value that depends on itself is an error.
    fn remember(
        &self,
        instance: &Instance<'c>,
        asked: Asked,
        compute: impl FnOnce() -> Result<Value, EvalError>,
    ) -> Result<Value, EvalError> {
        if let Some(known) = instance.memo.borrow().get(&asked) {
            let name = match &asked {
                Asked::Parameter(name) => Text::new("parameter `{name}` depends on itself").with("name", name),
                Asked::Variable(name) => Text::new("variable `{name}` depends on itself").with("name", name),
            };
            let Some((value, read)) = known else { return Err(EvalError::new(name)) };
            self.defaults().note(*read);
            return value.clone();
        }
        instance.memo.borrow_mut().insert(asked.clone(), None);
        let (value, read) = self.defaults().recording(compute);
        let value = value.and_then(|value| self.shallow(value));
        instance.memo.borrow_mut().insert(asked, Some((value.clone(), read)));
        value
    }

    /// The outputs of a deployment, as `reference(…).outputs` returns them.
    pub(super) fn outputs(&self, instance: &Rc<Instance<'c>>) -> Value {
        let Some(outputs) = get(instance.template.node, "outputs") else { return Value::object([]) };
        let context = Context::new(self, instance);
        let output = |member: &'c Member<'c>| {
            let of = &member.value;
            let kind = text(of, "type").map(|kind| (Arc::from("type"), Value::text(kind)));
            let value = match (get(of, "value"), get(of, "copy")) {
                (Some(value), _) => self.value(value, &context),
                (None, Some(copy)) => self.repeated_value("", copy, &context),
                (None, None) => return None,
            };
            let members = kind.into_iter().chain([(Arc::from("value"), value)]);
            Some((Arc::from(&*member.key), Value::object(members).placed(instance.template.span(of))))
        };
        Value::object(outputs.members().iter().filter_map(output)).placed(instance.template.span(outputs))
    }
}

impl<'c> Instance<'c> {
    fn declared_parameter(&self, name: &str) -> Option<&'c Node<'c>> {
        let members = || get(self.template.node, "parameters").map_or(&[][..], Node::members).iter();
        let parameters = self.parameters.get_or_init(|| members().map(|member| (member.key.to_lowercase(), &member.value)).collect());
        parameters.get(&name.to_lowercase()).copied()
    }

    fn variable(&self, name: &str) -> Option<&Variable<'c>> {
        let variables = self.variables.get_or_init(|| {
            let members = get(self.template.node, "variables").map_or(&[][..], Node::members);
            let loops = members.iter().filter(|member| member.key.eq_ignore_ascii_case("copy"));
            let loops = loops.filter_map(|member| property_loops(&member.value)).flatten();
            let loops = loops.map(|(name, of)| (name.to_lowercase(), Variable::Loop(of)));
            loops.chain(members.iter().map(|member| (member.key.to_lowercase(), Variable::Plain(member)))).collect()
        });
        variables.get(&name.to_lowercase())
    }

    /// The context of a resource in this iteration of its loop.
    pub(super) fn context<'e>(self: &'e Rc<Self>, engine: &'e Engine<'c>, turn: Option<Loop>) -> Context<'e, 'c> {
        let copies = self.copies();
        let copies = match turn {
            Some(turn) => Some(Copies::within(&copies, turn)),
            None => copies,
        };
        Context::new(engine, self).with(copies)
    }
}

/// Whether a parameter may be null, by its own declaration or its type.
pub(super) fn is_nullable<'c>(template: Template<'c>, declared: &'c Node<'c>) -> bool {
    let is_nullable = |node: &'c Node<'c>| get(node, "nullable").is_some_and(|value| value.value == tree::Value::Bool(true));
    let definition = || text(declared, "$ref")?.strip_prefix("#/definitions/").and_then(|name| template.get("definitions", name));
    is_nullable(declared) || definition().is_some_and(is_nullable)
}
