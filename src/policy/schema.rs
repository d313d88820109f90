//! How JSON Schemas are made of types.

use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

/// The generator of all schemas: in draft 7, and without what means nothing to a reader.
pub(super) fn drafted() -> SchemaGenerator {
    schemars::generate::SchemaSettings::draft07().with_transform(RecursiveTransform(without_null)).into_generator()
}

/// Takes out `default: null`, which stands where nothing need be written, and where null is no value of the type.
fn without_null(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
}
