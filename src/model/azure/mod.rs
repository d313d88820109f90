//! Azure objects of the tenant.
//!
//! ARM nests what an object says under `properties`; the Azure CLI and Terraform bodies have it at the root, and the
//! subscription policy is written at the root but read from `properties`. Every type here takes both.
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

/// Adds the settings of `properties` to an object: each is a method that takes the nested one, else the one at the root.
macro_rules! nested {
    ($object:ident: $properties:ident { $($(#[doc = $doc:expr])* $(#[serde($($serde:tt)*)])? $field:ident: $type:ty,)* }) => {
        $crate::model::object! {
            /// What ARM nests under `properties`.
            $properties {
                $($(#[doc = $doc])* $(#[serde($($serde)*)])? $field: $type,)*
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
