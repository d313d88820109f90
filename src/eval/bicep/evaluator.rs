//! Instances of templates, and what is computed in them when somebody asks: parameters, variables, outputs, modules.

use super::names::Here;
use super::repeated::{Repeated, Repetitions};
use super::template::{Call, Symbol, Template};
use crate::eval::arm::expression::{Evaluator as Expressions, Site};
use crate::eval::arm::{deployment_id, member};
use crate::eval::{Diagnostics, EvalError, Fuel, Value};
use crate::source::{FileId, Span};
use crate::syntax::bicep::ast::{Expression, ObjectItem};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::sync::Arc;

/// How deep values may hold each other.
const MAX_VALUE_DEPTH: usize = 100;

/// How deep modules may call each other, and files of parameters extend each other.
pub(super) const MAX_CALLS: usize = 32;

/// What an instance of a module takes of the fuel: it is held until the end.
const INSTANCE: usize = 200;

/// Where templates, values and files come from.
pub trait Environment<'c> {
    /// The template that a path in a file means.
    ///
    /// # Errors
    /// Why it is not in the input.
    fn template(&self, from: FileId, path: &str) -> Result<&'c Template<'c>, Cow<'static, str>>;
    /// The word that the command line gives for a parameter of the root template.
    fn word(&self, parameter: &str) -> Option<&str>;
    /// The bytes of a file that a path in a file means.
    ///
    /// # Errors
    /// [`EvalError`] when there is none, or it lies outside.
    fn read(&self, from: FileId, path: &str) -> Result<Vec<u8>, EvalError>;
    /// The paths of all files below a folder that a path in a file means, relative to it, with `/`, sorted.
    ///
    /// # Errors
    /// [`EvalError`] when it lies outside, or holds too many.
    fn below(&self, from: FileId, path: &str) -> Result<Vec<String>, EvalError>;
}

/// A deployment that is being evaluated: a root template with all that it brings.
pub struct Evaluator<'c> {
    pub(super) environment: Box<dyn Environment<'c> + 'c>,
    pub(super) expressions: Expressions,
    /// How many resources were given.
    pub(super) resources: Cell<usize>,
    told: RefCell<Diagnostics>,
    /// Files from which declarations are taken, each evaluated by itself.
    taken: RefCell<HashMap<FileId, Rc<Instance<'c>>>>,
}

/// A template as one call makes it.
pub struct Instance<'c> {
    pub template: &'c Template<'c>,
    /// The names of the calls that lead to it, such as `apps[0].`; empty for the root template.
    pub address: String,
    /// The calls that lead to it, innermost first.
    pub calls: Vec<Span>,
    caller: Option<Caller<'c>>,
    /// The file of parameters that gives the root template values.
    values: Option<Rc<Self>>,
    /// The id of what it is deployed to.
    pub(super) deployment: Value,
    memo: RefCell<HashMap<Asked<'c>, Memo>>,
    pub(super) repetitions: Once<(bool, usize), Rc<Repetitions>>,
    children: Once<usize, Result<Rc<Children<'c>>, EvalError>>,
}

/// Who calls a module, and where.
struct Caller<'c> {
    instance: Weak<Instance<'c>>,
    call: usize,
    repeated: Repeated,
}

/// What is computed once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Asked<'c> {
    Parameter(&'c str),
    Variable(&'c str),
    Value(&'c str),
    Output(&'c str),
    /// A member of a resource's body; without a name all of it.
    Member(usize, Option<usize>, Option<Arc<str>>),
    /// The whole name of a resource.
    Name(usize, Option<usize>),
    /// The id of a resource.
    Id(usize, Option<usize>),
    /// The id of a resource's scope.
    Scope(usize, Option<usize>),
}

/// What was computed; nothing where it is underway.
type Once<K, V> = RefCell<HashMap<K, Option<V>>>;

enum Memo {
    Underway,
    Done(Result<Value, EvalError>),
}

/// The instances that a call makes.
pub(super) struct Children<'c> {
    /// Each with its repetition, and whether it is deployed.
    pub each: Vec<(Repeated, bool, Rc<Instance<'c>>)>,
    pub repetitions: Rc<Repetitions>,
}

impl<'c> Evaluator<'c> {
    /// An evaluator of one root template.
    pub fn new(environment: Box<dyn Environment<'c> + 'c>) -> Self {
        Self {
            environment,
            expressions: Expressions::new(Fuel::new(Fuel::CONFIGURATION)),
            resources: Cell::new(0),
            told: RefCell::default(),
            taken: RefCell::default(),
        }
    }

    /// The root template, with the file of parameters that gives it values.
    pub fn root(&self, template: &'c Template<'c>, values: Option<&'c Template<'c>>) -> Rc<Instance<'c>> {
        let deployment = deployment_id(template.scope);
        let values = values.map(|values| self.taken(values));
        Rc::new(Instance { values, ..Instance::new(template, deployment) })
    }

    /// A file by itself: nobody gives it parameters.
    pub(super) fn taken(&self, template: &'c Template<'c>) -> Rc<Instance<'c>> {
        let mut taken = self.taken.borrow_mut();
        let new = || Rc::new(Instance::new(template, deployment_id(template.scope)));
        taken.entry(template.file).or_insert_with(new).clone()
    }

    /// What there is to say besides.
    pub fn into_diagnostics(self) -> Diagnostics {
        self.told.into_inner()
    }

    /// What bounds the evaluation.
    pub fn fuel(&self) -> &Fuel {
        self.expressions.fuel()
    }

    pub(super) fn problem(&self, at: Span, message: String) {
        let problems = &mut self.told.borrow_mut().problems;
        if !problems.iter().any(|(known, _)| *known == at) {
            problems.push((at, message));
        }
    }

    /// Computes something once, and tells it again from then on.
    pub(super) fn remember(
        &self,
        instance: &Instance<'c>,
        asked: Asked<'c>,
        compute: impl FnOnce() -> Result<Value, EvalError>,
    ) -> Result<Value, EvalError> {
        match instance.memo.borrow().get(&asked) {
            Some(Memo::Done(result)) => return result.clone(),
            Some(Memo::Underway) => return Err(EvalError::new("it depends on itself")),
            None => {}
        }
        instance.memo.borrow_mut().insert(asked.clone(), Memo::Underway);
        let result = compute().and_then(|value| {
            value.check_nesting(MAX_VALUE_DEPTH, self.fuel())?;
            Ok(value)
        });
        instance.memo.borrow_mut().insert(asked, Memo::Done(result.clone()));
        result
    }

    /// Evaluates an expression of a template outside of its resources.
    pub(super) fn evaluate_in(&self, instance: &Rc<Instance<'c>>, expression: &Expression<'_>) -> Result<Value, EvalError> {
        let here = Here { evaluator: self, instance, inside: None };
        self.expressions.evaluate(expression, &Site::new(&here))
    }

    /// The value that a symbol has.
    pub(super) fn symbol(&self, instance: &Rc<Instance<'c>>, name: &str, symbol: Symbol<'c>) -> Option<Result<Value, EvalError>> {
        match symbol {
            Symbol::Parameter(parameter) => {
                let asked = Asked::Parameter(parameter.name.text);
                Some(self.remember(instance, asked, || self.parameter(instance, parameter)))
            }
            Symbol::Variable(variable) => {
                let asked = Asked::Variable(variable.name.text);
                Some(self.remember(instance, asked, || self.evaluate_in(instance, &variable.value)))
            }
            Symbol::Value(value) => {
                let asked = Asked::Value(value.name.text);
                Some(self.remember(instance, asked, || self.evaluate_in(instance, &value.value)))
            }
            Symbol::Imported { path, name: own } => Some(self.exported(instance, path, own).map_or_else(
                |reason| Ok(Value::unknown(format!("`{name}` is imported: {reason}"))),
                |(of, symbol)| match symbol {
                    // An import of an import is no declaration of that file.
                    Symbol::Variable(_) => self.symbol(&of, own, symbol).unwrap_or_else(|| Ok(Value::null())),
                    _ => Err(EvalError::new(format!("`{path}` exports no value `{own}`"))),
                },
            )),
            Symbol::Resource(_) | Symbol::Call(_) | Symbol::Namespace { .. } => None,
        }
    }

    /// What a file exports under a name, with the instance in which it is evaluated.
    fn exported(&self, instance: &Rc<Instance<'c>>, path: &str, name: &str) -> Result<(Rc<Instance<'c>>, Symbol<'c>), Cow<'static, str>> {
        let template = self.environment.template(instance.template.file, path)?;
        let symbol = template.symbols.get(name).ok_or_else(|| format!("`{path}` declares no `{name}`"))?;
        Ok((self.taken(template), *symbol))
    }

    /// The file that a path in another one means, evaluated by itself.
    pub(super) fn file(&self, instance: &Rc<Instance<'c>>, path: &str) -> Result<Rc<Instance<'c>>, Cow<'static, str>> {
        self.environment.template(instance.template.file, path).map(|template| self.taken(template))
    }

    /// The value of an output.
    pub(super) fn output(&self, instance: &Rc<Instance<'c>>, name: &str) -> Result<Value, EvalError> {
        let Some((name, output)) = instance.template.outputs.get_key_value(name) else {
            return Err(EvalError::new(format!("the module has no output `{name}`")));
        };
        self.remember(instance, Asked::Output(name), || self.evaluate_in(instance, &output.value))
    }

    /// The outputs of an instance, as an object.
    pub(super) fn outputs(&self, instance: &Rc<Instance<'c>>) -> Value {
        Value::object(instance.template.outputs.keys().map(|name| {
            let value = self.output(instance, name).unwrap_or_else(|fault| Value::unknown(fault.message));
            (Arc::from(*name), value)
        }))
    }

    /// The argument that a call gives for a parameter.
    pub(super) fn argument(&self, instance: &Instance<'c>, name: &str) -> Option<Result<Value, EvalError>> {
        let caller = instance.caller.as_ref()?;
        let outer = caller.instance.upgrade().expect("a caller lives as long as what it calls");
        let call = &outer.template.calls[caller.call];
        let object = call.body.object.as_ref()?;
        let here = Here { evaluator: self, instance: &outer, inside: None };
        caller.repeated.site(call.body, &here, &mut |site| {
            let Some(params) = object.property("params") else {
                // A part that could not be read, or a spread, may give it.
                let is_whole = object.items.iter().all(|item| matches!(item, ObjectItem::Property(_)));
                return (!is_whole).then(|| Ok(Value::unknown("the call could not be read as a whole")));
            };
            if let crate::syntax::bicep::ast::ExpressionKind::Object(params) = &params.value.kind
                && let Some(argument) = params.property(name)
            {
                return Some(self.expressions.evaluate(&argument.value, site));
            }
            match self.expressions.evaluate(&params.value, site) {
                Ok(value) if value.as_unknown().is_some() => Some(Ok(value)),
                Ok(value) => member(&value, name, self.fuel()).transpose(),
                Err(fault) => Some(Err(fault)),
            }
        })
    }

    /// The value that a file of parameters or the command line gives the root template for a parameter.
    pub(super) fn given(&self, instance: &Rc<Instance<'c>>, name: &str) -> Option<Result<Value, EvalError>> {
        let mut values = instance.values.clone();
        for _ in 0..MAX_CALLS {
            let file = values?;
            if let Some(symbol @ Symbol::Value(_)) = file.template.symbols.get(name) {
                return self.symbol(&file, name, *symbol);
            }
            values = file.template.extends.and_then(|path| self.file(&file, path).ok());
        }
        None
    }

    /// Whether nobody calls the instance.
    pub(super) fn is_root(instance: &Instance<'c>) -> bool {
        instance.caller.is_none()
    }

    /// The instances that a call makes.
    pub(super) fn children(&self, instance: &Rc<Instance<'c>>, index: usize) -> Result<Rc<Children<'c>>, EvalError> {
        if let Some(known) = instance.children.borrow().get(&index) {
            return known.clone().unwrap_or_else(|| Err(EvalError::new("it depends on itself")));
        }
        instance.children.borrow_mut().insert(index, None);
        let children = self.call(instance, index).map(Rc::new);
        instance.children.borrow_mut().insert(index, Some(children.clone()));
        children
    }

    fn call(&self, instance: &Rc<Instance<'c>>, index: usize) -> Result<Children<'c>, EvalError> {
        let call: &'c Call<'c> = &instance.template.calls[index];
        let template = self.environment.template(instance.template.file, call.path).map_err(|reason| {
            let missing = &mut self.told.borrow_mut().missing;
            if !missing.iter().any(|(known, _)| *known == call.header) {
                missing.push((call.header, format!("what module `{}` declares is not judged: {reason}", call.name)));
            }
            EvalError { message: reason }
        })?;
        if instance.calls.len() >= MAX_CALLS {
            let message = format!("modules call each other more than {MAX_CALLS} deep: this one is not judged");
            self.problem(call.header, message.clone());
            return Err(EvalError::new(message));
        }
        if instance.is_within(template) {
            let message = format!("module `{}` calls itself, or is called by what it calls", call.name);
            self.problem(call.header, message.clone());
            return Err(EvalError::new(message));
        }
        let repetitions = self.repetitions(instance, true, index);
        let mut each = Vec::with_capacity(repetitions.each.len());
        for repeated in &repetitions.each {
            self.fuel().take(INSTANCE)?;
            let here = Here { evaluator: self, instance, inside: None };
            let (is_deployed, deployment) = repeated
                .site(call.body, &here, &mut |site| (self.condition(call.body, site), self.scope_of_call(instance, call, template, site)));
            let address = format!("{}{}{repeated}.", instance.address, call.name);
            let calls = std::iter::once(call.header).chain(instance.calls.iter().copied()).collect();
            let caller = Some(Caller { instance: Rc::downgrade(instance), call: index, repeated: repeated.clone() });
            let child = Instance { address, calls, caller, ..Instance::new(template, deployment) };
            each.push((repeated.clone(), is_deployed, Rc::new(child)));
        }
        Ok(Children { each, repetitions })
    }

    /// The id of what a module is deployed to.
    fn scope_of_call(&self, instance: &Instance<'c>, call: &Call<'c>, template: &Template<'c>, site: &Site<'_>) -> Value {
        let scope = call.body.object.as_ref().and_then(|object| object.property("scope"));
        match scope {
            Some(scope) => self.id_of(&self.expressions.evaluate_or_unknown(&scope.value, site)),
            None if template.scope == instance.template.scope => instance.deployment.clone(),
            None => deployment_id(template.scope),
        }
    }

    /// The id of a resource, a group, a subscription and the like, as far as it is known. That of the tenant is empty.
    pub(super) fn id_of(&self, value: &Value) -> Value {
        let id = match member(value, "id", self.fuel()) {
            Ok(Some(id)) => id,
            _ => match value.as_unknown() {
                Some(unknown) => Value::unknown(unknown.reason.clone()),
                None => Value::unknown("the scope has no id"),
            },
        };
        if id.as_text() == Some("/") { Value::text("") } else { id }
    }
}

impl<'c> Instance<'c> {
    /// Whether it is an instance of this template, or is called by one.
    fn is_within(&self, template: &Template<'c>) -> bool {
        self.template.file == template.file
            || self.caller.as_ref().is_some_and(|caller| {
                let outer = caller.instance.upgrade().expect("a caller lives as long as what it calls");
                outer.is_within(template)
            })
    }

    fn new(template: &'c Template<'c>, deployment: Value) -> Self {
        Self {
            template,
            address: String::new(),
            calls: Vec::new(),
            caller: None,
            values: None,
            deployment,
            memo: RefCell::default(),
            repetitions: RefCell::default(),
            children: RefCell::default(),
        }
    }
}
