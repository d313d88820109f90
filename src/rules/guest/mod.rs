//! Guests: who may invite them, and what they may see.

pub(crate) mod invite_all_members;
pub(crate) mod invite_everyone;
pub(super) mod role_too_wide;

use crate::finding::Text;
use crate::wire::Resource;

/// How to write `property: value` into the authorization policy, in the format at hand.
fn authorization_policy_step(resource: &Resource<'_>, property: &'static str, value: &'static str) -> Text {
    match &resource.address {
        Some(address) => Text::new("set `{property} = \"{value}\"` in the body of `{address}`").with("address", address.as_ref()),
        None => Text::new(
            "az rest --method PATCH --url https://graph.microsoft.com/v1.0/policies/authorizationPolicy --body '{open}\"{property}\":\"{value}\"}'",
        )
        .with("open", "{"),
    }
    .with("property", property)
    .with("value", value)
}
