//! Management groups, and where new subscriptions land.

pub(super) mod creation_open;
pub(super) mod default_is_root;

use crate::message::Text;
use crate::model::{ManagementGroupSettings, View};

/// How to change the hierarchy settings, in the format at hand. `option` is what `az` calls the property and its value.
fn settings_step(
    settings: &View<'_, ManagementGroupSettings<'_>>,
    property: &'static str,
    value: &'static str,
    option: &'static str,
) -> Text {
    match &settings.resource.address {
        Some(address) => Text::new("set `{property}` to {value} in `{address}`")
            .with("property", property)
            .with("value", value)
            .with("address", address.as_ref()),
        None => Text::new("az account management-group hierarchy-settings update --name {root} {option}")
            .with("root", settings.root_group().unwrap_or("<tenant>"))
            .with("option", option),
    }
}
