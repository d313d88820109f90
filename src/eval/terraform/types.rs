//! Type constraints, and the conversions between types.

use super::order::set;
use super::unify::{type_of, unify};
use crate::eval::{Data, EvalError, Fuel, Number, Object, Unknown, Value};
use crate::text::Text;
use std::sync::Arc;

/// A type constraint, as a variable declares it.
#[derive(Debug, Clone)]
pub enum Type {
    Any,
    String,
    Number,
    Bool,
    List(Arc<Self>),
    Set(Arc<Self>),
    Map(Arc<Self>),
    Tuple(Arc<[Self]>),
    Object(Arc<[Attribute]>),
}

#[derive(Debug, Clone)]
pub struct Attribute {
    pub name: Arc<str>,
    pub of: Type,
    /// `optional(…)`: it may be omitted.
    pub optional: bool,
    /// Its value if omitted; null without a default.
    pub default: Option<Value>,
}

impl Type {
    /// Converts a value to this type. Unknown values stay unknown, and null stays null.
    ///
    /// Spans are kept: a converted value keeps the place where it was written.
    ///
    /// # Errors
    /// [`EvalError`] where Terraform rejects the conversion, or when the fuel runs out.
    pub fn convert(&self, value: &Value, fuel: &Fuel) -> Result<Value, EvalError> {
        fuel.take(1)?;
        if matches!(value.data, Data::Unknown(_) | Data::Null) {
            return Ok(value.clone());
        }
        let data = match self {
            Self::Any => return Ok(value.clone()),
            Self::String => to_text(value)?,
            Self::Number => to_number(value)?,
            Self::Bool => to_bool(value)?,
            Self::List(element) => match &value.data {
                Data::Set(elements) if has_unknown(value, fuel)? => Some(unknown_order(elements)),
                Data::List(elements) | Data::Set(elements) => Some(Data::List(self.elements(element, elements, fuel)?.into())),
                _ => return Err(refused("a list", value)),
            },
            Self::Set(element) => match &value.data {
                Data::List(elements) | Data::Set(elements) => Some(to_set(self.elements(element, elements, fuel)?, fuel)?),
                _ => return Err(refused("a set", value)),
            },
            Self::Map(member) => match &value.data {
                Data::Object(object) => Some(self.to_map(member, object, fuel)?),
                _ => return Err(refused("a map", value)),
            },
            Self::Tuple(parts) => match &value.data {
                Data::List(elements) if elements.len() == parts.len() => Some(Data::List(to_tuple(parts, elements, fuel)?)),
                Data::List(elements) => {
                    return Err(EvalError::new(
                        Text::new("a tuple of {number} elements is required, not of {given}")
                            .with("number", parts.len().to_string())
                            .with("given", elements.len().to_string()),
                    ));
                }
                _ => return Err(refused("a tuple", value)),
            },
            Self::Object(attributes) => match &value.data {
                Data::Object(_) => Some(to_object(attributes, value, fuel)?),
                _ => return Err(refused("an object", value)),
            },
        };
        Ok(data.map_or_else(|| value.clone(), |data| Value { data, ..value.clone() }))
    }

    /// Whether it contains `any`, so that the elements determine the type.
    fn leaves_open(&self) -> bool {
        match self {
            Self::Any => true,
            Self::String | Self::Number | Self::Bool => false,
            Self::List(of) | Self::Set(of) | Self::Map(of) => of.leaves_open(),
            Self::Tuple(parts) => parts.iter().any(Self::leaves_open),
            Self::Object(attributes) => attributes.iter().any(|attribute| attribute.of.leaves_open()),
        }
    }

    /// Converts the elements to a type; if that contains `any`, to the common type of all.
    fn elements(&self, element: &Self, elements: &[Value], fuel: &Fuel) -> Result<Vec<Value>, EvalError> {
        let convert = |of: &Self, elements: &[Value]| elements.iter().map(|value| of.convert(value, fuel)).collect::<Result<Vec<_>, _>>();
        fuel.take(elements.len().saturating_mul(Fuel::ELEMENT))?;
        let converted = convert(element, elements)?;
        if !element.leaves_open() {
            return Ok(converted);
        }
        let types = converted.iter().map(|value| type_of(value, fuel)).collect::<Result<Vec<_>, _>>()?;
        let Some(unified) = unify(types, fuel)? else {
            let what = match self {
                Self::Set(_) => "all elements of a set must have the same type",
                Self::Map(_) => "all members of a map must have the same type",
                _ => "all elements of a list must have the same type",
            };
            return Err(EvalError::new(what));
        };
        convert(&unified, &converted)
    }

    fn to_map(&self, member: &Self, object: &Object, fuel: &Fuel) -> Result<Data, EvalError> {
        let values: Vec<Value> = object.members().iter().map(|(_, value)| value.clone()).collect();
        let values = self.elements(member, &values, fuel)?;
        let mut map = Object::new(object.members().iter().map(|(key, _)| key.clone()).zip(values));
        map.rest.clone_from(&object.rest);
        Ok(Data::Object(Arc::new(map)))
    }
}

/// The order of elements of a set with unknown ones is unknown.
fn unknown_order(elements: &[Value]) -> Data {
    let unknown = elements.iter().find_map(Value::as_unknown);
    let reason = unknown.map_or("the order of a set with unknown elements".into(), |unknown| unknown.reason.clone());
    Data::Unknown(Arc::new(Unknown::new(reason)))
}

fn has_unknown(value: &Value, fuel: &Fuel) -> Result<bool, EvalError> {
    value.first_unknown(fuel).map(|unknown| unknown.is_some())
}

fn refused(wanted: &str, value: &Value) -> EvalError {
    EvalError::new(Text::new("{wanted} is required, not {found}").with("wanted", wanted).with("found", value.kind_name()))
}

fn to_text(value: &Value) -> Result<Option<Data>, EvalError> {
    match &value.data {
        Data::Text(_) => Ok(None),
        Data::Bool(true) => Ok(Some(Data::Text("true".into()))),
        Data::Bool(false) => Ok(Some(Data::Text("false".into()))),
        Data::Number(number) => Ok(Some(Data::Text(number.to_string().into()))),
        _ => Err(refused("a string", value)),
    }
}

fn to_number(value: &Value) -> Result<Option<Data>, EvalError> {
    match &value.data {
        Data::Number(_) => Ok(None),
        Data::Text(text) => match Number::parse(text) {
            Some(number) => Ok(Some(Data::Number(number))),
            None => Err(EvalError::new("a number is required, not a string that does not contain one")),
        },
        _ => Err(refused("a number", value)),
    }
}

fn to_bool(value: &Value) -> Result<Option<Data>, EvalError> {
    match &value.data {
        Data::Bool(_) => Ok(None),
        Data::Text(text) => match &**text {
            "true" | "1" => Ok(Some(Data::Bool(true))),
            "false" | "0" => Ok(Some(Data::Bool(false))),
            _ => Err(EvalError::new("`true` or `false` is required, not another string")),
        },
        _ => Err(refused("true or false", value)),
    }
}

/// A set of these elements. With an unknown element, the number of distinct elements is unknown.
fn to_set(elements: Vec<Value>, fuel: &Fuel) -> Result<Data, EvalError> {
    for element in &elements {
        if let Some(unknown) = element.first_unknown(fuel)? {
            let reason = unknown.reason.clone();
            return Ok(Data::Unknown(Arc::new(Unknown::new(reason))));
        }
    }
    Ok(Data::Set(set(elements, fuel)?))
}

fn to_tuple(parts: &[Type], elements: &[Value], fuel: &Fuel) -> Result<Arc<[Value]>, EvalError> {
    fuel.take(elements.len().saturating_mul(Fuel::ELEMENT))?;
    parts.iter().zip(elements).map(|(of, element)| of.convert(element, fuel)).collect()
}

/// An object of exactly these attributes. A default replaces a missing or null value.
fn to_object(attributes: &[Attribute], value: &Value, fuel: &Fuel) -> Result<Data, EvalError> {
    let Data::Object(object) = &value.data else { return Err(refused("an object", value)) };
    fuel.take(attributes.len().saturating_mul(Fuel::ELEMENT))?;
    let mut members = Vec::with_capacity(attributes.len());
    for attribute in attributes {
        // The value as stored in the object, because the object keeps its span.
        let given = match object.get(&attribute.name) {
            Some(given) => Some(given.clone()),
            None if object.rest.is_some() => value.member(&attribute.name).map(|member| Value { at: None, ..member }),
            None => None,
        };
        let member = match (given, &attribute.default) {
            (None, None) if !attribute.optional => {
                return Err(EvalError::new(Text::new("attribute `{name}` is required").with("name", attribute.name.to_string())));
            }
            (None, None) => Value::null(),
            (None, Some(default)) => default.clone(),
            (Some(given), Some(default)) if given.is_null() => default.clone(),
            (Some(given), _) => given,
        };
        let within = |fault: EvalError| {
            EvalError::new(Text::new("attribute `{name}`: {reason}").with("name", attribute.name.to_string()).with("reason", fault.message))
        };
        members.push((attribute.name.clone(), attribute.of.convert(&member, fuel).map_err(within)?));
    }
    Ok(Data::Object(Arc::new(Object::new(members))))
}

#[cfg(test)]
mod tests;
