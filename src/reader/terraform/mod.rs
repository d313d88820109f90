//! Terraform: configurations as they are written, and plans and states as `terraform show -json` prints them.
//!
//! Resource types become Graph or ARM kinds by the tables beside this file, one for each provider; a type without a row
//! keeps its type and its own property names.
//!
//! Sources: Terraform, Configuration Language; JSON output format (format version 1.x).

mod azuread;
mod azurerm;
mod configured;
mod folders;
mod overlay;
mod references;
mod resource;
mod satellites;
mod show;
mod table;
#[cfg(test)]
mod testing;

pub use folders::Configuration;
pub(super) use overlay::{Overlay, Plan, is_plan};
pub(crate) use resource::{attribute_for, block_for};
pub(super) use show::read_show;
