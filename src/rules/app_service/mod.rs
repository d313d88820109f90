//! App Service and Container Apps: the sign-in that the platform does.

pub(crate) mod auth_multi_tenant;
pub(super) mod auth_not_required;

use crate::finding::Text;
use crate::wire::{Format, Resource};

/// How to change a setting of the sign-in, in the format at hand. `terraform` is its name in azurerm, `arm` its path in ARM.
fn sign_in_step(resource: &Resource<'_>, terraform: &'static str, arm: &'static str, value: &'static str) -> Text {
    let text = match (&resource.address, resource.format) {
        (Some(address), Format::Terraform | Format::TerraformPlan | Format::TerraformState) if address.contains("azurerm_") => {
            Text::new("set `{terraform}` to {value} in `{address}`").with("terraform", terraform).with("address", address.as_ref())
        }
        (Some(address), _) => Text::new("set `{arm}` to {value} in `{address}`").with("arm", arm).with("address", address.as_ref()),
        (None, _) => Text::new("set `{arm}` to {value}: az webapp auth update").with("arm", arm),
    };
    text.with("value", value)
}
