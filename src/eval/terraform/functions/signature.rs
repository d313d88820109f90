//! Parameters of functions, and the conversion of arguments.

use crate::eval::call::{Needs, with_provenance};
use crate::eval::terraform::Type;
use crate::eval::{Data, EvalContext, EvalError, Fuel, Number, Value, call};
use std::sync::Arc;

pub(super) use crate::eval::call::because;

pub(super) struct Terraform;

/// A call of a function: its arguments, converted.
pub(super) type Call<'c> = call::Call<'c, Terraform>;

/// The number of parts of an argument that are searched for its provenance, which is informative and need not be complete.
const PARTS: usize = 16;

pub(super) struct Function {
    pub(super) name: &'static str,
    parameters: &'static [Parameter],
    /// The number of trailing parameters that may be omitted.
    optional: usize,
    /// The parameter of further arguments.
    rest: Option<Parameter>,
    run: fn(&Call<'_>) -> Result<Value, EvalError>,
}

#[derive(Clone, Copy)]
pub(super) struct Parameter {
    kind: Kind,
    needs: Needs,
    null: bool,
}

/// The type to which an argument is converted.
#[derive(Clone, Copy)]
enum Kind {
    Any,
    Text,
    Number,
    Texts,
    Bools,
    List,
    Set,
    TextsByName,
}

/// A value of any type, all of it known.
pub(super) const ANY: Parameter = Parameter::of(Kind::Any);
pub(super) const TEXT: Parameter = Parameter::of(Kind::Text);
pub(super) const NUMBER: Parameter = Parameter::of(Kind::Number);
pub(super) const TEXTS: Parameter = Parameter::of(Kind::Texts);
pub(super) const BOOLS: Parameter = Parameter::of(Kind::Bools);
pub(super) const LIST: Parameter = Parameter::of(Kind::List);
pub(super) const SET: Parameter = Parameter::of(Kind::Set);
pub(super) const TEXTS_BY_NAME: Parameter = Parameter::of(Kind::TextsByName);

impl Parameter {
    const fn of(kind: Kind) -> Self {
        Self { kind, needs: Needs::Whole, null: false }
    }

    /// Null is a valid argument.
    pub(super) const fn nullable(self) -> Self {
        Self { null: true, ..self }
    }

    /// Elements and members may be unknown.
    pub(super) const fn partly(self) -> Self {
        Self { needs: Needs::Known, ..self }
    }

    /// The function handles unknown arguments itself.
    pub(super) const fn unknown(self) -> Self {
        Self { needs: Needs::Nothing, ..self }
    }

    fn convert(self, value: &Value, fuel: &Fuel) -> Result<Value, EvalError> {
        let list = |of| Type::List(Arc::new(of));
        let of = match self.kind {
            Kind::Any => return Ok(value.clone()),
            Kind::Text => Type::String,
            Kind::Number => Type::Number,
            Kind::Texts => list(Type::String),
            Kind::Bools => list(Type::Bool),
            Kind::List => list(Type::Any),
            Kind::Set => Type::Set(Arc::new(Type::Any)),
            Kind::TextsByName => Type::Map(Arc::new(list(Type::String))),
        };
        of.convert(value, fuel)
    }
}

impl Function {
    pub(super) const fn new(name: &'static str, parameters: &'static [Parameter], run: fn(&Call<'_>) -> Result<Value, EvalError>) -> Self {
        Self { name, parameters, optional: 0, rest: None, run }
    }

    /// The same function, whose last parameters may be omitted.
    pub(super) const fn optional(self, optional: usize) -> Self {
        Self { optional, ..self }
    }

    /// The same function with any number of further arguments.
    pub(super) const fn rest(self, rest: Parameter) -> Self {
        Self { rest: Some(rest), ..self }
    }

    pub(super) fn call(&self, arguments: &[Value], context: &EvalContext<'_>) -> Result<Value, EvalError> {
        let fuel = context.fuel;
        fuel.take(1 + arguments.len())?;
        if arguments.len() + self.optional < self.parameters.len() {
            return Err(EvalError::new("the function is called with too few arguments"));
        }
        if arguments.len() > self.parameters.len() && self.rest.is_none() {
            return Err(EvalError::new("the function is called with too many arguments"));
        }
        let parameters = self.parameters.iter().copied().chain(std::iter::repeat_n(self.rest, arguments.len()).flatten());
        let mut converted = Vec::with_capacity(arguments.len());
        let mut unknown = None;
        for (parameter, argument) in parameters.zip(arguments) {
            let argument = parameter.convert(argument, fuel)?;
            if argument.is_null() && !parameter.null {
                return Err(EvalError::new("an argument of the function must not be null"));
            }
            unknown = unknown.or(parameter.needs.missing(&argument, fuel)?);
            converted.push(argument);
        }
        let result = match unknown {
            Some(unknown) => because(&unknown),
            None => (self.run)(&Call::new(&converted, context))?,
        };
        Ok(with_provenance(result, arguments, PARTS))
    }
}

impl Call<'_> {
    pub(super) fn text(&self, index: usize) -> &str {
        self.value(index).as_text().unwrap_or_default()
    }

    pub(super) fn number(&self, index: usize) -> Number {
        number(self.value(index))
    }

    /// The integer at an index.
    pub(super) fn whole(&self, index: usize) -> Result<i128, EvalError> {
        self.number(index).as_whole().ok_or_else(|| EvalError::new("an integer is required"))
    }

    /// The elements of the list, tuple or set at an index, with their spans.
    pub(super) fn elements(&self, index: usize) -> Result<Vec<Value>, EvalError> {
        elements(self.value(index), self.fuel())
    }
}

/// The number of a converted argument.
pub(super) fn number(value: &Value) -> Number {
    if let Data::Number(number) = value.data { number } else { Number::Whole(0) }
}

/// The elements of a list, tuple or set, with their spans.
pub(super) fn elements(value: &Value, fuel: &Fuel) -> Result<Vec<Value>, EvalError> {
    call::elements("a list, tuple or set", value, fuel)
}
