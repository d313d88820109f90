//! `hashicorp/azurerm`.
//!
//! Names and defaults of the attributes: provider 4.x, `website/docs/r/*.html.markdown`, August 2026; encoding of values: the sources of
//! the resources (`internal/services`). Former names: versions 2.x and 3.x. Properties: Azure Resource Manager, in the API version that
//! each file names.
//!
//! Secrets, and attributes that only control Terraform (`skip_service_principal_aad_check`, `timeouts`), are omitted.

mod api_management;
mod authorization;
mod data;
mod identity;
mod lighthouse;
mod management;
mod policy;
mod security;
mod web;

use super::table::ResourceType;
pub(super) use data::DATA_IDS;

/// The resource types, by area.
pub(super) const TYPES: &[&[ResourceType]] = &[
    api_management::TYPES,
    authorization::TYPES,
    identity::TYPES,
    lighthouse::TYPES,
    management::TYPES,
    policy::TYPES,
    security::TYPES,
    web::TYPES,
];
