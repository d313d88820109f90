//! The written form of inventories: in the policy file, and in separate files (YAML, JSON or CSV).
//!
//! [`written`] contains the types and the JSON Schema, [`files`] finds and reads the files, [`csv`] makes the tree of a table, and
//! [`build`] makes a [`crate::inventory::Inventory`] of it all.

mod build;
mod csv;
mod files;
mod unreviewed;
mod written;

pub(super) use build::inventory;
pub(super) use files::Files;
pub(super) use unreviewed::unreviewed;
pub(super) use written::WrittenInventory;
pub use written::inventory_schema;
