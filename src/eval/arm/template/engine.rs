//! Evaluates a template and the templates that it deploys.

use super::depth::Depths;
use super::instance::{Instance, Parameters};
use super::names::Context;
use super::resources::Planned;
use super::sections::{Template, get};
use crate::eval::arm::expression::Evaluator;
use crate::eval::defaults::{Defaults, Parameters as Defaulted};
use crate::eval::{Diagnostics, EvalError, Fuel, Value};
use crate::source::{FileId, Span};
use crate::syntax::arm_expression::{self, TemplateString};
use crate::syntax::bicep::ast;
use crate::syntax::tree::Node;
use crate::text::Text;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

/// The other templates of the input.
pub trait Links {
    /// The template at a path relative to this file, if it is in the input.
    fn linked(&self, from: FileId, path: &str) -> Option<Template<'_>>;

    /// Records that what the template in this file declares was evaluated where it is deployed.
    fn deploys(&self, file: FileId);

    /// The value of a node of a computed template.
    fn computed(&self, _: &Node<'_>) -> Option<&Value> {
        None
    }

    /// Whether the key at this offset, or an equal one, occurs twice in its object.
    fn is_twice(&self, file: FileId, key: usize) -> bool;
}

/// The call by which another language deploys a template.
#[derive(Default)]
pub struct Call {
    /// The values of its parameters: an object of `{"value": …}` each, if there are any.
    pub parameters: Option<Value>,
    /// The defaults that the call depends on.
    pub reads: Defaulted,
    /// The id of the scope to which it is deployed; without it, the template itself tells.
    pub deployment: Option<Value>,
    /// The calls that lead to it, innermost first.
    pub calls: Vec<Span>,
    /// The start of the addresses of its resources.
    pub address: String,
}

/// A parameter file of a template.
#[derive(Debug, Clone, Copy)]
pub struct ParameterFile<'c> {
    pub file: FileId,
    pub node: &'c Node<'c>,
}

/// A string of a template: an expression, or its syntax error.
pub(super) type Parsed<'c> = Result<TemplateString<'c>, arm_expression::SyntaxError>;

/// A resource: its deployment, the address of its node, and the iteration of its loop.
type Which = (usize, usize, Option<usize>);

/// A nested deployment; `None` if its template is not in the input, or while it is being created.
type Child<'c> = Option<Rc<Instance<'c>>>;

pub struct Engine<'c> {
    pub(super) evaluator: Rc<Evaluator>,
    pub(super) links: &'c dyn Links,
    /// Parsed expressions, by the addresses of their texts.
    expressions: RefCell<HashMap<usize, Rc<Parsed<'c>>>>,
    problems: RefCell<BTreeMap<Span, Text>>,
    /// Deployments whose templates are not in the input.
    missing: RefCell<BTreeMap<Span, Text>>,
    pub(super) depths: Depths,
    /// The current nesting depth of objects and arrays across expressions whose values contain objects and arrays.
    pub(super) depth: Cell<usize>,
    /// Nested deployments, by the deployment of the resource, its place and its iteration.
    pub(super) children: RefCell<HashMap<Which, Child<'c>>>,
    /// Deployments whose outputs are being computed: one that needs its own outputs has none.
    pub(super) making: RefCell<HashSet<usize>>,
    /// The bodies of referenced resources; `None` while one is computed.
    pub(super) referred: RefCell<HashMap<(Which, bool), Option<Value>>>,
}

impl<'c> Engine<'c> {
    /// Deployments that are evaluated together share an evaluator, and thereby its fuel.
    pub fn new(links: &'c dyn Links, evaluator: Rc<Evaluator>) -> Self {
        Self {
            evaluator,
            links,
            expressions: RefCell::default(),
            problems: RefCell::default(),
            missing: RefCell::default(),
            depths: Depths::default(),
            depth: Cell::new(0),
            children: RefCell::default(),
            making: RefCell::default(),
            referred: RefCell::default(),
        }
    }

    /// The resources that a template declares with the values of this parameter file, and the problems found.
    pub fn evaluate(self, template: Template<'c>, parameters: Option<ParameterFile<'c>>) -> (Vec<Planned>, Diagnostics) {
        let given = parameters.and_then(|file| {
            let node = get(file.node, "parameters")?;
            Some(Parameters { values: self.plain(node, file.file), is_literal: true })
        });
        let mut planned = Vec::new();
        let mut root = Rc::new(Instance::root(template, given));
        self.declare(&root, Defaulted::default(), &mut planned);
        // Everything that exists by default was evaluated, so a limit that is reached later loses less.
        let is_whole = !self.fuel().is_spent();
        while !self.fuel().is_spent() && self.defaults().start_next() {
            self.children.borrow_mut().clear();
            self.referred.borrow_mut().clear();
            root = Rc::new(root.again());
            self.declare(&root, Defaulted::default(), &mut planned);
        }
        let start = template.span(template.node).start as usize;
        let at = Span::new(template.file, start, start + 1);
        let mut limits: Vec<(Span, Text)> = self.defaults().omitted().into_iter().collect();
        if !is_whole {
            self.problem(at, "the template exceeds the evaluation limit");
        } else if self.fuel().is_spent() {
            let message = "the template exceeds the evaluation limit: not all resources that exist only if parameters are set are checked";
            limits.push((at, message.into()));
        }
        let evaluated = self.defaults().evaluated();
        (planned, Diagnostics { limits, evaluated, ..self.into_diagnostics() })
    }

    /// The deployment of a template by another language.
    pub(super) fn called(template: Template<'c>, call: Call) -> Rc<Instance<'c>> {
        Rc::new(Instance::called(template, call))
    }

    /// The resources that a call declares in this run and in no earlier one, and the problems found. The call exists only if `only_if` are
    /// set.
    pub fn deploy(self, template: Template<'c>, call: Call, only_if: Defaulted) -> (Vec<Planned>, Diagnostics) {
        let mut planned = Vec::new();
        self.links.deploys(template.file);
        self.declare(&Self::called(template, call), only_if, &mut planned);
        (planned, self.into_diagnostics())
    }

    /// The outputs of a call, by name.
    pub fn outputs_of(&self, template: Template<'c>, call: Call) -> Value {
        let outputs = self.outputs(&Self::called(template, call));
        let value = |output: &Value| output.member("value").unwrap_or_else(|| Value::unknown("the output has no value"));
        Value::object(outputs.members().into_iter().flatten().map(|(name, output)| (name.clone(), value(&output))))
    }

    /// A variable of a template that another file imports.
    ///
    /// # Errors
    /// [`EvalError`] when there is none, or it cannot be evaluated.
    pub fn variable_of(&self, template: Template<'c>, name: &str) -> Result<Value, EvalError> {
        self.variable(&Self::called(template, Call::default()), name)
    }

    fn into_diagnostics(self) -> Diagnostics {
        let all = |of: RefCell<BTreeMap<Span, Text>>| of.take().into_iter().collect();
        Diagnostics { problems: all(self.problems), missing: all(self.missing), ..Diagnostics::default() }
    }

    /// Records a deployment whose template is not in the input.
    pub(super) fn missing(&self, at: Span, message: Text) {
        self.missing.borrow_mut().entry(at).or_insert(message);
    }

    pub(super) fn defaults(&self) -> &Defaults {
        self.evaluator.defaults()
    }

    pub(super) fn fuel(&self) -> &Fuel {
        self.evaluator.fuel()
    }

    /// Records a problem of the template at this place.
    pub(super) fn problem(&self, at: Span, message: impl Into<Text>) {
        self.problems.borrow_mut().entry(at).or_insert_with(|| message.into());
    }

    /// Parses a string of a template as an expression. A syntax error is recorded as a problem.
    pub(super) fn parsed(&self, text: &'c str, at: Span) -> Rc<Parsed<'c>> {
        // By address, because computed templates have no places of their own.
        let key = text.as_ptr() as usize;
        if let Some(known) = self.expressions.borrow().get(&key) {
            return known.clone();
        }
        let parsed = Rc::new(arm_expression::parse(text, ast::Span { start: at.start, end: at.end }));
        if let Err(error) = &*parsed {
            self.problem(at, Text::new("not an expression: {reason}").with("reason", error.message.clone()));
        }
        self.expressions.borrow_mut().insert(key, parsed.clone());
        parsed
    }

    /// A value in which nothing is evaluated, for parameter files.
    fn plain(&self, node: &'c Node<'c>, file: FileId) -> Value {
        self.written(node, file, None)
    }

    /// A value of a template, with its expressions evaluated.
    pub(super) fn value(&self, node: &'c Node<'c>, context: &Context<'_, 'c>) -> Value {
        self.written(node, context.file(), Some(context))
    }
}
