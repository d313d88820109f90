//! Instances of templates, and their lazily computed parameters, variables, outputs and modules.

use super::names::Here;
use super::repeated::{Repeated, Repetitions};
use super::template::{Call, Symbol, Template};
use crate::eval::arm::expression::{Evaluator as Expressions, Site};
use crate::eval::arm::template::Links;
use crate::eval::arm::{self, deployment_id, member};
use crate::eval::defaults::{Defaults, Parameters, place};
use crate::eval::{Diagnostics, EvalError, Fuel, Scope, Value};
use crate::source::{FileId, Span};
use crate::syntax::bicep::ast::{Expression, ObjectItem};
use crate::text::Text;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::sync::Arc;

/// The maximum nesting of values.
const MAX_VALUE_DEPTH: usize = 100;

/// The maximum nesting of module calls, and of parameter files that extend each other.
pub(super) const MAX_CALLS: usize = 32;

/// The fuel that an instance of a module consumes, as it is kept in memory until the end.
pub(super) const INSTANCE: usize = 200;

/// The source of templates, values and files.
pub trait Environment<'c> {
    /// The template at a path relative to a file.
    ///
    /// # Errors
    /// The reason why it is not in the input.
    fn template(&self, from: FileId, path: &str) -> Result<&'c Template<'c>, Text>;
    /// The ARM template at a path relative to a file, if there is one.
    fn arm_template(&self, from: FileId, path: &str) -> Option<arm::template::Template<'c>>;
    /// The ARM templates of the input.
    fn links(&self) -> &'c dyn Links;
    /// The value that the command line passes for a parameter of the root template.
    fn word(&self, parameter: &str) -> Option<&str>;
    /// The bytes of the file at a path relative to another file.
    ///
    /// # Errors
    /// [`EvalError`] when it does not exist, or is outside of the root.
    fn read(&self, from: FileId, path: &str) -> Result<Vec<u8>, EvalError>;
    /// The paths of all files below a folder, whose own path is relative to a file. The results are relative to the folder, with `/`, sorted.
    ///
    /// # Errors
    /// [`EvalError`] when it is outside of the root, or contains too many files.
    fn below(&self, from: FileId, path: &str) -> Result<Vec<String>, EvalError>;
}

/// Evaluates a deployment: a root template and everything that it references.
pub struct Evaluator<'c> {
    pub(super) environment: Box<dyn Environment<'c> + 'c>,
    pub(super) expressions: Rc<Expressions>,
    /// The number of resources found so far.
    pub(super) resources: Cell<usize>,
    diagnostics: RefCell<Diagnostics>,
    /// Files that are imported, each evaluated on its own.
    taken: RefCell<HashMap<FileId, Rc<Instance<'c>>>>,
}

/// A template as instantiated by one call.
pub struct Instance<'c> {
    pub template: &'c Template<'c>,
    /// The names of the calls that lead to it, such as `apps[0].`; empty for the root template.
    pub address: String,
    /// The calls that lead to it, innermost first.
    pub calls: Vec<Span>,
    caller: Option<Caller<'c>>,
    /// The parameter file that assigns values to the root template.
    values: Option<Rc<Self>>,
    /// The id of the scope to which it is deployed.
    pub(super) deployment: Value,
    /// The defaults that this scope depends on.
    pub(super) scope_reads: Parameters,
    memo: RefCell<HashMap<Asked<'c>, Memo>>,
    pub(super) repetitions: Once<(bool, usize), Rc<Repetitions>>,
    children: Once<usize, Result<Rc<Children<'c>>, EvalError>>,
}

struct Caller<'c> {
    instance: Weak<Instance<'c>>,
    call: usize,
    repeated: Repeated,
}

/// The key of a cached value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Asked<'c> {
    Parameter(&'c str),
    Variable(&'c str),
    Value(&'c str),
    Output(&'c str),
    /// The outputs of an ARM template that a call deploys.
    Outputs(usize, Option<usize>),
    /// A member of a resource's body; the whole body without a name.
    Member(usize, Option<usize>, Option<Arc<str>>),
    /// The full name of a resource.
    Name(usize, Option<usize>),
    Id(usize, Option<usize>),
    Scope(usize, Option<usize>),
}

/// Cached values with the defaults that they depend on; `None` while one is computed.
pub(super) type Once<K, V> = RefCell<HashMap<K, Option<(V, Parameters)>>>;

enum Memo {
    Underway,
    Done(Result<Value, EvalError>, Parameters),
}

/// The instances that a call creates.
pub(super) struct Children<'c> {
    /// Each instance with its repetition, and whether it is deployed.
    pub each: Vec<(Repeated, bool, Rc<Instance<'c>>)>,
    pub repetitions: Rc<Repetitions>,
}

impl<'c> Evaluator<'c> {
    pub fn new(environment: Box<dyn Environment<'c> + 'c>, fuel: Fuel) -> Self {
        Self {
            environment,
            expressions: Rc::new(Expressions::new(fuel)),
            resources: Cell::new(0),
            diagnostics: RefCell::default(),
            taken: RefCell::default(),
        }
    }

    /// The root template in this run, with its parameter file.
    pub(super) fn root(&self, template: &'c Template<'c>, values: Option<&'c Template<'c>>) -> Rc<Instance<'c>> {
        let deployment = deployment_id(template.scope);
        let values = values.map(|values| self.taken(values));
        Rc::new(Instance { values, ..Instance::new(template, deployment) })
    }

    /// A file evaluated on its own, without arguments.
    pub(super) fn taken(&self, template: &'c Template<'c>) -> Rc<Instance<'c>> {
        let mut taken = self.taken.borrow_mut();
        let new = || Rc::new(Instance::new(template, deployment_id(template.scope)));
        taken.entry(template.file).or_insert_with(new).clone()
    }

    /// The problems found during evaluation.
    pub fn into_diagnostics(self) -> Diagnostics {
        let mut diagnostics = self.diagnostics.take();
        diagnostics.limits.extend(self.defaults().omitted());
        diagnostics.evaluated = self.defaults().evaluated();
        diagnostics
    }

    pub fn fuel(&self) -> &Fuel {
        self.expressions.fuel()
    }

    pub(super) fn defaults(&self) -> &Defaults {
        self.expressions.defaults()
    }

    /// Records a limit that was reached after everything was evaluated that exists by default.
    pub(super) fn limit(&self, at: Span, message: Text) {
        self.diagnostics.borrow_mut().limits.push((at, message));
    }

    /// Records the problems of an ARM template.
    pub(super) fn note(&self, of: Diagnostics) {
        let mut diagnostics = self.diagnostics.borrow_mut();
        let Diagnostics { problems, missing, .. } = &mut *diagnostics;
        for (known, new) in [(problems, of.problems), (missing, of.missing)] {
            for (at, message) in new {
                if !known.iter().any(|(other, _)| *other == at) {
                    known.push((at, message));
                }
            }
        }
    }

    pub(super) fn problem(&self, at: Span, message: Text) {
        let problems = &mut self.diagnostics.borrow_mut().problems;
        if !problems.iter().any(|(known, _)| *known == at) {
            problems.push((at, message));
        }
    }

    /// Computes a value once and returns the cached one afterwards.
    pub(super) fn remember(
        &self,
        instance: &Instance<'c>,
        asked: Asked<'c>,
        compute: impl FnOnce() -> Result<Value, EvalError>,
    ) -> Result<Value, EvalError> {
        match instance.memo.borrow().get(&asked) {
            Some(Memo::Done(result, read)) => {
                self.defaults().note(*read);
                return result.clone();
            }
            Some(Memo::Underway) => return Err(EvalError::new("it depends on itself")),
            None => {}
        }
        instance.memo.borrow_mut().insert(asked.clone(), Memo::Underway);
        let (result, read) = self.defaults().recording(compute);
        let result = result.and_then(|value| {
            value.check_nesting(MAX_VALUE_DEPTH, self.fuel())?;
            Ok(value)
        });
        instance.memo.borrow_mut().insert(asked, Memo::Done(result.clone(), read));
        result
    }

    /// Evaluates an expression of a template outside of its resources.
    pub(super) fn evaluate_in(&self, instance: &Rc<Instance<'c>>, expression: &Expression<'_>) -> Result<Value, EvalError> {
        let here = Here { evaluator: self, instance, inside: None };
        self.expressions.evaluate(expression, &Site::new(&here))
    }

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
            Symbol::Imported { path, name: own } if let Some(template) = self.environment.arm_template(instance.template.file, path) => {
                Some(self.variable_of(template, own))
            }
            Symbol::Imported { path, name: own } => Some(self.exported(instance, path, own).map_or_else(
                |reason| Ok(Value::unknown(Text::new("`{name}` is imported: {reason}").with("name", name).with("reason", reason))),
                |(of, symbol)| match symbol {
                    // A file does not export what it imports itself.
                    Symbol::Variable(_) => self.symbol(&of, own, symbol).unwrap_or_else(|| Ok(Value::null())),
                    _ => Err(EvalError::new(Text::new("`{path}` exports no value `{own}`").with("path", path).with("own", own))),
                },
            )),
            Symbol::Resource(_) | Symbol::Call(_) | Symbol::Namespace { .. } => None,
        }
    }

    /// The symbol that a file exports under a name, with the instance in which it is evaluated.
    fn exported(&self, instance: &Rc<Instance<'c>>, path: &str, name: &str) -> Result<(Rc<Instance<'c>>, Symbol<'c>), Text> {
        let template = self.environment.template(instance.template.file, path)?;
        let symbol =
            template.symbols.get(name).ok_or_else(|| Text::new("`{path}` declares no `{name}`").with("path", path).with("name", name))?;
        Ok((self.taken(template), *symbol))
    }

    /// The file at a path relative to another one, evaluated on its own.
    pub(super) fn file(&self, instance: &Rc<Instance<'c>>, path: &str) -> Result<Rc<Instance<'c>>, Text> {
        self.environment.template(instance.template.file, path).map(|template| self.taken(template))
    }

    pub(super) fn output(&self, instance: &Rc<Instance<'c>>, name: &str) -> Result<Value, EvalError> {
        let Some((name, output)) = instance.template.outputs.get_key_value(name) else {
            return Err(EvalError::new(Text::new("the module has no output `{name}`").with("name", name)));
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

    /// The argument that a call passes for a parameter.
    pub(super) fn argument(&self, instance: &Instance<'c>, name: &str) -> Option<Result<Value, EvalError>> {
        let caller = instance.caller.as_ref()?;
        let outer = caller.instance.upgrade().expect("a caller outlives its callees");
        let call = outer.template.call_at(caller.call);
        let object = call.body.object.as_ref()?;
        let here = Here { evaluator: self, instance: &outer, inside: None };
        caller.repeated.site(call.body, &here, &mut |site| {
            let Some(params) = object.property("params") else {
                // A part with a syntax error, or a spread, may set it.
                let is_whole = object.items.iter().all(|item| matches!(item, ObjectItem::Property(_)));
                return (!is_whole).then(|| Ok(Value::unknown("the call has a syntax error")));
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

    /// The value that a parameter file or the command line sets for a parameter of the root template.
    pub(super) fn given(&self, instance: &Rc<Instance<'c>>, name: &str) -> Option<Result<Value, EvalError>> {
        self.value_in(instance.values.clone(), name)
    }

    /// The value that the file sets for a parameter which this parameter file extends.
    pub(super) fn extended(&self, instance: &Rc<Instance<'c>>, name: &str) -> Result<Value, EvalError> {
        let path = instance.template.extends.unwrap_or_default();
        match self.file(instance, path) {
            Ok(file) => self.value_in(Some(file), name).unwrap_or_else(|| {
                Err(EvalError::new(Text::new("`{path}` sets no parameter `{name}`").with("path", path).with("name", name)))
            }),
            Err(reason) => Ok(Value::unknown(Text::new("`base` is another file: {reason}").with("reason", reason))),
        }
    }

    /// The value that a parameter file, or one that it extends, sets for a parameter.
    fn value_in(&self, file: Option<Rc<Instance<'c>>>, name: &str) -> Option<Result<Value, EvalError>> {
        let mut values = file;
        for _ in 0..MAX_CALLS {
            let file = values?;
            if let Some(symbol @ Symbol::Value(_)) = file.template.symbols.get(name) {
                return self.symbol(&file, name, *symbol);
            }
            values = file.template.extends.and_then(|path| self.file(&file, path).ok());
        }
        None
    }

    pub(super) fn is_root(instance: &Instance<'c>) -> bool {
        instance.caller.is_none()
    }

    /// Records that a call deploys nothing.
    pub(super) fn turns_off(&self, template: &Template<'c>, call: usize) {
        let called = self.environment.template(template.file, template.call_at(call).path).ok();
        self.diagnostics.borrow_mut().turned_off.extend(called.map(|called| called.file));
    }

    /// The instances that a call creates.
    pub(super) fn children(&self, instance: &Rc<Instance<'c>>, index: usize) -> Result<Rc<Children<'c>>, EvalError> {
        if let Some(known) = instance.children.borrow().get(&index) {
            let Some((children, read)) = known else { return Err(EvalError::new("it depends on itself")) };
            self.defaults().note(*read);
            return children.clone();
        }
        instance.children.borrow_mut().insert(index, None);
        let (children, read) = self.defaults().recording(|| self.call(instance, index).map(Rc::new));
        instance.children.borrow_mut().insert(index, Some((children.clone(), read)));
        children
    }

    fn call(&self, instance: &Rc<Instance<'c>>, index: usize) -> Result<Children<'c>, EvalError> {
        let call: &'c Call<'c> = instance.template.call_at(index);
        let template = self.environment.template(instance.template.file, call.path).map_err(|reason| {
            let missing = &mut self.diagnostics.borrow_mut().missing;
            if !missing.iter().any(|(known, _)| *known == call.header) {
                missing.push((
                    call.header,
                    Text::new("the resources of module `{name}` are not checked: {reason}")
                        .with("name", call.name)
                        .with("reason", reason.clone()),
                ));
            }
            EvalError { message: reason }
        })?;
        if instance.calls.len() >= MAX_CALLS {
            let message = Text::new("module calls are nested deeper than {limit} levels: this one is not checked")
                .with("limit", MAX_CALLS.to_string());
            self.problem(call.header, message.clone());
            return Err(EvalError::new(message));
        }
        if instance.is_within(template) {
            let message = Text::new("module `{name}` calls itself, or is called by a module that it calls").with("name", call.name);
            self.problem(call.header, message.clone());
            return Err(EvalError::new(message));
        }
        let repetitions = self.repetitions(instance, true, index);
        let mut each = Vec::with_capacity(repetitions.each.len());
        for repeated in &repetitions.each {
            self.fuel().take(INSTANCE)?;
            let here = Here { evaluator: self, instance, inside: None };
            let (is_deployed, (deployment, scope_reads)) = repeated.site(call.body, &here, &mut |site| {
                let scope = self.defaults().recording(|| self.scope_of_call(instance, call, template.scope, site));
                (self.condition(call.body, site), scope)
            });
            let address = format!("{}{}{repeated}.", instance.address, call.name);
            let calls = place(call.header, &instance.calls);
            let caller = Some(Caller { instance: Rc::downgrade(instance), call: index, repeated: repeated.clone() });
            let child = Instance { address, calls, caller, scope_reads, ..Instance::new(template, deployment) };
            each.push((repeated.clone(), is_deployed, Rc::new(child)));
        }
        Ok(Children { each, repetitions })
    }

    /// The id of the scope to which a module is deployed.
    pub(super) fn scope_of_call(&self, instance: &Instance<'c>, call: &Call<'c>, of: Scope, site: &Site<'_>) -> Value {
        let scope = call.body.object.as_ref().and_then(|object| object.property("scope"));
        match scope {
            Some(scope) => self.id_of(&self.expressions.evaluate_or_unknown(&scope.value, site)),
            None if of == instance.template.scope => {
                self.defaults().note(instance.scope_reads);
                instance.deployment.clone()
            }
            None => deployment_id(of),
        }
    }

    /// The id of a resource, resource group, subscription or similar value, as far as it is known. It is empty for the tenant.
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
                let outer = caller.instance.upgrade().expect("a caller outlives its callees");
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
            scope_reads: Parameters::default(),
            memo: RefCell::default(),
            repetitions: RefCell::default(),
            children: RefCell::default(),
        }
    }
}
