//! The sign-in configuration of apps.

pub(crate) mod authority_shared;
pub(super) mod email_as_identity;
pub(super) mod issuer_validation_off;
pub(super) mod tenant_list_missing;

use crate::model::{AuthorityTenant, SignInConfiguration, State, View};
use crate::rules::Findings;

/// Whether a configuration signs in accounts of any tenant. Where that cannot be known the rule is undecided.
fn is_shared(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) -> bool {
    if !signs_in(config, out) {
        return false;
    }
    match (config.endpoint(), config.endpoint_setting()) {
        (Some(endpoint), _) if endpoint.tenant == AuthorityTenant::Placeholder => {
            out.undecided(config, &config.place(endpoint.setting), "the tenant is a placeholder that still has to be replaced".into());
            false
        }
        (Some(endpoint), _) => endpoint.tenant.is_shared(),
        (None, Some((name, setting))) if setting.known().is_none() => {
            out.needs(config, name, setting);
            false
        }
        (None, setting) => {
            let place = config.resource.place(setting.and_then(|(_, setting)| setting.raw()).unwrap_or_default());
            out.undecided(config, &place, "no tenant is written here: it is set elsewhere, or the library has a default".into());
            false
        }
    }
}

/// Whether users of Entra sign in by this configuration at all: a user flow of Azure AD B2C has accounts of its own. Where that cannot be
/// known the rule is undecided.
fn signs_in(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) -> bool {
    if config.is_b2c() {
        return false;
    }
    match config.enabled.state() {
        State::Unknown(_) => {
            out.needs(config, "enabled", &config.enabled);
            false
        }
        state => *state != State::Known(false),
    }
}

/// How to bind a configuration to one tenant.
const ONE_TENANT: &str = "name your own tenant here by its id, or list the tenants that may sign in";
