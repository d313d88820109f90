//! What Bicep and templates in JSON declare, on its way to a resource: one reader for both, so that they give the same.
//!
//! Microsoft Graph's resources become what Graph would return, all others what Resource Manager would. What a format leaves out gets
//! the default that is documented for it, as such.

mod defaults;
mod given;
mod resource;

pub(super) use given::Given;
pub(super) use resource::Declared;
