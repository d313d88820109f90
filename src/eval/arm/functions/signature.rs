//! What a function takes, and what it sees of its arguments.

use super::EvalContext;
use crate::eval::{Data, EvalError, Fuel, Number, Unknown, Value};
use crate::source::Provenance;
use std::sync::Arc;

/// Any number of arguments.
pub(super) const MANY: usize = usize::MAX;

pub(super) struct Function {
    /// Its name, as the documentation spells it.
    pub(super) name: &'static str,
    least: usize,
    most: usize,
    needs: Needs,
    run: fn(&Call<'_>) -> Result<Value, EvalError>,
}

/// What must be known of the arguments, so that the function need not be asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// All that is in them.
    Whole,
    /// That they are lists, objects, text; parts may be unknown.
    Known,
    /// Nothing: the function decides what an unknown argument means.
    Nothing,
}

impl Function {
    /// A function that takes so many arguments, at least and at most.
    pub(super) const fn new(name: &'static str, least: usize, most: usize, run: fn(&Call<'_>) -> Result<Value, EvalError>) -> Self {
        Self { name, least, most, needs: Needs::Whole, run }
    }

    /// The same function, to which parts of arguments may be unknown.
    pub(super) const fn partly(self) -> Self {
        Self { needs: Needs::Known, ..self }
    }

    /// The same function, which decides itself what an unknown argument means.
    pub(super) const fn unknown(self) -> Self {
        Self { needs: Needs::Nothing, ..self }
    }

    pub(super) fn call(&self, arguments: &[Value], surroundings: &EvalContext<'_>) -> Result<Value, EvalError> {
        let fuel = surroundings.fuel;
        fuel.take(1 + arguments.len())?;
        if arguments.len() < self.least {
            return Err(EvalError::new(format!("`{}` is called with too few arguments", self.name)));
        }
        if arguments.len() > self.most {
            return Err(EvalError::new(format!("`{}` is called with too many arguments", self.name)));
        }
        let mut unknown = None;
        for argument in arguments {
            let found = match self.needs {
                Needs::Nothing => None,
                Needs::Known => argument.as_unknown().cloned(),
                Needs::Whole => argument.first_unknown(fuel)?,
            };
            unknown = unknown.or(found);
        }
        let result = match unknown {
            Some(unknown) => because(&unknown),
            None => (self.run)(&Call { arguments, surroundings })?,
        };
        Ok(on_the_way_of(result, arguments))
    }
}

/// A result that was made came on the way of the first argument that came on one.
pub(super) fn on_the_way_of(mut result: Value, arguments: &[Value]) -> Value {
    if result.at.is_none() && result.provenance.is_empty() && result.computed {
        result.provenance = arguments
            .iter()
            .map(|argument| &argument.provenance)
            .find(|provenance| !provenance.is_empty())
            .map_or_else(Provenance::default, Provenance::clone);
    }
    result
}

/// Unknown for the reason for which this is.
pub(super) fn because(unknown: &Unknown) -> Value {
    Value::unknown(unknown.reason.clone())
}

/// Unknown text for the reason for which this is, of which the start and the end are known.
pub(super) fn partly(unknown: &Unknown, starts_with: impl Into<String>, ends_with: impl Into<String>) -> Value {
    let known =
        Unknown { starts_with: starts_with.into().into(), ends_with: ends_with.into().into(), ..Unknown::new(unknown.reason.clone()) };
    Value::made(Data::Unknown(Arc::new(known)))
}

/// An argument is not of the kind that is required.
pub(super) fn required(kind: &str, value: &Value) -> EvalError {
    EvalError::new(format!("{kind} is required, not {}", value.kind_name()))
}

/// The elements of a list, with their places.
pub(super) fn elements(value: &Value, fuel: &Fuel) -> Result<Vec<Value>, EvalError> {
    let elements = value.elements().ok_or_else(|| required("an array", value))?;
    fuel.take(elements.len().saturating_mul(Fuel::ELEMENT))?;
    Ok(elements.collect())
}

/// The members of an object, with their places.
pub(super) fn members(value: &Value, fuel: &Fuel) -> Result<Vec<(Arc<str>, Value)>, EvalError> {
    let members = value.members().ok_or_else(|| required("an object", value))?;
    fuel.take(members.len().saturating_mul(Fuel::ELEMENT))?;
    Ok(members.map(|(key, member)| (key.clone(), member)).collect())
}

/// A call of a function.
pub(super) struct Call<'c> {
    pub(super) arguments: &'c [Value],
    pub(super) surroundings: &'c EvalContext<'c>,
}

impl<'c> Call<'c> {
    pub(super) fn fuel(&self) -> &'c Fuel {
        self.surroundings.fuel
    }

    /// The argument at an index, where it was given.
    pub(super) fn get(&self, index: usize) -> Option<&'c Value> {
        self.arguments.get(index)
    }

    /// The argument at an index that must be given.
    pub(super) fn value(&self, index: usize) -> &'c Value {
        &self.arguments[index]
    }

    /// The string at an index; null is empty text.
    pub(super) fn text(&self, index: usize) -> Result<&'c str, EvalError> {
        text(self.value(index))
    }

    /// The whole number at an index.
    pub(super) fn whole(&self, index: usize) -> Result<i64, EvalError> {
        whole(self.value(index))
    }

    /// The elements of the list at an index, with their places.
    pub(super) fn elements(&self, index: usize) -> Result<Vec<Value>, EvalError> {
        elements(self.value(index), self.fuel())
    }

    /// Text that the function made.
    pub(super) fn made(&self, text: impl Into<Arc<str>>) -> Result<Value, EvalError> {
        let text = text.into();
        self.fuel().take_text(text.len())?;
        Ok(Value::text(text))
    }

    /// Unknown, for the first reason that is in the arguments.
    pub(super) fn undecided(&self) -> Result<Value, EvalError> {
        for argument in self.arguments {
            if let Some(unknown) = argument.first_unknown(self.fuel())? {
                return Ok(because(&unknown));
            }
        }
        Ok(Value::unknown("it cannot be decided"))
    }
}

/// The text of a value; null is empty text, as everywhere in templates.
pub(super) fn text(value: &Value) -> Result<&str, EvalError> {
    match &value.data {
        Data::Text(text) => Ok(text),
        Data::Null => Ok(""),
        _ => Err(required("a string", value)),
    }
}

/// The number of a value, where it is a whole one of 64 bits.
pub(super) fn whole(value: &Value) -> Result<i64, EvalError> {
    let wrong = || required("a whole number of 64 bits", value);
    match value.data {
        Data::Number(Number::Whole(number)) => number.try_into().map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}
