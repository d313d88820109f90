//! App Service and Container Apps: the sign-in that the platform does.

pub(crate) mod auth_multi_tenant;
pub(super) mod auth_not_required;

use crate::message::Text;
use crate::model::{PlatformSignIn, SiteConfig, View};
use crate::resource::{Format, Kind, Resource};
use crate::rules::Findings;

/// The sign-in with Microsoft Entra ID, where it is on. Where that cannot be known the rule is undecided.
fn sign_in<'s, 'a>(config: &'s View<'_, SiteConfig<'a>>, out: &mut Findings<'_>) -> Option<PlatformSignIn<'s, 'a>> {
    if let Some((name, raw)) = config.unknown_sign_in() {
        let missing = Text::new("whether users sign in with Microsoft Entra ID cannot be known: `{setting}` decides").with("setting", name);
        out.undecided(config, &config.resource.place(raw), missing);
        return None;
    }
    config.entra_sign_in()
}

/// How to change a setting of the sign-in, in the format at hand. `terraform` is its name in azurerm, `arm` its path in ARM.
fn sign_in_step(resource: &Resource<'_>, terraform: &'static str, arm: &'static str, value: &'static str) -> Text {
    let text = match (&resource.address, resource.format) {
        (Some(address), Format::Terraform | Format::TerraformPlan | Format::TerraformState) if address.contains("azurerm_") => {
            Text::new("set `{terraform}` to {value} in `{address}`").with("terraform", terraform).with("address", address.as_ref())
        }
        (Some(address), _) => Text::new("set `{arm}` to {value} in `{address}`").with("arm", arm).with("address", address.as_ref()),
        (None, _) if resource.kind == Kind::ContainerAppAuthConfig => {
            Text::new("set `{arm}` to {value}: az containerapp auth update").with("arm", arm)
        }
        (None, _) => Text::new("set `{arm}` to {value}: az webapp auth update").with("arm", arm),
    };
    text.with("value", value)
}
