//! All tests besides the cases of `tests/cases`, in one binary: each additional test binary would cost seconds of linking.
//!
//! `cargo test --test it rule_docs` runs one of these modules.

#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "a wrong index fails the test")]

mod archives;
mod arm;
mod baseline;
mod bicep;
mod book;
mod cli;
mod collect;
mod common;
mod completions;
mod declarations;
mod drift;
mod encodings;
mod example_readmes;
mod examples;
mod exports;
mod extends;
mod fix;
mod fleet;
mod fleet_example;
mod hidden;
mod hostile;
mod init;
mod inventory;
mod japanese;
mod layers;
mod limits;
mod lsp;
mod own_rules;
mod packages;
mod properties;
mod pull_request;
mod rule_docs;
mod rule_pages;
mod selection;
mod suppressions;
mod terraform;
mod versions;
mod watch;
