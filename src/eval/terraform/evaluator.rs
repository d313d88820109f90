//! Instances of modules, and what is computed in them when somebody asks: variables, locals, outputs, repetitions, attributes
//! of resources.

use super::functions::{Files, Surroundings};
use super::module::{Declaration, In, Module};
use super::scope::{Key, Repeated, Scope};
use super::types::Type;
use crate::eval::{Data, Fault, Fuel, Number, Object, Reference, Unknown, Value};
use crate::source::{FileId, Span};
use crate::syntax::hcl::{self, Body, Expr, ExprKind, UnaryOperator, parse_expression};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::sync::Arc;

/// How deep expressions may depend on each other. Real configurations stay under a hundred; the stack of the thread that
/// evaluates is made for this.
pub(super) const MAX_DEPTH: usize = 2_000;

/// How deep values may hold each other.
const MAX_VALUE_DEPTH: usize = 128;

/// How deep modules may call each other.
const MAX_CALLS: usize = 32;

/// How many repetitions of one block are judged.
const MAX_REPETITIONS: usize = 10_000;

/// How many resources of one configuration are judged.
const MAX_RESOURCES: usize = 50_000;

/// Where modules and values come from.
pub trait Environment<'c> {
    /// The module that a call means, which stands in a module of this folder; `path` is the names of the calls down to it.
    ///
    /// # Errors
    /// Why it is not in the input.
    fn called(&self, folder: &str, source: &str, path: &str) -> Result<&'c Module<'c>, Cow<'static, str>>;
    /// The value that the root module is given for a variable, by a file of values or the command line.
    fn given(&self, variable: &str) -> Option<Given<'c>>;
    /// The file of this id, as a template; nothing where it is not in the input.
    fn files(&self) -> &dyn Files;
}

/// The value that is given for a variable.
#[derive(Debug)]
pub enum Given<'c> {
    /// An expression in a file of values.
    Expression(In<'c, Expr>),
    /// A word of the command line.
    Word(String),
}

/// A configuration that is being evaluated.
pub struct Evaluator<'c> {
    pub(super) environment: Box<dyn Environment<'c> + 'c>,
    pub(super) fuel: Fuel,
    pub(super) depth: Cell<usize>,
    resources: Cell<usize>,
    problems: RefCell<Vec<(Span, String)>>,
}

/// A module as one call makes it.
pub struct Instance<'c> {
    /// What is written.
    pub module: &'c Module<'c>,
    /// Its address, such as `module.apps["a"]`; empty for the root module.
    pub address: String,
    /// The calls that lead to it, innermost first.
    pub calls: Vec<Span>,
    /// The names of the calls that lead to it, as Terraform's list of modules has them: `apps.inner`.
    path: String,
    caller: Option<Caller<'c>>,
    memo: RefCell<HashMap<Asked, Memo>>,
    repetitions: RefCell<Once<(Block, usize), Repetitions>>,
    children: RefCell<Once<usize, Children<'c>>>,
}

/// What is computed once, by what was asked; nothing while that is underway.
type Once<K, V> = HashMap<K, Option<Rc<V>>>;

/// Who calls a module, and where.
struct Caller<'c> {
    instance: Weak<Instance<'c>>,
    call: usize,
    repeated: Repeated,
}

/// What may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Block {
    Resource,
    Call,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Asked {
    Variable(Arc<str>),
    Local(Arc<str>, FileId),
    Output(Arc<str>),
    Attribute(usize, Option<Key>, Arc<str>),
}

enum Memo {
    Underway,
    Done(Result<Value, Fault>),
}

/// The repetitions of a block.
pub struct Repetitions {
    /// Each of them.
    pub each: Vec<Repeated>,
    /// How they are told apart.
    pub by: RepeatedBy,
}

/// How repetitions are told apart.
#[derive(Debug, Clone)]
pub enum RepeatedBy {
    /// The block stands once.
    Nothing,
    /// `count`
    Count,
    /// `for_each`
    ForEach,
    /// How often it stands cannot be known.
    Unknown(Arc<Unknown>),
}

/// The instances that a call makes.
pub struct Children<'c> {
    /// Each with what tells it apart.
    pub each: Vec<(Option<Key>, Rc<Instance<'c>>)>,
    /// How they are told apart.
    pub by: RepeatedBy,
}

/// A resource that a configuration declares.
pub struct Planned<'c> {
    /// What is written.
    pub declaration: &'c Declaration<'c>,
    /// Its address, such as `module.apps["a"].azuread_application.this[0]`.
    pub address: String,
    /// Its attributes and blocks.
    pub attributes: Value,
    /// The calls of the modules in which it stands, innermost first.
    pub calls: Vec<Span>,
}

/// Attributes that mean the same for every resource, and are none of its own.
const META: &[&str] = &["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"];

impl<'c> Evaluator<'c> {
    /// An evaluator of one root module.
    pub fn new(environment: Box<dyn Environment<'c> + 'c>) -> Self {
        Self {
            environment,
            fuel: Fuel::new(Fuel::CONFIGURATION),
            depth: Cell::new(0),
            resources: Cell::new(0),
            problems: RefCell::default(),
        }
    }

    /// The root module.
    pub fn root(&self, module: &'c Module<'c>) -> Rc<Instance<'c>> {
        Rc::new(Instance::new(module, String::new(), Vec::new(), String::new(), None))
    }

    /// What could not be evaluated as it should, with its place.
    pub fn into_problems(self) -> Vec<(Span, String)> {
        self.problems.into_inner()
    }

    /// What bounds the evaluation.
    pub fn fuel(&self) -> &Fuel {
        &self.fuel
    }

    fn problem(&self, at: Span, message: String) {
        let mut problems = self.problems.borrow_mut();
        if !problems.iter().any(|(known, _)| *known == at) {
            problems.push((at, message));
        }
    }

    /// Gives every resource that an instance of a module and those below it declare; `false` where there are too many.
    pub fn resources(&self, instance: &Rc<Instance<'c>>, give: &mut dyn FnMut(Planned<'c>)) -> bool {
        for (index, declaration) in instance.module.resources.iter().enumerate() {
            let repetitions = self.repetitions(instance, Block::Resource, index);
            for repeated in &repetitions.each {
                if self.resources.get() == MAX_RESOURCES {
                    let message = format!("the configuration declares more than {MAX_RESOURCES} resources: only the first are judged");
                    self.problem(declaration.header(), message);
                    return false;
                }
                self.resources.set(self.resources.get() + 1);
                let attributes = self.attributes(instance, index, repeated);
                let address = instance.resource_address(declaration, repeated.key.as_ref());
                give(Planned { declaration, address, attributes, calls: instance.calls.clone() });
            }
        }
        for call in 0..instance.module.calls.len() {
            if let Ok(children) = self.children(instance, call)
                && !children.each.iter().all(|(_, child)| self.resources(child, give))
            {
                return false;
            }
        }
        if self.fuel.is_spent()
            && let Some(first) = instance.module.resources.first().or(instance.module.calls.first())
        {
            self.problem(first.header(), "the configuration computes too much: what comes last is not evaluated".to_owned());
            return false;
        }
        true
    }

    /// Computes something once, and tells it again from then on.
    fn remember(&self, instance: &Instance<'c>, asked: Asked, compute: impl FnOnce() -> Result<Value, Fault>) -> Result<Value, Fault> {
        match instance.memo.borrow().get(&asked) {
            Some(Memo::Done(result)) => return result.clone(),
            Some(Memo::Underway) => return Err(Fault::new("it depends on itself")),
            None => {}
        }
        instance.memo.borrow_mut().insert(asked.clone(), Memo::Underway);
        let result = compute().and_then(|value| {
            if self.is_deeper(&value, MAX_VALUE_DEPTH)? { Err(Fault::new("the value is nested too deeply")) } else { Ok(value) }
        });
        instance.memo.borrow_mut().insert(asked, Memo::Done(result.clone()));
        result
    }

    /// Whether a value holds others deeper than this.
    fn is_deeper(&self, value: &Value, depth: usize) -> Result<bool, Fault> {
        self.fuel.take(1)?;
        if depth == 0 {
            return Ok(true);
        }
        let deeper = |value: &Value| self.is_deeper(value, depth - 1);
        match &value.data {
            Data::List(elements) | Data::Set(elements) => any(elements.iter(), deeper),
            Data::Object(object) => any(object.members().iter().map(|(_, value)| value), deeper),
            _ => Ok(false),
        }
    }

    /// The value of a variable.
    pub(super) fn variable(&self, instance: &Rc<Instance<'c>>, name: &Arc<str>) -> Result<Value, Fault> {
        if !instance.module.variables.contains_key(name) {
            return Err(Fault::new(format!("the module has no variable `{name}`")));
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
                (None, Some(default)) => self.evaluate_in(instance, default)?,
                (None, None) => return Ok(Value::unknown(format!("variable `{name}` has no default"))),
            };
            of.convert(&value, &self.fuel)
        })
    }

    fn variable_type(&self, instance: &Rc<Instance<'c>>, name: &str) -> Result<Type, Fault> {
        let Some(of) = instance.module.variable(name, "type") else { return Ok(Type::Any) };
        Type::read(of.of, &|default| self.evaluate(default, &Scope::new(instance, of.file)))
    }

    /// The argument that a call gives for a variable.
    fn argument(&self, caller: &Caller<'c>, name: &str) -> Result<Option<Value>, Fault> {
        let instance = caller.instance.upgrade().expect("a caller lives as long as what it calls");
        let Some(argument) = instance.module.calls[caller.call].attribute(name) else { return Ok(None) };
        let scope = Scope::repeated(&instance, argument.file, &caller.repeated);
        self.evaluate(&argument.of.value, &scope).map(Some)
    }

    /// The value that the root module is given for a variable.
    fn given(&self, instance: &Rc<Instance<'c>>, name: &str, of: &Type) -> Result<Option<Value>, Fault> {
        match self.environment.given(name) {
            None => Ok(None),
            Some(Given::Expression(expression)) => self.evaluate_in(instance, expression).map(Some),
            Some(Given::Word(word)) if of.is_simple() => Ok(Some(Value::text(word))),
            Some(Given::Word(word)) => {
                // It stands in no file: its parts have the place of what uses them.
                let value = parse_expression(&word).ok().and_then(|expression| constant(&expression));
                value.map(Some).ok_or_else(|| Fault::new(format!("the command line gives variable `{name}` what is no plain value")))
            }
        }
    }

    /// Evaluates an expression of a module outside of any block that repeats.
    fn evaluate_in(&self, instance: &Rc<Instance<'c>>, expression: In<'c, Expr>) -> Result<Value, Fault> {
        self.evaluate(expression.of, &Scope::new(instance, expression.file))
    }

    /// The value of a local.
    pub(super) fn local(&self, instance: &Rc<Instance<'c>>, name: &Arc<str>, file: FileId) -> Result<Value, Fault> {
        let Some(local) = instance.module.local(name, file) else {
            let number = instance.module.locals.get(name).map_or("no", |_| "several");
            return Err(Fault::new(format!("the module has {number} local values `{name}`")));
        };
        let expression = In { file: local.file, of: &local.of.value };
        self.remember(instance, Asked::Local(name.clone(), local.file), || self.evaluate_in(instance, expression))
    }

    /// The value of an output.
    pub(super) fn output(&self, instance: &Rc<Instance<'c>>, name: &Arc<str>) -> Result<Value, Fault> {
        let Some(output) = instance.module.outputs.get(name) else {
            return Err(Fault::new(format!("the module has no output `{name}`")));
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

    /// The repetitions of a resource.
    pub(super) fn resource_repetitions(&self, instance: &Rc<Instance<'c>>, index: usize) -> Rc<Repetitions> {
        self.repetitions(instance, Block::Resource, index)
    }

    fn repetitions(&self, instance: &Rc<Instance<'c>>, block: Block, index: usize) -> Rc<Repetitions> {
        let key = (block, index);
        if let Some(known) = instance.repetitions.borrow().get(&key) {
            // Underway: how often a block stands depends on itself.
            return known.clone().unwrap_or_else(|| Rc::new(Repetitions::unknown("it depends on itself")));
        }
        instance.repetitions.borrow_mut().insert(key, None);
        let declaration = match block {
            Block::Resource => &instance.module.resources[index],
            Block::Call => &instance.module.calls[index],
        };
        let repetitions = Rc::new(self.repeat(instance, declaration));
        instance.repetitions.borrow_mut().insert(key, Some(repetitions.clone()));
        repetitions
    }

    fn repeat(&self, instance: &Rc<Instance<'c>>, declaration: &Declaration<'c>) -> Repetitions {
        let asked = |name| {
            let attribute = declaration.attribute(name)?;
            let scope = Scope::new(instance, attribute.file);
            Some((attribute.span(&attribute.of.value.bytes), self.evaluate(&attribute.of.value, &scope)))
        };
        let (count, each) = (asked("count"), asked("for_each"));
        let (at, value, is_count) = match (count, each) {
            (None, None) => return Repetitions::once(),
            (Some((at, value)), _) => (at, value, true),
            (None, Some((at, value))) => (at, value, false),
        };
        let value = match value {
            Ok(value) => value,
            Err(fault) => return Repetitions::unknown(fault.message),
        };
        if let Some(unknown) = value.as_unknown() {
            return Repetitions::because(unknown.clone());
        }
        if is_count { self.count(&value, at) } else { self.for_each(&value, at) }
    }

    fn count(&self, value: &Value, at: Span) -> Repetitions {
        let number = Type::Number.convert(value, &self.fuel).ok();
        let number = number.and_then(|number| if let Data::Number(number) = number.data { number.as_whole() } else { None });
        let Some(number) = number.and_then(|number| usize::try_from(number).ok()) else {
            return Repetitions::unknown("`count` is no whole number");
        };
        let taken = self.at_most(number, "count", at);
        if let Err(fault) = self.fuel.take(taken * Fuel::ELEMENT) {
            return Repetitions::unknown(fault.message);
        }
        let each = (0..taken).map(|index| Repeated {
            key: Some(Key::Index(index)),
            each_key: None,
            each_value: None,
            count_index: Some(Value { at: Some(at), ..Value::whole(index as i128) }),
        });
        Repetitions { each: each.collect(), by: RepeatedBy::Count }
    }

    fn for_each(&self, value: &Value, at: Span) -> Repetitions {
        let repeated = |name: &Arc<str>, value: Value| {
            let key = Value { at: value.at, way: value.way.clone(), computed: value.computed, ..Value::text(name.clone()) };
            Repeated { key: Some(Key::Name(name.clone())), each_key: Some(key), each_value: Some(value), count_index: None }
        };
        let each: Vec<Repeated> = match &value.data {
            Data::Object(object) if object.rest.is_none() => {
                let members = value.members().into_iter().flatten();
                members.take(MAX_REPETITIONS).map(|(name, value)| repeated(name, value)).collect()
            }
            Data::Object(object) => return Repetitions::because(object.rest.clone().expect("an object that is not open was taken")),
            Data::Set(_) => {
                let mut each = Vec::new();
                for element in value.elements().into_iter().flatten().take(MAX_REPETITIONS) {
                    match &element.data {
                        Data::Text(name) => each.push(repeated(&name.clone(), element)),
                        Data::Unknown(unknown) => return Repetitions::because(unknown.clone()),
                        _ => return Repetitions::unknown("`for_each` takes a set of strings"),
                    }
                }
                each
            }
            _ => return Repetitions::unknown("`for_each` takes a map or a set of strings"),
        };
        let number = value.members().map(|members| members.len()).or(value.elements().map(|elements| elements.len()));
        self.at_most(number.unwrap_or_default(), "for_each", at);
        Repetitions { each, by: RepeatedBy::ForEach }
    }

    /// How many repetitions are judged of so many.
    fn at_most(&self, number: usize, name: &str, at: Span) -> usize {
        if number > MAX_REPETITIONS {
            self.problem(at, format!("`{name}` asks for {number} repetitions: only the first {MAX_REPETITIONS} are judged"));
        }
        number.min(MAX_REPETITIONS)
    }

    /// The instances that a call makes.
    ///
    /// # Errors
    /// [`Fault`] where the module is not in the input.
    pub(super) fn children(&self, instance: &Rc<Instance<'c>>, index: usize) -> Result<Rc<Children<'c>>, Fault> {
        if let Some(known) = instance.children.borrow().get(&index) {
            return known.clone().ok_or_else(|| Fault::new("the module calls itself, or is not in the input"));
        }
        instance.children.borrow_mut().insert(index, None);
        let call = &instance.module.calls[index];
        let module = self.called(instance, call)?;
        let repetitions = self.repetitions(instance, Block::Call, index);
        let path = if instance.path.is_empty() { call.name.to_string() } else { format!("{}.{}", instance.path, call.name) };
        let calls: Vec<Span> = std::iter::once(call.header()).chain(instance.calls.iter().copied()).collect();
        let each = repetitions.each.iter().map(|repeated| {
            let key = repeated.key.as_ref().map(Key::to_string).unwrap_or_default();
            let dot = if instance.address.is_empty() { "" } else { "." };
            let address = format!("{}{dot}module.{}{key}", instance.address, call.name);
            let caller = Caller { instance: Rc::downgrade(instance), call: index, repeated: repeated.clone() };
            (repeated.key.clone(), Rc::new(Instance::new(module, address, calls.clone(), path.clone(), Some(caller))))
        });
        let children = Rc::new(Children { each: each.collect(), by: repetitions.by.clone() });
        instance.children.borrow_mut().insert(index, Some(children.clone()));
        Ok(children)
    }

    fn called(&self, instance: &Rc<Instance<'c>>, call: &Declaration<'c>) -> Result<&'c Module<'c>, Fault> {
        let not_known = || Fault::new(format!("the source of module `{}` is no plain string", call.name));
        let attribute = call.attribute("source").ok_or_else(not_known)?;
        let source = self.evaluate(&attribute.of.value, &Scope::new(instance, attribute.file))?;
        let path = if instance.path.is_empty() { call.name.to_string() } else { format!("{}.{}", instance.path, call.name) };
        let source = source.as_text().ok_or_else(not_known)?;
        let module = self.environment.called(&instance.module.folder, source, &path).map_err(|message| Fault { message })?;
        if instance.calls.len() >= MAX_CALLS {
            self.problem(call.header(), format!("modules call each other deeper than {MAX_CALLS} levels"));
            return Err(Fault::new("modules call each other too deeply"));
        }
        if is_within(instance, &module.folder) {
            self.problem(call.header(), format!("module `{}` calls itself by way of `{}`", call.name, module.folder));
            return Err(Fault::new("the module calls itself"));
        }
        Ok(module)
    }

    /// The attributes and blocks of a repetition of a resource.
    pub(super) fn attributes(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Value {
        let declaration = &instance.module.resources[index];
        let mut names: Vec<Arc<str>> = Vec::new();
        for block in declaration.blocks() {
            let attributes = block.of.body.attributes.iter().map(|attribute| &attribute.name.text);
            let blocks = block.of.body.blocks.iter().filter_map(|block| block_name(block));
            names.extend(attributes.chain(blocks).filter(|name| !META.contains(&&***name)).cloned());
        }
        names.sort_unstable();
        names.dedup();
        let attributes = names.into_iter().filter_map(|name| {
            let value = match self.encoded(instance, index, repeated, &name) {
                Some(value) => value,
                None => self.own_attribute(instance, index, repeated, &name)?,
            };
            Some((name, or_unknown(value)))
        });
        Value::literal(Data::Object(Arc::new(Object::new(attributes))), declaration.header())
    }

    /// What stands in an attribute that is JSON of something: that itself, so that each value keeps its place.
    fn encoded(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated, name: &str) -> Option<Result<Value, Fault>> {
        let attribute = instance.module.resources[index].attribute(name).filter(|_| name == "body")?;
        match &attribute.of.value.kind {
            ExprKind::Call { name, arguments, expands: false } if &*name.text == "jsonencode" && arguments.len() == 1 => {
                Some(self.evaluate(&arguments[0], &Scope::repeated(instance, attribute.file, repeated)))
            }
            _ => None,
        }
    }

    /// An attribute of a resource as a reference sees it: what is not written is known only when the resource is made.
    pub(super) fn attribute(
        &self,
        instance: &Rc<Instance<'c>>,
        index: usize,
        repeated: &Repeated,
        name: &Arc<str>,
    ) -> Result<Value, Fault> {
        if let Some(value) = self.own_attribute(instance, index, repeated, name) {
            return value;
        }
        let declaration = &instance.module.resources[index];
        let address: Arc<str> = instance.resource_address(declaration, repeated.key.as_ref()).into();
        let reason = format!("`{}.{}.{name}` is known only after `terraform apply`", declaration.of, declaration.name);
        let reference = Reference { address, attribute: name.clone() };
        Ok(Value::made(Data::Unknown(Arc::new(Unknown { reference: Some(reference), ..Unknown::new(reason) }))))
    }

    /// A repetition of a resource as a reference sees it: an object that has more attributes than are written.
    pub(super) fn whole_resource(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Value {
        let declaration = &instance.module.resources[index];
        let written = self.attributes(instance, index, repeated);
        let address: Arc<str> = instance.resource_address(declaration, repeated.key.as_ref()).into();
        let reason = format!("attributes of `{}.{}` are known only after `terraform apply`", declaration.of, declaration.name);
        let rest = Unknown { reference: Some(Reference { address, attribute: "".into() }), ..Unknown::new(reason) };
        let data = match &written.data {
            Data::Object(object) => Data::Object(Arc::new(Object::clone(object).open(Arc::new(rest)))),
            _ => Data::Unknown(Arc::new(rest)),
        };
        Value { data, ..written }
    }

    /// An attribute or the blocks of this name, where they are written.
    fn own_attribute(
        &self,
        instance: &Rc<Instance<'c>>,
        index: usize,
        repeated: &Repeated,
        name: &Arc<str>,
    ) -> Option<Result<Value, Fault>> {
        let declaration = &instance.module.resources[index];
        let asked = || Asked::Attribute(index, repeated.key.clone(), name.clone());
        if let Some(attribute) = declaration.attribute(name) {
            let value = &attribute.of.value;
            let scope = Scope::repeated(instance, attribute.file, repeated);
            // Most attributes are plain values: to remember them costs more than to read them again.
            if is_plain(value) {
                return Some(self.evaluate(value, &scope));
            }
            return Some(self.remember(instance, asked(), || {
                self.evaluate(value, &scope).or_else(|fault| Ok(faulty(&fault, attribute.span(&value.bytes))))
            }));
        }
        let block = declaration.blocks().rev().find(|block| block.of.body.blocks.iter().any(|inner| block_name(inner) == Some(name)))?;
        let scope = Scope::repeated(instance, block.file, repeated);
        Some(self.remember(instance, asked(), || Ok(self.blocks(&block.of.body, name, &scope))))
    }

    /// What a function may use.
    pub(super) fn surroundings(&self) -> Surroundings<'_> {
        Surroundings { fuel: &self.fuel, files: self.environment.files() }
    }

    /// The blocks of a name, as a list: those that stand there, and those that dynamic blocks make.
    pub(super) fn blocks(&self, body: &Body, name: &Arc<str>, scope: &Scope<'_, 'c>) -> Value {
        let mut elements = Vec::new();
        let mut at = None;
        for block in body.blocks.iter().filter(|block| block_name(block) == Some(name)) {
            at.get_or_insert(scope.span(&block.kind.bytes));
            if &*block.kind.text == "dynamic" {
                self.dynamic(block, scope, &mut elements);
            } else {
                elements.push(self.block(&block.body, scope.span(&block.header()), scope));
            }
        }
        // Whether there is any block cannot be known: then not even that there is none.
        if let [Value { data: Data::Unknown(unknown), .. }] = elements.as_slice() {
            return Value { data: Data::Unknown(unknown.clone()), at, ..Value::null() };
        }
        Value { at, computed: false, ..Value::list(elements) }
    }

    /// What stands in a block, as an object. `at` is its place.
    pub(super) fn block(&self, body: &Body, at: Span, scope: &Scope<'_, 'c>) -> Value {
        let attributes = body.attributes.iter().map(|attribute| {
            let value = self.evaluate(&attribute.value, scope);
            let value = value.unwrap_or_else(|fault| faulty(&fault, scope.span(&attribute.value.bytes)));
            (attribute.name.text.clone(), value)
        });
        let mut members: Vec<(Arc<str>, Value)> = attributes.collect();
        let mut names: Vec<&Arc<str>> = body.blocks.iter().filter_map(block_name).collect();
        names.sort_unstable();
        names.dedup();
        members.extend(names.into_iter().map(|name| (name.clone(), self.blocks(body, name, scope))));
        Value::literal(Data::Object(Arc::new(Object::new(members))), at)
    }
}

/// Whether an instance is of the module in this folder, or is called by one that is.
fn is_within(instance: &Rc<Instance<'_>>, folder: &str) -> bool {
    let mut callers = std::iter::successors(Some(instance.clone()), |instance| instance.caller.as_ref()?.instance.upgrade());
    callers.any(|instance| instance.module.folder == folder)
}

/// The name under which a block counts: a dynamic block has that of what it makes.
fn block_name(block: &hcl::Block) -> Option<&Arc<str>> {
    let name = if &*block.kind.text == "dynamic" { &block.labels.first()?.text } else { &block.kind.text };
    (!META.contains(&&**name)).then_some(name)
}

/// Whether any is so.
fn any<'v>(values: impl Iterator<Item = &'v Value>, is: impl Fn(&Value) -> Result<bool, Fault>) -> Result<bool, Fault> {
    for value in values {
        if is(value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an expression is a plain value: it costs nothing to evaluate.
fn is_plain(expression: &Expr) -> bool {
    match &expression.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => true,
        ExprKind::Tuple(elements) => elements.len() < 8 && elements.iter().all(is_plain),
        _ => false,
    }
}

/// The value of an expression that has no names in it; nothing where it has some. It has no places.
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

/// What an expression gives that Terraform would refuse.
pub(super) fn faulty(fault: &Fault, at: Span) -> Value {
    Value { at: Some(at), ..Value::unknown(fault.message.clone()) }
}

pub(super) fn or_unknown(result: Result<Value, Fault>) -> Value {
    result.unwrap_or_else(|fault| Value::unknown(fault.message))
}

impl Repetitions {
    fn once() -> Self {
        Self { each: vec![Repeated { key: None, each_key: None, each_value: None, count_index: None }], by: RepeatedBy::Nothing }
    }

    /// A block of which nobody can tell how often it stands is judged as one that stands once, without its keys and values.
    fn because(unknown: Arc<Unknown>) -> Self {
        let value = Value::made(Data::Unknown(unknown.clone()));
        let repeated = Repeated { key: None, each_key: Some(value.clone()), each_value: Some(value.clone()), count_index: Some(value) };
        Self { each: vec![repeated], by: RepeatedBy::Unknown(unknown) }
    }

    fn unknown(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::because(Arc::new(Unknown::new(reason)))
    }
}

impl<'c> Instance<'c> {
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

    /// The address of a resource in it.
    pub fn resource_address(&self, declaration: &Declaration<'_>, key: Option<&Key>) -> String {
        let dot = if self.address.is_empty() { "" } else { "." };
        let key = key.map(Key::to_string).unwrap_or_default();
        format!("{}{dot}{}.{}{key}", self.address, declaration.of, declaration.name)
    }

    /// The folder of the module as `path.module` gives it: relative to the folder of the root module.
    pub fn folder_from_root(&self) -> String {
        let root = std::iter::successors(self.caller.as_ref().and_then(|caller| caller.instance.upgrade()), |instance| {
            instance.caller.as_ref()?.instance.upgrade()
        })
        .last();
        let Some(root) = root else { return ".".to_owned() };
        relative(&root.module.folder, &self.module.folder)
    }
}

/// The path of a folder relative to another one; both are normal, with `/`.
fn relative(from: &str, to: &str) -> String {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let path: Vec<String> = up.chain(to[common..].iter().cloned()).collect();
    if path.is_empty() { ".".to_owned() } else { path.join("/") }
}
