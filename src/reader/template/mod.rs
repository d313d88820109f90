//! Conversion of resources in Bicep and ARM templates, shared so that both give the same results.
//!
//! Resources of Microsoft Graph become what Graph would return, all others what Resource Manager would return. Omitted properties get their
//! documented defaults, marked as such.

mod defaults;
mod given;
mod names;
mod resource;

pub(super) use given::{Evaluated, Given};
pub(super) use names::spelling;
pub(super) use resource::kind_of;
