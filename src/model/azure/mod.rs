//! Azure objects of the tenant.
//!
//! ARM nests the properties of an object under `properties`; the Azure CLI and Terraform write them at the root, and the subscription
//! policy is written at the root but read from `properties`. Every type here accepts both.
//!
//! Source: Azure Resource Manager reference of the named types.

mod billing;
mod identity;
mod management_group;
mod permission;
mod policy;
mod role;
mod scope;
mod security;
mod subscription;
mod web;

pub use billing::*;
pub use identity::*;
pub use management_group::*;
pub use permission::{RolePermission, action_matches, any};
pub use policy::*;
pub use role::*;
pub use scope::Scope;
pub use security::*;
pub use subscription::*;
pub use web::*;

/// Declares an object that ARM nests: each setting of `properties` is a field of both structs, with a method that prefers the value at the
/// root.
macro_rules! nested {
    (
        $(#[doc = $object_doc:expr])*
        $object:ident {
            $($(#[doc = $root_doc:expr])* $root:ident: $root_type:ty,)*
        } properties: $properties:ident {
            $($(#[doc = $doc:expr])* $(#[serde($($serde:tt)*)])? $field:ident: $type:ty,)*
        }
    ) => {
        $crate::model::object! {
            $(#[doc = $object_doc])*
            $object {
                $($(#[doc = $root_doc])* $root: $root_type,)*
                properties: $properties<'a>,
                $($(#[serde($($serde)*)])? $field: $type,)*
            }
        }

        $crate::model::object! {
            $properties {
                $($(#[serde($($serde)*)])? $field: $type,)*
            }
        }

        impl<'a> $object<'a> {
            $(
                $(#[doc = $doc])*
                pub fn $field(&self) -> &Setting<'a, $type> {
                    match self.properties.known() {
                        Some(properties) => self.$field.or(&properties.$field),
                        None => &self.$field,
                    }
                }
            )*
        }
    };
}
use nested;
