//! Whether two values are equal, as far as that is known.

use super::case;
use crate::eval::{Data, EvalError, Fuel, Object, Unknown, Value};
use crate::parts::Parts;
use crate::text::Text;

/// Whether two values are equal (`equals` of templates, `==` of Bicep). The comparison of text is case-sensitive. `None` if unknown parts
/// prevent a decision.
///
/// # Errors
/// [`EvalError`] when the fuel runs out, or the values are nested deeper than [`Value::DEEPEST`].
pub fn equals(a: &Value, b: &Value, fuel: &Fuel) -> Result<Option<bool>, EvalError> {
    below(a, b, fuel, 0)
}

/// Whether two texts differ at most in case (`=~` of Bicep). Null counts as empty text.
///
/// # Errors
/// [`EvalError`] when one of them is not text, or when the fuel runs out.
pub fn equals_ignoring_case(a: &Value, b: &Value, fuel: &Fuel) -> Result<Option<bool>, EvalError> {
    let lowered = |value: &Value| -> Result<Value, EvalError> {
        let data = match &value.data {
            Data::Null => Data::Text("".into()),
            Data::Text(text) => {
                fuel.take_text(text.len())?;
                Data::Text(case::lower(text).into())
            }
            Data::Unknown(unknown) => Data::Unknown(lower(unknown).into()),
            _ => return Err(EvalError::new(Text::new("a string is required, not {found}").with("found", value.kind_name()))),
        };
        Ok(Value::made(data))
    };
    equals(&lowered(a)?, &lowered(b)?, fuel)
}

/// The known parts of a partly known text, in lower case.
pub(super) fn lower(unknown: &Unknown) -> Unknown {
    let lower = |text: &str| case::lower(text).into();
    Unknown {
        starts_with: lower(&unknown.starts_with),
        middle: lower(&unknown.middle),
        ends_with: lower(&unknown.ends_with),
        ..Unknown::new(unknown.reason.clone())
    }
}

fn below(a: &Value, b: &Value, fuel: &Fuel, depth: usize) -> Result<Option<bool>, EvalError> {
    fuel.take(1)?;
    Value::check_depth(depth)?;
    Ok(match (&a.data, &b.data) {
        (Data::Unknown(a), Data::Unknown(b)) => differ(a, b).then_some(false),
        (Data::Unknown(unknown), known) | (known, Data::Unknown(unknown)) => (!may_be(unknown, known)).then_some(false),
        (Data::Null, Data::Null) => Some(true),
        (Data::Bool(a), Data::Bool(b)) => Some(a == b),
        (Data::Number(a), Data::Number(b)) => Some(a == b),
        (Data::Text(a), Data::Text(b)) => {
            fuel.take_text(a.len().min(b.len()))?;
            Some(a == b)
        }
        (Data::List(a) | Data::Set(a), Data::List(b) | Data::Set(b)) => {
            let pairs = || a.iter().zip(b.iter());
            if a.len() == b.len() { all(pairs().map(|(a, b)| below(a, b, fuel, depth + 1)))? } else { Some(false) }
        }
        (Data::Object(a), Data::Object(b)) => objects(a, b, fuel, depth + 1)?,
        _ => Some(false),
    })
}

fn objects(a: &Object, b: &Object, fuel: &Fuel, depth: usize) -> Result<Option<bool>, EvalError> {
    let open = a.rest.is_some() || b.rest.is_some();
    let lacks = |this: &Object, other: &Object| other.rest.is_none() && this.members().iter().any(|(key, _)| other.get(key).is_none());
    fuel.take(a.members().len() + b.members().len())?;
    if lacks(a, b) || lacks(b, a) {
        return Ok(Some(false));
    }
    let both = a.members().iter().filter_map(|(key, a)| Some((a, b.get(key)?)));
    let equal = all(both.map(|(a, b)| below(a, b, fuel, depth)))?;
    Ok(equal.filter(|equal| !equal || !open))
}

fn all(mut results: impl Iterator<Item = Result<Option<bool>, EvalError>>) -> Result<Option<bool>, EvalError> {
    results
        .try_fold(Some(true), |all, result| match result? {
            Some(false) => Err(None),
            Some(true) => Ok(all),
            None => Ok(None),
        })
        .or_else(|stopped: Stopped| stopped.map_or(Ok(Some(false)), Err))
}

/// Why not all results were evaluated: an error, or one result was false.
type Stopped = Option<EvalError>;

/// Whether two partly known texts cannot be equal.
fn differ(a: &Unknown, b: &Unknown) -> bool {
    let starts = a.starts_with.len().min(b.starts_with.len());
    let ends = a.ends_with.len().min(b.ends_with.len());
    a.starts_with.as_bytes().before(starts) != b.starts_with.as_bytes().before(starts)
        || a.ends_with.as_bytes().after(a.ends_with.len() - ends) != b.ends_with.as_bytes().after(b.ends_with.len() - ends)
}

/// Whether an unknown value may equal a known one. A partly known text can only be text.
fn may_be(unknown: &Unknown, known: &Data) -> bool {
    match known {
        Data::Text(text) => text.starts_with(&*unknown.starts_with) && text.ends_with(&*unknown.ends_with),
        _ => unknown.starts_with.is_empty() && unknown.ends_with.is_empty(),
    }
}
