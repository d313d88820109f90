//! The signatures of functions, and their access to arguments.

use crate::eval::call::{Needs, with_provenance};
use crate::eval::{Data, EvalContext, EvalError, Fuel, Number, Value, call};
use crate::text::Text;
use std::sync::Arc;

pub(super) use crate::eval::call::{because, partly, required};

/// The language of templates and of Bicep.
pub(super) struct Arm;

pub(super) type Call<'c> = call::Call<'c, Arm>;

pub(super) const MANY: usize = usize::MAX;

pub(super) struct Function {
    /// The name as documented.
    pub(super) name: &'static str,
    least: usize,
    most: usize,
    needs: Needs,
    run: fn(&Call<'_>) -> Result<Value, EvalError>,
}

impl Function {
    /// A function with a minimum and a maximum number of arguments.
    pub(super) const fn new(name: &'static str, least: usize, most: usize, run: fn(&Call<'_>) -> Result<Value, EvalError>) -> Self {
        Self { name, least, most, needs: Needs::Whole, run }
    }

    /// The same function, for which parts of arguments may be unknown.
    pub(super) const fn partly(self) -> Self {
        Self { needs: Needs::Known, ..self }
    }

    /// The same function, which handles unknown arguments itself.
    pub(super) const fn unknown(self) -> Self {
        Self { needs: Needs::Nothing, ..self }
    }

    pub(super) fn call(&self, arguments: &[Value], context: &EvalContext<'_>) -> Result<Value, EvalError> {
        let fuel = context.fuel;
        fuel.take(1 + arguments.len())?;
        if arguments.len() < self.least {
            return Err(EvalError::new(Text::new("`{name}` is called with too few arguments").with("name", self.name)));
        }
        if arguments.len() > self.most {
            return Err(EvalError::new(Text::new("`{name}` is called with too many arguments").with("name", self.name)));
        }
        let mut unknown = None;
        for argument in arguments {
            unknown = unknown.or(self.needs.missing(argument, fuel)?);
        }
        let result = match unknown {
            Some(unknown) => because(&unknown),
            None => (self.run)(&Call::new(arguments, context))?,
        };
        Ok(on_the_way_of(result, arguments))
    }
}

/// A computed result gets the provenance of the first argument that has one.
pub(super) fn on_the_way_of(result: Value, arguments: &[Value]) -> Value {
    with_provenance(result, arguments, 0)
}

/// The elements of a list, with their spans.
pub(super) fn elements(value: &Value, fuel: &Fuel) -> Result<Vec<Value>, EvalError> {
    call::elements("an array", value, fuel)
}

/// The members of an object, with their spans.
pub(super) fn members(value: &Value, fuel: &Fuel) -> Result<Vec<(Arc<str>, Value)>, EvalError> {
    let members = value.members().ok_or_else(|| required("an object", value))?;
    fuel.take(members.len().saturating_mul(Fuel::ELEMENT))?;
    Ok(members.map(|(key, member)| (key.clone(), member)).collect())
}

impl<'c> Call<'c> {
    /// The string at an index; null counts as empty text.
    pub(super) fn text(&self, index: usize) -> Result<&'c str, EvalError> {
        text(self.value(index))
    }

    pub(super) fn whole(&self, index: usize) -> Result<i64, EvalError> {
        whole(self.value(index))
    }

    /// The elements of the list at an index, with their spans.
    pub(super) fn elements(&self, index: usize) -> Result<Vec<Value>, EvalError> {
        elements(self.value(index), self.fuel())
    }

    /// An unknown value with the first reason found in the arguments.
    pub(super) fn undecided(&self) -> Result<Value, EvalError> {
        for argument in self.arguments {
            if let Some(unknown) = argument.first_unknown(self.fuel())? {
                return Ok(because(&unknown));
            }
        }
        Ok(Value::unknown("it cannot be decided"))
    }
}

/// The text of a value; null counts as empty text, as in all of Resource Manager.
pub(super) fn text(value: &Value) -> Result<&str, EvalError> {
    match &value.data {
        Data::Text(text) => Ok(text),
        Data::Null => Ok(""),
        _ => Err(required("a string", value)),
    }
}

/// The number of a value if it is an integer of 64 bits.
pub(super) fn whole(value: &Value) -> Result<i64, EvalError> {
    let wrong = || required("a 64-bit integer", value);
    match value.data {
        Data::Number(Number::Whole(number)) => number.try_into().map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}
