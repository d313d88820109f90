//! Evaluates expressions.
//!
//! Specification: HCL native syntax specification of hashicorp/hcl; `terraform console` is the oracle of the tests.

use super::evaluator::{Evaluator, MAX_DEPTH, faulty};
use super::functions;
use super::scope::Scope;
use super::types::Type;
use crate::eval::{Data, EvalError, Fuel, Number, Object, Unknown, Value};
use crate::syntax::hcl::{Expr, ExprKind, Item, Name};
use crate::text::Text;
use std::sync::Arc;

pub(super) type Result<T = Value> = std::result::Result<T, EvalError>;

impl<'c> Evaluator<'c> {
    /// The value of an expression.
    ///
    /// # Errors
    /// [`EvalError`] where Terraform rejects the expression.
    pub(super) fn evaluate(&self, expression: &Expr, scope: &Scope<'_, 'c>) -> Result {
        self.fuel.take(1)?;
        if self.depth.get() >= MAX_DEPTH {
            return Err(EvalError::new("it depends on too many other expressions"));
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.evaluate_kind(expression, scope);
        self.depth.set(self.depth.get() - 1);
        value
    }

    fn evaluate_kind(&self, expression: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let at = scope.span(&expression.bytes);
        let literal = |data| Ok(Value::literal(data, at));
        match &expression.kind {
            ExprKind::Null => literal(Data::Null),
            ExprKind::Bool(value) => literal(Data::Bool(*value)),
            ExprKind::Number(text) => match Number::parse(text) {
                Some(number) => literal(Data::Number(number)),
                None => Err(EvalError::new("the number is too large")),
            },
            ExprKind::String(text) => literal(Data::Text(text.clone())),
            ExprKind::Template(parts) => Ok(self.template(parts, scope)?.placed(at)),
            ExprKind::Tuple(elements) => {
                self.fuel.take(elements.len() * Fuel::ELEMENT)?;
                let elements = elements.iter().map(|element| self.evaluate_or_unknown(element, scope)).collect();
                literal(Data::List(elements))
            }
            ExprKind::Object(items) => self.object(items, scope).map(|object| match object {
                Ok(object) => Value::literal(Data::Object(Arc::new(object)), at),
                Err(unknown) => Value { at: Some(at), ..because(&unknown) },
            }),
            ExprKind::Variable(_) | ExprKind::Attribute(..) | ExprKind::Index(..) | ExprKind::Element => {
                let value = self.traversal(expression, scope)?;
                // The result of a traversal has the span of the whole traversal, unless it leads into a value written here.
                Ok(if value.referenced || value.at.is_none() { Value { at: Some(at), ..value } } else { value })
            }
            ExprKind::Splat { list, each } => Ok(self.splat(list, each, scope)?.placed(at)),
            ExprKind::Call { name, arguments, expands } => Ok(self.call(name, arguments, *expands, scope)?.placed(at)),
            ExprKind::Conditional(parts) => Ok(self.conditional(parts, scope)?.placed(at)),
            ExprKind::Unary(operator, operand) => Ok(self.unary(*operator, operand, scope)?.placed(at)),
            ExprKind::Binary(operator, operands) => Ok(self.binary(*operator, operands, scope)?.placed(at)),
            ExprKind::For(of) => Ok(self.for_expression(of, scope)?.placed(at)),
            ExprKind::Error => Err(EvalError::new("it has a syntax error")),
        }
    }

    /// The value of an expression in a list or object: an error makes only this value unknown.
    pub(super) fn evaluate_or_unknown(&self, expression: &Expr, scope: &Scope<'_, 'c>) -> Value {
        self.evaluate(expression, scope).unwrap_or_else(|fault| faulty(&fault, scope.span(&expression.bytes)))
    }

    /// An object, or why one of its keys is unknown.
    fn object(&self, items: &[Item], scope: &Scope<'_, 'c>) -> Result<std::result::Result<Object, Arc<Unknown>>> {
        self.fuel.take(items.len() * Fuel::ELEMENT)?;
        let mut members = Vec::with_capacity(items.len());
        for item in items {
            let key = match &item.key.kind {
                ExprKind::String(name) => name.clone(),
                _ => match self.evaluate(&item.key, scope)? {
                    Value { data: Data::Unknown(unknown), .. } => return Ok(Err(unknown)),
                    key => text(&key)?,
                },
            };
            members.push((key, self.evaluate_or_unknown(&item.value, scope)));
        }
        Ok(Ok(Object::new(members)))
    }

    fn call(&self, name: &Name, arguments: &[Expr], expands: bool, scope: &Scope<'_, 'c>) -> Result {
        let function = name.text.strip_prefix("core::").unwrap_or(&name.text);
        match function {
            "try" => return self.try_each(arguments, scope),
            "can" => return self.can(arguments, scope),
            "convert" => return self.convert(arguments, scope),
            _ => {}
        }
        if function.contains("::") {
            return Ok(Value::unknown(Text::new("`{function}` is a function of a provider").with("function", function)));
        }
        let mut values = Vec::with_capacity(arguments.len());
        for (index, argument) in arguments.iter().enumerate() {
            let evaluate = || self.evaluate(argument, scope);
            values.push(if index == 0 && reads_files(function) { self.as_path(evaluate)? } else { evaluate()? });
        }
        if expands {
            let last = values.pop().unwrap_or_else(Value::null);
            if let Some(unknown) = last.as_unknown() {
                return Ok(because(unknown));
            }
            values.extend(last.elements().ok_or_else(|| EvalError::new("`...` requires a list"))?);
        }
        // Inside of a path it changes nothing.
        if let ("abspath", [path]) = (function, values.as_slice())
            && self.is_path.get()
        {
            return Ok(path.clone());
        }
        if let "templatefile" | "templatestring" = function {
            return self.template_of(function, &values, scope);
        }
        functions::call(function, &values, &self.context())
            .unwrap_or_else(|| Ok(Value::unknown(Text::new("the function `{function}` is not supported").with("function", function))))
    }

    /// The first argument that can be evaluated.
    fn try_each(&self, arguments: &[Expr], scope: &Scope<'_, 'c>) -> Result {
        let mut last = EvalError::new("`try` needs an argument");
        for argument in arguments {
            match self.evaluate(argument, scope) {
                Ok(value) => return Ok(value),
                Err(fault) => last = fault,
            }
            if self.fuel.is_spent() {
                break;
            }
        }
        Err(last)
    }

    /// `convert(value, type)`: its second argument is a type, as in the declaration of a variable.
    fn convert(&self, arguments: &[Expr], scope: &Scope<'_, 'c>) -> Result {
        let [value, of] = arguments else { return Err(EvalError::new("`convert` takes a value and a type")) };
        let of = Type::read(of, &|default| self.evaluate(default, scope))?;
        of.convert(&self.evaluate(value, scope)?, &self.fuel)
    }

    fn can(&self, arguments: &[Expr], scope: &Scope<'_, 'c>) -> Result {
        let [argument] = arguments else { return Err(EvalError::new("`can` takes one argument")) };
        Ok(match self.evaluate(argument, scope) {
            Ok(value) => match value.first_unknown(&self.fuel)? {
                Some(unknown) => because(&unknown),
                None => Value::bool(true),
            },
            Err(fault) if self.fuel.is_spent() => return Err(fault),
            Err(_) => Value::bool(false),
        })
    }
}

/// Whether the first argument of a function is the path of a file or folder that it reads.
fn reads_files(function: &str) -> bool {
    function.starts_with("file") || function == "templatefile"
}

/// A value that is unknown because another one is.
pub(super) fn because(unknown: &Arc<Unknown>) -> Value {
    Value::made(Data::Unknown(unknown.clone()))
}

/// A value as text, as templates and keys require it.
pub(super) fn text(value: &Value) -> Result<Arc<str>> {
    match &value.data {
        Data::Text(text) => Ok(text.clone()),
        Data::Number(number) => Ok(number.to_string().into()),
        Data::Bool(value) => Ok(if *value { "true" } else { "false" }.into()),
        _ => Err(EvalError::new(Text::new("a string is expected, not {found}").with("found", value.kind_name()))),
    }
}
