//! The parts of function calls that the languages share. They differ in their parameters: templates pass values unchanged, and Terraform
//! first converts each argument to the type of its parameter.

use super::{Data, EvalError, Files, Fuel, Unknown, Value};
use crate::source::Provenance;
use crate::text::Text;
use std::marker::PhantomData;
use std::sync::Arc;

/// The inputs of a function besides its arguments.
#[derive(Clone, Copy)]
pub struct EvalContext<'c> {
    pub fuel: &'c Fuel,
    /// Reads files inside of the root of the configuration. Relative paths are relative to the folder of the calling Bicep file, or to
    /// the folder of Terraform's root module.
    pub files: &'c dyn Files,
    /// The target scope of the template, if it is known.
    pub scope: Option<Scope>,
}

/// The target scope of a template: `targetScope` of Bicep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    ResourceGroup,
    Subscription,
    ManagementGroup,
    Tenant,
}

/// How much of an argument must be known for the result to be known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The whole argument.
    Whole,
    /// Only its type (list, object, text); elements and members may be unknown.
    Known,
    /// Nothing: the function handles unknown arguments itself.
    Nothing,
}

impl Needs {
    /// The unknown part of an argument that must be known.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel runs out.
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

    /// The argument at an index, if there is one.
    pub fn get(&self, index: usize) -> Option<&'c Value> {
        self.arguments.get(index)
    }

    /// The argument at an index, which must exist.
    #[expect(clippy::indexing_slicing, reason = "no function is called with fewer arguments than it requires")]
    pub fn value(&self, index: usize) -> &'c Value {
        &self.arguments[index]
    }

    /// Text computed by the function.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel runs out.
    pub fn made(&self, text: impl Into<Arc<str>>) -> Result<Value, EvalError> {
        let text = text.into();
        self.fuel().take_text(text.len())?;
        Ok(Value::text(text))
    }
}

/// An unknown value with the same reason as this one.
pub fn because(unknown: &Unknown) -> Value {
    Value::unknown(unknown.reason.clone())
}

/// Unknown text with the same reason as this value, with a known start and end.
pub fn partly(unknown: &Unknown, starts_with: impl Into<String>, ends_with: impl Into<String>) -> Value {
    Value::made(Data::Unknown(Arc::new(Unknown::new(unknown.reason.clone()).between(starts_with, ends_with))))
}

/// The error for an argument of the wrong type.
pub fn required(kind: &str, value: &Value) -> EvalError {
    EvalError::new(Text::new("{kind} is required, not {found}").with("kind", kind).with("found", value.kind_name()))
}

/// The elements of a value that the language calls `kind`, with their spans.
///
/// # Errors
/// [`EvalError`] when it has none, or when the fuel runs out.
pub fn elements(kind: &str, value: &Value, fuel: &Fuel) -> Result<Vec<Value>, EvalError> {
    let elements = value.elements().ok_or_else(|| required(kind, value))?;
    fuel.take(elements.len().saturating_mul(Fuel::ELEMENT))?;
    Ok(elements.collect())
}

/// A computed result gets the provenance of its first argument, or of that argument's first parts.
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
