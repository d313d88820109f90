//! `Microsoft365DSC`, and tenant configuration management of Graph (UTCM), which adopted its resources. Names of properties and spellings
//! of values differ from Graph.
//!
//! The tables in `types/` map a resource to a Graph kind. A property that neither format contains is absent, because it was not collected.
//!
//! Sources: microsoft/Microsoft365DSC, `DSCResources/MSFT_AAD*`; Microsoft Graph, `configurationBaseline` and the resources of UTCM for
//! Microsoft Entra; August 2026.

mod configuration;
mod data;
mod element;
mod recode;
mod spelling;
mod types;
mod utcm;

pub(super) use configuration::Script;
pub(super) use data::Data as DataFile;
pub(super) use element::{element, is_element, kind};
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

/// A resource in one of these formats.
#[derive(Debug)]
pub(super) struct DscResource<'d> {
    /// Its type: `AADApplication`, `microsoft.entra.application`.
    pub name: &'d str,
    /// Its name in a file that declares it.
    pub address: Option<String>,
    /// The format of the file.
    pub format: Format,
    pub properties: Value,
    pub header: Place,
}

impl DscResource<'_> {
    /// Emits the Graph objects of the resource; none if it declares the object absent.
    pub fn give(self, sink: &mut dyn Sink) {
        if self.is_declared_absent() {
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

    /// The properties with a reference to the resource, for a declared resource whose id is known only after deployment.
    fn with_itself(&self, properties: &Value) -> Value {
        let (Data::Object(object), Some(address)) = (&properties.data, &self.address) else { return properties.clone() };
        let reference = Some(Reference::new(address.as_str(), "id"));
        let unknown = Unknown { reference, ..Unknown::new("its id is known only after deployment") };
        let itself = Value::made(Data::Unknown(Arc::new(unknown)));
        Value {
            data: Data::Object(Arc::new(Object::new(object.members().iter().cloned().chain([(ITSELF.into(), itself)])))),
            ..properties.clone()
        }
    }

    /// Whether it declares the object absent.
    fn is_declared_absent(&self) -> bool {
        let is_absent = |ensure: &Value| ensure.as_text().is_some_and(|ensure| ensure.eq_ignore_ascii_case("Absent"));
        self.properties.members().into_iter().flatten().any(|(name, value)| name.eq_ignore_ascii_case("Ensure") && is_absent(&value))
    }

    /// Emits a resource of a type that the model does not know, under the names of its format.
    fn give_as_it_is(&self, sink: &mut dyn Sink) {
        let public = without_secrets(&self.properties, 0);
        self.give_object(Kind::Other(self.name.into()), sink, |writer, header| {
            writer.object(header.clone(), |writer| write_members(&public, header, &Fuel::new(u64::MAX), writer));
        });
    }

    fn give_object(&self, kind: Kind, sink: &mut dyn Sink, write: impl FnOnce(&mut Writer, &Place)) {
        let mut writer = Writer::default();
        write(&mut writer, &self.header);
        let written = Resource::written(kind, self.format, self.header.span, writer);
        Resource { address: self.address.clone().map(Cow::Owned), ..written }.give(sink);
    }
}

/// Whether a type belongs to Microsoft Entra; no rule reads those of Exchange, Teams and others.
pub(super) fn is_of_entra(name: &str) -> bool {
    types::own_name(name).is_some()
}

/// The value without credentials, and without parts that are nested too deeply.
fn without_secrets(value: &Value, depth: usize) -> Value {
    let inner = |value: &Value| without_secrets(value, depth + 1);
    let data = match &value.data {
        _ if Value::check_depth(depth).is_err() => Data::Null,
        Data::List(elements) => Data::List(elements.iter().map(inner).collect()),
        Data::Object(object) => {
            let public = object.members().iter().filter(|(name, _)| !is_secret(name));
            let public = Object::new(public.map(|(name, member)| (name.clone(), inner(member))));
            Data::Object(Arc::new(match &object.rest {
                Some(rest) => public.open(rest.clone()),
                None => public,
            }))
        }
        other => other.clone(),
    };
    Value { data, ..value.clone() }
}

/// Whether a property may contain a credential.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["credential", "password", "secret", "token", "thumbprint"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod testing;
