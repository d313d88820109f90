//! The sign-in configuration of apps.

pub(crate) mod authority_shared;
pub(super) mod email_as_identity;
pub(super) mod issuer_validation_off;
pub(super) mod tenant_list_missing;

use crate::message::Text;
use crate::model::{AuthorityTenant, Endpoint, SignInConfiguration, State, View};
use crate::rules::{Findings, names};

/// The title of a finding on a configuration, which names the client id of its app, or else the section of the file or the library.
macro_rules! title {
    ($config:expr, $fact:literal) => {
        $crate::rules::code_config::named(
            $config,
            concat!("sign-in configuration of app `{name}` ", $fact),
            concat!("sign-in configuration `{name}` ", $fact),
            concat!("sign-in configuration for `{name}` ", $fact),
        )
    };
}
use title;

fn named(config: &SignInConfiguration<'_>, of_app: &'static str, of_section: &'static str, of_library: &'static str) -> Text {
    // A placeholder for the client id names no app.
    let client_id = names::text(&config.client_id).filter(|id| uuid::Uuid::try_parse(id).is_ok());
    let others = [(of_section, &config.section), (of_library, &config.library)];
    let other = others.into_iter().find_map(|(template, setting)| Some((template, names::text(setting)?)));
    let named = client_id.map(|id| (of_app, id)).or(other);
    let (template, name) = named.unwrap_or((of_library, "an unknown library".to_owned()));
    Text::new(template).with("name", name)
}

/// Whether a configuration accepts accounts of any tenant. If that is not known, the rule is undecided.
fn is_shared(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) -> bool {
    if !signs_in(config, out) {
        return false;
    }
    match (config.endpoint(), config.endpoint_setting()) {
        (Some(endpoint), _) if endpoint.tenant == AuthorityTenant::Placeholder => {
            out.undecided(config, &config.place(endpoint.setting), "the tenant is a placeholder that must be replaced".into());
            false
        }
        (Some(endpoint), _) => endpoint.tenant.is_shared(),
        (None, Some((name, setting))) if setting.known().is_none() => {
            out.needs(config, name, setting);
            false
        }
        (None, setting) => {
            let place = config.resource.place(setting.and_then(|(_, setting)| setting.raw()).unwrap_or_default());
            out.undecided(config, &place, "no tenant is set in this file: it is set elsewhere, or the library uses a default".into());
            false
        }
    }
}

/// Whether users sign in with Microsoft Entra ID through this configuration. A user flow of Azure AD B2C has its own accounts. If it is not
/// known whether sign-in is enabled, the rule is undecided.
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

/// The step that replaces the shared authority with that of one tenant.
fn tenant_step(endpoint: &Endpoint<'_, '_>) -> Text {
    let current = endpoint.setting.known().map(ToString::to_string).unwrap_or_default();
    let shared = SHARED.iter().find(|name| current.contains(&format!("/{name}")));
    match shared {
        Some(name) => Text::new("set it to `{value}`, with the id of your tenant")
            .with("value", current.replacen(&format!("/{name}"), "/<tenant-id>", 1)),
        None => Text::new("set it to the id of your tenant"),
    }
}

/// The names of authorities that accept more than one tenant.
const SHARED: &[&str] = &["common", "organizations", "consumers"];

/// The alternative steps that limit sign-in to allowed tenants, which differ by library.
fn list_steps(config: &SignInConfiguration<'_>) -> impl Iterator<Item = Text> + use<> {
    let library = config.library.known().map(|library| &**library);
    let listed = LISTS.iter().find(|(name, _)| Some(*name) == library).map(|(_, step)| *step);
    let in_code = Some(IN_CODE).filter(|_| listed.is_none() || library == Some("Microsoft.Identity.Web"));
    listed.into_iter().chain(in_code).map(Text::new)
}

/// Source: the configuration reference of each library.
const LISTS: &[(&str, &str)] = &[
    ("Microsoft.Identity.Web", "list the issuers of the allowed tenants under `TokenValidationParameters:ValidIssuers`"),
    ("passport-azure-ad", "list the issuers of the allowed tenants under `issuer`, with `validateIssuer` set to `true`"),
    ("oauth2-proxy", "list the allowed tenants under `entra_id_allowed_tenants`"),
    ("App Service", "list the allowed tenants in `WEBSITE_AUTH_AAD_ALLOWED_TENANTS`"),
];

const IN_CODE: &str = "compare the claim `tid` with the allowed tenants in the code that validates the tokens";
