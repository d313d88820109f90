//! Everything that must hold, in one program: each file that links the library on its own would cost seconds.
//!
//! `cargo test --test it rule_docs` runs one of these modules.

mod arm;
mod bicep;
mod cli;
mod collect;
mod common;
mod declarations;
mod examples;
mod exports;
mod hostile;
mod inventory;
mod layers;
mod policy;
mod properties;
mod remediation;
mod rule_docs;
mod rule_pages;
mod rules;
mod terraform;
