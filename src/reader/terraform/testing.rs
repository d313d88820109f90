//! Test helpers for the tables: a resource as in a plan, in JSON, and the objects that it creates.

use super::resource::{Declared, satellite};
use crate::eval::{Fuel, Value};
use crate::reader::marked::Marked;
use crate::resource::{Origin, Place, Writer};
use crate::source::{FileId, Span};
use crate::syntax::json::parse;
use serde_json::Value as Json;

/// A created object: its kind, its JSON, and the places in it.
pub(super) struct Made {
    pub kind: String,
    json: String,
    places: Vec<(u32, Place)>,
}

impl Made {
    pub(super) fn json(&self) -> Json {
        serde_json::from_str(&self.json).expect("a writer writes JSON")
    }

    /// The origin of the value at a JSON pointer, and the offset of its place in the resource.
    pub(super) fn place(&self, pointer: &str) -> (Origin, u32) {
        let root = parse(&self.json).expect("a writer writes JSON");
        let start = root.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer} in {}", self.json)).bytes.start;
        let (_, place) = self.places.iter().find(|(at, _)| *at as usize == start).expect("each value has a place");
        (place.origin, place.span.start)
    }
}

/// A value as in a plan; `unknown` marks parts that are known only after apply.
fn evaluate(json: &str, unknown: &str) -> Value {
    let (value, unknown) = (parse(json).unwrap(), parse(unknown).unwrap());
    Marked { value: Some(&value), unknown: Some(&unknown), sensitive: None, base: (FileId(0), 0), ambiguous: false }.evaluate()
}

/// The place of a resource's header, after all of its values.
pub(super) const HEADER: u32 = 1_000_000;

fn header() -> Place {
    Place::new(Span { file: FileId(0), start: HEADER, end: HEADER + 1 }, Origin::Literal)
}

fn write(terraform_type: &str, attributes: &Value, satellites: &[(&str, &str)]) -> Vec<Made> {
    let satellites: Vec<_> = satellites
        .iter()
        .map(|(name, json)| {
            let known = satellite(name).unwrap_or_else(|| panic!("{name} is a satellite"));
            let given = evaluate(json, "{}");
            assert!(known.names(&given).is_some(), "{name} names another resource");
            (known.rows, given, header())
        })
        .collect();
    let (header, fuel) = (header(), Fuel::new(u64::MAX));
    let root = std::sync::Arc::default();
    let declared = Declared { terraform_type, attributes, satellites: &satellites, header: &header, root: &root, fuel: &fuel };
    let mut made = Vec::new();
    declared.write(|kind, writer: Writer| {
        let (json, places) = writer.finish();
        made.push(Made { kind: kind.name().to_owned(), json, places });
    });
    made
}

/// All objects that a resource creates.
pub(super) fn objects(terraform_type: &str, json: &str) -> Vec<Made> {
    write(terraform_type, &evaluate(json, "{}"), &[])
}

/// The only object that a resource creates.
pub(super) fn object(terraform_type: &str, json: &str) -> Made {
    object_with(terraform_type, json, &[])
}

/// The only object that a resource and its satellites create.
pub(super) fn object_with(terraform_type: &str, json: &str, satellites: &[(&str, &str)]) -> Made {
    let mut made = write(terraform_type, &evaluate(json, "{}"), satellites);
    assert_eq!(made.len(), 1, "one object");
    made.remove(0)
}

/// The only object that a resource creates, with parts that are known only after apply.
pub(super) fn object_unknown(terraform_type: &str, json: &str, unknown: &str) -> Made {
    write(terraform_type, &evaluate(json, unknown), &[]).remove(0)
}

pub(super) fn unknown() -> Json {
    serde_json::json!({ "$unknown": "known only after `terraform apply`" })
}
