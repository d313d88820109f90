//! One property of an object, in one of four states.

use crate::resource::{UNKNOWN, full_address};
use crate::text::{Text, Words};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// The marker for a value that is written twice, or differs between versions of the object.
pub(super) const SEVERAL_VALUES: &str = r#"{"$unknown":"the input contains several values of it"}"#;

/// What is known about a property.
///
/// It contains the text of the value, a slice of the resource's JSON that also determines its place. The text is parsed only on demand,
/// because most settings of most objects are never read.
#[derive(Debug)]
pub struct Setting<'a, T> {
    raw: Option<&'a str>,
    state: OnceCell<State<T>>,
}

/// The four states of a [`Setting`].
#[derive(Debug, PartialEq, Eq)]
pub enum State<T> {
    /// Not collected, so nothing can be concluded.
    Absent,
    /// `null`: the default of the service applies.
    Null,
    /// There is a value, but it is unknown or invalid: the reason.
    Unknown(Words),
    Known(T),
}

impl<T> Default for Setting<'_, T> {
    fn default() -> Self {
        Self { raw: None, state: OnceCell::new() }
    }
}

impl<'a, T> Setting<'a, T> {
    pub fn is_absent(&self) -> bool {
        self.raw.is_none()
    }

    pub fn is_null(&self) -> bool {
        self.raw == Some("null")
    }

    /// The text of the value in the resource's JSON.
    pub fn raw(&self) -> Option<&'a str> {
        self.raw
    }

    /// The end of a partly known text, such as the id of a role definition in an unknown subscription.
    pub fn known_end(&self) -> Option<String> {
        Some(self.marker()?.ends_with).filter(|text| !text.is_empty())
    }

    /// The beginning of a partly known text.
    pub fn known_start(&self) -> Option<String> {
        Some(self.marker()?.starts_with).filter(|text| !text.is_empty())
    }

    /// The known text between the unknown parts of a partly known text.
    pub fn known_middle(&self) -> Option<String> {
        Some(self.marker()?.middle).filter(|text| !text.is_empty())
    }

    /// The address of the resource in infrastructure as code of which this is an attribute that is known only after deployment.
    pub fn reference(&self) -> Option<String> {
        Some(self.marker()?.reference).filter(|text| !text.is_empty())
    }

    /// That address together with its root and deployment, as [`crate::resource::Resource::full_address`] states it.
    pub fn full_reference(&self) -> Option<String> {
        let marker = self.marker().filter(|marker| !marker.reference.is_empty())?;
        Some(full_address(&marker.scope, &marker.reference))
    }

    /// The address of the resource in infrastructure as code of which this is the id, known only after deployment.
    pub fn id_of(&self) -> Option<String> {
        Some(self.marker()?).filter(|marker| marker.attribute == "id" && !marker.reference.is_empty()).map(|marker| marker.reference)
    }

    /// The attribute of a resource that is the only unknown part of a text.
    pub fn part(&self) -> Option<Part> {
        self.marker()?.part
    }

    /// The provider configuration in infrastructure as code whose subscription contains the object of which this is an attribute, or the id
    /// of a part.
    pub fn provider(&self) -> Option<String> {
        let marker = self.marker()?;
        let part = marker.part.filter(|part| part.before.is_empty()).map(|part| part.provider);
        Some(marker.provider).filter(|name| !name.is_empty()).or(part).filter(|name| !name.is_empty())
    }

    fn marker(&self) -> Option<Marker> {
        serde_json::from_str(self.raw.filter(|text| text.starts_with(UNKNOWN))?).ok()
    }

    /// This setting, or the other one if this one is absent: for a property that two shapes of an object put in different places.
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

    pub fn known(&self) -> Option<&T> {
        if let State::Known(value) = self.state() { Some(value) } else { None }
    }
}

impl<'a> Setting<'a, Str<'a>> {
    /// The text, or the beginning and the end of a partly known one.
    pub fn as_far_as_known(&self) -> Option<String> {
        if let Some(text) = self.known() {
            return Some(text.to_string());
        }
        let (start, end) = (self.known_start().unwrap_or_default(), self.known_end().unwrap_or_default());
        (!start.is_empty() || !end.is_empty()).then(|| start + "…" + &end)
    }
}

impl<'a, T: Deserialize<'a>> Setting<'a, Vec<T>> {
    /// The elements of a known list, otherwise none.
    pub fn elements(&self) -> &[T] {
        self.known().map_or(&[], Vec::as_slice)
    }
}

/// The name under which a setting requests the raw text of the value from a deserializer. [`Whole`] recognizes it; any other deserializer
/// passes itself on, and `RawValue` cuts the text out of the JSON.
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

/// Passes the already known text of a value to a setting.
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

/// How a reader writes an unknown value, with the parts that are known.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Marker {
    #[serde(rename = "$unknown")]
    reason: String,
    /// The reason in parts, for translations.
    clause: Option<Words>,
    #[serde(default)]
    starts_with: String,
    #[serde(default)]
    middle: String,
    #[serde(default)]
    ends_with: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    attribute: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    provider: String,
    part: Option<Part>,
}

/// An attribute in infrastructure as code that is known only after deployment, with the known text around it.
#[derive(Debug, serde::Deserialize)]
pub struct Part {
    /// The address of the resource.
    pub reference: String,
    pub attribute: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    provider: String,
    pub before: String,
    #[serde(default)]
    pub after: String,
}

impl Part {
    /// The address of the resource together with its root and deployment.
    pub fn full_reference(&self) -> String {
        full_address(&self.scope, &self.reference)
    }
}

/// Why a value is unknown, according to the reader that wrote it.
pub(crate) fn reason(text: &str) -> Words {
    let marker = serde_json::from_str::<Marker>(text);
    marker.map_or_else(|_| "an unknown value".into(), |marker| marker.clause.unwrap_or_else(|| marker.reason.into()))
}

/// The reason for a value of the wrong type. It omits the value, which may be long or a misplaced secret.
fn wrong(text: &str) -> Words {
    let found = match text.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "text",
        Some(b't' | b'f') => "true or false",
        _ => "a number",
    };
    Text::new("it is {found}, which is not a valid value here").with("found", found).into()
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
    fn the_end_of_an_unknown_text_may_be_known() {
        let json =
            r#"{"on":{"$unknown":"known only when it is deployed","startsWith":"/subscriptions/","endsWith":"/roleDefinitions/\u0061"}}"#;
        assert_eq!(read(json).on.known_end().as_deref(), Some("/roleDefinitions/a"));
        for json in ["{}", r#"{"on":true}"#, r#"{"on":{"$unknown":"no end","startsWith":"a"}}"#, r#"{"on":{"endsWith":"of an object"}}"#] {
            assert_eq!(read(json).on.known_end(), None, "{json}");
        }
    }

    #[test]
    fn the_four_states_are_distinguished() {
        assert_eq!(read("{}").on.state(), &State::Absent);
        assert_eq!(read(r#"{"on":null}"#).on.state(), &State::Null);
        assert_eq!(read(r#"{"on":false}"#).on.state(), &State::Known(false));
        assert_eq!(
            read(r#"{"on":{"$unknown":"variable `x` has no default"}}"#).on.state(),
            &State::Unknown("variable `x` has no default".into())
        );
    }

    #[test]
    fn a_wrong_type_is_unknown_and_keeps_the_rest() {
        let sample = read(r#"{"on":"yes","names":["a",1,"b\n"]}"#);
        assert!(matches!(sample.on.state(), State::Unknown(reason) if reason.english() == "it is text, which is not a valid value here"));
        let names: Vec<Option<&str>> = sample.names.elements().iter().map(|name| name.known().map(|text| &**text)).collect();
        assert_eq!(names, [Some("a"), None, Some("b\n")]);
    }
}
