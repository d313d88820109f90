//! One property of an object, in one of four states.

use crate::wire::UNKNOWN;
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// How a value reads whose key is written twice.
pub(super) const WRITTEN_TWICE: &str = r#"{"$unknown":"its key, or a key in it, is written twice"}"#;

/// What is known about a property.
///
/// The text of the value is kept with it: it is a slice of the resource's JSON, and so tells its place.
#[derive(Debug)]
pub struct Setting<'a, T> {
    raw: Option<&'a RawValue>,
    state: State<T>,
}

/// The four states of a [`Setting`].
#[derive(Debug, PartialEq, Eq)]
pub enum State<T> {
    /// Not collected: nothing may be concluded.
    Absent,
    /// The service said `null`: its own default is in force.
    Null,
    /// There is a value, but it cannot be known or makes no sense: the reason.
    Unknown(String),
    /// The value.
    Known(T),
}

impl<T> Default for Setting<'_, T> {
    fn default() -> Self {
        Self { raw: None, state: State::Absent }
    }
}

impl<'a, T> Setting<'a, T> {
    /// The state.
    pub fn state(&self) -> &State<T> {
        &self.state
    }

    /// The value, where it is known.
    pub fn known(&self) -> Option<&T> {
        if let State::Known(value) = &self.state { Some(value) } else { None }
    }

    /// Whether the property is not there at all.
    pub fn is_absent(&self) -> bool {
        matches!(self.state, State::Absent)
    }

    /// Whether the service said `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.state, State::Null)
    }

    /// The value's text in the resource's JSON.
    pub fn raw(&self) -> Option<&'a str> {
        self.raw.map(RawValue::get)
    }

    /// This setting, or the other one where this one is absent: for properties that two shapes of one object place differently.
    #[must_use]
    pub fn or<'s>(&'s self, other: &'s Self) -> &'s Self {
        if self.is_absent() { other } else { self }
    }
}

impl<T> Setting<'_, Vec<T>> {
    /// The elements of a list, where it is known.
    pub fn elements(&self) -> &[T] {
        self.known().map_or(&[], Vec::as_slice)
    }
}

impl<T: PartialEq> PartialEq for Setting<'_, T> {
    /// By state and value: where it stands does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Setting<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?;
        let state = match raw.get() {
            "null" => State::Null,
            text if text.starts_with(UNKNOWN) => State::Unknown(reason(text)),
            // A value of the wrong type must not lose the resource.
            text => serde_json::from_str(text).map_or_else(|error| State::Unknown(wrong(&error)), State::Known),
        };
        Ok(Self { raw: Some(raw), state })
    }
}

fn reason(text: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Marker {
        #[serde(rename = "$unknown")]
        reason: String,
    }
    serde_json::from_str::<Marker>(text).map_or_else(|_| "a value that cannot be known".to_owned(), |marker| marker.reason)
}

/// `serde_json`'s words without its position, which counts from the value's first byte.
fn wrong(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// A string, borrowed from the JSON where it has no escapes.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Str<'a>(pub Cow<'a, str>);

impl Deref for Str<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Str<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Text<'a> {
            type Value = Str<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Str<'a>, E> {
                Ok(Str(Cow::Borrowed(text)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Str<'a>, E> {
                Ok(Str(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(default, bound(deserialize = "'de: 'a"))]
    struct Sample<'a> {
        on: Setting<'a, bool>,
        names: Setting<'a, Vec<Setting<'a, Str<'a>>>>,
    }

    fn read(json: &str) -> Sample<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_four_states_are_told_apart() {
        assert_eq!(read("{}").on.state(), &State::Absent);
        assert_eq!(read(r#"{"on":null}"#).on.state(), &State::Null);
        assert_eq!(read(r#"{"on":false}"#).on.state(), &State::Known(false));
        assert_eq!(
            read(r#"{"on":{"$unknown":"variable `x` has no default"}}"#).on.state(),
            &State::Unknown("variable `x` has no default".into())
        );
    }

    #[test]
    fn a_wrong_type_is_unknown_and_loses_nothing_else() {
        let sample = read(r#"{"on":"yes","names":["a",1,"b\n"]}"#);
        assert_eq!(sample.on.state(), &State::Unknown("invalid type: string \"yes\", expected a boolean".into()));
        let names: Vec<Option<&str>> = sample.names.elements().iter().map(|name| name.known().map(|text| &**text)).collect();
        assert_eq!(names, [Some("a"), None, Some("b\n")]);
    }
}
