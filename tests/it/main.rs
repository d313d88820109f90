//! Everything that must hold beside the cases of `tests/cases`, in one program: each file that links the library on its own would cost seconds.
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
mod properties;
mod rule_docs;
mod rule_pages;
mod terraform;
