//! Resources in JSON: elements of a UTCM snapshot or baseline, and of a JSON report of `Microsoft365DSC`.

use super::types::resource_type;
use super::{DscResource, is_of_entra};
use crate::eval::{Data, Object, Value};
use crate::reader::frame::Frame;
use crate::reader::marked::Marked;
use crate::resource::{Format, Kind, Origin, Place, Sink};
use crate::syntax::json::{Scan, parse};
use crate::syntax::tree::Node;
use std::sync::Arc;

/// The keys of the type in UTCM and in a report.
const TYPES: [&str; 2] = ["resourceType", "ResourceName"];

/// Whether an object is a resource of Microsoft Entra in one of the two spellings.
pub fn is_element<'s>(json: &'s str, members: &Scan<'s>) -> bool {
    name_of(json, members).is_some_and(is_of_entra)
}

/// The type of a resource, which contains no escapes.
fn name_of<'s>(json: &'s str, members: &Scan<'s>) -> Option<&'s str> {
    let text = |key| members.get(json, key).and_then(|raw| raw.strip_prefix('"')?.strip_suffix('"'));
    let is_utcm = || members.get(json, "properties").is_some_and(|properties| properties.starts_with('{'));
    text(TYPES[0]).filter(|_| is_utcm()).or_else(|| text(TYPES[1]).filter(|_| !members.has("properties")))
}

/// The kind of the objects of a resource, if its type is known.
pub fn kind(json: &str, members: &Scan<'_>) -> Option<Kind> {
    Some(Kind::named(resource_type(name_of(json, members)?)?.kind))
}

/// Emits the resource at `start`. `around` is the format of the surrounding file, if it is one of these.
pub fn element<'s>(frame: Frame, start: usize, json: &'s str, members: &Scan<'s>, around: Format, sink: &mut dyn Sink) -> Format {
    let is_report = !members.has(TYPES[0]);
    let format = match around {
        _ if is_report => Format::DscReport,
        Format::UtcmBaseline => Format::UtcmBaseline,
        _ => Format::UtcmSnapshot,
    };
    for twice in &members.duplicates {
        sink.problem(frame.written_twice(start, twice));
    }
    let is_ambiguous = members.duplicates.iter().any(|twice| TYPES.contains(&members.around(twice)));
    let (Some(name), Ok(node), false) = (name_of(json, members), parse(json), is_ambiguous) else { return format };
    let given = Marked { value: Some(&node), unknown: None, sensitive: None, base: (frame.file, frame.offset(start)), ambiguous: false };
    let properties = if is_report { given.evaluate() } else { given.get("properties").evaluate() };
    let properties = match properties.data {
        Data::Unknown(twice) => Value::made(Data::Object(Arc::new(Object::default().open(twice)))),
        data => Value::made(data),
    };
    let called = || node.get("displayName").and_then(Node::as_str).unwrap_or(name).to_owned();
    let address = (format == Format::UtcmBaseline).then(called);
    let header = Place::new(frame.moved(start, &node.bytes), Origin::Literal);
    DscResource { name, address, format, properties, header }.give(sink);
    format
}
