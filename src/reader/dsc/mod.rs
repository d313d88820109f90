//! `Microsoft365DSC`, and tenant configuration management of Graph (UTCM), which took over its resources: properties in names of their own,
//! and values that are spelt otherwise than in Graph.
//!
//! A resource becomes a Graph kind by the tables in `types/`. What neither format holds is absent: it was not collected.
//!
//! Sources: microsoft/Microsoft365DSC, `DSCResources/MSFT_AAD*`; Microsoft Graph, `configurationBaseline` and the resources of UTCM for
//! Microsoft Entra; August 2026.

mod configuration;
mod element;
mod recode;
mod spelling;
mod types;
mod utcm;

pub(super) use configuration::Script;
pub(super) use element::{element, is_element};
pub(crate) use types::{properties_for, property_for};
pub(super) use utcm::{document, incomplete};

use crate::eval::{Data, Fuel, Object, Reference, Unknown, Value};
use crate::reader::rows::translate;
use crate::reader::value::write_members;
use crate::resource::{Format, Kind, Place, Resource, Sink, Writer};
use spelling::canonical;
use std::borrow::Cow;
use std::sync::Arc;
use types::{ITSELF, resource_type};

/// A resource as one of the formats tells of it.
#[derive(Debug)]
pub(super) struct DscResource<'d> {
    /// Its type: `AADApplication`, `microsoft.entra.application`.
    pub name: &'d str,
    /// What a file that declares it calls it.
    pub address: Option<String>,
    /// Where it was told.
    pub format: Format,
    pub properties: Value,
    pub header: Place,
}

impl DscResource<'_> {
    /// Gives the objects of Graph that it tells of: none where it says that there shall be none.
    pub fn give(self, sink: &mut dyn Sink) {
        if self.shall_not_be() {
            return;
        }
        let Some(known) = resource_type(self.name) else { return self.give_as_it_is(sink) };
        let properties = canonical(&self.properties, known, 0);
        let properties = known.gathered(properties, &self.header);
        let mut object = translate(known.rows, &properties, &self.header);
        let further = if self.format == Format::Dsc { known.configured } else { known.compared };
        object.fill(translate(further, &properties, &self.header));
        self.give_object(Kind::named(known.kind), sink, |writer, header| object.write(header, &Fuel::new(u64::MAX), writer));
        for part in known.parts {
            for (element, header) in part.elements(&self.with_itself(&properties), &self.header) {
                let object = translate(part.rows, &element, &header);
                self.give_object(Kind::named(part.kind), sink, |writer, _| object.write(&header, &Fuel::new(u64::MAX), writer));
            }
        }
    }

    /// The properties, and beside them a reference to the resource, where a file declares it and its id is known only when it is made.
    fn with_itself(&self, properties: &Value) -> Value {
        let (Data::Object(object), Some(address)) = (&properties.data, &self.address) else { return properties.clone() };
        let reference = Some(Reference { address: address.as_str().into(), attribute: "id".into() });
        let unknown = Unknown { reference, ..Unknown::new("its id is known only when it is made") };
        let itself = Value::made(Data::Unknown(Arc::new(unknown)));
        Value {
            data: Data::Object(Arc::new(Object::new(object.members().iter().cloned().chain([(ITSELF.into(), itself)])))),
            ..properties.clone()
        }
    }

    /// Whether it says that there shall be no such object.
    fn shall_not_be(&self) -> bool {
        let is_absent = |ensure: &Value| ensure.as_text().is_some_and(|ensure| ensure.eq_ignore_ascii_case("Absent"));
        self.properties.members().into_iter().flatten().any(|(name, value)| name.eq_ignore_ascii_case("Ensure") && is_absent(&value))
    }

    /// Gives a resource of a type that the model does not know, under the names of its format.
    fn give_as_it_is(&self, sink: &mut dyn Sink) {
        let told = without_secrets(&self.properties, 0);
        self.give_object(Kind::Other(self.name.into()), sink, |writer, header| {
            writer.object(header.clone(), |writer| write_members(&told, header, &Fuel::new(u64::MAX), writer));
        });
    }

    fn give_object(&self, kind: Kind, sink: &mut dyn Sink, write: impl FnOnce(&mut Writer, &Place)) {
        let mut writer = Writer::default();
        write(&mut writer, &self.header);
        let written = Resource::written(kind, self.format, self.header.span, writer);
        Resource { address: self.address.clone().map(Cow::Owned), ..written }.give(sink);
    }
}

/// Whether a type is one of Microsoft Entra: those of Exchange, Teams and the like say nothing of what is judged here.
pub(super) fn is_of_entra(name: &str) -> bool {
    types::own_name(name).is_some()
}

/// The same value without what may sign somebody in, and without what is nested too deeply to be looked at.
fn without_secrets(value: &Value, depth: usize) -> Value {
    let inner = |value: &Value| without_secrets(value, depth + 1);
    let data = match &value.data {
        _ if Value::check_depth(depth).is_err() => Data::Null,
        Data::List(elements) => Data::List(elements.iter().map(inner).collect()),
        Data::Object(object) => {
            let told = object.members().iter().filter(|(name, _)| !is_secret(name));
            let told = Object::new(told.map(|(name, member)| (name.clone(), inner(member))));
            Data::Object(Arc::new(match &object.rest {
                Some(rest) => told.open(rest.clone()),
                None => told,
            }))
        }
        other => other.clone(),
    };
    Value { data, ..value.clone() }
}

/// Whether a property may hold what signs somebody in.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["credential", "password", "secret", "token", "thumbprint"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod testing;
