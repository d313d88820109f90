//! `hashicorp/azuread`.
//!
//! Names and defaults of the attributes: provider 3.9.0, `docs/resources/*.md`; encoding of values: the sources of the resources
//! (`internal/services`). Former names: versions 1.6 and 2.x. Properties: Microsoft Graph v1.0, August 2026.
//!
//! Secrets, and attributes that only control Terraform (`prevent_duplicate_names`, `timeouts`), are omitted.

mod applications;
mod conditional_access;
mod directory_roles;
mod entitlement_management;
mod groups;
mod service_principals;
mod users;

use super::table::{ResourceType, Satellite};
use crate::reader::rows::{Pairs, Row, attribute, constant, filled, with_default};

/// The resource types, by area.
pub(super) const TYPES: &[&[ResourceType]] = &[
    applications::TYPES,
    conditional_access::TYPES,
    directory_roles::TYPES,
    entitlement_management::TYPES,
    groups::TYPES,
    service_principals::TYPES,
    users::TYPES,
];

/// The satellites, by area.
pub(super) const SATELLITES: &[&[Satellite]] =
    &[applications::SATELLITES, directory_roles::SATELLITES, groups::SATELLITES, service_principals::SATELLITES];

/// A client secret without its value. Instead of an end date there may be a time after the start date (`8760h`); without either, the
/// service sets two years.
const PASSWORD: &[Row] = &[
    attribute("key_id", "keyId"),
    attribute("display_name|description", "displayName"),
    attribute("start_date", "startDateTime"),
    Row::Filled { from: "end_date|end_date_relative", to: "endDateTime", default: Some("\"P2Y\"") },
];

/// A certificate credential of an app. Without an end date, it expires with the certificate.
const CERTIFICATE: &[Row] = &[
    attribute("key_id", "keyId"),
    filled("type", "type"),
    constant("usage", "\"Verify\""),
    attribute("start_date", "startDateTime"),
    filled("end_date|end_date_relative", "endDateTime"),
];

const APP_ROLE: &[Row] = &[
    attribute("id|role_id", "id"),
    attribute("value", "value"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    with_default("enabled|is_enabled", "isEnabled", "true"),
    attribute("allowed_member_types", "allowedMemberTypes"),
];

/// Switches that the provider converts to tags.
const FEATURE_TAGS: Pairs = &[
    ("custom_single_sign_on", "\"WindowsAzureActiveDirectoryCustomSingleSignOnApplication\""),
    ("enterprise", "\"WindowsAzureActiveDirectoryIntegratedApp\""),
    ("gallery", "\"WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1\""),
    ("hide", "\"HideApp\""),
];
