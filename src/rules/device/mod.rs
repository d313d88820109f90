//! Devices, and who may bring them.

pub(super) mod guest_registered;
pub(super) mod join_everyone;
pub(super) mod quota_wide;
pub(super) mod registration_without_mfa;
pub(super) mod unmanaged_counts_compliant;

use crate::message::Text;
use crate::resource::Resource;
use crate::rules::desired_state::desired_state_step;

/// How to write `property: value` into the device registration policy, in the format at hand. `value` is JSON.
///
/// Graph takes the policy as a whole: "Update deviceRegistrationPolicy" (2026-03) is a `PUT` in which every property is required.
fn registration_policy_step(resource: &Resource<'_>, property: &'static str, value: &str) -> Text {
    if resource.format.is_desired_state() {
        return desired_state_step(resource, property, value);
    }
    match &resource.address {
        Some(address) => Text::new("set `{property}` to `{value}` in the body of `{address}`").with("address", address.as_ref()),
        None => Text::new(
            "set `{property}` to `{value}` in a copy of the whole policy, and send that: az rest --method PUT \
             --url https://graph.microsoft.com/v1.0/policies/deviceRegistrationPolicy --body @policy.json",
        ),
    }
    .with("property", property)
    .with("value", value)
}
