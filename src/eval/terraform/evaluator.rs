//! Instances of modules, and their lazily computed variables, locals, outputs, repetitions and resource attributes.

use super::environment::{Environment, Given};
use super::module::{Declaration, In, Module};
use super::repetitions::{RepeatedBy, Repetitions};
use super::scope::{Key, Repeated, Scope};
use super::types::Type;
use crate::eval::defaults::{Defaults, Parameters, place};
use crate::eval::{Data, Diagnostics, EvalContext, EvalError, Fuel, Number, Value};
use crate::parts::Parts;
use crate::source::{FileId, Span};
use crate::syntax::hcl::{self, Expr, ExprKind, UnaryOperator, parse_expression};
use crate::text::Text;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::{Rc, Weak};
use std::sync::Arc;

/// How deep expressions may depend on each other. Real configurations stay below a hundred; the stack of the evaluating thread is
/// sized for this limit.
pub(super) const MAX_DEPTH: usize = 2_000;

/// The maximum nesting of values: less than the limit for JSON, which adds some levels around them.
const MAX_VALUE_DEPTH: usize = 100;

/// The maximum nesting of module calls.
const MAX_CALLS: usize = 32;

/// The fuel that an instance of a module consumes, as it is kept in memory until the end.
const INSTANCE: usize = 200;

/// The maximum number of resources per configuration.
const MAX_RESOURCES: usize = 50_000;

pub struct Evaluator<'c> {
    pub(super) environment: Box<dyn Environment<'c> + 'c>,
    pub(super) fuel: Fuel,
    pub(super) depth: Cell<usize>,
    /// Whether the path of a file is evaluated: `path.cwd` is then the folder of the root module, where Terraform usually runs. Any other
    /// text that contains it depends on the machine.
    pub(super) is_path: Cell<bool>,
    pub(super) defaults: Defaults,
    /// The ids in `import` blocks, by the addresses of the resources.
    pub(super) imports: OnceCell<HashMap<String, Value>>,
    resources: Cell<usize>,
    /// The sources of the module calls, with the folder of the calling module.
    sources: RefCell<BTreeSet<(String, String)>>,
    diagnostics: RefCell<Diagnostics>,
}

/// A module as instantiated by one call.
pub struct Instance<'c> {
    pub module: &'c Module<'c>,
    /// Its address, such as `module.apps["a"]`; empty for the root module.
    pub address: String,
    /// The calls that lead to it, innermost first.
    pub calls: Vec<Span>,
    /// The names of the calls that lead to it, as in Terraform's module manifest: `apps.inner`.
    path: String,
    caller: Option<Caller<'c>>,
    /// The values by what they are, and whether they are parts of a path.
    memo: RefCell<HashMap<(Asked, bool), Memo>>,
    pub(super) repetitions: RefCell<Once<(Block, usize), Repetitions>>,
    children: RefCell<Once<usize, Children<'c>>>,
}

/// Cached values by key, with the defaults that they depend on; `None` while one is computed.
type Once<K, V> = HashMap<K, Option<(Rc<V>, Parameters)>>;

struct Caller<'c> {
    instance: Weak<Instance<'c>>,
    call: usize,
    repeated: Repeated,
}

/// A block that may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Block {
    Resource,
    Call,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    Variable(Arc<str>),
    Local(Arc<str>, FileId),
    Output(Arc<str>),
    Attribute(usize, Option<Key>, Arc<str>),
    /// The id of a data source, by its type, name and file.
    Data(Arc<str>, Arc<str>, FileId),
}

enum Memo {
    Underway,
    Done(Result<Value, EvalError>, Parameters),
}

/// The instances that a call creates.
pub struct Children<'c> {
    /// Each instance with its key.
    pub each: Vec<(Option<Key>, Rc<Instance<'c>>)>,
    /// How they are distinguished.
    pub by: RepeatedBy,
}

pub struct Planned<'c> {
    pub declaration: &'c Declaration<'c>,
    /// Its address, such as `module.apps["a"].azuread_application.this[0]`.
    pub address: String,
    pub attributes: Value,
    /// The calls of the modules around it, innermost first.
    pub calls: Vec<Span>,
    /// The variables of the root module without which it does not exist, because their defaults rule it out.
    pub only_if: Vec<Arc<str>>,
}

impl<'c> Evaluator<'c> {
    pub fn new(environment: Box<dyn Environment<'c> + 'c>, fuel: Fuel) -> Self {
        Self {
            environment,
            fuel,
            depth: Cell::new(0),
            is_path: Cell::new(false),
            defaults: Defaults::default(),
            imports: OnceCell::new(),
            resources: Cell::new(0),
            sources: RefCell::default(),
            diagnostics: RefCell::default(),
        }
    }

    /// The problems found during evaluation.
    pub fn into_diagnostics(self) -> Diagnostics {
        let mut diagnostics = self.diagnostics.into_inner();
        diagnostics.limits.extend(self.defaults.omitted());
        diagnostics.evaluated = self.defaults.evaluated();
        diagnostics
    }

    pub(super) fn problem(&self, at: Span, message: Text) {
        let problems = &mut self.diagnostics.borrow_mut().problems;
        if !problems.iter().any(|(known, _)| *known == at) {
            problems.push((at, message));
        }
    }

    /// Visits every resource that a configuration with this root module declares.
    pub fn configuration(&self, root: &'c Module<'c>, give: &mut dyn FnMut(Planned<'c>)) {
        // In an instance of its own, because these values are computed without the ids.
        let _ = self.imports.set(self.imported_ids(&Instance::root(root)));
        while self.resources(&Instance::root(root), Parameters::default(), give) && self.defaults.start_next() {}
    }

    /// The sources of the modules that a configuration with this root module calls, each with the folder of the calling module.
    pub fn sources(self, root: &'c Module<'c>) -> BTreeSet<(String, String)> {
        self.configuration(root, &mut |_| {});
        self.sources.into_inner()
    }

    /// Visits every resource that an instance of a module and its modules declare in this run and in no earlier one; `false` if there are
    /// too many. The instance itself exists only if `only_if` are set.
    fn resources(&self, instance: &Rc<Instance<'c>>, only_if: Parameters, give: &mut dyn FnMut(Planned<'c>)) -> bool {
        let defaults = &self.defaults;
        for (index, declaration) in instance.module.resources.iter().enumerate() {
            let own = place(declaration.header(), &instance.calls);
            if !defaults.is_due(&own) {
                continue;
            }
            let (repetitions, read) = defaults.recording(|| self.repetitions(instance, Block::Resource, index));
            if repetitions.each.is_empty() {
                defaults.vanishes(read, own);
            } else if !defaults.declare(own) {
                continue;
            }
            let only_if = only_if | read & defaults.open();
            for repeated in &repetitions.each {
                if self.resources.get() == MAX_RESOURCES {
                    let message = Text::new("the configuration declares more than {limit} resources: only the first are checked")
                        .with("limit", MAX_RESOURCES.to_string());
                    self.problem(declaration.header(), message);
                    return false;
                }
                self.resources.set(self.resources.get() + 1);
                let attributes = self.attributes(instance, index, repeated);
                let address = instance.resource_address(declaration, repeated.key.as_ref());
                give(Planned { declaration, address, attributes, calls: instance.calls.clone(), only_if: defaults.names(only_if) });
            }
        }
        for (call, declared) in instance.module.calls.iter().enumerate() {
            let own = place(declared.header(), &instance.calls);
            if !defaults.enters(&own) {
                continue;
            }
            let (children, read) = defaults.recording(|| self.children(instance, call));
            let Ok(children) = children else { continue };
            if children.each.is_empty() {
                if let (true, Ok(module)) = (read.is_empty(), self.called(instance, instance.module.call_at(call))) {
                    let first = module.resources.iter().chain(&module.calls).map(|declaration| declaration.header().file).next();
                    self.diagnostics.borrow_mut().turned_off.extend(first);
                }
                defaults.vanishes(read, own);
                continue;
            }
            let only_if = if defaults.declare(own) { only_if | read & defaults.open() } else { only_if };
            if !children.each.iter().all(|(_, child)| self.resources(child, only_if, give)) {
                return false;
            }
        }
        if self.fuel.is_spent()
            && let Some(first) = instance.module.resources.first().or(instance.module.calls.first())
        {
            if self.defaults.open().is_empty() {
                self.problem(first.header(), "the configuration exceeds the evaluation limit: its last resources are not evaluated".into());
            } else {
                let message =
                    "the configuration exceeds the evaluation limit: not all resources that exist only if variables are set are checked";
                self.diagnostics.borrow_mut().limits.push((first.header(), message.into()));
            }
            return false;
        }
        true
    }

    /// Evaluates the path of a file.
    pub(super) fn as_path<T>(&self, evaluate: impl FnOnce() -> T) -> T {
        self.with_path(true, evaluate)
    }

    /// Evaluates something that is no path, even if a path depends on it.
    pub(super) fn as_value<T>(&self, evaluate: impl FnOnce() -> T) -> T {
        self.with_path(false, evaluate)
    }

    fn with_path<T>(&self, is_path: bool, evaluate: impl FnOnce() -> T) -> T {
        let before = self.is_path.replace(is_path);
        let result = evaluate();
        self.is_path.set(before);
        result
    }

    /// Computes a value once and returns the cached one afterwards.
    pub(super) fn remember(
        &self,
        instance: &Instance<'c>,
        asked: Asked,
        compute: impl FnOnce() -> Result<Value, EvalError>,
    ) -> Result<Value, EvalError> {
        let asked = (asked, self.is_path.get());
        match instance.memo.borrow().get(&asked) {
            Some(Memo::Done(result, read)) => {
                self.defaults.note(*read);
                return result.clone();
            }
            Some(Memo::Underway) => return Err(EvalError::new("it depends on itself")),
            None => {}
        }
        instance.memo.borrow_mut().insert(asked.clone(), Memo::Underway);
        let (result, read) = self.defaults.recording(compute);
        let result = result.and_then(|value| {
            value.check_nesting(MAX_VALUE_DEPTH, &self.fuel)?;
            Ok(value)
        });
        instance.memo.borrow_mut().insert(asked, Memo::Done(result.clone(), read));
        result
    }

    pub(super) fn variable(&self, instance: &Rc<Instance<'c>>, name: &Arc<str>) -> Result<Value, EvalError> {
        if !instance.module.variables.contains_key(name) {
            return Err(EvalError::new(Text::new("the module has no variable `{name}`").with("name", name.to_string())));
        }
        self.remember(instance, Asked::Variable(name.clone()), || {
            let of = self.variable_type(instance, name)?;
            let given = match &instance.caller {
                Some(caller) => self.argument(caller, name)?,
                None => self.given(instance, name, &of)?,
            };
            let module = instance.module;
            let is_nullable = || {
                let nullable = module.variable(name, "nullable").and_then(|nullable| self.evaluate_in(instance, nullable).ok());
                nullable.and_then(|value| value.as_bool()) != Some(false)
            };
            let given = given.filter(|given| !given.is_null() || is_nullable());
            let value = match (given, module.variable(name, "default")) {
                (Some(given), _) => given,
                (None, Some(default)) if instance.caller.is_none() => {
                    let value = self.defaults.value(name, || self.evaluate_in(instance, default))?;
                    if value.as_unknown().is_some() {
                        return Ok(value);
                    }
                    value
                }
                (None, Some(default)) => self.evaluate_in(instance, default)?,
                (None, None) => return Ok(Value::unknown(Text::new("variable `{name}` has no default").with("name", name.to_string()))),
            };
            of.convert(&value, &self.fuel)
        })
    }

    fn variable_type(&self, instance: &Rc<Instance<'c>>, name: &str) -> Result<Type, EvalError> {
        let Some(of) = instance.module.variable(name, "type") else { return Ok(Type::Any) };
        Type::read(of.of, &|default| self.evaluate(default, &Scope::new(instance, of.file)))
    }

    /// The argument that a call passes for a variable.
    fn argument(&self, caller: &Caller<'c>, name: &str) -> Result<Option<Value>, EvalError> {
        let instance = caller.instance.upgrade().expect("a caller outlives its callees");
        let call = instance.module.call_at(caller.call);
        if call.has_inputs() {
            return self.input(&instance, call, &caller.repeated, name);
        }
        let Some(argument) = call.attribute(name) else { return Ok(None) };
        let scope = Scope::repeated(&instance, argument.file, &caller.repeated);
        self.evaluate(&argument.of.value, &scope).map(Some)
    }

    /// The member of `inputs` that a call passes for a variable.
    fn input(
        &self,
        instance: &Rc<Instance<'c>>,
        call: &Declaration<'c>,
        repeated: &Repeated,
        name: &str,
    ) -> Result<Option<Value>, EvalError> {
        let inputs = call.attribute("inputs");
        let inputs = inputs.map(|inputs| self.evaluate(&inputs.of.value, &Scope::repeated(instance, inputs.file, repeated))).transpose()?;
        if let Some(unknown) = inputs.as_ref().and_then(Value::as_unknown) {
            return Ok(Some(Value::made(Data::Unknown(unknown.clone()))));
        }
        let is_inherited = || call.blocks().any(|block| block.of.body.blocks("include").next().is_some());
        let inherited = || Value::unknown(Text::new("`{name}` may be set by an included file, which is not read").with("name", name));
        Ok(inputs.and_then(|inputs| inputs.member(name)).or_else(|| is_inherited().then(inherited)))
    }

    /// Reports inputs of a deployment, or of a stack without one, that are computed from what is not in the input.
    fn check_inputs(&self, instance: &Rc<Instance<'c>>, call: &Declaration<'c>, repeated: &Repeated) {
        let is_first = instance.caller.is_none() && self.defaults.open().is_empty();
        let Some(inputs) = call.attribute("inputs").filter(|_| call.has_inputs() && is_first) else { return };
        let reason = match self.evaluate(&inputs.of.value, &Scope::repeated(instance, inputs.file, repeated)) {
            Ok(value) => {
                let of_parts = value.members().into_iter().flatten().map(|(_, value)| value).chain([value.clone()]);
                // The id of a resource is known only after it is created.
                let unknown = of_parts.filter_map(|part| part.first_unknown(&self.fuel).ok()?).find(|unknown| unknown.reference.is_none());
                unknown.map(|unknown| unknown.reason.to_string())
            }
            Err(fault) => Some(fault.message.to_string()),
        };
        if let Some(reason) = reason {
            let limits = &mut self.diagnostics.borrow_mut().limits;
            let at = inputs.span(&inputs.of.name.bytes);
            if !limits.iter().any(|(known, _)| *known == at) {
                limits.push((
                    at,
                    Text::new("not all inputs are literal, and what depends on the others is undecided: {reason}").with("reason", reason),
                ));
            }
        }
    }

    /// The value that is set for a variable of the root module.
    fn given(&self, instance: &Rc<Instance<'c>>, name: &str, of: &Type) -> Result<Option<Value>, EvalError> {
        match self.environment.given(name) {
            None => Ok(None),
            Some(Given::Expression(expression)) => self.evaluate_in(instance, expression).map(Some),
            Some(Given::Word(word)) if of.is_simple() => Ok(Some(Value::text(word))),
            Some(Given::Word(word)) => {
                // It is not in a file, so its parts get the span of the place of use.
                let value = parse_expression(&word).ok().and_then(|expression| constant(&expression));
                value.map(Some).ok_or_else(|| {
                    EvalError::new(Text::new("the value of variable `{name}` on the command line is not a literal").with("name", name))
                })
            }
        }
    }

    /// Evaluates an expression of a module outside of repeated blocks.
    fn evaluate_in(&self, instance: &Rc<Instance<'c>>, expression: In<'c, Expr>) -> Result<Value, EvalError> {
        self.evaluate(expression.of, &Scope::new(instance, expression.file))
    }

    pub(super) fn local(&self, instance: &Rc<Instance<'c>>, name: &Arc<str>, file: FileId) -> Result<Value, EvalError> {
        let Some(local) = instance.module.local(name, file) else {
            let number = instance.module.locals.get(name).map_or("no", |_| "several");
            return Err(EvalError::new(
                Text::new("the module has {number} local values `{name}`").with("number", number).with("name", name.to_string()),
            ));
        };
        let expression = In { file: local.file, of: &local.of.value };
        self.remember(instance, Asked::Local(name.clone(), local.file), || self.evaluate_in(instance, expression))
    }

    pub(super) fn output(&self, instance: &Rc<Instance<'c>>, name: &Arc<str>) -> Result<Value, EvalError> {
        let Some(output) = instance.module.outputs.get(name) else {
            return Err(EvalError::new(Text::new("the module has no output `{name}`").with("name", name.to_string())));
        };
        let Some(value) = output.of.body.attribute("value") else { return Ok(Value::null()) };
        let expression = In { file: output.file, of: &value.value };
        self.remember(instance, Asked::Output(name.clone()), || self.evaluate_in(instance, expression))
    }

    /// The outputs of an instance, as an object.
    pub(super) fn outputs(&self, instance: &Rc<Instance<'c>>) -> Value {
        let outputs = instance.module.outputs.keys().map(|name| (name.clone(), or_unknown(self.output(instance, name))));
        Value::object(outputs)
    }

    /// The instances that a call creates.
    ///
    /// # Errors
    /// [`EvalError`] if the module is not in the input.
    pub(super) fn children(&self, instance: &Rc<Instance<'c>>, index: usize) -> Result<Rc<Children<'c>>, EvalError> {
        if let Some(known) = instance.children.borrow().get(&index) {
            let (children, read) = known.clone().ok_or_else(|| EvalError::new("the module calls itself, or is not in the input"))?;
            self.defaults.note(read);
            return Ok(children);
        }
        instance.children.borrow_mut().insert(index, None);
        let (children, read) = self.defaults.recording(|| self.as_value(|| self.called_by(instance, index)));
        let children = Rc::new(children?);
        instance.children.borrow_mut().insert(index, Some((children.clone(), read)));
        Ok(children)
    }

    fn called_by(&self, instance: &Rc<Instance<'c>>, index: usize) -> Result<Children<'c>, EvalError> {
        let call = instance.module.call_at(index);
        let module = self.called(instance, call)?;
        let repetitions = self.repetitions(instance, Block::Call, index);
        if let Some(first) = repetitions.each.first() {
            self.check_inputs(instance, call, first);
        }
        // Instances on other levels repeat the path to them.
        self.fuel.take(repetitions.each.len().saturating_mul(INSTANCE * (1 + instance.calls.len())))?;
        let path = if instance.path.is_empty() { call.name.to_string() } else { format!("{}.{}", instance.path, call.name) };
        let calls = place(call.header(), &instance.calls);
        let each = repetitions.each.iter().map(|repeated| {
            let key = repeated.key.as_ref().map(Key::to_string).unwrap_or_default();
            let dot = if instance.address.is_empty() { "" } else { "." };
            // Terragrunt runs Terraform in the module itself.
            let address = match &*call.of {
                "terragrunt" => instance.address.clone(),
                kind => format!("{}{dot}{kind}.{}{key}", instance.address, call.name),
            };
            let caller = Caller { instance: Rc::downgrade(instance), call: index, repeated: repeated.clone() };
            (repeated.key.clone(), Rc::new(Instance::new(module, address, calls.clone(), path.clone(), Some(caller))))
        });
        Ok(Children { each: each.collect(), by: repetitions.by.clone() })
    }

    fn called(&self, instance: &Rc<Instance<'c>>, call: &Declaration<'c>) -> Result<&'c Module<'c>, EvalError> {
        let missing = |reason: Text| {
            let missing = &mut self.diagnostics.borrow_mut().missing;
            if !missing.iter().any(|(known, _)| *known == call.header()) {
                missing.push((
                    call.header(),
                    Text::new("the resources of module `{name}` are not checked: {reason}")
                        .with("name", call.name.to_string())
                        .with("reason", reason.clone()),
                ));
            }
            EvalError::new(reason)
        };
        let source = self.source(instance, call).map_err(|fault| missing(fault.message))?;
        self.sources.borrow_mut().insert((instance.module.folder.clone(), source.to_string()));
        let path = if instance.path.is_empty() { call.name.to_string() } else { format!("{}.{}", instance.path, call.name) };
        let module = self.environment.called(&instance.module.folder, &source, &path).map_err(missing)?;
        if instance.calls.len() >= MAX_CALLS {
            self.problem(
                call.header(),
                Text::new("module calls are nested deeper than {limit} levels").with("limit", MAX_CALLS.to_string()),
            );
            return Err(EvalError::new("module calls are nested too deep"));
        }
        if is_within(instance, &module.folder) {
            self.problem(
                call.header(),
                Text::new("module `{name}` calls itself through `{folder}`")
                    .with("name", call.name.to_string())
                    .with("folder", &module.folder),
            );
            return Err(EvalError::new("the module calls itself"));
        }
        Ok(module)
    }

    /// The source of a module call. Terraform computes it from `const` variables and local values.
    fn source(&self, instance: &Rc<Instance<'c>>, call: &Declaration<'c>) -> Result<Arc<str>, EvalError> {
        let attribute = call.attribute("source").ok_or_else(|| EvalError::new("it has no source"))?;
        let source = self.evaluate(&attribute.of.value, &Scope::new(instance, attribute.file))?;
        match &source.data {
            Data::Text(source) => Ok(source.clone()),
            Data::Unknown(unknown) => {
                Err(EvalError::new(Text::new("its source is not known: {reason}").with("reason", unknown.reason.clone())))
            }
            _ => Err(EvalError::new("its source is not a string")),
        }
    }

    pub(super) fn context(&self) -> EvalContext<'_> {
        EvalContext { fuel: &self.fuel, files: self.environment.files(), scope: None }
    }
}

/// Whether an instance belongs to the module in this folder, or is called by one that does.
fn is_within(instance: &Rc<Instance<'_>>, folder: &str) -> bool {
    let mut callers = std::iter::successors(Some(instance.clone()), |instance| instance.caller.as_ref()?.instance.upgrade());
    callers.any(|instance| instance.module.folder == folder)
}

/// The value of an expression without names, without spans; `None` if it contains names.
fn constant(expression: &Expr) -> Option<Value> {
    Some(match &expression.kind {
        ExprKind::Null => Value::null(),
        ExprKind::Bool(value) => Value::bool(*value),
        ExprKind::Number(text) => Value::made(Data::Number(Number::parse(text)?)),
        ExprKind::Unary(UnaryOperator::Negate, inner) => match constant(inner)?.data {
            Data::Number(number) => Value::made(Data::Number(Number::real(-number.as_real())?)),
            _ => return None,
        },
        ExprKind::String(text) => Value::text(text.clone()),
        ExprKind::Tuple(elements) => Value::list(elements.iter().map(constant).collect::<Option<Vec<_>>>()?),
        ExprKind::Object(items) => {
            let member = |item: &hcl::Item| Some((Arc::from(constant(&item.key)?.as_text()?), constant(&item.value)?));
            Value::object(items.iter().map(member).collect::<Option<Vec<_>>>()?)
        }
        _ => return None,
    })
}

/// The result of an expression that Terraform rejects.
pub(super) fn faulty(fault: &EvalError, at: Span) -> Value {
    Value { at: Some(at), ..Value::unknown(fault.message.clone()) }
}

pub(super) fn or_unknown(result: Result<Value, EvalError>) -> Value {
    result.unwrap_or_else(|fault| Value::unknown(fault.message))
}

impl<'c> Instance<'c> {
    pub fn root(module: &'c Module<'c>) -> Rc<Self> {
        Rc::new(Self::new(module, String::new(), Vec::new(), String::new(), None))
    }

    fn new(module: &'c Module<'c>, address: String, calls: Vec<Span>, path: String, caller: Option<Caller<'c>>) -> Self {
        Self {
            module,
            address,
            calls,
            path,
            caller,
            memo: RefCell::default(),
            repetitions: RefCell::default(),
            children: RefCell::default(),
        }
    }

    pub fn resource_address(&self, declaration: &Declaration<'_>, key: Option<&Key>) -> String {
        let dot = if self.address.is_empty() { "" } else { "." };
        let key = key.map(Key::to_string).unwrap_or_default();
        format!("{}{dot}{}.{}{key}", self.address, declaration.of, declaration.name)
    }

    /// The instance that calls the module, and the position of the call.
    pub(super) fn caller(&self) -> Option<(Rc<Self>, usize)> {
        let caller = self.caller.as_ref()?;
        Some((caller.instance.upgrade().expect("a caller outlives its callees"), caller.call))
    }

    /// The folder of the module as `path.module` returns it: relative to the folder of the root module.
    pub fn folder_from_root(&self) -> String {
        let root = std::iter::successors(self.caller.as_ref().and_then(|caller| caller.instance.upgrade()), |instance| {
            instance.caller.as_ref()?.instance.upgrade()
        })
        .last();
        let Some(root) = root else { return ".".to_owned() };
        relative(&root.module.folder, &self.module.folder)
    }
}

/// The path of a folder relative to another one; both are normalized, with `/`.
fn relative(from: &str, to: &str) -> String {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let path: Vec<String> = up.chain(to.after(common).iter().cloned()).collect();
    if path.is_empty() { ".".to_owned() } else { path.join("/") }
}
