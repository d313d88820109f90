//! Maps and objects. An open one may have unknown members.

use super::signature::{ANY, Call, Function, TEXT, TEXTS, TEXTS_BY_NAME, because, elements};
use crate::eval::{Data, EvalError, Fuel, Object, Unknown, Value};
use crate::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("keys", &[ANY.partly()], |call| {
        let object = object(call.value(0))?;
        if let Some(rest) = &object.rest {
            return Ok(because(rest));
        }
        call.fuel().take(object.members().len().saturating_mul(Fuel::ELEMENT))?;
        Ok(Value::list(object.members().iter().map(|(key, _)| Value::text(key.clone())).collect::<Vec<_>>()))
    }),
    Function::new("lookup", &[ANY.partly(), TEXT, ANY.nullable().unknown()], |call| {
        object(call.value(0))?;
        let found = call.value(0).member(call.text(1)).or_else(|| call.get(2).cloned());
        found.ok_or_else(|| EvalError::new("the map has no such member, and there is no default"))
    })
    .optional(1),
    Function::new("merge", &[], merge).rest(ANY.nullable().unknown()),
    Function::new("transpose", &[TEXTS_BY_NAME], transpose),
    Function::new("values", &[ANY.partly()], |call| {
        let object = object(call.value(0))?;
        if let Some(rest) = &object.rest {
            return Ok(because(rest));
        }
        call.fuel().take(object.members().len().saturating_mul(Fuel::ELEMENT))?;
        let members = call.value(0).members().into_iter().flatten();
        Ok(Value::list(members.map(|(_, member)| member).collect::<Vec<_>>()))
    }),
    Function::new("zipmap", &[TEXTS, ANY.partly()], zipmap),
];

fn object(value: &Value) -> Result<&Object, EvalError> {
    match &value.data {
        Data::Object(object) => Ok(object),
        _ => Err(EvalError::new(Text::new("a map or object is required, not {found}").with("found", value.kind_name()))),
    }
}

/// Later members replace earlier ones. The members of an unknown argument may replace all before them.
fn merge(call: &Call<'_>) -> Result<Value, EvalError> {
    let mut merged: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    let mut rest: Option<Arc<Unknown>> = None;
    for argument in call.arguments {
        if argument.is_null() {
            continue;
        }
        let (unknown, members) = match &argument.data {
            Data::Unknown(unknown) => (Some(unknown), None),
            _ => (object(argument)?.rest.as_ref(), argument.members()),
        };
        if let Some(unknown) = unknown {
            call.fuel().take(merged.len())?;
            for member in merged.values_mut() {
                *member = because(unknown);
            }
            rest.get_or_insert_with(|| Arc::new(Unknown::new(unknown.reason.clone())));
        }
        for (key, member) in members.into_iter().flatten() {
            call.fuel().take(Fuel::ELEMENT)?;
            merged.insert(key.clone(), member);
        }
    }
    let object = Object::new(merged);
    let object = if let Some(rest) = rest { object.open(rest) } else { object };
    Ok(Value::made(Data::Object(Arc::new(object))))
}

/// Inverts a map of lists: each element becomes a key, whose value is the list of keys that contained it.
fn transpose(call: &Call<'_>) -> Result<Value, EvalError> {
    let mut transposed: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for (key, list) in call.value(0).members().into_iter().flatten() {
        if list.is_null() {
            return Err(EvalError::new("a list of the map must not be null"));
        }
        for element in elements(&list, call.fuel())? {
            let Data::Text(text) = &element.data else {
                return Err(EvalError::new("an element of a list must not be null"));
            };
            transposed.entry(text.clone()).or_default().push(Value::text(key.clone()));
        }
    }
    Ok(Value::object(transposed.into_iter().map(|(key, keys)| (key, Value::list(keys)))))
}

fn zipmap(call: &Call<'_>) -> Result<Value, EvalError> {
    if matches!(call.value(1).data, Data::Set(_)) {
        return Err(EvalError::new("the values must be a list, not a set"));
    }
    let (keys, values) = (call.elements(0)?, call.elements(1)?);
    if keys.len() != values.len() {
        return Err(EvalError::new(
            Text::new("{number} keys cannot have {given} values")
                .with("number", keys.len().to_string())
                .with("given", values.len().to_string()),
        ));
    }
    let key = |key: Value| if let Data::Text(text) = key.data { Ok(text) } else { Err(EvalError::new("a key must not be null")) };
    let keys = keys.into_iter().map(key).collect::<Result<Vec<_>, EvalError>>()?;
    Ok(Value::object(keys.into_iter().zip(values)))
}
