//! Union and intersection, of arrays and of objects.

use super::objects::object;
use super::signature::{Call, Function, MANY, because, elements, members, required};
use crate::eval::arm::{case, equals};
use crate::eval::{Data, EvalError, Fuel, Unknown, Value};
use crate::parts::Parts as _;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("distinct", 1, 1, each_once).partly(),
    Function::new("intersection", 2, MANY, intersection).unknown(),
    Function::new("union", 2, MANY, union).unknown(),
];

fn is_list(value: &Value) -> bool {
    matches!(value.data, Data::List(_) | Data::Set(_))
}

fn union(call: &Call<'_>) -> Result<Value, EvalError> {
    match call.arguments.iter().find(|argument| argument.as_unknown().is_none()) {
        None => call.undecided(),
        Some(first) if is_list(first) => {
            if let Some(unknown) = call.arguments.iter().find_map(Value::as_unknown) {
                return Ok(because(unknown));
            }
            let mut all = Vec::new();
            for argument in call.arguments {
                all.append(&mut elements(argument, call.fuel())?);
            }
            distinct(all, call.fuel())?.map_or_else(|| call.undecided(), |distinct| Ok(Value::list(distinct)))
        }
        Some(first) if first.members().is_some() => merge(call.arguments, Depth::Deep, call.fuel()),
        Some(first) => Err(required("an array or an object", first)),
    }
}

fn each_once(call: &Call<'_>) -> Result<Value, EvalError> {
    distinct(call.elements(0)?, call.fuel())?.map_or_else(|| call.undecided(), |distinct| Ok(Value::list(distinct)))
}

/// Each value once, at its first position; `None` if it is unknown whether two values are equal.
fn distinct(values: Vec<Value>, fuel: &Fuel) -> Result<Option<Vec<Value>>, EvalError> {
    // Text is looked up in a hash set, because a long list would otherwise take quadratic time; other values are compared pairwise, which
    // consumes fuel.
    let mut texts: HashSet<Arc<str>> = HashSet::new();
    let (mut of_text, mut others): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut distinct: Vec<Value> = Vec::new();
    for value in values {
        let is_text = if let Data::Text(text) = &value.data {
            fuel.take_text(text.len())?;
            if !texts.insert(text.clone()) {
                continue;
            }
            true
        } else {
            false
        };
        // Known text differs from all other known text, but may equal an unknown value.
        let candidates = if is_text { [&others[..], &[]] } else { [&others[..], &of_text[..]] };
        match find(&value, candidates.into_iter().flatten().filter_map(|index| distinct.get(*index)), fuel)? {
            Some(true) => {}
            Some(false) => {
                if is_text {
                    of_text.push(distinct.len());
                } else {
                    others.push(distinct.len());
                }
                distinct.push(value);
            }
            None => return Ok(None),
        }
    }
    Ok(Some(distinct))
}

/// Whether a value is one of the candidates, as far as that is known.
fn find<'v>(value: &Value, candidates: impl IntoIterator<Item = &'v Value>, fuel: &Fuel) -> Result<Option<bool>, EvalError> {
    let mut found = Some(false);
    for candidate in candidates {
        match equals(candidate, value, fuel)? {
            Some(true) => return Ok(Some(true)),
            Some(false) => {}
            None => found = None,
        }
    }
    Ok(found)
}

/// Whether members that are objects are also merged, or the later one wins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    Deep,
    Shallow,
}

/// Merges objects in order. An unknown object may have changed the members before it.
pub(super) fn merge(objects: &[Value], depth: Depth, fuel: &Fuel) -> Result<Value, EvalError> {
    let mut merged = Value::object([]);
    for patch in objects {
        merged = over(&merged, patch, depth, fuel, 0)?;
    }
    Ok(merged)
}

fn over(base: &Value, patch: &Value, depth: Depth, fuel: &Fuel, level: usize) -> Result<Value, EvalError> {
    Value::check_depth(level)?;
    let (patches, patch_rest) = parts(patch, fuel)?;
    let (bases, base_rest) = parts(base, fuel)?;
    let mut names: HashMap<String, usize> = HashMap::with_capacity(bases.len());
    let mut merged = bases;
    for (index, (key, _)) in merged.iter().enumerate() {
        fuel.take_text(key.len())?;
        names.insert(case::upper(key), index);
    }
    let mut changed = vec![false; merged.len()];
    for (key, value) in patches {
        fuel.take_text(key.len())?;
        let known = names.get(&case::upper(&key)).and_then(|index| changed.get_mut(*index).zip(merged.get_mut(*index)));
        if let Some((is_changed, (_, base))) = known {
            *is_changed = true;
            *base = over_member(base, value, depth, fuel, level)?;
        } else {
            let value = match &base_rest {
                Some(rest) if depth == Depth::Deep => over_unknown(value, rest, fuel)?,
                _ => value,
            };
            merged.push((key, value));
        }
    }
    if let Some(rest) = &patch_rest {
        for ((_, value), _) in merged.iter_mut().zip(&changed).filter(|(_, changed)| !**changed) {
            *value = because(rest);
        }
    }
    Ok(object(merged, patch_rest.or(base_rest)))
}

/// The members of an object, and why there may be more.
type Parts = (Vec<(Arc<str>, Value)>, Option<Arc<Unknown>>);

fn parts(value: &Value, fuel: &Fuel) -> Result<Parts, EvalError> {
    match &value.data {
        Data::Unknown(unknown) => Ok((Vec::new(), Some(unknown.clone()))),
        Data::Object(object) => Ok((members(value, fuel)?, object.rest.clone())),
        _ => Err(required("an object", value)),
    }
}

fn over_member(base: &Value, patch: Value, depth: Depth, fuel: &Fuel, level: usize) -> Result<Value, EvalError> {
    if depth == Depth::Shallow {
        return Ok(patch);
    }
    match (&base.data, &patch.data) {
        (Data::Object(_), Data::Object(_)) => over(base, &patch, depth, fuel, level + 1),
        (Data::Unknown(unknown), _) => over_unknown(patch, unknown, fuel),
        (Data::Null, _) => Ok(patch),
        (_, Data::Null) => Ok(Value::unknown("whether `union` overwrites a value with null is not documented")),
        _ => Ok(patch),
    }
}

/// The result of merging a value over an unknown one: an object may be merged with more members.
fn over_unknown(patch: Value, unknown: &Arc<Unknown>, fuel: &Fuel) -> Result<Value, EvalError> {
    match &patch.data {
        Data::Object(object) if object.rest.is_none() => {
            fuel.take(object.members().len().saturating_mul(Fuel::ELEMENT))?;
            let open = Data::Object(Arc::new((**object).clone().open(unknown.clone())));
            Ok(Value { data: open, ..patch })
        }
        _ => Ok(patch),
    }
}

fn intersection(call: &Call<'_>) -> Result<Value, EvalError> {
    if let Some(unknown) = call.arguments.iter().find_map(Value::as_unknown) {
        return Ok(because(unknown));
    }
    if is_list(call.value(0)) { common_elements(call) } else { common_members(call) }
}

/// The elements that all arrays have, in the order of the first one.
fn common_elements(call: &Call<'_>) -> Result<Value, EvalError> {
    let others: Vec<Vec<Value>> = (1..call.arguments.len()).map(|index| call.elements(index)).collect::<Result<_, _>>()?;
    let Some(first) = distinct(call.elements(0)?, call.fuel())? else { return call.undecided() };
    let mut common = Vec::new();
    'element: for element in first {
        let mut undecided = false;
        for other in &others {
            match find(&element, other, call.fuel())? {
                Some(true) => {}
                Some(false) => continue 'element,
                None => undecided = true,
            }
        }
        if undecided {
            return call.undecided();
        }
        common.push(element);
    }
    Ok(Value::list(common))
}

/// The members that all objects have with the same name and value. The names are case-sensitive here.
fn common_members(call: &Call<'_>) -> Result<Value, EvalError> {
    let first = call.value(0);
    let (mut common, mut rest) = (Vec::new(), None);
    for other in call.arguments {
        rest = rest.or(parts(other, call.fuel())?.1);
    }
    'member: for (key, member) in members(first, call.fuel())? {
        let mut unknown = None;
        for other in call.arguments.after(1) {
            let Some(candidate) = other.member(&key) else { continue 'member };
            match equals(&member, &candidate, call.fuel())? {
                Some(true) => {}
                Some(false) => continue 'member,
                None => unknown = unknown.or(candidate.first_unknown(call.fuel())?).or(member.first_unknown(call.fuel())?),
            }
        }
        match unknown {
            Some(unknown) => rest = rest.or(Some(unknown)),
            None => common.push((key, member)),
        }
    }
    Ok(object(common, rest))
}
