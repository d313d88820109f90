//! Generates JSON Schemas from types.

use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

/// The generator of all schemas: in draft 7, without keywords that are of no use to a reader.
pub(super) fn drafted() -> SchemaGenerator {
    schemars::generate::SchemaSettings::draft07().with_transform(RecursiveTransform(without_null)).into_generator()
}

/// Removes `default: null`, which schemars adds to optional values although null is not a value of the type.
fn without_null(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
}
