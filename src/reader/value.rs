//! Conversion of values of infrastructure as code to resources.

use crate::eval::{Data, Fuel, Value};
use crate::resource::{Origin, Place, Writer};

/// The place of a value, or the place of its holder if the value has none.
pub(super) fn place(value: &Value, holder: &Place) -> Place {
    let origin = if value.computed || !value.provenance.is_empty() { Origin::Computed } else { Origin::Literal };
    match value.at {
        Some(span) => Place { span, origin, provenance: value.provenance.clone() },
        None => holder.with_origin(origin),
    }
}

/// Writes a value with its unknown parts marked.
pub(super) fn write(value: &Value, holder: &Place, fuel: &Fuel, writer: &mut Writer) {
    let place = place(value, holder);
    // Parts may be shared many times, so the output can be longer than what was computed.
    let length = value.as_text().map_or(0, str::len);
    if value.as_unknown().is_none()
        && let Err(fault) = fuel.take_text(length)
    {
        return writer.unknown(place, fault.message.to_string());
    }
    match &value.data {
        Data::Null => writer.literal(place, "null"),
        Data::Bool(value) => writer.literal(place, if *value { "true" } else { "false" }),
        Data::Number(number) => writer.literal(place, &number.to_string()),
        Data::Text(text) => writer.string(place, text),
        Data::Unknown(unknown) => writer.unknown_in_part(place, unknown),
        Data::List(_) | Data::Set(_) => writer.array(place.clone(), |writer| {
            for element in value.elements().into_iter().flatten() {
                write(&element, &place, fuel, writer.element());
            }
        }),
        Data::Object(_) => writer.object(place.clone(), |writer| write_members(value, &place, fuel, writer)),
    }
}

/// Writes the members of an object. If an object may have more members, a missing one is unknown and not absent.
pub(super) fn write_members(value: &Value, holder: &Place, fuel: &Fuel, writer: &mut Writer) {
    for (key, member) in value.members().into_iter().flatten() {
        write(&member, holder, fuel, writer.key(key));
    }
    if let Data::Object(object) = &value.data
        && let Some(rest) = &object.rest
    {
        writer.key("$unknown").unknown(holder.clone(), rest.reason.to_string());
    }
}
