//! Typed views of tenant objects, and the tenant's index.
//!
//! Plain `serde` types over the JSON of a [`Resource`]. They contain only what rules read; everything else is skipped without parsing.
//! Questions about an object ("does it admit other tenants?") are methods here, so that all rules answer them the same way.

mod api_management;
mod application;
mod authority;
mod azure;
pub mod conditional_access;
mod day;
mod directory;
pub mod membership;
mod named;
mod object_id;
pub mod pointed;
mod privileges;
mod setting;
mod sign_in;
mod static_web_app;
mod tenant;

use crate::parts::Parts;
pub use api_management::*;
pub use application::*;
pub use authority::*;
pub use azure::*;
pub use day::{day, day_of, days_between};
pub use directory::*;
pub use named::Named;
pub use object_id::ObjectId;
pub use privileges::*;
pub(crate) use setting::reason as reason_of_unknown;
pub use setting::{Part, Setting, State, Str};
pub use sign_in::*;
pub use static_web_app::*;
pub(crate) use tenant::PlainMember;
pub use tenant::*;

use crate::resource::{Place, Resource};
use crate::syntax::json::{Scan, json_offset, same};
use crate::syntax::tree::Bytes;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use std::ops::Deref;

/// A resource with its typed object.
#[derive(Debug)]
pub struct View<'r, T> {
    pub resource: &'r Resource<'r>,
    object: T,
}

impl<T> Deref for View<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

impl<'r, T: de::Deserialize<'r>> View<'r, T> {
    /// Reads the modeled members of a resource.
    ///
    /// A value of the wrong type becomes an unknown [`Setting`], so no object fails.
    pub fn new(resource: &'r Resource<'r>, members: &Scan<'r>) -> Option<Self> {
        let object = T::deserialize(Members { json: &resource.json, members, ambiguous: &resource.ambiguous }).ok()?;
        Some(Self { resource, object })
    }
}

impl<T> View<'_, T> {
    /// Whether it exists; `None` if that depends on parameters that nobody sets.
    pub fn exists(&self) -> Option<bool> {
        self.resource.only_if.is_empty().then_some(true)
    }

    /// Whether the object lacks a property that the service returns with every object of its kind, so that nothing may be concluded.
    pub fn is_uncollected<U>(&self, setting: &Setting<'_, U>) -> bool {
        setting.is_absent() && self.resource.format.is_response()
    }

    /// The place of a setting; for an absent one, the place of the resource.
    pub fn place<U>(&self, setting: &Setting<'_, U>) -> Place {
        self.resource.place(setting.raw().unwrap_or_default())
    }

    /// The place of a part of a text, such as a clause of a rule, by its bytes in the value. If the source escapes the text, this is the
    /// place of the whole text.
    pub fn place_within(&self, setting: &Setting<'_, Str<'_>>, bytes: &Bytes) -> Place {
        let raw = setting.raw().unwrap_or_default();
        let piece = || raw.get(json_offset(raw, bytes.start)..json_offset(raw, bytes.end));
        self.resource.place(if raw.starts_with('"') { piece().unwrap_or(raw) } else { raw })
    }
}

/// The names of an object; every modeled kind has these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    pub id: Option<String>,
    /// The client id of an app.
    pub app_id: Option<String>,
    /// The display name.
    pub name: Option<String>,
}

pub trait Identified {
    fn identity(&self) -> Identity;
}

impl Identity {
    fn of<'a>(id: &Setting<'a, Str<'a>>, app_id: Option<&Setting<'a, Str<'a>>>, name: &Setting<'a, Str<'a>>) -> Self {
        let text = |setting: &Setting<'a, Str<'a>>| setting.known().map(ToString::to_string);
        Self { id: text(id), app_id: app_id.and_then(text), name: text(name) }
    }
}

/// Deserializes an object from its members, so that members without a field are not parsed.
#[derive(Clone, Copy)]
struct Members<'r, 'm> {
    json: &'r str,
    members: &'m Scan<'r>,
    ambiguous: &'m [String],
}

impl<'r> Deserializer<'r> for Members<'r, '_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'r>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(de::Error::custom("a resource is read as a struct"))
    }

    fn deserialize_struct<V: Visitor<'r>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_map(Modelled { members: self, fields, next: 0, value: "" })
    }

    serde::forward_to_deserialize_any! {
        <W: Visitor<'r>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

impl<'r> Modelled<'r, '_> {
    /// If the whole body is unknown, a member that it does not name is unknown and not absent.
    fn next_unknown<K: DeserializeSeed<'r>>(&mut self, seed: K) -> Result<Option<K::Value>, serde_json::Error> {
        let Members { json, members, .. } = self.members;
        let Some(marker) = members.get(json, "$unknown") else { return Ok(None) };
        while let Some(field) = self.fields.get(self.next - members.members.len()) {
            self.next += 1;
            if !members.has(field) {
                self.value = marker;
                return seed.deserialize(de::value::StrDeserializer::new(field)).map(Some);
            }
        }
        Ok(None)
    }
}

/// The members for which a struct has fields.
struct Modelled<'r, 'm> {
    members: Members<'r, 'm>,
    fields: &'static [&'static str],
    next: usize,
    value: &'r str,
}

impl<'r> MapAccess<'r> for Modelled<'r, '_> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'r>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let Members { json, members, ambiguous } = self.members;
        while let Some((key, bytes)) = members.members.get(self.next) {
            self.next += 1;
            let Some(field) = self.fields.iter().find(|field| same(field, key)) else { continue };
            if ambiguous.iter().any(|twice| twice == key) {
                // A struct rejects a repeated field, so only the last occurrence is returned.
                if members.members.after(self.next).iter().any(|(later, _)| later == key) {
                    continue;
                }
                self.value = setting::SEVERAL_VALUES;
            } else {
                self.value = json.part(bytes);
            }
            return seed.deserialize(de::value::StrDeserializer::new(field)).map(Some);
        }
        self.next_unknown(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'r>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        seed.deserialize(setting::Whole(self.value))
    }
}

/// Declares structs of settings that are read by their Graph names.
macro_rules! object {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Default, serde::Deserialize)]
            #[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
            pub struct $name<'a> {
                // A default on the whole struct would touch every field and hide an unused one from the compiler.
                $($(#[$field_doc])* #[serde(default)] pub $field: $crate::model::Setting<'a, $type>,)*
            }
        )+
    };
}
pub(crate) use object;

/// Implements [`Identified`] with the id and the name.
macro_rules! identified {
    ($object:ident, |$this:ident| ($id:expr, $name:expr)) => {
        impl $crate::model::Identified for $object<'_> {
            fn identity(&self) -> $crate::model::Identity {
                let $this = self;
                $crate::model::Identity::of($id, None, $name)
            }
        }
    };
}
use identified;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{Format, Kind, Origin, SourceMap};
    use crate::source::{FileId, Source, Sources, Span};

    /// The bytes in the source of a part of the group's name.
    fn place_within(map: SourceMap, json: &str, file: FileId, bytes: Bytes) -> (usize, usize) {
        let span = Span::new(file, 0, 0);
        let resource = Resource {
            kind: Kind::Group,
            address: None,
            root: std::sync::Arc::default(),
            deployment: std::sync::Arc::default(),
            format: Format::Graph,
            span,
            json: json.into(),
            map,
            calls: Vec::new(),
            only_if: Vec::new(),
            is_update: false,
            ambiguous: Vec::new(),
        };
        let members = resource.members().unwrap();
        let group: View<'_, Group<'_>> = View::new(&resource, &members).unwrap();
        let span = group.place_within(&group.display_name, &bytes).span;
        (span.start as usize, span.end as usize)
    }

    #[test]
    fn a_clause_is_located_after_escapes() {
        let mut sources = Sources::default();
        let file = sources.add(Source::new("g.json", ""));
        let json = r#"{"displayName":"\u00e9 \"Sales\" x"}"#;
        let start = json.find("\\\"Sales").unwrap();
        let identity = || SourceMap::Identity { file, offset: 100 };
        assert_eq!(place_within(identity(), json, file, 3..10), (100 + start, 100 + start + "\\\"Sales\\\"".len()));
        // A value that is not a text has one place as a whole.
        let marker = r#"{"displayName":{"$unknown":"é"}}"#;
        assert_eq!(place_within(identity(), marker, file, 3..10), (100 + 15, 100 + marker.len() - 1));
        let whole = Place::new(Span::new(file, 7, 30), Origin::Literal);
        assert_eq!(place_within(SourceMap::Written(vec![(15, whole)]), json, file, 3..10), (7, 30));
    }
}
