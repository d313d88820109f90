//! The meaning of names and functions in a Bicep file.

use super::evaluator::{Evaluator, Instance};
use super::template::Symbol;
use crate::eval::Scope;
use crate::eval::arm::expression::{Names, Site};
use crate::eval::{EvalError, Files, Value};
use crate::source::Span;
use crate::syntax::bicep::ast::{self, Call, Step, StepKind};
use crate::text::Text;
use std::rc::Rc;

/// Why the members of `this` are unknown (Bicep 0.40).
const THIS: &str = "it is known only when the resource is deployed";

#[derive(Clone, Copy)]
pub(super) struct Here<'h, 'c> {
    pub evaluator: &'h Evaluator<'c>,
    pub instance: &'h Rc<Instance<'c>>,
    /// The resource around the place, whose nested resources are visible.
    pub inside: Option<usize>,
}

impl<'c> Here<'_, 'c> {
    /// The symbol of a name, nested resources first.
    pub(super) fn symbol(&self, name: &str) -> Option<Symbol<'c>> {
        let template = self.instance.template;
        let around = std::iter::successors(self.inside, |index| template.resource_at(*index).parent);
        let nested = around.filter_map(|index| template.nested(index, name)).map(Symbol::Resource).next();
        nested.or_else(|| template.symbols.get(name).copied())
    }

    /// Calls a user-defined function of a file with the arguments of this call.
    fn function(&self, of: &Rc<Instance<'c>>, name: &str, call: &Call<'_>, site: &Site<'_>) -> Option<Result<Value, EvalError>> {
        let function = *of.template.functions.get(name)?;
        let expressions = &self.evaluator.expressions;
        let arguments: Vec<Value> = call.arguments.iter().map(|argument| expressions.evaluate_or_unknown(argument, site)).collect();
        if arguments.len() < function.parameters.len() {
            return Some(Err(EvalError::new(Text::new("`{name}` is called with too few arguments").with("name", name))));
        }
        let names: Vec<&str> = function.parameters.iter().map(|parameter| parameter.name.text).collect();
        let there = Here { evaluator: self.evaluator, instance: of, inside: None };
        let result = Site::new(&there).with(&names, &arguments, &mut |site| expressions.evaluate(&function.value, site));
        // The value is used at the call, and written in the function.
        Some(
            result
                .map(|value| if value.provenance.is_empty() && !value.computed { value.used_at(site.span(call.name.span)) } else { value }),
        )
    }

    /// A member of a namespace import.
    fn in_namespace(&self, path: &str, alias: &str, steps: &[Step<'_>], site: &Site<'_>) -> Result<(Value, usize), EvalError> {
        if let (Some(template), Some(Step { kind: StepKind::Member { name, .. }, .. })) =
            (self.evaluator.environment.arm_template(self.instance.template.file, path), steps.first())
        {
            return self.evaluator.variable_of(template, name.text).map(|value| (value, 1));
        }
        let of = match self.evaluator.file(self.instance, path) {
            Ok(of) => of,
            Err(reason) => {
                return Ok((
                    Value::unknown(Text::new("`{alias}` is imported: {reason}").with("alias", alias).with("reason", reason)),
                    steps.len(),
                ));
            }
        };
        let missing = |name: &str| EvalError::new(Text::new("`{path}` exports no `{name}`").with("path", path).with("name", name));
        match steps.first().map(|step| &step.kind) {
            Some(StepKind::Call(call)) => {
                let result = self.function(&of, call.name.text, call, site).unwrap_or_else(|| Err(missing(call.name.text)));
                result.map(|value| (value, 1))
            }
            Some(StepKind::Member { name, .. }) => match of.template.symbols.get(name.text) {
                Some(symbol @ Symbol::Variable(_)) => {
                    let value = self.evaluator.symbol(&of, name.text, *symbol).unwrap_or_else(|| Err(missing(name.text)));
                    value.map(|value| (value, 1))
                }
                _ => Err(missing(name.text)),
            },
            _ => Err(EvalError::new(Text::new("`{alias}` is not a value").with("alias", alias))),
        }
    }
}

impl Names for Here<'_, '_> {
    fn span(&self, bytes: ast::Span) -> Span {
        self.instance.template.span(bytes)
    }

    fn files(&self) -> &dyn Files {
        self
    }

    fn scope(&self) -> Option<Scope> {
        Some(self.instance.template.scope)
    }

    fn name(&self, name: &str, steps: &[Step<'_>], site: &Site<'_>) -> Option<Result<(Value, usize), EvalError>> {
        let Some(symbol) = self.symbol(name) else {
            // The parameters of the file that a parameter file extends.
            return match steps.first().map(|step| &step.kind) {
                Some(StepKind::Member { name: parameter, .. }) if name == "base" && self.instance.template.extends.is_some() => {
                    Some(self.evaluator.extended(self.instance, parameter.text).map(|value| (value, 1)))
                }
                // The resource as it exists before the deployment.
                _ if name == "this" && self.inside.is_some() => Some(Ok((Value::unknown(THIS), steps.len()))),
                _ => None,
            };
        };
        match symbol {
            Symbol::Resource(index) => Some(self.evaluator.resource(self, index, steps, site)),
            Symbol::Call(index) => Some(self.evaluator.module(self, index, steps, site)),
            Symbol::Namespace { path } => Some(self.in_namespace(path, name, steps, site)),
            other => self.evaluator.symbol(self.instance, name, other).map(|value| value.map(|value| (value, 0))),
        }
    }

    fn call(&self, call: &Call<'_>, site: &Site<'_>) -> Option<Result<Value, EvalError>> {
        let name = call.name.text;
        if let Some(result) = self.function(self.instance, name, call, site) {
            return Some(result);
        }
        match self.symbol(name)? {
            Symbol::Imported { path, name: own } => Some(match self.evaluator.file(self.instance, path) {
                Ok(of) => self.function(&of, own, call, site).unwrap_or_else(|| {
                    Err(EvalError::new(Text::new("`{path}` exports no function `{own}`").with("path", path).with("own", own)))
                }),
                Err(reason) => Ok(Value::unknown(Text::new("`{name}` is imported: {reason}").with("name", name).with("reason", reason))),
            }),
            _ => None,
        }
    }
}

/// Paths are relative to the folder of the file.
impl Files for Here<'_, '_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, EvalError> {
        self.evaluator.environment.read(self.instance.template.file, path)
    }

    fn exists(&self, path: &str) -> Result<bool, EvalError> {
        self.read(path).map(|_| true)
    }

    fn below(&self, folder: &str) -> Result<Vec<String>, EvalError> {
        self.evaluator.environment.below(self.instance.template.file, folder)
    }
}
