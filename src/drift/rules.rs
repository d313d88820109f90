//! The rules of this module. They compare two inputs, so they are no rules of `check`.

use crate::metadata::{Group, Metadata};

const fn rule(id: &'static str, summary: &'static str, docs: &'static str) -> Metadata {
    Metadata { since: "0.1.0", ..Metadata::new(Group::Drift, id, summary, docs) }
}

pub(super) static SETTING_CHANGED: Metadata = rule(
    "drift-setting-changed",
    "setting that rules read differs between two inputs",
    "A property of an object has another value in the new input. Its severity is the highest of the rules that read it.",
);

pub(super) static OBJECT_NEW: Metadata = rule(
    "drift-object-new",
    "object is only in the new input",
    "The old input does not contain the object, although it has all objects of its kind, or declares others. Its severity is the highest of the \
     rules that are about such objects.",
);

pub(super) static OBJECT_GONE: Metadata = rule(
    "drift-object-gone",
    "object is only in the old input",
    "The new input does not contain the object, although it has all objects of its kind, or declares others. Its severity is the highest of the \
     rules that are about such objects.",
);
