//! tenantlint reads exports and code that describe a Microsoft Entra ID tenant, and checks them against rules.
//!
//! The pipeline, each step a module:
//!
//! ```text
//! files -> source -> reader -> resource::Resource -> model -> rules -> finding -> policy -> report
//!                                (Graph JSON       typed    one     filter:     one per
//!                                + source map)     view     each    policy      format
//! ```
#![cfg_attr(test, allow(clippy::string_slice, reason = "a wrong index fails the test"))]

pub mod baseline;
pub mod check;
mod chunks;
pub mod cli;
pub mod collect;
pub mod controls;
pub mod draft;
mod drift;
mod eval;
pub mod finding;
pub mod fix;
mod fleet;
pub mod inventory;
pub mod judge;
pub mod language;
pub mod load;
mod lsp;
pub mod message;
pub mod metadata;
pub mod model;
pub mod outcome;
mod parts;
mod places;
pub mod policy;
mod progress;
pub mod reader;
mod remediation;
pub mod report;
pub mod resource;
pub mod revision;
pub mod rules;
mod secrets;
pub mod source;
pub mod syntax;
pub mod text;
