//! The sign-in configuration of apps.

pub(crate) mod authority_shared;
pub(super) mod email_as_identity;
pub(super) mod issuer_validation_off;
pub(super) mod tenant_list_missing;

use crate::message::Text;
use crate::model::{AuthorityTenant, Endpoint, SignInConfiguration, State, View};
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

/// What to write in the place of the shared authority, so that one tenant may sign in.
fn tenant_step(endpoint: &Endpoint<'_, '_>) -> Text {
    let written = endpoint.setting.known().map(ToString::to_string).unwrap_or_default();
    let shared = SHARED.iter().find(|name| written.contains(&format!("/{name}")));
    match shared {
        Some(name) => Text::new("write `{value}` here, with the id of your tenant")
            .with("value", written.replacen(&format!("/{name}"), "/<tenant-id>", 1)),
        None => Text::new("write the id of your tenant here"),
    }
}

/// Names under which an authority is that of every tenant.
const SHARED: &[&str] = &["common", "organizations", "consumers"];

/// Where the library of a configuration takes a list of tenants.
fn list_step(config: &SignInConfiguration<'_>) -> Text {
    let library = config.library.known().map(|library| &**library);
    LISTS.iter().find(|(name, _)| Some(*name) == library).map_or(IN_CODE, |(_, step)| step).into()
}

/// Source: the configuration reference of each library.
const LISTS: &[(&str, &str)] = &[
    (
        "Microsoft.Identity.Web",
        "list the issuers of the tenants that may sign in under `TokenValidationParameters:ValidIssuers`, or compare the claim `tid` in code",
    ),
    ("passport-azure-ad", "list the issuers of the tenants that may sign in under `issuer`, with `validateIssuer` on"),
    ("oauth2-proxy", "list the tenants that may sign in under `entra_id_allowed_tenants`"),
    ("App Service", "list the tenants that may sign in under `WEBSITE_AUTH_AAD_ALLOWED_TENANTS`"),
];

const IN_CODE: &str = "compare the claim `tid` with the tenants that may sign in, in the code that accepts the tokens";
