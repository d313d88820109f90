//! Cross-tenant access: what other tenants are let do, and what of them is believed.

pub(super) mod inbound_open;
pub(super) mod outbound_open;
pub(super) mod partner_wide;
pub(super) mod trusts_any_device;
pub(super) mod trusts_any_mfa;

use crate::finding::Text;
use crate::wire::Resource;

/// How to close a setting of the default, in the format at hand.
fn default_step(resource: &Resource<'_>, property: &'static str) -> Text {
    match &resource.address {
        Some(address) => Text::new("close `{property}` in the body of `{address}`, and open it for named partners").with("address", address.as_ref()),
        None => Text::new(
            "close `{property}` and open it for named partners: PATCH https://graph.microsoft.com/v1.0/policies/crossTenantAccessPolicy/default",
        ),
    }
    .with("property", property)
}
