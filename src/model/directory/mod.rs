//! Directory objects and tenant-wide policies of Microsoft Graph.

mod authorization_policy;
mod conditional_access;
mod consent;
mod cross_tenant;
mod device;
mod governance;
mod group;
mod guest_types;
mod invitation;
mod organization;
mod role;
mod service_principal;
mod user;

pub use authorization_policy::*;
pub use conditional_access::*;
pub use consent::*;
pub use cross_tenant::*;
pub use device::*;
pub use governance::*;
pub use group::*;
pub use guest_types::*;
pub use invitation::*;
pub use organization::*;
pub use role::*;
pub use service_principal::*;
pub use user::*;
