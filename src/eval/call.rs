//! Calls of functions, as far as the languages have them in common. What a function takes is another matter: templates hand over values
//! as they are, and Terraform converts each argument to the type of its parameter first.

use super::{Data, EvalError, Files, Fuel, Unknown, Value};
use crate::source::Provenance;
use std::marker::PhantomData;
use std::sync::Arc;

/// What a function may use besides its arguments.
#[derive(Clone, Copy)]
pub struct EvalContext<'c> {
    /// What bounds the evaluation.
    pub fuel: &'c Fuel,
    /// Reads a file that the configuration names, where it may: inside of the root of the configuration. Relative paths begin at the
    /// folder of the Bicep file that calls, or at the folder of Terraform's root module.
    pub files: &'c dyn Files,
    /// Where a template is deployed to, if that is known.
    pub scope: Option<Scope>,
}

/// What a template is deployed to: `targetScope` of Bicep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    ResourceGroup,
    Subscription,
    ManagementGroup,
    Tenant,
}

/// How much of an argument must be known for the result to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// All that is in it.
    Whole,
    /// That it is a list, an object, text; elements and members may be unknown.
    Known,
    /// Nothing: the function decides what an unknown argument means.
    Nothing,
}

impl Needs {
    /// What is not known of an argument and must be.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel ends.
    pub fn missing(self, argument: &Value, fuel: &Fuel) -> Result<Option<Arc<Unknown>>, EvalError> {
        match self {
            Self::Nothing => Ok(None),
            Self::Known => Ok(argument.as_unknown().cloned()),
            Self::Whole => argument.first_unknown(fuel),
        }
    }
}

/// A call of a function of the language `L`.
pub struct Call<'c, L> {
    pub arguments: &'c [Value],
    pub context: &'c EvalContext<'c>,
    language: PhantomData<L>,
}

impl<'c, L> Call<'c, L> {
    pub fn new(arguments: &'c [Value], context: &'c EvalContext<'c>) -> Self {
        Self { arguments, context, language: PhantomData }
    }

    pub fn fuel(&self) -> &'c Fuel {
        self.context.fuel
    }

    /// The argument at an index, where it was given.
    pub fn get(&self, index: usize) -> Option<&'c Value> {
        self.arguments.get(index)
    }

    /// The argument at an index that must be given.
    pub fn value(&self, index: usize) -> &'c Value {
        &self.arguments[index]
    }

    /// Text that the function made.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel ends.
    pub fn made(&self, text: impl Into<Arc<str>>) -> Result<Value, EvalError> {
        let text = text.into();
        self.fuel().take_text(text.len())?;
        Ok(Value::text(text))
    }
}

/// Unknown for the reason for which this is.
pub fn because(unknown: &Unknown) -> Value {
    Value::unknown(unknown.reason.clone())
}

/// Unknown text for the reason for which this is, of which the start and the end are known.
pub fn partly(unknown: &Unknown, starts_with: impl Into<String>, ends_with: impl Into<String>) -> Value {
    Value::made(Data::Unknown(Arc::new(Unknown::new(unknown.reason.clone()).between(starts_with, ends_with))))
}

/// An argument is not of the kind that is required.
pub fn required(kind: &str, value: &Value) -> EvalError {
    EvalError::new(format!("{kind} is required, not {}", value.kind_name()))
}

/// The elements of what the language calls by this name, with their places.
///
/// # Errors
/// [`EvalError`] when it has none, or when the fuel ends.
pub fn elements(kind: &str, value: &Value, fuel: &Fuel) -> Result<Vec<Value>, EvalError> {
    let elements = value.elements().ok_or_else(|| required(kind, value))?;
    fuel.take(elements.len().saturating_mul(Fuel::ELEMENT))?;
    Ok(elements.collect())
}

/// A result that was made came from where the first argument came from, or the first of so many parts of one.
pub fn with_provenance(mut result: Value, arguments: &[Value], parts: usize) -> Value {
    if result.at.is_none() && result.provenance.is_empty() && result.computed {
        let provenance = |value: Value| (!value.provenance.is_empty()).then_some(value.provenance);
        let of_argument = |argument: &Value| -> Option<Provenance> {
            let elements = || argument.elements()?.take(parts).find_map(provenance);
            let members = || argument.members()?.take(parts).find_map(|(_, member)| provenance(member));
            if argument.provenance.is_empty() { elements().or_else(members) } else { Some(argument.provenance.clone()) }
        };
        result.provenance = arguments.iter().find_map(of_argument).unwrap_or_default();
    }
    result
}
