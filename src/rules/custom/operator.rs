//! What a rule of an organization requires of a value.

use crate::model::State;
use crate::model::pointed::Raw;
use crate::resource::UNKNOWN;
use serde_json::Value;
use std::fmt::Write as _;

/// A text, number or boolean.
pub type Scalar = Value;

/// A requirement on a value.
#[derive(Debug, Clone)]
pub enum Operator {
    Equals(Scalar),
    In(Vec<Scalar>),
    /// The text matches a regular expression.
    Matches(regex::Regex),
    /// A list has the element, or a text the part.
    Contains(Scalar),
    /// There is a value.
    Exists(bool),
    /// The number of elements of a list, or of members of an object.
    Count(Range),
    Not(Box<Self>),
}

/// A range of numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Range {
    pub min: Option<u64>,
    pub max: Option<u64>,
}

impl Operator {
    /// Whether a value fulfills it; nothing if that cannot be known.
    pub(super) fn test(&self, state: &State<Raw<'_>>) -> Option<bool> {
        match (self, state) {
            (Self::Not(operator), state) => operator.test(state).map(|result| !result),
            // That nothing is written says that there is no value, but not what the service uses instead.
            (Self::Exists(exists), State::Known(Raw::Missing)) => Some(!exists),
            (_, State::Known(Raw::Missing) | State::Absent | State::Unknown(_)) => None,
            (_, State::Null) => self.test_value(&Value::Null),
            (_, State::Known(Raw::Json(json))) => self.test_value(&serde_json::from_str(json).ok()?),
        }
    }

    fn test_value(&self, value: &Value) -> Option<bool> {
        match self {
            Self::Equals(expected) => same(expected, value),
            Self::In(expected) => any(expected.iter().map(|expected| same(expected, value))),
            Self::Matches(pattern) => Some(value.as_str().is_some_and(|text| pattern.is_match(text))),
            Self::Contains(expected) => match value {
                Value::Array(elements) => any(elements.iter().map(|element| same(expected, element))),
                Value::String(text) => Some(expected.as_str().is_some_and(|part| text.contains(part))),
                _ => Some(false),
            },
            Self::Exists(exists) => Some(*exists != value.is_null()),
            Self::Count(range) => match value {
                Value::Null => Some(range.has(0)),
                Value::Array(elements) => Some(range.has(elements.len())),
                Value::Object(members) => Some(range.has(members.len())),
                _ => Some(false),
            },
            Self::Not(operator) => operator.test_value(value).map(|result| !result),
        }
    }

    /// What it requires, after `must`.
    pub(super) fn expected(&self) -> String {
        match self {
            Self::Equals(expected) => format!("be {expected}"),
            Self::In(expected) => format!("be one of {}", list(expected)),
            Self::Matches(pattern) => format!("match `{pattern}`"),
            Self::Contains(expected) => format!("contain {expected}"),
            Self::Exists(true) => "have a value".to_owned(),
            Self::Exists(false) => "have no value".to_owned(),
            Self::Count(Range { min: Some(min), max: Some(max) }) if min == max => format!("have {min} elements"),
            Self::Count(Range { min, max }) => {
                let min = min.map(|min| format!("at least {min}"));
                let max = max.map(|max| format!("at most {max}"));
                format!("have {} elements", [min, max].into_iter().flatten().collect::<Vec<_>>().join(" and "))
            }
            Self::Not(operator) => format!("not {}", operator.expected()),
        }
    }
}

impl Range {
    fn has(self, count: usize) -> bool {
        let count = count as u64;
        self.min.is_none_or(|min| min <= count) && self.max.is_none_or(|max| count <= max)
    }
}

/// Whether a value is the expected one; nothing for a value that a reader marks as unknown.
fn same(expected: &Value, value: &Value) -> Option<bool> {
    match (expected.as_f64(), value.as_f64()) {
        (Some(expected), Some(value)) => Some((expected - value).abs() < f64::EPSILON),
        _ if is_unknown(value) => None,
        _ => Some(expected == value),
    }
}

fn is_unknown(value: &Value) -> bool {
    value.get("$unknown").is_some_and(Value::is_string) && value.to_string().starts_with(UNKNOWN)
}

fn any(results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut any = Some(false);
    for result in results {
        match result {
            Some(true) => return result,
            None => any = None,
            Some(false) => {}
        }
    }
    any
}

/// The first values of a list, for a message.
fn list(values: &[Value]) -> String {
    const SHOWN: usize = 5;
    let mut text = values.iter().take(SHOWN).map(Value::to_string).collect::<Vec<_>>().join(", ");
    if let Some(more) = values.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = write!(text, " and {more} more");
    }
    text
}
