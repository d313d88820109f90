//! The sign-in configuration of apps.

pub(crate) mod authority_shared;
pub(super) mod email_as_identity;
pub(super) mod issuer_validation_off;
pub(super) mod tenant_list_missing;

use crate::finding::Text;
use crate::model::{AuthorityTenant, SignInConfiguration, View};
use crate::rules::Findings;

/// Whether a configuration signs in accounts of any tenant. Where that cannot be known the rule is undecided.
fn is_shared(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) -> bool {
    if !signs_in(config) {
        return false;
    }
    match (config.endpoint(), config.endpoint_setting()) {
        (Some(endpoint), _) if endpoint.tenant == AuthorityTenant::Placeholder => {
            out.undecided(config, &config.place(endpoint.setting), "the tenant is a placeholder that still has to be replaced".into());
            false
        }
        (Some(endpoint), _) => endpoint.tenant.is_shared(),
        (None, Some((name, setting))) => {
            out.known(config, name, setting);
            false
        }
        (None, None) => false,
    }
}

/// Whether users of Entra sign in by this configuration at all: a user flow of Azure AD B2C has accounts of its own.
fn signs_in(config: &SignInConfiguration<'_>) -> bool {
    config.enabled.known() != Some(&false) && !config.is_b2c()
}

/// How to bind a configuration to one tenant.
fn one_tenant_step(setting: &'static str) -> Text {
    Text::new("put the id of your own tenant into `{setting}`, or list the tenants that may sign in").with("setting", setting)
}
