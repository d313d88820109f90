//! `schema`: prints the JSON Schemas of the files that tenantlint reads and writes.

use crate::{baseline, policy, report};
use std::io::{self, Write};

/// A schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SchemaName {
    /// The policy file.
    Policy,
    /// Inventory files.
    Inventory,
    /// The baseline.
    Baseline,
    /// The lines of `check --format jsonl`, and the report of `--format json`.
    Finding,
}

/// Prints a schema.
pub(super) fn print(name: SchemaName, out: &mut impl Write) -> io::Result<()> {
    let schema = match name {
        SchemaName::Policy => policy::schema(),
        SchemaName::Inventory => policy::inventory_schema(),
        SchemaName::Baseline => baseline::schema(),
        SchemaName::Finding => report::finding_schema(),
    };
    writeln!(out, "{schema:#}")
}
