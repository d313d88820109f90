//! Type constraints in the syntax of variables.

use super::types::{Attribute, Type};
use crate::eval::{EvalError, Value};
use crate::syntax::hcl::{Expr, ExprKind, Item};
use std::sync::Arc;

impl Type {
    /// The type that an expression denotes. `evaluate` computes the value of a default.
    ///
    /// # Errors
    /// [`EvalError`] if it is not a type.
    pub(super) fn read(expression: &Expr, evaluate: &dyn Fn(&Expr) -> Result<Value, EvalError>) -> Result<Self, EvalError> {
        let not_a_type = || EvalError::new("the type is unknown");
        let simple = |name: &str| match name {
            "string" => Ok(Self::String),
            "number" => Ok(Self::Number),
            "bool" => Ok(Self::Bool),
            "any" => Ok(Self::Any),
            // Terraform 0.11 allowed these two without an element type.
            "list" => Ok(Self::List(Arc::new(Self::Any))),
            "map" => Ok(Self::Map(Arc::new(Self::Any))),
            _ => Err(not_a_type()),
        };
        match &expression.kind {
            ExprKind::Variable(name) | ExprKind::String(name) => simple(name),
            ExprKind::Call { name, arguments, .. } => {
                let [argument] = arguments.as_slice() else { return Err(not_a_type()) };
                let inner = || Self::read(argument, evaluate).map(Arc::new);
                match (&*name.text, &argument.kind) {
                    ("list", _) => inner().map(Self::List),
                    ("set", _) => inner().map(Self::Set),
                    ("map", _) => inner().map(Self::Map),
                    ("tuple", ExprKind::Tuple(types)) => {
                        types.iter().map(|of| Self::read(of, evaluate)).collect::<Result<_, _>>().map(Self::Tuple)
                    }
                    ("object", ExprKind::Object(items)) => {
                        items.iter().map(|item| attribute(item, evaluate)).collect::<Result<_, _>>().map(Self::Object)
                    }
                    _ => Err(not_a_type()),
                }
            }
            _ => Err(not_a_type()),
        }
    }

    /// Whether the command line passes its values as bare words.
    pub(super) fn is_simple(&self) -> bool {
        matches!(self, Self::Any | Self::String | Self::Number | Self::Bool)
    }
}

fn attribute(item: &Item, evaluate: &dyn Fn(&Expr) -> Result<Value, EvalError>) -> Result<Attribute, EvalError> {
    let ExprKind::String(name) = &item.key.kind else { return Err(EvalError::new("the type is unknown")) };
    let name = name.clone();
    match &item.value.kind {
        ExprKind::Call { name: called, arguments, .. } if &*called.text == "optional" => {
            let of = arguments.first().ok_or_else(|| EvalError::new("`optional` needs a type"))?;
            let default = arguments.get(1).map(evaluate).transpose()?;
            Ok(Attribute { name, of: Type::read(of, evaluate)?, optional: true, default })
        }
        _ => Ok(Attribute { name, of: Type::read(&item.value, evaluate)?, optional: false, default: None }),
    }
}
