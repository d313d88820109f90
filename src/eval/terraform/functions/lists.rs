//! Lists and tuples; some functions also accept sets.

use super::signature::{ANY, BOOLS, Call, Function, LIST, NUMBER, TEXTS, because, elements};
use crate::eval::terraform::{Type, equals, text_of, type_of, unify};
use crate::eval::{Data, EvalError, Fuel, Unknown, Value};
use crate::text::Text;
use std::collections::HashSet;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("alltrue", &[BOOLS.partly()], |call| quantified(call, false)),
    Function::new("anytrue", &[BOOLS.partly()], |call| quantified(call, true)),
    Function::new("chunklist", &[LIST.partly(), NUMBER], chunklist),
    Function::new("coalesce", &[], coalesce).rest(ANY.nullable().unknown()),
    Function::new("coalescelist", &[], coalescelist).rest(ANY.nullable().unknown()),
    Function::new("compact", &[TEXTS], |call| {
        let elements = call.elements(0)?.into_iter();
        Ok(Value::list(elements.filter(|element| element.as_text().is_some_and(|text| !text.is_empty())).collect::<Vec<_>>()))
    }),
    Function::new("concat", &[], concat).rest(ANY.unknown()),
    Function::new("contains", &[ANY.partly(), ANY.partly()], contains),
    Function::new("distinct", &[LIST], |call| {
        let mut seen = HashSet::new();
        let mut distinct = Vec::new();
        for element in call.elements(0)? {
            if seen.insert(text_of(&element, call.fuel())?) {
                distinct.push(element);
            }
        }
        Ok(Value::list(distinct))
    }),
    Function::new("element", &[ANY.partly(), NUMBER], |call| {
        let list = sequence(call.value(0))?;
        let index = call.whole(1)?;
        if list.is_empty() {
            return Err(EvalError::new("an empty list has no elements"));
        }
        let index = usize::try_from(index).map_err(|_| EvalError::new("the index of an element must not be negative"))?;
        call.value(0).element(index % list.len()).ok_or_else(|| EvalError::new("the list has no such element"))
    }),
    Function::new("flatten", &[ANY.partly()], |call| {
        let mut flat = Vec::new();
        match flatten(call.value(0), call.fuel(), 0, &mut flat)? {
            Some(unknown) => Ok(because(&unknown)),
            None => Ok(Value::list(flat)),
        }
    }),
    Function::new("index", &[ANY.partly(), ANY.partly()], index),
    Function::new("length", &[ANY.partly()], length),
    Function::new("matchkeys", &[LIST.partly(), LIST, LIST], matchkeys),
    Function::new("one", &[ANY.partly()], |call| match &*call.elements(0)? {
        [] => Ok(Value::null()),
        [element] => Ok(element.clone()),
        _ => Err(EvalError::new("the list must have at most one element")),
    }),
    Function::new("reverse", &[ANY.partly()], |call| Ok(Value::list(call.elements(0)?.into_iter().rev().collect::<Vec<_>>()))),
    Function::new("slice", &[ANY.partly(), NUMBER, NUMBER], slice),
    Function::new("sort", &[TEXTS], sort),
];

/// The elements of a list or tuple, but not of a set.
fn sequence(value: &Value) -> Result<&[Value], EvalError> {
    match &value.data {
        Data::List(elements) => Ok(elements),
        _ => Err(EvalError::new(Text::new("a list or tuple is required, not {found}").with("found", value.kind_name()))),
    }
}

/// One element that is `decisive` decides; null counts as false.
fn quantified(call: &Call<'_>, decisive: bool) -> Result<Value, EvalError> {
    let mut unknown = None;
    for element in call.elements(0)? {
        if let Some(found) = element.as_unknown() {
            unknown.get_or_insert_with(|| found.clone());
        } else if element.as_bool().unwrap_or(false) == decisive {
            return Ok(Value::bool(decisive));
        }
    }
    Ok(unknown.map_or_else(|| Value::bool(!decisive), |unknown| because(&unknown)))
}

fn chunklist(call: &Call<'_>) -> Result<Value, EvalError> {
    let elements = call.elements(0)?;
    let size = usize::try_from(call.whole(1)?).map_err(|_| EvalError::new("the size of the chunks must not be negative"))?;
    let size = if size == 0 { elements.len() } else { size };
    if elements.is_empty() {
        return Ok(Value::list([]));
    }
    Ok(Value::list(elements.chunks(size).map(Value::list).collect::<Vec<_>>()))
}

/// The first argument that is neither null nor an empty string, converted to the common type of all.
fn coalesce(call: &Call<'_>) -> Result<Value, EvalError> {
    let fuel = call.fuel();
    let types = call.arguments.iter().map(|argument| type_of(argument, fuel)).collect::<Result<Vec<_>, _>>()?;
    let of = unify(types, fuel)?.ok_or_else(|| EvalError::new("all arguments must have the same type"))?;
    for argument in call.arguments {
        let argument = of.convert(argument, fuel)?;
        if let Some(unknown) = argument.as_unknown() {
            return Ok(because(unknown));
        }
        let empty = matches!(of, Type::String) && argument.as_text() == Some("");
        if !argument.is_null() && !empty {
            return Ok(argument);
        }
    }
    Err(EvalError::new("an argument is required that is neither null nor an empty string"))
}

fn coalescelist(call: &Call<'_>) -> Result<Value, EvalError> {
    for argument in call.arguments {
        if let Some(unknown) = argument.as_unknown() {
            return Ok(because(unknown));
        }
        if !sequence(argument)?.is_empty() {
            return Ok(argument.clone());
        }
    }
    Err(EvalError::new("a list that is not empty is required"))
}

fn concat(call: &Call<'_>) -> Result<Value, EvalError> {
    if call.arguments.is_empty() {
        return Err(EvalError::new("at least one list is required"));
    }
    let mut all = Vec::new();
    let mut unknown = None;
    for argument in call.arguments {
        if let Some(found) = argument.as_unknown() {
            unknown.get_or_insert(found);
            continue;
        }
        sequence(argument)?;
        all.extend(elements(argument, call.fuel())?);
    }
    Ok(unknown.map_or_else(|| Value::list(all), |unknown| because(unknown)))
}

fn contains(call: &Call<'_>) -> Result<Value, EvalError> {
    let mut undecided = None;
    for element in call.elements(0)? {
        match equals(&element, call.value(1), call.fuel())? {
            Some(true) => return Ok(Value::bool(true)),
            Some(false) => {}
            None => undecided = undecided.or(first_unknown(&element, call.value(1), call.fuel())?),
        }
    }
    Ok(undecided.map_or_else(|| Value::bool(false), |unknown| because(&unknown)))
}

fn first_unknown(a: &Value, b: &Value, fuel: &Fuel) -> Result<Option<Arc<Unknown>>, EvalError> {
    match a.first_unknown(fuel)? {
        None => b.first_unknown(fuel),
        unknown => Ok(unknown),
    }
}

/// Collects the elements of nested lists. An unknown element of the outer list may be a list itself, which makes the number of
/// elements unknown. Further inside it counts as one element.
fn flatten(value: &Value, fuel: &Fuel, depth: usize, flat: &mut Vec<Value>) -> Result<Option<Arc<Unknown>>, EvalError> {
    Value::check_depth(depth)?;
    for element in elements(value, fuel)? {
        match &element.data {
            Data::List(_) | Data::Set(_) => {
                if let Some(unknown) = flatten(&element, fuel, depth + 1, flat)? {
                    return Ok(Some(unknown));
                }
            }
            Data::Unknown(unknown) if depth == 0 => return Ok(Some(unknown.clone())),
            _ => flat.push(element),
        }
    }
    Ok(None)
}

fn index(call: &Call<'_>) -> Result<Value, EvalError> {
    for (index, element) in sequence(call.value(0))?.iter().enumerate() {
        match equals(element, call.value(1), call.fuel())? {
            Some(true) => return Ok(Value::whole(index)),
            Some(false) => {}
            None => {
                let unknown = first_unknown(element, call.value(1), call.fuel())?;
                return Ok(Value::unknown(unknown.map_or("unknown".into(), |unknown| unknown.reason.clone())));
            }
        }
    }
    Err(EvalError::new("the list has no such element"))
}

fn length(call: &Call<'_>) -> Result<Value, EvalError> {
    let value = call.value(0);
    Ok(match &value.data {
        Data::Text(text) => {
            call.fuel().take_text(text.len())?;
            Value::whole(text.graphemes(true).count())
        }
        Data::List(elements) => Value::whole(elements.len()),
        // Unknown elements may be equal to others.
        Data::Set(elements) => value.first_unknown(call.fuel())?.map_or_else(|| Value::whole(elements.len()), |unknown| because(&unknown)),
        Data::Object(object) => object.rest.as_ref().map_or_else(|| Value::whole(object.members().len()), |rest| because(rest)),
        _ => return Err(EvalError::new(Text::new("a string, list or map is required, not {found}").with("found", value.kind_name()))),
    })
}

fn matchkeys(call: &Call<'_>) -> Result<Value, EvalError> {
    let (values, keys) = (call.elements(0)?, call.elements(1)?);
    if values.len() != keys.len() {
        return Err(EvalError::new("there must be as many keys as values"));
    }
    // Keys and the searched key are converted to one type: `1` matches `"1"`.
    let both = Value::list([call.elements(1)?, call.elements(2)?].concat());
    let both = elements(&Type::List(Arc::new(Type::Any)).convert(&both, call.fuel())?, call.fuel())?;
    let (keys, sought) = both.split_at(keys.len());
    let texts = |values: &[Value]| values.iter().map(|value| text_of(value, call.fuel())).collect::<Result<Vec<_>, _>>();
    let sought: HashSet<String> = texts(sought)?.into_iter().collect();
    let matching = values.into_iter().zip(texts(keys)?).filter(|(_, key)| sought.contains(key)).map(|(value, _)| value);
    Ok(Value::list(matching.collect::<Vec<_>>()))
}

fn slice(call: &Call<'_>) -> Result<Value, EvalError> {
    let length = sequence(call.value(0))?.len();
    let elements = call.elements(0)?;
    let outside = || {
        EvalError::new(
            Text::new("the slice must lie within the {length} elements of the list, its start before its end")
                .with("length", length.to_string()),
        )
    };
    let index = |index: i128| usize::try_from(index).map_err(|_| outside());
    let (start, end) = (index(call.whole(1)?)?, index(call.whole(2)?)?);
    elements.get(start..end).map(Value::list).ok_or_else(outside)
}

/// Sorts by bytes, as Go compares strings.
fn sort(call: &Call<'_>) -> Result<Value, EvalError> {
    let mut elements = call.elements(0)?;
    if elements.iter().any(Value::is_null) {
        return Err(EvalError::new("null cannot be sorted"));
    }
    call.fuel().take(elements.len().saturating_mul(elements.len().checked_ilog2().unwrap_or(0) as usize))?;
    elements.sort_by(|a, b| a.as_text().cmp(&b.as_text()));
    Ok(Value::list(elements))
}
