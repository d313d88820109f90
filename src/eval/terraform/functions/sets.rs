//! Sets. Lists are converted to sets.

use super::signature::{ANY, Call, Function, SET, elements};
use crate::eval::terraform::{Type, set, text_of, type_of, unify};
use crate::eval::{Data, EvalError, Fuel, Value};
use std::collections::HashSet;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("setintersection", &[SET], |call| {
        let mut sets = of_one_type(call)?;
        let first = sets.remove(0);
        let others = sets.iter().map(|set| texts(set, call)).collect::<Result<Vec<_>, _>>()?;
        selected(first, call, |text| others.iter().all(|other| other.contains(text)))
    })
    .rest(SET),
    Function::new("setproduct", &[], product).rest(ANY.partly()),
    Function::new("setsubtract", &[SET, SET], |call| {
        let mut sets = of_one_type(call)?.into_iter();
        let (first, subtracted) = (sets.next().unwrap_or_default(), texts(&sets.next().unwrap_or_default(), call)?);
        selected(first, call, |text| !subtracted.contains(text))
    }),
    Function::new("setunion", &[SET], |call| {
        let all = of_one_type(call)?.concat();
        Ok(Value::made(Data::Set(set(all, call.fuel())?)))
    })
    .rest(SET),
];

/// The elements of all arguments, converted to their common type.
fn of_one_type(call: &Call<'_>) -> Result<Vec<Vec<Value>>, EvalError> {
    let fuel = call.fuel();
    let sets = call.arguments.iter().map(|argument| elements(argument, fuel)).collect::<Result<Vec<_>, _>>()?;
    let types = sets.iter().flatten().map(|element| type_of(element, fuel)).collect::<Result<Vec<_>, _>>()?;
    let of = unify(types, fuel)?.ok_or_else(|| EvalError::new("the elements of all sets must have the same type"))?;
    sets.iter().map(|set| set.iter().map(|element| of.convert(element, fuel)).collect()).collect()
}

fn texts(elements: &[Value], call: &Call<'_>) -> Result<HashSet<String>, EvalError> {
    elements.iter().map(|element| text_of(element, call.fuel())).collect()
}

fn selected(elements: Vec<Value>, call: &Call<'_>, is_selected: impl Fn(&str) -> bool) -> Result<Value, EvalError> {
    let mut selected = Vec::new();
    for element in elements {
        if is_selected(&text_of(&element, call.fuel())?) {
            selected.push(element);
        }
    }
    Ok(Value::made(Data::Set(set(selected, call.fuel())?)))
}

/// All combinations of one element of each argument: a list, or a set if one of them is a set.
fn product(call: &Call<'_>) -> Result<Value, EvalError> {
    let fuel = call.fuel();
    if call.arguments.len() < 2 {
        return Err(EvalError::new("at least two lists or sets are required"));
    }
    let mut lists = Vec::new();
    let mut is_set = false;
    for argument in call.arguments {
        is_set |= matches!(argument.data, Data::Set(_));
        lists.push(elements(&Type::List(Arc::new(Type::Any)).convert(argument, fuel)?, fuel)?);
    }
    let count = lists.iter().try_fold(1_usize, |count, list| count.checked_mul(list.len())).unwrap_or(usize::MAX);
    fuel.take(count.saturating_mul(1 + lists.len()).saturating_mul(Fuel::ELEMENT))?;
    let mut combinations: Vec<Vec<Value>> = vec![Vec::new()];
    for list in &lists {
        let with = |start: &Vec<Value>, element: &Value| [&**start, std::slice::from_ref(element)].concat();
        combinations = combinations.iter().flat_map(|start| list.iter().map(move |element| with(start, element))).collect();
    }
    let combinations: Vec<Value> = combinations.into_iter().map(Value::list).collect();
    if !is_set {
        return Ok(Value::list(combinations));
    }
    let mut unknown = None;
    for combination in &combinations {
        unknown = unknown.or(combination.first_unknown(fuel)?);
    }
    match unknown {
        Some(unknown) => Ok(super::signature::because(&unknown)),
        None => Ok(Value::made(Data::Set(set(combinations, fuel)?))),
    }
}
