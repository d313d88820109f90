//! The common type of several values: the meaning of `any` in a list of different elements.
//!
//! The rules are those of zclconf/go-cty (`convert.UnifyUnsafe`). As a [`Value`] does not distinguish a list from a tuple nor a map
//! from an object, each is treated as the latter, which fits both.

use super::types::{Attribute, Type};
use crate::eval::{Data, EvalError, Fuel, Value};
use std::sync::Arc;

/// The type of a value. Null and unknown values may have any type.
///
/// # Errors
/// [`EvalError`] when the fuel runs out, or a value is nested too deep.
pub fn type_of(value: &Value, fuel: &Fuel) -> Result<Type, EvalError> {
    type_at(value, fuel, 0)
}

fn type_at(value: &Value, fuel: &Fuel, depth: usize) -> Result<Type, EvalError> {
    fuel.take(1)?;
    Value::check_depth(depth)?;
    let types = |values: &[Value]| values.iter().map(|value| type_at(value, fuel, depth + 1)).collect::<Result<Vec<Type>, EvalError>>();
    Ok(match &value.data {
        Data::Null | Data::Unknown(_) => Type::Any,
        Data::Bool(_) => Type::Bool,
        Data::Number(_) => Type::Number,
        Data::Text(_) => Type::String,
        Data::List(elements) => Type::Tuple(types(elements)?.into()),
        Data::Set(elements) => Type::Set(Arc::new(unify(types(elements)?, fuel)?.unwrap_or(Type::Any))),
        Data::Object(object) if object.rest.is_some() => Type::Any,
        Data::Object(object) => {
            let attribute = |(name, value): &(Arc<str>, Value)| {
                let of = type_at(value, fuel, depth + 1)?;
                Ok(Attribute { name: name.clone(), of, optional: false, default: None })
            };
            Type::Object(object.members().iter().map(attribute).collect::<Result<Arc<[Attribute]>, EvalError>>()?)
        }
    })
}

/// The type to which values of all these types can be converted; `None` if there is none.
///
/// # Errors
/// [`EvalError`] when the fuel runs out.
pub fn unify(types: impl IntoIterator<Item = Type>, fuel: &Fuel) -> Result<Option<Type>, EvalError> {
    let mut types: Vec<Type> = types.into_iter().filter(|of| !matches!(of, Type::Any)).collect();
    fuel.take(types.len())?;
    let Some(first) = types.first() else { return Ok(Some(Type::Any)) };
    match first {
        Type::Any => Ok(Some(Type::Any)),
        Type::String | Type::Number | Type::Bool => Ok(unify_primitive(&types)),
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => unify_sequences(types, fuel),
        Type::Map(_) => unify_maps(&types, fuel),
        Type::Object(_) if types.len() == 1 => Ok(types.pop()),
        Type::Object(_) => unify_objects(&types, fuel),
    }
}

fn unify_primitive(types: &[Type]) -> Option<Type> {
    let all = |is: fn(&Type) -> bool| types.iter().all(is);
    if all(|of| matches!(of, Type::Number)) {
        Some(Type::Number)
    } else if all(|of| matches!(of, Type::Bool)) {
        Some(Type::Bool)
    } else if all(|of| matches!(of, Type::String | Type::Number | Type::Bool)) {
        // Any primitive converts to a string; numbers and booleans do not convert to each other.
        types.iter().any(|of| matches!(of, Type::String)).then_some(Type::String)
    } else {
        None
    }
}

fn unify_sequences(types: Vec<Type>, fuel: &Fuel) -> Result<Option<Type>, EvalError> {
    let mut lists = false;
    let mut sets = false;
    let mut tuples: Vec<Arc<[Type]>> = Vec::new();
    let mut elements: Vec<Type> = Vec::new();
    for of in types {
        match of {
            Type::List(element) => {
                lists = true;
                elements.push((*element).clone());
            }
            Type::Set(element) => {
                sets = true;
                elements.push((*element).clone());
            }
            Type::Tuple(parts) => {
                fuel.take(parts.len())?;
                tuples.push(parts);
            }
            _ => return Ok(None),
        }
    }
    if let ([first, rest @ ..], false, false) = (&*tuples, lists, sets)
        && rest.iter().all(|tuple| tuple.len() == first.len())
    {
        if rest.is_empty() {
            return Ok(Some(Type::Tuple(first.clone())));
        }
        let mut parts = Vec::new();
        for index in 0..first.len() {
            let Some(part) = unify(tuples.iter().filter_map(|tuple| tuple.get(index).cloned()), fuel)? else { return Ok(None) };
            parts.push(part);
        }
        return Ok(Some(Type::Tuple(parts.into())));
    }
    elements.extend(tuples.iter().flat_map(|tuple| tuple.iter().cloned()));
    let element = unify(elements, fuel)?.map(Arc::new);
    Ok(element.map(if sets && !lists { Type::Set } else { Type::List }))
}

fn unify_objects(types: &[Type], fuel: &Fuel) -> Result<Option<Type>, EvalError> {
    let objects: Vec<&Arc<[Attribute]>> =
        types.iter().filter_map(|of| if let Type::Object(attributes) = of { Some(attributes) } else { None }).collect();
    let Some(first) = objects.first().filter(|_| objects.len() == types.len()) else { return unify_maps(types, fuel) };
    fuel.take(first.len().saturating_mul(objects.len()))?;
    let same = |other: &[Attribute]| other.len() == first.len() && other.iter().zip(first.iter()).all(|(a, b)| a.name == b.name);
    if !objects.iter().all(|other| same(other)) {
        return unify_maps(types, fuel);
    }
    let mut attributes = Vec::new();
    for (index, attribute) in first.iter().enumerate() {
        let types = objects.iter().filter_map(|object| Some(object.get(index)?.of.clone()));
        let Some(of) = unify(types, fuel)? else { return Ok(None) };
        attributes.push(Attribute { of, optional: false, default: None, name: attribute.name.clone() });
    }
    Ok(Some(Type::Object(attributes.into())))
}

fn unify_maps(types: &[Type], fuel: &Fuel) -> Result<Option<Type>, EvalError> {
    let mut members: Vec<Type> = Vec::new();
    for of in types {
        match of {
            Type::Map(member) => members.push((**member).clone()),
            Type::Object(attributes) => {
                fuel.take(attributes.len())?;
                members.extend(attributes.iter().map(|attribute| attribute.of.clone()));
            }
            _ => return Ok(None),
        }
    }
    Ok(unify(members, fuel)?.map(|member| Type::Map(Arc::new(member))))
}
