//! App Service and Container Apps: the sign-in that the platform does.

pub(crate) mod auth_multi_tenant;
pub(super) mod auth_not_required;

use crate::message::Text;
use crate::model::{PlatformSignIn, SiteConfig, View};
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
