//! Parameters: the value that a call, a parameter file or the command line sets, otherwise the default.

use super::evaluator::{Evaluator, Instance};
use crate::eval::json::from_tree;
use crate::eval::{EvalError, Value};
use crate::syntax::bicep::ast::{Parameter, TypeExpression, TypeKind, TypeStepKind};
use crate::text::Text;
use std::rc::Rc;

impl<'c> Evaluator<'c> {
    pub(super) fn parameter(&self, instance: &Rc<Instance<'c>>, parameter: &Parameter<'c>) -> Result<Value, EvalError> {
        let name = parameter.name.text;
        let given = if Self::is_root(instance) {
            match self.environment.word(name) {
                Some(word) => Some(self.word(word, &parameter.type_expression)),
                None => self.given(instance, name),
            }
        } else {
            self.argument(instance, name)
        };
        match (given, &parameter.default) {
            (Some(Ok(given)), Some(default)) if given.is_null() => self.evaluate_in(instance, default),
            (Some(given), _) => given,
            (None, default) if default.is_some() || may_be_null(&parameter.type_expression) => {
                let default = || match default {
                    Some(default) => self.evaluate_in(instance, default),
                    None => Ok(Value::null().placed(instance.template.span(parameter.type_expression.span))),
                };
                if Self::is_root(instance) { self.defaults().value(name, default) } else { default() }
            }
            (None, _) => Ok(Value::unknown(Text::new("parameter `{name}` has no default").with("name", name))),
        }
    }

    /// The value of a command-line argument for a parameter of this type. It has no span.
    fn word(&self, word: &str, of: &TypeExpression<'_>) -> Result<Value, EvalError> {
        self.fuel().take_text(word.len())?;
        if let TypeKind::Name("string") = of.kind {
            return Ok(Value::text(word));
        }
        match crate::syntax::json::parse(word) {
            Ok(node) => from_tree(&node, self.fuel()),
            Err(_) => Ok(Value::text(word)),
        }
    }
}

/// Whether a type includes null, so that the parameter is optional.
pub(super) fn may_be_null(of: &TypeExpression<'_>) -> bool {
    match &of.kind {
        TypeKind::Null => true,
        TypeKind::Parenthesized(inner) => may_be_null(inner),
        TypeKind::Access(access) => matches!(access.steps.last().map(|step| &step.kind), Some(TypeStepKind::Nullable)),
        TypeKind::Union(members) => members.iter().any(|member| matches!(member.kind, TypeKind::Null)),
        _ => false,
    }
}
