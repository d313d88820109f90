//! Calls of functions, and lambdas.

use super::{Evaluator, Result, Site};
use crate::eval::arm::functions::lambdas;
use crate::eval::{EvalError, Fuel, Value};
use crate::syntax::bicep::ast::{Call, Expression, ExpressionKind};
use crate::text::Text;

struct Lambda<'e> {
    parameters: Vec<&'e str>,
    value: &'e Expression<'e>,
}

impl Evaluator {
    pub(super) fn call(&self, call: &Call<'_>, site: &Site<'_>) -> Result {
        match site.names.call(call, site) {
            Some(result) => result,
            None => self.own_function(call, site),
        }
    }

    /// Calls a built-in function.
    pub(super) fn own_function(&self, call: &Call<'_>, site: &Site<'_>) -> Result {
        let name = call.name.text;
        if let Some(result) = self.with_lambdas(name, &call.arguments, site) {
            return result;
        }
        self.fuel.take(call.arguments.len() * Fuel::ELEMENT)?;
        // An error in an argument that is not needed must not matter: `if(false, …, …)`.
        let arguments: Vec<Value> = call.arguments.iter().map(|argument| self.evaluate_or_unknown(argument, site)).collect();
        self.library(name, &arguments, site)
    }

    /// Calls a function that takes a lambda; `None` if it is not one of them.
    fn with_lambdas(&self, name: &str, arguments: &[Expression<'_>], site: &Site<'_>) -> Option<Result> {
        const NAMES: [&str; 7] = ["filter", "groupBy", "map", "mapValues", "reduce", "sort", "toObject"];
        let name = NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
        Some(self.apply_lambdas(name, arguments, site))
    }

    fn apply_lambdas(&self, name: &str, arguments: &[Expression<'_>], site: &Site<'_>) -> Result {
        let wrong = || EvalError::new(Text::new("`{name}` requires a value and a lambda").with("name", name));
        let [of, rest @ ..] = arguments else { return Err(wrong()) };
        let of = self.evaluate(of, site)?;
        let (initial, rest) = match (name, rest) {
            ("reduce", [initial, rest @ ..]) => (Some(self.evaluate(initial, site)?), rest),
            _ => (None, rest),
        };
        let written: Vec<Lambda<'_>> = rest.iter().map(lambda).collect::<Option<_>>().ok_or_else(wrong)?;
        let apply = |lambda: &Lambda<'_>, values: &[Value]| {
            site.with(&lambda.parameters, values, &mut |site| {
                let value = self.evaluate_or_unknown(lambda.value, site);
                if self.fuel.is_spent() { self.fuel.take(1).map(|()| value) } else { Ok(value) }
            })
        };
        let fuel = &self.fuel;
        match (name, written.as_slice(), &initial) {
            ("filter", [keeps], _) => lambdas::filter(&of, &mut |values| apply(keeps, values), fuel),
            ("map", [change], _) => lambdas::map(&of, &mut |values| apply(change, values), fuel),
            ("mapValues", [change], _) => lambdas::map_values(&of, &mut |values| apply(change, values), fuel),
            ("sort", [before], _) => lambdas::sort(&of, &mut |values| apply(before, values), fuel),
            ("reduce", [combine], Some(initial)) => lambdas::reduce(&of, initial, &mut |values| apply(combine, values), fuel),
            ("toObject", [key], _) => lambdas::to_object(&of, &mut |values| apply(key, values), None, fuel),
            ("toObject", [key, value], _) => {
                lambdas::to_object(&of, &mut |values| apply(key, values), Some(&mut |values| apply(value, values)), fuel)
            }
            ("groupBy", [key], _) => lambdas::group_by(&of, &mut |values| apply(key, values), None, fuel),
            ("groupBy", [key, value], _) => {
                lambdas::group_by(&of, &mut |values| apply(key, values), Some(&mut |values| apply(value, values)), fuel)
            }
            _ => Err(wrong()),
        }
    }
}

fn lambda<'e>(expression: &'e Expression<'_>) -> Option<Lambda<'e>> {
    match &expression.kind {
        ExpressionKind::Parenthesized(inner) => lambda(inner),
        ExpressionKind::Lambda(lambda) => {
            Some(Lambda { parameters: lambda.parameters.iter().map(|name| name.text).collect(), value: &lambda.value })
        }
        _ => None,
    }
}
