//! An evaluated value, its span and its provenance.
//!
//! A value is not a node of a syntax tree: its parts come from several texts and are shared, its keys are sorted and unique, and a
//! computed value has no source text.

use crate::source::{Provenance, Span};
use crate::syntax::{Reference, Unknown};
use crate::text::Text;
use std::fmt;
use std::sync::Arc;

/// A value of a configuration language.
///
/// `at` is the expression that yields it at the place of use. `provenance` leads from there to where it was written: through the
/// variable, the argument, the variables file.
#[derive(Debug, Clone)]
pub struct Value {
    pub data: Data,
    /// Its span; a computed value has the span of the value around it.
    pub at: Option<Span>,
    /// The places through which it was passed, nearest first.
    pub provenance: Provenance,
    /// It was computed from other values, and does not occur in a source.
    pub computed: bool,
    /// It was obtained through a reference, so its parts are not inside of `at`.
    pub referenced: bool,
}

#[derive(Debug, Clone)]
pub enum Data {
    Null,
    Bool(bool),
    Number(Number),
    Text(Arc<str>),
    List(Arc<[Value]>),
    /// A set: each element once, in the order in which the language visits them.
    Set(Arc<[Value]>),
    Object(Arc<Object>),
    Unknown(Arc<Unknown>),
}

/// A number. Integers are exact up to 38 digits.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    Whole(i128),
    /// Any other finite number.
    Real(f64),
}

/// An object: its members sorted by key, each key once.
#[derive(Debug, Clone, Default)]
pub struct Object {
    members: Vec<(Arc<str>, Value)>,
    /// Why it may have further, unknown members.
    pub rest: Option<Arc<Unknown>>,
}

/// Why an expression has no value: the language itself rejects it. In a setting it makes the value unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalError {
    pub message: Text,
}

impl EvalError {
    pub fn new(message: impl Into<Text>) -> Self {
        Self { message: message.into() }
    }
}

impl Value {
    /// A value computed from others, without a span.
    pub fn made(data: Data) -> Self {
        Self { data, at: None, provenance: Provenance::default(), computed: true, referenced: false }
    }

    /// A value that is written at this place.
    pub fn literal(data: Data, at: Span) -> Self {
        Self { data, at: Some(at), provenance: Provenance::default(), computed: false, referenced: false }
    }

    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::made(Data::Text(text.into()))
    }

    pub fn whole(number: impl TryInto<i128>) -> Self {
        Self::made(Data::Number(Number::Whole(number.try_into().unwrap_or(i128::MAX))))
    }

    pub fn bool(value: bool) -> Self {
        Self::made(Data::Bool(value))
    }

    pub fn list(elements: impl Into<Arc<[Value]>>) -> Self {
        Self::made(Data::List(elements.into()))
    }

    pub fn object(members: impl IntoIterator<Item = (Arc<str>, Value)>) -> Self {
        Self::made(Data::Object(Arc::new(Object::new(members))))
    }

    pub fn null() -> Self {
        Self::made(Data::Null)
    }

    pub fn unknown(reason: impl Into<Text>) -> Self {
        Self::made(Data::Unknown(Arc::new(Unknown::new(reason))))
    }

    /// The value at a reference to it: `at` is the reference, and the provenance leads to the original place.
    #[must_use]
    pub fn used_at(&self, at: Span) -> Self {
        let provenance = self.at.map_or_else(|| self.provenance.clone(), |before| Provenance::through(before, &self.provenance));
        Self { data: self.data.clone(), at: Some(at), provenance, computed: self.computed, referenced: true }
    }

    /// The value as the result of an expression at this place, unless it already has a span.
    #[must_use]
    pub fn placed(mut self, at: Span) -> Self {
        self.at.get_or_insert(at);
        self
    }

    /// A part of this value, with the span and provenance that it has as a part.
    fn part(&self, part: &Self) -> Self {
        if self.referenced {
            let from = part.at.map_or_else(|| Some(self.provenance.clone()), |before| Some(Provenance::through(before, &part.provenance)));
            let provenance = from.unwrap_or_default();
            return Self { at: self.at, provenance, referenced: true, ..part.clone() };
        }
        if part.at.is_none() {
            return Self { at: self.at, provenance: self.provenance.clone(), ..part.clone() };
        }
        part.clone()
    }

    pub fn elements(&self) -> Option<impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + '_> {
        match &self.data {
            Data::List(elements) | Data::Set(elements) => Some(elements.iter().map(|element| self.part(element))),
            _ => None,
        }
    }

    pub fn element(&self, index: usize) -> Option<Self> {
        match &self.data {
            Data::List(elements) | Data::Set(elements) => elements.get(index).map(|element| self.part(element)),
            _ => None,
        }
    }

    /// The members of an object, sorted by key.
    pub fn members(&self) -> Option<impl ExactSizeIterator<Item = (&Arc<str>, Self)> + '_> {
        match &self.data {
            Data::Object(object) => Some(object.members.iter().map(|(key, value)| (key, self.part(value)))),
            _ => None,
        }
    }

    /// The member of this name. A missing member of an open object is unknown.
    pub fn member(&self, name: &str) -> Option<Self> {
        let Data::Object(object) = &self.data else { return None };
        if let Some(value) = object.get(name) {
            return Some(self.part(value));
        }
        let rest = object.rest.as_ref()?;
        let reference = rest.reference.as_ref().map(|of| Reference { attribute: name.into(), ..of.clone() });
        let data = Data::Unknown(Arc::new(Unknown { reference, ..Unknown::new(rest.reason.clone()) }));
        Some(Self { data, at: self.at, provenance: self.provenance.clone(), computed: true, referenced: false })
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Data::Text(text) = &self.data { Some(text) } else { None }
    }

    pub fn as_bool(&self) -> Option<bool> {
        if let Data::Bool(value) = self.data { Some(value) } else { None }
    }

    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// Why the value itself is unknown. Parts of a known value may still be unknown.
    pub fn as_unknown(&self) -> Option<&Arc<Unknown>> {
        if let Data::Unknown(unknown) = &self.data { Some(unknown) } else { None }
    }

    /// The maximum nesting for functions that visit a whole value. Source text nests at most 64 levels, and locals that contain locals go
    /// deeper; a recursive walk must not overflow the stack.
    pub const DEEPEST: usize = 200;

    /// Checks a depth against [`Value::DEEPEST`].
    ///
    /// # Errors
    /// [`EvalError`] when `depth` exceeds it.
    pub fn check_depth(depth: usize) -> Result<(), EvalError> {
        if depth > Self::DEEPEST { Err(EvalError::new("the value is nested too deep")) } else { Ok(()) }
    }

    /// The first unknown part of the value, itself included.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel runs out (parts may be shared many times over), or it is nested deeper than [`Value::DEEPEST`].
    pub fn first_unknown(&self, fuel: &super::Fuel) -> Result<Option<Arc<Unknown>>, EvalError> {
        self.first_unknown_below(fuel, 0)
    }

    fn first_unknown_below(&self, fuel: &super::Fuel, depth: usize) -> Result<Option<Arc<Unknown>>, EvalError> {
        fuel.take(1)?;
        Self::check_depth(depth)?;
        match &self.data {
            Data::Unknown(unknown) => return Ok(Some(unknown.clone())),
            Data::List(elements) | Data::Set(elements) => {
                for element in elements.iter() {
                    if let Some(unknown) = element.first_unknown_below(fuel, depth + 1)? {
                        return Ok(Some(unknown));
                    }
                }
            }
            Data::Object(object) => {
                for (_, member) in &object.members {
                    if let Some(unknown) = member.first_unknown_below(fuel, depth + 1)? {
                        return Ok(Some(unknown));
                    }
                }
                return Ok(object.rest.clone());
            }
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::Text(_) => {}
        }
        Ok(None)
    }

    /// Checks that a value is not nested deeper than this.
    ///
    /// # Errors
    /// [`EvalError`] when it is, or when the fuel runs out.
    pub fn check_nesting(&self, levels: usize, fuel: &super::Fuel) -> Result<(), EvalError> {
        fuel.take(1)?;
        let inner = levels.checked_sub(1).ok_or_else(|| EvalError::new("the value is nested too deep"))?;
        match &self.data {
            Data::List(elements) | Data::Set(elements) => elements.iter().try_for_each(|element| element.check_nesting(inner, fuel)),
            Data::Object(object) => object.members.iter().try_for_each(|(_, member)| member.check_nesting(inner, fuel)),
            _ => Ok(()),
        }
    }

    /// The name of this type in messages.
    pub fn kind_name(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(_) => "true or false",
            Data::Number(_) => "a number",
            Data::Text(_) => "a string",
            Data::List(_) => "a list",
            Data::Set(_) => "a set",
            Data::Object(_) => "an object",
            Data::Unknown(_) => "an unknown value",
        }
    }
}

impl Object {
    /// An object of these members; the last of duplicate keys wins.
    pub fn new(members: impl IntoIterator<Item = (Arc<str>, Value)>) -> Self {
        let mut members: Vec<(Arc<str>, Value)> = members.into_iter().collect();
        if !members.is_sorted_by(|(a, _), (b, _)| a < b) {
            members.sort_by(|(a, _), (b, _)| a.cmp(b)); // stable: the last of duplicate keys comes last
            members.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    std::mem::swap(later, earlier);
                }
                same
            });
        }
        Self { members, rest: None }
    }

    /// The same object, which may have further, unknown members.
    #[must_use]
    pub fn open(mut self, rest: Arc<Unknown>) -> Self {
        self.rest = Some(rest);
        self
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        let index = self.members.binary_search_by(|(key, _)| (**key).cmp(name)).ok()?;
        self.members.get(index).map(|(_, value)| value)
    }

    /// The members, sorted by key, with their original spans.
    pub fn members(&self) -> &[(Arc<str>, Value)] {
        &self.members
    }
}

impl Number {
    pub fn parse(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(whole) => Some(Self::Whole(whole)),
            Err(_) => text.parse().ok().and_then(Self::real),
        }
    }

    /// Converts a float: to an integer if it is one. `None` if it is infinite or not a number.
    pub fn real(number: f64) -> Option<Self> {
        /// Up to here every integer is exact.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if !number.is_finite() {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
        let whole = (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i128);
        Some(whole.map_or(Self::Real(number), Self::Whole))
    }

    /// The nearest float.
    #[expect(clippy::cast_precision_loss, reason = "the nearest real number is asked for")]
    pub fn as_real(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Real(real) => real,
        }
    }

    /// The number, if it is an integer.
    pub fn as_whole(self) -> Option<i128> {
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Real(_) => None,
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a == b,
            (a, b) => a.as_real().total_cmp(&b.as_real()).is_eq(),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.partial_cmp(b),
            (a, b) => a.as_real().partial_cmp(&b.as_real()),
        }
    }
}

/// The format of Terraform and JSON: no exponent for integers.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => whole.fmt(f),
            Self::Real(real) => real.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn span(start: u32) -> Span {
        Span { file: FileId(0), start, end: start + 1 }
    }

    #[test]
    fn a_part_of_a_referenced_value_has_the_span_of_the_reference() {
        let inner = Value::literal(Data::Bool(true), span(10));
        let list = Value::literal(Data::List(Arc::new([inner])), span(9));
        assert_eq!(list.element(0).unwrap().at, Some(span(10)));
        let used = list.used_at(span(50)).element(0).unwrap();
        assert_eq!(used.at, Some(span(50)));
        assert_eq!(used.provenance.steps().map(|step| step.at).collect::<Vec<_>>(), [span(10)]);
    }

    #[test]
    fn the_last_of_duplicate_keys_wins() {
        let object = Object::new([("b".into(), Value::whole(1)), ("a".into(), Value::whole(2)), ("b".into(), Value::whole(3))]);
        let members: Vec<String> = object
            .members()
            .iter()
            .map(|(key, value)| format!("{key}={}", if let Data::Number(n) = value.data { n } else { panic!() }))
            .collect();
        assert_eq!(members, ["a=2", "b=3"]);
    }

    #[test]
    fn numbers_are_written_as_terraform_writes_them() {
        for (written, shown) in [("1", "1"), ("1.0", "1"), ("1.5", "1.5"), ("1e3", "1000"), ("0.1", "0.1"), ("-0", "0")] {
            assert_eq!(Number::parse(written).unwrap().to_string(), shown);
        }
        assert!(Number::parse("1e999").is_none());
    }
}
