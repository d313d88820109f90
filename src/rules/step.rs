//! Steps that findings of several groups suggest.

use crate::finding::Text;
use crate::wire::Resource;

/// How to write `property: value` into a policy of Graph, in the format at hand. `value` is JSON.
pub(super) fn policy_step(resource: &Resource<'_>, path: &'static str, property: &'static str, value: &'static str) -> Text {
    match &resource.address {
        Some(address) => Text::new("set `{property}` to `{value}` in the body of `{address}`").with("address", address.as_ref()),
        None => Text::new("az rest --method PATCH --url https://graph.microsoft.com/v1.0/{path} --body '{open}\"{property}\":{value}}'")
            .with("open", "{")
            .with("path", path),
    }
    .with("property", property)
    .with("value", value)
}
