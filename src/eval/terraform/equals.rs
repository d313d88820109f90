//! Deep equality, as in `==`, `contains`, `index` and `distinct`.

use crate::eval::{Data, EvalError, Fuel, Object, Value};

/// Whether two values are equal. `None` if that depends on unknown values.
///
/// A tuple compares like a list, and an object like a map: [`Data`] does not distinguish them, while values of different types differ in
/// Terraform. A set never equals a list, nor a number its text.
///
/// # Errors
/// [`EvalError`] when the fuel runs out, or a value is nested too deep.
pub fn equals(a: &Value, b: &Value, fuel: &Fuel) -> Result<Option<bool>, EvalError> {
    compare(a, b, fuel, 0)
}

fn compare(a: &Value, b: &Value, fuel: &Fuel, depth: usize) -> Result<Option<bool>, EvalError> {
    fuel.take(1)?;
    Value::check_depth(depth)?;
    Ok(match (&a.data, &b.data) {
        (Data::Unknown(_), _) | (_, Data::Unknown(_)) => None,
        (Data::Null, Data::Null) => Some(true),
        (Data::Bool(a), Data::Bool(b)) => Some(a == b),
        (Data::Number(a), Data::Number(b)) => Some(a == b),
        (Data::Text(a), Data::Text(b)) => {
            fuel.take_text(a.len().min(b.len()))?;
            Some(a == b)
        }
        (Data::List(a), Data::List(b)) => sequences(a, b, fuel, depth)?,
        (Data::Set(one), Data::Set(other)) => {
            // Sets are sorted, so equal elements have equal positions; unknown elements could have any position.
            if a.first_unknown(fuel)?.is_some() || b.first_unknown(fuel)?.is_some() {
                return Ok(None);
            }
            sequences(one, other, fuel, depth)?
        }
        (Data::Object(a), Data::Object(b)) => objects(a, b, fuel, depth)?,
        _ => Some(false),
    })
}

fn sequences(a: &[Value], b: &[Value], fuel: &Fuel, depth: usize) -> Result<Option<bool>, EvalError> {
    if a.len() != b.len() {
        return Ok(Some(false));
    }
    let mut equal = Some(true);
    for (a, b) in a.iter().zip(b) {
        match compare(a, b, fuel, depth + 1)? {
            Some(true) => {}
            Some(false) => return Ok(Some(false)),
            None => equal = None,
        }
    }
    Ok(equal)
}

fn objects(a: &Object, b: &Object, fuel: &Fuel, depth: usize) -> Result<Option<bool>, EvalError> {
    let mut equal = if a.rest.is_some() || b.rest.is_some() { None } else { Some(true) };
    // A missing member decides, unless the other object is open.
    let lacks = |one: &Object, other: &Object| other.rest.is_none() && one.members().iter().any(|(key, _)| other.get(key).is_none());
    fuel.take(a.members().len() + b.members().len())?;
    if lacks(a, b) || lacks(b, a) {
        return Ok(Some(false));
    }
    for (key, one) in a.members() {
        let Some(other) = b.get(key) else { continue };
        match compare(one, other, fuel, depth + 1)? {
            Some(true) => {}
            Some(false) => return Ok(Some(false)),
            None => equal = None,
        }
    }
    Ok(equal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Unknown;
    use std::sync::Arc;

    fn equal(a: &Value, b: &Value) -> Option<bool> {
        equals(a, b, &Fuel::new(1_000_000)).unwrap()
    }

    fn open(members: impl IntoIterator<Item = (Arc<str>, Value)>) -> Value {
        let rest = Arc::new(Unknown::new("no one knows"));
        Value::made(Data::Object(Arc::new(Object::new(members).open(rest))))
    }

    #[test]
    fn a_certain_difference_decides_despite_unknown_parts() {
        let unknown = || Value::unknown("no one knows");
        let list = |elements: Vec<Value>| Value::list(elements);
        assert_eq!(equal(&list(vec![unknown(), Value::whole(1)]), &list(vec![unknown(), Value::whole(2)])), Some(false));
        assert_eq!(equal(&list(vec![unknown()]), &list(vec![unknown()])), None);
        assert_eq!(equal(&list(vec![unknown()]), &list(vec![])), Some(false));
        assert_eq!(equal(&Value::null(), &unknown()), None);
        assert_eq!(equal(&Value::whole(1), &Value::text("1")), Some(false));
    }

    #[test]
    fn an_open_object_equals_nothing_for_sure() {
        let one = || ("a".into(), Value::whole(1));
        assert_eq!(equal(&open([one()]), &Value::object([one()])), None);
        assert_eq!(equal(&open([]), &Value::object([one()])), None);
        assert_eq!(equal(&open([one()]), &Value::object([])), Some(false));
        assert_eq!(equal(&open([("a".into(), Value::whole(2))]), &open([one()])), Some(false));
    }

    #[test]
    fn values_that_share_their_parts_many_times_over_end_with_the_fuel() {
        let mut value = Value::list(vec![]);
        for _ in 0..60 {
            value = Value::list(vec![value.clone(), value]);
        }
        assert!(equals(&value, &value, &Fuel::new(100_000)).is_err());
        let mut value = Value::list(vec![]);
        for _ in 0..=Value::DEEPEST {
            value = Value::list(vec![value]);
        }
        assert!(equals(&value, &value, &Fuel::new(100_000)).is_err());
    }
}
