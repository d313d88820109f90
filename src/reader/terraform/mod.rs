//! Terraform: source files, plans and states as `terraform show -json` prints them, and state files.
//!
//! The tables beside this file map resource types to Graph or ARM kinds, one for each provider. A type without a row keeps its type and its
//! property names.
//!
//! Sources: Terraform, Configuration Language; JSON output format (format version 1.x).

mod azuread;
mod azurerm;
mod bodies;
mod configured;
mod folders;
mod overlay;
mod references;
mod resource;
mod satellites;
mod show;
mod state;
mod table;
mod template_deployment;
#[cfg(test)]
mod testing;
mod units;

pub use folders::Configuration;
pub(super) use overlay::{Overlay, Plan, is_plan};
pub(crate) use resource::{attribute_for, block_for};
pub(super) use show::read_show;
