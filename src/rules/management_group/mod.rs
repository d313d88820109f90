//! Management groups, and where new subscriptions land.

pub(super) mod creation_open;
pub(super) mod default_is_root;

use crate::finding::Text;
use crate::wire::Resource;

/// How to change the hierarchy settings, in the format at hand.
fn settings_step(resource: &Resource<'_>, property: &'static str, value: &'static str) -> Text {
    match &resource.address {
        Some(address) => Text::new("set `{property}` to {value} in `{address}`").with("address", address.as_ref()),
        None => Text::new("set `{property}` to {value}: PUT the settings of the root management group again, with both properties"),
    }
    .with("property", property)
    .with("value", value)
}
