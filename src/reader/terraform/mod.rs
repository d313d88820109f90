//! Terraform: plans and states as `terraform show -json` prints them.
//!
//! Resource types become Graph or ARM kinds by the tables beside this file, one for each provider; a type without a row
//! keeps its type and its own property names.
//!
//! Source: Terraform, JSON output format (format version 1.x).

mod azuread;
mod azurerm;
mod body;
mod out;
mod resource;
mod satellites;
mod show;
mod table;
#[cfg(test)]
mod testing;

pub(super) use show::read_show;
