//! One property of an object, in one of four states.

use crate::resource::UNKNOWN;
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// How a value reads whose key is written twice.
pub(super) const WRITTEN_TWICE: &str = r#"{"$unknown":"its key, or a key in it, is written twice"}"#;

/// What is known about a property.
///
/// It holds the text of the value, which is a slice of the resource's JSON and so tells its place. The text is read when
/// somebody asks: of most objects most settings are never looked at.
#[derive(Debug)]
pub struct Setting<'a, T> {
    raw: Option<&'a str>,
    state: OnceCell<State<T>>,
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
    Known(T),
}

impl<T> Default for Setting<'_, T> {
    fn default() -> Self {
        Self { raw: None, state: OnceCell::new() }
    }
}

impl<'a, T> Setting<'a, T> {
    /// Whether the property is not there at all.
    pub fn is_absent(&self) -> bool {
        self.raw.is_none()
    }

    /// Whether the service said `null`.
    pub fn is_null(&self) -> bool {
        self.raw == Some("null")
    }

    /// The value's text in the resource's JSON.
    pub fn raw(&self) -> Option<&'a str> {
        self.raw
    }

    /// How a text ends that is known in part, such as the id of a role definition in a subscription that is not known.
    pub fn known_end(&self) -> Option<String> {
        Some(self.marker()?.ends_with).filter(|text| !text.is_empty())
    }

    /// How a text starts that is known in part.
    pub fn known_start(&self) -> Option<String> {
        Some(self.marker()?.starts_with).filter(|text| !text.is_empty())
    }

    /// The address of the resource in infrastructure as code whose attribute this is, where it is known only when that is made.
    pub fn reference(&self) -> Option<String> {
        Some(self.marker()?.reference).filter(|text| !text.is_empty())
    }

    /// The address of the resource in infrastructure as code whose id this is, where it is known only when that is made.
    pub fn id_of(&self) -> Option<String> {
        Some(self.marker()?).filter(|marker| marker.attribute == "id" && !marker.reference.is_empty()).map(|marker| marker.reference)
    }

    fn marker(&self) -> Option<Marker> {
        serde_json::from_str(self.raw.filter(|text| text.starts_with(UNKNOWN))?).ok()
    }

    /// This setting, or the other one where this one is absent: for properties that two shapes of one object place differently.
    #[must_use]
    pub fn or<'s>(&'s self, other: &'s Self) -> &'s Self {
        if self.is_absent() { other } else { self }
    }
}

impl<'a, T: Deserialize<'a>> Setting<'a, T> {
    pub fn state(&self) -> &State<T> {
        self.state.get_or_init(|| match self.raw {
            None => State::Absent,
            Some("null") => State::Null,
            Some(text) if text.starts_with(UNKNOWN) => State::Unknown(reason(text)),
            // A value of the wrong type must not lose the resource.
            Some(text) => serde_json::from_str(text).map_or_else(|_| State::Unknown(wrong(text)), State::Known),
        })
    }

    /// The value, where it is known.
    pub fn known(&self) -> Option<&T> {
        if let State::Known(value) = self.state() { Some(value) } else { None }
    }
}

impl<'a> Setting<'a, Str<'a>> {
    /// The text, or the beginning and the end of one that is known in part.
    pub fn as_far_as_known(&self) -> Option<String> {
        if let Some(text) = self.known() {
            return Some(text.to_string());
        }
        let (start, end) = (self.known_start().unwrap_or_default(), self.known_end().unwrap_or_default());
        (!start.is_empty() || !end.is_empty()).then(|| start + "…" + &end)
    }
}

impl<'a, T: Deserialize<'a>> Setting<'a, Vec<T>> {
    /// The elements of a list, where it is known.
    pub fn elements(&self) -> &[T] {
        self.known().map_or(&[], Vec::as_slice)
    }
}

/// The name under which a setting asks a deserialiser for the value's bare text. [`Whole`] knows it; any other deserialiser passes
/// itself on, and the text is cut out of the JSON with `RawValue`.
const SETTING: &str = "tenantlint::Setting";

impl<'de: 'a, 'a, T> Deserialize<'de> for Setting<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Raw;
        impl<'de> Visitor<'de> for Raw {
            type Value = &'de str;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<&'de str, E> {
                Ok(text)
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'de str, D::Error> {
                <&'de RawValue>::deserialize(deserializer).map(RawValue::get)
            }
        }
        let raw = deserializer.deserialize_newtype_struct(SETTING, Raw)?;
        Ok(Self { raw: Some(raw), state: OnceCell::new() })
    }
}

/// Gives a setting the text of its value, whose bytes are known already.
pub(super) struct Whole<'r>(pub &'r str);

impl<'r> Deserializer<'r> for Whole<'r> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        serde_json::Deserializer::from_str(self.0).deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'r>>(self, name: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        if name == SETTING { visitor.visit_borrowed_str(self.0) } else { visitor.visit_newtype_struct(self) }
    }

    serde::forward_to_deserialize_any! {
        <W: Visitor<'r>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// How a reader spells a value that cannot be known, and what is known of it all the same.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Marker {
    #[serde(rename = "$unknown")]
    reason: String,
    #[serde(default)]
    starts_with: String,
    #[serde(default)]
    ends_with: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    attribute: String,
}

fn reason(text: &str) -> String {
    serde_json::from_str::<Marker>(text).map_or_else(|_| "a value that cannot be known".to_owned(), |marker| marker.reason)
}

/// Why a value of a wrong type is not known. The value itself is not told: it may be long, or a secret that slipped.
fn wrong(text: &str) -> String {
    let found = match text.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "text",
        Some(b't' | b'f') => "true or false",
        _ => "a number",
    };
    format!("it is {found}, which makes no sense here")
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

impl std::fmt::Display for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
    fn the_end_of_a_text_may_be_known_where_the_whole_is_not() {
        let json =
            r#"{"on":{"$unknown":"known only when it is deployed","startsWith":"/subscriptions/","endsWith":"/roleDefinitions/\u0061"}}"#;
        assert_eq!(read(json).on.known_end().as_deref(), Some("/roleDefinitions/a"));
        for json in ["{}", r#"{"on":true}"#, r#"{"on":{"$unknown":"no end","startsWith":"a"}}"#, r#"{"on":{"endsWith":"of an object"}}"#] {
            assert_eq!(read(json).on.known_end(), None, "{json}");
        }
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
        assert_eq!(sample.on.state(), &State::Unknown("it is text, which makes no sense here".into()));
        let names: Vec<Option<&str>> = sample.names.elements().iter().map(|name| name.known().map(|text| &**text)).collect();
        assert_eq!(names, [Some("a"), None, Some("b\n")]);
    }
}
